import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Case, CaseEvent } from '../../src/conformance/case.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { CaseMonitor, judgeCase } from '../../src/conformance/engine.js';
import { checkLog } from '../../src/conformance/logCheck.js';
import { TEMPLATES, type TemplateHalf } from '../../src/conformance/templates.js';
import { addDays, daysBetween, localDateOf, parseInstant } from '../../src/kernel/time.js';
import { caseOf, compiled, event } from './logs.js';

const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
const HOUR = 3_600_000;
const START = parseInstant('2026-09-18T10:00:00+08:00').epochMs;

interface Window {
  readonly unit: 'h' | 'd' | 'cd' | 'wd';
  readonly min?: number;
  readonly max?: number;
  readonly under?: number;
  readonly rollToWorkingDay?: boolean;
}
type Correlation = { same: string } | { different: string } | { not: { same: string } } | undefined;

const halves = [...TEMPLATES.values()].filter((template) => 'halves' in template);
const anyTemplate = fc.constantFrom(...halves);
const anyWindow: fc.Arbitrary<Window | undefined> = fc.option(
  fc
    .record({
      unit: fc.constantFrom('h' as const, 'd' as const, 'cd' as const, 'wd' as const),
      bounds: fc.tuple(fc.nat(4), fc.nat(5)),
      has: fc.constantFrom('min', 'max', 'both', 'under'),
      roll: fc.boolean(),
    })
    .map(({ unit, bounds: [low, more], has, roll }) => ({
      unit,
      ...(has === 'min' || has === 'both' ? { min: low } : {}),
      ...(has === 'max' || has === 'both' ? { max: low + more } : {}),
      ...(has === 'under' ? { under: more + 1 } : {}),
      ...(roll && has !== 'min' && has !== 'under' && unit !== 'h' && unit !== 'd'
        ? { rollToWorkingDay: true }
        : {}),
    })),
  { nil: undefined },
);
const anyCorrelation: fc.Arbitrary<Correlation> = fc.constantFrom(
  undefined,
  { same: 'org:resource' },
  { different: 'org:resource' },
  { not: { same: 'org:resource' } },
);
const anyStep = fc.record({
  activity: fc.constantFrom('a', 'b', 'a', 'b', 'c'),
  hours: fc.integer({ min: 0, max: 60 }),
  resource: fc.constantFrom('p', 'q', 'r', 'EMPTY', undefined),
  role: fc.constantFrom('x', 'y'),
});
const eventsFrom = (
  steps: readonly { activity: string; hours: number; resource: string | undefined; role: string }[],
  ordered: boolean,
  scale = 1,
): CaseEvent[] => {
  let hours = 0;
  return steps.map((step) => {
    hours = ordered ? hours + step.hours : Math.floor(step.hours * scale);
    return event(step.activity, START + hours * HOUR, { resource: step.resource, role: step.role });
  });
};
const anyEvents = fc
  .tuple(fc.array(anyStep, { maxLength: 14 }), fc.boolean(), fc.constantFrom(0.2, 4))
  .map(([steps, ordered, scale]) => eventsFrom(steps, ordered, scale));

/** The definition, word for word and slowly: does this target count for this activation? */
function counts(
  one: CaseEvent,
  other: CaseEvent,
  correlation: Correlation,
  window: Window | undefined,
): boolean {
  const known = (name: string | undefined): boolean => name !== undefined && name !== 'EMPTY';
  const bothKnown = known(one.resource) && known(other.resource);
  const same = bothKnown && one.resource === other.resource;
  if (correlation !== undefined) {
    if ('same' in correlation && !same) return false;
    if ('different' in correlation && (!bothKnown || same)) return false;
    if ('not' in correlation && same) return false;
  }
  if (window === undefined) return true;
  const [earlier, later] = one.time <= other.time ? [one, other] : [other, one];
  const { unit, min = 0, max = Number.POSITIVE_INFINITY, under, rollToWorkingDay = false } = window;
  if (unit === 'h' || unit === 'd') {
    const distance = (later.time - earlier.time) / (unit === 'h' ? HOUR : 24 * HOUR);
    return distance >= min && distance <= max && (under === undefined || distance < under);
  }
  const [from, to] = [localDateOf(earlier.time), localDateOf(later.time)];
  const first = unit === 'wd' ? calendar.addWorkingDays(from, min) : addDays(from, min);
  if (to < first) return false;
  if (under !== undefined)
    return to < (unit === 'wd' ? calendar.addWorkingDays(from, under) : addDays(from, under));
  return (
    max === Number.POSITIVE_INFINITY ||
    to <= calendar.deadline(from, { n: max, unit }, { rollToWorkingDay })
  );
}

/** Violated activations of one half, straight from its definition. */
function violatedActivations(
  half: TemplateHalf,
  events: readonly CaseEvent[],
  correlation: Correlation,
  window: Window | undefined,
): boolean[] {
  const isActivation = (one: CaseEvent): boolean =>
    one.activity === half.activation && one.role === 'x';
  const isTarget = (one: CaseEvent): boolean =>
    one.activity === (half.activation === 'a' ? 'b' : 'a');
  const verdicts: boolean[] = [];
  for (const [place, activation] of events.entries()) {
    if (!isActivation(activation)) continue;
    const next = events.findIndex((one, index) => index > place && isActivation(one));
    const last = events.findLastIndex((one, index) => index < place && isActivation(one));
    const allowed = (index: number): boolean => {
      const after = index > place;
      if (half.direction !== 'either' && after !== (half.direction === 'after')) return false;
      if (half.mode === 'chain') return Math.abs(index - place) === 1;
      if (half.mode === 'alternate') return after ? next < 0 || index <= next : index >= last;
      return true;
    };
    const found = events.some(
      (one, index) =>
        index !== place &&
        isTarget(one) &&
        allowed(index) &&
        counts(activation, one, correlation, window),
    );
    verdicts.push(found === half.forbidden);
  }
  return verdicts;
}

describe('MP-Declare with conditions, correlation and windows', () => {
  it('counts exactly the activations that the definition violates, in time order or not', () => {
    fc.assert(
      fc.property(
        anyTemplate,
        anyCorrelation,
        anyWindow,
        anyEvents,
        (template, correlation, window, events) => {
          const constraints = compiled(
            [
              {
                template: template.name,
                a: 'a',
                b: 'b',
                activation: { attribute: 'org:role', equals: 'x' },
                ...(correlation && { correlation }),
                ...(window && { window }),
              },
            ],
            { calendar },
          );
          const expected = ('halves' in template ? template.halves : []).flatMap((half) =>
            violatedActivations(half, events, correlation, window),
          );
          const [verdict] = judgeCase(constraints, caseOf(events), { closed: true });
          expect(verdict!.activations).toBe(expected.length);
          expect(verdict!.violations).toBe(expected.filter(Boolean).length);
          expect(verdict!.activationVerdicts.map(({ state }) => state === 'V')).toEqual(expected);
          const [report] = checkLog(constraints, [caseOf(events)]).constraints;
          expect([report!.activations, report!.violations]).toEqual([
            expected.length,
            verdict!.violations,
          ]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('does not let a late activation recorded out of time order slip through', () => {
    const at = (activity: string, hours: number): CaseEvent =>
      event(activity, START + hours * HOUR);
    const constraints = compiled([
      { template: 'response', a: 'a', b: 'b', window: { unit: 'h', max: 5 } },
      { template: 'precedence', a: 'b', b: 'a', window: { unit: 'h', max: 5 } },
    ]);
    const judged = (...events: CaseEvent[]): number[] =>
      judgeCase(constraints, caseOf(events), { closed: true }).map(({ violations }) => violations);
    expect(judged(at('a', 10), at('a', 0), at('b', 12))[0]).toBe(1);
    expect(judged(at('a', 0), at('b', 20), at('b', 3))[0]).toBe(0);
    expect(judged(at('b', 10), at('b', 0), at('a', 12))[1]).toBe(0);
    expect(judged(at('b', 2), at('b', 0), at('a', 12))[1]).toBe(1);
  });

  it('never takes back a state called permanent', () => {
    fc.assert(
      fc.property(
        anyTemplate,
        anyCorrelation,
        anyWindow,
        fc.array(anyStep, { minLength: 1, maxLength: 12 }),
        (template, correlation, window, steps) => {
          const events = eventsFrom(steps, true);
          const constraints = compiled(
            [
              {
                template: template.name,
                a: 'a',
                b: 'b',
                ...(correlation && { correlation }),
                ...(window && { window }),
              },
            ],
            { calendar },
          );
          const monitor = new CaseMonitor(
            constraints,
            { id: 'case', attributes: {} },
            { explains: true },
          );
          let permanent: string | undefined;
          for (const one of events) {
            monitor.append(one);
            const { state, activations, fulfilments, violations, pending } = monitor.tally(0, {
              closed: false,
            });
            expect(fulfilments + violations + pending).toBe(activations);
            expect(state === 'V').toBe(violations > 0);
            expect(
              monitor.explain(0, { closed: false }).filter((one) => one.state === 'V'),
            ).toHaveLength(violations);
            expect(
              monitor.explain(0, { closed: false }).filter((one) => one.state === 'v'),
            ).toHaveLength(pending);
            if (permanent !== undefined) expect(state).toBe(permanent);
            if (state === 'S' || state === 'V') permanent = state;
          }
          const final = monitor.tally(0, { closed: true }).state;
          if (permanent !== undefined) expect(final).toBe(permanent);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('judges a two-sided template as the conjunction of its halves', () => {
    const pairs = [
      ['succession', 'response', 'precedence'],
      ['altsuccession', 'altresponse', 'altprecedence'],
      ['chainsuccession', 'chainresponse', 'chainprecedence'],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        anyCorrelation,
        anyWindow,
        anyEvents,
        (names, correlation, window, events) => {
          const constraints = compiled(
            names.map((template) => ({
              template,
              a: 'a',
              b: 'b',
              ...(correlation && { correlation }),
              ...(window && { window }),
            })),
            { calendar },
          );
          const [both, response, precedence] = judgeCase(constraints, caseOf(events), {
            closed: true,
          });
          expect(both!.violations).toBe(response!.violations + precedence!.violations);
          expect(both!.activations).toBe(response!.activations + precedence!.activations);
        },
      ),
    );
  });

  it('stays near-linear on ten thousand activations that no target meets', () => {
    const same = Array.from({ length: 10_000 }, (_, index) =>
      event('a', START + index * HOUR, { resource: 'p' }),
    );
    const targets = Array.from({ length: 10_000 }, (_, index) =>
      event('b', START + (10_000 + index) * HOUR, { resource: 'p' }),
    );
    const constraints = compiled([
      { template: 'response', a: 'a', b: 'b', correlation: { different: 'org:resource' } },
      { template: 'response', a: 'a', b: 'b', window: { unit: 'h', max: 1 } },
      { template: 'precedence', a: 'a', b: 'b', correlation: { different: 'org:resource' } },
      { template: 'precedence', a: 'a', b: 'b', window: { unit: 'h', max: 1 } },
    ]);
    const report = checkLog(constraints, [caseOf([...same, ...targets])]);
    expect(report.constraints.map(({ violations }) => violations)).toEqual([
      10_000, 9_999, 10_000, 9_999,
    ]);
  });
});

describe('explaining an activation', () => {
  const at = (text: string): number => parseInstant(`${text}T09:00:00+08:00`).epochMs;
  const judged = (constraint: Record<string, unknown>, given: Case, asOf?: number) =>
    judgeCase(
      compiled([{ id: 'c', ...constraint }], { calendar }),
      given,
      asOf === undefined ? { closed: true } : { closed: false, asOf },
    )[0]!.activationVerdicts;
  const within3 = { template: 'response', a: 'a', b: 'b', window: { unit: 'wd', max: 3 } };

  it('says missing, late, wrong person, wrong place or unexpected', () => {
    const [a, b] = [
      event('a', at('2026-09-01'), { resource: 'p' }),
      event('b', at('2026-09-20'), { resource: 'p' }),
    ];
    const reasons = [
      judged(within3, caseOf([a])),
      judged(within3, caseOf([a, b])),
      judged(
        { template: 'response', a: 'a', b: 'b', correlation: { different: 'org:resource' } },
        caseOf([a, b]),
      ),
      judged({ template: 'chainresponse', a: 'a', b: 'b' }, caseOf([a, event('c'), b])),
      judged({ template: 'nonsuccession', a: 'a', b: 'b' }, caseOf([a, b])),
      judged({ template: 'absence2', a: 'a' }, caseOf([a, a])).slice(1),
      judged({ template: 'init', a: 'a' }, caseOf([b, a])),
      judged({ template: 'end', a: 'a' }, caseOf([b])),
      judged({ template: 'exactly_one', a: 'a' }, caseOf([a, a])),
    ].map(([verdict]) => [verdict!.state, verdict!.reason, verdict!.events]);
    expect(reasons).toEqual([
      ['V', 'missing', []],
      ['V', 'window', [1]],
      ['V', 'correlation', [1]],
      ['V', 'order', [2]],
      ['V', 'unexpected', [1]],
      ['V', 'unexpected', [1]],
      ['V', 'order', [0]],
      ['V', 'missing', [0]],
      ['V', 'unexpected', [0, 1]],
    ]);
  });

  it('names the last day, and charges an open obligation only when that day is over', () => {
    const given = caseOf([event('a', at('2026-09-30'))]);
    const on = (day: string) => judged(within3, given, at(day))[0]!;
    expect(on('2026-10-10')).toMatchObject({ state: 'v', latest: { date: '2026-10-10' } });
    expect(on('2026-10-11')).toMatchObject({ state: 'V', reason: 'missing' });
  });

  it("does not need next year's holidays to judge today, and says which year it lacks", () => {
    const given = caseOf([event('a', at('2026-12-30'))]);
    const [open] = judged(within3, given, at('2026-12-31'));
    expect(open).toMatchObject({ state: 'v', latest: { unknownYear: '2027' } });
    expect(() => judged(within3, given, at('2027-01-08'))).toThrow('2027');
  });

  it('calls a constraint without activation not applicable', () => {
    const [verdict] = judgeCase(compiled([within3], { calendar }), caseOf([event('b')]), {
      closed: true,
    });
    expect(verdict).toMatchObject({
      applicable: false,
      activations: 0,
      fulfilments: 0,
      violations: 0,
    });
  });
});

describe('missing values', () => {
  const given = (resource: string | undefined, role: string | undefined): Case =>
    caseOf([event('a', 0, { resource: 'p' }), event('b', 1, { resource, role })]);
  const violations = (constraint: Record<string, unknown>, one: Case): number =>
    judgeCase(compiled([constraint]), one, { closed: true })[0]!.violations;

  it('are neither the same person nor a different one', () => {
    const different = {
      template: 'precedence',
      a: 'a',
      b: 'b',
      correlation: { different: 'org:resource' },
    };
    const same = {
      template: 'not_responded_existence',
      a: 'a',
      b: 'b',
      correlation: { same: 'org:resource' },
    };
    expect(
      ['q', 'p', 'UNKNOWN', undefined, ''].map((name) => violations(different, given(name, 'x'))),
    ).toEqual([0, 1, 1, 1, 1]);
    expect(
      ['q', 'p', 'UNKNOWN', undefined].map((name) => violations(same, given(name, 'x'))),
    ).toEqual([0, 1, 0, 0]);
  });

  it('are never the required role', () => {
    const role = {
      template: 'absence',
      a: 'b',
      activation: { attribute: 'org:role', notIn: ['x'] },
    };
    expect(
      ['x', 'y', 'EMPTY', undefined].map((name) => violations(role, given('q', name))),
    ).toEqual([0, 1, 1, 1]);
  });

  it('can be named per set', () => {
    const same = {
      template: 'not_responded_existence',
      a: 'a',
      b: 'b',
      correlation: { same: 'org:resource' },
    };
    const one = caseOf([event('a', 0, { resource: '-' }), event('b', 1, { resource: '-' })]);
    const judge = (settings: Record<string, unknown>): number =>
      judgeCase(compiled([same], {}, settings), one, { closed: true })[0]!.violations;
    expect([judge({}), judge({ missingValues: ['-'] })]).toEqual([1, 0]);
  });
});

describe('the calendar of a constraint', () => {
  it('counts local days in the zone of the set', () => {
    const events = [
      event('a', parseInstant('2026-03-01T20:00:00Z').epochMs),
      event('b', parseInstant('2026-03-03T02:00:00Z').epochMs),
    ];
    const constraint = { template: 'response', a: 'a', b: 'b', window: { unit: 'cd', max: 1 } };
    const judge = (zone: string): string =>
      judgeCase(compiled([constraint], {}, { zone }), caseOf(events), { closed: true })[0]!.state;
    expect(['UTC', 'Asia/Shanghai'].map(judge)).toEqual(['V', 'S']);
    expect(daysBetween(localDateOf(events[0]!.time), localDateOf(events[1]!.time))).toBe(1);
  });
});
