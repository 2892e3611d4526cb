// Inserts rows many at a time: one call into SQLite costs more than one row. It must never keep more rows than one call takes, nor any past `flush`.
import type { SqlValue, Statement } from '../src/sqlite/driver.js';
import type { ViewWriter } from './projection.js';

const CHUNK = 32;

export interface BulkInsert {
  add(row: readonly SqlValue[]): void;
  /** Writes what is left, in the order of adding. Call it before reading the table and at the end of a batch. */
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
      if (waiting.length < CHUNK * width) return;
      many ??= prepare(CHUNK);
      many.run(waiting);
      waiting = [];
    },
    flush() {
      const values = waiting;
      waiting = [];
      for (let from = 0; from < values.length; from += width)
        single.run(values.slice(from, from + width));
    },
  };
}
