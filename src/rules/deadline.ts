// Limits with their unit (`20wd`, `10cd`, `6m`) held against local dates, on the published holiday table.
// A year the table does not know is said to be unknown; it must never be guessed.
import { z } from 'zod';
import { CHINA_HOLIDAYS } from '../conformance/chinaHolidays.js';
import {
  createWorkingDayCalendar,
  endOfCalendarPeriod,
  type Period,
  type PeriodUnit,
} from '../conformance/calendar.js';
import { ConformanceError } from '../conformance/errors.js';
import type { Bilingual } from '../kernel/errors.js';
import { addDays, daysBetween, isLocalDate, type LocalDate } from '../kernel/time.js';
import type { Severity } from './rule.js';

/** A limit as a parameter: calendar days, working days or months. */
export const limitParameter = z.string().regex(/^\d{1,4}(cd|wd|m)$/, 'e.g. 20wd, 10cd or 6m');

/** A day of every year as a parameter. */
export const monthDayParameter = z
  .string()
  .refine((text) => isLocalDate(`2023-${text}`), 'a day that every year has, e.g. 03-31');

const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);

/** Held against its limit: in time, late by so many of its days, or not to be judged. */
export type Timeliness =
  | { readonly kind: 'inTime' }
  | {
      readonly kind: 'late';
      readonly due: LocalDate;
      /** Days over: working days for a limit in working days, else calendar days. */
      readonly over: number;
      readonly severity: Severity;
    }
  | { readonly kind: 'unjudged'; readonly reason: Bilingual };

function periodOf(limit: string): Period {
  const match = /^(\d+)(cd|wd|m)$/.exec(limit);
  return { n: Number(match?.[1]), unit: (match?.[2] ?? 'cd') as PeriodUnit };
}

/** Up to 20 % over the limit is minor, up to 100 % medium, more is serious (domain.md 4.2). */
export function latenessSeverity(over: number, limitDays: number): Severity {
  return over * 5 <= limitDays ? 'L' : over <= limitDays ? 'M' : 'S';
}

const isUnknownYear = (error: unknown): error is ConformanceError =>
  error instanceof ConformanceError && error.code === 'calendar.year.unknown';

/** Runs a calculation that may need an unknown year. */
function known(calculate: () => Timeliness): Timeliness {
  try {
    return calculate();
  } catch (error) {
    if (isUnknownYear(error)) return { kind: 'unjudged', reason: { zh: error.zh, en: error.en } };
    throw error;
  }
}

/** The earliest day on which the limit can end: no holiday table is needed up to it. */
function earliestEnd(from: LocalDate, { n, unit }: Period): LocalDate {
  return endOfCalendarPeriod(from, { n, unit: unit === 'm' ? 'm' : 'cd' });
}

/** The earliest day on which a limit can end: what was done by then was in time, whatever the holidays. */
export const earliestDue = (limit: string, from: LocalDate): LocalDate =>
  earliestEnd(from, periodOf(limit));

/** The last day of a limit; where that needs a year the table does not know, a day on which it has not ended yet. */
export function dueOrEarlier(limit: string, from: LocalDate): LocalDate {
  const period = periodOf(limit);
  try {
    return calendar.deadline(from, period, { rollToWorkingDay: true });
  } catch (error) {
    if (isUnknownYear(error)) return earliestEnd(from, period);
    throw error;
  }
}

/** As {@link heldAgainst}, for the day that an order or a plan names: such a day does not move to the next working day. */
export function heldBy(due: LocalDate, from: LocalDate, actual: LocalDate): Timeliness {
  const over = daysBetween(due, actual);
  return over <= 0
    ? { kind: 'inTime' }
    : {
        kind: 'late',
        due,
        over,
        severity: latenessSeverity(over, Math.max(1, daysBetween(from, due))),
      };
}

/**
 * Whether something that was due within `limit` after `from` and was done (or still open) on `actual` was in time.
 * The first day is not counted, and a last day that is no working day moves to the next (Civil Code 201, 203).
 */
export function heldAgainst(limit: string, from: LocalDate, actual: LocalDate): Timeliness {
  const period = periodOf(limit);
  const earliest = earliestEnd(from, period);
  if (actual <= earliest) return { kind: 'inTime' };
  return known(() => {
    const due = calendar.deadline(from, period, { rollToWorkingDay: true });
    if (actual <= due) return { kind: 'inTime' };
    const inWorkingDays = period.unit === 'wd';
    const over = inWorkingDays
      ? calendar.workingDaysBetween(due, actual)
      : daysBetween(due, actual);
    const length = inWorkingDays ? period.n : daysBetween(from, earliest);
    // Late on a day off: over the limit all the same, though by no working day.
    return { kind: 'late', due, over: Math.max(over, 1), severity: latenessSeverity(over, length) };
  });
}

/**
 * The last day of a limit that begins with an event on `from`, moved to the next working day.
 * @returns why there is none, in a year without a published holiday notice
 */
export function limitEnd(
  limit: string,
  from: LocalDate,
): { readonly on: LocalDate } | { readonly unknown: Bilingual } {
  try {
    return { on: calendar.deadline(from, periodOf(limit), { rollToWorkingDay: true }) };
  } catch (error) {
    if (error instanceof ConformanceError && error.code === 'calendar.year.unknown')
      return { unknown: { zh: error.zh, en: error.en } };
    throw error;
  }
}

/**
 * Whether notice on `given` came at least `limit` before `event`; the day of the notice is not counted.
 * `due` is the last day on which notice would have been in time, `over` how many days it came too late.
 */
export function noticeBefore(limit: string, given: LocalDate, event: LocalDate): Timeliness {
  const { n, unit } = periodOf(limit);
  const latest = unit === 'm' ? endOfCalendarPeriod(given, { n, unit }) : addDays(given, n);
  if (unit !== 'wd') {
    const over = daysBetween(event, latest);
    return over <= 0
      ? { kind: 'inTime' }
      : { kind: 'late', due: addDays(given, -over), over, severity: latenessSeverity(over, n) };
  }
  return known(() => {
    const due = calendar.addWorkingDays(event, -n);
    if (given <= due) return { kind: 'inTime' };
    const over = Math.max(1, calendar.workingDaysBetween(due, given));
    return { kind: 'late', due, over, severity: latenessSeverity(over, n) };
  });
}

/** "20 working days", in both languages. */
export function limitInWords(limit: string): Bilingual {
  const { n, unit } = periodOf(limit);
  const words = {
    cd: { zh: `${n} 日`, en: `${n} days` },
    wd: { zh: `${n} 个工作日`, en: `${n} working days` },
    m: { zh: `${n} 个月`, en: `${n} months` },
  };
  return words[unit];
}
