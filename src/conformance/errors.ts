// The one error type of the conformance engine: a stable code and one plain sentence in each language.
// It must never carry personal data; `where` names constraints, steps, fields, tables and years only.

export type ConformanceErrorCode =
  | 'calendar.year.unknown'
  | 'calendar.table.invalid'
  | 'calendar.period.invalid'
  | 'calendar.missing'
  | 'constraints.invalid'
  | 'flow.invalid'
  | 'flow.step.duplicate'
  | 'flow.step.unknown'
  | 'flow.role.unknown'
  | 'flow.parameter.missing'
  | 'flow.parameter.invalid'
  | 'flow.limit.cycle'
  | 'net.invalid';

/** Something the engine was given is wrong. `where` names the place, field by field. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  constructor(
    readonly code: ConformanceErrorCode,
    readonly zh: string,
    readonly en: string,
    readonly where: Readonly<Record<string, string>> = {},
  ) {
    super(`${zh} / ${en}`);
  }
}
