// Keeps every judgement current: after each batch it judges again the cases that the batch touched, once.
// A case is touched by an event of its own, or by one filed under a key that its last judgement asked for, or, as all
// cases are, by a re-judgement. Each act is judged by the packs that the rule book in the log says (docs/adr/0015).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { judge } from '../../src/rules/judge.js';
import type { JudgingPacks, RulePacks } from '../../src/rules/pack.js';
import type { Rule } from '../../src/rules/rule.js';
import type { Projection } from '../projection.js';
import { createCaseFiles, type CaseFiles, type Dependency } from './caseFiles.js';
import { createContextFiles, type ContextFiles } from './contextFiles.js';
import { EventLists } from './eventLists.js';
import { withLists } from './lazyContext.js';
import { createJudgementRows, type JudgedCase } from './judgementRows.js';
import { isRulebookEvent, openRulebook } from './rulebook.js';

/** Raised when the tables or the way they are filled change. */
const REVISION = 3;

/** Some 3 kB each: about 100 MB when full; lists share their events. */
const EVENTS_HELD = 40_000;

/** Judges one case; loads what its rules ask for and starts again until nothing is missing. */
async function judgeCase(
  files: { readonly cases: CaseFiles; readonly contexts: ContextFiles },
  caseNumber: number,
  rules: readonly Rule[],
  packs: JudgingPacks,
): Promise<JudgedCase> {
  const { file, theCase } = await files.cases.open(caseNumber);
  // What it asked for last time it will most likely ask for again.
  const likely = (JSON.parse(file.keys) as readonly Dependency[]).map(([key]) => key);
  return withLists(
    files.contexts,
    (context) => ({
      file,
      judgements: judge(theCase, context, rules, packs),
      keys: context.dependencies,
      eventById: (id) => theCase.events.find((event) => event.id === id) ?? context.find(id),
    }),
    likely,
  );
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
    packs: packs.digest,
  };
  const text = JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}

export interface ViolationsOptions {
  readonly eventsHeld?: number;
  /** Judges every act by the packs given, whatever the log adopted: to compare with what it did. */
  readonly byPacksAlone?: boolean;
}

/**
 * The view `violations` under the given rules.
 * @param packs judge while the log has adopted none
 */
export function violationsProjection(
  rules: readonly Rule[],
  packs: RulePacks,
  options: ViolationsOptions = {},
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
      const rulebook = openRulebook(writer, rules, packs);
      const judging = options.byPacksAlone === true ? packs : rulebook.history;
      return {
        async apply(events) {
          const touched = new Set<number>();
          let all = false;
          for (const event of events)
            if (isRulebookEvent(event)) all = rulebook.enter(event) || all;
            else {
              rulebook.noteAct();
              touched.add(cases.file(event));
              contexts.file(event);
            }
          cases.flush();
          if (all) for (const caseNumber of cases.all()) touched.add(caseNumber);
          for (const [key, time] of contexts.flush())
            for (const caseNumber of contexts.dependents(key, time)) touched.add(caseNumber);
          for (const caseNumber of [...touched].sort((a, b) => a - b))
            rows.write(await judgeCase({ cases, contexts }, caseNumber, rules, judging));
          rows.flush();
        },
      };
    },
  };
}
