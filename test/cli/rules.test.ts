// The rule book at the command line: packs adopted from files, what a re-judgement moves, one matter's page.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { simulateCounty, SMALL_COUNTY } from '../../scripts/simulate/county.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { loadConfig } from '../../src/config.js';
import { projectRoot } from '../../src/projectRoot.js';
import { sunledger, type Ran } from '../support/cli.js';
import { payment } from '../support/rulebook.js';
import { temporaryFolder } from '../support/service.js';

jest.setTimeout(120_000);
const folder = temporaryFolder();
const data = join(folder, 'data');
const late = '451425100004';
beforeAll(async () => {
  const county = simulateCounty({ ...SMALL_COUNTY, years: 1 });
  await loadCounty(loadConfig({}, { dataDir: data, origin: 'urn:sunledger:demo:451425' }), county);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]) => sunledger(data, ...words);
const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const county = readFileSync(join(projectRoot, 'rulepacks/demo-county.yaml'), 'utf8');
const refusal = ({ code, stderr }: Ran) => {
  const error = JSON.parse(stderr) as { code: string; zh: string; en: string; where?: string };
  expect(error.zh).toMatch(/\p{Script=Han}/u);
  return { exit: code, code: error.code, where: error.where };
};

interface Violation {
  readonly id: string;
  readonly rule: string;
  readonly packSet: string;
}
const violations = async (...words: readonly string[]) =>
  (await run('violations', '--limit', '500', ...words, '--json')).data<{
    total: number;
    violations: Violation[];
  }>().violations;

describe('sunledger rules', () => {
  it('lists every rule, as a table, as JSON and as CSV', async () => {
    const { stdout } = await run('rules', 'list', '--family', 'FLOW');
    for (const id of ['FLOW-01', 'FLOW-02', 'FLOW-03', 'FLOW-04']) expect(stdout).toContain(id);
    const csv = (await run('rules', 'list', '--csv')).stdout.split('\n');
    const rules = (await run('rules', 'list', '--json')).json<unknown[]>();
    expect(csv[0]).toBe(
      'id,family,title_zh,title_en,statement_zh,statement_en,severity,clauses,valid_from,valid_to,parameters',
    );
    expect(csv.filter((line) => /^[A-Z]+-\d{2},/.test(line))).toHaveLength(rules.length);
  });

  it('explains a rule by the packs of the ledger, now and as of a position', async () => {
    const words = ['rules', 'explain', 'PAY-06', '--on', '2021-05-01', '--area', late, '--json'];
    const limit = (ran: Ran) =>
      ran
        .data<{ parameters: { path: string; origin: { pack: string } | null }[] }>()
        .parameters.find(({ path }) => path === 'limit')?.origin?.pack;
    expect(limit(await run(...words))).toBe('demo.451425@2012');
    expect(limit(await run(...words, '--as-of', '3'))).toBe('cn@2010');
    const { stdout } = await run('rules', 'explain', 'BAL-02', '--on', '2026-03-01');
    expect(stdout).toContain('沿用 from cn.voc.2018@1');
    expect(stdout).toContain('尚未核实 Not known');
  });

  it('explains by the shipped packs where there is no ledger yet', async () => {
    const ran = await sunledger(join(folder, 'nowhere'), 'rules', 'explain', 'PAY-06');
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('there is no ledger yet')]);
  });

  it.each([
    [['explain', 'PAY-99'], 'rule.unknown'],
    [['explain', 'PAY-01', '--area', '45142'], 'area.unknown'],
    [['explain', 'PAY-01', '--on', '2023-02-30'], 'http.query'],
  ])('%s is a usage error', async (words, code) => {
    const ran = await run('rules', ...words, '--json');
    expect(refusal(ran)).toMatchObject({ exit: 2, code });
  });
});

describe('sunledger rules adopt', () => {
  it('refuses a wrong pack, naming file and line, and adopts nothing of the file', async () => {
    const good = county
      .replace('id: demo.451425', 'id: town')
      .replace("area: '451425'", "area: '4514251'");
    const bad = good.replace('id: town', 'id: other').replace('PAY-05:', 'PAY-95:');
    const file = put('bad.yaml', `${good}\n---\n${bad}`);
    const error = refusal(await run('rules', 'adopt', file, '--json'));
    expect(error).toMatchObject({ exit: 2, code: 'rulepack.unknown_rule' });
    expect(error.where).toMatch(/bad\.yaml:\d+$/);
    const { packs } = (await run('rules', 'packs', '--json')).data<{ packs: unknown[] }>();
    expect(packs).toHaveLength(5);
  });

  it('adopts for what is recorded from now on; judging again is asked for, shown, and recorded', async () => {
    const before = await violations();
    expect(before.filter(({ rule }) => rule === 'PUB-01').length).toBeGreaterThan(0);
    const file = put(
      'county.yaml',
      county
        .replace("version: '2012'", "version: '2012.1'\nreplaces: [demo.451425@2012]")
        .replace('limit: 5wd', 'limit: 90wd'),
    );
    expect((await run('rules', 'adopt', file)).code).toBe(0);
    expect((await run('rules', 'adopt', file)).stdout).toContain('adopted before');
    expect(await violations()).toEqual(before);

    interface Rejudged {
      readonly moved: { added: number; removed: number; changed: number };
      readonly recorded: string | null;
      readonly violations: { kind: string; rule: string; id: string }[];
    }
    const shown = (await run('rules', 'rejudge', '--dry-run', '--json')).data<Rejudged>();
    expect(shown.recorded).toBeNull();
    expect(shown.moved.removed).toBeGreaterThan(0);
    expect(new Set(shown.violations.map(({ rule }) => rule))).toEqual(new Set(['PUB-01']));
    expect(await violations()).toEqual(before);

    const done = (await run('rules', 'rejudge', '--json')).data<Rejudged>();
    expect(done.violations).toEqual(shown.violations);
    expect(done.recorded).toMatch(/^\d+$/);
    const after = await violations();
    const gone = new Set(shown.violations.map(({ id }) => id));
    expect(after.map(({ id }) => id)).toEqual(
      before.map(({ id }) => id).filter((id) => !gone.has(id)),
    );
    expect(after[0]?.packSet).not.toBe(before[0]?.packSet);

    expect((await run('rebuild', 'violations')).code).toBe(0);
    expect(await violations()).toEqual(after);
    expect((await run('rules', 'rejudge')).stdout).toContain('judged by the packs of now already');
    const { rejudgements } = (await run('rules', 'packs', '--json')).data<{
      rejudgements: { moved: object }[];
    }>();
    expect(rejudgements).toMatchObject([{ moved: shown.moved }]);
    expect((await run('verify')).code).toBe(0);
  });
});

describe('sunledger submit', () => {
  it('does what is still to be done unless a rule holds it back, and records what happened', async () => {
    put(
      'guard.yaml',
      [
        'id: guard',
        "version: '1'",
        'subject: guard',
        'title: { zh: 控制, en: guard }',
        "area: '451425'",
        "validFrom: '2020-01-01'",
        'rules: { PAY-01: { mode: block } }',
      ].join('\n'),
    );
    expect((await run('rules', 'adopt', join(folder, 'guard.yaml'))).code).toBe(0);
    const act = put(
      'act.json',
      JSON.stringify({
        time: new Date().toISOString(),
        orgunit: late,
        powercode: 'V05',
        classification: 'public',
        data: payment('cli-1'),
      }),
    );
    const held = await run('submit', 'funds.MakePayment', act, '--instruct', '--json');
    expect(refusal(held)).toMatchObject({ exit: 1, code: 'rule.blocked', where: 'PAY-01' });
    expect((await run('rules', 'blocked')).stdout).toContain('没有已通过的决定');
    const recorded = await run('submit', 'funds.MakePayment', act, '--json');
    expect(recorded.json()).toMatchObject({ status: 'recorded' });
    expect((await run('submit', 'funds.MakePayment', act, '--json')).json()).toMatchObject({
      status: 'replayed',
    });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const found = await violations('--rule', 'PAY-01', '--from', today);
    expect(found).toHaveLength(1);
  });

  it.each([
    ['no JSON', ['submit', 'funds.MakePayment', 'bad.json'], 'cli.json'],
    [
      'what the program computes',
      ['submit', 'rules.RecordBlockedAct', 'act.json'],
      'command.internal',
    ],
  ])('%s is a usage error', async (_, [word = '', name = '', file = ''], code) => {
    put('bad.json', '{');
    const ran = await run(word, name, join(folder, file), '--json');
    expect(refusal(ran)).toMatchObject({ exit: 2, code });
  });
});

describe('sunledger matter', () => {
  it('shows the flow step by step, and the violations that the view holds', async () => {
    const [matter] = (await run('decisions', '--power', 'V03', '--area', late, '--json')).data<{
      decisions: { matterId: string }[];
    }>().decisions;
    const id = matter?.matterId ?? '';
    interface Page {
      readonly flow: { steps: { n: number; state: string; findings: { violation: string }[] }[] };
      readonly violations: { id: string }[];
      readonly standing: { position: string };
    }
    const page = (await run('matter', id, '--json')).data<Page>();
    const order = page.flow.steps.find(({ state }) => state === 'outOfOrder');
    expect(order).toBeDefined();
    const known = new Set(page.violations.map((violation) => violation.id));
    for (const { findings } of page.flow.steps)
      for (const { violation } of findings) expect(known).toContain(violation);
    const { stdout } = await run('matter', id);
    for (const words of ['流程 Flow', '顺序颠倒 out of order', '配权：职权流程图', '到会 present'])
      expect(stdout).toContain(words);
    expect(refusal(await run('matter', 'nobody', '--json'))).toMatchObject({
      code: 'matter.unknown',
    });
  });
});
