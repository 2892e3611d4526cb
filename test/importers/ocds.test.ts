// Open contracting data: releases of one process merged by the standard's rules, whatever the file wraps them in.
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { mergeReleases, type JsonRecord } from '../../src/importers/ocds/merge.js';
import { readOcds } from '../../src/importers/ocds/readOcds.js';
import type { RecordValue } from '../../src/importers/record.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { drain, inChunks, valuesOf } from './texts.js';

const release = (date: string, more: JsonRecord = {}): JsonRecord => ({
  ocid: 'ocds-x-1',
  id: date,
  date,
  tag: ['tender'],
  ...more,
});
const read = (document: unknown, text = JSON.stringify(document)) =>
  drain(readOcds(() => inChunks(text, 50), 'f.json'));

/** The compiled releases, without what the reader adds. */
async function compiled(document: unknown): Promise<readonly RecordValue[]> {
  const { items } = await read(document);
  return valuesOf(items).map((value) => {
    const { ocds, ...rest } = value as JsonRecord;
    expect(ocds).toBeDefined();
    return rest;
  });
}

describe('the merging rules', () => {
  it('let a later value replace, a null remove and silence keep', () => {
    const merged = mergeReleases([
      release('2020-01-01', { tender: { title: '甲', status: 'planned', value: { amount: 1 } } }),
      release('2020-02-01', { tender: { status: 'active', value: null } }),
    ]);
    expect(merged).toEqual({
      ocid: 'ocds-x-1',
      tag: ['compiled'],
      tender: { title: '甲', status: 'active' },
    });
  });

  it('merge list elements of one id, and keep the order of their first appearance', () => {
    const merged = mergeReleases([
      release('2020-01-01', {
        awards: [
          { id: 1, title: 'a', suppliers: [{ id: 's1' }] },
          { id: '2', title: 'b' },
        ],
      }),
      release('2020-02-01', {
        awards: [
          { id: '2', title: 'B' },
          { id: '1', suppliers: [{ id: 's1', name: 'S' }, { id: 's2' }] },
          { id: '3' },
        ],
      }),
    ]);
    expect(merged['awards']).toEqual([
      { id: '1', title: 'a', suppliers: [{ id: 's1', name: 'S' }, { id: 's2' }] },
      { id: '2', title: 'B' },
      { id: '3' },
    ]);
  });

  it('replace lists of plain values, and lists that the standard merges whole', () => {
    const merged = mergeReleases([
      release('2020-01-01', { tender: { submissionMethod: ['a', 'b'] } }),
      release('2020-02-01', {
        tender: { submissionMethod: ['c'] },
        parties: [{ id: 'p', additionalIdentifiers: [{ id: '1' }] }],
      }),
      release('2020-03-01', { parties: [{ id: 'p', additionalIdentifiers: [{ id: '2' }] }] }),
    ]);
    expect(merged['tender']).toEqual({ submissionMethod: ['c'] });
    expect(merged['parties']).toEqual([{ id: 'p', additionalIdentifiers: [{ id: '2' }] }]);
  });

  itWith(
    'data/ocds_real/fictional_lifecycle',
    'give the record that the publisher compiled',
    () => {
      const folder = sharedPath('data/ocds_real/fictional_lifecycle/fictional-example/1.1');
      const load = (path: string) =>
        JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as {
          releases?: JsonRecord[];
          records?: { compiledRelease: JsonRecord }[];
        };
      const releases = readdirSync(folder)
        .filter((name) => /-0[1-6]-\w+\.json$/.test(name))
        .sort()
        .flatMap((name) => load(name).releases ?? []);
      const [record] = load('record/ocds-213czf-000-00001.json').records ?? [];
      expect(releases).toHaveLength(6);
      const published = { ...record?.compiledRelease };
      delete published['id'];
      delete published['date'];
      expect(mergeReleases(releases)).toEqual(published);
    },
  );
});

describe('a file of open contracting data', () => {
  const [first, second] = [
    release('2020-01-01T00:00:00Z', { tender: { status: 'planned' } }),
    release('2020-02-01T00:00:00Z', { tender: { status: 'active' } }),
  ];
  const active = { ocid: 'ocds-x-1', tag: ['compiled'], tender: { status: 'active' } };

  it.each([
    ['a release package', { releases: [first, second] }],
    ['a record package', { records: [{ ocid: 'ocds-x-1', releases: [first, second] }] }],
    ['a record by itself', { ocid: 'ocds-x-1', releases: [first, second], compiledRelease: {} }],
    ['a list of releases', [first, second]],
    ['a release by itself', { ...second }],
    [
      'a record that links its releases',
      {
        records: [
          {
            ocid: 'ocds-x-1',
            releases: [{ url: 'https://example.org/1', date: '2020-01-01', tag: ['tender'] }],
            compiledRelease: { ...second, tag: ['compiled'] },
          },
        ],
      },
    ],
  ])('is understood as %s', async (_, document) => {
    expect(await compiled(document)).toEqual([active]);
  });

  it('is understood as lines, each wrapped as a collection does', async () => {
    const lines = [
      { _file: 'a.json', _data: { releases: [first] } },
      { _file: 'b.json', _data: second },
    ];
    const { items } = await read(undefined, lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(valuesOf(items)).toMatchObject([active]);
  });

  it('merges by date, not by place, and says when that made a difference', async () => {
    const { items } = await read([second, first]);
    expect(valuesOf(items)).toMatchObject([
      {
        tender: { status: 'active' },
        ocds: {
          releases: 2,
          firstDate: '2020-01-01T00:00:00Z',
          lastDate: '2020-02-01T00:00:00Z',
          reordered: true,
        },
      },
    ]);
  });

  it('keeps the processes apart, in the order in which they appear', async () => {
    const other = { ...first, ocid: 'ocds-a-0' };
    const { items } = await read([first, other, second]);
    expect(valuesOf(items).map((value) => (value as JsonRecord)['ocid'])).toEqual([
      'ocds-x-1',
      'ocds-a-0',
    ]);
  });

  it('has releases without ocid, date or sense as bad records in their place', async () => {
    const { items, failure } = await read([
      { ...first, ocid: '' },
      { ...first, date: 'soon' },
      { title: 'something else' },
      second,
    ]);
    expect(failure).toBeUndefined();
    expect(items.map((item) => ('error' in item ? item.error.text.en : 'good'))).toEqual([
      'This release has no ocid',
      'This release of ocds-x-1 has no valid date, so its place in the merge is unknown',
      'There is no OCDS release or record here',
      'good',
    ]);
  });

  it('gives each contract its award, by name or where there is only one', async () => {
    const awards = [{ id: 7, suppliers: [{ id: 's' }] }, { id: 8 }];
    const contracts = [{ id: 'c', awardID: '7' }, { id: 'd' }];
    const [value] = valuesOf((await read([{ ...first, awards, contracts }])).items);
    expect((value as JsonRecord)['contracts']).toEqual([
      { id: 'c', awardID: '7', award: awards[0] },
      { id: 'd' },
    ]);
  });

  it('that is no JSON is refused', async () => {
    expect((await read(undefined, '{"releases": [{"ocid"')).failure?.code).toBe('import.malformed');
  });
});
