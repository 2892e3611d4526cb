// Inserts rows many at a time: one call into SQLite costs more than one row. It must never keep any past `flush`;
// a sorted one keeps the rows of a batch until then, any other no more than one call takes.
import type { SqlValue, Statement } from '../src/sqlite/driver.js';
import type { ViewWriter } from './projection.js';

const CHUNK = 32;

export interface BulkInsert {
  add(row: readonly SqlValue[]): void;
  /** Writes what is left. Call it before reading the table and at the end of a batch. */
  flush(): void;
}

function createInserter(writer: ViewWriter, sql: string, width: number, tail: string) {
  const group = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  const prepare = (rows: number): Statement =>
    writer.prepare(`${sql} ${Array.from({ length: rows }, () => group).join(', ')} ${tail}`);
  const single = prepare(1);
  let many: Statement | undefined;
  return {
    chunk(values: readonly SqlValue[]) {
      many ??= prepare(CHUNK);
      many.run(values);
    },
    each(values: readonly SqlValue[]) {
      for (let from = 0; from < values.length; from += width)
        single.run(values.slice(from, from + width));
    },
  };
}

/**
 * Rows are written in the order of adding.
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
  const insert = createInserter(writer, sql, width, tail);
  let waiting: SqlValue[] = [];
  return {
    add(row) {
      waiting.push(...row);
      if (waiting.length < CHUNK * width) return;
      insert.chunk(waiting);
      waiting = [];
    },
    flush() {
      const values = waiting;
      waiting = [];
      insert.each(values);
    },
  };
}

/** Order of two rows by their columns: numbers by value, texts by code unit. */
function compareRows(a: readonly SqlValue[], b: readonly SqlValue[]): number {
  for (let column = 0; column < a.length; column++) {
    const [left, right] = [a[column] ?? '', b[column] ?? ''];
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}

/**
 * As {@link createBulkInsert}, but the rows of a batch are written in the order of their columns: neighbours in a table
 * clustered by its leading columns are written together, which saves most of the search. Only for tables
 * WITHOUT ROWID whose rows of one batch do not depend on the order in which they are written.
 */
export function createSortedInsert(
  writer: ViewWriter,
  sql: string,
  width: number,
  tail = '',
): BulkInsert {
  const insert = createInserter(writer, sql, width, tail);
  let waiting: (readonly SqlValue[])[] = [];
  return {
    add: (row) => void waiting.push(row),
    flush() {
      const rows = waiting.sort(compareRows);
      waiting = [];
      const whole = rows.length - (rows.length % CHUNK);
      for (let from = 0; from < whole; from += CHUNK)
        insert.chunk(rows.slice(from, from + CHUNK).flat());
      insert.each(rows.slice(whole).flat());
    },
  };
}
