// One record of a foreign file, whatever its format: a plain tree of values and the place where it stood.
// Readers yield these; they must never guess, repair or drop a record silently.
import { type LedgerError } from '../kernel/errors.js';

/** What a record is made of. Cells of tables are strings; JSON keeps its types; XML: see `readers/xml.ts`. */
export type RecordValue =
  | null
  | boolean
  | number
  | string
  | readonly RecordValue[]
  | { readonly [key: string]: RecordValue };

/** A record that was read, or the error that stands in its place; `row` counts records of the file from 1. */
export type SourceRecord =
  | {
      readonly row: number;
      readonly value: RecordValue;
      /** Enclosing scopes, nearest first (XML: the attributes of the ancestors). */
      readonly parents?: readonly RecordValue[];
    }
  | { readonly row: number; readonly error: LedgerError };

/** Text of a file in chunks that may be cut anywhere. */
export type TextChunks = AsyncIterable<string>;

/** A record may not be larger than this (UTF-16 units): memory stays flat whatever the file holds. */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** Records nested deeper than this are refused. */
export const MAX_DEPTH = 100;
