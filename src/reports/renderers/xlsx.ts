// A report as a workbook: one sheet about it, then a sheet for every table. Numbers are numbers, unless a spreadsheet's
// fifteen digits would alter them.
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { aboutRows, dataTables, plainValue, type DataTable } from '../dataTables.js';
import { said } from '../cells.js';
import { displayCell, type Speak } from '../display.js';
import type { Cell } from '../document.js';
import { say } from '../language.js';
import { renderer } from '../renderer.js';
import { displayWidth } from '../table.js';
import { reproducible } from '../zip.js';

/** What a spreadsheet keeps exactly. */
const EXACT_DIGITS = 15;
const FONT = { fontFamily: '宋体', fontSize: 11 } as const;
const HEAD = { fontWeight: 'bold', backgroundColor: '#e8e8e8', wrap: true } as const;

type XlsxCell = NonNullable<SheetData[number]>[number];

function cellOf(cell: Cell, speak: Speak, bold: boolean): XlsxCell {
  const value = plainValue(cell, speak);
  const weight = bold ? ({ fontWeight: 'bold' } as const) : {};
  if (typeof value === 'string') return { value, type: String, ...weight };
  if (value.text.replace(/\D/g, '').length > EXACT_DIGITS)
    return { value: value.text, type: String, align: 'right', ...weight };
  const format = value.digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(value.digits)}`;
  return { value: Number(value.text), type: Number, format, ...weight };
}

const MOST_WIDE = 60;

/** As wide as the longest text, within reason. */
function columnWidthsOf({ columns, rows, totals }: DataTable, speak: Speak): { width: number }[] {
  return columns.map((title, index) => {
    const widths = [...rows, ...totals].map((row) => {
      const cell = row[index];
      return cell === undefined ? 0 : displayWidth(displayCell(cell, speak));
    });
    const widest = widths.reduce((most, width) => Math.max(most, width), displayWidth(title));
    return { width: Math.min(MOST_WIDE, Math.max(8, widest + 3)) };
  });
}

function sheetOf(table: DataTable, speak: Speak): SheetData {
  return [
    table.columns.map((value) => ({ value, type: String, ...HEAD })),
    ...table.rows.map((row) => row.map((cell) => cellOf(cell, speak, false))),
    ...table.totals.map((row) => row.map((cell) => cellOf(cell, speak, true))),
    ...table.notes.map((value) => [{ value, type: String }]),
  ];
}

/** At most 31 characters, none of those that Excel forbids, and no two the same. */
function sheetNames(titles: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const plain = title.replace(/[[\]:*?/\\']/g, ' ').trim() || '-';
    let name = plain.slice(0, 31);
    for (let n = 2; taken.has(name.toLowerCase()); n++)
      name = `${plain.slice(0, 31 - String(n).length - 1)} ${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

export const xlsxRenderer = renderer('xlsx', async (document, language) => {
  const speak: Speak = (words) => say(words, language);
  const tables = dataTables(document, speak);
  const about: SheetData = [
    [{ value: speak(document.title), type: String, fontWeight: 'bold', fontSize: 14 }],
    ...aboutRows(document, speak).map(([name, text]) => [
      { value: name, type: String, fontWeight: 'bold' as const, alignVertical: 'top' as const },
      { value: text, type: String, wrap: true },
    ]),
  ];
  const names = sheetNames([speak(said('说明', 'about')), ...tables.map(({ title }) => title)]);
  const sheets = [
    { data: about, columns: [{ width: 24 }, { width: 90 }] },
    ...tables.map((table) => ({
      data: sheetOf(table, speak),
      columns: columnWidthsOf(table, speak),
      stickyRowsCount: 1,
    })),
  ].map((sheet, index) => ({ ...sheet, sheet: names[index] ?? '' }));
  const archive = await writeXlsxFile(sheets, FONT).toBuffer();
  return reproducible(archive, document.provenance.recordedAt);
});
