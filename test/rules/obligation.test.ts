// Obligations in general, tried on ASK-03 (30 days) and SUP-05 (a day that is named).
import { describe, expect, it } from '@jest/globals';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { dueOrEarlier, heldBy } from '../../src/rules/deadline.js';
import { answerableFor, orderInForce } from '../../src/rules/obligation.js';
import { parseLocalDate } from '../../src/kernel/time.js';
import { at, only, passes, since } from './oversight.js';
import { aLedger, type TestLedger } from './support.js';

const d = parseLocalDate;
/** Collected on Friday 2024-03-01: due on Monday 1 April. */
const collected = () =>
  aLedger().add(
    'supervision.OpinionCollected',
    { opinionId: 'O1', unitId: 'U1', text: '路灯不亮' },
    at('2024-03-01'),
  );
const shown = (ledger: TestLedger) => ledger.verdict('ASK-03') === 'broken';

describe('that a time has passed', () => {
  it('is shown by a later event of the case itself, from the next day on', () => {
    const implemented = (date: string) =>
      collected().add(
        'supervision.OpinionImplemented',
        { opinionId: 'O1', reportId: 'r', text: '已换' },
        at(date),
      );
    expect(shown(implemented('2024-04-01'))).toBe(false);
    expect(only(implemented('2024-04-02'), 'ASK-03').found).toBe(
      'not adopted or declined by 2024-04-02',
    );
  });
  it('is shown by the unit from the month after the day on, for six months', () => {
    const dates = ['2024-04-30', '2024-05-01', '2024-10-31', '2024-11-01'];
    expect(dates.map((date) => shown(passes(collected(), date)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  it('is shown by the event that happened first, in whatever order they were recorded', () => {
    const ledger = passes(passes(collected(), '2024-06-03'), '2024-05-08');
    expect(only(ledger, 'ASK-03').found).toContain('2024-05-08');
  });
  it('is shown by no other unit, and not by what happens too often to wait for', () => {
    expect(shown(passes(collected(), '2024-05-08', '451425100202'))).toBe(false);
    const paid = collected().pays(1, {}, at('2024-05-08'));
    expect(shown(paid)).toBe(false);
  });
  it('is counted from a last day that holidays have moved', () => {
    // 30 days after 1 September end on 1 October, a holiday: Tuesday the 8th is the last day.
    const moved = aLedger().add(
      'supervision.OpinionCollected',
      { opinionId: 'O1', unitId: 'U1', text: '路灯不亮' },
      at('2024-09-01'),
    );
    expect(shown(passes(moved, '2024-10-08'))).toBe(false);
    expect(shown(passes(moved, '2024-11-01'))).toBe(true);
  });
});

describe('a day that is named', () => {
  it('does not move, and weighs the delay against the time that was given', () => {
    const over = (actual: string, due = '2024-03-31') => heldBy(d(due), d('2024-03-01'), d(actual));
    expect(over('2024-03-31')).toEqual({ kind: 'inTime' });
    expect(over('2024-04-06')).toMatchObject({ over: 6, severity: 'L' });
    expect(over('2024-04-07')).toMatchObject({ over: 7, severity: 'M' });
    expect(over('2024-05-01')).toMatchObject({ over: 31, severity: 'S' });
  });
  it('may be the day of the order itself', () => {
    expect(heldBy(d('2024-03-01'), d('2024-03-01'), d('2024-03-02'))).toMatchObject({
      over: 1,
      severity: 'M',
    });
  });
});

describe('the last day of a limit', () => {
  it('is the day that the holiday table gives', () => {
    expect(dueOrEarlier('30cd', d('2024-03-01'))).toBe('2024-04-01');
    expect(dueOrEarlier('20wd', d('2024-03-08'))).toBe('2024-04-08');
  });
  it('is at least the earliest possible day where a year is not known', () => {
    const unknown = Math.max(...CHINA_HOLIDAYS.years) + 2;
    expect(dueOrEarlier('20wd', d(`${unknown}-03-01`))).toBe(`${unknown}-03-21`);
  });
});

describe('of several orders', () => {
  const order = (day: string, dueOn: string) => ({
    time: `${day}T09:00:00+08:00`,
    data: { dueOn },
  });
  it('one given by the day of the one before replaces it; a later one does not', () => {
    const first = order('2024-03-01', '2024-03-31');
    const inTime = order('2024-03-31', '2024-05-31');
    const late = order('2024-06-01', '2024-12-31');
    const none: readonly ReturnType<typeof order>[] = [];
    expect(orderInForce(none)).toBeUndefined();
    expect(orderInForce([first])).toBe(first);
    expect(orderInForce([first, inTime, late])).toBe(inTime);
    expect(orderInForce([first, late])).toBe(first);
  });
});

describe('whom an order means', () => {
  const ledger = since('2021-01-01')
    .holds('A', 'VPS', '2021-01-01')
    .holds('B', 'VCC', '2021-01-01')
    .holds('A', 'VCC', '2024-06-01');
  const on = (id: string | undefined, day: string) => answerableFor(ledger, id, d(day));
  it('is who is in office that day, with the post where there is but one', () => {
    expect(on('A', '2024-03-01')).toEqual({ person: 'A', post: 'U1.VPS' });
    expect(on('A', '2024-06-01')).toEqual({ person: 'A', post: undefined });
  });
  it('is the one holder of a post', () => {
    expect(on('U1.VCC', '2024-03-01')).toEqual({ person: 'B', post: 'U1.VCC' });
    expect(on('U1.VCC', '2024-06-01')).toEqual({ person: null });
  });
  it('is nobody for a unit, somebody out of office, or nothing', () => {
    expect(on('U1', '2024-03-01')).toEqual({ person: null });
    expect(on('A', '2020-12-31')).toEqual({ person: null });
    expect(on(undefined, '2024-03-01')).toEqual({ person: null });
  });
});
