// Decoded events by case and by context key, kept in bounded memory and read again from the log when needed.
// A list that is held is always complete: it must never be served with an event missing.
import type { LedgerEvent } from '../../src/events/index.js';

interface Held {
  events: readonly LedgerEvent[];
  /** Added since `events` was last asked for; joined then, so that long lists are not copied for every event. */
  added: LedgerEvent[];
  weight: number;
}

/** Lists of events by name; the least recently used leave when the events held exceed the limit. */
export class EventLists {
  private readonly lists = new Map<string, Held>();
  private total = 0;

  /** @param limit how many events (plus one per list) may be held */
  constructor(private readonly limit: number) {}

  /** The list, or `undefined` when it is not held. The array is never changed afterwards. */
  get(name: string): readonly LedgerEvent[] | undefined {
    const held = this.lists.get(name);
    if (!held) return undefined;
    this.lists.delete(name);
    this.lists.set(name, held);
    if (held.added.length > 0) {
      held.events = [...held.events, ...held.added];
      held.added = [];
    }
    return held.events;
  }

  put(name: string, events: readonly LedgerEvent[]): void {
    this.drop(name);
    const held = { events, added: [], weight: events.length + 1 };
    this.lists.set(name, held);
    this.total += held.weight;
    this.shrink();
  }

  /** Adds an event to a list that is held; a list that is not held is complete again when it is next loaded. */
  append(name: string, event: LedgerEvent): void {
    const held = this.lists.get(name);
    if (!held) return;
    held.added.push(event);
    held.weight++;
    this.total++;
    this.shrink();
  }

  /** Events held now, counting one more per list. */
  get size(): number {
    return this.total;
  }

  /** Forgets a list; it is complete again when it is next loaded. */
  drop(name: string): void {
    const held = this.lists.get(name);
    if (!held) return;
    this.total -= held.weight;
    this.lists.delete(name);
  }

  private shrink(): void {
    if (this.total <= this.limit) return;
    for (const name of this.lists.keys()) {
      if (this.total <= this.limit) return;
      this.drop(name);
    }
  }
}
