// The one error type of the ledger: a stable code and one sentence in each language.
// It must never carry personal data: `where` names a field, file, row or stream, not its content.

/** One sentence, said twice. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** How the edges translate an error: HTTP status and process exit code follow from the kind. */
export type ErrorKind =
  | 'invalid' // unintelligible input
  | 'unauthorised'
  | 'refused' // intelligible, but a duplicate with other content or out of the caller's power
  | 'conflict' // somebody else wrote first
  | 'missing'
  | 'unavailable' // try again later
  | 'corrupt'; // what is stored is not what was written

export interface ErrorDetails {
  readonly [key: string]: string | number | boolean | null | readonly string[];
}

/**
 * Every failure that a caller may see.
 * `code` is stable and machine-readable (`area.reason`); `where` is a JSON pointer, file:row or stream name.
 */
export class LedgerError extends Error {
  override readonly name: string = 'LedgerError';

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    readonly text: Bilingual,
    readonly where?: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${text.zh} / ${text.en}${where === undefined ? '' : ` (${where})`}`, options);
  }
}

/** True for a {@link LedgerError}, also across module copies. */
export function isLedgerError(error: unknown): error is LedgerError {
  return error instanceof Error && 'kind' in error && 'code' in error && 'text' in error;
}

/** The same error with the file and the line (from 1) at which it arose. */
export const placedAt = (error: LedgerError, file: string, line: number): LedgerError =>
  new LedgerError(
    error.kind,
    error.code,
    error.text,
    `${file}:${line}`,
    { ...error.details, file, line },
    { cause: error },
  );

export const invalid = (code: string, zh: string, en: string, where?: string): LedgerError =>
  new LedgerError('invalid', code, { zh, en }, where);

export const refused = (code: string, zh: string, en: string, where?: string): LedgerError =>
  new LedgerError('refused', code, { zh, en }, where);

export const missing = (code: string, zh: string, en: string, where?: string): LedgerError =>
  new LedgerError('missing', code, { zh, en }, where);

export const unavailable = (
  code: string,
  zh: string,
  en: string,
  where?: string,
  cause?: unknown,
): LedgerError => new LedgerError('unavailable', code, { zh, en }, where, {}, { cause });

export const corrupt = (
  code: string,
  zh: string,
  en: string,
  where?: string,
  details?: ErrorDetails,
): LedgerError => new LedgerError('corrupt', code, { zh, en }, where, details);
