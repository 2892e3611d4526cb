// Given a ledger of facts, when views are built from it, then they answer: the projection test's three words.
// The ledger is real (memory or SQLite log) and the read models are real SQLite files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/events/index.js';
import type { Position } from '../../src/kernel/position.js';
import type { AppendResult, EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { openSqliteEventLog } from '../../src/log/sqlite/sqliteEventLog.js';
import { openDatabase, type Database } from '../../src/sqlite/driver.js';
import type { Projection } from '../../projections/projection.js';
import { createViewReader, type ViewReader, type ViewSnapshot } from '../../projections/reader.js';
import { openViewRunner, type ViewRunner } from '../../projections/runner.js';
import { digestGeneration } from '../../projections/viewStore.js';
import { requestOf, type Fact } from './facts.js';

export const ORIGIN = 'https://ledger.example/test';

/** Stamps that count: the same appends give the same bytes. */
export function countingStamps() {
  let now = Date.UTC(2024, 0, 1);
  let drawn = 0;
  return {
    origin: ORIGIN,
    clock: () => (now += 1000),
    random: (length: number) => {
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(0, ++drawn);
      return bytes;
    },
  };
}

export interface GivenOptions {
  /** Default memory. */
  readonly log?: 'memory' | 'sqlite';
  /** Replays: every catching up is done this often, by a runner of its own each time, and must change nothing after the first. */
  readonly times?: number;
}

/** One file of read models over a log, with its runner and reader. */
export interface ViewFile {
  readonly path: string;
  readonly database: Database;
  readonly runner: ViewRunner;
  readonly reader: ViewReader;
  digest(name: string): string;
  close(): void;
}

export async function openViewFile(
  path: string,
  log: EventLog,
  projections: readonly Projection[],
): Promise<ViewFile> {
  const database = openDatabase(path, { mode: 'write', durability: 'normal', create: true });
  try {
    const runner = await openViewRunner(database, log, catalogue, projections);
    const reader = createViewReader(
      openDatabase(path, { mode: 'read', durability: 'normal' }),
      projections,
    );
    return {
      path,
      database,
      runner,
      reader,
      digest: (name) => digestOf(database, runner, name),
      close: () => {
        reader.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function digestOf(database: Database, runner: ViewRunner, name: string): string {
  const view = runner.generations().find((one) => one.name === name && one.state === 'live');
  if (!view) throw new Error(`no live generation of ${name}`);
  return digestGeneration(database, view);
}

export class GivenViews {
  private sequence = 0;
  private readonly extra: ViewFile[] = [];

  constructor(
    readonly folder: string,
    readonly log: EventLog,
    readonly projections: readonly Projection[],
    private views: ViewFile,
    private readonly times: number,
  ) {}

  /** Records facts (or events of a foreign type), in order, without looking at the views. */
  async record(...facts: readonly Fact[]): Promise<readonly AppendResult[]> {
    // All at once, so that the SQLite log commits them in groups; it keeps their order.
    return Promise.all(facts.map((one) => this.log.append(requestOf(one, ++this.sequence))));
  }

  /** Records facts and carries the views forward. */
  async given(...facts: readonly Fact[]): Promise<readonly AppendResult[]> {
    const results = await this.record(...facts);
    await this.catchUp();
    return results;
  }

  async catchUp(until?: Position): Promise<void> {
    await this.views.runner.catchUp(until === undefined ? {} : { until });
    const before = this.digests();
    for (let replay = 1; replay < this.times; replay++) {
      await this.reopen();
      await this.views.runner.catchUp(until === undefined ? {} : { until });
      for (const [name, digest] of this.digests())
        if (before.get(name) !== digest) throw new Error(`replay ${replay} changed view ${name}`);
    }
  }

  /** Closes the read models and opens them again, as after a restart; optionally with other projections. */
  async reopen(projections: readonly Projection[] = this.projections): Promise<void> {
    this.views.close();
    this.views = await openViewFile(this.views.path, this.log, projections);
  }

  read<T>(query: (snapshot: ViewSnapshot) => T): T {
    return this.views.reader.read(query);
  }

  get file(): ViewFile {
    return this.views;
  }

  /** Digest of the live generation of a view. */
  digest(name: string): string {
    return this.views.digest(name);
  }

  private digests(): ReadonlyMap<string, string> {
    const live = this.views.runner.generations().filter(({ state }) => state === 'live');
    return new Map(live.map(({ name }) => [name, this.digest(name)]));
  }

  /** Another, empty file of read models over the same log. */
  async beside(name: string, projections = this.projections): Promise<ViewFile> {
    const file = await openViewFile(join(this.folder, name), this.log, projections);
    this.extra.push(file);
    return file;
  }

  async close(): Promise<void> {
    for (const file of [this.views, ...this.extra]) file.close();
    await this.log.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function givenViews(
  projections: readonly Projection[],
  { log: kind = 'memory', times = 1 }: GivenOptions = {},
): Promise<GivenViews> {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-views-'));
  const stamps = countingStamps();
  const log =
    kind === 'memory'
      ? createMemoryEventLog(stamps)
      : openSqliteEventLog({ ...stamps, path: join(folder, 'ledger.db'), mode: 'write' });
  const file = await openViewFile(join(folder, 'views.db'), log, projections);
  return new GivenViews(folder, log, projections, file, times);
}
