// Judges one case by every rule, each act under the law in force on its day.
import type { LedgerEvent } from '../events/index.js';
import type { Position } from '../kernel/position.js';
import type { Case } from './case.js';
import type { RuleContext } from './context.js';
import type { RulePacks } from './pack.js';
import type { Breach, Rule, Severity } from './rule.js';

/** One occasion of one rule, judged. Identified by rule, act and ordinal among the rule's activations on that act. */
export interface Judgement {
  readonly rule: string;
  readonly ordinal: number;
  readonly act: {
    readonly eventId: string;
    readonly position: Position;
    readonly name: string;
    readonly time: string;
  };
  readonly orgunit: string;
  readonly powercode: string | undefined;
  readonly person: string | undefined;
  readonly post: string | undefined;
  readonly packs: readonly string[];
  /** `undefined`: kept. */
  readonly violation:
    | (Omit<Breach, 'evidence' | 'severity'> & {
        readonly severity: Severity;
        readonly evidence: readonly string[];
        readonly parameters: unknown;
      })
    | undefined;
}

function powerOf(theCase: Case, act: LedgerEvent): string | undefined {
  return act.powercode ?? theCase.events.find((event) => event.powercode !== undefined)?.powercode;
}

/** Judgements in rule order, then in the order in which the rule met its acts. Same input, same output. */
export function judge(
  theCase: Case,
  context: RuleContext,
  rules: readonly Rule[],
  packs: RulePacks,
): readonly Judgement[] {
  const judgements: Judgement[] = [];
  for (const rule of rules) {
    const seen = new Map<string, number>();
    const on = (act: LedgerEvent) => packs.settings(rule, act).parameters;
    for (const { act, person, post, broken } of rule.check(theCase, context, on)) {
      const settings = packs.settings(rule, act);
      if (!settings.enabled) continue;
      const ordinal = seen.get(act.id) ?? 0;
      seen.set(act.id, ordinal + 1);
      judgements.push({
        rule: rule.id,
        ordinal,
        act: { eventId: act.id, position: act.position, name: act.name, time: act.time },
        orgunit: act.orgunit,
        powercode: powerOf(theCase, act),
        person: person ?? act.actorperson,
        post: post ?? act.actorpost,
        packs: settings.packs,
        violation: broken && {
          found: broken.found,
          expected: broken.expected,
          amount: broken.amount,
          severity: broken.severity ?? settings.severity,
          evidence: (broken.evidence ?? []).map((event) => event.id),
          parameters: settings.parameters,
        },
      });
    }
  }
  return judgements;
}
