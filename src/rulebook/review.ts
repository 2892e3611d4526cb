// What the rules find of an act that is still to be done, in its case. Pure: whether the act goes on is for the command
// handler, by the mode of each rule.
import type { Finding } from '../commands/intent.js';
import type { LedgerEvent } from '../events/index.js';
import type { Case } from '../rules/case.js';
import type { RuleContext } from '../rules/context.js';
import { judge } from '../rules/judge.js';
import type { JudgingPacks } from '../rules/pack.js';
import type { Rule } from '../rules/rule.js';

/** The power under which an act is done: its own, else that of its case. */
const powerOf = (theCase: Case, act: LedgerEvent): string | undefined =>
  act.powercode ?? theCase.events.find(({ powercode }) => powercode !== undefined)?.powercode;

/** The rules that warn of or block such an act, on its day and where it is done. */
export function guardingRules(
  theCase: Case,
  act: LedgerEvent,
  rules: readonly Rule[],
  packs: JudgingPacks,
): readonly Rule[] {
  const inForce = packs.inForce(act);
  const power = powerOf(theCase, act);
  return rules.filter((rule) => {
    const { enabled, mode } = inForce.of(rule, power);
    return enabled && mode !== 'record';
  });
}

/** What they find, as far as the act itself is charged. */
export function findingsOn(
  theCase: Case,
  act: LedgerEvent,
  context: RuleContext,
  rules: readonly Rule[],
  packs: JudgingPacks,
): readonly Finding[] {
  const guarding = guardingRules(theCase, act, rules, packs);
  if (guarding.length === 0) return [];
  const withAct = { id: theCase.id, events: [...theCase.events, act] };
  const inForce = packs.inForce(act);
  return judge(withAct, context, guarding, packs).flatMap((judgement) => {
    const { rule: id, act: charged, violation, powercode } = judgement;
    const rule = guarding.find((each) => each.id === id);
    if (!rule || !violation || charged.eventId !== act.id) return [];
    const { mode } = inForce.of(rule, powercode);
    if (mode === 'record') return [];
    const { severity, found, expected } = violation;
    const { title, basis } = rule;
    return [{ rule: id, mode, severity, title, found, expected, basis, packs: judgement.packs }];
  });
}
