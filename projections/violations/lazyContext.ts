// A context whose lists are loaded when a rule first asks for them, and that notes what it was asked for.
// Rules are synchronous and lists are not: what is missing is loaded and the work begins again until nothing is.
import type { LedgerEvent } from '../../src/events/index.js';
import { upTo, type RuleContext } from '../../src/rules/context.js';
import { inTimeOrder } from '../../src/rules/time.js';
import { instantOf } from '../clocks.js';
import type { Dependency } from './caseFiles.js';

/** Later than any time: the judgement depends on every event under the key. */
const ALWAYS = Number.MAX_SAFE_INTEGER;

/** Thrown by a context whose list is not in memory; never leaves this file. */
class NeedsContext extends Error {
  constructor(readonly key: string) {
    super(`Context ${key} has to be loaded`);
  }
}

export class NotingContext implements RuleContext {
  private readonly asked = new Map<string, { events: readonly LedgerEvent[]; until: number }>();

  constructor(private readonly held: (key: string) => readonly LedgerEvent[] | undefined) {}

  /** @throws NeedsContext */
  events(key: string): readonly LedgerEvent[] {
    return this.note(key, this.list(key), ALWAYS);
  }

  /** @throws NeedsContext */
  eventsUpTo(key: string, act: LedgerEvent): readonly LedgerEvent[] {
    return this.note(key, this.list(key), instantOf(act.time)).filter(upTo(act));
  }

  /** @throws NeedsContext */
  firstEvent(key: string): LedgerEvent | undefined {
    const events = this.list(key);
    const [first] = inTimeOrder(events);
    this.note(key, events, first ? instantOf(first.time) : ALWAYS);
    return first;
  }

  private list(key: string): readonly LedgerEvent[] {
    const events = this.asked.get(key)?.events ?? this.held(key);
    if (!events) throw new NeedsContext(key);
    return events;
  }

  private note(key: string, events: readonly LedgerEvent[], until: number): readonly LedgerEvent[] {
    const before = this.asked.get(key);
    if (!before) this.asked.set(key, { events, until });
    else if (until > before.until) before.until = until;
    return events;
  }

  get dependencies(): readonly Dependency[] {
    return [...this.asked]
      .map(([key, { until }]): Dependency => [key, until])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  find(id: string): LedgerEvent | undefined {
    for (const { events } of this.asked.values()) {
      const found = events.find((event) => event.id === id);
      if (found) return found;
    }
    return undefined;
  }
}

/** Lists by context key: held ones at once, the others when they are loaded, as many as are wanted at a time. */
export interface ContextLists {
  /** The list where it is in memory. */
  remembered(key: string): readonly LedgerEvent[] | undefined;
  /** The list where it is in memory or known to be empty. */
  held(key: string): readonly LedgerEvent[] | undefined;
  /** A list for each of the keys. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, readonly LedgerEvent[]>>;
}

/**
 * Does work that asks a context.
 * @param likely keys that it will most likely ask for: they are loaded first
 */
export async function withLists<T>(
  lists: ContextLists,
  work: (context: NotingContext) => T,
  likely: readonly string[] = [],
): Promise<T> {
  const loaded = new Map<string, readonly LedgerEvent[]>();
  const load = async (keys: readonly string[]) => {
    for (const [key, events] of await lists.load(keys)) loaded.set(key, events);
  };
  const missing: string[] = [];
  for (const key of likely) {
    const events = lists.remembered(key);
    if (events) loaded.set(key, events);
    else missing.push(key);
  }
  if (missing.length > 0) await load(missing);
  for (;;) {
    try {
      return work(new NotingContext((key) => loaded.get(key) ?? lists.held(key)));
    } catch (error) {
      if (!(error instanceof NeedsContext)) throw error;
      await load([error.key]);
    }
  }
}
