// The merging rules of the Open Contracting Data Standard 1.1: dated releases of one process become one compiled release.
// https://standard.open-contracting.org/1.1/en/schema/merging/ . Pure; it must never look beyond the releases given.
import type { RecordValue } from '../record.js';

export type JsonRecord = { readonly [key: string]: RecordValue };

export const isJsonRecord = (value: RecordValue | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: RecordValue | undefined): value is readonly RecordValue[] =>
  Array.isArray(value);

/** `omitWhenMerged`: they belong to the single release. */
const RELEASE_ONLY: ReadonlySet<string> = new Set(['id', 'date', 'tag']);

/** `wholeListMerge`: lists whose elements are not known by `id` alone, so that the later list replaces the earlier. */
const WHOLE_LISTS: ReadonlySet<string> = new Set([
  'additionalIdentifiers',
  'additionalClassifications',
  'changes',
]);

/** An element's identifier, as text; `undefined` for what has none. */
function idOf(element: RecordValue): string | undefined {
  if (!isJsonRecord(element)) return undefined;
  const { id } = element;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** Elements with one id are one element; those without id are added. The order is that of their first appearance. */
function mergeLists(
  earlier: readonly RecordValue[],
  later: readonly RecordValue[],
): readonly RecordValue[] {
  const merged: RecordValue[] = [];
  const places = new Map<string, number>();
  for (const element of [...earlier, ...later]) {
    const id = idOf(element);
    const place = id === undefined ? undefined : places.get(id);
    if (place !== undefined) merged[place] = mergeValues(merged[place], element) ?? null;
    else {
      if (id !== undefined) places.set(id, merged.length);
      merged.push(withoutNulls(element));
    }
  }
  return merged;
}

const isMergedById = (key: string, list: readonly RecordValue[]): boolean =>
  !WHOLE_LISTS.has(key) && list.some((element) => idOf(element) !== undefined);

function withoutNulls(value: RecordValue): RecordValue {
  if (isList(value)) return value.map(withoutNulls);
  return isJsonRecord(value) ? mergeRecords({}, value) : value;
}

/** @returns `undefined` where the later value takes the field away */
function mergeValues(
  earlier: RecordValue | undefined,
  later: RecordValue,
  key = '',
): RecordValue | undefined {
  if (later === null) return undefined;
  if (isJsonRecord(later)) return mergeRecords(isJsonRecord(earlier) ? earlier : {}, later);
  if (!isList(later)) return later;
  return isMergedById(key, later)
    ? mergeLists(isList(earlier) && isMergedById(key, earlier) ? earlier : [], later)
    : later.map(withoutNulls);
}

function mergeRecords(earlier: JsonRecord, later: JsonRecord): JsonRecord {
  const merged = new Map(Object.entries(earlier));
  for (const [key, value] of Object.entries(later)) {
    const result = mergeValues(merged.get(key), value, key);
    if (result === undefined) merged.delete(key);
    else merged.set(key, result);
  }
  // fromEntries defines own properties, so that a key such as `__proto__` stays a key.
  return Object.fromEntries(merged);
}

/**
 * The compiled release of one contracting process.
 * @param releases of one `ocid`, in the order of their dates
 * @returns without the releases' own `id` and `date`; `tag` is `["compiled"]`
 */
export function mergeReleases(releases: readonly JsonRecord[]): JsonRecord {
  const merged = releases.reduce<JsonRecord>(
    (compiled, release) =>
      mergeRecords(
        compiled,
        Object.fromEntries(Object.entries(release).filter(([key]) => !RELEASE_ONLY.has(key))),
      ),
    {},
  );
  return { ...merged, tag: ['compiled'] };
}
