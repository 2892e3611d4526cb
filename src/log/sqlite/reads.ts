// The reading half of the embedded log: prepared queries and how their rows become records.
import { positionOf } from '../../kernel/position.js';
import type { Database } from '../../sqlite/driver.js';
import type { AppendResult, StoredRecord } from '../eventLog.js';

interface EventRow {
  seq: number;
  stream: string;
  revision: number;
  bytes: Uint8Array;
  strings: string | null;
}

interface CommandRow {
  fingerprint: string;
  first: number;
  count: number;
  revision: number;
}

/** A recorded command: its first answer and the digest of what was asked. */
export type RecordedCommand = AppendResult & { readonly fingerprint: string };

const toRecord = (row: EventRow): StoredRecord => ({
  position: positionOf(row.seq),
  stream: row.stream,
  revision: row.revision,
  bytes: row.bytes,
  disclosures: row.strings === null ? [] : (JSON.parse(row.strings) as string[]),
});

const EVENT =
  'SELECT seq, stream, revision, bytes, strings FROM event LEFT JOIN disclosure USING (seq)';

/** Queries on a ledger file, prepared once. Sequence numbers are positions as numbers; -1 stands before the first. */
export function prepareReads(database: Database) {
  const byStream = database.prepare(
    `${EVENT} WHERE stream = ? AND revision >= ? ORDER BY revision`,
  );
  const after = database.prepare(`${EVENT} WHERE seq > ? ORDER BY seq LIMIT ?`);
  const at = database.prepare(`${EVENT} WHERE seq = ?`);
  const byId = database.prepare(`${EVENT} WHERE id = ?`);
  const idsFrom = database.prepare('SELECT id FROM event WHERE seq >= ? ORDER BY seq LIMIT ?');
  const newest = database.prepare('SELECT max(seq) AS seq FROM event');
  const revision = database.prepare('SELECT max(revision) AS revision FROM event WHERE stream = ?');
  const command = database.prepare(
    'SELECT fingerprint, first, count, revision FROM command WHERE commandid = ?',
  );
  const one = (row: EventRow | undefined) => row && toRecord(row);
  return {
    stream: (stream: string, from: number) => byStream.all<EventRow>([stream, from]).map(toRecord),
    after: (sequence: number, limit: number) =>
      after.all<EventRow>([sequence, limit]).map(toRecord),
    at: (sequence: number) => one(at.get<EventRow>([sequence])),
    event: (eventId: string) => one(byId.get<EventRow>([eventId])),
    head: () => newest.get<{ seq: number | null }>()?.seq ?? -1,
    revision: (stream: string) =>
      revision.get<{ revision: number | null }>([stream])?.revision ?? 0,
    command(commandId: string): RecordedCommand | undefined {
      const row = command.get<CommandRow>([commandId]);
      return (
        row && {
          first: positionOf(row.first),
          position: positionOf(row.first + row.count - 1),
          revision: row.revision,
          eventIds: idsFrom.all<{ id: string }>([row.first, row.count]).map(({ id }) => id),
          replayed: false,
          fingerprint: row.fingerprint,
        }
      );
    },
  };
}

export type Reads = ReturnType<typeof prepareReads>;
