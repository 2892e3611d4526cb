// What the SQLite engine promises beyond the contract: the database itself refuses changes, one writer at a time,
// durable mode, and a file that is not this ledger is left alone.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/sqlite/driver.js';
import { createLedgerFolder, openLog, type LedgerFolder } from './ledgerFolder.js';
import { request } from './newEvents.js';

let folder: LedgerFolder;
beforeEach(() => {
  folder = createLedgerFolder();
});
afterEach(() => folder.remove());

const refusal = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
};

describe('the ledger file, written through another connection', () => {
  let raw: Database;
  let before: unknown;
  const content = () =>
    ['event', 'command', 'ledger'].map((table) => raw.prepare(`SELECT * FROM ${table}`).all());

  beforeEach(async () => {
    const log = openLog(folder.path);
    await log.append(request('matters-1', 'none', 'c1', 2));
    await log.append(request('matters-2', 'none', 'c2'));
    await log.close();
    raw = openDatabase(folder.path, { mode: 'write', durability: 'full' });
    // What an ordinary SQLite client has: without it, INSERT OR REPLACE deletes without firing delete triggers.
    raw.exec('PRAGMA recursive_triggers = OFF');
    before = content();
  });
  afterEach(() => raw.close());

  it.each([
    "UPDATE event SET bytes = x'7b7d'",
    'UPDATE event SET revision = revision + 10 WHERE seq = 2',
    "UPDATE OR REPLACE event SET id = 'x' WHERE seq = 0",
    'DELETE FROM event WHERE seq = 2',
    'DELETE FROM event',
    "INSERT OR REPLACE INTO event VALUES (1, 'new', 'matters-1', 2, zeroblob(32), x'7b7d')",
    "REPLACE INTO event SELECT 3, id, stream, 3, leaf, x'7b7d' FROM event WHERE seq = 1",
    "INSERT OR REPLACE INTO event VALUES (3, 'new', 'matters-1', 1, zeroblob(32), x'7b7d')",
    "INSERT INTO event VALUES (0, 'new', 'matters-1', 3, zeroblob(32), x'7b7d') ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
    "INSERT INTO event VALUES (4, 'new', 'matters-1', 3, zeroblob(32), x'7b7d')",
    "INSERT INTO event VALUES (3, 'new', 'matters-1', 5, zeroblob(32), x'7b7d')",
    "INSERT INTO event VALUES (3, 'new', 'matters-1', 3, zeroblob(32), x'')",
    "INSERT INTO event VALUES (3, 'new', 'matters-1', 3, zeroblob(32), zeroblob(65536))",
    "INSERT INTO event VALUES (3, 'new', 'matters-1', 3, zeroblob(32), 'text')",
    "UPDATE command SET fingerprint = 'x'",
    'DELETE FROM command',
    'INSERT OR REPLACE INTO subtree VALUES (1, 0, zeroblob(32)), (1, 0, zeroblob(32))',
    "INSERT OR REPLACE INTO command VALUES ('c1', 'x', 0, 1, 1)",
    "UPDATE ledger SET origin = 'urn:other'",
    'DELETE FROM ledger',
    "INSERT OR REPLACE INTO ledger VALUES (1, 'urn:other', 1)",
  ])('refuses %s', (sql) => {
    expect(refusal(() => raw.exec(sql))).toMatchObject({
      kind: 'refused',
      code: 'storage.constraint',
    });
    expect(content()).toEqual(before);
  });

  it('changes nothing on INSERT OR IGNORE either', () => {
    try {
      raw.exec(
        "INSERT OR IGNORE INTO event VALUES (1, 'new', 'matters-1', 2, zeroblob(32), x'7b7d')",
      );
    } catch (error) {
      expect(error).toMatchObject({ code: 'storage.constraint' });
    }
    expect(content()).toEqual(before);
  });

  it('accepts what the log itself would add, so that the refusals above are not of everything', () => {
    raw.exec("INSERT INTO event VALUES (3, 'new', 'matters-1', 3, zeroblob(32), x'7b7d')");
    expect(content()).not.toEqual(before);
  });
});

describe('the ledger file', () => {
  it('is opened in WAL mode with synchronous=FULL, on the very connection that appends', async () => {
    let opened: Database | undefined;
    const log = openLog(folder.path, {}, (path, options) => (opened = openDatabase(path, options)));
    expect(opened!.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(opened!.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    await log.close();
  });

  it('gives the same events, commands and clock after it was closed and opened again', async () => {
    const first = openLog(folder.path);
    const result = await first.append(request('matters-1', 'none', 'c1', 3));
    const before = await first.readAll(undefined, 10);
    await first.close();
    const again = openLog(folder.path, { clock: () => 0 });
    expect(await again.readAll(undefined, 10)).toEqual(before);
    expect(await again.append(request('matters-1', 'none', 'c1', 3))).toEqual({
      ...result,
      replayed: true,
    });
    await again.append(request('matters-1', 3, 'c2'));
    const [added] = await again.readStream('matters-1', 4);
    expect(Buffer.from(added!.bytes).toString()).toContain(
      '"recordedtime":"2026-03-01T00:00:00.000Z"',
    );
    await again.close();
  });

  it('is whole without its write-ahead log once the writer has closed', async () => {
    const log = openLog(folder.path);
    await log.append(request('matters-1', 'none', 'c1', 3));
    await log.close();
    const copy = join(folder.folder, 'copy.sqlite');
    writeFileSync(copy, readFileSync(folder.path));
    const copied = openLog(copy, { mode: 'read' });
    expect(await copied.head()).toBe('2');
    await copied.close();
  });

  it('is not opened under another origin', async () => {
    await openLog(folder.path).close();
    for (const mode of ['read', 'write'] as const)
      expect(
        refusal(() => openLog(folder.path, { origin: 'urn:sunledger:other', mode })),
      ).toMatchObject({ kind: 'refused', code: 'log.other_ledger' });
    await openLog(folder.path).close();
  });

  it('is not opened in a format that this program does not know', async () => {
    await openLog(folder.path).close();
    const raw = openDatabase(folder.path, { mode: 'write', durability: 'full' });
    raw.exec('DROP TRIGGER ledger_is_never_updated; UPDATE ledger SET format = 2');
    raw.close();
    expect(refusal(() => openLog(folder.path))).toMatchObject({ code: 'log.other_format' });
  });

  it('is not made out of a database that belongs to something else', () => {
    const raw = openDatabase(folder.path, { mode: 'write', durability: 'full' });
    raw.exec('CREATE TABLE recipes (name TEXT)');
    raw.close();
    for (const mode of ['read', 'write'] as const)
      expect(refusal(() => openLog(folder.path, { mode }))).toMatchObject({
        kind: 'refused',
        code: 'log.not_a_ledger',
      });
  });

  it('is not created by a reader', () => {
    expect(refusal(() => openLog(folder.path, { mode: 'read' }))).toMatchObject({
      kind: 'missing',
      code: 'log.missing',
    });
    expect(existsSync(folder.path)).toBe(false);
  });
});

describe('one writer', () => {
  it('keeps a second writer of this process out until it has closed', async () => {
    const first = openLog(folder.path);
    expect(refusal(() => openLog(folder.path))).toMatchObject({
      kind: 'unavailable',
      code: 'log.locked',
    });
    await first.close();
    await openLog(folder.path).close();
  });

  it('does not keep its lock after an opening that failed', async () => {
    await openLog(folder.path).close();
    refusal(() => openLog(folder.path, { origin: 'urn:sunledger:other' }));
    await openLog(folder.path).close();
  });

  it('lets readers follow what it commits, and they cannot write', async () => {
    const writer = openLog(folder.path);
    const reader = openLog(folder.path, { mode: 'read' });
    for (let n = 0; n < 3; n++) {
      await writer.append(request('matters-1', n, `c${n}`));
      expect(await reader.head()).toBe(String(n));
    }
    await expect(reader.append(request('matters-1', 3, 'c9'))).rejects.toMatchObject({
      code: 'log.read_only',
    });
    await reader.close();
    await writer.close();
  });
});
