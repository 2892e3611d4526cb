// Duties that recur by month, quarter or year: which periods were left out, and which act shows it.
// Nobody acts when a period is left out. It is charged once: to the next act of the series, or, where whoever was
// answerable had left before that, to the end of his office. A period that was done late is no gap: it is judged itself.
import { addDays, addMonths, parseLocalDate, type LocalDate } from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import { earliestDue, heldAgainst } from './deadline.js';
import { localDate } from './time.js';

export type Every = 'month' | 'quarter' | 'year';

const MONTHS: Readonly<Record<Every, number>> = { month: 1, quarter: 3, year: 12 };

/** The number of the period in which a month (counted from year 0) lies. */
const periodOfMonth = (month: number, every: Every): number => Math.floor(month / MONTHS[every]);

/** `2023`, `2023Q1`, `2023-01`: the number of the period of a series in which it lies; `undefined` where it is longer. */
export function periodNumber(text: string, every: Every): number | undefined {
  const year = Number(text.slice(0, 4));
  const rest = text.slice(4);
  if (rest === '') return every === 'year' ? year : undefined;
  if (rest.startsWith('Q'))
    return every === 'month'
      ? undefined
      : periodOfMonth(year * 12 + (Number(rest.slice(1)) - 1) * 3, every);
  return periodOfMonth(year * 12 + Number(rest.slice(1)) - 1, every);
}

/** The period in which a day lies. */
export const periodOfDay = (day: string, every: Every): number =>
  periodOfMonth(Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1, every);

/** The year in which a period lies. */
export const yearOfPeriod = (period: number, every: Every): number =>
  Math.floor((period * MONTHS[every]) / 12);

export function lastDayOf(period: number, every: Every): LocalDate {
  const first = period * MONTHS[every];
  const [year, month] = [Math.floor(first / 12), first % 12];
  const text = `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}-01`;
  return addDays(addMonths(parseLocalDate(text), MONTHS[every]), -1);
}

/** A period as people write it: `2023Q1`, `2023-01`, `2023`. */
export function periodInWords(period: number, every: Every): string {
  if (every === 'year') return String(period);
  const last = lastDayOf(period, every);
  return every === 'month' ? last.slice(0, 7) : `${last.slice(0, 4)}Q${(period % 4) + 1}`;
}

export interface Series {
  readonly every: Every;
  /** Limit after the last day of a period. */
  readonly within: string;
  /** The first act for each period that was done, whenever that was. */
  readonly done: ReadonlyMap<number, LedgerEvent>;
  /** The period with which the duty begins for this unit: before it nothing is missing. */
  readonly first: number | undefined;
}

/** Groups acts by period; of several for one period the first by ledger order counts. */
export function doneByPeriod<E extends LedgerEvent>(
  acts: readonly E[],
  periodOf: (act: E) => number | undefined,
): ReadonlyMap<number, E> {
  const done = new Map<number, E>();
  for (const act of acts) {
    const period = periodOf(act);
    if (period !== undefined && !done.has(period)) done.set(period, act);
  }
  return done;
}

const firstOf = ({ first, done }: Series): number =>
  Math.min(first ?? Number.POSITIVE_INFINITY, ...done.keys());

/** The day from which on a period counts as left out, holidays apart. */
export const dueOf = ({ every, within }: Pick<Series, 'every' | 'within'>, period: number) =>
  earliestDue(within, lastDayOf(period, every));

/** Whether a period's limit had passed on a day; an unknown holiday year leaves it open. */
const overdue = ({ every, within }: Series, period: number, day: LocalDate): boolean =>
  heldAgainst(within, lastDayOf(period, every), day).kind === 'late';

/** Periods never done between the one before in the series and that of an act, overdue when it was done. */
export function gapsBefore(series: Series, act: LedgerEvent, period: number): readonly number[] {
  const start = firstOf(series);
  const gaps: number[] = [];
  for (let before = period - 1; before >= start && !series.done.has(before); before--)
    if (overdue(series, before, localDate(act.time))) gaps.unshift(before);
  return gaps;
}

/** Periods never done that fell due in a term and of which no later act of the series spoke before it ended. */
export function gapsAtEnd(series: Series, from: LocalDate, to: LocalDate): readonly number[] {
  const start = firstOf(series);
  if (!Number.isFinite(start)) return [];
  const shown = [...series.done].flatMap(([period, act]) =>
    localDate(act.time) <= to ? [period] : [],
  );
  const gaps: number[] = [];
  for (let period = periodOfDay(to, series.every); period >= start; period--) {
    const due = dueOf(series, period);
    if (due < from) break;
    if (!series.done.has(period) && overdue(series, period, to) && !shown.some((p) => p > period))
      gaps.unshift(period);
  }
  return gaps;
}
