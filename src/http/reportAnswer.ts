// Answers of reading endpoints as reports: which form was asked for, and the file with its headers.
// It must never put into a header, a file name or a log what names a person.
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { FinishedDocument } from '../reports/finish.js';
import { LANGUAGES, type Language } from '../reports/language.js';
import { FORMATS, FORMS, type Format } from '../reports/renderer.js';
import { reportFile, type Render, type ReportFile } from '../reports/reportFile.js';

/** Parameters of every endpoint that can answer as a report. */
export const reportQuery = {
  format: z
    .enum(FORMATS)
    .describe(
      '以报告形式回答；也可用 Accept。json 为报告模型，缺省为数据 / answer as a report, or by Accept; json: the report as data; left out: the answer itself',
    )
    .optional(),
  language: z.enum(LANGUAGES).describe('报告语言 / language of the report').optional(),
} as const;

/** Of endpoints whose reports have a version for everybody. */
export const audienceQuery = {
  audience: z
    .enum(['internal', 'public'])
    .describe('内部版或公开版（隐去个人信息） / internal version, or public with names masked')
    .default('internal'),
} as const;

/** Media types by which a report may be asked for in `Accept`; JSON comes first, as the answer itself. */
const NEGOTIATED: Readonly<Record<string, Format>> = {
  'text/html': 'html',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  [FORMS.docx.mediaType]: 'docx',
  [FORMS.xlsx.mediaType]: 'xlsx',
  'text/plain': 'text',
};

/** The form of a report that a request asks for; `undefined`: the answer itself, as JSON. */
export function formatAsked(request: Request, given: Format | undefined): Format | undefined {
  if (given !== undefined) return given;
  const accepted = request.accepts(['application/json', ...Object.keys(NEGOTIATED)]);
  return typeof accepted === 'string' ? NEGOTIATED[accepted] : undefined;
}

/** Read on the spot; other forms are taken home. */
const SHOWN: ReadonlySet<Format> = new Set(['pdf', 'html', 'text']);

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function setHeaders(response: Response, format: Format, file: ReportFile): void {
  response
    .setHeader('Content-Type', file.mediaType)
    .setHeader('ETag', `"${file.sha256}"`)
    .setHeader('Repr-Digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
    .setHeader('Cache-Control', 'private, no-cache')
    .setHeader(
      'Content-Disposition',
      `${SHOWN.has(format) ? 'inline' : 'attachment'}; filename="${file.name}"`,
    );
  if (format === 'html') response.setHeader('Content-Security-Policy', POLICY);
}

/** Weak comparison of If-None-Match (RFC 9110, 13.1.2). */
const isKnown = (request: Request, sha256: string): boolean =>
  (request.headers['if-none-match'] ?? '')
    .split(',')
    .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${sha256}"`);

/** @throws LedgerError `report.missing_glyph`, `report.busy` */
export async function sendReport(
  request: Request,
  response: Response,
  document: FinishedDocument,
  asked: { readonly format: Format; readonly language: Language | undefined },
  render: Render,
): Promise<void> {
  const file = await reportFile(document, asked.format, asked.language, render);
  setHeaders(response, asked.format, file);
  if (isKnown(request, file.sha256)) {
    response.status(304).end();
    return;
  }
  response.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
}
