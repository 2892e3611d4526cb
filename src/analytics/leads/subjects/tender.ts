// A tender as a contracting process: what the procurement indicators ask, from the events of the tender.
import { localDate } from '../../../rules/time.js';
import type { Award, Bid, Process } from '../procurement/process.js';
import { factsOf, firstFact, type CaseState } from './cases.js';
import type { Fact, FactRef } from './facts.js';

/** How award methods of the ledger are called in open contracting data. */
const METHODS = {
  openTender: 'open',
  invitedTender: 'selective',
  negotiation: 'limited',
  quoteComparison: 'limited',
  directAward: 'direct',
  other: undefined,
} as const;

export interface TenderView {
  readonly unit: string;
  readonly power: string | undefined;
  readonly first: FactRef;
  readonly announced: Fact<'projects.TenderAnnounced'> | undefined;
  readonly bids: readonly Fact<'projects.BidReceived'>[];
  readonly awards: readonly Fact<'projects.AwardPosted'>[];
  readonly title: string;
  readonly process: Process;
}

const views = new WeakMap<CaseState, TenderView>();

function awardsOf(state: CaseState): readonly Award[] {
  const cancelled = new Set(factsOf(state, 'projects.AwardCancelled').map(({ d }) => d.awardId));
  const items = firstFact(state, 'projects.TenderAnnounced')?.d.items ?? [];
  const awards = factsOf(state, 'projects.AwardPosted');
  // Once the award stands, the posting of candidates before it decides nothing any more.
  const decided = awards.filter(({ d }) => d.what === 'award');
  return (decided.length > 0 ? decided : awards).map(({ d }) => ({
    status: cancelled.has(d.awardId) ? 'cancelled' : d.what === 'award' ? 'active' : 'pending',
    suppliers: d.winners.map(({ payeeId }) => payeeId),
    classifications: items.flatMap(({ classification }) => classification ?? []),
  }));
}

function derive(state: CaseState, tenderId: string): TenderView {
  const announced = firstFact(state, 'projects.TenderAnnounced');
  const rejected = new Set(factsOf(state, 'projects.BidRejected').map(({ d }) => d.bidId));
  const received = factsOf(state, 'projects.BidReceived');
  const bids = received.map(({ at, d }): Bid => ({
    status: rejected.has(d.bidId) ? 'disqualified' : 'valid',
    date: at,
    tenderers: [d.bidder.payeeId],
    amount: d.amount === undefined ? undefined : Number(d.amount),
    currency: d.currency,
  }));
  const [first = { p: 0, id: '' }] = Object.values(state.f)
    .flat()
    .sort((a, b) => a.p - b.p);
  return {
    unit: state.unit,
    power: state.power,
    first: { p: first.p, id: first.id },
    announced,
    bids: received,
    awards: factsOf(state, 'projects.AwardPosted'),
    title: announced?.d.title ?? tenderId,
    process: {
      id: tenderId,
      buyer: state.unit,
      procuringEntity: state.unit,
      tender: {
        status: factsOf(state, 'projects.TenderFailed').length > 0 ? 'unsuccessful' : 'active',
        method: announced && METHODS[announced.d.method],
        methodDetails: announced?.d.method,
        start: announced && (announced.d.documentsFrom ?? announced.at),
        end: announced?.d.deadline,
        numberOfTenderers: new Set(received.map(({ d }) => d.bidder.payeeId)).size,
      },
      bids,
      awards: awardsOf(state),
    },
  };
}

export function tenderOf(state: CaseState, tenderId: string): TenderView {
  let view = views.get(state);
  if (!view) views.set(state, (view = derive(state, tenderId)));
  return view;
}

/** The day of the latest fact of a tender. */
export const lastDayOf = (state: CaseState): string =>
  Object.values(state.f)
    .flat()
    .reduce((last, { at }) => (localDate(at) > last ? localDate(at) : last), '');
