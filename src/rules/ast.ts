// AST: what was built or bought is registered (04); the family's list.
import { z } from 'zod';
import { TENDER_CATEGORIES } from '../events/projects.js';
import { eventsOf, type EventOf } from './case.js';
import { ast05 } from './astCount.js';
import { ast01, ast02, ast03 } from './astLeases.js';
import { contextKey, type RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { defineRule } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM, VILLAGERS_LAW } from './sources.js';
import { announcementOf, linkOf } from './tenders.js';
import { compareTimes, localDate } from './time.js';
import { unitKey } from './unitKeys.js';

type Accepted = EventOf<'projects.WorkAccepted'>;

/** The asset registered for an acceptance: one that names it, else, for the last acceptance, one that names none. */
function registeredFor(context: RuleContext, { data }: Accepted, isLast: boolean) {
  const assets = eventsOf(
    context.events(unitKey.assetsOfContract(data.contractId)),
    'assets.AssetRegistered',
  );
  const named = assets.filter((event) => event.data.acceptanceId === data.acceptanceId);
  const unnamed = assets.filter((event) => isLast && event.data.acceptanceId === undefined);
  return [...(named.length > 0 ? named : unnamed)].sort((a, b) => compareTimes(a.time, b.time))[0];
}

/** Whether the contract is known to leave an asset behind. */
function leavesAsset(
  context: RuleContext,
  contractId: string,
  categories: readonly string[],
): boolean {
  const link = linkOf(context, contractId);
  const announced = link && announcementOf(context, link.data.tenderId);
  return announced !== undefined && categories.includes(announced.data.category);
}

/**
 * What was accepted under a contract is entered in the register of assets within 30 days. Charged on the acceptance: when
 * the asset that names the contract is registered late; or when there is none, the tender says that works or goods were
 * bought, and a later event of the contract or case shows that the limit has passed. Of several
 * acceptances those are judged that an asset names, and the last. Not applicable otherwise, since services leave no asset. Source: domain.md 2.9 (30 days), 5.4.
 */
const ast04 = defineRule({
  id: 'AST-04',
  title: { zh: '资产及时登记', en: 'Assets are registered' },
  statement: {
    zh: '工程、货物验收后 30 日内登记入资产台账',
    en: 'What was built or bought is registered as an asset within 30 days of acceptance',
  },
  severity: 'L',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '资产登记' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    limit: limitParameter.default('30cd'),
    categories: z.array(z.enum(TENDER_CATEGORIES)).default(['works', 'goods']),
  }),
  triggers: ['projects.WorkAccepted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('projects.WorkAccepted')) {
      const { contractId } = act.data;
      const ofContract = context.events(contextKey.contract(contractId));
      const isLast = eventsOf(ofContract, 'projects.WorkAccepted').at(-1)?.id === act.id;
      const { limit, categories } = on(act);
      const registered = registeredFor(context, act, isLast);
      if (!registered && !(isLast && leavesAsset(context, contractId, categories))) continue;
      const latest = [...ofContract.map(({ time }) => time), theCase.latest].reduce((a, b) =>
        compareTimes(a, b) < 0 ? b : a,
      );
      const end = localDate(registered?.time ?? latest);
      const held = heldAgainst(limit, localDate(act.time), end);
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') {
        if (registered) yield { act };
      } else {
        const { zh, en } = limitInWords(limit);
        yield {
          act,
          broken: {
            found: registered
              ? {
                  zh: `${end} 才登记，逾期 ${held.over} 日`,
                  en: `registered on ${end}, ${held.over} day(s) late`,
                }
              : { zh: `到 ${end} 仍未登记`, en: `not registered by ${end}` },
            expected: {
              zh: `验收后 ${zh}内（${held.due} 前）登记`,
              en: `within ${en} of acceptance, by ${held.due}`,
            },
            amount: registered?.data.value,
            evidence: registered ? [registered] : [],
          },
        };
      }
    }
  },
});

export const AST = [ast01, ast02, ast03, ast04, ast05] as const;
