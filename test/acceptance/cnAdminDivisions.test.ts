// cn_admin_divisions: the organisation tree of the demo county.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named, tally } from './importBench.js';

const FILE = 'cn_admin_divisions/tiandeng_451425.csv';

describe('the divisions of Tiandeng County', () => {
  itWith(`data/${FILE}`, 'become a tree of units: 13 townships, 125 villages', async () => {
    const path = dataPath(FILE);
    const rows = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(','));
    const imported = await importTwice([['cn-divisions.yaml', [path]]]);
    expect(flawless(imported)).toEqual(FLAWLESS);
    const units = named(imported.events, 'offices.UnitRegistered').map(({ data }) => data);
    expect(units).toHaveLength(rows.length);
    expect(tally(units, ({ kind }) => kind)).toEqual(tally(rows, ([level = '']) => level));
    expect(tally(units, ({ kind }) => kind)).toMatchObject({ township: 13, village: 125 });

    const full = (code: string) => code + '0'.repeat(12 - code.length);
    const expected = rows.map(([, code = '', name, parent = '']) => ({
      unitId: full(code),
      name,
      parent: parent === '' ? undefined : full(parent),
    }));
    expect(units.map(({ unitId, name, parent }) => ({ unitId, name, parent }))).toEqual(expected);
    const ids = new Set(units.map(({ unitId }) => unitId));
    expect(units.filter(({ parent }) => parent !== undefined && !ids.has(parent))).toEqual([]);
    expect(units.every(({ unitId, division }) => unitId === division)).toBe(true);
    expect(units.some(({ name }) => name.startsWith('帲龙'))).toBe(true);
  });
});
