// The tables of a report as CSV for spreadsheets: UTF-8 with a byte order mark, numbers without separators.
// A text that a spreadsheet would take for a formula is made harmless; a negative amount stays a number.
import { stringify } from 'csv-stringify/sync';
import type { Speak } from '../display.js';
import { dataTables, plainValue, type DataTable } from '../dataTables.js';
import { say } from '../language.js';
import { renderer, utf8 } from '../renderer.js';

const BYTE_ORDER_MARK = '\ufeff';
/** What spreadsheets read as the beginning of a formula (OWASP, CSV injection), also in full width. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/u;

const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

function lines({ columns, rows, totals, notes }: DataTable, speak: Speak): string[][] {
  const written = [...rows, ...totals].map((row) =>
    row.map((cell) => {
      const value = plainValue(cell, speak);
      return typeof value === 'string' ? harmless(value) : value.text;
    }),
  );
  return [columns.map(harmless), ...written, ...notes.map((note) => [harmless(note)])];
}

export const csvRenderer = renderer('csv', (document, language) => {
  const speak: Speak = (words) => say(words, language);
  const tables = dataTables(document, speak);
  // A list is one table and nothing else, so that programs can read it; a report names its tables.
  const records =
    tables.length === 1
      ? tables.flatMap((table) => lines(table, speak))
      : tables.flatMap((table) => [[harmless(table.title)], ...lines(table, speak), ['']]);
  return Promise.resolve(
    utf8(BYTE_ORDER_MARK + stringify(records, { record_delimiter: 'windows' })),
  );
});
