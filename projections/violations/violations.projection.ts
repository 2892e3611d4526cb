// Keeps every judgement current: after each batch it judges again the cases that the batch touched, once.
// A case is touched by an event of its own, or by one filed under a key that its last judgement asked for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LedgerEvent } from '../../src/events/index.js';
import type { RuleContext } from '../../src/rules/context.js';
import { judge } from '../../src/rules/judge.js';
import type { RulePacks } from '../../src/rules/pack.js';
import type { Rule } from '../../src/rules/rule.js';
import type { Projection } from '../projection.js';
import { createCaseFiles, type CaseFiles } from './caseFiles.js';
import { createJudgementRows, type JudgedCase } from './judgementRows.js';

/** Raised when the tables or the way they are filled change. */
const REVISION = 1;

/** Thrown by a context whose list is not in memory; never leaves this file. */
class NeedsContext extends Error {
  constructor(readonly key: string) {
    super(`Context ${key} has to be loaded`);
  }
}

/** Judges one case; loads what its rules ask for and starts again until nothing is missing. */
async function judgeCase(
  files: CaseFiles,
  caseNumber: number,
  rules: readonly Rule[],
  packs: RulePacks,
): Promise<JudgedCase> {
  const { file, theCase } = await files.open(caseNumber);
  const loaded = new Map<string, readonly LedgerEvent[]>();
  for (;;) {
    const asked = new Map<string, readonly LedgerEvent[]>();
    const context: RuleContext = {
      events(key) {
        const known = asked.get(key) ?? loaded.get(key) ?? files.contextOf(key);
        if (!known) throw new NeedsContext(key);
        asked.set(key, known);
        return known;
      },
    };
    try {
      const judgements = judge(theCase, context, rules, packs);
      return {
        file,
        keys: [...asked.keys()].sort(),
        judgements,
        eventById: (id) =>
          [theCase.events, ...asked.values()].flatMap(
            (events) => events.find((event) => event.id === id) ?? [],
          )[0],
      };
    } catch (error) {
      if (!(error instanceof NeedsContext)) throw error;
      loaded.set(error.key, await files.loadContext(error.key));
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
      check: rule.check.toString(),
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
      const files = createCaseFiles(writer, source, options.eventsHeld);
      const rows = createJudgementRows(writer);
      return {
        async apply(events) {
          const touched = new Set<number>();
          const keys = new Set<string>();
          for (const event of events) {
            const filed = files.file(event);
            touched.add(filed.caseNumber);
            for (const key of filed.keys) keys.add(key);
          }
          files.flush();
          for (const key of keys)
            for (const caseNumber of files.dependents(key)) touched.add(caseNumber);
          for (const caseNumber of [...touched].sort((a, b) => a - b))
            rows.write(await judgeCase(files, caseNumber, rules, packs));
          rows.flush();
        },
      };
    },
  };
}
