// Time windows between two events: elapsed time (MP-Declare) or local calendar days, working days and months.
// It must never ask the holiday table about a year later than the days it compares.
import { z } from 'zod';
import {
  addMonths,
  dateOfEpochDay,
  epochDay,
  LEDGER_ZONE,
  localDayOf,
  type LocalDate,
  type Zone,
} from '../kernel/time.js';
import type { WorkingDayCalendar } from './calendar.js';
import { ConformanceError } from './errors.js';

/** Elapsed units (a day is 86,400 s, as in MP-Declare) and calendar units (`cd`, `wd`, `m`, local dates). */
export const WINDOW_UNITS = ['ms', 's', 'min', 'h', 'd', 'cd', 'wd', 'm'] as const;
export type WindowUnit = (typeof WINDOW_UNITS)[number];

/**
 * A time window: `min` and `max` are inclusive, in `unit`. With elapsed units the distance |A.t - T.t| counts; with
 * calendar units the local dates count and the day of the earlier event is not counted. `rollToWorkingDay` moves a
 * last day that is no working day to the next one; `min` never moves. `under` is an exclusive `max`: sooner than the
 * moment at which that much time has passed.
 */
export const timeWindowSchema = z
  .strictObject({
    unit: z.enum(WINDOW_UNITS),
    min: z.number().nonnegative().optional(),
    max: z.number().nonnegative().optional(),
    under: z.number().positive().optional(),
    rollToWorkingDay: z.boolean().optional(),
  })
  .superRefine((window, context) => {
    const issue = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const calendar = isCalendarUnit(window.unit);
    const upper = window.max ?? window.under;
    if (window.min === undefined && upper === undefined)
      issue('max', 'a window needs min, max or under');
    if (window.max !== undefined && window.under !== undefined)
      issue('under', 'a window has either max or under');
    if (window.min !== undefined && upper !== undefined && window.min > upper)
      issue('min', 'min is greater than the upper bound');
    for (const bound of ['min', 'max', 'under'] as const)
      if (calendar && window[bound] !== undefined && !Number.isSafeInteger(window[bound]))
        issue(bound, 'calendar units need whole numbers');
    if (window.rollToWorkingDay === true && (!calendar || window.max === undefined))
      issue('rollToWorkingDay', 'only a max in cd, wd or m can move to the next working day');
  });

export type TimeWindow = z.infer<typeof timeWindowSchema>;

/** What windows are counted with. `calendar` is needed for `wd` and for `rollToWorkingDay`. */
export interface TimeContext {
  readonly zone?: Zone;
  readonly calendar?: WorkingDayCalendar;
}

/**
 * A compiled window. `measureOf` maps an instant to the number that is compared (milliseconds or epoch days);
 * for measures earlier <= later, `minReached` and `maxKept` are monotone in both arguments.
 */
export interface CompiledWindow {
  readonly measureOf: (epochMs: number) => number;
  readonly minReached: (earlier: number, later: number) => boolean;
  readonly maxKept: (earlier: number, later: number) => boolean;
  /** The last moment or day allowed after `earlier`, for display; undefined without `max`. */
  readonly latest: (earlier: number) => WindowEnd | undefined;
}

/** The end of a window: an instant (elapsed units), a local date, or the year that the holiday table lacks. */
export type WindowEnd =
  { readonly instant: number } | { readonly date: LocalDate } | { readonly unknownYear: string };

/** Whether two measures, in either order, lie within the window. */
export function admits(window: CompiledWindow, one: number, other: number): boolean {
  const [earlier, later] = one <= other ? [one, other] : [other, one];
  return window.minReached(earlier, later) && window.maxKept(earlier, later);
}

/**
 * Compiles a window.
 * @throws {ConformanceError} `calendar.missing` when working days are needed and there is no holiday table
 */
export function compileWindow(window: TimeWindow, context: TimeContext): CompiledWindow {
  return isCalendarUnit(window.unit)
    ? compileCalendarWindow(window, window.unit, context)
    : compileElapsedWindow(window, window.unit);
}

type CalendarUnit = 'cd' | 'wd' | 'm';
type ElapsedUnit = Exclude<WindowUnit, CalendarUnit>;

function isCalendarUnit(unit: WindowUnit): unit is CalendarUnit {
  return unit === 'cd' || unit === 'wd' || unit === 'm';
}

const UNIT_MS: Readonly<Record<ElapsedUnit, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function compileElapsedWindow({ min, max, under }: TimeWindow, unit: ElapsedUnit): CompiledWindow {
  const least = (min ?? 0) * UNIT_MS[unit];
  const most = (max ?? Number.POSITIVE_INFINITY) * UNIT_MS[unit];
  const limit = (under ?? Number.POSITIVE_INFINITY) * UNIT_MS[unit];
  return {
    measureOf: (epochMs) => epochMs,
    minReached: (earlier, later) => later - earlier >= least,
    maxKept: (earlier, later) => later - earlier <= most && later - earlier < limit,
    latest: (earlier) => (max === undefined ? undefined : { instant: earlier + most }),
  };
}

function compileCalendarWindow(
  { min, max, under, rollToWorkingDay = false }: TimeWindow,
  unit: CalendarUnit,
  { zone = LEDGER_ZONE, calendar }: TimeContext,
): CompiledWindow {
  const countWorkingDays = workingDayCounter(unit === 'wd' || rollToWorkingDay, calendar);
  const endOf = (earlier: number, n: number): number =>
    unit === 'm' ? epochDay(addMonths(dateOfEpochDay(earlier), n)) : earlier + n;
  /** later <= (last day, moved when it is no working day), asking only about days before `later`. */
  const withinMoved = (last: number, later: number): boolean =>
    later <= last || (rollToWorkingDay && countWorkingDays(last, later) === 0);
  /** later >= the day on which n units have passed since `earlier`. */
  const hasPassed = (earlier: number, later: number, n: number): boolean =>
    unit === 'wd'
      ? n === 0 || countWorkingDays(earlier + 1, later + 1) >= n
      : later >= endOf(earlier, n);
  return {
    measureOf: (epochMs) => localDayOf(epochMs, zone),
    minReached: (earlier, later) => min === undefined || hasPassed(earlier, later, min),
    maxKept(earlier, later) {
      if (under !== undefined) return !hasPassed(earlier, later, under);
      if (max === undefined) return true;
      if (unit !== 'wd' || max === 0) return withinMoved(endOf(earlier, max), later);
      return countWorkingDays(earlier + 1, later) < max;
    },
    latest(earlier) {
      if (max === undefined) return undefined;
      return lastDay(dateOfEpochDay(earlier), { n: max, unit }, rollToWorkingDay, calendar);
    },
  };
}

function lastDay(
  from: LocalDate,
  period: { readonly n: number; readonly unit: CalendarUnit },
  rollToWorkingDay: boolean,
  calendar: WorkingDayCalendar | undefined,
): WindowEnd {
  if (calendar === undefined)
    return {
      date:
        period.unit === 'm' ? addMonths(from, period.n) : dateOfEpochDay(epochDay(from) + period.n),
    };
  try {
    return { date: calendar.deadline(from, period, { rollToWorkingDay }) };
  } catch (error) {
    // A due date in a year not yet published is shown as such; judging never needs it.
    const year = error instanceof ConformanceError ? error.details['year'] : undefined;
    if (year === undefined) throw error;
    return { unknownYear: year };
  }
}

function workingDayCounter(
  needed: boolean,
  calendar: WorkingDayCalendar | undefined,
): (from: number, to: number) => number {
  if (calendar !== undefined) return calendar.countWorkingDays;
  if (!needed) return () => 0;
  throw new ConformanceError(
    'calendar.missing',
    '期限按工作日计算或须顺延至工作日，但没有提供节假日表。',
    'A limit counts or moves to working days, but no holiday table was given.',
  );
}
