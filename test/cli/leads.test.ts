// `sunledger leads` as an auditor uses it: list, open, take up, have explained, decide; in text, CSV and JSON.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

jest.setTimeout(120_000);

const NOTICE = '疑点不是结论';

const MAPPING = `mapping: payments
title: { zh: 支付, en: Payments }
source: { format: csv, encoding: utf-8 }
attributes:
  time: { $from: day, then: { time: { format: yyyy-MM-dd, zone: Asia/Shanghai } } }
  orgunit: '451425100201'
  classification: public
  rulepack: imported
rules:
  - name: payment
    command: funds.MakePayment
    key: '{id}'
    data:
      paymentId: '{id}'
      instalmentId: '{id}'
      amount: { $from: yuan, then: { money: {} } }
      currency: CNY
      method: transfer
      payee: { payeeId: '{payee}', kind: company }
`;
/** Twenty-three payments to different companies, of which three were made twice. */
const rows = Array.from({ length: 20 }, (_, n) => `p${n},2024-03-01,${3000 + n},c${n}`);
const again = [3, 7, 9].map((n) => `q${n},2024-03-05,${3000 + n},c${n}`);
const PAYMENTS = ['id,day,yuan,payee', ...rows, ...again].join('\n');

interface ShownLead {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly statement: { readonly zh: string };
}

const folder = temporaryFolder();
const data = join(folder, 'data');
const leads = (...words: readonly string[]) => sunledger(data, 'leads', ...words);
const list = async (...words: readonly string[]) =>
  (await leads('list', ...words, '--json')).data<{
    total: number;
    leads: readonly ShownLead[];
    notice: { zh: string };
  }>();
const duplicates = () => list('--check', 'A16');

beforeAll(async () => {
  expect((await sunledger(data, 'init', '--no-catalogue')).code).toBe(0);
  writeFileSync(join(folder, 'm.yaml'), MAPPING);
  writeFileSync(join(folder, 'p.csv'), `${PAYMENTS}\n`);
  const ran = await sunledger(
    data,
    'import',
    join(folder, 'p.csv'),
    '--mapping',
    join(folder, 'm.yaml'),
  );
  expect(ran.code).toBe(0);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sunledger leads', () => {
  it('lists what the figures raise, in text, CSV and JSON, each saying that it is no conclusion', async () => {
    const { total, leads: found, notice } = await duplicates();
    expect(total).toBe(3);
    expect(notice.zh).toContain(NOTICE);
    expect(found[0]?.statement.zh).toContain('2 笔');
    const text = await leads('--check', 'A16');
    expect(text.code).toBe(0);
    expect(text.stdout).toContain(NOTICE);
    for (const { id } of found) expect(text.stdout).toContain(id);
    const csv = await leads('list', '--check', 'A16', '--format', 'csv');
    const lines = csv.stdout.trimEnd().split('\r\n');
    // Heading, three leads, and the notice.
    expect(lines).toHaveLength(5);
    for (const { id } of found) expect(lines.filter((line) => line.includes(id))).toHaveLength(1);
    expect(lines.at(-1)).toContain(NOTICE);
  });

  it('keeps the short list to a twentieth of the transactions and says what it left out', async () => {
    const short = (await leads('--short', '--json')).data<{
      transactions: number;
      leads: readonly unknown[];
      leftOut: number;
    }>();
    const { total } = await list();
    expect(short.transactions).toBe(23);
    expect([short.leads.length, short.leftOut]).toEqual([1, total - 1]);
    expect((await leads('--short')).stdout).toContain(`略去 left out: ${total - 1}`);
  });

  it('opens one with its figures, parameters, events and known false positives', async () => {
    const [lead] = (await duplicates()).leads;
    const { code, stdout } = await leads('show', lead!.id);
    expect(code).toBe(0);
    for (const part of [NOTICE, '已知误报', '"payments":2', '"days":30', '依据事件'])
      expect(stdout).toContain(part);
  });

  it('records what is done with one, and shows a dismissed one with the reason', async () => {
    const [lead] = (await duplicates()).leads;
    const id = lead!.id;
    const states: string[] = [];
    for (const words of [
      ['raise', id, '--person', 'auditor'],
      ['assign', id, '--to', 'treasurer', '--due-on', '2024-03-20'],
      ['explain', id, '--text', '两次采购', '--by', 'treasurer'],
      ['dismiss', id, '--reason', '查实为两次采购', '--person', 'auditor'],
    ]) {
      const { code, stdout } = await leads(...words);
      expect([words[0], code]).toEqual([words[0], 0]);
      expect(stdout).toContain(NOTICE);
      const now = (await duplicates()).leads.find((each) => each.id === id);
      states.push(String(now?.state));
    }
    expect(states).toEqual(['raised', 'assigned', 'explained', 'dismissed']);
    const shown = await leads('show', id);
    for (const part of ['查实为两次采购', 'treasurer', '排除 dismissed'])
      expect(shown.stdout).toContain(part);
    const precision = (await leads('precision', '--json')).data<{
      checks: readonly { check: string; dismissed: number; precision: number | null }[];
    }>();
    expect(precision.checks.find(({ check }) => check === 'A16')).toMatchObject({
      dismissed: 1,
      precision: 0,
    });
    expect(precision.checks).toHaveLength(60);
  });

  it('confirms one with the reason and the audit finding', async () => {
    const [, lead] = (await duplicates()).leads;
    const early = await leads('dismiss', lead!.id, '--reason', '重复');
    expect([early.code, early.stderr]).toEqual([
      2,
      expect.stringMatching(/lead\.unknown.*leads raise[\s\S]*is taken up first/),
    ]);
    expect((await leads('raise', lead!.id)).code).toBe(0);
    expect((await leads('confirm', lead!.id, '--reason', '重复', '--finding', 'F1')).code).toBe(0);
    const { leads: confirmed } = await list('--state', 'confirmed');
    expect(confirmed).toMatchObject([{ id: lead!.id, reason: '重复' }]);
  });

  it('shows the sixty checks with their parameters', async () => {
    const { checks } = (await leads('checks', '--json')).data<{
      checks: readonly { id: string; parameters: object; falsePositives: readonly unknown[] }[];
    }>();
    expect(checks).toHaveLength(60);
    expect(checks.every(({ falsePositives }) => falsePositives.length > 0)).toBe(true);
    expect((await leads('checks')).stdout).toContain(NOTICE);
  });

  it.each([
    ['an unknown lead', ['show', 'A16~-~none'], 2, 'lead.unknown'],
    ['a type that does not exist', ['list', '--check', 'B7'], 2, 'http.query'],
    ['an impossible day', ['list', '--at', '2024-02-30'], 2, 'http.query'],
    ['a dismissal without a reason', ['dismiss', 'A16~-~none'], 2, 'cli.usage'],
    ['a position beyond the head', ['list', '--as-of', '9999'], 2, 'position.beyond_head'],
  ])('refuses %s', async (_, words, exit, code) => {
    const { code: exited, stderr } = await leads(...words, '--json');
    expect([exited, (JSON.parse(stderr) as { code: string }).code]).toEqual([exit, code]);
  });

  it('names the key of a scheme that is not valid', async () => {
    const scheme = join(folder, 'scheme.yaml');
    writeFileSync(
      scheme,
      `id: x\nversion: '1'\ntitle: { zh: 甲, en: a }\nentries:\n  - area: ''\n    checks: { A08: { parameters: { thresholds: ['0'] } } }\n`,
    );
    const before = process.env['SUNLEDGER_LEAD_SCHEME'];
    process.env['SUNLEDGER_LEAD_SCHEME'] = scheme;
    try {
      const { code, stderr } = await leads('list', '--json');
      const error = JSON.parse(stderr) as { code: string; en: string };
      expect([code, error.code]).toEqual([2, 'leads.scheme']);
      expect(error.en).toContain('thresholds');
    } finally {
      if (before === undefined) delete process.env['SUNLEDGER_LEAD_SCHEME'];
      else process.env['SUNLEDGER_LEAD_SCHEME'] = before;
    }
  });
});
