// The database driver: what it promises the log and the views, whichever backend runs beneath.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, sqliteBackend, type Database } from '../../src/sqlite/driver.js';
import { createLedgerFolder, type LedgerFolder } from './ledgerFolder.js';

describe(`the database driver on ${sqliteBackend}`, () => {
  let folder: LedgerFolder;
  let database: Database;
  beforeEach(() => {
    folder = createLedgerFolder();
    database = openDatabase(folder.path, { mode: 'write', durability: 'normal' });
    database.exec('CREATE TABLE item (n INTEGER PRIMARY KEY, content BLOB, note TEXT) STRICT');
  });
  afterEach(() => {
    database.close();
    folder.remove();
  });
  const refusal = (work: () => unknown): unknown => {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was refused');
  };

  it('returns bytes, numbers, text and nulls as they were bound, in rows without anything else', () => {
    const content = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const insert = database.prepare('INSERT INTO item VALUES (?, ?, ?)');
    insert.run([Number.MAX_SAFE_INTEGER, content, '办公会 "𝄞"']);
    insert.run([2, null, null]);
    const all = database.prepare('SELECT * FROM item ORDER BY n').all<Record<string, unknown>>();
    expect(all.map((row) => Object.keys(row))).toEqual([
      ['n', 'content', 'note'],
      ['n', 'content', 'note'],
    ]);
    expect(all[0]).toEqual({ n: 2, content: null, note: null });
    expect(all[1]).toMatchObject({ n: Number.MAX_SAFE_INTEGER, note: '办公会 "𝄞"' });
    const bytes = all[1]?.['content'];
    expect(ArrayBuffer.isView(bytes)).toBe(true);
    expect(Buffer.compare(bytes as Uint8Array, content)).toBe(0);
  });

  it('binds bytes as the only parameter', () => {
    const content = Buffer.from('办');
    const row = database.prepare('SELECT length(?) AS size').get<{ size: number }>([content]);
    expect(row).toEqual({ size: 3 });
  });

  it('gives undefined for no row', () => {
    expect(database.prepare('SELECT * FROM item').get()).toBeUndefined();
    expect(database.prepare('SELECT * FROM item').all()).toEqual([]);
  });

  it('rolls a transaction back on any throw and goes on', () => {
    const insert = database.prepare('INSERT INTO item (n) VALUES (?)');
    expect(() =>
      database.transaction(() => {
        insert.run([1]);
        throw new RangeError('on purpose');
      }),
    ).toThrow(RangeError);
    expect(
      refusal(() =>
        database.transaction(() => {
          insert.run([2]);
          insert.run([2]);
        }),
      ),
    ).toMatchObject({ code: 'storage.constraint' });
    expect(database.transaction(() => (insert.run([3]), 'done'))).toBe('done');
    expect(database.prepare('SELECT n FROM item').all()).toEqual([{ n: 3 }]);
  });

  it('leaves no read open that would keep the write-ahead log from being emptied', () => {
    const insert = database.prepare('INSERT INTO item (n) VALUES (?)');
    for (let n = 0; n < 10; n++) insert.run([n]);
    database.prepare('SELECT n FROM item ORDER BY n').get();
    const other = openDatabase(folder.path, { mode: 'write', durability: 'normal' });
    expect(other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
    other.close();
  });

  it('refuses every use after close, also of statements prepared before', () => {
    const insert = database.prepare('INSERT INTO item (n) VALUES (?)');
    database.close();
    database.close();
    for (const use of [
      () => insert.run([1]),
      () => insert.get([1]),
      () => insert.all([1]),
      () => database.exec('SELECT 1'),
      () => database.prepare('SELECT 1'),
      () => database.transaction(() => 1),
    ])
      expect(refusal(use)).toMatchObject({ kind: 'unavailable', code: 'storage.closed' });
  });

  it('reads without ever writing or creating', () => {
    const reader = openDatabase(folder.path, { mode: 'read', durability: 'normal' });
    expect(refusal(() => reader.exec('INSERT INTO item (n) VALUES (1)'))).toMatchObject({
      code: 'storage.not_writable',
    });
    reader.close();
    const absent = join(folder.folder, 'absent.sqlite');
    for (const options of [{ mode: 'read' }, { mode: 'write', create: false }] as const)
      expect(
        refusal(() => openDatabase(absent, { ...options, durability: 'normal' })),
      ).toMatchObject({ kind: 'missing', code: 'storage.missing' });
    expect(existsSync(absent)).toBe(false);
  });

  it('says busy, in one sentence, when another connection holds the file', () => {
    const impatient = openDatabase(folder.path, {
      mode: 'write',
      durability: 'normal',
      busyTimeoutMilliseconds: 0,
    });
    database.transaction(() => {
      const error = refusal(() => impatient.exec('INSERT INTO item (n) VALUES (1)'));
      expect(error).toMatchObject({ kind: 'unavailable', code: 'storage.busy' });
    });
    impatient.close();
  });
});
