// Documents as files: objects/ab/cd/<digest>, written to incoming/ first and moved in when whole and durable.
// It must never overwrite a document with other bytes, nor follow a link in the place of one.
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  documentCorrupt,
  documentMissing,
  documentTooLarge,
  parseDigest,
  type DocumentStore,
  type StoredDocument,
} from './documentStore.js';
import { fileErrorCode, onFiles } from './fileErrors.js';

export interface FileDocumentStoreOptions {
  /** Folder of the store; created when it does not exist. */
  readonly folder: string;
  /** Longest document to accept, in bytes. */
  readonly maxBytes: number;
}

const CHUNK = 64 * 1024;
const READ_ONLY = 0o400;

/** Makes the entries of a folder durable. Windows cannot open one for that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates a folder; makes its name durable when it is new. */
async function ensureFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await syncFolder(dirname(made));
}

async function kindOf(path: string): Promise<'file' | 'other' | 'none'> {
  try {
    return (await lstat(path)).isFile() ? 'file' : 'other';
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return 'none';
    throw error;
  }
}

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;)
    at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
}

/** Copies the stream into the file and makes it durable. An error of the stream itself passes unchanged. */
async function receive(
  content: AsyncIterable<Uint8Array>,
  file: FileHandle,
  maxBytes: number,
): Promise<StoredDocument> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw documentTooLarge(maxBytes);
    digest.update(chunk);
    await onFiles(() => writeWhole(file, chunk));
  }
  await onFiles(async () => {
    await file.chmod(READ_ONLY);
    await file.sync();
  });
  return { sha256: digest.digest('hex'), bytes };
}

/** The chunks of an open file, the last one only when the whole has the digest. */
async function* verified(file: FileHandle, sha256: string): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  let held: Uint8Array | undefined;
  for (;;) {
    const { bytesRead, buffer } = await onFiles(() =>
      file.read(Buffer.alloc(CHUNK), 0, CHUNK, null),
    );
    if (bytesRead === 0) break;
    if (held) yield held;
    held = buffer.subarray(0, bytesRead);
    digest.update(held);
  }
  if (digest.digest('hex') !== sha256) throw documentCorrupt(sha256);
  if (held) yield held;
}

/**
 * A document store in a folder of this machine; several processes may use the folder at once.
 * What a crash leaves in `incoming/` was never acknowledged and may be deleted while nobody writes.
 */
export function createFileDocumentStore(options: FileDocumentStoreOptions): DocumentStore {
  const folder = resolve(options.folder);
  const incoming = join(folder, 'incoming');
  const objects = join(folder, 'objects');
  const pathOf = (sha256: string) => join(objects, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  async function* read(sha256: string): AsyncGenerator<Uint8Array> {
    const path = pathOf(parseDigest(sha256));
    if ((await onFiles(() => kindOf(path))) !== 'file') throw documentMissing(sha256);
    const file = await onFiles(() => open(path, constants.O_RDONLY | constants.O_NOFOLLOW));
    try {
      yield* verified(file, sha256);
    } finally {
      await file.close();
    }
  }

  /** @throws LedgerError `document.corrupt` */
  async function verifyStored(sha256: string): Promise<void> {
    const chunks = read(sha256);
    while (!(await chunks.next()).done);
  }

  async function moveIn(temporary: string, sha256: string): Promise<void> {
    const path = pathOf(sha256);
    await ensureFolder(dirname(path));
    const there = await kindOf(path);
    if (there === 'other') throw documentCorrupt(sha256);
    if (there === 'file') await verifyStored(sha256);
    else await rename(temporary, path);
    // Every level, also of what was there: its first sender may not have come to this line yet.
    for (let level = dirname(path); level.length >= objects.length; level = dirname(level))
      await syncFolder(level);
  }

  return {
    async put(content) {
      const temporary = join(incoming, randomUUID());
      const file = await onFiles(async () => {
        await ensureFolder(incoming);
        return open(temporary, 'wx', 0o600);
      });
      try {
        const stored = await receive(content, file, options.maxBytes);
        await onFiles(() => moveIn(temporary, stored.sha256));
        return stored;
      } finally {
        await onFiles(async () => {
          await file.close();
          await rm(temporary, { force: true });
        });
      }
    },
    get: read,
    async has(sha256) {
      const path = pathOf(parseDigest(sha256));
      return (await onFiles(() => kindOf(path))) === 'file';
    },
  };
}
