// What users get wrong on the command line: one sentence in each language, a stable code, the right exit code, and a
// ledger that is still whole afterwards.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

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
const PEOPLE = 'id,name,since\nx1,虚构一,2024-01-05\nx2,虚构二,2024-02-30\nx3,虚构三,2024-03-01\n';
/** 虚构 in GB18030. */
const GB18030 = Buffer.concat([
  Buffer.from('id,name,since\nx9,'),
  Buffer.from([0xd0, 0xe9, 0xb9, 0xb9]),
  Buffer.from(',2024-01-05\n'),
]);

interface Summary {
  readonly accepted: number;
  readonly rejected: number;
  readonly files: readonly { failure?: { code: string; zh: string; en: string } }[];
}

const folder = temporaryFolder();
const data = join(folder, 'data');
const garbage = Buffer.from('this is no database '.repeat(1000));
const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Runs with `--json`; the error on stderr is JSON with both languages. */
async function refusal(...words: readonly string[]) {
  const { code, stdout, stderr } = await sunledger(data, ...words, '--json');
  const error = JSON.parse(stderr) as { code: string; zh: string; en: string };
  expect(stdout).toBe('');
  expect(error.zh).toMatch(/\p{Script=Han}/u);
  expect(error.en).not.toMatch(/\p{Script=Han}/u);
  return { exit: code, code: error.code };
}

const events = async () => {
  const verified = await sunledger(data, 'verify', '--json');
  expect(verified.code).toBe(0);
  return verified.json<{ events: number }>().events;
};

beforeAll(async () => {
  expect((await sunledger(data, 'init', '--no-catalogue')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a command line that cannot be understood', () => {
  it.each([
    ['an unknown command', ['bogus'], 'cli.usage'],
    ['an unknown option', ['verify', '--bogus'], 'cli.usage'],
    ['a missing option', ['index'], 'cli.usage'],
    ['a malformed position', ['decisions', '--as-of', 'abc'], 'position.malformed'],
    ['a position beyond the head', ['decisions', '--as-of', '999'], 'position.beyond_head'],
    ['an unknown person', ['audit', '--person', 'nobody'], 'audit.no_term'],
    ['a bad period', ['index', '--period', '2023Q9'], 'period.invalid'],
    ['an unknown view', ['rebuild', 'bogus'], 'view.unknown'],
    ['an impossible date', ['decisions', '--from', '2023-02-30'], 'http.query'],
    ['a bad port', ['serve', '--port', 'abc'], 'config.invalid'],
  ])('%s is a usage error', async (_, words, code) => {
    expect(await refusal(...words)).toEqual({ exit: 2, code });
  });

  it('an unknown setting is named with its file', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'sunledger.json'), '{"colour":"red"}');
    const { code, stderr } = await sunledger(elsewhere, 'verify');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/config\.unknown.*「colour」[\s\S]*sunledger\.json/),
    });
    rmSync(elsewhere, { recursive: true });
  });
});

describe('publishing a catalogue with a faulty item', () => {
  let before: number;
  beforeAll(async () => {
    before = await events();
  });

  it.each([
    ['an unknown role', 'who: VLM,', 'who: XXX,', 'catalogue.unknown_role'],
    ['a missing parameter', "max: '7cd'", "max: '{nothing}'", 'catalogue.unknown_parameter'],
    ['a cycle of limits', "max: '7cd', from: 1", "max: '7cd', from: 3", 'catalogue.limit_cycle'],
    ['no limit', "max: '7cd'", "max: '7xx'", 'catalogue.schema'],
  ])('%s is told with file and line, and no item is published', async (_, right, wrong, code) => {
    const changed = join(folder, 'catalogue');
    cpSync('catalogue', changed, { recursive: true });
    const lines = readFileSync(join(changed, 'village.yaml'), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes(right));
    writeFileSync(
      join(changed, 'village.yaml'),
      lines.with(line, lines[line]!.replace(right, wrong)).join('\n'),
    );
    const ran = await sunledger(data, 'catalogue', 'publish', '--files', changed, '--json');
    expect([ran.code, JSON.parse(ran.stderr)]).toEqual([
      2,
      expect.objectContaining({ code, where: `village.yaml:${line + 1}` }),
    ]);
    expect(await events()).toBe(before);
  });
});

describe('importing what is wrong', () => {
  it('takes the good rows, names the bad one, and adds nothing when repeated', async () => {
    const before = await events();
    const words = ['import', put('p.csv', PEOPLE), '--mapping', put('m.yaml', MAPPING), '--json'];
    const first = await sunledger(data, ...words);
    expect(first.code).toBe(1);
    expect(first.json<Summary>()).toMatchObject({ accepted: 2, rejected: 1 });
    expect((await sunledger(data, ...words)).json<Summary>()).toMatchObject({ accepted: 0 });
    expect(await events()).toBe(before + 2);
  });

  it.each([
    ['a wrong encoding', 'gb.csv', GB18030, 'import.wrong_encoding'],
    ['a truncated gzip', 'cut.csv.gz', gzipSync(PEOPLE).subarray(0, 40), 'import.gzip_truncated'],
    ['an empty file', 'empty.csv', '', 'import.file_empty'],
    ['a missing column', 'column.csv', 'id,since\nx8,2024-01-05\n', 'import.column_missing'],
  ])('%s is told in one sentence and changes nothing', async (_, name, content, code) => {
    const mapping = put('m.yaml', MAPPING);
    const before = await events();
    const ran = await sunledger(data, 'import', put(name, content), '--mapping', mapping, '--json');
    expect(ran.code).toBe(1);
    expect(ran.json<Summary>().files[0]?.failure).toMatchObject({
      code,
      zh: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(await events()).toBe(before);
  });

  it('a mapping without a needed key is a usage error', async () => {
    const mapping = put('short.yaml', MAPPING.replace('mapping: people\n', ''));
    expect(await refusal('import', put('p.csv', PEOPLE), '--mapping', mapping)).toEqual({
      exit: 2,
      code: 'mapping.invalid',
    });
  });
});

describe('damaged files', () => {
  it('read models that are no database are built anew, since the log holds all of it', async () => {
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(data, `views.sqlite${end}`), { force: true });
    put('data/views.sqlite', garbage);
    const ran = await sunledger(data, 'funds', '--json');
    expect(ran.code).toBe(0);
    expect(ran.data<{ position: string }>().position).toBe(String((await events()) - 1));
  });

  it('a ledger that is no database is a failed check, and is left as it is', async () => {
    for (const end of ['-wal', '-shm']) rmSync(join(data, `ledger.sqlite${end}`), { force: true });
    put('data/ledger.sqlite', garbage);
    for (const command of ['verify', 'decisions', 'serve'])
      expect(await refusal(command)).toEqual({ exit: 1, code: 'storage.corrupt' });
  });
});
