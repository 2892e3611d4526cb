// One writer per ledger, across processes: an exclusive transaction held open on a lock file.
// The operating system releases it when the process dies, however it dies. The lock file must never be read or
// copied by this process through other means: POSIX drops a process's locks when any of its handles is closed.
import { corrupt, LedgerError, isLedgerError } from '../kernel/errors.js';
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
    if (isLedgerError(error) && error.code === 'storage.busy') throw locked(path, error);
    if (isLedgerError(error) && error.code === 'view.damaged') throw lockDamaged(path);
    throw error;
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

const lockDamaged = (path: string): LedgerError =>
  corrupt(
    'log.lock_damaged',
    '锁文件已损坏，其中没有任何记录：请确认没有其他进程在使用此台账，然后删除该文件',
    'The lock file is damaged; it holds no records. Make sure that no other process uses this ledger and delete it',
    path,
  );

function locked(path: string, cause: LedgerError): LedgerError {
  return new LedgerError(
    'unavailable',
    'log.locked',
    {
      zh: '此台账正由另一进程写入：同一台账同时只能有一个写入者。请先停止该进程（例如运行中的服务），或经其 HTTP 接口写入',
      en: 'Another process is writing to this ledger; a ledger has one writer at a time. Stop it (a running server, say), or write through its HTTP interface',
    },
    path,
    {},
    { cause },
  );
}
