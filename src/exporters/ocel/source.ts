// What the three writers of OCEL 2.0 read from: a log that is complete, in the order in which it is to be written.
import type {
  OcelEvent,
  OcelObject,
  OcelTypeDefinition,
  OcelValue,
} from '../../importers/ocel/model.js';

export interface OcelSource {
  types(kind: 'event' | 'object'): readonly OcelTypeDefinition[];
  /** In the order of their times. */
  events(): Iterable<OcelEvent>;
  objects(): Iterable<OcelObject>;
}

/** The instant that stands for "from the beginning". */
export const BEGINNING = '1970-01-01T00:00:00Z';

/** All values are text in the standard's JSON and XML; the declared type says what they mean. */
export const valueText = (value: OcelValue): string => String(value);
