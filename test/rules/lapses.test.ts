import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, parseLocalDate } from '../../src/kernel/time.js';
import {
  lastDayOf,
  periodInWords,
  periodNumber,
  periodOfDay,
  yearOfPeriod,
} from '../../src/rules/lapses.js';
import { aLedger, at, VILLAGE } from './support.js';

describe('periods', () => {
  it('are numbered so that a finer one lies in a coarser one, and a coarser one in none', () => {
    expect(periodNumber('2023', 'year')).toBe(2023);
    expect(periodNumber('2023Q2', 'year')).toBe(2023);
    expect(periodNumber('2023-06', 'quarter')).toBe(periodNumber('2023Q2', 'quarter'));
    expect(periodNumber('2023Q2', 'month')).toBeUndefined();
    expect(periodNumber('2023', 'quarter')).toBeUndefined();
  });
  it('end on their last day, and are written as people write them', () => {
    const quarter = periodNumber('2024Q1', 'quarter') ?? 0;
    expect([lastDayOf(quarter, 'quarter'), periodInWords(quarter, 'quarter')]).toEqual([
      '2024-03-31',
      '2024Q1',
    ]);
    const month = periodNumber('2024-02', 'month') ?? 0;
    expect([lastDayOf(month, 'month'), periodInWords(month, 'month')]).toEqual([
      '2024-02-29',
      '2024-02',
    ]);
    expect(lastDayOf(2023, 'year')).toBe('2023-12-31');
  });
  it('are found again from any of their days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 }),
        fc.constantFrom('month' as const, 'quarter' as const, 'year' as const),
        (days, every) => {
          const day = addDays(parseLocalDate('1990-01-01'), days);
          const period = periodOfDay(day, every);
          expect(periodNumber(periodInWords(period, every), every)).toBe(period);
          expect(yearOfPeriod(period, every)).toBe(Number(day.slice(0, 4)));
          expect(day <= lastDayOf(period, every)).toBe(true);
          expect(day > lastDayOf(period - 1, every)).toBe(true);
        },
      ),
    );
  });
});

describe('a period that was left out', () => {
  const first = periodNumber('2022Q1', 'quarter') ?? 0;
  const quarters = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 });
  /** Days after the end of its quarter on which each was posted. */
  const delays = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 10, maxLength: 10 });
  /** Days after the beginning on which the chair left, if he did. */
  const departure = fc.option(fc.integer({ min: 30, max: 1100 }));

  it('is charged exactly once when something shows it, and never before', () => {
    fc.assert(
      fc.property(quarters, delays, departure, (posted, after, left) => {
        const ledger = aLedger()
          .add('offices.UnitRegistered', {
            unitId: 'U1',
            division: VILLAGE,
            name: '村',
            kind: 'village',
          })
          .holds('h', 'VCC', '2020-01-01');
        const acts = [0, ...posted].map((quarter) => ({
          quarter,
          day: addDays(
            lastDayOf(first + quarter, 'quarter'),
            quarter === 0 ? 1 : (after[quarter] ?? 0),
          ),
        }));
        for (const { quarter, day } of acts)
          ledger.add(
            'disclosure.NoticePosted',
            {
              noticeId: `N${quarter}`,
              class: 'finance',
              title: '财务',
              places: ['p'],
              period: periodInWords(first + quarter, 'quarter'),
            },
            at(day),
          );
        const end = left === null ? undefined : addDays(parseLocalDate('2022-04-01'), left);
        if (end !== undefined)
          ledger.add(
            'offices.OfficeEnded',
            { termId: 'h.U1.VCC', personId: 'h', postId: 'U1.VCC', on: end, reason: 'resigned' },
            at(end),
          );
        const charged = ledger
          .broken('PUB-02')
          .flatMap(
            ({ violation }) =>
              /^nothing was posted for (.*)$/.exec(violation?.found.en ?? '')?.[1] ?? [],
          );

        // Overdue from some days after the third month on: holidays move the last day by a week at most.
        const surely = (quarter: number, day: string) =>
          day > addDays(lastDayOf(first + quarter + 1, 'quarter'), 10);
        const never = (quarter: number, day: string) =>
          day <= lastDayOf(first + quarter + 1, 'quarter');
        for (let quarter = 1; quarter < 10; quarter++) {
          const words = periodInWords(first + quarter, 'quarter');
          const times = charged.filter((each) => each === words).length;
          const later = acts.filter((act) => act.quarter > quarter);
          if (acts.some((act) => act.quarter === quarter))
            expect({ words, times }).toEqual({ words, times: 0 });
          else if (
            later.some(({ day }) => surely(quarter, day)) ||
            (end !== undefined && surely(quarter, end))
          )
            expect({ words, times }).toEqual({ words, times: 1 });
          else if (
            later.every(({ day }) => never(quarter, day)) &&
            (end === undefined || never(quarter, end))
          )
            expect({ words, times }).toEqual({ words, times: 0 });
          else expect(times).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
