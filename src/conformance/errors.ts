// The errors of the conformance engine: the ledger's error with the engine's codes.
// It must never carry personal data; `details` names constraints, steps, fields, tables and years only.
import { LedgerError } from '../kernel/errors.js';

export type ConformanceErrorCode =
  | 'calendar.year.unknown'
  | 'calendar.table.invalid'
  | 'calendar.period.invalid'
  | 'calendar.missing'
  | 'constraints.invalid'
  | 'constraints.cycle'
  | 'constraints.activity.unknown'
  | 'constraints.attribute.unknown'
  | 'flow.invalid'
  | 'flow.step.duplicate'
  | 'flow.step.unknown'
  | 'flow.role.unknown'
  | 'flow.parameter.missing'
  | 'flow.parameter.invalid'
  | 'flow.limit.cycle'
  | 'net.invalid'
  | 'graph.invalid';

/** Something the engine was given is wrong. `details` names the place, field by field. */
export class ConformanceError extends LedgerError {
  override readonly name = 'ConformanceError';
  declare readonly code: ConformanceErrorCode;
  constructor(
    code: ConformanceErrorCode,
    readonly zh: string,
    readonly en: string,
    override readonly details: Readonly<Record<string, string>> = {},
  ) {
    super('invalid', code, { zh, en }, undefined, details);
  }
}
