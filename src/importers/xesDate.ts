// Time stamps of XES (xs:dateTime): the offset is kept; where the log gives none, only a named zone can supply it.
import { instantOf, writeInstant } from './zone.js';

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?(\.\d+)?(?:([Zz])|([+-]\d{2}):?(\d{2}))?$/;

/** @returns undefined when the text is no existing time, or has no offset and no zone is given */
export function readXesDate(
  text: string,
  zone: string | undefined,
): { readonly epochMs: number; readonly text: string } | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, date = '', minutes = '', seconds = '00', fraction = '', utc, hours, rest] = match;
  const written = utc !== undefined ? 'Z' : hours === undefined ? zone : `${hours}:${rest ?? '00'}`;
  if (written === undefined) return undefined;
  const instant = instantOf(`${date}T${minutes}:${seconds}${fraction}`, written);
  return instant && { epochMs: instant.epochMs, text: writeInstant(instant) };
}
