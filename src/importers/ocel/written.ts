// Events and objects of an OCEL log as its forms write them, and what they mean: times read, empty values left out.
// Values stay as written here; the store reads them as their types say, which the file may define later.
import type { OcelEvent, OcelObject, OcelValue } from './model.js';
import { isBeginning, readTime } from './values.js';

interface Written {
  readonly id: string;
  readonly type: string;
  readonly relationships: OcelEvent['relationships'];
}

interface WrittenValue {
  readonly name: string;
  /** Null is no value. */
  readonly value?: OcelValue | null | undefined;
}

export interface WrittenEvent extends Written {
  readonly time: string;
  readonly attributes?: readonly WrittenValue[] | null | undefined;
}

export interface WrittenObject extends Written {
  readonly attributes?:
    readonly (WrittenValue & { readonly time?: string | null | undefined })[] | null | undefined;
}

/** @throws LedgerError `ocel.time` */
export const eventOf = (
  { id, type, time, attributes, relationships }: WrittenEvent,
  zone: string | undefined,
  place: string,
): OcelEvent => ({
  id,
  type,
  time: readTime(time, zone, place),
  attributes: (attributes ?? []).flatMap(({ name, value }) =>
    value === undefined || value === null ? [] : [{ name, value }],
  ),
  relationships,
});

/** @throws LedgerError `ocel.time` */
export const objectOf = (
  { id, type, attributes, relationships }: WrittenObject,
  zone: string | undefined,
  place: string,
): OcelObject => ({
  id,
  type,
  attributes: (attributes ?? []).flatMap(({ name, value, time }) => {
    if (value === undefined || value === null) return [];
    if (time === undefined || time === null || isBeginning(time)) return [{ name, value }];
    return [{ name, value, since: readTime(time, zone, place) }];
  }),
  relationships,
});
