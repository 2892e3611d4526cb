// Views as they were at earlier positions, for a server: built once in a thread of its own, kept for the next who asks.
// It must never build two at once, nor keep more files than a few: each is as large as the views themselves.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Projection } from '../projections/projection.js';
import type { ViewReader } from '../projections/reader.js';
import type { Config } from './config.js';
import { LedgerError, unavailable } from './kernel/errors.js';
import type { Position } from './kernel/position.js';
import type { EventLog } from './log/eventLog.js';
import { asOfFolder, assertInLog, openReader } from './openViews.js';
import { workerModule } from './projectRoot.js';

export interface AsOfViews {
  /**
   * A reader of the views at a position. Where they have to be built first, only for whoever `mayBuild`.
   * @throws LedgerError `position.beyond_head`, `view.as_of_token`, `view.as_of_busy`
   */
  at(position: Position, mayBuild: boolean): Promise<ViewReader>;
  close(): void;
}

export interface AsOfTask {
  readonly config: Config;
  readonly position: Position;
}

const MOST_OPEN = 4;
const MOST_FILES = 8;

export function createAsOfViews(
  config: Config,
  log: EventLog,
  projections: readonly Projection[],
): AsOfViews {
  const folder = asOfFolder(config);
  const pathOf = (position: Position) => join(folder, `${position}.sqlite`);
  const open = new Map<Position, ViewReader>();
  let building: Promise<void> | undefined;

  /** Opens what is there and whole. */
  function ready(position: Position): ViewReader | undefined {
    const known = open.get(position);
    if (known) return known;
    if (!existsSync(pathOf(position))) return undefined;
    const reader = openReader(pathOf(position), projections);
    const views = reader.generations();
    if (views.length === projections.length && views.every((view) => view.position === position)) {
      keep(position, reader);
      return reader;
    }
    reader.close();
    return undefined;
  }

  function keep(position: Position, reader: ViewReader): void {
    open.set(position, reader);
    const [oldest] = open.keys();
    if (open.size <= MOST_OPEN || oldest === undefined) return;
    open.get(oldest)?.close();
    open.delete(oldest);
  }

  /** The oldest files make room. */
  function prune(): void {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.sqlite'))
      .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.at - a.at);
    for (const { name } of files.slice(MOST_FILES))
      for (const end of ['', '-wal', '-shm', '.lock'])
        rmSync(join(folder, `${name}${end}`), { force: true });
  }

  async function build(position: Position): Promise<void> {
    const worker = new Worker(workerModule('asOfWorker.js'), {
      workerData: { config, position } satisfies AsOfTask,
    });
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the as-of worker stopped: ${code}`)),
      );
    });
    prune();
  }

  return {
    async at(position, mayBuild) {
      await assertInLog(log, position);
      const there = ready(position);
      if (there) return there;
      if (!mayBuild)
        throw new LedgerError('unauthorised', 'view.as_of_token', {
          zh: '此时点的视图须先建立，需要令牌：请持令牌查询一次，或查询最新位置',
          en: 'The views of that position have to be built first, which needs the token; or ask for the newest position',
        });
      if (building)
        throw unavailable(
          'view.as_of_busy',
          '正在建立另一时点的视图，请稍后再试',
          'The views of another position are being built; try again shortly',
        );
      building = build(position).finally(() => {
        building = undefined;
      });
      await building;
      const built = ready(position);
      if (built) return built;
      throw unavailable(
        'view.building',
        '此时点的视图未能建立完整，请稍后再试',
        'The views of that position are not complete; try again shortly',
      );
    },
    close() {
      for (const reader of open.values()) reader.close();
      open.clear();
    },
  };
}
