// What turns a finished report into bytes. Same report and language, same bytes: today, in another process, in ten years
// with the same version of the program. It writes what it is given; it must never compute a figure.
import type { FinishedDocument } from './finish.js';
import type { Language } from './language.js';

export const FORMATS = ['pdf', 'html', 'docx', 'xlsx', 'csv', 'json', 'text'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportRenderer {
  readonly format: Format;
  readonly mediaType: string;
  /** Of files, without a dot. */
  readonly extension: string;
  /** @throws LedgerError `report.missing_glyph` for text that the fonts of the form cannot show */
  render(document: FinishedDocument, language: Language): Promise<Uint8Array>;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** How each form is named outside, known without loading what makes it. */
export const FORMS: Readonly<Record<Format, Omit<ReportRenderer, 'format' | 'render'>>> = {
  pdf: { mediaType: 'application/pdf', extension: 'pdf' },
  html: { mediaType: 'text/html; charset=utf-8', extension: 'html' },
  docx: { mediaType: `${OFFICE}.wordprocessingml.document`, extension: 'docx' },
  xlsx: { mediaType: `${OFFICE}.spreadsheetml.sheet`, extension: 'xlsx' },
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  json: { mediaType: 'application/json', extension: 'json' },
  text: { mediaType: 'text/plain; charset=utf-8', extension: 'txt' },
};

/** Defines a renderer by how it is named outside and what it does. */
export const renderer = (format: Format, render: ReportRenderer['render']): ReportRenderer => ({
  format,
  ...FORMS[format],
  render,
});

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
