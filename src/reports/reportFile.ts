// A rendered report as a file: its bytes, their digest, and a name that names no person.
import { createHash } from 'node:crypto';
import type { FinishedDocument } from './finish.js';
import type { Language } from './language.js';
import { FORMS, type Format } from './renderer.js';

export interface ReportFile {
  readonly bytes: Uint8Array;
  /** Hex. */
  readonly sha256: string;
  readonly mediaType: string;
  /** `departure-audit-4868.pdf`. */
  readonly name: string;
}

export type Render = (
  document: FinishedDocument,
  format: Format,
  language: Language | undefined,
) => Promise<Uint8Array>;

/** @throws LedgerError `report.missing_glyph` */
export async function reportFile(
  document: FinishedDocument,
  format: Format,
  language: Language | undefined,
  render: Render,
): Promise<ReportFile> {
  const bytes = await render(document, format, language);
  const { mediaType, extension } = FORMS[format];
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mediaType,
    name: `${document.kind}-${document.provenance.position ?? 'empty'}.${extension}`,
  };
}
