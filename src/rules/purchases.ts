// What was bought, by which procedure and within which project: contracts, and awards that no contract has followed yet.
// A purchase is placed by its tender, or by the power that it exercises; one that neither places stays unplaced.
import type { LedgerEvent } from '../events/index.js';
import type { AWARD_METHODS, TENDER_CATEGORIES } from '../events/projects.js';
import { eventsOf, type CaseIndex } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { announcementOf, linkOf, type Announcement, type Award, type Contract } from './tenders.js';
import { localDate } from './time.js';
import { unitKey, yearOf } from './unitKeys.js';

export type Category = (typeof TENDER_CATEGORIES)[number];
export type Method = (typeof AWARD_METHODS)[number];

export interface Purchase {
  readonly act: Contract | Award;
  readonly amount: bigint;
  readonly currency: string;
  readonly category: Category;
  /** `undefined`: no procedure is on record. */
  readonly method: Method | undefined;
  readonly projectId: string | undefined;
  readonly tenderId: string | undefined;
}

const isAwardOf = (award: Award, events: readonly LedgerEvent[]): boolean =>
  award.data.what === 'award' &&
  !eventsOf(events, 'projects.AwardCancelled').some(
    ({ data }) => data.awardId === award.data.awardId,
  );

const ofAward = (act: Award, announced: Announcement): readonly Purchase[] => {
  const { amount, currency } = act.data;
  if (amount === undefined || currency === undefined) return [];
  const { category, method, projectId, tenderId } = announced.data;
  return [{ act, amount: BigInt(amount), currency, category, method, projectId, tenderId }];
};

function ofContract(
  context: RuleContext,
  act: Contract,
  power: string | undefined,
  categoryOfPower: Readonly<Record<string, Category>>,
): readonly Purchase[] {
  const link = linkOf(context, act.data.contractId);
  const announced = link && announcementOf(context, link.data.tenderId);
  const placed = power === undefined ? undefined : categoryOfPower[power];
  const category = announced?.data.category ?? placed;
  if (category === undefined) return [];
  return [
    {
      act,
      amount: BigInt(act.data.amount),
      currency: act.data.currency,
      category,
      method: announced?.data.method ?? act.data.method,
      projectId: announced?.data.projectId,
      tenderId: announced?.data.tenderId,
    },
  ];
}

/** The purchases whose acts stand in a case: its contracts, and its awards from whose tender no contract came. */
export function purchasesIn(
  theCase: CaseIndex,
  context: RuleContext,
  categoryOfPower: (act: LedgerEvent) => Readonly<Record<string, Category>>,
): readonly Purchase[] {
  const contracts = theCase
    .of('projects.ContractSigned')
    .flatMap((act) =>
      ofContract(context, act, act.powercode ?? theCase.power, categoryOfPower(act)),
    );
  const awards = theCase.of('projects.AwardPosted').flatMap((act) => {
    const events = context.events(unitKey.tender(act.data.tenderId));
    const announced = eventsOf(events, 'projects.TenderAnnounced')[0];
    const signed = eventsOf(events, 'projects.ContractTendered').length > 0;
    return announced && !signed && isAwardOf(act, events) ? ofAward(act, announced) : [];
  });
  return [...contracts, ...awards];
}

/** What had come out of a tender when an act was done: its contracts, else its awards. */
function purchasesOf(
  context: RuleContext,
  announced: Announcement,
  act: LedgerEvent,
): readonly Purchase[] {
  const { tenderId, category, method, projectId } = announced.data;
  const events = context.eventsUpTo(unitKey.tender(tenderId), act);
  const contracts = eventsOf(events, 'projects.ContractTendered').flatMap(({ data }) =>
    eventsOf(
      context.eventsUpTo(contextKey.contract(data.contractId), act),
      'projects.ContractSigned',
    ),
  );
  if (contracts.length === 0)
    return eventsOf(events, 'projects.AwardPosted')
      .filter((award) => isAwardOf(award, events))
      .flatMap((award) => ofAward(award, announced));
  return contracts.map((contract) => {
    const { amount, currency } = contract.data;
    return {
      act: contract,
      amount: BigInt(amount),
      currency,
      category,
      method,
      projectId,
      tenderId,
    };
  });
}

/**
 * Earlier purchases of the same project and category, in the same currency and fiscal year (calendar year of the contract
 * or award). The award of the purchase's own tender is no other purchase.
 */
export function combinableWith(context: RuleContext, purchase: Purchase): readonly Purchase[] {
  const { act, projectId, category, currency, tenderId } = purchase;
  if (projectId === undefined) return [];
  const year = yearOf(localDate(act.time));
  // A contract may follow an announcement of the year before.
  return [year - 1, year]
    .flatMap((each) =>
      eventsOf(
        context.eventsUpTo(unitKey.project(projectId, each), act),
        'projects.TenderAnnounced',
      ),
    )
    .filter(({ data }) => data.category === category)
    .flatMap((announced) => purchasesOf(context, announced, act))
    .filter(
      (other) =>
        other.act.id !== act.id &&
        !(other.tenderId === tenderId && other.act.name !== act.name) &&
        other.currency === currency &&
        yearOf(localDate(other.act.time)) === year,
    );
}
