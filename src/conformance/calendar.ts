// Working days and statutory deadlines, counted on a holiday table that is passed in as data.
// It must never guess: a year the table does not cover is an error that names the year.
import { z } from 'zod';
import {
  addDays,
  addMonths,
  dateOfEpochDay,
  epochDay,
  weekdayOfEpochDay,
  isLocalDate,
  parseLocalDate,
  type LocalDate,
} from '../kernel/time.js';
import { ConformanceError } from './errors.js';

/**
 * A holiday table: `years` it covers completely, `daysOff` (holidays; listing a weekend day is allowed) and
 * `workingWeekends` (Saturdays and Sundays worked in exchange, 调休上班). Every other weekend day is off,
 * every other weekday is worked. Note: the notice for a year may still move the last days of the year before it
 * (as for 2006, 2007, 2011 and 2018), so the end of the last covered year is final only with the next notice.
 */
export interface HolidayTable {
  readonly name: string;
  readonly years: readonly number[];
  readonly daysOff: readonly LocalDate[];
  readonly workingWeekends: readonly LocalDate[];
}

const localDateSchema = z.string().refine(isLocalDate, 'not an existing date YYYY-MM-DD');

/** Reads a {@link HolidayTable} from a data file. */
export const holidayTableSchema = z.strictObject({
  name: z.string().min(1),
  years: z.array(z.int().min(1).max(9998)).min(1),
  daysOff: z.array(localDateSchema),
  workingWeekends: z.array(localDateSchema),
}) satisfies z.ZodType<HolidayTable>;

/** Calendar days, working days or months: the units of `catalogue.yaml`. */
export type PeriodUnit = 'cd' | 'wd' | 'm';

/** A period of `n` >= 0 units. */
export interface Period {
  readonly n: number;
  readonly unit: PeriodUnit;
}

/** How a period ends: whether a last day that is no working day moves to the next working day (Civil Code 203). */
export interface DeadlineOptions {
  readonly rollToWorkingDay: boolean;
}

/** Working-day arithmetic over one holiday table. All dates are local dates; every answer is exact or an error. */
export interface WorkingDayCalendar {
  readonly table: HolidayTable;
  /** @throws {ConformanceError} `calendar.year.unknown` */
  readonly isWorkingDay: (date: LocalDate) => boolean;
  /** `date` itself when it is a working day, else the next one. */
  readonly nextWorkingDayFrom: (date: LocalDate) => LocalDate;
  /** The n-th working day after `date` (before it when n < 0); n = 0 is `date` itself, worked or not. */
  readonly addWorkingDays: (date: LocalDate, n: number) => LocalDate;
  /** Working days from epoch day `from` up to but not including epoch day `to`; 0 when `to` is not later. */
  readonly countWorkingDays: (from: number, to: number) => number;
  /**
   * Working days after `from` up to and including `to`; when `to` is earlier, minus the working days from `to`
   * up to but not including `from`. So `workingDaysBetween(d, addWorkingDays(d, n))` is n for every n.
   */
  readonly workingDaysBetween: (from: LocalDate, to: LocalDate) => number;
  /**
   * The last day of a period that begins with an event on `from`. The day of the event is not counted
   * (Civil Code 201); months end on the same day number or the month's last day (202).
   * @throws {ConformanceError} `calendar.year.unknown`, `calendar.period.invalid`
   */
  readonly deadline: (from: LocalDate, period: Period, options: DeadlineOptions) => LocalDate;
}

/**
 * Builds the calendar of a table.
 * @throws {ConformanceError} `calendar.table.invalid` for a date outside the covered years, a working weekend on a
 * weekday, a date that is both off and worked, a duplicate, or an empty list of years
 */
export function createWorkingDayCalendar(table: HolidayTable): WorkingDayCalendar {
  const runs = coveredRuns(table);
  const runAt = (day: number): CoveredRun => {
    for (const run of runs) if (day >= run.first && day < run.end) return run;
    throw unknownYear(table, day);
  };
  const countWorkingDays = (from: number, to: number): number => {
    if (from >= to) return 0;
    const run = runAt(from);
    if (to > run.end) throw unknownYear(table, run.end);
    return workedBefore(run, to) - workedBefore(run, from);
  };
  const isWorked = (day: number): boolean => countWorkingDays(day, day + 1) === 1;
  const addWorkingDays = (date: LocalDate, n: number): LocalDate => {
    if (!Number.isSafeInteger(n)) throw invalidPeriod(`${n}wd`);
    let day = epochDay(date);
    for (let left = Math.abs(n); left > 0;) {
      day += Math.sign(n);
      if (isWorked(day)) left -= 1;
    }
    return dateOfEpochDay(day);
  };
  const nextWorkingDayFrom = (date: LocalDate): LocalDate => {
    let day = epochDay(date);
    while (!isWorked(day)) day += 1;
    return dateOfEpochDay(day);
  };
  return {
    table,
    isWorkingDay: (date) => isWorked(epochDay(date)),
    nextWorkingDayFrom,
    addWorkingDays,
    countWorkingDays,
    workingDaysBetween(from, to) {
      const [start, end] = [epochDay(from), epochDay(to)];
      return start <= end ? countWorkingDays(start + 1, end + 1) : 0 - countWorkingDays(end, start);
    },
    deadline(from, { n, unit }, { rollToWorkingDay }) {
      requirePeriod({ n, unit });
      const last = unit === 'wd' ? addWorkingDays(from, n) : endOfCalendarPeriod(from, { n, unit });
      return rollToWorkingDay ? nextWorkingDayFrom(last) : last;
    },
  };
}

/**
 * The last day of a period counted in calendar days or months, which needs no holiday table.
 * @throws {ConformanceError} `calendar.period.invalid` when n is negative or not an integer
 */
export function endOfCalendarPeriod(
  from: LocalDate,
  period: Period & { readonly unit: 'cd' | 'm' },
): LocalDate {
  requirePeriod(period);
  return period.unit === 'cd' ? addDays(from, period.n) : addMonths(from, period.n);
}

/** An unbroken run of covered years: epoch days [first, end), and the working days before each of them. */
interface CoveredRun {
  readonly first: number;
  readonly end: number;
  readonly worked: Int32Array;
}

function workedBefore(run: CoveredRun, day: number): number {
  return run.worked[day - run.first] ?? 0;
}

function coveredRuns(table: HolidayTable): CoveredRun[] {
  const off = checkedDays(table, table.daysOff);
  const weekends = checkedDays(table, table.workingWeekends);
  for (const [day, date] of weekends) {
    if (off.has(day))
      throw invalidTable(table, date, '既是假日又是工作日', 'is both off and worked');
    if (weekdayOfEpochDay(day) <= 5)
      throw invalidTable(table, date, '不是周末', 'is not a weekend day');
  }
  const years = [...new Set(table.years)].sort((left, right) => left - right);
  if (years.length === 0) throw invalidTable(table, 'years', '没有任何年份', 'covers no year');
  const runs: CoveredRun[] = [];
  for (let start = 0; start < years.length;) {
    let stop = start;
    while (years[stop + 1] === (years[stop] ?? 0) + 1) stop += 1;
    runs.push(coveredRun(firstDayOf(years[start]), firstDayOf(years[stop]) + 366, off, weekends));
    start = stop + 1;
  }
  return runs;
}

function firstDayOf(year: number | undefined): number {
  return epochDay(parseLocalDate(`${String(year).padStart(4, '0')}-01-01`));
}

/** `limit` lies within a day of the end of the last year: leap years decide. */
function coveredRun(
  first: number,
  limit: number,
  off: ReadonlyMap<number, LocalDate>,
  weekends: ReadonlyMap<number, LocalDate>,
): CoveredRun {
  const end = dateOfEpochDay(limit).endsWith('-01-01') ? limit : limit - 1;
  const worked = new Int32Array(end - first + 1);
  for (let day = first; day < end; day += 1) {
    const works = weekends.has(day) || (weekdayOfEpochDay(day) <= 5 && !off.has(day));
    worked[day - first + 1] = (worked[day - first] ?? 0) + (works ? 1 : 0);
  }
  return { first, end, worked };
}

/** The dates by their epoch days. */
function checkedDays(
  table: HolidayTable,
  dates: readonly LocalDate[],
): ReadonlyMap<number, LocalDate> {
  const seen = new Map<number, LocalDate>();
  for (const date of dates) {
    if (!isLocalDate(date)) throw invalidTable(table, date, '不是有效日期', 'is not a date');
    if (!table.years.includes(Number(date.slice(0, 4))))
      throw invalidTable(table, date, '不在所列年份内', 'lies outside the covered years');
    const day = epochDay(date);
    if (seen.has(day)) throw invalidTable(table, date, '重复', 'is listed twice');
    seen.set(day, date);
  }
  return seen;
}

function requirePeriod({ n, unit }: Period): void {
  if (!Number.isSafeInteger(n) || n < 0) throw invalidPeriod(`${n}${unit}`);
}

function unknownYear(table: HolidayTable, day: number): ConformanceError {
  const year = Number(dateOfEpochDay(day).slice(0, 4));
  return new ConformanceError(
    'calendar.year.unknown',
    `节假日表“${table.name}”没有 ${year} 年的安排，不能计算工作日；请补充该年国务院放假通知的数据。`,
    `Holiday table "${table.name}" does not know the year ${year}; add that year's official notice to count working days.`,
    { table: table.name, year: String(year) },
  );
}

function invalidTable(table: HolidayTable, item: string, zh: string, en: string): ConformanceError {
  return new ConformanceError(
    'calendar.table.invalid',
    `节假日表“${table.name}”中的 ${item} ${zh}。`,
    `In holiday table "${table.name}", ${item} ${en}.`,
    { table: table.name, item },
  );
}

function invalidPeriod(period: string): ConformanceError {
  return new ConformanceError(
    'calendar.period.invalid',
    `期限“${period}”无效：天数或月数须为非负整数。`,
    `"${period}" is not a period: it needs a whole number of days or months, zero or more.`,
    { period },
  );
}
