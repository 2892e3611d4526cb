// Carries views forward along the log: rows and checkpoint in one transaction, all views of one place together.
// A view that meets an event it cannot apply stops there and says so; the others go on.
import { isLedgerEvent, type LedgerEvent } from '../src/events/index.js';
import type { Catalogue } from '../src/events/catalogue.js';
import { decodeEvent } from '../src/events/codec.js';
import type { RecordedEvent } from '../src/events/envelope.js';
import { corrupt } from '../src/kernel/errors.js';
import { comparePositions, type Position } from '../src/kernel/position.js';
import type { EventLog, StoredRecord } from '../src/log/eventLog.js';
import type { Database } from '../src/sqlite/driver.js';
import type { EventSource, Projection, Projector } from './projection.js';
import {
  createGeneration,
  haltGeneration,
  initialiseViews,
  listGenerations,
  moveCheckpoint,
  physicalSql,
  promoteGeneration,
  type ViewGeneration,
} from './viewStore.js';

/** Large enough that a commit costs little per event, small enough that a live event is seen soon. */
const BATCH = 2000;

interface Instance {
  readonly projection: Projection;
  view: ViewGeneration;
  projector: Projector;
}

export interface ViewRunner {
  /** Applies events until the head, or up to and including `until`. Returns when there is nothing more to apply. */
  catchUp(options?: { until?: Position; onProgress?: (position: Position) => void }): Promise<void>;
  /** Starts building a view again beside the one that is read; `catchUp` fills it and swaps it in. */
  startRebuild(name: string): void;
  generations(): readonly ViewGeneration[];
}

const ahead = (a: Position | undefined, b: Position | undefined): boolean =>
  a !== undefined && (b === undefined || comparePositions(a, b) > 0);

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
  initialiseViews(database, log.origin);
  await checkHistory(database, log);

  const decode = (record: StoredRecord): RecordedEvent =>
    decodeEvent(record.bytes, record.position, record.revision, catalogue);
  const source: EventSource = {
    async at(positions) {
      const events: LedgerEvent[] = [];
      for (const position of positions) {
        const record = await log.readAt(position);
        const event = record && decode(record);
        if (event && isLedgerEvent(event)) events.push(event);
      }
      return events;
    },
  };

  const open = (projection: Projection, view: ViewGeneration): Projector =>
    projection.open(
      {
        exec: (sql) => database.exec(physicalSql(sql, view)),
        prepare: (sql) => database.prepare(physicalSql(sql, view)),
      },
      source,
    );

  const instances: Instance[] = [];
  const add = (projection: Projection, view: ViewGeneration) =>
    instances.push({ projection, view, projector: open(projection, view) });

  for (const projection of projections) {
    const existing = listGenerations(database).filter(({ name }) => name === projection.name);
    for (const view of existing)
      if (view.version === projection.version && view.state !== 'halted') add(projection, view);
    if (!existing.some(({ version }) => version === projection.version))
      add(
        projection,
        database.transaction(() => createGeneration(database, projection)),
      );
  }

  /** Applies handled events all or none. After a failure the projector is opened anew: its memory must go back with its rows. */
  async function attempt(instance: Instance, events: readonly LedgerEvent[]): Promise<unknown> {
    database.exec('SAVEPOINT view');
    try {
      await instance.projector.apply(events);
      database.exec('RELEASE view');
      return undefined;
    } catch (error) {
      database.exec('ROLLBACK TO view');
      database.exec('RELEASE view');
      instance.projector = open(instance.projection, instance.view);
      return error ?? new Error('unknown failure');
    }
  }

  /** Applies a batch to one view and moves its checkpoint; at an event that cannot be applied, halts just before it. */
  async function advance(instance: Instance, events: readonly RecordedEvent[]): Promise<void> {
    const { handles } = instance.projection;
    const isHandled = (event: RecordedEvent): event is LedgerEvent =>
      isLedgerEvent(event) && (handles === 'all' || handles.has(event.name));
    const moveTo = (event: RecordedEvent | undefined) => {
      if (!event) return;
      moveCheckpoint(database, instance.view, event.position, event.id);
      instance.view = { ...instance.view, position: event.position, eventId: event.id };
    };
    const handled = events.filter(isHandled);
    if (handled.length === 0 || (await attempt(instance, handled)) === undefined) {
      moveTo(events.at(-1));
      return;
    }
    for (const [index, event] of events.entries()) {
      const failure = isHandled(event) ? await attempt(instance, [event]) : undefined;
      if (failure === undefined) continue;
      moveTo(events[index - 1]);
      const reason = failure instanceof Error ? failure.message : JSON.stringify(failure);
      haltGeneration(database, instance.view, event.position, event.id, reason);
      instances.splice(instances.indexOf(instance), 1);
      return;
    }
    moveTo(events.at(-1));
  }

  async function applyBatch(group: readonly Instance[], events: readonly RecordedEvent[]) {
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const instance of group) await advance(instance, events);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  function promoteBuilt(): void {
    for (const instance of instances.filter(({ view }) => view.state === 'building')) {
      database.transaction(() => promoteGeneration(database, instance.view));
      for (const other of instances.filter(
        ({ view }) => view.name === instance.view.name && view !== instance.view,
      ))
        instances.splice(instances.indexOf(other), 1);
      instance.view = { ...instance.view, state: 'live' };
    }
  }

  /** The views that stand furthest back, and how far they may go before they meet the next ones. */
  function nextGroup(): { group: readonly Instance[]; from: Position | undefined } {
    let [from] = instances.map(({ view }) => view.position);
    for (const { view } of instances) if (ahead(from, view.position)) from = view.position;
    return { group: instances.filter(({ view }) => view.position === from), from };
  }

  return {
    async catchUp({ until, onProgress } = {}) {
      while (instances.length > 0) {
        const { group, from } = nextGroup();
        const others = instances.filter((instance) => !group.includes(instance));
        const records = (await log.readAll(from, BATCH)).filter(
          ({ position }) =>
            !ahead(position, until ?? position) &&
            !others.some(({ view }) => ahead(position, view.position)),
        );
        if (records.length === 0) break;
        await applyBatch(group, records.map(decode));
        const reached = records.at(-1)?.position;
        if (reached !== undefined) onProgress?.(reached);
      }
      promoteBuilt();
    },
    startRebuild(name) {
      const projection = projections.find((candidate) => candidate.name === name);
      if (!projection)
        throw corrupt('view.unknown', `没有视图「${name}」`, `There is no view "${name}"`, name);
      add(
        projection,
        database.transaction(() => createGeneration(database, projection)),
      );
    },
    generations: () => listGenerations(database),
  };
}

/** A checkpoint names the event it stands on; another event there means another history. */
async function checkHistory(database: Database, log: EventLog): Promise<void> {
  for (const { name, position, eventId } of listGenerations(database)) {
    if (position === undefined) continue;
    const record = await log.readAt(position);
    const found =
      record && (JSON.parse(Buffer.from(record.bytes).toString('utf8')) as { id: string }).id;
    if (found !== eventId)
      throw corrupt(
        'view.other_history',
        `视图「${name}」停在台账中不存在的事件上：台账可能被替换或恢复过，请核验后重建`,
        `View "${name}" stands on an event that the ledger does not have; verify the ledger, then rebuild`,
        name,
        { position },
      );
  }
}
