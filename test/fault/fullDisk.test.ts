// A full disk, three real ones: SQLite's own page limit (which can be lifted, like a disk that is cleared), a small
// file system in memory (where this process may mount one), and the operating system's limit on file size.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '../../src/log/eventLog.js';
import { openDatabase, type Database } from '../../src/sqlite/driver.js';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { newEvent, request } from '../log/newEvents.js';
import { checkWholeLedger } from './checkLedger.js';
import { runChild } from './childProcess.js';

let folder: LedgerFolder;
beforeEach(() => {
  folder = createLedgerFolder();
});
afterEach(() => folder.remove());

const FULL = {
  kind: 'unavailable',
  code: 'storage.full',
  text: {
    zh: '磁盘已满，未写入任何内容：请腾出空间后重试',
    en: 'The disk is full; nothing was written. Free some space and try again',
  },
};

/** Appends groups of ten until one is refused; returns what was acknowledged and the refusals of the last group. */
async function fill(log: EventLog) {
  const acknowledged: string[] = [];
  for (let round = 0; ; round++) {
    const ids = Array.from({ length: 10 }, (_, n) => `r${round}-${n}`);
    const answers = await Promise.allSettled(
      ids.map((id) =>
        log.append({
          stream: `matters-${id}`,
          expected: 'none',
          events: [newEvent(id, { text: '办'.repeat(300) })],
        }),
      ),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as unknown] : [],
    );
    acknowledged.push(...ids.filter((_, n) => answers[n]?.status === 'fulfilled'));
    if (refused.length > 0) return { acknowledged, refused, first: ids[0] ?? '' };
  }
}

/** Nothing acknowledged is lost, nothing refused is there, and the ledger is read as before. */
async function checkFull(log: EventLog, filled: Awaited<ReturnType<typeof fill>>): Promise<void> {
  expect(filled.acknowledged.length).toBeGreaterThan(0);
  expect(filled.refused).toHaveLength(10);
  for (const error of filled.refused) expect(error).toMatchObject(FULL);
  expect([...(await checkWholeLedger(log)).keys()]).toEqual(filled.acknowledged);
}

describe('a full disk', () => {
  it('refuses the whole group in one sentence, keeps all before it, and takes the retry once there is space', async () => {
    let database: Database | undefined;
    const log = openLog(folder.path, {}, (path, options) => {
      database = openDatabase(path, options);
      database.exec('PRAGMA max_page_count = 60');
      return database;
    });
    const filled = await fill(log);
    await checkFull(log, filled);

    database?.exec('PRAGMA max_page_count = 100000');
    expect(await log.append(request('matters-x', 'none', filled.first))).toMatchObject({
      position: String(filled.acknowledged.length),
      replayed: false,
    });
    await checkWholeLedger(log);
    await log.close();
  });

  const mountPoint = () => join(folder.folder, 'small');
  const mount = (...args: string[]) => spawnSync('mount', args).status === 0;
  const canMount = (() => {
    const probe = createLedgerFolder();
    const mounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe.folder);
    if (mounted) spawnSync('umount', [probe.folder]);
    probe.remove();
    return mounted;
  })();
  const name = 'does the same on a file system that is really full, also for its write-ahead log';

  (canMount ? it : it.skip)(
    canMount ? name : `${name} [SKIPPED: this process may not mount a tmpfs]`,
    async () => {
      mkdirSync(mountPoint());
      expect(mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mountPoint())).toBe(true);
      try {
        const ballast = join(mountPoint(), 'ballast');
        writeFileSync(ballast, Buffer.alloc(500_000));
        const log = openLog(join(mountPoint(), 'ledger.sqlite'));
        const filled = await fill(log);
        await checkFull(log, filled);

        rmSync(ballast);
        expect(await log.append(request('matters-x', 'none', filled.first))).toMatchObject({
          position: String(filled.acknowledged.length),
          replayed: false,
        });
        await log.close();
        const again = openLog(join(mountPoint(), 'ledger.sqlite'), { mode: 'read' });
        expect((await checkWholeLedger(again)).size).toBe(filled.acknowledged.length + 1);
        await again.close();
      } finally {
        spawnSync('umount', ['-l', mountPoint()]);
      }
    },
  );

  it('loses nothing when the system refuses a write in the middle of a commit', async () => {
    const run = await runChild('appendUntilKilled.mjs', folder.path, { fileBlocks: 400 });
    expect(run.exitCode).toBe(1);
    expect(run.lines).not.toContain('done');
    // Either the ledger made certain that nothing was stored, or it had no room even for that and says so.
    expect(run.stderr).toMatch(/code: '(storage\.io|storage\.full|log\.outcome_unknown)'/);

    const log = openLog(folder.path, { clock: Date.now });
    const commands = await checkWholeLedger(log);
    const stored = run.lines.map((line) => line.split(' ')[0] ?? '');
    expect(stored.map((commandId) => `${commandId} ${commands.get(commandId)}`)).toEqual(run.lines);
    await log.append(request('matters-x', 'none', 'afterwards'));
    await log.close();
  });
});
