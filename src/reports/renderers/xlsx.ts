// A report as a workbook: one sheet about it, then a sheet for every table. Numbers are numbers, unless a spreadsheet's
// fifteen digits would alter them.
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { aboutRows, dataTables, plainValue, type DataTable } from '../dataTables.js';
import { said } from '../cells.js';
import type { Speak } from '../display.js';
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

function columnWidthsOf(data: SheetData): { width: number }[] {
  const widths: number[] = [];
  for (const row of data)
    for (const [index, cell] of (row ?? []).entries()) {
      const value =
        typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : cell;
      const text = typeof value === 'number' ? value.toFixed(2) : String(value ?? '');
      widths[index] = Math.max(widths[index] ?? 8, Math.min(MOST_WIDE, displayWidth(text) + 3));
    }
  return widths.map((width) => ({ width }));
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
  const sheets = [about, ...tables.map((table) => sheetOf(table, speak))].map((data, index) => ({
    data,
    sheet: names[index] ?? '',
    columns: index === 0 ? [{ width: 24 }, { width: 90 }] : columnWidthsOf(data),
    ...(index === 0 ? {} : { stickyRowsCount: 1 }),
  }));
  const archive = await writeXlsxFile(sheets, FONT).toBuffer();
  return reproducible(archive, document.provenance.recordedAt);
});
