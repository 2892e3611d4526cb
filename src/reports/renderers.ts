// Every form of a report. Each is loaded when it is first asked for: a server that makes no PDF holds no compiler.
import type { FinishedDocument } from './finish.js';
import type { Language } from './language.js';
import type { Format, ReportRenderer } from './renderer.js';

const LOADERS: Readonly<Record<Format, () => Promise<ReportRenderer>>> = {
  pdf: async () => (await import('./pdf/pdfRenderer.js')).pdfRenderer,
  html: async () => (await import('./renderers/html.js')).htmlRenderer,
  docx: async () => (await import('./renderers/docx.js')).docxRenderer,
  xlsx: async () => (await import('./renderers/xlsx.js')).xlsxRenderer,
  csv: async () => (await import('./renderers/csv.js')).csvRenderer,
  json: async () => (await import('./renderers/json.js')).jsonRenderer,
  text: async () => (await import('./renderers/text.js')).textRenderer,
};

/** A terminal shows both languages; documents are in Chinese unless told. */
export const defaultLanguage = (format: Format): Language => (format === 'text' ? 'both' : 'zh');

/** @throws LedgerError `report.missing_glyph` */
export async function render(
  document: FinishedDocument,
  format: Format,
  language: Language = defaultLanguage(format),
): Promise<Uint8Array> {
  const renderer = await LOADERS[format]();
  return renderer.render(document, language);
}
