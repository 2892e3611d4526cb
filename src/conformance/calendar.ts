// Working days and statutory deadlines, counted on a holiday table that is passed in as data.
// It must never guess: a year the table does not cover is an error that names the year.
import { z } from 'zod';
import {
  addDays,
  addMonths,
  dateOfEpochDay,
  dayOfWeek,
  epochDay,
  isLocalDate,
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
  years: z.array(z.int().min(1).max(9999)).min(1),
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
  const years = workedDaysByYear(table);
  const yearOf = (epochDayNumber: number): YearOfWork => {
    const year = Number(dateOfEpochDay(epochDayNumber).slice(0, 4));
    const known = years.get(year);
    if (known === undefined) throw unknownYear(table, year);
    return known;
  };
  const workedBefore = (target: number, reference: YearOfWork): number =>
    reference.workedBefore[target - reference.firstDay] ?? 0;
  const isWorked = (day: number): boolean => {
    const year = yearOf(day);
    return workedBefore(day + 1, year) > workedBefore(day, year);
  };
  /** Working days in [from, to), from <= to. */
  const countWorked = (from: number, to: number): number => {
    let count = 0;
    for (let day = from; day < to;) {
      const year = yearOf(day);
      const end = Math.min(to, year.firstDay + year.length);
      count += workedBefore(end, year) - workedBefore(day, year);
      day = end;
    }
    return count;
  };
  const step = (date: LocalDate, n: number): LocalDate => {
    if (!Number.isSafeInteger(n)) throw invalidPeriod(`${n}wd`);
    let day = epochDay(date);
    const direction = n < 0 ? -1 : 1;
    for (let left = Math.abs(n); left > 0;) {
      day += direction;
      if (isWorked(day)) left -= 1;
    }
    return dateOfEpochDay(day);
  };
  const rollForward = (date: LocalDate): LocalDate => {
    let day = epochDay(date);
    while (!isWorked(day)) day += 1;
    return dateOfEpochDay(day);
  };
  return {
    table,
    isWorkingDay: (date) => isWorked(epochDay(date)),
    nextWorkingDayFrom: rollForward,
    addWorkingDays: step,
    workingDaysBetween(from, to) {
      const [start, end] = [epochDay(from), epochDay(to)];
      return start <= end ? countWorked(start + 1, end + 1) : 0 - countWorked(end, start);
    },
    deadline(from, period, { rollToWorkingDay }) {
      const last = endOfPeriod(from, period, step);
      return rollToWorkingDay ? rollForward(last) : last;
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

function endOfPeriod(
  from: LocalDate,
  period: Period,
  addWorkingDays: (date: LocalDate, n: number) => LocalDate,
): LocalDate {
  const { n, unit } = period;
  requirePeriod(period);
  return unit === 'wd' ? addWorkingDays(from, n) : endOfCalendarPeriod(from, { n, unit });
}

interface YearOfWork {
  readonly firstDay: number;
  readonly length: number;
  /** workedBefore[i] = working days of the year before its i-th day; one entry more than days. */
  readonly workedBefore: Int32Array;
}

function workedDaysByYear(table: HolidayTable): Map<number, YearOfWork> {
  const off = checkedDays(table, table.daysOff);
  const worked = checkedDays(table, table.workingWeekends);
  for (const date of worked) {
    if (off.has(date))
      throw invalidTable(table, date, '既是假日又是工作日', 'is both off and worked');
    if (dayOfWeek(date) <= 5) throw invalidTable(table, date, '不是周末', 'is not a weekend day');
  }
  if (table.years.length === 0)
    throw invalidTable(table, 'years', '没有任何年份', 'covers no year');
  const years = new Map<number, YearOfWork>();
  for (const year of table.years) {
    const prefix = String(year).padStart(4, '0');
    const firstDay = epochDay(`${prefix}-01-01` as LocalDate);
    const length = epochDay(`${prefix}-12-31` as LocalDate) - firstDay + 1;
    const workedBefore = new Int32Array(length + 1);
    for (let index = 0; index < length; index += 1) {
      const date = dateOfEpochDay(firstDay + index);
      const works = worked.has(date) || (dayOfWeek(date) <= 5 && !off.has(date));
      workedBefore[index + 1] = (workedBefore[index] ?? 0) + (works ? 1 : 0);
    }
    years.set(year, { firstDay, length, workedBefore });
  }
  return years;
}

function checkedDays(table: HolidayTable, dates: readonly LocalDate[]): ReadonlySet<LocalDate> {
  const seen = new Set<LocalDate>();
  for (const date of dates) {
    if (!isLocalDate(date)) throw invalidTable(table, date, '不是有效日期', 'is not a date');
    if (!table.years.includes(Number(date.slice(0, 4))))
      throw invalidTable(table, date, '不在所列年份内', 'lies outside the covered years');
    if (seen.has(date)) throw invalidTable(table, date, '重复', 'is listed twice');
    seen.add(date);
  }
  return seen;
}

function requirePeriod({ n, unit }: Period): void {
  if (!Number.isSafeInteger(n) || n < 0) throw invalidPeriod(`${n}${unit}`);
}

function unknownYear(table: HolidayTable, year: number): ConformanceError {
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
