// Files that a command names. What cannot be read or written is said once in each language, with its path.
import { readFileSync, writeFileSync } from 'node:fs';
import { missing, unavailable } from './kernel/errors.js';

/** @throws LedgerError `cli.file` */
export function readGiven(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw missing(
      'cli.file',
      '无法读取此文件：请检查路径与权限',
      'This file cannot be read; check the path and its permissions',
      path,
    );
  }
}

/** Durable before it returns. @throws LedgerError `cli.output` */
export function writeGiven(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content, { flush: true });
  } catch (error) {
    throw unavailable(
      'cli.output',
      '无法写入此文件：请检查路径、权限与空间',
      'This file cannot be written; check the path, its permissions and the space',
      path,
      error,
    );
  }
}
