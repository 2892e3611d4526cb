// XLSX: what other programs write, and the corners of the format.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import writeExcelFile from 'write-excel-file/node';
import { readXlsx } from '../../src/importers/readers/xlsx.js';
import { serialToIso } from '../../src/importers/readers/xlsxDate.js';
import { createFolder, drain, valuesOf, type Folder } from './texts.js';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const read = (
  path: string,
  options: { sheet?: string; required?: string[]; skipLines?: number } = {},
) => drain(readXlsx(path, { skipLines: 0, required: [], ...options }));

/** An archive of the parts that a workbook needs. */
function workbook(sheet: string, more: Record<string, string> = {}): Uint8Array {
  const parts: Record<string, string> = {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="封面" r:id="rId1"/><sheet name="明细" r:id="rId2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>',
    'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...more,
  };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])),
  );
}

describe('a workbook written by another program', () => {
  it('gives its rows with texts, numbers as stored, booleans and dates', async () => {
    const path = `${folder.path}/支出.xlsx`;
    await writeExcelFile([
      ['单号', '金额', '日期', '已付'],
      [
        '007',
        1003000.5,
        { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: 'yyyy-mm-dd' },
        true,
      ],
      [
        '帲龙村',
        0.1,
        { value: new Date(Date.UTC(2026, 2, 1, 12, 30)), type: Date, format: 'yyyy-mm-dd hh:mm' },
        false,
      ],
      [null, null, null, null],
      ['末', null, null, null],
    ]).toFile(path);
    const { items, failure } = await read(path, { required: ['单号', '金额'] });
    expect(failure).toBeUndefined();
    expect(items).toEqual([
      { row: 1, value: { 单号: '007', 金额: '1003000.5', 日期: '2026-03-01', 已付: 'true' } },
      {
        row: 2,
        value: { 单号: '帲龙村', 金额: '0.1', 日期: '2026-03-01T12:30:00', 已付: 'false' },
      },
      { row: 3, value: { 单号: '末', 金额: null, 日期: null, 已付: null } },
    ]);
  });
});

describe('a workbook by hand', () => {
  it('may leave cells out, share strings, read aloud, write inline and skip lines', async () => {
    const strings =
      '<sst><si><t>名称</t></si><si><r><t>向都</t></r><r><t xml:space="preserve">镇 </t></r><rPh><t>xiangdu</t></rPh></si></sst>';
    const rows =
      '<row><c t="inlineStr"><is><t>标题</t></is></c></row>' +
      '<row><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>备注</t></is></c></row>' +
      '<row><c r="A3" t="s"><v>1</v></c><c r="C3" t="str"><f>A1</f><v>公式</v></c></row>' +
      '<row><c r="C4"><v>5</v></c></row>';
    const path = folder.file('a.xlsx', workbook(rows, { 'xl/sharedStrings.xml': strings }));
    const { items } = await read(path, { sheet: '明细', skipLines: 1 });
    expect(valuesOf(items)).toEqual([
      { 名称: '向都镇 ', 备注: '公式' },
      { 名称: null, 备注: '5' },
    ]);
  });

  it('is refused when the sheet, a column or the archive is not there', async () => {
    const path = folder.file(
      'a.xlsx',
      workbook('<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><v>1</v></c></row>'),
    );
    expect((await read(path, { sheet: '没有' })).failure?.code).toBe('import.sheet_missing');
    expect((await read(path, { sheet: '明细', required: ['b'] })).failure?.code).toBe(
      'import.column_missing',
    );
    expect((await read(folder.file('b.xlsx', 'a,b\n1,2\n'))).failure?.code).toBe(
      'import.malformed',
    );
    expect((await read(folder.file('c.xlsx', ''))).failure?.code).toBe('import.file_empty');
    const bomb = workbook('', { 'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>' });
    expect((await read(folder.file('d.xlsx', bomb))).failure?.code).toBe('import.doctype_refused');
    const cut = workbook('<row/>').subarray(0, 300);
    expect((await read(folder.file('e.xlsx', cut))).failure?.code).toBe('import.malformed');
  });
});

describe('a date serial', () => {
  it.each<[number, boolean, string]>([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [60, false, '60'],
    [61, false, '1900-03-01'],
    [45000, false, '2023-03-15'],
    [45000.5, false, '2023-03-15T12:00:00'],
    [45000.999999999, false, '2023-03-16'],
    [0.75, false, '18:00:00'],
    [0, true, '00:00:00'],
    [43538, true, '2023-03-15'],
    [-1, false, '-1'],
    [1e9, false, '1000000000'],
  ])('%d (1904: %s) is %s', (serial, date1904, text) => {
    expect(serialToIso(serial, date1904)).toBe(text);
  });
});
