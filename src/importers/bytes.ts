// Bytes of a file, unpacked when they are gzip (told by the magic number, not by the name), counted as they are read.
// It must never hold the file in memory, and never take a truncated archive for a complete one.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { codeOf, fileEmpty, fileMissing, fileUnreadable, gzipDamaged } from './errors.js';
import { Pump } from './pump.js';

/** How to open a file of bytes; `onBytes` hears how many bytes of the file itself were read so far. */
export interface ByteOptions {
  readonly onBytes?: (bytesRead: number) => void;
}

/** The size of a file in bytes. @throws LedgerError `import.file_missing`, `import.file_unreadable`, `import.file_empty` */
export async function fileSize(path: string): Promise<number> {
  const name = basename(path);
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? fileMissing(name) : fileUnreadable(name, error);
  }
  if (!found.isFile()) throw fileUnreadable(name, new Error('not a regular file'));
  if (found.size === 0) throw fileEmpty(name);
  return found.size;
}

/**
 * The unpacked bytes of a file, in chunks.
 * @throws LedgerError `import.file_*`, and `import.gzip_truncated` or `import.gzip_damaged` after the good bytes
 */
export async function* readBytes(path: string, options: ByteOptions = {}): AsyncGenerator<Buffer> {
  await fileSize(path);
  const first = await firstBytes(path);
  if (first[0] === 0x1f && first[1] === 0x8b) yield* unpacked(path, options);
  else yield* raw(path, options);
}

async function* raw(path: string, { onBytes }: ByteOptions): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = chunk as Buffer;
      read += bytes.length;
      onBytes?.(read);
      yield bytes;
    }
  } catch (error) {
    throw fileUnreadable(basename(path), error);
  }
}

/** One read of compressed bytes grows at most about a thousandfold, so this bounds the memory of a hostile archive. */
const COMPRESSED_CHUNK = 16 * 1024;

async function* unpacked(path: string, { onBytes }: ByteOptions): AsyncGenerator<Buffer> {
  const gunzip = new Pump<Buffer>(createGunzip());
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: COMPRESSED_CHUNK })) {
      const bytes = chunk as Buffer;
      yield* await gunzip.feed(bytes);
      if (gunzip.failure !== undefined) break;
      read += bytes.length;
      onBytes?.(read);
    }
    if (gunzip.failure === undefined) yield* await gunzip.end();
  } catch (error) {
    throw fileUnreadable(basename(path), error);
  } finally {
    gunzip.close();
  }
  const { failure } = gunzip;
  if (failure !== undefined)
    throw gzipDamaged(basename(path), codeOf(failure) === 'Z_BUF_ERROR', failure);
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { end: 1 })) return chunk as Buffer;
  } catch (error) {
    throw fileUnreadable(basename(path), error);
  }
  return Buffer.alloc(0);
}
