// What a view is: tables that can be thrown away and rebuilt from the log, and how an event changes them.
// A projection must never read a clock, chance or another view's tables: same events, same rows.
import type { EventName, LedgerEvent } from '../src/events/index.js';
import type { Position } from '../src/kernel/position.js';
import type { Statement } from '../src/sqlite/driver.js';

/** Writes into one generation of one view. SQL names its tables and indexes in braces: `{decision}`. */
export interface ViewWriter {
  exec(sql: string): void;
  prepare(sql: string): Statement;
}

/** Reads single events of the log that is being projected, at or before the batch in hand. */
export interface EventSource {
  at(positions: readonly Position[]): Promise<readonly LedgerEvent[]>;
}

export interface Projector {
  /**
   * Applies events in log order, inside a transaction that also moves the checkpoint. How the log is cut into
   * batches must not show in the rows. A throw halts the view at the first event that cannot be applied.
   */
  apply(events: readonly LedgerEvent[]): void | Promise<void>;
}

export interface Projection {
  /** The question it answers; also its folder. Lower case with dashes. */
  readonly name: string;
  /** Part of its identity: another version is another generation, built beside the old one. */
  readonly version: number;
  readonly handles: ReadonlySet<EventName> | 'all';
  /** DDL with names in braces. */
  readonly schema: string;
  open(writer: ViewWriter, source: EventSource): Projector;
}
