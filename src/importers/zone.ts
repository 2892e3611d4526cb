// From what a clock on the wall showed to an instant: local date and time in a named zone.
// Pure: it never reads the machine's own zone.
import { formatInstant, parseInstant, type ParsedInstant } from '../kernel/time.js';

const OFFSET = /^(?:Z|[+-]\d{2}:\d{2})$/;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when the zone is unknown */
function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  // Zones come from mapping files: the cache cannot grow without limit.
  formatters.set(zone, formatter);
  return formatter;
}

/** Whether the text is an offset (`+08:00`, `Z`) or a zone name that this Node.js knows. */
export function isZone(zone: string): boolean {
  try {
    return OFFSET.test(zone) || formatterFor(zone) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** Whole minutes east of UTC in the zone at the instant. */
function offsetAt(epochMs: number, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterFor(zone).formatToParts(epochMs)) parts[type] = value;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  const local = Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Math.round((local - Math.floor(epochMs / 1000) * 1000) / 60_000);
}

/** Files repeat their dates, and asking Intl is slow. */
const REMEMBERED = 20_000;
const remembered = new Map<string, ParsedInstant | undefined>();

/**
 * The instant of a local date and time.
 * @param local `YYYY-MM-DDThh:mm:ss`, optionally with a fraction
 * @param zone IANA name or offset. Where clocks were set back, the earlier of the two instants is meant.
 * @returns undefined when there is no such date or, because clocks were set forward, no such time
 */
export function instantOf(local: string, zone: string): ParsedInstant | undefined {
  if (OFFSET.test(zone)) return parse(`${local}${zone}`);
  const key = `${local} ${zone}`;
  if (remembered.has(key)) return remembered.get(key);
  if (remembered.size >= REMEMBERED) remembered.clear();
  const instant = findInstant(local, zone);
  remembered.set(key, instant);
  return instant;
}

function findInstant(local: string, zone: string): ParsedInstant | undefined {
  const asUtc = parse(`${local}Z`);
  if (!asUtc) return undefined;
  const day = 86_400_000;
  const candidates = [asUtc.epochMs - day, asUtc.epochMs + day].map((near) => offsetAt(near, zone));
  for (const offsetMinutes of candidates) {
    const epochMs = asUtc.epochMs - offsetMinutes * 60_000;
    if (offsetAt(epochMs, zone) === offsetMinutes) return { epochMs, offsetMinutes };
  }
  return undefined;
}

/** RFC 3339 text of {@link instantOf}, whole seconds without a fraction. */
export function writeInstant({ epochMs, offsetMinutes }: ParsedInstant): string {
  return formatInstant(epochMs, offsetMinutes).replace('.000', '');
}

function parse(text: string): ParsedInstant | undefined {
  try {
    return parseInstant(text);
  } catch {
    return undefined;
  }
}
