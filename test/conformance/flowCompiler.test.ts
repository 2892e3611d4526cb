import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { CaseEvent } from '../../src/conformance/case.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { compileConstraints, judgeCase } from '../../src/conformance/engine.js';
import { ConformanceError } from '../../src/conformance/errors.js';
import { loadFlow, type FlowParameter } from '../../src/conformance/flow.js';
import {
  compileFlow,
  type CompiledFlow,
  type FlowSettings,
} from '../../src/conformance/flowCompiler.js';
import { parseInstant } from '../../src/kernel/time.js';
import { caseOf, event } from './logs.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
const roles = { LEG: '司法所', OFC: '党政综合办', PC: '乡镇党委会', PS: '乡镇党委书记' };
const settings: FlowSettings = {
  roles,
  parameters: { 'meeting.agendaDays': { value: 2, unit: 'wd' } },
};
const step = (
  n: number,
  evt: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  n,
  name: `步骤${n}`,
  who: 'OFC',
  evt,
  ...more,
});
const flowOf = (...steps: Record<string, unknown>[]): CompiledFlow =>
  compileFlow(loadFlow({ code: 'T00', steps }), settings);
const done = (
  activity: string,
  day: string,
  attributes: CaseEvent['attributes'] = {},
  role = 'OFC',
): CaseEvent =>
  event(activity, parseInstant(`${day}T10:00:00+08:00`).epochMs, { role, attributes });

/** The ids of the violated rules, without the flow's code. */
function violated(flow: CompiledFlow, ...events: CaseEvent[]): string[] {
  const compiled = compileConstraints(flow.set, { calendar });
  return judgeCase(compiled, caseOf(events), { closed: true })
    .filter(({ violations }) => violations > 0)
    .map(({ constraint }) => constraint.id.replace('T00.', ''));
}
const errorOf = (action: () => unknown): ConformanceError | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConformanceError) return error;
    throw error;
  }
  return undefined;
};

describe('a flow of steps', () => {
  const flow = flowOf(
    step(1, 'Drafted'),
    step(2, 'Reviewed', { optional: true }),
    step(3, 'Decided'),
  );

  it('is kept when the steps are done in order by the right role', () => {
    expect(violated(flow, done('Drafted', '2026-03-02'), done('Decided', '2026-03-03'))).toEqual(
      [],
    );
  });

  it('charges a missing mandatory step, and what was done without it', () => {
    expect(violated(flow, done('Decided', '2026-03-03'))).toEqual(['1.mandatory', '3.order']);
    expect(violated(flow, done('Drafted', '2026-03-03'))).toEqual(['3.mandatory']);
  });

  it('charges a step done before its time, ties decided by the given order', () => {
    const [draft, decision] = [done('Drafted', '2026-03-02'), done('Decided', '2026-03-02')];
    expect(violated(flow, draft, decision)).toEqual([]);
    expect(violated(flow, decision, draft)).toEqual(['3.order']);
  });

  it('charges the wrong role and an unrecorded role apart', () => {
    const draft = done('Drafted', '2026-03-02');
    const decidedAs = (role: string | undefined): string[] =>
      violated(flow, draft, { ...done('Decided', '2026-03-03'), role });
    expect(decidedAs('PS')).toEqual(['3.role']);
    expect(decidedAs(undefined)).toEqual(['3.roleRecorded']);
    expect(decidedAs('UNKNOWN')).toEqual(['3.roleRecorded']);
  });

  it('follows the step named by a bare from instead of the one listed before', () => {
    const free = flowOf(step(1, 'Drafted'), step(2, 'Reviewed'), step(3, 'Heard', { from: 1 }));
    expect(
      violated(
        free,
        done('Drafted', '2026-03-02'),
        done('Heard', '2026-03-03'),
        done('Reviewed', '2026-03-04'),
      ),
    ).toEqual([]);
  });

  it('names every rule in both languages and keeps where it came from', () => {
    const { rules } = flowOf(
      step(1, 'Drafted'),
      step(2, 'Reviewed', { who: ['LEG', 'PS'], max: '5wd', from: 1 }),
    );
    const [rule, role] = [
      rules.find(({ kind }) => kind === 'max'),
      rules.find(({ kind, step: n }) => kind === 'role' && n === 2),
    ];
    expect(rule).toMatchObject({ step: 2, other: 1, limit: { n: 5, unit: 'wd' } });
    expect(rule!.constraint.title).toEqual({
      zh: '第 2 步“步骤2”须在第 1 步“步骤1”后 5 个工作日内',
      en: 'step 2 (步骤2) within 5 working days of step 1 (步骤1)',
    });
    expect(role!.constraint.title!.zh).toBe('第 2 步“步骤2”须由司法所或乡镇党委书记办理');
  });
});

describe('max, from', () => {
  const flow = flowOf(step(1, 'Applied'), step(2, 'Answered', { max: '5wd', from: 1 }));
  const answered = (day: string): string[] =>
    violated(flow, done('Applied', '2026-09-28'), done('Answered', day));

  it('counts working days over the National Day holiday', () => {
    // 29, 30 September, 8, 9 October, and Saturday 10 October, worked in exchange.
    expect(answered('2026-10-10')).toEqual([]);
    expect(answered('2026-10-11')).toEqual(['2.max']);
  });

  it('moves a last day on a holiday to the next working day, unless told not to', () => {
    const tenDays = loadFlow({
      code: 'T00',
      steps: [step(1, 'Applied'), step(2, 'Answered', { max: '10cd', from: 1 })],
    });
    const late = (rollToWorkingDay: boolean, day: string): string[] =>
      violated(
        compileFlow(tenDays, { ...settings, rollToWorkingDay }),
        done('Applied', '2026-09-21'),
        done('Answered', day),
      );
    expect(late(true, '2026-10-08')).toEqual([]);
    expect(late(true, '2026-10-09')).toEqual(['2.max']);
    expect(late(false, '2026-10-01')).toEqual([]);
    expect(late(false, '2026-10-02')).toEqual(['2.max']);
  });

  it('is an open obligation until the last day is over', () => {
    const compiled = compileConstraints(flow.set, { calendar });
    const state = (day: string): string =>
      judgeCase(compiled, caseOf([done('Applied', '2026-09-28')]), {
        closed: false,
        asOf: parseInstant(`${day}T23:59:59+08:00`).epochMs,
      }).find(({ constraint }) => constraint.id === 'T00.2.max')!.state;
    expect([state('2026-10-10'), state('2026-10-11')]).toEqual(['v', 'V']);
  });

  it('does not owe an optional step, but finds it late', () => {
    const optional = flowOf(
      step(1, 'Applied'),
      step(2, 'Answered', { max: '3cd', from: 1, optional: true }),
    );
    expect(violated(optional, done('Applied', '2026-03-02'))).toEqual([]);
    expect(
      violated(optional, done('Applied', '2026-03-02'), done('Answered', '2026-03-06')),
    ).toEqual(['2.max']);
  });

  it("counts from the step's own trigger when from is the step itself", () => {
    const byAttribute = flowOf(step(1, 'Handed', { max: '10cd', from: 1 }));
    const handed = (trigger: string | null): string[] =>
      violated(byAttribute, done('Handed', '2026-03-20', { trigger }));
    expect(handed('2026-03-10')).toEqual([]);
    expect(handed('2026-03-06')).toEqual(['1.max']);
    expect(handed('2026-03-06T23:00:00+08:00')).toEqual(['1.max']);
    expect(handed(null)).toEqual([]);
    const byEvent = flowOf(step(1, 'Handed', { max: '10cd', from: 1, trigger: 'Elected' }));
    expect(violated(byEvent, done('Elected', '2026-03-02'))).toEqual(['1.mandatory', '1.max']);
    expect(violated(byEvent, done('Elected', '2026-03-02'), done('Handed', '2026-03-13'))).toEqual([
      '1.max',
    ]);
  });
});

describe('some kinds of rules alone', () => {
  it('leave the limits of the others unread, and say as an order what a lead said', () => {
    const steps = [
      step(1, 'AgendaSent', { lead: '{unknown.days}', before: 2 }),
      step(2, 'MeetingHeld'),
    ];
    const flow = loadFlow({ code: 'T00', steps });
    const only = ['order', 'mandatory', 'role'] as const;
    const compiled = compileFlow(flow, { ...settings, only });
    expect(compiled.rules.map(({ kind, step: n }) => `${n}.${kind}`)).toEqual([
      '1.mandatory',
      '1.role',
      '2.mandatory',
      '2.order',
      '2.role',
    ]);
    expect(errorOf(() => compileFlow(flow, settings))?.code).toBe('flow.parameter.missing');
  });
});

describe('lead, gap, notice and stay', () => {
  it('lead: charges the meeting held too soon after the agenda was notified', () => {
    const flow = flowOf(
      step(1, 'AgendaSent', { lead: '{meeting.agendaDays}', before: 2 }),
      step(2, 'MeetingHeld'),
    );
    const held = (day: string): string[] =>
      violated(flow, done('AgendaSent', '2026-03-06'), done('MeetingHeld', day));
    expect(held('2026-03-10')).toEqual([]);
    expect(held('2026-03-09')).toEqual(['1.lead']);
    expect(violated(flow, done('MeetingHeld', '2026-03-10'))).toEqual(['1.mandatory', '1.lead']);
  });

  it('gap: charges the step done too early, in months and days', () => {
    const flow = flowOf(step(1, 'Registered'), step(2, 'Admitted', { gap: '12m', after: 1 }));
    const admitted = (day: string): string[] =>
      violated(flow, done('Registered', '2024-02-29'), done('Admitted', day));
    expect(admitted('2025-02-28')).toEqual([]);
    expect(admitted('2025-02-27')).toEqual(['2.gap']);
  });

  it('notice: charges the vote without a notification long enough before', () => {
    const flow = flowOf(step(1, 'Voted', { notice: '10cd' }));
    expect(
      violated(flow, done('AgendaNotified', '2026-03-01'), done('Voted', '2026-03-11')),
    ).toEqual([]);
    expect(
      violated(flow, done('AgendaNotified', '2026-03-02'), done('Voted', '2026-03-11')),
    ).toEqual(['1.notice']);
    expect(violated(flow, done('Voted', '2026-03-11'))).toEqual(['1.notice']);
  });

  it('stay: charges a posting removed too early, and only that posting', () => {
    const flow = flowOf(step(1, 'NoticePosted', { stay: '5wd' }), step(2, 'NoticePosted'));
    const postings = [
      done('NoticePosted', '2026-03-02', { step: 1, notice: 'n1' }),
      done('NoticePosted', '2026-03-03', { step: 2, notice: 'n2' }),
    ];
    const removed = (notice: string, day: string): string[] =>
      violated(flow, ...postings, done('NoticeRemoved', day, { notice }));
    expect(violated(flow, ...postings)).toEqual([]);
    // The fifth working day after Monday 2 March is Monday 9 March; a weekend does not count.
    expect(removed('n1', '2026-03-08')).toEqual(['1.stay']);
    expect(removed('n1', '2026-03-09')).toEqual([]);
    expect(removed('n2', '2026-03-04')).toEqual([]);
  });

  it('tells two steps with one event name apart by their step number', () => {
    const flow = flowOf(
      step(1, 'NoticePosted'),
      step(2, 'Decided'),
      step(3, 'NoticePosted', { max: '3cd', from: 2 }),
    );
    const posted = (day: string, n: number): CaseEvent => done('NoticePosted', day, { step: n });
    expect(
      violated(
        flow,
        posted('2026-03-02', 1),
        done('Decided', '2026-03-03'),
        posted('2026-03-04', 3),
      ),
    ).toEqual([]);
    expect(
      violated(
        flow,
        posted('2026-03-02', 1),
        done('Decided', '2026-03-03'),
        posted('2026-03-04', 1),
      ),
    ).toEqual(['3.mandatory', '3.max']);
  });
});

describe('a flow that cannot be compiled', () => {
  const compile = (
    steps: unknown,
    parameters: Record<string, FlowParameter> = {},
  ): ConformanceError | undefined =>
    errorOf(() => compileFlow(loadFlow({ code: 'T00', steps }), { roles, parameters }));

  it.each([
    [
      'a limit without its reference',
      [step(1, 'A', { max: '5wd' })],
      'flow.invalid',
      { step: '1', field: 'from' },
    ],
    [
      'a reference without its limit',
      [step(1, 'A', { before: 1 })],
      'flow.invalid',
      { step: '1', field: 'lead' },
    ],
    [
      'an unreadable limit',
      [step(1, 'A', { stay: '5 days' })],
      'flow.invalid',
      { step: '1', field: 'stay' },
    ],
    ['a misspelt field', [step(3, 'A', { mx: '5wd' })], 'flow.invalid', { step: '3' }],
    ['a step without number', [{ name: 'x' }], 'flow.invalid', { step: '#1', field: 'n' }],
    ['no steps', [], 'flow.invalid', { field: 'steps' }],
    [
      'a trigger for another step',
      [step(1, 'A'), step(2, 'B', { max: '1m', from: 1, trigger: 'X' })],
      'flow.invalid',
      { step: '2', field: 'trigger' },
    ],
    ['a number used twice', [step(1, 'A'), step(1, 'B')], 'flow.step.duplicate', { step: '1' }],
    [
      'an unknown step',
      [step(1, 'A', { max: '5wd', from: 7 })],
      'flow.step.unknown',
      { step: '1', field: 'from' },
    ],
    [
      'an unknown role',
      [step(1, 'A', { who: 'KING' })],
      'flow.role.unknown',
      { step: '1', role: 'KING' },
    ],
    [
      'a missing parameter',
      [step(1, 'A', { stay: '{post.minDays}' })],
      'flow.parameter.missing',
      { step: '1', field: 'stay', parameter: 'post.minDays' },
    ],
    [
      'limits in a cycle',
      [
        step(1, 'A', { optional: true, gap: '1cd', after: 3 }),
        step(2, 'B', { optional: true, max: '1cd', from: 1 }),
        step(3, 'C', { optional: true, max: '1cd', from: 2 }),
      ],
      'flow.limit.cycle',
      { cycle: '1 → 2 → 3 → 1' },
    ],
    [
      'a limit against the order',
      [step(1, 'A', { max: '1cd', from: 2 }), step(2, 'B')],
      'flow.limit.cycle',
      { cycle: '1 → 2 → 1' },
    ],
  ])('%s is refused', (_, steps, code, where) => {
    const error = compile(steps);
    expect([error?.code, error?.details]).toEqual([
      code,
      expect.objectContaining({ flow: 'T00', ...where }),
    ]);
    expect(error?.zh).toContain('T00');
  });

  it('a parameter that is no period is refused', () => {
    for (const parameter of [
      { value: 0.1, unit: 'ratio' },
      { value: 1.5, unit: 'cd' },
      { value: '5', unit: 'wd' },
      { value: -1, unit: 'cd' },
      { value: 5 },
    ])
      expect(compile([step(1, 'A', { stay: '{p}' })], { p: parameter })?.code).toBe(
        'flow.parameter.invalid',
      );
  });

  it('a name from the object prototype is no role and no parameter', () => {
    expect(compile([step(1, 'A', { who: 'constructor' })])?.code).toBe('flow.role.unknown');
    expect(compile([step(1, 'A', { stay: '{constructor}' })])?.code).toBe('flow.parameter.missing');
  });

  it('working days without a holiday table are refused', () => {
    const flow = flowOf(step(1, 'A'), step(2, 'B', { max: '5wd', from: 1 }));
    expect(errorOf(() => compileConstraints(flow.set))?.code).toBe('calendar.missing');
  });
});

describe('the shared catalogue', () => {
  interface Catalogue {
    readonly roles: Record<string, string>;
    readonly params: Record<string, FlowParameter>;
    readonly townshipPowers: readonly { code: string; name: string; steps: unknown }[];
    readonly villagePowers: readonly { code: string; name: string; steps: unknown }[];
  }

  itWith('domain/catalogue.yaml', 'compiles whole: 26 and 20 powers, every limit once', () => {
    const catalogue = parse(readFileSync(sharedPath('domain/catalogue.yaml'), 'utf8')) as Catalogue;
    const powers = [...catalogue.townshipPowers, ...catalogue.villagePowers];
    expect([catalogue.townshipPowers.length, catalogue.villagePowers.length]).toEqual([26, 20]);
    const flows = powers.map(({ code, name, steps }) =>
      compileFlow(loadFlow({ code, name, steps }), {
        roles: catalogue.roles,
        parameters: catalogue.params,
      }),
    );
    const steps = flows.flatMap(({ flow }) => flow.steps);
    const rules = flows.flatMap((flow) => flow.rules);
    for (const kind of ['max', 'lead', 'gap', 'stay', 'notice'] as const)
      expect([kind, rules.filter((rule) => rule.kind === kind).length]).toEqual([
        kind,
        steps.filter((one) => one[kind] !== undefined).length,
      ]);
    for (const flow of flows) compileConstraints(flow.set, { calendar });
    expect(rules.filter(({ kind }) => kind === 'role')).toHaveLength(307);
  });
});
