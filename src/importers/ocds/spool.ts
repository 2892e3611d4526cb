// Releases set aside on disk until the file has been read, then given back by process and date: a file may mix
// processes in any order, and merging needs each process whole. Memory stays flat whatever the file holds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../sqlite/driver.js';
import type { JsonRecord } from './merge.js';

export interface SpooledProcess {
  readonly ocid: string;
  /** Row of the file in which the process first appears. */
  readonly row: number;
  /** By date; releases of one moment in the order of the file. */
  readonly releases: readonly JsonRecord[];
  /** Whether the file had a later release before an earlier one. */
  readonly reordered: boolean;
}

export interface ReleaseSpool {
  /** @param at milliseconds since 1970 */
  add(ocid: string, at: number, row: number, release: JsonRecord): void;
  /** In the order in which the processes first appear. */
  processes(): Iterable<SpooledProcess>;
  close(): void;
}

interface ReleaseRow {
  ocid: string;
  row: number;
  sequence: number;
  release: string;
}

function* byProcess(rows: Iterable<ReleaseRow>): Generator<SpooledProcess> {
  let current: ReleaseRow[] = [];
  const finished = (): SpooledProcess[] => {
    const [first] = current;
    if (!first) return [];
    const sequences = current.map(({ sequence }) => sequence);
    return [
      {
        ocid: first.ocid,
        row: Math.min(...current.map(({ row }) => row)),
        releases: current.map(({ release }) => JSON.parse(release) as JsonRecord),
        reordered: sequences.some((sequence, index) => sequence < (sequences[index - 1] ?? 0)),
      },
    ];
  };
  for (const row of rows) {
    if (current[0] && current[0].ocid !== row.ocid) {
      yield* finished();
      current = [];
    }
    current.push(row);
  }
  yield* finished();
}

/** A spool in a folder of its own, which `close` removes. */
export function openReleaseSpool(): ReleaseSpool {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-ocds-'));
  const database = openDatabase(join(folder, 'releases.db'), {
    mode: 'write',
    durability: 'normal',
  });
  database.exec(`
    CREATE TABLE release (sequence INTEGER PRIMARY KEY, ocid TEXT NOT NULL, at INTEGER NOT NULL, row INTEGER NOT NULL, release TEXT NOT NULL) STRICT;
    CREATE INDEX release_process ON release (ocid, at, sequence);
    CREATE TABLE process (ocid TEXT PRIMARY KEY, first INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN`);
  const insert = database.prepare('INSERT INTO release VALUES (?, ?, ?, ?, ?)');
  const meet = database.prepare('INSERT OR IGNORE INTO process VALUES (?, ?)');
  let sequence = 0;
  return {
    add(ocid, at, row, release) {
      sequence++;
      insert.run([sequence, ocid, at, row, JSON.stringify(release)]);
      meet.run([ocid, sequence]);
    },
    processes: () =>
      byProcess(
        database
          .prepare(
            `SELECT ocid, row, sequence, release FROM process JOIN release USING (ocid)
             ORDER BY first, at, sequence`,
          )
          .iterate<ReleaseRow>(),
      ),
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
