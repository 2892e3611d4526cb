// Carries views forward along the log: rows and checkpoint in one transaction, all views of one place together.
// A view that meets an event it cannot apply stops there and says so; the others go on.
import type { Catalogue } from '../src/events/catalogue.js';
import type { LedgerEvent } from '../src/events/index.js';
import { corrupt, missing } from '../src/kernel/errors.js';
import { comparePositions, type Position } from '../src/kernel/position.js';
import type { EventLog } from '../src/log/eventLog.js';
import type { Database } from '../src/sqlite/driver.js';
import { applyEntries, readEntry, rollBack, type Instance, type LogEntry } from './batch.js';
import type { EventSource, Projection } from './projection.js';
import {
  createGeneration,
  discardAttempts,
  initialiseViews,
  listGenerations,
  physicalSql,
  promoteGeneration,
  type ViewGeneration,
} from './viewStore.js';

/**
 * Large enough that what one batch touches again and again is written and judged once; small enough that whoever waits
 * during a rebuild waits less than a second, and that its events fit in memory several times over.
 */
const BATCH = 8000;

/** Rebuilding writes much at random places: a larger page cache and rarer WAL checkpoints make it twice as fast. */
const TUNING = 'PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;';

export interface ViewRunner {
  /**
   * Applies events until the head, or up to and including `until`. Returns when there is nothing more to apply.
   * Calls take turns. While a view is being built, those that are read keep up.
   * @throws LedgerError `view.checkpoint_moved`, `storage.*`: nothing of the failed batch is kept; call again
   */
  catchUp(options?: CatchUpOptions): Promise<void>;
  /**
   * Starts building a view again beside the one that is read; `catchUp` fills it and swaps it in.
   * @throws LedgerError `view.unknown`
   */
  startRebuild(name: string): void;
  generations(): readonly ViewGeneration[];
  /** Resolves when no catching up is under way, however it ended: then the database may be closed. */
  settled(): Promise<void>;
}

export interface CatchUpOptions {
  readonly until?: Position;
  /** Events a transaction takes at most, for each view; the rows do not depend on it. */
  readonly batch?: number;
  readonly onProgress?: (position: Position) => void;
}

const ahead = (a: Position | undefined, b: Position | undefined): boolean =>
  a !== undefined && (b === undefined || comparePositions(a, b) > 0);

export const unknownView = (name: string) =>
  missing('view.unknown', `没有视图「${name}」`, `There is no view "${name}"`, name);

/**
 * Opens the read models of a ledger for writing.
 * @throws LedgerError `view.other_ledger`, `view.other_history` (the log is not the one the views were built from)
 */
export async function openViewRunner(
  database: Database,
  log: EventLog,
  catalogue: Catalogue,
  projections: readonly Projection[],
): Promise<ViewRunner> {
  database.exec(TUNING);
  initialiseViews(database, log.origin);
  await checkHistory(database, log, catalogue);
  const runner = new SqliteViewRunner(database, log, catalogue, projections);
  runner.load();
  return runner;
}

class SqliteViewRunner implements ViewRunner {
  private instances: readonly Instance[] = [];
  private turn: Promise<void> = Promise.resolve();
  private running = false;
  private readonly requested: Projection[] = [];
  private readonly source: EventSource;

  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
    private readonly catalogue: Catalogue,
    private readonly projections: readonly Projection[],
  ) {
    this.source = { at: (positions) => this.eventsAt(positions) };
  }

  generations = (): readonly ViewGeneration[] => listGenerations(this.database);

  settled = (): Promise<void> => this.turn;

  catchUp(options: CatchUpOptions = {}): Promise<void> {
    const run = this.turn.then(() => this.run(options));
    // A turn that failed must not fail the next one.
    this.turn = run.catch(() => undefined);
    return run;
  }

  startRebuild(name: string): void {
    const projection = this.projections.find((candidate) => candidate.name === name);
    if (!projection) throw unknownView(name);
    if (this.running) this.requested.push(projection);
    else this.beginAgain(projection);
  }

  /** Takes up every generation of the present versions where the database says it stands. */
  load(): void {
    const instances: Instance[] = [];
    for (const projection of this.projections) {
      const existing = this.generations().filter(
        ({ name, version }) => name === projection.name && version === projection.version,
      );
      for (const view of existing)
        if (view.state !== 'halted') instances.push(this.open(projection, view));
      if (existing.length === 0)
        instances.push(
          this.open(
            projection,
            this.database.transaction(() => createGeneration(this.database, projection)),
          ),
        );
    }
    this.instances = instances;
  }

  private open(projection: Projection, view: ViewGeneration): Instance {
    const reopen = () =>
      projection.open(
        {
          exec: (sql) => this.database.exec(physicalSql(sql, view)),
          prepare: (sql) => this.database.prepare(physicalSql(sql, view)),
        },
        this.source,
      );
    return { projection, view, reopen, projector: reopen() };
  }

  private async eventsAt(positions: readonly Position[]): Promise<readonly LedgerEvent[]> {
    const events: LedgerEvent[] = [];
    if (positions.length === 0) return events;
    for (const record of await this.log.readEach(positions)) {
      const { unreadable, event } = readEntry(record, this.catalogue);
      if (unreadable !== undefined) throw unreadable;
      if (event) events.push(event);
    }
    return events;
  }

  private beginAgain(projection: Projection): void {
    this.database.transaction(() => {
      discardAttempts(this.database, projection);
      createGeneration(this.database, projection);
    });
    this.load();
  }

  private async run(options: CatchUpOptions): Promise<void> {
    this.running = true;
    try {
      for (let more = true; more;) {
        for (const projection of this.requested.splice(0)) this.beginAgain(projection);
        // One batch of each in turn: a long rebuild must not hold up the views that are read, nor they the rebuild.
        const live = await this.step('live', options);
        const building = await this.step('building', options);
        if (building?.atEnd !== false) this.promoteBuilt();
        const reached = building?.reached ?? live?.reached;
        if (reached !== undefined) options.onProgress?.(reached);
        more = reached !== undefined || this.requested.length > 0;
        // The log answers without ever leaving this turn; whoever else lives in this thread must get one too.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.running = false;
    }
  }

  /** Applies one batch to the views of a state that stand furthest back, no further than where they meet the next ones. */
  private async step(
    state: 'live' | 'building',
    { until, batch = BATCH }: CatchUpOptions,
  ): Promise<{ reached: Position; atEnd: boolean } | undefined> {
    const pool = this.instances.filter(({ view }) => view.state === state);
    let from = pool[0]?.view.position;
    for (const { view } of pool) if (ahead(from, view.position)) from = view.position;
    const group = pool.filter(({ view }) => view.position === from);
    if (group.length === 0 || (until !== undefined && !ahead(until, from))) return undefined;
    const others = pool.filter((instance) => !group.includes(instance));
    const read = await this.log.readAll(from, batch);
    const records = read.filter(
      ({ position }) =>
        !(until !== undefined && ahead(position, until)) &&
        !others.some(({ view }) => ahead(position, view.position)),
    );
    const reached = records.at(-1)?.position;
    if (reached === undefined) return undefined;
    await this.applyBatch(
      group,
      records.map((record) => readEntry(record, this.catalogue)),
    );
    const atEnd = reached === until || (read.length < batch && records.length === read.length);
    return { reached, atEnd };
  }

  private async applyBatch(group: readonly Instance[], entries: readonly LogEntry[]) {
    const halted = new Set<Instance>();
    try {
      this.database.exec('BEGIN IMMEDIATE');
      for (const instance of group)
        if (!(await applyEntries(this.database, instance, entries))) halted.add(instance);
      this.database.exec('COMMIT');
    } catch (error) {
      rollBack(this.database);
      // What the instances remember went back with the rows: take them up again from the database.
      this.load();
      throw error;
    }
    this.instances = this.instances.filter((instance) => !halted.has(instance));
  }

  /** Swaps in what was built, unless the one that is read stands further ahead. */
  private promoteBuilt(): void {
    for (const { view } of this.instances.filter((one) => one.view.state === 'building')) {
      const others = this.generations().filter(
        ({ name, generation }) => name === view.name && generation !== view.generation,
      );
      if (others.some((other) => ahead(other.position, view.position))) continue;
      this.database.transaction(() => promoteGeneration(this.database, view));
      this.instances = this.instances.filter(
        (one) => one.view.name !== view.name || one.view.generation === view.generation,
      );
      for (const instance of this.instances)
        if (instance.view.name === view.name) instance.view = { ...instance.view, state: 'live' };
    }
  }
}

/** A checkpoint names the event it stands on; another event there means another history. */
async function checkHistory(
  database: Database,
  log: EventLog,
  catalogue: Catalogue,
): Promise<void> {
  for (const { name, position, eventId } of listGenerations(database)) {
    if (position === undefined) continue;
    const record = await log.readAt(position);
    if (!record || readEntry(record, catalogue).eventId !== eventId)
      throw corrupt(
        'view.other_history',
        `视图「${name}」停在台账中不存在的事件上：台账可能被替换或恢复过，请先核验台账，再删除读模型文件使其重建`,
        `View "${name}" stands on an event that the ledger does not have; verify the ledger, then delete the read-model file so that it is rebuilt`,
        database.path,
        { position },
      );
  }
}
