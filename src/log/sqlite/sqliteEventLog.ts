// The embedded log: one SQLite file, one writer, every acknowledged append durable (WAL, synchronous=FULL).
// It must never open a file for writing without holding the writer's lock.
import { existsSync } from 'node:fs';
import { missing } from '../../kernel/errors.js';
import type { Position } from '../../kernel/position.js';
import { openDatabase, type Database } from '../../sqlite/driver.js';
import { acquireWriterLock, type WriterLock } from '../../sqlite/writerLock.js';
import { checkOrigin, createListeners, monotonic, type Stamps } from '../acceptance.js';
import { logClosed, logReadOnly, type EventLog } from '../eventLog.js';
import { createGroupCommitter, type GroupCommitter } from './groupCommit.js';
import { checkLedger, createLedger, lastRecordedTime } from './ledgerFile.js';
import { readingHalf } from './readingHalf.js';
import { prepareReads, type Reads } from './reads.js';
import { prepareTree, TreeWriter, type TreeTables } from './treeTables.js';

export interface SqliteLogOptions extends Stamps {
  /** Path of the database file; the writer's lock file lies beside it. */
  readonly path: string;
  readonly mode: 'read' | 'write';
}

interface OpenLedger {
  readonly database: Database;
  readonly reads: Reads;
  readonly tree: TreeTables;
  readonly lock: WriterLock | undefined;
  readonly writer: GroupCommitter | undefined;
}

/** Opens and checks; leaves nothing open when it fails. */
function openLedger(
  { path, mode, origin, clock, random }: SqliteLogOptions,
  open: typeof openDatabase,
  onHead: (head: Position) => void,
): OpenLedger {
  checkOrigin(origin);
  if (mode === 'read' && !existsSync(path))
    throw missing(
      'log.missing',
      '此处没有台账：请先运行 sunledger init',
      'There is no ledger here; run sunledger init first',
      path,
    );
  const lock = mode === 'write' ? acquireWriterLock(`${path}.lock`) : undefined;
  let database: Database | undefined;
  try {
    database = open(path, { mode, durability: 'full' });
    if (mode === 'write') createLedger(database, origin);
    checkLedger(database, origin);
    const reads = prepareReads(database);
    const tree = prepareTree(database);
    // A reader may open what a writer must not: a ledger whose end is damaged.
    if (mode === 'read') return { database, reads, tree, lock, writer: undefined };
    const stamps = { origin, clock: monotonic(clock, lastRecordedTime(reads, path)), random };
    const treeWriter = new TreeWriter(database, tree, reads.head() + 1);
    const writer = createGroupCommitter(database, reads, treeWriter, stamps, onHead);
    return { database, reads, tree, lock, writer };
  } catch (error) {
    database?.close();
    lock?.release();
    throw error;
  }
}

/**
 * Opens the ledger file; in write mode creates it when it does not exist.
 * @param open opens the database; tests put a failing disk in its place
 * @throws LedgerError `log.locked`, `log.missing`, `log.origin`, `log.not_a_ledger`, `log.other_ledger`,
 *   `log.other_format`, `storage.*`
 */
export function openSqliteEventLog(options: SqliteLogOptions, open = openDatabase): EventLog {
  const { path, origin } = options;
  const listeners = createListeners();
  const ledger = openLedger(options, open, (head) => listeners.tell(head));
  const { database, lock, writer } = ledger;
  let closed = false;

  /** Runs synchronous database work as a promise, so that its errors reject. */
  function attempt<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (closed) throw logClosed();
      resolve(work());
    });
  }

  return {
    origin,
    append(request) {
      if (closed) return Promise.reject(logClosed());
      return writer ? writer.append(request) : Promise.reject(logReadOnly(path));
    },
    ...readingHalf(ledger, attempt),
    subscribe: (onHead) => listeners.subscribe(onHead),
    status() {
      const halted = writer?.stopped;
      return halted
        ? { state: 'refusing', code: halted.code, text: halted.text }
        : { state: 'ready' };
    },
    close() {
      if (closed) return Promise.resolve();
      return attempt(() => {
        writer?.stop(logClosed());
        closed = true;
        database.close();
        lock?.release();
      });
    },
  };
}
