import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  compareDates,
  dateOfEpochDay,
  dayOfWeek,
  daysBetween,
  epochDay,
  formatInstant,
  isLocalDate,
  localDateOf,
  parseInstant,
  parseLocalDate,
  TimeError,
  type LocalDate,
} from '../../src/kernel/time.js';

const date = parseLocalDate;
const anyDate = fc.integer({ min: -719_162, max: 2_932_896 }).map(dateOfEpochDay);
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof TimeError) return error.code;
    throw error;
  }
  return 'no error';
};

describe('reading instants', () => {
  it('reads the examples of RFC 3339 section 5.8', () => {
    expect(parseInstant('1985-04-12T23:20:50.52Z').epochMs).toBe(
      Date.UTC(1985, 3, 12, 23, 20, 50, 520),
    );
    expect(parseInstant('1996-12-19T16:39:57-08:00')).toEqual({
      epochMs: Date.UTC(1996, 11, 20, 0, 39, 57),
      offsetMinutes: -480,
    });
    expect(parseInstant('1937-01-01T12:00:27.87+00:20')).toEqual({
      epochMs: Date.UTC(1937, 0, 1, 11, 40, 27, 870),
      offsetMinutes: 20,
    });
  });

  it('cuts a fraction finer than a millisecond, before 1970 too', () => {
    expect(parseInstant('2026-03-01T00:00:00.123999999999Z').epochMs % 1000).toBe(123);
    expect(parseInstant('1969-12-31T23:59:59.9999Z').epochMs).toBe(-1);
  });

  it('treats the unknown offset -00:00 as UTC and never yields a negative zero', () => {
    expect(Object.is(parseInstant('2026-01-01T00:00:00-00:00').offsetMinutes, 0)).toBe(true);
  });

  it.each([
    '2023-02-30T09:00:00+08:00',
    '2023-02-29T09:00:00Z',
    '2026-03-01T09:00:00',
    '2026-03-01 09:00:00+08:00',
    '2026-03-01T09:00+08:00',
    '2026-03-01T24:00:00Z',
    '2026-03-01T09:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-03-01T09:00:00.Z',
    '2026-03-01T09:00:00+0800',
    '2026-03-01T09:00:00+24:00',
    '2026-03-01T09:00:00+08:60',
    '2026-13-01T09:00:00Z',
    '0000-01-01T00:00:00Z',
    ' 2026-03-01T09:00:00Z',
    '2026-03-01T09:00:00Z\n',
    '２０２６-03-01T09:00:00Z',
    '2026-03-01',
    '',
  ])('refuses %j', (text) => {
    expect(codeOf(() => parseInstant(text))).toBe('time.instant.malformed');
  });

  it('agrees with the platform wherever the platform is strict', () => {
    fc.assert(
      fc.property(
        fc.integer({
          min: -62_135_596_800_000 + 86_400_000,
          max: 253_402_300_799_999 - 86_400_000,
        }),
        fc.integer({ min: -1439, max: 1439 }),
        (epochMs, offsetMinutes) => {
          const text = formatInstant(epochMs, offsetMinutes);
          expect(parseInstant(text)).toEqual({ epochMs, offsetMinutes });
          expect(Date.parse(text)).toBe(epochMs);
        },
      ),
    );
  });
});

describe('calendar dates', () => {
  it.each(['2023-02-30', '2100-02-29', '2026-04-31', '2026-00-10', '2026-1-01', '02026-01-01', ''])(
    'refuses %j',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
      expect(codeOf(() => parseLocalDate(text))).toBe('time.date.malformed');
    },
  );

  it('refuses a forged date instead of computing with it', () => {
    expect(codeOf(() => addDays('2023-02-30' as LocalDate, 1))).toBe('time.date.malformed');
  });

  it('numbers days as the platform does', () => {
    fc.assert(
      fc.property(anyDate, (day) => {
        const platform = new Date(`${day}T00:00:00Z`);
        expect(epochDay(day) * 86_400_000).toBe(platform.getTime());
        expect(dateOfEpochDay(epochDay(day))).toBe(day);
        expect(dayOfWeek(day) % 7).toBe(platform.getUTCDay());
      }),
    );
  });

  it('adds and subtracts days as inverses', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (from, to) => {
        expect(addDays(from, daysBetween(from, to))).toBe(to);
        expect(Math.sign(daysBetween(from, to))).toBe(compareDates(to, from));
      }),
    );
  });

  it('ends a month on the same number, or on the last day where there is none', () => {
    expect(addMonths(date('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(date('2024-01-31'), 1)).toBe('2024-02-29');
    expect(addMonths(date('2026-03-31'), -1)).toBe('2026-02-28');
    expect(addMonths(date('2026-11-30'), 3)).toBe('2027-02-28');
    expect(addMonths(date('2026-12-15'), 1)).toBe('2027-01-15');
    expect(addMonths(date('2026-05-08'), 0)).toBe('2026-05-08');
  });

  it('never leaves the years 0001 to 9999', () => {
    expect(codeOf(() => addDays(date('9999-12-31'), 1))).toBe('time.range.exceeded');
    expect(codeOf(() => addDays(date('0001-01-01'), -1))).toBe('time.range.exceeded');
    expect(codeOf(() => addMonths(date('9999-12-31'), 1))).toBe('time.range.exceeded');
    expect(codeOf(() => addDays(date('2026-01-01'), 0.5))).toBe('time.number.invalid');
  });
});

describe('the local date of an instant', () => {
  const at = (text: string): number => parseInstant(text).epochMs;

  it('is the Beijing date by default', () => {
    expect(localDateOf(at('2026-03-01T15:59:59.999Z'))).toBe('2026-03-01');
    expect(localDateOf(at('2026-03-01T16:00:00Z'))).toBe('2026-03-02');
  });

  it('knows the summer time China kept until 1991', () => {
    expect(localDateOf(at('1988-07-01T15:00:00Z'))).toBe('1988-07-02');
    expect(localDateOf(at('1988-12-01T15:00:00Z'))).toBe('1988-12-01');
  });

  it('changes with summer time in zones that keep it', () => {
    expect(localDateOf(at('2026-03-28T23:30:00Z'), 'Europe/Rome')).toBe('2026-03-29');
    expect(localDateOf(at('2026-03-29T22:30:00Z'), 'Europe/Rome')).toBe('2026-03-30');
    expect(localDateOf(at('2026-01-15T22:30:00Z'), 'Europe/Rome')).toBe('2026-01-15');
    expect(localDateOf(at('2011-12-30T09:59:59Z'), 'Pacific/Apia')).toBe('2011-12-29');
    expect(localDateOf(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31');
  });

  it('takes an offset as text or in minutes', () => {
    expect(localDateOf(0, '-00:30')).toBe('1969-12-31');
    expect(localDateOf(0, 'Z')).toBe('1970-01-01');
    expect(localDateOf(at('2026-03-01T18:15:00Z'), 345)).toBe('2026-03-02');
  });

  it('agrees with the platform in the ledger zone, on both sides of the fixed offset', () => {
    const formatter = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 }), (epochMs) => {
        expect(localDateOf(epochMs)).toBe(formatter.format(epochMs));
      }),
    );
  });

  it('refuses unknown zones and impossible numbers', () => {
    expect(codeOf(() => localDateOf(0, 'Mars/Olympus'))).toBe('time.zone.unknown');
    expect(codeOf(() => localDateOf(0, ''))).toBe('time.zone.unknown');
    expect(codeOf(() => localDateOf(0, 1440))).toBe('time.zone.unknown');
    expect(codeOf(() => localDateOf(Number.NaN))).toBe('time.number.invalid');
  });
});
