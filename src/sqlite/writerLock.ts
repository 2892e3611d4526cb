// One writer per ledger, across processes: an exclusive transaction held open on a lock file.
// The operating system releases it when the process dies, however it dies.
import { LedgerError, isLedgerError } from '../kernel/errors.js';
import { openDatabase } from './driver.js';

export interface WriterLock {
  release(): void;
}

/** @throws LedgerError `log.locked` when another process (or this one) holds it */
export function acquireWriterLock(path: string): WriterLock {
  const database = openDatabase(path, {
    mode: 'write',
    durability: 'normal',
    busyTimeoutMilliseconds: 0,
  });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isLedgerError(error) && error.code === 'storage.busy')
      throw new LedgerError(
        'unavailable',
        'log.locked',
        {
          zh: '此台账正由另一进程写入：同一台账同时只能有一个写入者',
          en: 'Another process is writing to this ledger; a ledger has one writer at a time',
        },
        path,
        {},
        { cause: error },
      );
    throw error;
  }
  return {
    release() {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
