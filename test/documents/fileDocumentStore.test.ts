import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DocumentStore } from '../../src/documents/documentStore.js';
import { createFileDocumentStore } from '../../src/documents/fileDocumentStore.js';

let folder: string;
let store: DocumentStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sunledger-documents-'));
  store = createFileDocumentStore({ folder: join(folder, 'store'), maxBytes: 1_000_000 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const digestOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const pathOf = (sha256: string) =>
  join(folder, 'store/objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
const incoming = () => readdirSync(join(folder, 'store/incoming'));

async function* inChunks(content: Uint8Array, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size)
    yield await Promise.resolve(content.subarray(at, at + size));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Changes stored bytes as somebody with access to the disk would. */
function tamper(sha256: string, content: Uint8Array): void {
  chmodSync(pathOf(sha256), 0o600);
  writeFileSync(pathOf(sha256), content);
}

const long = Buffer.alloc(300_000, '虚构的会议记录。');

describe('a document store in files', () => {
  it('returns what was put, whatever its content and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.integer({ min: 1, max: 700 }),
        async (content, size) => {
          const stored = await store.put(inChunks(content, size));
          expect(stored).toEqual({ sha256: digestOf(content), bytes: content.length });
          expect(await collect(store.get(stored.sha256))).toEqual(Buffer.from(content));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps a document longer than one chunk in two levels of folders, and nothing in incoming', async () => {
    const { sha256 } = await store.put(inChunks(long));
    expect(statSync(pathOf(sha256)).size).toBe(long.length);
    expect(statSync(pathOf(sha256)).mode & 0o222).toBe(0);
    expect(await collect(store.get(sha256))).toEqual(long);
    expect(incoming()).toEqual([]);
  });

  it('says what it has', async () => {
    const { sha256 } = await store.put(inChunks(long));
    expect(await store.has(sha256)).toBe(true);
    expect(await store.has('00'.repeat(32))).toBe(false);
    await expect(collect(store.get('00'.repeat(32)))).rejects.toMatchObject({
      code: 'document.missing',
      kind: 'missing',
    });
  });

  it('stores the same content once, also when it is sent many times at once', async () => {
    const { sha256 } = await store.put(inChunks(long));
    const { ino } = statSync(pathOf(sha256));
    await store.put(inChunks(long, 77));
    expect(statSync(pathOf(sha256)).ino).toBe(ino);
    const other = Buffer.from('另一份');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => store.put(inChunks(other))),
    );
    expect(new Set(outcomes.map((outcome) => outcome.sha256)).size).toBe(1);
    expect(readdirSync(dirname(pathOf(digestOf(other))))).toEqual([digestOf(other)]);
    expect(incoming()).toEqual([]);
  });

  it('never hands out an altered document whole', async () => {
    const { sha256 } = await store.put(inChunks(long));
    const altered = Buffer.from(long);
    altered[299_999]! ^= 1;
    tamper(sha256, altered);
    let received = 0;
    await expect(
      (async () => {
        for await (const chunk of store.get(sha256)) received += chunk.length;
      })(),
    ).rejects.toMatchObject({ code: 'document.corrupt', kind: 'corrupt', where: sha256 });
    expect(received).toBeLessThan(long.length);
  });

  it.each([
    ['shortened', (content: Buffer) => content.subarray(1)],
    ['emptied', () => Buffer.alloc(0)],
    ['lengthened', (content: Buffer) => Buffer.concat([content, Buffer.from('x')])],
  ])('notices a document that was %s', async (_, change) => {
    const small = Buffer.from('村务公开');
    const { sha256 } = await store.put(inChunks(small));
    tamper(sha256, change(small));
    const seen: Uint8Array[] = [];
    await expect(
      (async () => {
        for await (const chunk of store.get(sha256)) seen.push(chunk);
      })(),
    ).rejects.toMatchObject({ code: 'document.corrupt' });
    expect(seen).toEqual([]);
  });

  it('says so when a document that is sent again lies damaged in the store, and keeps the evidence', async () => {
    const { sha256 } = await store.put(inChunks(long));
    tamper(sha256, Buffer.from('篡改'));
    await expect(store.put(inChunks(long))).rejects.toMatchObject({ code: 'document.corrupt' });
    expect(statSync(pathOf(sha256)).size).toBe(6);
    expect(incoming()).toEqual([]);
  });

  it('stores nothing when the sender breaks off, and passes his error on', async () => {
    const broken = new Error('connection reset');
    async function* breaksOff() {
      yield* inChunks(long);
      throw broken;
    }
    await expect(store.put(breaksOff())).rejects.toBe(broken);
    expect(incoming()).toEqual([]);
    expect(await store.has(digestOf(long))).toBe(false);
  });

  it('refuses what is longer than its limit, without reading on', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += long.length;
        yield await Promise.resolve(long);
      }
    }
    await expect(store.put(endless())).rejects.toMatchObject({
      code: 'document.too_large',
      details: { limit: 1_000_000 },
    });
    expect(read).toBeLessThan(1_500_000);
    expect(incoming()).toEqual([]);
  });

  it.each([
    '../../etc/passwd',
    '',
    'AB'.repeat(32),
    `${'ab'.repeat(31)}/.`,
    `${'ab'.repeat(32)}\n`,
    '..',
  ])('refuses a path in the place of a digest: %j', async (name) => {
    await expect(collect(store.get(name))).rejects.toMatchObject({ code: 'document.digest' });
    await expect(store.has(name)).rejects.toMatchObject({ code: 'document.digest' });
  });

  it('follows no link and takes no folder in the place of a document', async () => {
    const sha256 = digestOf(long);
    mkdirSync(dirname(pathOf(sha256)), { recursive: true });
    writeFileSync(join(folder, 'outside'), long);
    symlinkSync(join(folder, 'outside'), pathOf(sha256));
    expect(await store.has(sha256)).toBe(false);
    await expect(collect(store.get(sha256))).rejects.toMatchObject({ code: 'document.missing' });
    await expect(store.put(inChunks(long))).rejects.toMatchObject({ code: 'document.corrupt' });
  });

  it('says in both languages that it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const misplaced = createFileDocumentStore({ folder: join(folder, 'file'), maxBytes: 10 });
    await expect(misplaced.put(inChunks(long))).rejects.toMatchObject({
      code: 'storage.failed',
      kind: 'unavailable',
      text: { zh: expect.stringContaining('文件库'), en: expect.stringContaining('store') },
    });
  });
});
