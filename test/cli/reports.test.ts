// Reports from the command line, each in a process of its own: the same bytes whoever asks, whenever, and after any number
// of later events.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { simulateCounty, SMALL_COUNTY, type County } from '../../scripts/simulate/county.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { openLog } from '../../src/openLog.js';
import { loadConfig } from '../../src/config.js';
import { treeHasher } from '../../src/log/treeHasher.js';
import { encodeBase64, rootOf } from '../../src/transparency/index.js';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

jest.setTimeout(240_000);
const ADDRESS = 'https://ledger.example.gov.cn';
let folder: string;
let data: string;
let county: County;
let person: string;

beforeAll(async () => {
  folder = temporaryFolder();
  data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'sunledger.json'), JSON.stringify({ publicUrl: ADDRESS }));
  county = simulateCounty({ ...SMALL_COUNTY, years: 1, villages: 2 });
  await loadCounty(loadConfig({ SUNLEDGER_DATA: data }), county);
  person = county.planted.find(({ what }) => what.includes('transferred'))?.person ?? '';
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a report and returns what the command says of it, held against the file. */
async function written(name: string, ...words: readonly string[]): Promise<Written> {
  const file = join(folder, name);
  const ran = await sunledger(data, ...words, '-o', file, '--json');
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const said = ran.json<Written>();
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  expect(said.sha256).toBe(sha256);
  return said;
}

describe('a report from the command line', () => {
  // Those whose writers might draw on a clock or on chance; the others are functions of the report.
  it.each(['pdf', 'docx', 'xlsx', 'html'])(
    'as %s is the same bytes in two processes',
    async (format) => {
      const words = ['audit', '--person', person, '--format', format] as const;
      const first = await written(`first.${format}`, ...words);
      expect((await written(`second.${format}`, ...words)).sha256).toBe(first.sha256);
      expect(first.bytes).toBeGreaterThan(500);
    },
  );

  it('is the same bytes after more events and a rebuild, asked for as of the same position', async () => {
    const words = ['audit', '--person', person, '--format', 'pdf'] as const;
    const head = (await sunledger(data, 'audit', '--person', person, '--json')).data<{
      position: string;
    }>().position;
    const now = await written('now.pdf', ...words);
    const people = join(folder, 'people.csv');
    writeFileSync(people, 'id,name,since\nx1,虚构一,2024-01-05\nx2,虚构二,2024-02-01\n');
    const mapping = join(folder, 'people.yaml');
    writeFileSync(mapping, MAPPING);
    expect((await sunledger(data, 'import', people, '--mapping', mapping)).code).toBe(0);
    expect((await sunledger(data, 'rebuild')).code).toBe(0);
    const later = await written('later.pdf', ...words);
    expect(later.sha256).not.toBe(now.sha256);
    expect((await written('then.pdf', ...words, '--as-of', head)).sha256).toBe(now.sha256);
  });

  it('takes the form from the ending of the file, and refuses an ending that names none', async () => {
    await written('decisions.csv', 'decisions');
    expect(readFileSync(join(folder, 'decisions.csv'), 'utf8').startsWith('\ufeff立项日,')).toBe(
      true,
    );
    const refused = await sunledger(data, 'decisions', '-o', join(folder, 'x.odt'), '--json');
    expect([refused.code, JSON.parse(refused.stderr)]).toEqual([
      2,
      expect.objectContaining({ code: 'cli.format' }),
    ]);
    expect(existsSync(join(folder, 'x.odt'))).toBe(false);
  });

  it('lists as many as it is asked to, says that there are more, and all of them when told', async () => {
    const csv = async (...words: string[]) =>
      (await sunledger(data, 'decisions', '--format', 'csv', ...words)).stdout.trim().split('\r\n');
    const few = await csv('--limit', '3');
    expect(few).toHaveLength(1 + 3 + 1);
    expect(few.at(-1)).toContain('列出 3 条；尚有未列出的');
    const all = await csv('--limit', 'all');
    expect(all.length).toBeGreaterThan(10);
    expect(all.join()).not.toContain('未列出');
    const { total } = (await sunledger(data, 'violations', '--json', '--limit', '1')).data<{
      total: number;
    }>();
    const violations = await sunledger(data, 'violations', '--format', 'csv', '--limit', 'all');
    expect(violations.stdout.trim().split('\r\n')).toHaveLength(1 + total);
  });

  it('prints the one address of the question: sorted, without defaults, as of the position', async () => {
    const ran = await sunledger(
      data,
      'decisions',
      '--to',
      '2023-12-31',
      '--clock',
      'business',
      '--from',
      '2021-01-01',
      '--format',
      'json',
    );
    const { links, provenance } = ran.json<{
      links: { permalink: string };
      provenance: { position: string };
    }>();
    expect(links.permalink).toBe(
      `${ADDRESS}/api/v1/decisions?asOf=${provenance.position}&from=2021-01-01&to=2023-12-31`,
    );
  });

  it('has a version for everybody, without the name and the id of the person', async () => {
    await written('public.html', 'audit', '--person', person, '--audience', 'public');
    const html = readFileSync(join(folder, 'public.html'), 'utf8');
    const { name } = (await sunledger(data, 'audit', '--person', person, '--json')).data<{
      person: { name: string };
    }>().person;
    expect(name.length).toBeGreaterThan(2);
    expect(html).toContain('公开（已隐去个人信息）');
    expect(html).not.toContain(name);
    expect(html).not.toContain(person);
  });

  it.each(['violations', 'index show --period 2021'])('answers %s as a document', async (words) => {
    const { bytes } = await written('list.pdf', ...words.split(' '));
    expect(bytes).toBeGreaterThan(10_000);
  });

  it('says which folder cannot be written, and what is no form', async () => {
    const nowhere = await sunledger(data, 'risks', '-o', join(folder, 'none', 'x.pdf'), '--json');
    expect([nowhere.code, JSON.parse(nowhere.stderr)]).toEqual([
      1,
      expect.objectContaining({ code: 'storage.not_writable' }),
    ]);
    const unknown = await sunledger(data, 'risks', '--format', 'ps', '--json');
    expect([unknown.code, JSON.parse(unknown.stderr)]).toEqual([
      2,
      expect.objectContaining({ code: 'cli.usage' }),
    ]);
  });
});

const MAPPING = `mapping: people
title: { zh: 人员, en: People }
source: { format: csv, encoding: utf-8 }
attributes:
  time: { $from: since, then: { time: { format: yyyy-MM-dd, zone: Asia/Shanghai } } }
  orgunit: '451425100000'
  classification: public
  rulepack: imported
rules:
  - name: person
    command: offices.RegisterPerson
    key: '{id}'
    data: { personId: '{id}', name: '{name}' }
`;

describe('every answer of the ledger', () => {
  /** The place of an answer given up to a position, from the records alone. */
  async function placeAt(position: number) {
    const log = openLog(loadConfig({ SUNLEDGER_DATA: data }), 'read');
    try {
      const records = await log.readAll(undefined, 100_000);
      const upTo = records.slice(0, position + 1);
      expect(upTo.at(-1)?.position).toBe(String(position));
      const root = rootOf(upTo.map(({ bytes }) => treeHasher.leaf(bytes)));
      const tree = { size: position + 1, root: encodeBase64(root) };
      return { ledger: log.origin, position: String(position), tree };
    } finally {
      await log.close();
    }
  }
  const last = async () => {
    const log = openLog(loadConfig({ SUNLEDGER_DATA: data }), 'read');
    try {
      return Number(await log.head());
    } finally {
      await log.close();
    }
  };
  const decision = async () =>
    (await sunledger(data, 'decisions', '--limit', '1', '--json')).data<{
      decisions: { matterId: string }[];
    }>().decisions[0]?.matterId ?? '';

  it.each([
    ['a matter', async () => ['matter', await decision()]],
    ['the audits', () => ['audits', 'list']],
    [
      'a deduction of the index',
      () => ['index', 'explain', county.planted[0]?.unit ?? '', '--period', '2021'],
    ],
    ['a rule', () => ['rules', 'explain', 'PAY-01']],
    ['the handbook', () => ['catalogue', 'handbook', '--level', 'village']],
    ['conformance', () => ['conformance', '--ledger']],
  ] as const)(
    '(%s) says in which ledger, at which position and in which tree it stands',
    async (_, words) => {
      const asked = await words();
      const place = await placeAt(await last());
      const text = await sunledger(data, ...asked);
      expect([text.code, text.stderr]).toEqual([0, '']);
      for (const line of [
        `台账 ledger: ${place.ledger}`,
        `台账位置 position: ${place.position}`,
        `默克尔树大小 tree size: ${place.tree.size}`,
        `树根 tree root: ${place.tree.root}`,
      ])
        expect(text.stdout.split('\n')).toContain(line);
    },
  );

  it('as data is the envelope of the API, also for the past', async () => {
    const matter = await sunledger(data, 'matter', await decision(), '--json');
    expect(matter.json()).toMatchObject({ ...(await placeAt(await last())), halted: [] });
    const asOf = Math.floor((await last()) / 2);
    const asked = ['audits', 'list', '--as-of', String(asOf), '--json'] as const;
    expect((await sunledger(data, ...asked)).json()).toMatchObject(await placeAt(asOf));
    const report = await sunledger(data, 'risks', '--as-of', String(asOf), '--json');
    expect(report.json()).toMatchObject(await placeAt(asOf));
  });
});
