// Writes a file as a stream: under another name until it is complete, packed where its name ends in .gz.
// It must never leave half a file under the name that was asked for, nor touch what lay there before it is complete.
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isLedgerError, unavailable, type LedgerError } from '../kernel/errors.js';

export const unwritable = (path: string, cause: unknown): LedgerError =>
  unavailable(
    'output.unwritable',
    '无法写入此文件：请检查路径、权限和磁盘空间',
    'The file cannot be written; check the path, its permissions and the disk space',
    path,
    cause,
  );

/** Makes a file under another name and gives it its own when it is complete. @throws LedgerError `output.unwritable` */
export async function replaceFile<T>(
  path: string,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.partial`;
  try {
    const result = await write(temporary);
    await rename(temporary, path);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw isLedgerError(error) ? error : unwritable(path, error);
  }
}

/**
 * Writes text in portions; memory stays flat.
 * @throws LedgerError `output.unwritable`, and what `text` throws
 */
export const writeFileStreamed = (path: string, text: AsyncIterable<string>): Promise<void> =>
  replaceFile(path, async (temporary) => {
    const source = Readable.from(text);
    const sink = createWriteStream(temporary);
    if (/\.gz$/i.test(path)) await pipeline(source, createGzip(), sink);
    else await pipeline(source, sink);
  });

/** As {@link writeFileStreamed}, a text in hand. */
export const writeWhole = (path: string, text: string): Promise<void> =>
  replaceFile(path, (temporary) => writeFile(temporary, text));
