// One writer per ledger, across processes: an exclusive transaction held open on a lock file.
// The operating system releases it when the process dies, however it dies. The lock file must never be read or
// copied by this process through other means: POSIX drops a process's locks when any of its handles is closed.
import { LedgerError, isLedgerError } from '../kernel/errors.js';
import { openDatabase, type Database } from './driver.js';

export interface WriterLock {
  /** Idempotent. */
  release(): void;
}

/** @throws LedgerError `log.locked` when another process (or this one) holds it; `storage.*` */
export function acquireWriterLock(path: string): WriterLock {
  let database: Database | undefined;
  try {
    database = openDatabase(path, {
      mode: 'write',
      durability: 'normal',
      busyTimeoutMilliseconds: 0,
    });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw isLedgerError(error) && error.code === 'storage.busy' ? locked(path, error) : error;
  }
  let held: Database | undefined = database;
  return {
    release() {
      held?.exec('ROLLBACK');
      held?.close();
      held = undefined;
    },
  };
}

function locked(path: string, cause: LedgerError): LedgerError {
  return new LedgerError(
    'unavailable',
    'log.locked',
    {
      zh: '此台账正由另一进程写入：同一台账同时只能有一个写入者',
      en: 'Another process is writing to this ledger; a ledger has one writer at a time',
    },
    path,
    {},
    { cause },
  );
}
