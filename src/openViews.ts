// Opens the read models of a ledger in the form that its caller needs: inline, in a worker thread, of another process,
// or as they were at an earlier position. It must never let two writers into one file of read models.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Projection } from '../projections/projection.js';
import { createViewReader, type ViewReader } from '../projections/reader.js';
import { openViewRunner, type ViewRunner } from '../projections/runner.js';
import {
  createFollowingViews,
  createInlineViews,
  createWorkerViews,
  type Views,
} from '../projections/service.js';
import type { Config } from './config.js';
import { catalogue } from './events/index.js';
import { invalid, isLedgerError, missing } from './kernel/errors.js';
import { comparePositions, type Position } from './kernel/position.js';
import type { EventLog } from './log/eventLog.js';
import { workerModule } from './projectRoot.js';
import { checkIntegrity, openDatabase, type Database } from './sqlite/driver.js';
import { acquireWriterLock, type WriterLock } from './sqlite/writerLock.js';

const viewsPath = (config: Config) => join(config.dataDir, 'views.sqlite');

export interface ViewWriter {
  readonly runner: ViewRunner;
  readonly close: () => void;
}

/** The runner that writes a file of read models, and the lock that makes it the only one. @throws LedgerError `log.locked` */
async function openWriter(
  path: string,
  log: EventLog,
  projections: readonly Projection[],
): Promise<ViewWriter> {
  const lock = acquireWriterLock(`${path}.lock`);
  try {
    const { database, runner } = await openSound(path, log, projections);
    return {
      runner,
      close() {
        database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Read models hold nothing that the log does not: a file that cannot be opened at all is made anew. */
async function openSound(path: string, log: EventLog, projections: readonly Projection[]) {
  const open = async () => {
    let database: Database | undefined;
    try {
      database = openDatabase(path, { mode: 'write', durability: 'normal' });
      const runner = await openViewRunner(database, log, catalogue, projections);
      return { database, runner };
    } catch (error) {
      database?.close();
      throw error;
    }
  };
  try {
    return await open();
  } catch (error) {
    if (!isDamageOf(error, path)) throw error;
    removeDatabase(path);
    return open();
  }
}

const isDamageOf = (error: unknown, path: string): boolean =>
  isLedgerError(error) &&
  (error.code === 'view.damaged' || error.code === 'storage.corrupt') &&
  error.where === path;

function removeDatabase(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

/**
 * Deletes the file of read models when SQLite's own check finds a fault in it, so that it is built anew.
 * Where a running server keeps it, leaves it alone.
 */
export function discardDamagedViews(config: Config): void {
  const path = viewsPath(config);
  if (!existsSync(path)) return;
  let lock: WriterLock | undefined;
  try {
    lock = acquireWriterLock(`${path}.lock`);
    const database = openDatabase(path, { mode: 'read', durability: 'normal' });
    try {
      checkIntegrity(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (isDamageOf(error, path)) removeDatabase(path);
    else if (!(isLedgerError(error) && error.code === 'log.locked')) throw error;
  } finally {
    lock?.release();
  }
}

/** The runner of the ledger's own read models. */
export const openViewWriter = (
  config: Config,
  log: EventLog,
  projections: readonly Projection[],
): Promise<ViewWriter> => openWriter(viewsPath(config), log, projections);

/** @throws LedgerError `view.missing` */
export function openReader(path: string, projections: readonly Projection[]): ViewReader {
  if (!existsSync(path))
    throw missing('view.missing', '尚无读模型', 'There are no read models yet', path);
  return createViewReader(openDatabase(path, { mode: 'read', durability: 'normal' }), projections);
}

type OpenViews = (
  config: Config,
  log: EventLog,
  projections: readonly Projection[],
) => Promise<Views>;

/** Views in this thread; where a running server keeps them already, follows that server's. */
const openInlineViews: OpenViews = async (config, log, projections) => {
  try {
    const { runner, close } = await openViewWriter(config, log, projections);
    // Nobody waits for a position of an empty ledger: its views are complete once they are opened.
    if ((await log.head()) === undefined) await runner.catchUp();
    return createInlineViews(runner, openReader(viewsPath(config), projections), close);
  } catch (error) {
    if (isLedgerError(error) && error.code === 'log.locked')
      return createFollowingViews(openReader(viewsPath(config), projections));
    throw error;
  }
};

/** Views in a worker thread. Resolves when the worker has opened them. */
const openWorkerViews: OpenViews = async (config, log, projections) => {
  const worker = new Worker(workerModule('viewWorker.js'), { workerData: config });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  return createWorkerViews(worker, openReader(viewsPath(config), projections), log);
};

/** For work that only writes. */
const openNoViews: OpenViews = () => {
  const none = () => {
    throw new Error('opened without views');
  };
  return Promise.resolve({
    read: none,
    waitFor: none,
    status: () => [],
    rebuild: none,
    close: () => Promise.resolve(),
  });
};

export const OPEN_VIEWS = { inline: openInlineViews, worker: openWorkerViews, none: openNoViews };

/** @throws LedgerError `position.beyond_head` */
export async function assertInLog(log: EventLog, position: Position): Promise<void> {
  const head = await log.head();
  if (head === undefined || comparePositions(position, head) > 0)
    throw invalid(
      'position.beyond_head',
      `台账尚无位置 ${position}：最新位置为 ${head ?? '（空）'}`,
      `The ledger has no position ${position}; its newest is ${head ?? '(empty)'}`,
      'as-of',
    );
}

/** Where the views of earlier positions lie. */
export const asOfFolder = (config: Config): string => join(config.dataDir, 'as-of');

/**
 * A reader of the views as they were at a position: built from the beginning up to it, in a file of its own under
 * `as-of/`, which may be deleted at any time (docs/adr/0008).
 * @throws LedgerError `position.beyond_head`, `log.locked` while another process builds the same
 */
export async function openViewsAsOf(
  config: Config,
  log: EventLog,
  projections: readonly Projection[],
  position: Position,
  onProgress: (position: Position) => void,
): Promise<ViewReader> {
  await assertInLog(log, position);
  const folder = asOfFolder(config);
  mkdirSync(folder, { recursive: true });
  return buildViews(join(folder, `${position}.sqlite`), log, projections, position, onProgress);
}

/** Views built up to a position in a file of their own. */
async function buildViews(
  path: string,
  log: EventLog,
  projections: readonly Projection[],
  until: Position,
  onProgress: (position: Position) => void,
): Promise<ViewReader> {
  const { runner, close } = await openWriter(path, log, projections);
  try {
    await runner.catchUp({ until, onProgress });
  } finally {
    close();
  }
  return openReader(path, projections);
}

/** Builds views beside the ledger's own for one comparison, reads them, and removes them. */
export async function withScratchViews<T>(
  config: Config,
  log: EventLog,
  projections: readonly Projection[],
  until: Position,
  { onProgress, read }: ScratchWork<T>,
): Promise<T> {
  const folder = mkdtempSync(join(config.dataDir, 'scratch-'));
  try {
    const path = join(folder, 'views.sqlite');
    const reader = await buildViews(path, log, projections, until, onProgress);
    try {
      return await read(reader);
    } finally {
      reader.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface ScratchWork<T> {
  readonly onProgress: (position: Position) => void;
  readonly read: (reader: ViewReader) => T | Promise<T>;
}
