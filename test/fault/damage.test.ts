// Folders that cannot be written and files that are damaged: one clear sentence, and nothing is made worse.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkIntegrity, openDatabase } from '../../src/sqlite/driver.js';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { request } from '../log/newEvents.js';
import { checkWholeLedger } from './checkLedger.js';

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
const NOT_WRITABLE = {
  kind: 'unavailable',
  code: 'storage.not_writable',
  text: {
    zh: '无法打开或写入此文件：请检查文件夹是否存在及其权限',
    en: 'This file cannot be opened or written; check that the folder exists and its permissions',
  },
};
const CORRUPT = {
  kind: 'corrupt',
  code: 'storage.corrupt',
  text: {
    zh: '数据库文件已损坏：请停止写入，运行 sunledger verify，并从备份恢复',
    en: 'The database file is damaged; stop writing, run sunledger verify and restore a backup',
  },
};

/** A ledger of 200 events in 20 streams, closed. */
async function writeLedger(): Promise<void> {
  const log = openLog(folder.path);
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => log.append(request(`matters-${n % 20}`, 'any', `c${n}`))),
  );
  await log.close();
}

describe('a folder that cannot be written', () => {
  /** Permission bits do not bind root, the immutable attribute does, where the file system has it. */
  const protect = (on: boolean): boolean => {
    if (process.getuid?.() !== 0) {
      chmodSync(folder.folder, on ? 0o555 : 0o755);
      return true;
    }
    return spawnSync('chattr', [on ? '+i' : '-i', folder.folder]).status === 0;
  };
  const canProtect = (() => {
    folder = createLedgerFolder();
    const done = protect(true);
    protect(false);
    folder.remove();
    return done;
  })();
  const itProtected = canProtect ? it : it.skip;
  const skipped = canProtect
    ? ''
    : ' [SKIPPED: this process is root and chattr +i does not work here]';
  afterEach(() => {
    protect(false);
  });

  itProtected(`gets no new ledger${skipped}`, () => {
    protect(true);
    expect(refusal(() => openLog(folder.path))).toMatchObject(NOT_WRITABLE);
  });

  itProtected(
    `keeps an old ledger as it was, and takes appends once it is writable${skipped}`,
    async () => {
      await writeLedger();
      for (const left of ['-wal', '-shm', '.lock-wal', '.lock-shm'])
        spawnSync('rm', ['-f', folder.path + left]);
      const bytes = readFileSync(folder.path);
      protect(true);
      expect(refusal(() => openLog(folder.path))).toMatchObject(NOT_WRITABLE);
      expect(readFileSync(folder.path).equals(bytes)).toBe(true);
      protect(false);
      const log = openLog(folder.path);
      expect((await checkWholeLedger(log)).size).toBe(200);
      expect(await log.append(request('matters-x', 'none', 'later'))).toMatchObject({
        position: '200',
      });
      await log.close();
    },
  );

  it('does not exist', () => {
    expect(refusal(() => openLog(join(folder.folder, 'absent', 'ledger.sqlite')))).toMatchObject(
      NOT_WRITABLE,
    );
  });

  it('is a file', () => {
    writeFileSync(join(folder.folder, 'file'), '');
    expect(refusal(() => openLog(join(folder.folder, 'file', 'ledger.sqlite')))).toMatchObject(
      NOT_WRITABLE,
    );
  });

  it('stands where the ledger file should be', () => {
    expect(refusal(() => openLog(folder.folder))).toMatchObject(NOT_WRITABLE);
  });
});

describe('a damaged ledger file', () => {
  const overwrite = (from: number, bytes: Uint8Array) => {
    const file = openSync(folder.path, 'r+');
    writeSync(file, bytes, 0, bytes.length, from);
    closeSync(file);
  };
  const noise = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 151 + 7) % 256);

  it.each([
    ['its first bytes overwritten', () => overwrite(0, noise(16))],
    ['its whole header destroyed', () => overwrite(0, noise(100))],
    ['nothing but other content', () => writeFileSync(folder.path, '收据\n'.repeat(5000))],
  ])('is not opened with %s, neither for reading nor for writing', async (_, damage) => {
    await writeLedger();
    damage();
    const bytes = readFileSync(folder.path);
    for (const mode of ['read', 'write'] as const)
      expect(refusal(() => openLog(folder.path, { mode }))).toMatchObject(CORRUPT);
    expect(readFileSync(folder.path).equals(bytes)).toBe(true);
  });

  it('says so where pages of it were overwritten, and its own check finds it', async () => {
    await writeLedger();
    const pages = statSync(folder.path).size / 4096;
    // The last pages hold events and index entries; the first hold the schema.
    for (let page = Math.floor(pages / 2); page < pages; page++)
      overwrite(page * 4096, noise(4096));
    const log = openLog(folder.path, { mode: 'read' });
    await expect(log.readAll(undefined, 1000)).rejects.toMatchObject(CORRUPT);
    await log.close();
    // Twice, since the first refusal must not keep the writer's lock.
    for (let n = 0; n < 2; n++) expect(refusal(() => openLog(folder.path))).toMatchObject(CORRUPT);

    const database = openDatabase(folder.path, { mode: 'read', durability: 'full' });
    expect(refusal(() => checkIntegrity(database))).toMatchObject({ code: 'storage.corrupt' });
    database.close();
  });

  it('is cut off in the middle', async () => {
    await writeLedger();
    const bytes = readFileSync(folder.path);
    writeFileSync(folder.path, bytes.subarray(0, bytes.length / 2));
    const work = async () => {
      const log = openLog(folder.path, { mode: 'read' });
      try {
        await log.readAll(undefined, 1000);
      } finally {
        await log.close();
      }
    };
    await expect(work()).rejects.toMatchObject(CORRUPT);
  });

  it('that shows while appending refuses that group and every later one, and reading goes on', async () => {
    await writeLedger();
    const raw = openDatabase(folder.path, { mode: 'read', durability: 'full' });
    const root = raw
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'command'")
      .get<{ rootpage: number }>()!.rootpage;
    raw.close();
    overwrite((root - 1) * 4096, noise(4096));
    const log = openLog(folder.path);
    const append = (n: number) => log.append(request(`matters-new-${n}`, 'none', `new-${n}`));
    const answers = await Promise.allSettled([append(1), append(2)]);
    expect(answers).toMatchObject([{ reason: CORRUPT }, { reason: CORRUPT }]);
    await expect(append(3)).rejects.toMatchObject({ code: 'log.halted' });
    expect(await log.readAll(undefined, 1000)).toHaveLength(200);
    await log.close();
  });

  it('whose newest event is not readable is not written to', async () => {
    await writeLedger();
    const raw = openDatabase(folder.path, { mode: 'write', durability: 'full' });
    raw.exec("INSERT INTO event VALUES (200, 'x', 'matters-x', 1, zeroblob(32), x'7b')");
    raw.close();
    expect(refusal(() => openLog(folder.path))).toMatchObject({
      kind: 'corrupt',
      code: 'storage.corrupt',
    });
  });
});
