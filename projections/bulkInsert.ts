// Inserts rows many at a time: one call into SQLite costs more than one row. It must never keep rows past `flush`.
import type { SqlValue, Statement } from '../src/sqlite/driver.js';
import type { ViewWriter } from './projection.js';

const CHUNK = 64;

export interface BulkInsert {
  add(row: readonly SqlValue[]): void;
  /** Writes what was added, in the order of adding. Call it before reading the table and at the end of a batch. */
  flush(): void;
}

/**
 * @param sql an INSERT up to and including `VALUES`, e.g. `INSERT INTO {act} (person, position) VALUES`
 * @param width number of columns
 * @param tail what follows the values, e.g. `ON CONFLICT ...`
 */
export function createBulkInsert(
  writer: ViewWriter,
  sql: string,
  width: number,
  tail = '',
): BulkInsert {
  const group = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  const prepare = (rows: number): Statement =>
    writer.prepare(`${sql} ${Array.from({ length: rows }, () => group).join(', ')} ${tail}`);
  const single = prepare(1);
  let many: Statement | undefined;
  let waiting: SqlValue[] = [];
  return {
    add(row) {
      waiting.push(...row);
    },
    flush() {
      const values = waiting;
      waiting = [];
      let from = 0;
      for (; values.length - from >= CHUNK * width; from += CHUNK * width) {
        many ??= prepare(CHUNK);
        many.run(values.slice(from, from + CHUNK * width));
      }
      for (; from < values.length; from += width) single.run(values.slice(from, from + width));
    },
  };
}
