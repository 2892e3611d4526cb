// Problems of a mapping (found when it is loaded) and of a record under it (found when it is applied).
import { invalid, isLedgerError, LedgerError, type Bilingual } from '../../kernel/errors.js';
import { TimeError } from '../../kernel/time.js';

/** Where in the mapping file: keys and indexes from the root. */
export type KeyPath = readonly (string | number)[];

/** A mapping that cannot be used; `load.ts` adds file and line. */
export class MappingProblem extends Error {
  constructor(
    readonly path: KeyPath,
    readonly text: Bilingual,
  ) {
    super(`${text.zh} / ${text.en}`);
  }
}

/** A record that the mapping cannot turn into commands; `where` names the field of the command. */
export function recordProblem(code: string, text: Bilingual, where = ''): LedgerError {
  return invalid(`mapping.${code}`, text.zh, text.en, where);
}

/** The same error, said to stand at a field of the command when it does not say so itself. */
export function atField(error: unknown, field: string): unknown {
  if (error instanceof TimeError) return invalid(error.code, error.zh, error.en, field);
  if (!isLedgerError(error) || (error.where ?? '') !== '') return error;
  return new LedgerError(error.kind, error.code, error.text, field, error.details);
}
