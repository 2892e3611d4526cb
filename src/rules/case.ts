// A case: the events of one matter, with the payments and contracts that name it, in ledger order.
import type { EventName, LedgerEvent } from '../events/index.js';

export interface Case {
  /** The stream that the case is named after: `matter-…`, or the event's own stream where no matter is named. */
  readonly id: string;
  /** In ledger order: ties of business time are broken by it. */
  readonly events: readonly LedgerEvent[];
}

/** Events of one type, typed. */
export type EventOf<N extends EventName> = Extract<LedgerEvent, { name: N }>;

export function eventsOf<N extends EventName>(
  events: readonly LedgerEvent[],
  ...names: readonly N[]
): readonly EventOf<N>[] {
  const wanted: ReadonlySet<string> = new Set(names);
  return events.filter((event): event is EventOf<N> => wanted.has(event.name));
}

/** The case that an event names by itself; `undefined` leaves it to the stream's earlier events. */
export function namedCase(event: LedgerEvent): string | undefined {
  return event.matter === undefined ? undefined : `matter-${event.matter}`;
}
