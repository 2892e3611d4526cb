// Instants and calendar dates: RFC 3339 text, local dates, day and month arithmetic.
// Pure: it never reads a clock, never uses the machine's zone or locale, and never guesses a missing offset.
import { LedgerError } from './errors.js';

/** Statutory time of the People's Republic of China (UTC+08:00 since 1992); the ledger's default zone. */
export const LEDGER_ZONE = 'Asia/Shanghai';

/** Minutes east of UTC of that zone, all year since 1992. */
export const LEDGER_OFFSET_MINUTES = 480;

declare const localDateBrand: unique symbol;

/** A calendar date `YYYY-MM-DD` (proleptic Gregorian, years 0001-9999) that {@link parseLocalDate} accepts. */
export type LocalDate = string & { readonly [localDateBrand]: true };

/** An IANA zone name (`Asia/Shanghai`), an offset (`+08:00`, `Z`), or an offset in minutes east of UTC (480). */
export type Zone = string | number;

/** An instant read from RFC 3339 text: `epochMs` since 1970-01-01T00:00:00Z and the offset written in the text. */
export interface ParsedInstant {
  readonly epochMs: number;
  readonly offsetMinutes: number;
}

export type TimeErrorCode =
  | 'time.instant.malformed'
  | 'time.date.malformed'
  | 'time.zone.unknown'
  | 'time.number.invalid'
  | 'time.range.exceeded';

/** A time that cannot be understood; `zh` and `en` are safe to show to a user. */
export class TimeError extends LedgerError {
  override readonly name = 'TimeError';
  declare readonly code: TimeErrorCode;
  constructor(
    code: TimeErrorCode,
    readonly zh: string,
    readonly en: string,
  ) {
    super('invalid', code, { zh, en });
  }
}

const DAY_MS = 86_400_000;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;

/**
 * Reads RFC 3339 text such as `2026-03-01T09:00:00.123456+08:00`, strictly.
 * The offset is mandatory; a space for `T`, an impossible date, hour 24 and a leap second (`:60`, which epoch
 * milliseconds cannot tell from the next second) are refused. A fraction may have any number of digits;
 * what is finer than a millisecond is cut off, so the result is never later than the text.
 * @throws {TimeError} `time.instant.malformed`
 */
export function parseInstant(text: string): ParsedInstant {
  const match = INSTANT.exec(text);
  const days = match === null ? undefined : epochDayOf(match[1] ?? '');
  const offsetMinutes = match === null ? undefined : parseOffset(match[6] ?? '');
  if (match === null || days === undefined || offsetMinutes === undefined) throw malformed(text);
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (hour > 23 || minute > 59 || second > 59) throw malformed(text);
  const fraction = Number((match[5] ?? '').slice(0, 3).padEnd(3, '0'));
  const localMs = days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return { epochMs: localMs - offsetMinutes * 60_000, offsetMinutes };
}

/**
 * Writes an instant as RFC 3339 text with milliseconds and the given offset; {@link parseInstant} reads it back.
 * @throws {TimeError} `time.number.invalid`, `time.range.exceeded`
 */
export function formatInstant(epochMs: number, offsetMinutes: number): string {
  const localMs = requireInteger(epochMs) + requireInteger(offsetMinutes) * 60_000;
  if (Math.abs(offsetMinutes) >= 1440) throw unknownZone(offsetMinutes);
  const days = Math.floor(localMs / DAY_MS);
  const rest = localMs - days * DAY_MS;
  const clock = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60]
    .map((value) => pad(Math.floor(value), 2))
    .join(':');
  const size = Math.abs(offsetMinutes);
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
  return `${dateOfEpochDay(days)}T${clock}.${pad(rest % 1000, 3)}${offsetMinutes === 0 ? 'Z' : offset}`;
}

/** Whether the text is an existing date written `YYYY-MM-DD`. */
export function isLocalDate(text: string): text is LocalDate {
  return epochDayOf(text) !== undefined;
}

/**
 * Reads a calendar date `YYYY-MM-DD`; 2023-02-30 is refused.
 * @throws {TimeError} `time.date.malformed`
 */
export function parseLocalDate(text: string): LocalDate {
  if (isLocalDate(text)) return text;
  throw new TimeError(
    'time.date.malformed',
    `日期“${text}”无效：须为真实存在的 YYYY-MM-DD。`,
    `"${text}" is not a date: write an existing date as YYYY-MM-DD.`,
  );
}

/**
 * The calendar date that clocks in `zone` show at the instant (summer time included).
 * @throws {TimeError} `time.zone.unknown`, `time.number.invalid`, `time.range.exceeded`
 */
export function localDateOf(epochMs: number, zone: Zone = LEDGER_ZONE): LocalDate {
  return dateOfEpochDay(localDayOf(epochMs, zone));
}

/**
 * The same date as days since 1970-01-01: what comparing many instants needs.
 * @throws {TimeError} `time.zone.unknown`, `time.number.invalid`, `time.range.exceeded`
 */
export function localDayOf(epochMs: number, zone: Zone = LEDGER_ZONE): number {
  requireInteger(epochMs);
  const offset = fixedOffset(epochMs, zone);
  if (offset !== undefined) return Math.floor((epochMs + offset * 60_000) / DAY_MS);
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of formatterFor(String(zone)).formatToParts(epochMs))
    parts[part.type] = part.value;
  const { year = '', month = '', day = '', era } = parts;
  const days = era === 'AD' ? epochDayOf(`${year.padStart(4, '0')}-${month}-${day}`) : undefined;
  if (days === undefined) throw outOfRange();
  return days;
}

/** The date `days` after `date` (before it when negative); `days` is an integer. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfEpochDay(epochDay(date) + requireInteger(days));
}

/**
 * The day of the same number `months` later; where that month has no such day, its last day
 * (31 January + 1 month = 28 or 29 February). Source: Civil Code of the PRC, article 202.
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const index =
    Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + requireInteger(months);
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  if (year < 1 || year > 9999) throw outOfRange();
  const day = Math.min(Number(date.slice(8)), daysInMonth(year, month));
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return epochDay(to) - epochDay(from);
}

/** Order of two dates: -1, 0 or 1, ready for sorting. */
export function compareDates(left: LocalDate, right: LocalDate): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Day of the week by ISO 8601: 1 = Monday ... 7 = Sunday. */
export const dayOfWeek = (date: LocalDate): number => weekdayOfEpochDay(epochDay(date));

/** {@link dayOfWeek} of an {@link epochDay}. */
export function weekdayOfEpochDay(day: number): number {
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Days since 1970-01-01 of an accepted date: an integer that orders and subtracts as dates do. */
export function epochDay(date: LocalDate): number {
  const days = epochDayOf(date);
  // A brand can be forged by a cast; an unchecked date must not become NaN in somebody's deadline.
  if (days === undefined) parseLocalDate(date);
  return days ?? 0;
}

/**
 * The date of a number of days since 1970-01-01 (civil-from-days, H. Hinnant).
 * @throws {TimeError} `time.range.exceeded` outside the years 0001-9999
 */
export function dateOfEpochDay(days: number): LocalDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (!(year >= 1 && year <= 9999)) throw outOfRange();
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as LocalDate;
}

/** Days since 1970-01-01 (days-from-civil, H. Hinnant), or undefined when the text is not a date. */
function epochDayOf(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return undefined;
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Minutes east of UTC of `Z` or `±hh:mm`; undefined when the text is neither. */
function parseOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59) return undefined;
  const size = hours * 60 + minutes;
  return match[1] === '-' && size > 0 ? -size : size;
}

/** China kept one offset from 1992 on; before that it had summer time (1986-1991), which Intl knows. */
const SHANGHAI_FIXED_SINCE_MS = 694_224_000_000;

function fixedOffset(epochMs: number, zone: Zone): number | undefined {
  if (typeof zone === 'number') {
    if (!Number.isInteger(zone) || Math.abs(zone) >= 1440) throw unknownZone(zone);
    return zone;
  }
  if (zone === LEDGER_ZONE && epochMs >= SHANGHAI_FIXED_SINCE_MS) return 480;
  return parseOffset(zone);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let formatter: Intl.DateTimeFormat;
  try {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch {
    throw unknownZone(zone);
  }
  // The number of real zones is bounded (about 600): the cache cannot grow without limit.
  formatters.set(zone, formatter);
  return formatter;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function requireInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TimeError(
    'time.number.invalid',
    `时间运算需要整数，得到 ${value}。`,
    `Time arithmetic needs an integer, got ${value}.`,
  );
}

function malformed(text: string): TimeError {
  return new TimeError(
    'time.instant.malformed',
    `时间“${text}”无效：须为带时区偏移的 RFC 3339 时间，如 2026-03-01T09:00:00+08:00。`,
    `"${text}" is not an instant: write RFC 3339 with an offset, such as 2026-03-01T09:00:00+08:00.`,
  );
}

function unknownZone(zone: Zone): TimeError {
  return new TimeError(
    'time.zone.unknown',
    `时区“${zone}”无法识别：须为 IANA 名称（如 Asia/Shanghai）或偏移（如 +08:00）。`,
    `Time zone "${zone}" is unknown: use an IANA name (Asia/Shanghai) or an offset (+08:00).`,
  );
}

function outOfRange(): TimeError {
  return new TimeError(
    'time.range.exceeded',
    '日期超出 0001 至 9999 年的范围。',
    'The date lies outside the years 0001 to 9999.',
  );
}
