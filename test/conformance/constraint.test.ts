import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { CaseEvent } from '../../src/conformance/case.js';
import { inTimeOrder } from '../../src/conformance/case.js';
import { compileCondition, conditionSchema } from '../../src/conformance/condition.js';
import { loadConstraintSet } from '../../src/conformance/constraint.js';
import { compileConstraints, judgeCase } from '../../src/conformance/engine.js';
import { checkLog } from '../../src/conformance/logCheck.js';
import { ConformanceError } from '../../src/conformance/errors.js';
import { caseOf, compiled, event, word } from './logs.js';

const errorOf = (action: () => unknown): ConformanceError | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConformanceError) return error;
    throw error;
  }
  return undefined;
};

describe('a constraint set in YAML', () => {
  const text = `
name: permits
zone: Europe/Amsterdam
constraints:
  - id: answer-in-time
    template: response
    a: Register
    b: [Approve, Reject]
    activation: {all: [{attribute: org:role, in: [clerk]}, {attribute: 'case:amount', moreThan: 100}]}
    correlation: {different: org:resource}
    window: {unit: cd, max: 60}
    title: {zh: 按期答复, en: answer in time}
    severity: M
    basis: [{document: 信访工作条例, clause: '34'}]
  - {id: one-outcome, template: exclusive_choice, a: Approve, b: Reject}
`;

  it('is read whole and judges', () => {
    const set = loadConstraintSet(parse(text));
    expect(set.constraints.map(({ id }) => id)).toEqual(['answer-in-time', 'one-outcome']);
    const day = 86_400_000;
    const of = (decision: string, days: number, resource: string, amount: number) =>
      caseOf(
        [
          event('Register', 0, { role: 'clerk', resource: 'p' }),
          event(decision, days * day, { resource }),
        ],
        { amount },
      );
    const report = checkLog(compileConstraints(set), [
      of('Approve', 60, 'q', 101),
      of('Reject', 61, 'q', 101),
      of('Approve', 1, 'p', 101),
      of('Approve', 61, 'p', 100),
      of('Other', 1, 'q', 101),
    ]);
    expect(
      report.constraints.map((one) => [one.activations, one.fulfilments, one.violations]),
    ).toEqual([
      [4, 1, 3],
      [5, 4, 1],
    ]);
    expect([report.cases, report.events, report.fittingCases]).toEqual([5, 10, 2]);
  });
});

describe('a constraint set that is wrong', () => {
  const good = { id: 'x', template: 'response', a: 'a', b: 'b' };
  const load = (...constraints: unknown[]): ConformanceError | undefined =>
    errorOf(() => loadConstraintSet({ name: 'test', constraints }));

  it.each([
    ['an unknown template', { ...good, template: 'respond' }, 'template'],
    ['a missing activity', { id: 'x', template: 'existence' }, 'a'],
    ['an empty activity', { ...good, a: '' }, 'a'],
    ['a missing second activity', { id: 'x', template: 'response', a: 'a' }, 'b'],
    ['a second activity that the template has not', { ...good, template: 'existence' }, 'b'],
    [
      'a window on a counting template',
      { ...good, template: 'choice', window: { unit: 'd', max: 1 } },
      'window',
    ],
    ['a misspelt field', { ...good, windw: {} }, 'windw'],
    ['an unknown unit', { ...good, window: { unit: 'day', max: 1 } }, 'window.unit'],
    ['a window without bounds', { ...good, window: { unit: 'd' } }, 'window.max'],
    ['a window upside down', { ...good, window: { unit: 'd', min: 2, max: 1 } }, 'window.min'],
    ['two upper bounds', { ...good, window: { unit: 'd', max: 2, under: 1 } }, 'window.under'],
    ['half a working day', { ...good, window: { unit: 'wd', max: 0.5 } }, 'window.max'],
    ['a negative window', { ...good, window: { unit: 'd', max: -1 } }, 'window.max'],
    [
      'elapsed time moved to a working day',
      { ...good, window: { unit: 'h', max: 1, rollToWorkingDay: true } },
      'window.rollToWorkingDay',
    ],
    [
      'a condition with two operators',
      { ...good, activation: { attribute: 'k', equals: 1, lessThan: 2 } },
      'activation',
    ],
    [
      'a condition deep inside',
      {
        ...good,
        activation: { all: [{ attribute: 'k', equals: 1 }, { not: { attribute: 'k' } }] },
      },
      'activation.all.1.not',
    ],
    [
      'a correlation with half a comparison',
      { ...good, correlation: { activation: 'k', target: 'k' } },
      'correlation',
    ],
    ['one activity in both roles', { ...good, b: ['b', 'a'] }, 'b'],
  ])('%s is refused with the constraint and the field', (_, constraint, field) => {
    const error = load({ ...good, id: 'fine' }, constraint);
    expect([error?.code, error?.details]).toEqual([
      'constraints.invalid',
      { constraint: 'x', field },
    ]);
    expect(error?.zh).toContain('“x”');
    expect(error?.en).toContain('"x"');
  });

  it('names the place where there is no id, and refuses two constraints with one id', () => {
    expect(load(good, { template: 'response' })?.details).toEqual({
      constraint: '#2',
      field: 'id',
    });
    expect(load(good, good)?.details).toEqual({ constraint: 'x', field: 'id' });
    expect(load()?.details).toEqual({ constraint: '-', field: 'constraints' });
    for (const source of [null, 'text', [], { name: 'x', constraints: [null] }])
      expect(errorOf(() => loadConstraintSet(source))?.code).toBe('constraints.invalid');
  });

  it('lets one activity play both roles when a condition tells the events apart', () => {
    const twice = compiled([
      {
        template: 'response',
        a: 'a',
        b: 'a',
        activation: { attribute: 'k', equals: 1 },
        target: { attribute: 'k', equals: 2 },
      },
      {
        template: 'not_responded_existence',
        a: 'a',
        b: 'a',
        correlation: { same: 'org:resource' },
      },
    ]);
    const of = (...steps: [number, string][]) =>
      judgeCase(
        twice,
        caseOf(steps.map(([k, resource]) => event('a', 0, { attributes: { k }, resource }))),
        { closed: true },
      ).map(({ activations, violations }) => [activations, violations]);
    expect(of([1, 'p'], [2, 'q'])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(of([2, 'p'], [1, 'p'])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
});

describe('conditions on an event', () => {
  const holds = (condition: unknown, one: CaseEvent, attributes = {}): boolean =>
    compileCondition(conditionSchema.parse(condition), { missingValues: ['EMPTY'] })(one, {
      id: 'c1',
      attributes,
    });
  const one = event('a', Date.UTC(2026, 2, 2), {
    resource: 'p',
    group: 'EMPTY',
    lifecycle: 'complete',
    attributes: { amount: 10, text: 'm', flag: true, nothing: null },
  });

  it.each([
    [{ attribute: 'concept:name', equals: 'a' }, true],
    [{ attribute: 'lifecycle:transition', equals: 'complete' }, true],
    [{ attribute: 'case:concept:name', equals: 'c1' }, true],
    [{ attribute: 'case:area', equals: '510000' }, true],
    [{ attribute: 'time:timestamp', atLeast: 0 }, true],
    [{ attribute: 'amount', atLeast: 10 }, true],
    [{ attribute: 'amount', moreThan: 10 }, false],
    [{ attribute: 'amount', atMost: 10 }, true],
    [{ attribute: 'amount', lessThan: 10 }, false],
    [{ attribute: 'amount', equals: '10' }, false],
    [{ attribute: 'amount', moreThan: '1' }, false],
    [{ attribute: 'flag', moreThan: false }, false],
    [{ attribute: 'text', moreThan: 'a' }, true],
    [{ attribute: 'org:group', equals: 'EMPTY' }, false],
    [{ attribute: 'org:group', notEquals: 'g' }, true],
    [{ attribute: 'org:group', present: true }, false],
    [{ attribute: 'nothing', present: false }, true],
    [{ attribute: 'nothing', lessThan: 1 }, false],
    [{ attribute: 'toString', present: true }, false],
    [{ attribute: 'case:toString', present: true }, false],
    [
      {
        any: [
          { attribute: 'amount', equals: 1 },
          { attribute: 'text', in: ['m', 'n'] },
        ],
      },
      true,
    ],
    [
      {
        not: {
          all: [
            { attribute: 'amount', equals: 10 },
            { attribute: 'flag', equals: false },
          ],
        },
      },
      true,
    ],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition, one, { area: '510000' })).toBe(expected);
  });

  it('compares the activation with the target, number by number', () => {
    const constraints = compiled([
      {
        template: 'response',
        a: 'a',
        b: 'b',
        correlation: { activation: 'amount', is: 'atLeast', target: 'paid' },
      },
    ]);
    const state = (amount: number | null, paid: number): string =>
      judgeCase(
        constraints,
        caseOf([
          event('a', 0, { attributes: { amount } }),
          event('b', 0, { attributes: { paid } }),
        ]),
        { closed: true },
      )[0]!.state;
    expect([state(10, 10), state(10, 11), state(null, 0)]).toEqual(['S', 'V', 'V']);
  });
});

describe('the order of events', () => {
  it('is the given one; sorting by time keeps the given order of ties', () => {
    const given = caseOf([event('b', 5), event('a', 5), event('c', 1)]);
    expect(inTimeOrder(given).events.map(({ activity }) => activity)).toEqual(['c', 'b', 'a']);
    const constraints = compiled([{ template: 'precedence', a: 'a', b: 'b' }]);
    expect(judgeCase(constraints, given, { closed: true })[0]!.state).toBe('V');
  });

  it('judges the empty case without inventing an activation', () => {
    const [response, existence] = judgeCase(
      compiled([
        { template: 'response', a: 'a', b: 'b' },
        { template: 'existence', a: 'a' },
      ]),
      word(''),
      { closed: true },
    );
    expect([response!.applicable, existence!.violations]).toEqual([false, 1]);
  });
});
