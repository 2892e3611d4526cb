import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Case } from '../../src/conformance/case.js';
import { caseEndedLate, checkEventDeadlines } from '../../src/conformance/deadlines.js';
import { checkLog } from '../../src/conformance/logCheck.js';
import {
  doneByDifferentPersons,
  eventuallyFollows,
  fourEyes,
  occursInARow,
  repeatsAttributeValue,
  sameValueOnEvent,
} from '../../src/conformance/resourceChecks.js';
import { caseOf, compiled, event, hashOfIds, readTruthLog, word } from './logs.js';
import { itWith, readShared, sharedPath } from '../support/sharedFolder.js';

interface Found {
  readonly count: number;
  readonly sha256: string;
}
interface ResourceTruth {
  readonly logs: Readonly<
    Record<
      string,
      {
        readonly four_eyes: readonly {
          A: string;
          B: string;
          pm4py_log_positive: Found;
          pm4py_log_negative: Found;
        }[];
        readonly A_next_B_next_C: readonly { A: string; B: string; C: string; pm4py_log: Found }[];
        readonly eventually_follows: readonly { values: string[]; pm4py_log: Found }[];
        readonly eventually_follows_timed?: readonly {
          values: string[];
          boundsSeconds: [number, number][];
          pm4py_df: Found;
        }[];
        readonly different_persons: readonly { A: string; pm4py_log: Found }[];
        readonly attr_value_repetition?: readonly {
          attribute: string;
          value: string;
          min: number;
          max: number | null;
          pm4py_df: Found;
        }[];
      }
    >
  >;
}

const LOGS = new Set(['running-example', 'receipt', 'bpic15-1']);
if (existsSync(sharedPath('truth', 'ltl-resource.json')))
  for (const name of Object.keys((readShared('truth/ltl-resource.json') as ResourceTruth).logs))
    LOGS.add(name);

describe('who did what, on real logs', () => {
  for (const name of LOGS)
    itWith('truth', `agrees with pm4py's event-log filters on ${name}`, () => {
      const { logs } = readShared('truth/ltl-resource.json') as ResourceTruth;
      const truth = logs[name]!;
      const log = readTruthLog(name);
      const expectCases = (test: (one: Case) => boolean, expected: Found): void => {
        const ids = log.filter(test).map(({ id }) => id);
        expect([ids.length, hashOfIds(ids)]).toEqual([expected.count, expected.sha256]);
      };
      for (const {
        A,
        B,
        pm4py_log_positive: kept,
        pm4py_log_negative: broken,
      } of truth.four_eyes) {
        expectCases((one) => fourEyes(one, A, B) === 'kept', kept);
        expectCases((one) => fourEyes(one, A, B) === 'broken', broken);
      }
      for (const { A, B, C, pm4py_log: found } of truth.A_next_B_next_C)
        expectCases((one) => occursInARow(one, [A, B, C]), found);
      for (const { values, pm4py_log: found } of truth.eventually_follows)
        expectCases((one) => eventuallyFollows(one, values), found);
      for (const { values, boundsSeconds, pm4py_df: found } of truth.eventually_follows_timed ??
        []) {
        const bounds = boundsSeconds.map(([min, max]) => ({
          minMs: min * 1000,
          maxMs: max * 1000,
        }));
        expectCases((one) => eventuallyFollows(one, values, bounds), found);
      }
      for (const { A, pm4py_log: found } of truth.different_persons)
        expectCases((one) => doneByDifferentPersons(one, A), found);
      for (const { attribute, value, min, max, pm4py_df: found } of truth.attr_value_repetition ??
        [])
        expectCases(
          (one) =>
            repeatsAttributeValue(one, attribute, value, { min, ...(max === null ? {} : { max }) }),
          found,
        );
      expect(truth.four_eyes.length).toBeGreaterThan(4);
    });

  itWith('truth', 'four eyes as a constraint finds the same broken cases as the set check', () => {
    const [A, B] = ['T02 Check confirmation of receipt', 'T04 Determine confirmation of receipt'];
    const log = readTruthLog('receipt');
    const [found] = checkLog(
      compiled([
        {
          template: 'not_responded_existence',
          a: A,
          b: B,
          correlation: { same: 'org:resource' },
        },
      ]),
      log,
    ).constraints;
    const broken = log.filter((one) => fourEyes(one, A, B) === 'broken').map(({ id }) => id);
    expect(found!.violatingCases).toEqual(broken);
  });
});

describe('four eyes', () => {
  const done = (...by: [string, string | undefined][]): Case =>
    caseOf(by.map(([activity, resource]) => event(activity, 0, { resource })));

  it('is broken when one of several persons did both, whatever the order', () => {
    expect(fourEyes(done(['a', 'p'], ['b', 'p'], ['b', 'q']), 'a', 'b')).toBe('broken');
    expect(fourEyes(done(['b', 'q'], ['a', 'p']), 'a', 'b')).toBe('kept');
  });

  it('does not apply when either person is not recorded', () => {
    expect(fourEyes(done(['a', 'UNKNOWN'], ['b', 'UNKNOWN']), 'a', 'b')).toBe('not applicable');
    expect(fourEyes(done(['a', 'p'], ['b', undefined]), 'a', 'b')).toBe('not applicable');
  });
});

describe('eventually follows', () => {
  it('finds a chain exactly when one exists', () => {
    const bound = fc.record({ minMs: fc.nat(5), maxMs: fc.integer({ min: 3, max: 12 }) });
    const exists = (
      one: Case,
      values: readonly string[],
      bounds: readonly { minMs: number; maxMs: number }[],
      from = 0,
      previous?: number,
    ): boolean =>
      values.length === 0 ||
      one.events.some((candidate, index) => {
        if (index < from || candidate.activity !== values[0]) return false;
        const limit = previous === undefined ? undefined : bounds[0];
        const distance = Math.abs(candidate.time - (previous ?? candidate.time));
        if (limit !== undefined && (distance < limit.minMs || distance > limit.maxMs)) return false;
        return exists(
          one,
          values.slice(1),
          previous === undefined ? bounds : bounds.slice(1),
          index + 1,
          candidate.time,
        );
      });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(20)), { maxLength: 10 }),
        fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }),
        fc.array(bound, { maxLength: 3 }),
        fc.boolean(),
        (steps, values, bounds, ordered) => {
          const times = steps.map(([, time]) => time);
          if (ordered) times.sort((one, other) => one - other);
          const one = caseOf(steps.map(([activity], index) => event(activity, times[index])));
          expect(eventuallyFollows(one, values, bounds)).toBe(exists(one, values, bounds));
        },
      ),
    );
  });

  it('needs a different event for each step, and row means directly after', () => {
    expect(eventuallyFollows(word('a'), ['a', 'a'])).toBe(false);
    expect(eventuallyFollows(word('aca'), ['a', 'a'])).toBe(true);
    expect(occursInARow(word('abcabd'), ['a', 'b', 'd'])).toBe(true);
    expect(occursInARow(word('acb'), ['a', 'b'])).toBe(false);
    expect(occursInARow(word('a'), [])).toBe(false);
  });
});

describe('due dates and monitors in the building permits of one municipality', () => {
  interface Municipality {
    readonly events: number;
    readonly eventsWithDueDate: number;
    readonly late_instant: number;
    readonly late_calendar: number;
    readonly casesWithLateCalendarEvent: number;
    readonly eventsWithMonitoring: number;
    readonly monitoringSamePerson: number;
    readonly casesWithSamePerson: number;
    readonly casesWithPlannedAndActualEnd: number;
    readonly casesEndedAfterPlanned: number;
    readonly topLateActivities: readonly [string, number][];
  }

  itWith('truth', 'are late by instant and by local day as often as the truth says', () => {
    const truth = (
      readShared('truth/bpic15-deadlines-foureyes.json') as { logs: Record<string, Municipality> }
    ).logs['BPIC15_1']!;
    const log = readTruthLog('bpic15-1');
    const zone = 'Europe/Amsterdam';
    const instant = log.map((one) => checkEventDeadlines(one, 'dueDate', { by: 'instant', zone }));
    const local = log.map((one) => checkEventDeadlines(one, 'dueDate', { zone }));
    const sum = (parts: readonly (readonly unknown[])[]): number =>
      parts.reduce((total, part) => total + part.length, 0);
    expect(sum(local.map(({ dated }) => dated))).toBe(truth.eventsWithDueDate);
    expect(sum(instant.map(({ late }) => late))).toBe(truth.late_instant);
    expect(sum(local.map(({ late }) => late))).toBe(truth.late_calendar);
    expect(local.filter(({ late }) => late.length > 0)).toHaveLength(
      truth.casesWithLateCalendarEvent,
    );
    const names = new Map<string, number>();
    for (const [index, { late }] of local.entries())
      for (const place of late) {
        const name = log[index]!.events[place]!.activity;
        names.set(name, (names.get(name) ?? 0) + 1);
      }
    expect([...names].sort((one, other) => other[1] - one[1]).slice(0, 5)).toEqual(
      truth.topLateActivities.slice(0, 5),
    );
    const monitored = log.map((one) => sameValueOnEvent(one, 'monitoringResource', 'org:resource'));
    expect(sum(monitored.map(({ both }) => both))).toBe(truth.eventsWithMonitoring);
    expect(sum(monitored.map(({ same }) => same))).toBe(truth.monitoringSamePerson);
    expect(monitored.filter(({ same }) => same.length > 0)).toHaveLength(truth.casesWithSamePerson);
    const ends = log.map((one) =>
      caseEndedLate(one, 'endDate', 'endDatePlanned', { by: 'instant' }),
    );
    expect(ends.filter((late) => late !== undefined)).toHaveLength(
      truth.casesWithPlannedAndActualEnd,
    );
    expect(ends.filter((late) => late === true)).toHaveLength(truth.casesEndedAfterPlanned);
  });

  itWith('truth', 'are charged to the late event when written as a constraint', () => {
    const truth = (
      readShared('truth/bpic15-deadlines-foureyes.json') as { logs: Record<string, Municipality> }
    ).logs['BPIC15_1']!;
    const log = readTruthLog('bpic15-1');
    const activities = [
      ...new Set(log.flatMap(({ events }) => events.map(({ activity }) => activity))),
    ];
    const overdue = (by: string): Record<string, unknown> => ({
      template: 'absence',
      a: activities,
      activation: { attribute: 'dueDate', overdue: by },
    });
    const report = checkLog(
      compiled([overdue('instant'), overdue('localDate')], {}, { zone: 'Europe/Amsterdam' }),
      log,
    );
    expect(report.constraints.map(({ violations }) => violations)).toEqual([
      truth.late_instant,
      truth.late_calendar,
    ]);
  });

  it('reads due dates written as text, and ignores what is no date', () => {
    const on = (dueDate: string | number | null) =>
      checkEventDeadlines(
        caseOf([event('a', Date.UTC(2026, 2, 2, 17), { attributes: { dueDate } })]),
        'dueDate',
      );
    expect(on('2026-03-02').late).toEqual([0]);
    expect(on('2026-03-03').late).toEqual([]);
    expect(on('2026-03-02T15:59:00Z').late).toEqual([0]);
    expect(on('2026-03-02T16:00:00Z').late).toEqual([]);
    for (const unreadable of ['2026-02-30', 'soon', 'UNKNOWN', null, 0.5])
      expect(on(unreadable)).toEqual({ dated: [], late: [] });
  });
});
