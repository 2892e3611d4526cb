// The embedded log: one SQLite file, one writer, every acknowledged append durable (WAL, synchronous=FULL).
// Group commit: all appends waiting in the same turn share one transaction; each succeeds or fails on its own.
import { readFileSync } from 'node:fs';
import { corrupt, isLedgerError, missing, unavailable } from '../../kernel/errors.js';
import { parsePosition, positionOf, type Position } from '../../kernel/position.js';
import { openDatabase, type Database } from '../../sqlite/driver.js';
import { acquireWriterLock } from '../../sqlite/writerLock.js';
import { accept, commandIdOf, fingerprintOf, monotonic, type Stamps } from '../acceptance.js';
import {
  commandReused,
  outcomeUnknown,
  versionConflict,
  type AppendRequest,
  type AppendResult,
  type EventLog,
  type StoredRecord,
} from '../eventLog.js';
import { existsSync } from 'node:fs';

const FORMAT = 1;
/** Bounds how long one transaction may keep the turn; the rest follows in the next. */
const GROUP_LIMIT = 1000;

export interface SqliteLogOptions extends Stamps {
  /** Path of the database file; the writer's lock file lies beside it. */
  readonly path: string;
  readonly mode: 'read' | 'write';
}

interface EventRow {
  seq: number;
  stream: string;
  revision: number;
  bytes: Uint8Array;
}
interface CommandRow {
  fingerprint: string;
  first: number;
  count: number;
  revision: number;
}
interface Pending {
  readonly request: AppendRequest;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

const toRecord = (row: EventRow): StoredRecord => ({
  position: positionOf(row.seq),
  stream: row.stream,
  revision: row.revision,
  bytes: row.bytes,
});

function prepareReads(database: Database) {
  return {
    stream: database.prepare(
      'SELECT seq, stream, revision, bytes FROM event WHERE stream = ? AND revision >= ? ORDER BY revision',
    ),
    after: database.prepare(
      'SELECT seq, stream, revision, bytes FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
    ),
    at: database.prepare('SELECT seq, stream, revision, bytes FROM event WHERE seq = ?'),
    byId: database.prepare('SELECT seq, stream, revision, bytes FROM event WHERE id = ?'),
    idsFrom: database.prepare('SELECT id FROM event WHERE seq >= ? ORDER BY seq LIMIT ?'),
    head: database.prepare('SELECT max(seq) AS seq FROM event'),
    revision: database.prepare('SELECT max(revision) AS revision FROM event WHERE stream = ?'),
    command: database.prepare(
      'SELECT fingerprint, first, count, revision FROM command WHERE commandid = ?',
    ),
  };
}
type Reads = ReturnType<typeof prepareReads>;

function findCommand(reads: Reads, commandId: string) {
  const row = reads.command.get<CommandRow>([commandId]);
  if (!row) return undefined;
  return {
    first: positionOf(row.first),
    position: positionOf(row.first + row.count - 1),
    revision: row.revision,
    eventIds: reads.idsFrom.all<{ id: string }>([row.first, row.count]).map(({ id }) => id),
    fingerprint: row.fingerprint,
    replayed: true,
  };
}

function checkLedger(database: Database, origin: string): void {
  const row = database
    .prepare('SELECT origin, format FROM ledger')
    .get<{ origin: string; format: number }>();
  if (row?.origin !== origin || row.format !== FORMAT)
    throw corrupt(
      'log.other_ledger',
      `此文件属于另一台账（${row?.origin ?? '无来源'}，格式 ${row?.format ?? '无'}），不是 ${origin}`,
      `This file belongs to another ledger (${row?.origin ?? 'no origin'}, format ${row?.format ?? 'none'}), not ${origin}`,
      database.path,
    );
}

function lastRecordedTime(reads: Reads): number {
  const head = reads.head.get<{ seq: number | null }>()?.seq ?? null;
  if (head === null) return 0;
  const row = reads.at.get<EventRow>([head]);
  const { recordedtime } = JSON.parse(Buffer.from(row?.bytes ?? []).toString('utf8')) as {
    recordedtime: string;
  };
  return Date.parse(recordedtime);
}

/** The writing half: a queue that is drained into one transaction per turn. */
class GroupCommitter {
  private queue: Pending[] = [];
  private scheduled = false;
  private failure: unknown;
  private nextSequence: number;
  private readonly insertEvent;
  private readonly insertCommand;

  constructor(
    private readonly database: Database,
    private readonly reads: Reads,
    private readonly stamps: Stamps,
    private readonly onHead: (head: Position) => void,
  ) {
    this.nextSequence = (reads.head.get<{ seq: number | null }>()?.seq ?? -1) + 1;
    this.insertEvent = database.prepare(
      'INSERT INTO event (seq, id, stream, revision, bytes) VALUES (?, ?, ?, ?, ?)',
    );
    this.insertCommand = database.prepare(
      'INSERT INTO command (commandid, fingerprint, first, count, revision) VALUES (?, ?, ?, ?, ?)',
    );
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      this.schedule();
    });
  }

  /** Commits what waits, then fails later appends with `reason`. */
  stop(reason: unknown): void {
    while (this.queue.length > 0) this.drain();
    this.failure = reason;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.drain();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private drain(): void {
    const group = this.queue.splice(0, GROUP_LIMIT);
    if (group.length === 0) return;
    if (this.failure !== undefined) {
      for (const { reject } of group) reject(this.failure);
      return;
    }
    const before = this.nextSequence;
    const settle: (() => void)[] = [];
    try {
      this.database.transaction(() => {
        for (const pending of group) settle.push(this.attempt(pending));
      });
    } catch (error) {
      this.nextSequence = before;
      this.settleAfterFailure(group, error);
      return;
    }
    for (const answer of settle) answer();
    if (this.nextSequence > before) this.onHead(positionOf(this.nextSequence - 1));
  }

  /** Decides one append inside the transaction. Everything that may refuse it is checked before its first insert. */
  private attempt({ request, resolve, reject }: Pending): () => void {
    try {
      const commandId = commandIdOf(request);
      const fingerprint = fingerprintOf(request);
      const recorded = findCommand(this.reads, commandId);
      if (recorded) {
        if (recorded.fingerprint !== fingerprint) throw commandReused(commandId);
        return () => resolve(recorded);
      }
      const result = this.insert(request, commandId, fingerprint);
      return () => resolve(result);
    } catch (error) {
      // A storage failure concerns the whole transaction; a refusal only this append.
      if (!isLedgerError(error) || error.code.startsWith('storage.')) throw error;
      return () => reject(error);
    }
  }

  private insert(request: AppendRequest, commandId: string, fingerprint: string): AppendResult {
    const { stream, expected } = request;
    const actual = this.reads.revision.get<{ revision: number | null }>([stream])?.revision ?? 0;
    if (expected !== 'any' && (expected === 'none' ? 0 : expected) !== actual)
      throw versionConflict(stream, expected, actual);
    const encoded = request.events.map((event) => accept(event, stream, this.stamps));
    const first = this.nextSequence;
    const revision = actual + encoded.length;
    for (const [index, { id, bytes }] of encoded.entries())
      this.insertEvent.run([first + index, id, stream, actual + index + 1, bytes]);
    this.insertCommand.run([commandId, fingerprint, first, encoded.length, revision]);
    this.nextSequence = first + encoded.length;
    return {
      first: positionOf(first),
      position: positionOf(this.nextSequence - 1),
      revision,
      eventIds: encoded.map(({ id }) => id),
      replayed: false,
    };
  }

  /** After a failed transaction nothing of the group is stored, unless the failure came with the commit itself. */
  private settleAfterFailure(group: readonly Pending[], error: unknown): void {
    for (const { request, resolve, reject } of group) {
      const commandId = request.events[0]?.commandid ?? '';
      try {
        const recorded = findCommand(this.reads, commandId);
        if (recorded) resolve({ ...recorded, replayed: false });
        else reject(error);
      } catch (cause) {
        this.failure = outcomeUnknown(commandId, cause);
        reject(this.failure);
      }
    }
  }
}

function createSchema(database: Database, origin: string): void {
  const schema = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8');
  database.transaction(() => {
    database.exec(schema);
    if (!database.prepare('SELECT 1 AS one FROM ledger').get())
      database
        .prepare('INSERT INTO ledger (one, origin, format) VALUES (1, ?, ?)')
        .run([origin, FORMAT]);
  });
}

/**
 * Opens the ledger file; in write mode creates it when it does not exist.
 * @throws LedgerError `log.locked`, `log.missing`, `log.other_ledger`, `storage.*`
 */
export function openSqliteEventLog(options: SqliteLogOptions): EventLog {
  const { path, mode, origin } = options;
  if (mode === 'read' && !existsSync(path))
    throw missing(
      'log.missing',
      '此处没有台账：请先运行 sunledger init',
      'There is no ledger here; run sunledger init first',
      path,
    );
  const lock = mode === 'write' ? acquireWriterLock(`${path}.lock`) : undefined;
  const listeners = new Set<(head: Position) => void>();
  let database: Database | undefined;
  let writer: GroupCommitter | undefined;
  let reads: Reads;
  try {
    database = openDatabase(path, { mode, durability: 'full' });
    if (mode === 'write') createSchema(database, origin);
    checkLedger(database, origin);
    reads = prepareReads(database);
    if (mode === 'write') {
      const clock = monotonic(options.clock, lastRecordedTime(reads));
      writer = new GroupCommitter(database, reads, { ...options, clock }, (head) => {
        for (const listener of listeners) listener(head);
      });
    }
  } catch (error) {
    database?.close();
    lock?.release();
    throw error;
  }
  const opened = database;
  const closed = unavailable('log.closed', '台账已关闭', 'The ledger is closed', path);
  const readOnly = unavailable(
    'log.read_only',
    '台账以只读方式打开',
    'The ledger is open for reading only',
    path,
  );

  return {
    origin,
    append: (request) => (writer ? writer.append(request) : Promise.reject(readOnly)),
    readStream: (stream, fromRevision = 1) =>
      attempt(() => reads.stream.all<EventRow>([stream, fromRevision]).map(toRecord)),
    readAll: (after, limit) =>
      attempt(() =>
        reads.after.all<EventRow>([after === undefined ? -1 : Number(after), limit]).map(toRecord),
      ),
    readAt: (position) =>
      attempt(() => {
        const row = reads.at.get<EventRow>([Number(parsePosition(position))]);
        return row && toRecord(row);
      }),
    findEvent: (eventId) =>
      attempt(() => {
        const row = reads.byId.get<EventRow>([eventId]);
        return row && toRecord(row);
      }),
    findCommand: (commandId) => attempt(() => findCommand(reads, commandId)),
    head: () =>
      attempt(() => {
        const sequence = reads.head.get<{ seq: number | null }>()?.seq ?? null;
        return sequence === null ? undefined : positionOf(sequence);
      }),
    subscribe(onHead) {
      listeners.add(onHead);
      return () => listeners.delete(onHead);
    },
    close: () =>
      attempt(() => {
        writer?.stop(closed);
        opened.close();
        lock?.release();
      }),
  };
}

/** Runs synchronous database work as a promise, so that its errors reject. */
function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
