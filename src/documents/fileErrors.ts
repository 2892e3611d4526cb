// What the file system answers, in the ledger's words: the same codes as the database driver's.
import { isLedgerError, LedgerError } from '../kernel/errors.js';

const SENTENCES: Readonly<Record<string, readonly [code: string, zh: string, en: string]>> = {
  ENOSPC: [
    'full',
    '磁盘已满，未存入文件：请腾出空间后重试',
    'The disk is full; nothing was stored. Free some space and try again',
  ],
  EDQUOT: [
    'full',
    '磁盘配额已满，未存入文件：请腾出空间后重试',
    'The disk quota is used up; nothing was stored. Free some space and try again',
  ],
  EACCES: [
    'not_writable',
    '无法读写文件库：请检查文件夹权限',
    'The document store cannot be read or written; check the permissions of its folder',
  ],
  EPERM: [
    'not_writable',
    '无法读写文件库：请检查文件夹权限',
    'The document store cannot be read or written; check the permissions of its folder',
  ],
  EROFS: [
    'not_writable',
    '文件库位于只读文件系统：请改用可写的位置',
    'The document store lies on a read-only file system; use a writable place',
  ],
};

/** The `code` of a Node.js error, of whatever realm; empty when it has none. */
export const fileErrorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/**
 * Does work on files of the store.
 * @throws LedgerError `storage.full`, `storage.not_writable`, `storage.failed` with the cause
 */
export async function onFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isLedgerError(error)) throw error;
    const [code, zh, en] = SENTENCES[fileErrorCode(error)] ?? [
      'failed',
      `读写文件库失败（${fileErrorCode(error)}）：请检查磁盘后重试`,
      `Reading or writing the document store failed (${fileErrorCode(error)}); check the disk and try again`,
    ];
    throw new LedgerError(
      'unavailable',
      `storage.${code}`,
      { zh, en },
      'documents',
      {},
      { cause: error },
    );
  }
}
