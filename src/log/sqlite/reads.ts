// The reading half of the embedded log: prepared queries and how their rows become records.
// It must return the exact bytes that were stored.
import { positionOf } from '../../kernel/position.js';
import type { Database, SqlValue, Statement } from '../../sqlite/driver.js';
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

/** Many events in one row: their bytes end to end, all else as JSON arrays; NULL bytes for no event. */
interface PackedRow {
  seqs: string;
  streams: string;
  revisions: string;
  lengths: string;
  disclosures: string;
  bytes: Uint8Array | null;
}

/** The same question in two forms: the second for when the first cannot be unpacked. */
interface PagedQuery {
  readonly packed: Statement;
  readonly plain: Statement;
}

/** A recorded command: its first answer and the digest of what was asked. */
export type RecordedCommand = AppendResult & { readonly fingerprint: string };

/** Bounds the memory of one packed row: at most 64 KiB times so many. */
const PACK = 1000;

const EVENT =
  'SELECT seq, stream, revision, bytes, strings FROM event LEFT JOIN disclosure USING (seq)';

/** A driver's cost is by the row, so events travel packed into one: twice as fast to read. */
const packed = (condition: string) =>
  `SELECT json_group_array(seq) AS seqs, json_group_array(stream) AS streams,
     json_group_array(revision) AS revisions, json_group_array(length(bytes)) AS lengths,
     json_group_array(strings) AS disclosures,
     CAST(group_concat(CAST(bytes AS TEXT), '') AS BLOB) AS bytes
   FROM (${EVENT} ${condition} LIMIT ?)`;

const parseDisclosures = (strings: string | null): readonly string[] =>
  strings === null ? [] : (JSON.parse(strings) as string[]);

/** @returns `undefined` when the bytes do not add up to their lengths, as damaged ones may not */
function unpack(row: PackedRow | undefined): StoredRecord[] | undefined {
  if (!row?.bytes) return [];
  const { bytes } = row;
  const sequences = JSON.parse(row.seqs) as number[];
  const streams = JSON.parse(row.streams) as string[];
  const revisions = JSON.parse(row.revisions) as number[];
  const disclosures = JSON.parse(row.disclosures) as (string | null)[];
  let end = 0;
  const records = (JSON.parse(row.lengths) as number[]).map((length, index): StoredRecord => {
    end += length;
    return {
      position: positionOf(sequences[index] ?? -1),
      stream: streams[index] ?? '',
      revision: revisions[index] ?? 0,
      bytes: bytes.subarray(end - length, end),
      disclosures: parseDisclosures(disclosures[index] ?? null),
    };
  });
  return end === bytes.length ? records : undefined;
}

const toRecord = (row: EventRow): StoredRecord => ({
  position: positionOf(row.seq),
  stream: row.stream,
  revision: row.revision,
  bytes: row.bytes,
  disclosures: parseDisclosures(row.strings),
});

/** Queries on a ledger file, prepared once. Sequence numbers are positions as numbers; -1 stands before the first. */
export function prepareReads(database: Database) {
  const paged = (condition: string): PagedQuery => ({
    packed: database.prepare(packed(condition)),
    plain: database.prepare(`${EVENT} ${condition} LIMIT ?`),
  });
  const byStream = paged('WHERE stream = ? AND revision >= ? ORDER BY revision');
  const after = paged('WHERE seq > ? ORDER BY seq');
  const each = paged('WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq');
  const at = database.prepare(`${EVENT} WHERE seq = ?`);
  const byId = database.prepare(`${EVENT} WHERE id = ?`);
  const idsFrom = database.prepare('SELECT id FROM event WHERE seq >= ? ORDER BY seq LIMIT ?');
  const newest = database.prepare('SELECT max(seq) AS seq FROM event');
  const revision = database.prepare('SELECT max(revision) AS revision FROM event WHERE stream = ?');
  const command = database.prepare(
    'SELECT fingerprint, first, count, revision FROM command WHERE commandid = ?',
  );
  const one = (row: EventRow | undefined) => row && toRecord(row);
  const page = (query: PagedQuery, condition: readonly SqlValue[], limit: number) => {
    const parameters = [...condition, Math.min(PACK, limit)];
    return (
      unpack(query.packed.get<PackedRow>(parameters)) ??
      query.plain.all<EventRow>(parameters).map(toRecord)
    );
  };

  return {
    stream(stream: string, from: number): readonly StoredRecord[] {
      const records = page(byStream, [stream, from], PACK);
      for (let last = records; last.length === PACK; records.push(...last))
        last = page(byStream, [stream, (last.at(-1)?.revision ?? 0) + 1], PACK);
      return records;
    },
    after(sequence: number, limit: number): readonly StoredRecord[] {
      const records = page(after, [sequence], limit);
      for (
        let last = records;
        last.length === PACK && records.length < limit;
        records.push(...last)
      )
        last = page(after, [Number(last.at(-1)?.position)], limit - records.length);
      return records;
    },
    at: (sequence: number) => one(at.get<EventRow>([sequence])),
    each(sequences: readonly number[]): readonly StoredRecord[] {
      const ordered = [...new Set(sequences)].sort((a, b) => a - b);
      const records: StoredRecord[] = [];
      for (let from = 0; from < ordered.length; from += PACK)
        records.push(...page(each, [JSON.stringify(ordered.slice(from, from + PACK))], PACK));
      return records;
    },
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
