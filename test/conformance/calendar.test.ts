import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHINA_HOLIDAYS, holidayTableFrom } from '../../src/conformance/chinaHolidays.js';
import {
  createWorkingDayCalendar,
  endOfCalendarPeriod,
  holidayTableSchema,
  type HolidayTable,
} from '../../src/conformance/calendar.js';
import { ConformanceError } from '../../src/conformance/errors.js';
import {
  dateOfEpochDay,
  epochDay,
  parseLocalDate,
  localDateOf,
  daysBetween,
  parseInstant,
} from '../../src/kernel/time.js';
import { itWith, readShared } from '../support/sharedFolder.js';

const date = parseLocalDate;
const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
const coveredDate = fc
  .integer({ min: epochDay(date('2004-03-01')), max: epochDay(date('2026-10-31')) })
  .map(dateOfEpochDay);
const errorOf = (action: () => unknown): ConformanceError | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConformanceError) return error;
    throw error;
  }
  return undefined;
};

describe('the holidays of China', () => {
  it('covers 2004 to 2026 without a gap', () => {
    expect(CHINA_HOLIDAYS.years).toEqual(Array.from({ length: 23 }, (_, index) => 2004 + index));
  });

  it.each([
    ['2020-01-31', false, 'the Spring Festival of 2020, extended to 2 February'],
    ['2020-02-01', false, 'a Saturday first announced as worked, then not, by the extension'],
    ['2020-02-03', true, 'the first day back'],
    ['2020-01-19', true, 'a Sunday worked in exchange'],
    ['2023-01-27', false, 'the last day of the Spring Festival of 2023'],
    ['2023-01-28', true, 'a Saturday worked in exchange'],
    ['2023-10-06', false, 'the end of National Day in 2023'],
    ['2023-10-07', true, 'a Saturday worked in exchange'],
    ['2024-02-09', true, 'the eve of the Spring Festival of 2024 was no day off'],
    ['2024-02-10', false, 'the Spring Festival of 2024'],
    ['2024-09-14', true, 'a Saturday worked before Mid-autumn'],
    ['2024-12-31', true, 'an ordinary Tuesday'],
    ['2025-01-28', false, 'the eve of the Spring Festival, off again from 2025'],
    ['2025-05-05', false, 'Labour Day of 2025 has five days'],
    ['2025-09-28', true, 'a Sunday worked before National Day'],
    ['2007-12-31', false, 'a Monday moved by the notice for 2008'],
    ['2018-12-29', true, 'a Saturday worked by the notice for 2019'],
    ['2015-09-03', false, 'the one-off holiday of 2015'],
    ['2026-02-23', false, 'the ninth day of the Spring Festival of 2026'],
    ['2026-10-10', true, 'a Saturday worked after National Day'],
  ])('%s: worked = %s (%s)', (day, worked) => {
    expect(calendar.isWorkingDay(date(day))).toBe(worked);
  });

  it.each([
    [2023, 249],
    [2024, 251],
    [2025, 248],
  ])('has in %i the %i working days of the official calendars', (year, days) => {
    expect(calendar.workingDaysBetween(date(`${year - 1}-12-31`), date(`${year}-12-31`))).toBe(
      days,
    );
  });

  it('takes a year as known only with its own notice', () => {
    const table = holidayTableFrom('partial', {
      holidays: { '2030-01-01': '', '2030-05-01': '', '2030-10-01': '', '2031-01-01': '' },
      workdays: { '2031-01-04': '' },
    });
    expect(table.years).toEqual([2030]);
    expect(table.workingWeekends).toEqual([]);
    expect(holidayTableSchema.parse(table)).toEqual(table);
  });
});

describe('counting working days', () => {
  it('moves over a holiday and its exchanged weekends', () => {
    expect(calendar.addWorkingDays(date('2026-09-30'), 1)).toBe('2026-10-08');
    expect(calendar.addWorkingDays(date('2026-10-09'), 1)).toBe('2026-10-10');
    expect(calendar.addWorkingDays(date('2026-02-24'), -1)).toBe('2026-02-14');
    expect(calendar.addWorkingDays(date('2026-10-03'), 0)).toBe('2026-10-03');
  });

  it('crosses a new year', () => {
    expect(calendar.addWorkingDays(date('2024-12-30'), 2)).toBe('2025-01-02');
    expect(calendar.workingDaysBetween(date('2024-12-30'), date('2025-01-02'))).toBe(2);
  });

  it('counts what it adds, forward and backward', () => {
    fc.assert(
      fc.property(coveredDate, fc.integer({ min: -30, max: 30 }), (from, n) => {
        const to = calendar.addWorkingDays(from, n);
        expect(calendar.workingDaysBetween(from, to)).toBe(n);
        if (n !== 0) expect(calendar.isWorkingDay(to)).toBe(true);
      }),
    );
  });

  it('counts a span as the sum of its parts', () => {
    fc.assert(
      fc.property(fc.array(coveredDate, { minLength: 3, maxLength: 3 }), (dates) => {
        const [first, middle, last] = [...dates].sort();
        const between = calendar.workingDaysBetween;
        expect(between(first!, last!)).toBe(between(first!, middle!) + between(middle!, last!));
      }),
    );
  });

  it('agrees with counting day by day', () => {
    fc.assert(
      fc.property(coveredDate, fc.integer({ min: 0, max: 800 }), (from, length) => {
        const end = Math.min(epochDay(from) + length, epochDay(date('2026-12-31')));
        let count = 0;
        for (let day = epochDay(from) + 1; day <= end; day += 1)
          if (calendar.isWorkingDay(dateOfEpochDay(day))) count += 1;
        expect(calendar.workingDaysBetween(from, dateOfEpochDay(end))).toBe(count);
      }),
      { numRuns: 50 },
    );
  });
});

describe('deadlines', () => {
  const keep = { rollToWorkingDay: false };
  const roll = { rollToWorkingDay: true };

  it('does not count the day of the event', () => {
    expect(calendar.deadline(date('2026-03-02'), { n: 10, unit: 'cd' }, keep)).toBe('2026-03-12');
    expect(calendar.deadline(date('2026-03-02'), { n: 3, unit: 'wd' }, keep)).toBe('2026-03-05');
    expect(calendar.deadline(date('2026-01-31'), { n: 1, unit: 'm' }, keep)).toBe('2026-02-28');
  });

  it('moves a last day that is a holiday to the next working day only when asked', () => {
    expect(calendar.deadline(date('2026-09-21'), { n: 10, unit: 'cd' }, keep)).toBe('2026-10-01');
    expect(calendar.deadline(date('2026-09-21'), { n: 10, unit: 'cd' }, roll)).toBe('2026-10-08');
    expect(calendar.deadline(date('2026-01-31'), { n: 1, unit: 'm' }, roll)).toBe('2026-02-28');
    expect(calendar.deadline(date('2026-01-14'), { n: 1, unit: 'm' }, roll)).toBe('2026-02-14');
    expect(calendar.deadline(date('2026-01-15'), { n: 1, unit: 'm' }, roll)).toBe('2026-02-24');
  });

  it('a deadline counted in working days never moves, except from a zero on a holiday', () => {
    fc.assert(
      fc.property(coveredDate, fc.integer({ min: 1, max: 30 }), (from, n) => {
        const period = { n, unit: 'wd' } as const;
        expect(calendar.deadline(from, period, roll)).toBe(calendar.deadline(from, period, keep));
      }),
    );
    expect(calendar.deadline(date('2026-10-01'), { n: 0, unit: 'wd' }, roll)).toBe('2026-10-08');
  });

  it('counts calendar days without any table', () => {
    expect(endOfCalendarPeriod(date('2099-12-31'), { n: 60, unit: 'cd' })).toBe('2100-03-01');
  });

  it.each([-1, 1.5, Number.NaN])('refuses a period of %d', (n) => {
    expect(
      errorOf(() => calendar.deadline(date('2026-03-02'), { n, unit: 'cd' }, keep))?.code,
    ).toBe('calendar.period.invalid');
  });
});

describe('years the table does not know', () => {
  it.each([
    ['2003-12-31', '2003'],
    ['2027-01-01', '2027'],
  ])('names the year instead of guessing (%s)', (day, year) => {
    const error = errorOf(() => calendar.isWorkingDay(date(day)));
    expect(error?.code).toBe('calendar.year.unknown');
    expect(error?.details['year']).toBe(year);
    expect(error?.zh).toContain(year);
    expect(error?.en).toContain(year);
  });

  it('says so for a count or a deadline that would run into such a year', () => {
    const last = date('2026-12-31');
    const codes = [
      errorOf(() => calendar.addWorkingDays(last, 1)),
      errorOf(() => calendar.workingDaysBetween(last, date('2027-01-02'))),
      errorOf(() => calendar.deadline(last, { n: 5, unit: 'cd' }, { rollToWorkingDay: true })),
    ].map((error) => error?.code);
    expect(codes).toEqual(Array(3).fill('calendar.year.unknown'));
  });

  it('does not need the table for a calendar deadline that is not moved', () => {
    expect(
      calendar.deadline(date('2026-12-31'), { n: 5, unit: 'cd' }, { rollToWorkingDay: false }),
    ).toBe('2027-01-05');
  });
});

describe('a table that contradicts itself', () => {
  const table = (
    change: Partial<Record<'daysOff' | 'workingWeekends', string[]>>,
  ): HolidayTable => ({
    name: 'test',
    years: [2030],
    daysOff: (change.daysOff ?? []).map(date),
    workingWeekends: (change.workingWeekends ?? []).map(date),
  });
  it.each([
    ['a day outside the years', table({ daysOff: ['2031-01-01'] })],
    ['a working weekend on a weekday', table({ workingWeekends: ['2030-01-01'] })],
    [
      'a day both off and worked',
      table({ daysOff: ['2030-01-05'], workingWeekends: ['2030-01-05'] }),
    ],
    ['a day listed twice', table({ daysOff: ['2030-01-01', '2030-01-01'] })],
    ['no year at all', { ...table({}), years: [] }],
  ])('is refused: %s', (_, wrong) => {
    expect(errorOf(() => createWorkingDayCalendar(wrong))?.code).toBe('calendar.table.invalid');
  });
});

describe('real sixty-day periods across summer time', () => {
  itWith('truth', 'are all sixty local days, whatever the elapsed seconds', () => {
    const truth = readShared('truth/calendar-days-dst.json') as Record<
      string,
      [string, string, string, number, number][]
    >;
    const rows = truth['rows [case, notification, penalty, elapsedSeconds, localCalendarDays]']!;
    expect(rows.length).toBe(57);
    for (const [, notification, penalty, elapsedSeconds, localDays] of rows) {
      const [from, to] = [parseInstant(notification), parseInstant(penalty)];
      expect((to.epochMs - from.epochMs) / 1000).toBe(elapsedSeconds);
      const inRome = [from, to].map(({ epochMs }) => localDateOf(epochMs, 'Europe/Rome'));
      const asWritten = [from, to].map((at) => localDateOf(at.epochMs, at.offsetMinutes));
      expect(inRome).toEqual(asWritten);
      expect(daysBetween(inRome[0]!, inRome[1]!)).toBe(localDays);
    }
  });
});
