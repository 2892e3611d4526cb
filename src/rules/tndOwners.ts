// TND-06: nobody wins who is, or stands close to, an official of the unit that awards.
// It states recorded facts; whether an interest moved anybody is not for a rule to say.
import { z } from 'zod';
import { parseLocalDate } from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import { eventsOf, type CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { NEAR_RELATIVES, officesOver, ownersOf, relativesOf } from './ownership.js';
import { termsOn } from './register.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import { SUNSHINE_OPINION, VILLAGE_POWER_SYSTEM } from './sources.js';
import { linkOf } from './tenders.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

const parameters = z.strictObject({
  /** Declared kinship that counts. */
  relations: z.array(z.string()).default([...NEAR_RELATIVES]),
  /** Whether officials of units that do not stand over the award count as well. */
  everywhere: z.boolean().default(false),
});
type Parameters = z.output<typeof parameters>;

interface Won {
  readonly act: LedgerEvent;
  readonly winner: { readonly payeeId: string; readonly kind: string };
  readonly amount: string | undefined;
  readonly signedBy?: string | undefined;
}

/** Whether the award from which a contract came names its party: then the award is the act. */
function isAwarded(context: RuleContext, contractId: string, payeeId: string): boolean {
  const link = linkOf(context, contractId);
  return (
    link !== undefined &&
    eventsOf(context.events(unitKey.tender(link.data.tenderId)), 'projects.AwardPosted').some(
      ({ data }) =>
        data.what === 'award' && data.winners.some((winner) => winner.payeeId === payeeId),
    )
  );
}

/** Awards, and contracts that no posted award preceded. */
function wonIn(theCase: CaseIndex, context: RuleContext): readonly Won[] {
  const awards = theCase
    .of('projects.AwardPosted')
    .filter(({ data }) => data.what === 'award')
    .flatMap((act) => act.data.winners.map((winner) => ({ act, winner, amount: act.data.amount })));
  const contracts = theCase
    .of('projects.ContractSigned')
    .filter(({ data }) => !isAwarded(context, data.contractId, data.party.payeeId))
    .map((act) => ({
      act,
      winner: act.data.party,
      amount: act.data.amount,
      signedBy: act.data.signedBy,
    }));
  return [...awards, ...contracts];
}

function judgedWinner(
  context: RuleContext,
  { act, winner, amount, signedBy }: Won,
  { relations, everywhere }: Parameters,
): Activation | undefined {
  const day = localDate(act.time);
  const isOfficial = (person: string) =>
    (everywhere ? termsOn(context, person, day) : officesOver(context, person, day, act.orgunit))
      .length > 0;
  const owners = ownersOf(context, winner.payeeId, act);
  // Nothing is known of who stands behind a company.
  if (owners.length === 1 && winner.kind !== 'person') return undefined;
  const expected = {
    zh: '中标人及其实际控制人不是该单位（含上级）在职干部及其近亲属',
    en: 'a winner whose owners are no officials of the unit or of one above it, nor their near relatives',
  };
  const breach = (found: Breach['found'], evidence: readonly LedgerEvent[]): Activation => ({
    act,
    person: signedBy,
    broken: { found, expected, amount, evidence },
  });
  for (const { id, evidence } of owners)
    if (isOfficial(id))
      return breach(
        { zh: '中标人由在职干部持有或控制', en: 'an official owns or controls the winner' },
        evidence,
      );
  for (const { id, evidence } of owners)
    for (const { relative, declared } of relativesOf(context, id, relations))
      if (isOfficial(relative))
        return breach(
          {
            zh: '中标人由在职干部的近亲属持有或控制',
            en: 'a near relative of an official owns or controls the winner',
          },
          [...evidence, declared],
        );
  return { act, person: signedBy };
}

/**
 * On the day of the award the winner, its owners and managers (owners of owners and declared interests included) hold no
 * office in the awarding unit or one above it, and are no declared near relatives of anybody who does. A contract
 * without a posted award is judged by itself. Not applicable where the ledger knows no owner of a winning company.
 * Source: rules on integrity of rural cadres of 2011 (no contracting for oneself or relatives; from memory);
 * domain.md 2.5, 2.9.
 */
export const tnd06 = defineRule({
  id: 'TND-06',
  title: { zh: '中标人与干部无利害关系', en: 'The winner is no official’s' },
  statement: {
    zh: '中标人及其实际控制人不得是在职干部或其近亲属',
    en: 'Neither the winner nor who stands behind it is an official or his near relative',
  },
  severity: 'S',
  basis: [
    { document: '农村基层干部廉洁履行职责若干规定（试行）', clause: '第二条、第五条' },
    { document: SUNSHINE_OPINION, clause: '配权：权力制衡' },
    { document: VILLAGE_POWER_SYSTEM, clause: '回避' },
  ],
  validFrom: parseLocalDate('2011-05-23'),
  parameters,
  triggers: ['projects.AwardPosted', 'projects.ContractSigned'],
  *check(theCase, context, on) {
    for (const won of wonIn(theCase, context)) {
      const activation = judgedWinner(context, won, on(won.act));
      if (activation) yield activation;
    }
  },
});
