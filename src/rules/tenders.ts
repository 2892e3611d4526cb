// Purchases: which tender a contract came out of, its bids and its award, as the rules on tenders see them.
// What is linked by no record is not linked; it must never pair a contract and a tender by title or amount.
import type { LedgerEvent } from '../events/index.js';
import { parseLocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { compareTimes } from './time.js';
import { unitKey } from './unitKeys.js';

export type Contract = EventOf<'projects.ContractSigned'>;
export type Announcement = EventOf<'projects.TenderAnnounced'>;
export type Bid = EventOf<'projects.BidReceived'>;
export type Award = EventOf<'projects.AwardPosted'>;
export type TenderLink = EventOf<'projects.ContractTendered'>;

export const TENDERING_LAW = '中华人民共和国招标投标法';
export const TENDERING_REGULATION = '中华人民共和国招标投标法实施条例';
export const PROCUREMENT_LAW = '中华人民共和国政府采购法';
export const MANDATORY_TENDERS = '必须招标的工程项目规定';
export const TENDERING_LAW_IN_FORCE = parseLocalDate('2000-01-01');
export const TENDERING_REGULATION_IN_FORCE = parseLocalDate('2012-02-01');
export const PROCUREMENT_LAW_IN_FORCE = parseLocalDate('2003-01-01');

/** The link of a contract to its tender, if any. */
export const linkOf = (context: RuleContext, contractId: string): TenderLink | undefined =>
  eventsOf(context.events(contextKey.contract(contractId)), 'projects.ContractTendered')[0];

export const announcementOf = (context: RuleContext, tenderId: string): Announcement | undefined =>
  eventsOf(context.events(unitKey.tender(tenderId)), 'projects.TenderAnnounced')[0];

/** The act by which a tender came to its end: its first candidates or award posted, else the contract linked to it. */
export interface Outcome {
  readonly act: Award | TenderLink;
  readonly tenderId: string;
}

/** The outcomes of tenders that stand in a case: one a tender. */
export function outcomesIn(theCase: CaseIndex, context: RuleContext): readonly Outcome[] {
  const ids = new Set(
    [...theCase.of('projects.AwardPosted'), ...theCase.of('projects.ContractTendered')].map(
      ({ data }) => data.tenderId,
    ),
  );
  return [...ids].flatMap((tenderId) => {
    const events = context.events(unitKey.tender(tenderId));
    const awards = [...eventsOf(events, 'projects.AwardPosted')].sort((a, b) =>
      compareTimes(a.time, b.time),
    );
    const act = awards[0] ?? eventsOf(events, 'projects.ContractTendered')[0];
    return act && theCase.events.some(({ id }) => id === act.id) ? [{ act, tenderId }] : [];
  });
}

/** The bids of a tender that came in before its deadline and before an act; one that states no deadline takes all. */
export function bidsBefore(
  context: RuleContext,
  tenderId: string,
  act: LedgerEvent,
): readonly Bid[] {
  const deadline = announcementOf(context, tenderId)?.data.deadline;
  return eventsOf(context.eventsUpTo(unitKey.tender(tenderId), act), 'projects.BidReceived').filter(
    ({ time }) => deadline === undefined || compareTimes(time, deadline) <= 0,
  );
}
