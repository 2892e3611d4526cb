// A case: the events of one matter, with the payments and contracts that name it, in ledger order.
// What rules derive from a case is derived once; it must never be kept longer than the judging of that case.
import type { EventName, LedgerEvent } from '../events/index.js';
import { compareTimes } from './time.js';

export interface Case {
  /** The stream that the case is named after: `matter-…`, or the event's own stream where no matter is named. */
  readonly id: string;
  /** In ledger order: ties of business time are broken by it. */
  readonly events: readonly LedgerEvent[];
}

/** Events of one type, typed. */
export type EventOf<N extends EventName> = Extract<LedgerEvent, { name: N }>;

/** A case as rules see it: its events by name, and what has been derived from it. */
export interface CaseIndex extends Case {
  /** The events of one name, in ledger order. */
  of<N extends EventName>(name: N): readonly EventOf<N>[];
  /** The names of its events, once each. */
  readonly names: Iterable<string>;
  /** The first power code that an event of the case names. */
  readonly power: string | undefined;
  /**
   * The latest business time of the case. Pure code has no clock: a deadline that lies before this time has
   * passed for certain; one that lies after it may still be met, and is not judged.
   */
  readonly latest: string;
  /** The result of `derivation` for this case, computed once. */
  derive<T>(derivation: (theCase: CaseIndex) => T): T;
}

class IndexedCase implements CaseIndex {
  readonly id: string;
  readonly events: readonly LedgerEvent[];
  readonly #byName = new Map<string, LedgerEvent[]>();
  readonly #derived = new Map<unknown, unknown>();

  constructor({ id, events }: Case) {
    this.id = id;
    this.events = events;
    for (const event of events) {
      const same = this.#byName.get(event.name);
      if (same) same.push(event);
      else this.#byName.set(event.name, [event]);
    }
  }

  of<N extends EventName>(name: N): readonly EventOf<N>[] {
    return (this.#byName.get(name) ?? []) as unknown as readonly EventOf<N>[];
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  get power(): string | undefined {
    return this.derive(firstPower);
  }

  get latest(): string {
    return this.derive(latestTime);
  }

  derive<T>(derivation: (theCase: CaseIndex) => T): T {
    if (!this.#derived.has(derivation)) this.#derived.set(derivation, derivation(this));
    return this.#derived.get(derivation) as T;
  }
}

const firstPower = ({ events }: CaseIndex): string | undefined =>
  events.find((event) => event.powercode !== undefined)?.powercode;

const latestTime = ({ events }: CaseIndex): string =>
  events.reduce(
    (latest, { time }) => (compareTimes(time, latest) > 0 ? time : latest),
    events[0]?.time ?? '',
  );

export const indexCase = (theCase: Case): CaseIndex => new IndexedCase(theCase);

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
