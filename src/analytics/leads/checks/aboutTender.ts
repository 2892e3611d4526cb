// What every finding about a tender states: shared by the checks of procurement.
import type { CaseState } from '../subjects/cases.js';
import { lastDayOf, type TenderView } from '../subjects/tender.js';
import { asDay, fenOf, ref } from '../words.js';

export const TENDER_INPUTS = [
  'projects.TenderAnnounced',
  'projects.BidReceived',
  'projects.BidRejected',
  'projects.AwardPosted',
  'projects.AwardCancelled',
  'projects.TenderFailed',
] as const;

/** What every finding about one tender states. */
export function aboutTender(state: CaseState, view: TenderView) {
  const award = view.awards.findLast(({ d }) => d.what === 'award') ?? view.awards.at(-1);
  const money = award?.d.amount ?? view.announced?.d.estimate;
  return {
    key: '',
    anchor: view.first,
    unit: view.unit,
    person: view.announced?.by,
    power: view.power,
    ...(money === undefined
      ? {}
      : {
          amount: fenOf(money),
          currency: award?.d.currency ?? view.announced?.d.currency ?? 'CNY',
        }),
    on: asDay(lastDayOf(state)),
    events: [...(view.announced ? [view.announced] : []), ...view.bids, ...view.awards].map(ref),
  };
}
