// Reports of audits from the command line: whom a name means, what is issued, and one report for everybody who left.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { simulateCounty, SMALL_COUNTY } from '../../scripts/simulate/county.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { loadConfig } from '../../src/config.js';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

jest.setTimeout(240_000);
const TWINS = ['twin.1', 'twin.2'] as const;
let folder: string;
let data: string;
let person: string;
let name: string;

const run = (...words: string[]) => sunledger(data, ...words);
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

interface Issued {
  readonly status: string;
  readonly position: string;
  readonly files: readonly {
    readonly format: string;
    readonly file: string;
    readonly sha256: string;
  }[];
}

beforeAll(async () => {
  folder = temporaryFolder();
  data = join(folder, 'data');
  mkdirSync(data);
  const county = simulateCounty({ ...SMALL_COUNTY, years: 1, villages: 2 });
  await loadCounty(loadConfig({ SUNLEDGER_DATA: data }), county);
  person = county.planted.find(({ what }) => what.includes('transferred'))?.person ?? '';
  const audit = await run('audit', '--person', person, '--json');
  name = audit.data<{ person: { name: string } }>().person.name;
  for (const personId of TWINS) {
    const fact = JSON.stringify({ personId, name: '同名（虚构）' });
    const words = ['record', 'offices.RegisterPerson', '--fact', fact, '--unit', '451425100000'];
    expect((await run(...words, '--command-id', personId)).code).toBe(0);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the person of an audit', () => {
  it('may be given by the full name where one person bears it', async () => {
    const { person: found } = (await run('audit', '--person', name, '--json')).data<{
      person: { personId: string };
    }>();
    expect(found.personId).toBe(person);
  });

  it('is asked for by id where two people bear one name', async () => {
    const ran = await run('audit', '--person', '同名（虚构）', '--json');
    const error = JSON.parse(ran.stderr) as { code: string; en: string };
    expect([ran.code, error.code]).toEqual([2, 'person.ambiguous_name']);
    for (const id of TWINS) expect(ran.stderr).toContain(id);
  });

  it('whom nobody knows is refused', async () => {
    const ran = await run('audit', '--person', '无此人', '--json');
    expect([ran.code, JSON.parse(ran.stderr)]).toEqual([
      2,
      expect.objectContaining({ code: 'audit.no_term' }),
    ]);
  });
});

describe('an issued report', () => {
  let audit: string;
  let before: string;
  let issued: Issued;
  const issue = (...words: string[]) =>
    run(
      'audits',
      'issue',
      audit,
      '--number',
      '审〔2024〕1号（虚构）',
      '-o',
      join(folder, 'issued'),
      '--json',
      ...words,
    );

  beforeAll(async () => {
    expect((await run('audits', 'trigger', '--person', person)).code).toBe(0);
    const list = (await run('audits', 'list', '--person', person, '--json')).data<
      { auditId: string }[]
    >();
    audit = list[0]?.auditId ?? '';
    const words = ['--format', 'pdf', '--format', 'json', '--command-id', 'issue-1'];
    issued = (await issue(...words)).json<Issued>();
    // The number comes first, so that the report bears it; then what is issued is recorded.
    before = String(Number(issued.position) - 1);
  });

  it('is written, and the digest of each of its files is on record', async () => {
    expect(issued.files.map(({ format }) => format)).toEqual(['pdf', 'json']);
    for (const file of issued.files) expect(sha256(file.file)).toBe(file.sha256);
    const shown = await run('audits', 'show', audit);
    for (const file of issued.files) expect(shown.stdout).toContain(file.sha256);
    expect(shown.stdout).toContain(`${name} ${person}`);
  });

  it('is what the audit of that position gives, byte for byte', async () => {
    const again = join(folder, 'again.pdf');
    const words = ['audit', '--person', person, '--as-of', before, '-o', again];
    expect((await run(...words)).code).toBe(0);
    expect(sha256(again)).toBe(issued.files[0]?.sha256);
  });

  it('bears its number', () => {
    const { number } = JSON.parse(readFileSync(issued.files[1]!.file, 'utf8')) as {
      number: { zh: string };
    };
    expect(number.zh).toBe('文号：审〔2024〕1号（虚构）');
  });

  it('is preceded by a draft, whose digest is recorded as it is written', async () => {
    const words = ['audits', 'draft', audit, '--to', person, '-o', join(folder, 'draft'), '--json'];
    const draft = (await run(...words)).json<Issued>();
    const [file] = draft.files;
    expect(sha256(file!.file)).toBe(file!.sha256);
    expect((await run('audits', 'show', audit)).stdout).toContain(file!.sha256);
    const two = await run(...words, '--format', 'pdf', '--format', 'html');
    expect([two.code, JSON.parse(two.stderr)]).toEqual([
      2,
      expect.objectContaining({ code: 'cli.one_form' }),
    ]);
  });

  it('cannot be issued twice under one number, and the second leaves no file', async () => {
    const ran = await issue('--format', 'docx');
    expect([ran.code, JSON.parse(ran.stderr)]).toEqual([
      1,
      expect.objectContaining({ code: 'fact.recorded_otherwise' }),
    ]);
    expect(readdirSync(join(folder, 'issued')).filter((file) => file.endsWith('.docx'))).toEqual(
      [],
    );
  });

  it('has no form that cannot be recorded', async () => {
    const ran = await issue('--format', 'csv');
    expect([ran.code, JSON.parse(ran.stderr)]).toEqual([
      2,
      expect.objectContaining({ code: 'cli.format' }),
    ]);
  });
});

describe('a batch of audits', () => {
  it('writes one report for everybody with an ended term, equal to the single one', async () => {
    const output = join(folder, 'batch');
    const words = ['audits', 'batch', '-o', output, '--format', 'json', '--json'];
    const ran = await run(...words);
    const { persons, files, failed } = ran.json<{ persons: number; files: number; failed: [] }>();
    expect([ran.code, failed]).toEqual([0, []]);
    expect(persons).toBeGreaterThan(0);
    expect([files, readdirSync(output)]).toEqual([
      persons,
      expect.arrayContaining([`${person}.json`]),
    ]);
    const one = join(folder, 'one.json');
    await run('audit', '--person', person, '-o', one);
    expect(sha256(join(output, `${person}.json`))).toBe(sha256(one));
  });
});
