// What SQLite says, as one sentence with a stable code. It must never hide the cause, nor call an unknown error known.
import { isLedgerError, LedgerError, type ErrorDetails, type ErrorKind } from '../kernel/errors.js';

const PRIMARY_CODES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  7: 'NOMEM',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};

/** libsql reports a failed open with nothing but the number at the end of its message. */
const LIBSQL_OPEN_FAILED = /^ConnectionFailed\(.*: (\d+)"\)$/s;

/** Not by `instanceof`: the error may come from another realm than this module (node:sqlite under a test runner). */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

/** The SQLite result code of an error of either backend (`FULL`, `BUSY`, ...), or `undefined` if it is no SQLite error. */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // node:sqlite calls the number `errcode`, libsql `rawCode`; its low byte is the primary code.
  const { errcode, rawCode } = error as Readonly<Record<string, unknown>>;
  const number = errcode ?? rawCode ?? LIBSQL_OPEN_FAILED.exec(messageOf(error))?.[1];
  if (number === undefined) return undefined;
  return PRIMARY_CODES[Number(number) & 0xff] ?? 'ERROR';
}

interface Explanation {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

function explain(code: string, message: string): Explanation {
  switch (code) {
    case 'FULL':
      return {
        kind: 'unavailable',
        code: 'storage.full',
        zh: '磁盘已满，未写入任何内容：请腾出空间后重试',
        en: 'The disk is full; nothing was written. Free some space and try again',
      };
    case 'READONLY':
    case 'CANTOPEN':
      return {
        kind: 'unavailable',
        code: 'storage.not_writable',
        zh: '无法打开或写入此文件：请检查文件夹是否存在及其权限',
        en: 'This file cannot be opened or written; check that the folder exists and its permissions',
      };
    case 'IOERR':
      return {
        kind: 'unavailable',
        code: 'storage.io',
        zh: `磁盘读写出错：请检查磁盘（${message}）`,
        en: `The disk failed while reading or writing; check it (${message})`,
      };
    case 'CORRUPT':
    case 'NOTADB':
      return {
        kind: 'corrupt',
        code: 'storage.corrupt',
        zh: '数据库文件已损坏：请停止写入，运行 sunledger verify，并从备份恢复',
        en: 'The database file is damaged; stop writing, run sunledger verify and restore a backup',
      };
    case 'BUSY':
    case 'LOCKED':
      return {
        kind: 'unavailable',
        code: 'storage.busy',
        zh: '数据库正被占用，请稍后重试',
        en: 'The database is in use; try again shortly',
      };
    case 'CONSTRAINT':
      return {
        kind: 'refused',
        code: 'storage.constraint',
        zh: `数据库拒绝了此写入：${message}`,
        en: `The database refused this write: ${message}`,
      };
    default:
      return {
        kind: 'unavailable',
        code: 'storage.failed',
        zh: `读写存储失败：${message}`,
        en: `Reading or writing the storage failed: ${message}`,
      };
  }
}

/** A damaged file that holds nothing of its own needs no backup. */
const DERIVED_DAMAGE: Explanation = {
  kind: 'corrupt',
  code: 'view.damaged',
  zh: '读模型文件已损坏，台账本身不受影响：请停止服务，运行 sunledger rebuild 重建',
  en: 'The file of read models is damaged, the ledger itself is not; stop the server and run sunledger rebuild',
};

/**
 * Translates an error of the database into one sentence; other errors pass through unchanged.
 * @param derived the file can be built again from the log
 */
export function explainSqliteError(
  error: unknown,
  path: string,
  details: ErrorDetails = {},
  derived = false,
): unknown {
  if (isLedgerError(error)) return error;
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const message = messageOf(error);
  const damaged = code === 'CORRUPT' || code === 'NOTADB';
  const {
    kind,
    code: stable,
    zh,
    en,
  } = derived && damaged ? DERIVED_DAMAGE : explain(code, message);
  return new LedgerError(kind, stable, { zh, en }, path, details, { cause: error });
}
