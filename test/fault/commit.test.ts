// A commit that reports an error, in pairs: it has not been stored, and it has been stored all the same.
// The real ledger runs on the real database; only the report of the commit is false.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '../../src/kernel/errors.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { openDatabase, type Database } from '../../src/sqlite/driver.js';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { request } from '../log/newEvents.js';
import { checkWholeLedger } from './checkLedger.js';

type Fault = 'not stored' | 'stored';

/** Opens databases whose next transactions fail as told, in order. */
class FailingDisk {
  private readonly faults: Fault[] = [];

  failNext(...faults: readonly Fault[]): void {
    this.faults.push(...faults);
  }

  readonly open: typeof openDatabase = (path, options): Database => {
    const database = openDatabase(path, options);
    const transaction = <T>(work: () => T): T => {
      const fault = this.faults.shift();
      if (fault === undefined) return database.transaction(work);
      if (fault === 'stored') database.transaction(work);
      else
        try {
          database.transaction(() => {
            work();
            throw commitError(path);
          });
        } catch (error) {
          if (!(error instanceof LedgerError)) throw error;
        }
      throw commitError(path);
    };
    return { ...database, transaction };
  };
}

const commitError = (path: string) =>
  new LedgerError('unavailable', 'storage.io', { zh: '磁盘读写出错', en: 'disk I/O error' }, path, {
    duringCommit: true,
  });

describe('a commit that reports an error', () => {
  let folder: LedgerFolder;
  let disk: FailingDisk;
  let log: EventLog;
  const heads: string[] = [];

  beforeEach(async () => {
    folder = createLedgerFolder();
    disk = new FailingDisk();
    log = openLog(folder.path, {}, disk.open);
    await log.append(request('matters-1', 'none', 'before', 2));
    heads.length = 0;
    log.subscribe((head) => heads.push(head));
  });
  afterEach(async () => {
    await log.close();
    folder.remove();
  });

  /** Three appends of one group: a new one, a retry of one recorded before, a new one. */
  const group = () =>
    Promise.allSettled([
      log.append(request('matters-1', 2, 'c1', 2)),
      log.append(request('matters-1', 'none', 'before', 2)),
      log.append(request('matters-2', 'none', 'c2')),
    ]);

  it('refuses what was not stored, answers the retry, and takes the same commands again', async () => {
    disk.failNext('not stored');
    expect(await group()).toMatchObject([
      { status: 'rejected', reason: { code: 'storage.io' } },
      { status: 'fulfilled', value: { replayed: true, position: '1' } },
      { status: 'rejected', reason: { code: 'storage.io' } },
    ]);
    expect([...(await checkWholeLedger(log)).keys()]).toEqual(['before']);
    expect(heads).toEqual([]);
    expect(await group()).toMatchObject([
      { value: { replayed: false, first: '2', position: '3' } },
      { value: { replayed: true } },
      { value: { replayed: false, position: '4' } },
    ]);
    await checkWholeLedger(log);
  });

  it('acknowledges what was stored, once, and goes on behind it', async () => {
    disk.failNext('stored');
    expect(await group()).toMatchObject([
      { status: 'fulfilled', value: { replayed: false, first: '2', position: '3', revision: 4 } },
      { status: 'fulfilled', value: { replayed: true, position: '1' } },
      { status: 'fulfilled', value: { replayed: false, position: '4' } },
    ]);
    expect(heads).toEqual(['4']);
    expect(await group()).toMatchObject([
      { value: { replayed: true, position: '3' } },
      { value: { replayed: true } },
      { value: { replayed: true, position: '4' } },
    ]);
    expect(await log.append(request('matters-1', 4, 'c3'))).toMatchObject({ position: '5' });
    await checkWholeLedger(log);
  });

  it('tells other content under the same command id apart, though the first was stored', async () => {
    disk.failNext('stored');
    expect(
      await Promise.allSettled([
        log.append(request('matters-2', 'none', 'c1')),
        log.append(request('matters-3', 'none', 'c1')),
        log.append(request('matters-2', 'none', 'c1')),
      ]),
    ).toMatchObject([
      { status: 'fulfilled', value: { replayed: false, position: '2' } },
      { status: 'rejected', reason: { code: 'log.command_reused' } },
      { status: 'fulfilled', value: { replayed: true, position: '2' } },
    ]);
    await checkWholeLedger(log);
  });

  it.each<[Fault, readonly string[]]>([
    ['not stored', ['before']],
    ['stored', ['before', 'c1', 'c2']],
  ])(
    'says that the outcome is unknown where the disk keeps failing (it was %s), and stops writing until a restart',
    async (fault, stored) => {
      disk.failNext(fault, 'not stored');
      const [first, , third] = await group();
      expect(first).toMatchObject({
        reason: {
          kind: 'unavailable',
          code: 'log.outcome_unknown',
          where: 'c1',
          text: {
            zh: '存储在提交时中断，结果未知：请按命令编号查询后再决定是否重试',
            en: 'The storage failed during commit and the outcome is unknown; look the command up by its id before retrying',
          },
        },
      });
      expect(third).toMatchObject({ reason: { code: 'log.outcome_unknown', where: 'c2' } });
      await expect(log.append(request('matters-4', 'none', 'c4'))).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'log.halted',
      });
      expect(await log.readStream('matters-1', 1)).not.toHaveLength(0);

      await log.close();
      log = openLog(folder.path);
      expect([...(await checkWholeLedger(log)).keys()]).toEqual(stored);
      expect(await log.append(request('matters-1', 2, 'c1', 2))).toMatchObject({
        position: '3',
        replayed: fault === 'stored',
      });
      await checkWholeLedger(log);
    },
  );

  it('does not change what is stored when it makes sure of it', async () => {
    const before = await log.readAll(undefined, 10);
    disk.failNext('not stored');
    await group();
    expect(await log.readAll(undefined, 10)).toEqual(before);
  });
});
