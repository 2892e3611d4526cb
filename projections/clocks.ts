// The two clocks of an event as local calendar dates. It must never depend on the machine's zone.
import { addDays, localDateOf, parseInstant, type LocalDate } from '../src/kernel/time.js';

const OFFSET_SIGN = /[+-]\d{2}:\d{2}$/;

/**
 * The local date of an RFC 3339 time that the event schema has accepted: the date in the offset it was written with;
 * `Z` says that the local offset is unknown (RFC 9557, 2.2), so the ledger's zone answers.
 */
export function localDate(time: string): LocalDate {
  const written = time.slice(0, 10) as LocalDate;
  if (OFFSET_SIGN.test(time)) return written;
  // Since 1992 the ledger's zone has been UTC+08:00 all year: no need to parse.
  if (written >= '1992-01-02') return time.slice(11, 13) < '16' ? written : addDays(written, 1);
  return localDateOf(parseInstant(time).epochMs);
}

/** Milliseconds since 1970 of an accepted time: orders events of different offsets. */
export const instantOf = (time: string): number => parseInstant(time).epochMs;
