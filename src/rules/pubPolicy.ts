// PUB-10: a policy card comes down when the policy ends.
// A card of which nothing later is known is not taken to hang still, unless its unit went on posting cards.
import { z } from 'zod';
import { type LocalDate } from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import { OPENNESS_SYSTEM, SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { localDate } from './time.js';
import { unitKey, yearOf } from './unitKeys.js';

type Card = EventOf<'disclosure.PolicyCardPublished'>;

/** Work on the unit's cards that shows the limit passed: whoever did it left the outdated one hanging. */
const laterWork = (
  context: RuleContext,
  { orgunit }: Card,
  validTo: LocalDate,
  isLate: (event: LedgerEvent) => boolean,
): LedgerEvent | undefined =>
  [yearOf(validTo), yearOf(validTo) + 1]
    .flatMap((year) => context.events(unitKey.policyCards(orgunit, year)))
    .find(isLate);

function judgedCard(
  theCase: CaseIndex,
  context: RuleContext,
  card: Card,
  limit: string,
): Activation | undefined {
  if (card.data.validTo === undefined) return undefined;
  const validTo = card.data.validTo;
  const ended = { zh: `政策 ${validTo} 失效`, en: `the policy ended on ${validTo}` };
  const words = limitInWords(limit);
  const breach = (zh: string, en: string, evidence: readonly LedgerEvent[]): Breach => ({
    found: { zh: `${ended.zh}，${zh}`, en: `${ended.en}; ${en}` },
    expected: { zh: `失效后 ${words.zh}内撤下`, en: `taken down within ${words.en} of the end` },
    evidence,
  });

  const posted = localDate(card.time);
  if (posted > validTo)
    return { act: card, broken: breach(`${posted} 仍予公布`, `it was posted on ${posted}`, []) };
  const removed = theCase
    .of('disclosure.PolicyCardRemoved')
    .find(({ data }) => data.policyId === card.data.policyId);
  if (removed) {
    const day = localDate(removed.time);
    const held = heldAgainst(limit, validTo, day);
    if (held.kind === 'unjudged') return { act: removed, unjudged: held.reason };
    if (held.kind === 'inTime') return { act: removed };
    return { act: removed, broken: breach(`${day} 才撤下`, `it came down on ${day}`, [card]) };
  }
  const isLate = ({ time }: LedgerEvent) =>
    heldAgainst(limit, validTo, localDate(time)).kind === 'late';
  const shown = theCase.events.find(isLate) ?? laterWork(context, card, validTo, isLate);
  if (!shown) return undefined;
  const day = localDate(shown.time);
  return {
    act: card,
    broken: breach(`到 ${day} 仍未撤下`, `it still hung on ${day}`, [shown]),
  };
}

/**
 * A policy card is taken down within the limit after the last day of its policy, and none is posted after that day.
 * Charged on the removal when late; on the card when it was outdated already, or was not taken down although a later
 * event of the case, or later work on the unit's cards in that year or the next, shows that the limit has passed.
 * Not applicable to cards without a last day, and while nothing shows that the time has passed.
 * Source: domain.md 1.3 M15, 2.9 (the appliance subsidy ended in 2013); the limit of 10 days is ours.
 */
export const pub10 = defineRule({
  id: 'PUB-10',
  title: { zh: '过期政策及时撤下', en: 'Outdated policies come down' },
  statement: {
    zh: '政策失效后，明白卡及时撤下；不得公布已失效的政策',
    en: 'A policy card comes down when the policy ends, and no outdated policy is posted',
  },
  severity: 'L',
  basis: [
    { document: SUNSHINE_OPINION, clause: '亮权：阳光惠农一条街、明白墙' },
    { document: OPENNESS_SYSTEM, clause: '公开内容更新' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('10cd') }),
  triggers: ['disclosure.PolicyCardPublished'],
  *check(theCase, context, on) {
    for (const card of theCase.of('disclosure.PolicyCardPublished')) {
      const activation = judgedCard(theCase, context, card, on(card).limit);
      if (activation) yield activation;
    }
  },
});
