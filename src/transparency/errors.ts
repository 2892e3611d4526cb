// The error of the transparency formats: a stable code and one sentence in each language.
// It must never quote the content of a record; `where` names a line, path or key, not a person.

/** One sentence, said twice. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** `invalid`: what was handed in cannot be read or trusted. `corrupt`: what was stored is not what was written. */
export type TransparencyErrorKind = 'invalid' | 'corrupt';

/**
 * Every failure of this folder that is not a yes/no answer.
 * It has the shape of the kernel's LedgerError, so the edges translate it without knowing this folder.
 */
export class TransparencyError extends Error {
  override readonly name = 'TransparencyError';
  readonly details = {};

  constructor(
    readonly kind: TransparencyErrorKind,
    /** `area.reason`, stable and machine-readable */
    readonly code: string,
    readonly text: Bilingual,
    readonly where?: string,
  ) {
    super(`${text.zh} / ${text.en}${where === undefined ? '' : ` (${where})`}`);
  }
}

export const invalid = (code: string, zh: string, en: string, where?: string): TransparencyError =>
  new TransparencyError('invalid', code, { zh, en }, where);

export const corrupt = (code: string, zh: string, en: string, where?: string): TransparencyError =>
  new TransparencyError('corrupt', code, { zh, en }, where);
