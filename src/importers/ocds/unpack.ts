// Every form in which Open Contracting data are handed over, down to its releases: packages of releases or records,
// single records, bare releases, and the lines of collections that wrap each of these.
// It must never merge or repair: a release is passed on as it was written.
import type { RecordValue } from '../record.js';
import { isJsonRecord, type JsonRecord } from './merge.js';

/** A release, or a compiled release where a record has nothing else. */
export interface FoundRelease {
  readonly release: JsonRecord;
  /** True for a record's compiled release, whose date says only when it was last changed. */
  readonly compiled: boolean;
}

const listOf = (value: RecordValue | undefined): readonly JsonRecord[] =>
  Array.isArray(value) ? (value as readonly RecordValue[]).filter(isJsonRecord) : [];

/** A release in a record may be a mere link: `{url, date, tag}`. */
const isEmbedded = (release: JsonRecord): boolean =>
  !('url' in release) || 'ocid' in release || 'id' in release;

function ofRecord(record: JsonRecord): readonly FoundRelease[] {
  const ocid = record['ocid'];
  const withOcid = (release: JsonRecord): JsonRecord =>
    'ocid' in release || ocid === undefined ? release : { ...release, ocid };
  const releases = listOf(record['releases']).filter(isEmbedded);
  if (releases.length > 0)
    return releases.map((release) => ({ release: withOcid(release), compiled: false }));
  const compiled = record['compiledRelease'];
  return isJsonRecord(compiled) ? [{ release: withOcid(compiled), compiled: true }] : [];
}

/**
 * The releases in a value, in the order in which they stand.
 * @returns an empty list for a value that is no such thing
 */
export function releasesIn(value: RecordValue): readonly FoundRelease[] {
  if (!isJsonRecord(value)) return [];
  const inner = value['_data'];
  if (isJsonRecord(inner)) return releasesIn(inner);
  if ('records' in value) return listOf(value['records']).flatMap(ofRecord);
  if ('releases' in value || 'compiledRelease' in value) return ofRecord(value);
  return 'ocid' in value || 'tag' in value ? [{ release: value, compiled: false }] : [];
}
