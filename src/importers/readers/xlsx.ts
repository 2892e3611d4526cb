// XLSX (ECMA-376): the rows of one sheet, streamed out of the archive. Cells are text: numbers as they are stored,
// dates as ISO text without zone. Only the shared strings are held in memory, up to a limit.
import { basename } from 'node:path';
import { invalid } from '../../kernel/errors.js';
import { tooLarge } from '../errors.js';
import type { RecordValue, SourceRecord, TextChunks } from '../record.js';
import { checkHeader, type TableOptions } from './csv.js';
import { localName, parseXml } from './sax.js';
import { openArchive, parseAll, textOrNothing, type Archive } from './xlsxArchive.js';
import { dateFormats, serialToIso } from './xlsxDate.js';

export type SheetOptions = Omit<TableOptions, 'delimiter' | 'quote'> & {
  /** Name of the sheet; the first one when left out. */
  readonly sheet?: string | undefined;
};

/** All shared strings together (UTF-16 units). */
const MAX_STRINGS_LENGTH = 64 * 1024 * 1024;

interface Workbook {
  readonly sheets: { name: string; relation: string }[];
  readonly targets: Map<string, string>;
  date1904: boolean;
}

interface Cells {
  readonly strings: readonly string[];
  /** For each cell style whether it shows a date. */
  readonly styles: readonly boolean[];
  readonly date1904: boolean;
}

/** @throws LedgerError `import.malformed`, `import.column_*`, `import.sheet_missing` */
export async function* readXlsx(path: string, options: SheetOptions): AsyncGenerator<SourceRecord> {
  const file = basename(path);
  const archive = await openArchive(path);
  try {
    const workbook = await readWorkbook(archive, file);
    const sheet = sheetPath(workbook, options.sheet, file);
    const cells: Cells = {
      strings: await readStrings(archive, file),
      styles: await readStyles(archive, file),
      date1904: workbook.date1904,
    };
    yield* toRecords(readRows(archive.text(sheet), cells, file), options, file);
  } finally {
    archive.close();
  }
}

async function readWorkbook(archive: Archive, file: string): Promise<Workbook> {
  const workbook: Workbook = { sheets: [], targets: new Map(), date1904: false };
  await parseAll(archive.text('xl/workbook.xml'), file, (parser) =>
    parser.on('opentag', ({ name, attributes }) => {
      if (localName(name) === 'sheet')
        workbook.sheets.push({
          name: attributes['name'] ?? '',
          relation: attributes['r:id'] ?? '',
        });
      if (localName(name) === 'workbookPr')
        workbook.date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    }),
  );
  await parseAll(archive.text('xl/_rels/workbook.xml.rels'), file, (parser) =>
    parser.on('opentag', ({ name, attributes }) => {
      if (localName(name) === 'Relationship')
        workbook.targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    }),
  );
  return workbook;
}

function sheetPath(workbook: Workbook, wanted: string | undefined, file: string): string {
  const names = workbook.sheets.map(({ name }) => name);
  const sheet =
    wanted === undefined ? workbook.sheets[0] : workbook.sheets.find(({ name }) => name === wanted);
  const target = sheet && workbook.targets.get(sheet.relation);
  if (target === undefined)
    throw invalid(
      'import.sheet_missing',
      `工作簿中没有工作表「${wanted ?? ''}」（有：${names.join('、')}）`,
      `The workbook has no sheet "${wanted ?? ''}" (it has: ${names.join(', ')})`,
      file,
    );
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function readStrings(archive: Archive, file: string): Promise<string[]> {
  const strings: string[] = [];
  let current: string | undefined;
  let inText = false;
  let phonetic = false;
  let length = 0;
  await parseAll(archive.text('xl/sharedStrings.xml'), file, (parser) => {
    parser.on('opentag', ({ name }) => {
      const element = localName(name);
      if (element === 'si') current = '';
      if (element === 'rPh') phonetic = true;
      inText = element === 't';
    });
    const onText = (text: string) => {
      if (!inText || phonetic || current === undefined) return;
      current += text;
      length += text.length;
      if (length > MAX_STRINGS_LENGTH) throw tooLarge('XLSX', file);
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    parser.on('closetag', ({ name }) => {
      const element = localName(name);
      inText = false;
      if (element === 'rPh') phonetic = false;
      if (element !== 'si') return;
      strings.push(current ?? '');
      current = undefined;
    });
  });
  return strings;
}

async function readStyles(archive: Archive, file: string): Promise<boolean[]> {
  const formats = dateFormats();
  const styles: boolean[] = [];
  let inCellFormats = false;
  await parseAll(archive.text('xl/styles.xml'), file, (parser) => {
    parser.on('opentag', ({ name, attributes }) => {
      const element = localName(name);
      if (element === 'numFmt')
        formats.add(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (element === 'cellXfs') inCellFormats = true;
      if (element === 'xf' && inCellFormats)
        styles.push(formats.isDate(Number(attributes['numFmtId'] ?? 0)));
    });
    parser.on('closetag', ({ name }) => {
      if (localName(name) === 'cellXfs') inCellFormats = false;
    });
  });
  return styles;
}

type Row = readonly (string | undefined)[];

function readRows(text: TextChunks, cells: Cells, file: string): AsyncGenerator<Row> {
  return parseXml<Row>(
    textOrNothing(text),
    { encoding: 'utf-8', file, format: 'XLSX', packed: true },
    (parser, push) => {
      let row: (string | undefined)[] = [];
      let cell: { column: number; type: string; style: number; text: string } | undefined;
      let reading = false;
      parser.on('opentag', ({ name, attributes }) => {
        const element = localName(name);
        if (element === 'row') row = [];
        else if (element === 'c')
          cell = {
            column: columnOf(attributes['r']) ?? row.length,
            type: attributes['t'] ?? 'n',
            style: Number(attributes['s'] ?? 0),
            text: '',
          };
        reading = element === 'v' || element === 't';
      });
      const onText = (content: string) => {
        if (cell && reading) cell.text += content;
      };
      parser.on('text', onText);
      parser.on('cdata', onText);
      parser.on('closetag', ({ name }) => {
        const element = localName(name);
        reading = false;
        if (element === 'row') push(row);
        if (element !== 'c' || !cell) return;
        row[cell.column] = cellText(cell, cells);
        cell = undefined;
      });
    },
  );
}

/** `C5` -> 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellText(
  { type, style, text }: { type: string; style: number; text: string },
  { strings, styles, date1904 }: Cells,
): string | undefined {
  if (type === 's') return strings[Number(text)];
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'n' && text !== '' && styles[style] === true)
    return serialToIso(Number(text), date1904);
  return text === '' ? undefined : text;
}

async function* toRecords(
  rows: AsyncIterable<Row>,
  { skipLines, columns, required }: SheetOptions,
  file: string,
): AsyncGenerator<SourceRecord> {
  let header = columns && checkHeader(columns, required, file);
  let skipped = 0;
  let row = 0;
  for await (const cells of rows) {
    if (skipped < skipLines) {
      skipped++;
      continue;
    }
    if (!cells.some((cell) => cell !== undefined && cell.trim() !== '')) continue;
    if (!header) {
      const names = Array.from(cells, (cell) => cell ?? '');
      header = checkHeader(names, required, file);
      continue;
    }
    const value: Record<string, RecordValue> = {};
    for (const [index, name] of header.entries())
      if (name !== '') value[name] = cells[index] ?? null;
    row++;
    yield { row, value };
  }
}
