// Applies a batch of the log to one view: rows and checkpoint together, or a halt at exactly the event that failed.
// It must never blame an event for a full disk: a failure of the surroundings goes up and the batch is tried again.
import { isLedgerEvent, type LedgerEvent } from '../src/events/index.js';
import type { Catalogue } from '../src/events/catalogue.js';
import { decodeEvent } from '../src/events/codec.js';
import { isLedgerError } from '../src/kernel/errors.js';
import type { Position } from '../src/kernel/position.js';
import type { StoredRecord } from '../src/log/eventLog.js';
import { sqliteCode, type Database } from '../src/sqlite/driver.js';
import type { Projection, Projector } from './projection.js';
import { haltGeneration, moveCheckpoint, type ViewGeneration } from './viewStore.js';

/** A generation that is being carried forward. */
export interface Instance {
  readonly projection: Projection;
  readonly reopen: () => Projector;
  view: ViewGeneration;
  projector: Projector;
}

/** A record of the log as views meet it. */
export interface LogEntry {
  readonly position: Position;
  /** Empty when the bytes do not even name it. */
  readonly eventId: string;
  /** Version-free name; `undefined` when the bytes do not even name it. */
  readonly name: string | undefined;
  /** `undefined` for a type that this program does not know, and for what it cannot read. */
  readonly event: LedgerEvent | undefined;
  /** Why a record of a known type (or of none) could not be read. */
  readonly unreadable: Error | undefined;
}

const VERSIONED = /^org\.sunledger\.(.+)\.v\d+$/;

/** What can still be told about bytes that do not decode. */
function labelOf(bytes: Uint8Array): { id: string; name: string | undefined } {
  try {
    const { id, type } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
    return {
      id: typeof id === 'string' ? id : '',
      name: typeof type === 'string' ? VERSIONED.exec(type)?.[1] : undefined,
    };
  } catch {
    return { id: '', name: undefined };
  }
}

/** Reads a record; what cannot be read becomes an entry that says so, for the views that need it to halt at. */
export function readEntry(record: StoredRecord, catalogue: Catalogue): LogEntry {
  const { position } = record;
  try {
    const event = decodeEvent(record, catalogue);
    return {
      position,
      eventId: event.id,
      name: event.name,
      event: isLedgerEvent(event) ? event : undefined,
      unreadable: undefined,
    };
  } catch (error) {
    const { id, name } = labelOf(record.bytes);
    const unreadable = error instanceof Error ? error : new Error(String(error));
    return { position, eventId: id, name, event: undefined, unreadable };
  }
}

/** SQLite results that speak of the machine, not of the statement. */
const SURROUNDINGS: ReadonlySet<string> = new Set([
  'BUSY',
  'LOCKED',
  'NOMEM',
  'READONLY',
  'INTERRUPT',
  'IOERR',
  'CORRUPT',
  'FULL',
  'CANTOPEN',
  'PROTOCOL',
  'NOTADB',
]);

function isOfSurroundings(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) return SURROUNDINGS.has(code);
  if (!isLedgerError(error)) return false;
  const cause = sqliteCode(error.cause);
  return cause === undefined ? error.kind === 'unavailable' : SURROUNDINGS.has(cause);
}

/** One sentence for the status; the message of whatever was thrown, also across realms. */
function reasonOf(failure: unknown): string {
  const message = (failure as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : String(failure);
}

/** SQLite rolls back by itself on some errors, and then has no transaction left to roll back. */
export function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch (error) {
    if (!/no transaction is active/.test(reasonOf(error))) throw error;
  }
}

interface Failure {
  readonly reason: string;
}

/** Applies events all or none. The projector's memory must go back with its rows, so it is opened anew after a failure. */
async function attempt(
  database: Database,
  instance: Instance,
  events: readonly LedgerEvent[],
): Promise<Failure | undefined> {
  database.exec('SAVEPOINT view');
  try {
    await instance.projector.apply(events);
    database.exec('RELEASE view');
    return undefined;
  } catch (error) {
    if (isOfSurroundings(error)) throw error;
    database.exec('ROLLBACK TO view');
    database.exec('RELEASE view');
    instance.projector = instance.reopen();
    return { reason: reasonOf(error) };
  }
}

/**
 * Applies a batch and moves the checkpoint, inside the caller's transaction. At an event that cannot be applied
 * the view halts, with everything before it applied.
 * @returns whether the view goes on
 * @throws LedgerError `view.checkpoint_moved`, and failures of the surroundings; the caller must roll back
 */
export async function applyEntries(
  database: Database,
  instance: Instance,
  entries: readonly LogEntry[],
): Promise<boolean> {
  const { handles } = instance.projection;
  const concerns = ({ name, event, unreadable }: LogEntry): boolean =>
    unreadable === undefined
      ? event !== undefined && (handles === 'all' || handles.has(event.name))
      : name === undefined || handles === 'all' || (handles as ReadonlySet<string>).has(name);
  const moveTo = (entry: LogEntry | undefined) => {
    if (!entry) return;
    moveCheckpoint(database, instance.view, entry.position, entry.eventId);
    instance.view = { ...instance.view, position: entry.position, eventId: entry.eventId };
  };
  const due = entries.filter(concerns);
  const readable = due.flatMap(({ event }) => (event ? [event] : []));
  const whole =
    readable.length === due.length &&
    (due.length === 0 || (await attempt(database, instance, readable)) === undefined);
  if (!whole)
    for (const [index, entry] of entries.entries()) {
      if (!concerns(entry)) continue;
      const failure = entry.event
        ? await attempt(database, instance, [entry.event])
        : { reason: reasonOf(entry.unreadable) };
      if (!failure) continue;
      moveTo(entries[index - 1]);
      haltGeneration(database, instance.view, entry.position, entry.eventId, failure.reason);
      return false;
    }
  moveTo(entries.at(-1));
  return true;
}
