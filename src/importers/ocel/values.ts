// Values and times of OCEL logs as written in their forms. A time without offset needs a zone that somebody named;
// only the beginning of time, which stands for "from the start", needs none.
import { readXesDate } from '../xesDate.js';
import { ocelError, type OcelTime, type OcelType, type OcelValue } from './model.js';

/** Epoch, in any zone of the world: the mark of initial values. */
const BEGINNING = /^1970-01-01[T ]|^1969-12-31[T ]/;

/** Whether a time of an attribute says "from the beginning". */
export const isBeginning = (written: string): boolean => BEGINNING.test(written.trim());

/** @throws LedgerError `ocel.time` */
export function readTime(written: string, zone: string | undefined, place: string): OcelTime {
  const found = readXesDate(written.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'), zone);
  if (found) return found;
  throw ocelError(
    'time',
    `时间「${written}」无效或没有时区偏移：请用 --zone（映射中为 source.zone）指明时区`,
    `The time "${written}" is not valid or has no offset; name the zone with --zone (source.zone in a mapping)`,
    place,
  );
}

/** A value as its declared type says; what does not read as that type stays the text it is. */
export function readValue(written: OcelValue, type: OcelType | undefined): OcelValue {
  if (typeof written !== 'string') return written;
  switch (type) {
    case 'integer':
      return /^[+-]?\d+$/.test(written) && Number.isSafeInteger(Number(written))
        ? Number(written)
        : written;
    case 'float':
      return written.trim() !== '' && Number.isFinite(Number(written)) ? Number(written) : written;
    case 'boolean':
      return /^(true|1)$/i.test(written) ? true : /^(false|0)$/i.test(written) ? false : written;
    default:
      return written;
  }
}
