// The decisions that a payment can rest on, and what every finding about a payment states.
// Where the record allows two readings of who decided, the body is unknown; it is never guessed.
import { happenedBefore } from '../../../rules/time.js';
import type { Surroundings } from '../check.js';
import { ref } from '../words.js';
import { factsOf, type CaseState } from './cases.js';
import type { Fact, FactRef } from './facts.js';
import type { PaymentView } from './payment.js';

type BodyKind = Fact<'offices.BodyDefined'>['d']['kind'];

/** A collective decision that a payment can rest on. */
export interface Decision extends FactRef {
  readonly at: string;
  readonly kind: BodyKind | undefined;
}

type Ask = Surroundings<unknown>['ask'];

const bodyKind = (ask: Ask, bodyId: string | undefined): BodyKind | undefined => {
  const body = bodyId === undefined ? undefined : ask('body', bodyId);
  return body && factsOf(body, 'offices.BodyDefined').at(-1)?.d.kind;
};

/** The body of a ruling, or of the only meeting or ballot that it can mean. */
function rulingBody(matter: CaseState, { d }: Fact<'matters.ResultRuled'>): string | undefined {
  if (d.bodyId !== undefined) return d.bodyId;
  const possible = [
    ...factsOf(matter, 'matters.BallotTallied').filter(
      (ballot) => d.ballotId === undefined || ballot.d.ballotId === d.ballotId,
    ),
    ...factsOf(matter, 'matters.MeetingOpened').filter(
      (meeting) => d.meetingId === undefined || meeting.d.meetingId === d.meetingId,
    ),
  ].map((fact) => fact.d.bodyId);
  return new Set(possible).size === 1 ? possible[0] : undefined;
}

export const adopted = (matter: CaseState): readonly Fact<'matters.ResultRuled'>[] =>
  factsOf(matter, 'matters.ResultRuled').filter(({ d }) => d.outcome === 'adopted');

/** Adopted rulings of the matters that a payment names, and its approval by a body. */
export function decisionsFor({ matters, approvals }: PaymentView, ask: Ask): readonly Decision[] {
  const rulings = matters.flatMap((id) => {
    const matter = ask('matter', id);
    return matter
      ? adopted(matter).map((fact) => ({
          ...ref(fact),
          at: fact.at,
          kind: bodyKind(ask, rulingBody(matter, fact)),
        }))
      : [];
  });
  const collective = approvals.flatMap((fact) =>
    fact.d.bodyId === undefined
      ? []
      : [{ ...ref(fact), at: fact.at, kind: bodyKind(ask, fact.d.bodyId) }],
  );
  return [...rulings, ...collective];
}

/** The first of them for certain. */
export const firstOf = <D extends { readonly at: string }>(
  decisions: readonly D[],
): D | undefined =>
  decisions.reduce<D | undefined>(
    (before, decision) => (before && !happenedBefore(decision.at, before.at) ? before : decision),
    undefined,
  );

/** What every finding about a payment states. */
export const aboutPayment = (payment: PaymentView) => ({
  key: '',
  anchor: payment.first,
  unit: payment.unit,
  person: payment.person,
  power: payment.power,
  amount: payment.amount,
  currency: payment.currency,
  on: payment.day,
});

/** The request and the money that left. */
export const eventsOf = ({ request, made }: PaymentView): readonly FactRef[] =>
  [...(request ? [request] : []), ...made].map(ref);
