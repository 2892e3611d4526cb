// Flows, logs and conformance by the command line, as a user runs it: files in, files out, and what goes wrong in between.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/projectRoot.js';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

jest.setTimeout(180_000);

const folder = temporaryFolder();
const data = join(folder, 'data');
const path = (name: string): string => join(folder, name);
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};

/** Runs with `--json`; the error on stderr is JSON with both languages. */
async function refusal(...words: readonly string[]) {
  const { code, stdout, stderr } = await sunledger(data, ...words, '--json');
  const error = JSON.parse(stderr) as { code: string; zh: string; en: string; where?: string };
  expect(stdout).toBe('');
  expect(error.zh).toMatch(/\p{Script=Han}/u);
  return { exit: code, code: error.code, where: error.where };
}

beforeAll(async () => {
  expect((await sunledger(data, 'init')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const event = (activity: string, time: string, resource = '') =>
  `<event><string key="concept:name" value="${activity}"/><date key="time:timestamp" value="${time}"/>${resource && `<string key="org:resource" value="${resource}"/>`}</event>`;
const log = (...traces: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<log>\n${traces.map((events, n) => `<trace><string key="concept:name" value="c${n + 1}"/>${events}</trace>`).join('\n')}\n</log>`;
const APPLY = event('apply', '2026-03-02T09:00:00+08:00', 'p');
const GOOD = log(
  APPLY + event('approve', '2026-03-04T09:00:00+08:00', 'q'),
  APPLY + event('approve', '2026-03-20T09:00:00+08:00', 'p'),
  APPLY,
);
const CONSTRAINTS = `name: 审批
constraints:
  - id: in-time
    title: { zh: 十日内批复, en: approved within ten days }
    template: response
    a: apply
    b: approve
    window: { unit: cd, max: 10 }
    basis: [{ document: 虚构办法, clause: 第1条 }]
  - id: four-eyes
    template: not_responded_existence
    a: apply
    b: approve
    correlation: { same: org:resource }
`;

describe('flow', () => {
  it('shows a flow in words, as SVG and as BPMN, and takes the BPMN back', async () => {
    const words = await sunledger(data, 'flow', 'V01');
    expect(words.stdout).toMatch(/第5步之后3日内完成[\s\S]*within 3 calendar days of step 5/);
    const json = (await sunledger(data, 'flow', 'V01', '--json')).data<{
      steps: { who: string; whoName: string }[];
    }>();
    expect(json.steps[4]).toMatchObject({ who: 'VRA', whoName: '村民代表会议' });
    expect(
      (await sunledger(data, 'flow', 'V01', '--format', 'svg', '-o', path('v01.svg'))).code,
    ).toBe(0);
    expect(readFileSync(path('v01.svg'), 'utf8')).toMatch(/^<svg /);
    expect(
      (await sunledger(data, 'flow', 'V01', '--format', 'bpmn', '-o', path('v01.bpmn'))).code,
    ).toBe(0);
    const back = await sunledger(data, 'flow', 'import', path('v01.bpmn'), '--publish', '--json');
    expect(back.json()).toMatchObject({ code: 'V01', asRecorded: true, missing: [], published: 0 });
  });

  it('shows the version of the day, and says where there is none', async () => {
    const old = await sunledger(data, 'flow', 'V06', '--on', '2022-01-01', '--json');
    expect(old.data()).toMatchObject({ version: '2021.1' });
    expect(await refusal('flow', 'V06', '--on', '1999-01-01')).toMatchObject({
      exit: 2,
      code: 'power.not_in_force',
    });
  });

  it('publishes a changed drawing as a new version, and nothing where it is no new one', async () => {
    const text = readFileSync(path('v01.bpmn'), 'utf8').replace(
      'name="决议公开"',
      'name="决议公开并答复"',
    );
    const changed = put('changed.bpmn', text);
    expect(await refusal('flow', 'import', changed, '--publish')).toMatchObject({
      code: 'catalogue.version_reused',
    });
    const words = [
      'flow',
      'import',
      changed,
      '--new-version',
      '2027.1',
      '--effective-from',
      '2027-01-01',
    ];
    expect((await sunledger(data, ...words, '--publish', '--json')).json()).toMatchObject({
      published: 1,
    });
    const on = async (day: string) =>
      (await sunledger(data, 'flow', 'V01', '--on', day, '--json')).data<{
        steps: { name: string }[];
      }>().steps[5]!.name;
    expect([await on('2026-12-31'), await on('2027-01-01')]).toEqual([
      '决议公开',
      '决议公开并答复',
    ]);
  });

  it('writes YAML that the catalogue takes, and half-publishes nothing', async () => {
    const foreign = put(
      'foreign.bpmn',
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/><task id="a" name="甲"/><endEvent id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="t"/></process></definitions>',
    );
    await sunledger(data, 'flow', 'import', foreign, '-o', path('foreign.yaml'));
    expect(readFileSync(path('foreign.yaml'), 'utf8')).toMatch(/# 缺少 \/ missing: basis/);
    expect(await refusal('flow', 'import', foreign, '--publish')).toMatchObject({
      exit: 2,
      code: 'flow.incomplete',
    });
    // With its item from the ledger it is complete, but nobody is named for the task.
    expect(
      await refusal(
        'flow',
        'import',
        foreign,
        '--power',
        'V13',
        '--new-version',
        '9',
        '--effective-from',
        '2027-01-01',
        '--publish',
      ),
    ).toMatchObject({ code: 'catalogue.unknown_role' });
    const subprocess = put(
      'sub.bpmn',
      readFileSync(foreign, 'utf8').replace('<task id="a" name="甲"/>', '\n<subProcess id="a"/>'),
    );
    expect(await refusal('flow', 'import', subprocess, '--publish')).toEqual({
      exit: 2,
      code: 'bpmn.outside_subset',
      where: 'sub.bpmn:2',
    });
    // What was refused left nothing behind: the same drawing is still nothing new.
    const again = await sunledger(data, 'flow', 'import', path('v01.bpmn'), '--publish', '--json');
    expect(again.json()).toMatchObject({ published: 0 });
  });
});

describe('conformance', () => {
  it('judges a log by constraints, and lists the worst cases', async () => {
    const found = (
      await sunledger(
        data,
        'conformance',
        put('good.xes', GOOD),
        '--constraints',
        put('c.yaml', CONSTRAINTS),
        '--json',
      )
    ).json<Record<string, unknown>>();
    expect(found).toMatchObject({
      of: 'good.xes',
      cases: 3,
      events: 5,
      fittingCases: 1,
      constraints: [
        {
          id: 'in-time',
          applicable: true,
          activations: 3,
          fulfilments: 1,
          violations: 2,
          violatingCases: 2,
          violatingCaseIds: ['c2', 'c3'],
        },
        { id: 'four-eyes', activations: 3, violations: 1, violatingCaseIds: ['c2'] },
      ],
      worst: [
        {
          case: 'c2',
          violations: 2,
          constraints: [
            {
              id: 'in-time',
              violated: [
                {
                  reason: 'window',
                  event: { place: 1 },
                  decidedBy: [{ place: 2 }],
                  latest: '2026-03-12',
                },
              ],
            },
            { id: 'four-eyes' },
          ],
        },
        { case: 'c3', violations: 1 },
      ],
    });
    const text = await sunledger(
      data,
      'conformance',
      path('good.xes'),
      '--constraints',
      path('c.yaml'),
    );
    expect(text.stdout).toMatch(/十日内批复[\s\S]*c2 — 2[\s\S]*不在期限内/);
  });

  it('aligns with a model, and says the nearest lawful path', async () => {
    const model = put(
      'm.bpmn',
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/><task id="a" name="apply"/><task id="b" name="approve"/><endEvent id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="t"/></process></definitions>',
    );
    const found = await sunledger(
      data,
      'conformance',
      put('good.xes', GOOD),
      '--align',
      model,
      '--json',
    );
    expect(found.json()).toMatchObject({
      fittingCases: null,
      alignment: {
        model: 'm.bpmn',
        aligned: 3,
        fitting: 2,
        moves: 1,
        farthest: [{ case: 'c3', moves: 1 }],
      },
    });
    const text = await sunledger(data, 'conformance', path('good.xes'), '--align', model);
    expect(text.stdout).toContain('✓apply → −approve');
  });

  it('refuses a log or a set of constraints with its line, and judges nothing in part', async () => {
    const words = ['--constraints', put('c.yaml', CONSTRAINTS)];
    const timeless = put(
      'bad.xes',
      log('<event><string key="concept:name" value="apply"/></event>'),
    );
    expect(await refusal('conformance', timeless, ...words)).toEqual({
      exit: 2,
      code: 'import.bad_record',
      where: 'bad.xes:3',
    });
    const slip = put('bad.yaml', CONSTRAINTS.replace('b: approve', 'b: aprove'));
    expect(await refusal('conformance', put('good.xes', GOOD), '--constraints', slip)).toEqual({
      exit: 2,
      code: 'constraints.activity.unknown',
      where: 'bad.yaml:7',
    });
  });

  it('names the case and its line where the holiday table lacks the year, and guesses nothing', async () => {
    const working = put('wd.yaml', CONSTRAINTS.replace('unit: cd', 'unit: wd'));
    const later = put(
      'later.xes',
      log(
        APPLY,
        event('apply', '2099-03-02T09:00:00+08:00') + event('approve', '2099-03-09T09:00:00+08:00'),
      ),
    );
    expect(await refusal('conformance', later, '--constraints', working, '--allow-unseen')).toEqual(
      { exit: 2, code: 'calendar.year.unknown', where: 'later.xes:4' },
    );
    const { stderr } = await sunledger(
      data,
      ...['conformance', later, '--constraints', working, '--allow-unseen'],
    );
    expect(stderr).toContain('案件「c2」');
    expect(stderr).toMatch(/Case "c2".*2099/);
  });

  it('takes what never occurred where it is told to', async () => {
    const words = [
      put('good.xes', GOOD),
      '--constraints',
      put('rare.yaml', 'name: t\nconstraints:\n  - { id: n, template: absence, a: bribe }\n'),
    ];
    expect(await refusal('conformance', ...words)).toMatchObject({
      code: 'constraints.activity.unknown',
    });
    expect(
      (await sunledger(data, 'conformance', ...words, '--allow-unseen', '--json')).json(),
    ).toMatchObject({ fittingCases: 3, constraints: [{ applicable: false, violations: 0 }] });
  });

  it.each([
    ['both a log and the ledger', ['conformance', 'x.xes', '--ledger'], 'conformance.nothing'],
    ['nothing to judge by', ['conformance', 'x.xes'], 'conformance.nothing'],
    ['a model of another kind', ['conformance', 'x.xes', '--align', 'model.txt'], 'model.format'],
    ['a day that is none', ['conformance', '--ledger', '--at', '2026-02-30'], 'cli.date'],
  ])('%s is a usage error', async (_, words, code) => {
    expect(await refusal(...words)).toMatchObject({ exit: 2, code });
  });

  it('keeps the examples of the documentation true', async () => {
    const examples = join(projectRoot, 'examples', 'conformance');
    const found = await sunledger(
      data,
      'conformance',
      join(examples, 'approvals.xes'),
      '--constraints',
      join(examples, 'approvals.yaml'),
      '--align',
      join(examples, 'approvals.bpmn'),
      '--json',
    );
    expect([found.code, found.stderr]).toEqual([0, '']);
    expect(found.json()).toMatchObject({ cases: 4, fittingCases: 1, alignment: { aligned: 4 } });
  });
});

describe('export', () => {
  const FORMS = ['xes', 'ocel-json', 'ocel-xml', 'ocel-sqlite'] as const;

  it('writes every form of a ledger without matters, and says how much it wrote', async () => {
    for (const form of FORMS) {
      const file = path(`empty.${form}`);
      const ran = await sunledger(data, 'export', form, '-o', file, '--json');
      expect([form, ran.code, ran.data<{ matters: number }>().matters]).toEqual([form, 0, 0]);
      expect(existsSync(file)).toBe(true);
    }
  });

  it('tells in one sentence what cannot be written, and writes nothing', async () => {
    const file = path('none/out.xes');
    expect(await refusal('export', 'xes', '-o', file)).toMatchObject({
      exit: 1,
      code: 'output.unwritable',
    });
    expect(await refusal('export', 'xes', '-o', path('out.xes'), '--as-of', '99999')).toMatchObject(
      {
        exit: 2,
        code: 'position.beyond_head',
      },
    );
    expect([existsSync(file), existsSync(path('out.xes'))]).toEqual([false, false]);
  });
});
