// Cutting Chinese and other text into searchable pieces, judged by a real FTS5 index.
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexText, matchExpression } from '../../projections/bigrams.js';
import { openDatabase } from '../../src/sqlite/driver.js';

const folder = mkdtempSync(join(tmpdir(), 'sunledger-bigrams-'));
const database = openDatabase(join(folder, 'text.db'), { mode: 'write', durability: 'normal' });
database.exec("CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = 'ascii')");
const insert = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
const search = database.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid');
let count = 0;

const put = (text: string): number => {
  insert.run([++count, indexText(text)]);
  return count;
};
const found = (query: string): readonly number[] => {
  const match = matchExpression(query);
  return match === undefined
    ? []
    : search.all<{ rowid: number }>([match]).map(({ rowid }) => rowid);
};

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('full-text search', () => {
  it.each([
    ['关于修建集体蓄水池的决议', '蓄水'],
    ['关于修建集体蓄水池的决议', '决议'],
    ['关于修建集体蓄水池的决议', '议'],
    ['关于修建集体蓄水池的决议', '关'],
    ['关于修建集体蓄水池的决议', '水'],
    ['关于修建集体蓄水池的决议', '修建集体蓄水池'],
    ['拨款5万元给A区', '5万'],
    ['拨款5万元给A区', '款5万元给'],
    ['拨款5万元给A区', 'a区'],
    ['文号：天政发〔2023〕12号', '2023'],
    ['文号：天政发〔2023〕12号', '天政发〔2023〕12号'],
    ['Zoning application for Main Street', 'main zon'],
    ['Café Müller', 'müller'],
    ['ＡＢＣ全角１２', 'abc全角12'],
    ['二〇二三年', '〇二三'],
    ['𠮷野家租赁', '𠮷野'],
  ])('finds in %p what was typed as %p', (text, query) => {
    const row = put(text);
    expect(found(query)).toContain(row);
  });

  it.each([
    ['修路，通水', '路通'],
    ['集体资产', '集资'],
    ['main street', 'treet'],
    ['甲乙', '乙甲'],
  ])('does not find in %p what is not there: %p', (text, query) => {
    const row = put(text);
    expect(found(query)).not.toContain(row);
  });

  it('has nothing to search for in blanks and punctuation', () => {
    expect(matchExpression(' ，。"* ')).toBeUndefined();
    expect(indexText('，。')).toBe('');
  });

  it('takes what is typed as words, never as query language', () => {
    const row = put('集体土地 OR 租赁 "NEAR"');
    expect(found('土地" OR "租赁')).toContain(row);
    expect(found('near(')).toContain(row);
  });

  it('finds every piece of one or more characters of a Chinese text, and nothing else', () => {
    const characters = fc.constantFrom(...Array.from('村委会集体土地租赁决议一二三'));
    const text = fc.array(characters, { minLength: 1, maxLength: 20 }).map((list) => list.join(''));
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), text, (whole, start, length, other) => {
        const row = put(whole);
        const from = start % whole.length;
        const piece = whole.slice(from, from + 1 + (length % (whole.length - from)));
        expect(found(piece)).toContain(row);
        const probe = other.slice(0, 3);
        expect(found(probe).includes(row)).toBe(whole.includes(probe));
      }),
      { numRuns: 200 },
    );
  });
});
