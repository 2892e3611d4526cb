// Keeps every judgement current: after each batch it judges again the cases that the batch touched, once.
// A case is touched by an event of its own, or by one filed under a key that its last judgement asked for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LedgerEvent } from '../../src/events/index.js';
import { upTo, type RuleContext } from '../../src/rules/context.js';
import { judge } from '../../src/rules/judge.js';
import type { RulePacks } from '../../src/rules/pack.js';
import type { Rule } from '../../src/rules/rule.js';
import { inTimeOrder } from '../../src/rules/time.js';
import { instantOf } from '../clocks.js';
import type { Projection } from '../projection.js';
import { createCaseFiles, type CaseFiles, type Dependency } from './caseFiles.js';
import { createContextFiles, type ContextFiles } from './contextFiles.js';
import { EventLists } from './eventLists.js';
import { createJudgementRows, type JudgedCase } from './judgementRows.js';

/** Raised when the tables or the way they are filled change. */
const REVISION = 1;

/** Some 3 kB each: about 100 MB when full; lists share their events. */
const EVENTS_HELD = 40_000;

/** Later than any time: the judgement depends on every event under the key. */
const ALWAYS = Number.MAX_SAFE_INTEGER;

/** Thrown by a context whose list is not in memory; never leaves this file. */
class NeedsContext extends Error {
  constructor(readonly key: string) {
    super(`Context ${key} has to be loaded`);
  }
}

/** A context that notes what it was asked for. @throws NeedsContext from its methods */
class NotingContext implements RuleContext {
  private readonly asked = new Map<string, { events: readonly LedgerEvent[]; until: number }>();

  constructor(private readonly held: (key: string) => readonly LedgerEvent[] | undefined) {}

  events(key: string): readonly LedgerEvent[] {
    return this.note(key, this.list(key), ALWAYS);
  }

  eventsUpTo(key: string, act: LedgerEvent): readonly LedgerEvent[] {
    return this.note(key, this.list(key), instantOf(act.time)).filter(upTo(act));
  }

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

/** Judges one case; loads what its rules ask for and starts again until nothing is missing. */
async function judgeCase(
  files: { readonly cases: CaseFiles; readonly contexts: ContextFiles },
  caseNumber: number,
  rules: readonly Rule[],
  packs: RulePacks,
): Promise<JudgedCase> {
  const { file, theCase } = await files.cases.open(caseNumber);
  const loaded = new Map<string, readonly LedgerEvent[]>();
  // What it asked for last time it will most likely ask for again.
  for (const [key] of JSON.parse(file.keys) as readonly Dependency[])
    loaded.set(key, files.contexts.get(key) ?? (await files.contexts.load(key)));
  for (;;) {
    const context = new NotingContext((key) => loaded.get(key) ?? files.contexts.get(key));
    try {
      const judgements = judge(theCase, context, rules, packs);
      return {
        file,
        keys: context.dependencies,
        judgements,
        eventById: (id) => theCase.events.find((event) => event.id === id) ?? context.find(id),
      };
    } catch (error) {
      if (!(error instanceof NeedsContext)) throw error;
      loaded.set(error.key, await files.contexts.load(error.key));
    }
  }
}

/**
 * Identifies what the judgements depend on besides events, so that other rules or packs build another generation.
 * 48 bits of a digest: an integer that SQLite and JavaScript hold exactly.
 */
export function rulesVersion(rules: readonly Rule[], packs: RulePacks): number {
  const content = {
    revision: REVISION,
    rules: rules.map((rule) => ({
      ...rule,
      parameters: rule.parameters.safeParse({}).data,
    })),
    packs: packs.packs,
  };
  const text = JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}

/** The view `violations` under the given rules and rule packs. */
export function violationsProjection(
  rules: readonly Rule[],
  packs: RulePacks,
  options: { readonly eventsHeld?: number } = {},
): Projection {
  return {
    name: 'violations',
    version: rulesVersion(rules, packs),
    handles: 'all',
    schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
    open(writer, source) {
      const lists = new EventLists(options.eventsHeld ?? EVENTS_HELD);
      const cases = createCaseFiles(writer, source, lists);
      const contexts = createContextFiles(writer, source, lists);
      const rows = createJudgementRows(writer);
      return {
        async apply(events) {
          const touched = new Set<number>();
          for (const event of events) {
            touched.add(cases.file(event));
            contexts.file(event);
          }
          cases.flush();
          for (const [key, time] of contexts.flush())
            for (const caseNumber of contexts.dependents(key, time)) touched.add(caseNumber);
          for (const caseNumber of [...touched].sort((a, b) => a - b))
            rows.write(await judgeCase({ cases, contexts }, caseNumber, rules, packs));
          rows.flush();
        },
      };
    },
  };
}
