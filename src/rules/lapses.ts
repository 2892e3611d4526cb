// Duties that recur by month, quarter or year: which periods were left out, and which act shows it.
// Nobody acts when a period is left out. It is charged once: to the first act of the series for a later period that comes
// after its limit, or, where whoever was answerable had left before that, to the end of his office. A period that was done
// late is no gap: it is judged itself.
import { comparePositions } from '../kernel/position.js';
import { addDays, addMonths, daysBetween, parseLocalDate, type LocalDate } from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import { earliestDue, heldAgainst, type Timeliness } from './deadline.js';
import { compareTimes, localDate } from './time.js';

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

/** An act of a series, and the period that it was done for. */
export interface Done<E extends LedgerEvent = LedgerEvent> {
  readonly period: number;
  readonly act: E;
}

export interface Series<E extends LedgerEvent = LedgerEvent> {
  readonly every: Every;
  /** Limit after the last day of a period. */
  readonly within: string;
  /** In the order in which they were done. */
  readonly acts: readonly Done<E>[];
  /** The period with which the duty begins, where that is before the first act. */
  readonly first?: number | undefined;
}

/** The acts of a series in the order of their business times; those of no period are left out. */
export const inOrder = <E extends LedgerEvent>(
  acts: readonly E[],
  periodOf: (act: E) => number | undefined,
): readonly Done<E>[] =>
  acts
    .flatMap((act) => {
      const period = periodOf(act);
      return period === undefined ? [] : [{ period, act }];
    })
    .sort(
      ({ act: a }, { act: b }) =>
        compareTimes(a.time, b.time) || comparePositions(a.position, b.position),
    );

/** Whether an act is the first of its series for its period. */
export const isFirst = ({ acts }: Series, { period, act }: Done): boolean =>
  acts.find((other) => other.period === period)?.act.id === act.id;

type Terms = Pick<Series, 'every' | 'within'>;

/** A limit after a last day. Months after the end of a month end with a month: three after September, with December. */
function limitAfter(last: LocalDate, within: string): string {
  if (!within.endsWith('m')) return within;
  const end = addDays(addMonths(addDays(last, 1), Number(within.slice(0, -1))), -1);
  return `${daysBetween(last, end)}cd`;
}

/** Whether what was done for a period on a day was in time. */
export function timelinessOf({ every, within }: Terms, period: number, day: LocalDate): Timeliness {
  const last = lastDayOf(period, every);
  return heldAgainst(limitAfter(last, within), last, day);
}

/** The day after which a period counts as left out, holidays apart. */
export function dueOf({ every, within }: Terms, period: number): LocalDate {
  const last = lastDayOf(period, every);
  return earliestDue(limitAfter(last, within), last);
}

/** Whether a period's limit had passed on a day; an unknown holiday year leaves it open. */
const isOverdue = (terms: Terms, period: number, day: LocalDate): boolean =>
  timelinessOf(terms, period, day).kind === 'late';

/** Overdue periods before another that none of these acts was done for, and that none of them showed already. */
function gaps(
  series: Series,
  known: readonly Done[],
  earlier: readonly Done[],
  [before, day]: readonly [number, LocalDate],
): readonly number[] {
  const done = new Set(known.map(({ period }) => period));
  const start = Math.min(series.first ?? Number.POSITIVE_INFINITY, ...done);
  const found: number[] = [];
  for (let gap = start; gap < before; gap++)
    if (
      !done.has(gap) &&
      isOverdue(series, gap, day) &&
      !earlier.some(
        ({ period, act }) => period > gap && isOverdue(series, gap, localDate(act.time)),
      )
    )
      found.push(gap);
  return found;
}

/**
 * Periods that an act is the first to show as left out. Of the series only what was done up to the act counts:
 * whether a period was made up for later is for the caller to ask.
 */
export function gapsShownBy(series: Series, { period, act }: Done): readonly number[] {
  const earlier = series.acts.filter((other) => other.act.id !== act.id);
  return gaps(series, series.acts, earlier, [period, localDate(act.time)]);
}

/** Periods never done that fell due in a term, and that no act showed as left out before it ended. */
export function gapsAtEnd(series: Series, from: LocalDate, to: LocalDate): readonly number[] {
  const earlier = series.acts.filter(({ act }) => localDate(act.time) <= to);
  return gaps(series, series.acts, earlier, [periodOfDay(to, series.every), to]).filter(
    (gap) => dueOf(series, gap) >= from,
  );
}

/** Whether a gap that shows on a day is charged to the end of the office of who was answerable: he had left by then. */
export const isChargedAtEnd = (
  series: Series,
  gap: number,
  holder: { readonly to: string | undefined } | undefined,
  day: LocalDate,
): boolean =>
  holder?.to !== undefined && holder.to < day && isOverdue(series, gap, parseLocalDate(holder.to));
