// The readers of tables, JSON and XML: records one by one, bad ones in their place, good ones before a failure kept.
import { describe, expect, it } from '@jest/globals';
import { readCsv, type TableOptions } from '../../src/importers/readers/csv.js';
import { exactNumber, jsonSelector, readJson } from '../../src/importers/readers/json.js';
import { readJsonLines } from '../../src/importers/readers/jsonLines.js';
import { readXml } from '../../src/importers/readers/xml.js';
import { drain, errorRows, inChunks, valuesOf } from './texts.js';

const table: TableOptions = { delimiter: ',', quote: '"', skipLines: 0, required: [] };
const csv = (text: string, options: Partial<TableOptions> = {}) =>
  drain(readCsv(inChunks(text), { ...table, ...options }, 'f.csv'));

describe('CSV', () => {
  it('keeps quotes, line breaks and commas within a cell, and cells as they are written', async () => {
    const { items } = await csv('编号,说明\r\n007,"甲, ""乙""\n丙"\r\n\r\n8, x \r\n');
    expect(items).toEqual([
      { row: 1, value: { 编号: '007', 说明: '甲, "乙"\n丙' } },
      { row: 2, value: { 编号: '8', 说明: ' x ' } },
    ]);
  });

  it('puts a row with too few or too many cells in its place as a bad one, and reads on', async () => {
    const { items, failure } = await csv('a,b\n1,2\n3\n4,5,6\n7,8\n');
    expect(failure).toBeUndefined();
    expect(items.map(({ row }) => row)).toEqual([1, 2, 3, 4]);
    expect(errorRows(items)).toEqual([2, 3]);
    expect(valuesOf(items)).toEqual([
      { a: '1', b: '2' },
      { a: '7', b: '8' },
    ]);
  });

  it('refuses a header that lacks a column the mapping reads, or has one twice', async () => {
    expect((await csv('a,b\n1,2\n', { required: ['c'] })).failure?.code).toBe(
      'import.column_missing',
    );
    expect((await csv('a,a\n1,2\n')).failure?.code).toBe('import.column_twice');
  });

  it('reads files with other delimiters, lines before the header, or no header', async () => {
    const tsv = await csv('title\nx\ty\n1\t"2\n', { delimiter: '\t', quote: false, skipLines: 1 });
    expect(valuesOf(tsv.items)).toEqual([{ x: '1', y: '"2' }]);
    const bare = await csv('1,2\n', { columns: ['x', 'y'] });
    expect(valuesOf(bare.items)).toEqual([{ x: '1', y: '2' }]);
  });
});

describe('JSON', () => {
  it('reads the records at a path, however the text is cut', async () => {
    const text = '{"total":2,"data":{"items":[{"n":"甲","v":[1,2.5]},{"n":null}],"x":[{"n":9}]}}';
    for (const size of [1, 3, 500]) {
      const { items } = await drain(readJson(inChunks(text, size), 'data.items[*]', 'f.json'));
      expect(items).toEqual([
        { row: 1, value: { n: '甲', v: [1, 2.5] } },
        { row: 2, value: { n: null } },
      ]);
    }
  });

  it('keeps integers exactly, as text beyond 2^53', async () => {
    expect(exactNumber('9007199254740991')).toBe(9007199254740991);
    expect(exactNumber('9007199254740993')).toBe('9007199254740993');
    const { items } = await drain(readJson(inChunks('[{"a":123456789012345678901}]'), '[*]', 'f'));
    expect(valuesOf(items)).toEqual([{ a: '123456789012345678901' }]);
    const lines = await drain(readJsonLines(inChunks('{"a":123456789012345678901,"b":1}\n'), 'f'));
    expect(valuesOf(lines.items)).toEqual([{ a: '123456789012345678901', b: 1 }]);
  });

  it('hands on the records before a syntax error or a sudden end', async () => {
    for (const text of ['[{"a":1},{"a":2},{"a":x}]', '[{"a":1},{"a":2},{"a":']) {
      const { items, failure } = await drain(readJson(inChunks(text, 400), '[*]', 'f.json'));
      expect(valuesOf(items)).toEqual([{ a: 1 }, { a: 2 }]);
      expect(failure?.code).toBe('import.malformed');
    }
  });

  it('refuses nesting without end', async () => {
    const { failure } = await drain(readJson(inChunks('['.repeat(500), 90), '[*]', 'f.json'));
    expect(failure?.code).toBe('import.too_deep');
  });

  it('refuses a record path that is none', () => {
    expect(jsonSelector('[*]')).toBe('$.*');
    expect(jsonSelector('a.b[*][*]')).toBe('$.a.b.*.*');
    expect(() => jsonSelector('a..b')).toThrow(/a\.\.b/);
  });
});

describe('JSON Lines', () => {
  it('puts a line that is no JSON in its place as a bad record, and reads on', async () => {
    const { items } = await drain(
      readJsonLines(inChunks('{"a":1}\r\n\n{"a":\n{"a":3}'), 'f.jsonl'),
    );
    expect(items.map(({ row }) => row)).toEqual([1, 2, 3]);
    expect(errorRows(items)).toEqual([2]);
    expect(valuesOf(items)).toEqual([{ a: 1 }, { a: 3 }]);
  });
});

describe('XML', () => {
  const xml = (text: string, path = 'r/g/i', encoding = 'utf-8') =>
    drain(readXml(inChunks(text), path, encoding, 'f.xml'));

  it('makes attributes, children, repeated children and text of an element', async () => {
    const { items } = await xml(
      '<?xml version="1.0" encoding="UTF-8"?><r><g date="1/2/2012"><i n="1"><a>甲 &amp; 乙</a><b/><c k="v">t</c>' +
        '<d>1</d><d>2</d></i><x><i>no</i></x><i><![CDATA[<z>]]></i></g></r>',
    );
    expect(items).toEqual([
      {
        row: 1,
        value: { '@n': '1', a: '甲 & 乙', b: '', c: { '@k': 'v', '#text': 't' }, d: ['1', '2'] },
        parents: [{ '@date': '1/2/2012' }, {}],
      },
      { row: 2, value: '<z>', parents: [{ '@date': '1/2/2012' }, {}] },
    ]);
  });

  it('refuses a DOCTYPE, and with it every entity bomb', async () => {
    const bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><r><g><i>&b;</i></g></r>';
    expect((await xml(bomb)).failure?.code).toBe('import.doctype_refused');
    expect((await xml('<r><g><i>&b;</i></g></r>')).failure?.code).toBe('import.malformed');
  });

  it('refuses nesting without end', async () => {
    expect((await xml(`<r><g><i>${'<a>'.repeat(200)}`)).failure?.code).toBe('import.too_deep');
  });

  it('hands on the records before an error, and does not take an unfinished file for a whole one', async () => {
    const { items, failure } = await xml('<r><g><i>1</i><i>2</i><i>3');
    expect(valuesOf(items)).toEqual(['1', '2']);
    expect(failure?.code).toBe('import.malformed');
  });

  it('refuses a file that declares another encoding than the mapping names', async () => {
    const text = '<?xml version="1.0" encoding="GBK"?><r/>';
    expect((await xml(text)).failure?.text.en).toContain('GBK');
    expect((await xml(text, 'r', 'gb18030')).failure).toBeUndefined();
  });
});
