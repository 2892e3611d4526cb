// Business times as rules compare them: the local day that a record states, and which of two came first.
// It must never make a day-precise record look earlier or later than one of the same day.
import type { LedgerEvent } from '../events/index.js';
import { comparePositions } from '../kernel/position.js';
import {
  addDays,
  compareDates,
  daysBetween,
  localDateOf,
  parseInstant,
  type LocalDate,
} from '../kernel/time.js';

const PLUS = 43;
const MINUS = 45;

/** Whether the time ends in `±hh:mm`. */
function hasOffset(time: string): boolean {
  const sign = time.charCodeAt(time.length - 6);
  return sign === PLUS || sign === MINUS;
}

/**
 * The local calendar date of an RFC 3339 time that the event schema has accepted: the date in the offset it was
 * written with; `Z` says that the local offset is unknown (RFC 9557, 2.2), so the ledger's zone answers.
 */
export function localDate(time: string): LocalDate {
  const written = time.slice(0, 10) as LocalDate;
  if (hasOffset(time)) return written;
  // Since 1992 the ledger's zone is UTC+08:00 all year: no need to parse.
  if (written >= '1992-01-02') return time.slice(11, 13) < '16' ? written : addDays(written, 1);
  return localDateOf(parseInstant(time).epochMs);
}

/** Whether a time states a day only: importers write a bare date as midnight of its own offset. */
export function isDayOnly(time: string): boolean {
  return time.startsWith('00:00:00', 11) && hasOffset(time) && !/\.\d*[1-9]/.test(time);
}

/** Order of two times as instants: negative, zero or positive. */
export function compareTimes(a: string, b: string): number {
  if (a.length === b.length && hasOffset(a) && a.endsWith(b.slice(-6)))
    return a < b ? -1 : a > b ? 1 : 0;
  return parseInstant(a).epochMs - parseInstant(b).epochMs;
}

/** Whether `a` happened before `b` for certain: where either states only a day, an earlier day is needed. */
export function happenedBefore(a: string, b: string): boolean {
  if (isDayOnly(a) || isDayOnly(b)) return compareDates(localDate(a), localDate(b)) < 0;
  return compareTimes(a, b) < 0;
}

/** Local calendar days from `a` to `b`. */
export function daysFrom(a: string, b: string): number {
  const [from, to] = [localDate(a), localDate(b)];
  return from === to ? 0 : daysBetween(from, to);
}

/** Elapsed minutes from `a` to `b`. */
export const minutesBetween = (a: string, b: string): number =>
  (parseInstant(b).epochMs - parseInstant(a).epochMs) / 60_000;

/** Calendar month of a local date, e.g. `2023-10`. */
export const monthOf = (day: LocalDate): string => day.slice(0, 7);

/** Calendar quarter of a local date, e.g. `2023Q4`. */
export const quarterOfDay = (day: LocalDate): string =>
  `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/** Calendar quarter of a business time's local date. */
export const quarterOf = (time: string): string => quarterOfDay(localDate(time));

/** Events as they happened; ledger order breaks ties. */
export const inTimeOrder = <E extends LedgerEvent>(events: readonly E[]): readonly E[] =>
  events.toSorted(
    (a, b) => compareTimes(a.time, b.time) || comparePositions(a.position, b.position),
  );
