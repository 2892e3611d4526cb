// Receivables, debts and guarantees (债权债务): what stood at the beginning, what came and went, what is left and how old it is.
import { daysBetween, parseLocalDate } from '../../../src/kernel/time.js';
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf, type Thing } from '../../unit-books/unitBooks.queries.js';
import type { Span } from '../stays.js';
import { combine, currenciesOf, sumIn, sumsOf, type Amount, type Sum } from './sums.js';

export const AGE_BANDS = ['under1', '1to2', '2to3', 'over3'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

export interface Movement {
  readonly kind: 'receivable' | 'debt';
  readonly currency: string;
  readonly opening: Sum;
  readonly added: Sum;
  readonly settled: Sum;
  readonly closing: Sum;
  /** What is left, by its age on the closing day; the four add up to `closing`. */
  readonly ages: Readonly<Record<AgeBand, Sum>>;
}

export interface OpenClaim {
  readonly kind: 'receivable' | 'debt';
  readonly id: string;
  readonly party: string;
  readonly since: string;
  readonly dueOn: string | null;
  readonly left: Sum;
  /** Reminders on record. */
  readonly dunned: number;
}

export interface Guarantee {
  readonly guaranteeId: string;
  readonly debtor: string;
  readonly beneficiary: string;
  readonly amount: string;
  readonly currency: string;
  readonly given: string;
  readonly until: string | null;
  /** `null`: it still holds on the closing day. */
  readonly releasedOn: string | null;
  readonly eventIds: readonly string[];
}

export interface Debts {
  readonly movements: readonly Movement[];
  readonly open: readonly OpenClaim[];
  readonly guarantees: readonly Guarantee[];
}

interface Claim {
  readonly kind: Movement['kind'];
  readonly id: string;
  readonly party: string;
  readonly since: string;
  readonly dueOn: string | null;
  readonly amount: Amount;
  readonly settlements: readonly (Amount & { readonly on: string })[];
  readonly dunned: number;
}

const partyOf = ({
  payeeId,
  name,
}: {
  readonly payeeId: string;
  readonly name?: string | undefined;
}) => name ?? payeeId;

function claimOf(kind: Movement['kind'], thing: Thing): Claim | undefined {
  const first =
    kind === 'receivable'
      ? factsNamed(thing, 'funds.ReceivableRecorded')[0]
      : factsNamed(thing, 'funds.DebtIncurred')[0];
  if (!first) return undefined;
  const { data, eventId } = first;
  const settled =
    kind === 'receivable'
      ? factsNamed(thing, 'funds.ReceivableSettled')
      : factsNamed(thing, 'funds.DebtSettled');
  return {
    kind,
    id: thing.id,
    party: partyOf('debtor' in data ? data.debtor : data.creditor),
    since: data.since,
    dueOn: data.dueOn ?? null,
    amount: { currency: data.currency, amount: data.amount, eventId },
    settlements: settled.map((fact) => ({
      currency: fact.data.currency,
      amount: fact.data.amount,
      eventId: fact.eventId,
      on: fact.on,
    })),
    dunned: factsNamed(thing, 'funds.DunningIssued').length,
  };
}

/** What was left of a claim at the end of a day. */
function leftOn({ amount, settlements }: Claim, day: string): Sum {
  const gone = settlements.filter(({ on, currency }) => on <= day && currency === amount.currency);
  return combine(amount.currency, [
    [1, sumIn(sumsOf([amount]), amount.currency)],
    [-1, sumIn(sumsOf(gone), amount.currency)],
  ]);
}

function bandOf(since: string, closing: string): AgeBand {
  const years = daysBetween(parseLocalDate(since), parseLocalDate(closing)) / 365.25;
  return years < 1 ? 'under1' : years < 2 ? '1to2' : years < 3 ? '2to3' : 'over3';
}

const added = (sums: readonly Sum[], currency: string): Sum =>
  combine(
    currency,
    sums.map((sum) => [1, sum] as const),
  );

function movementOf(
  kind: Movement['kind'],
  claims: readonly Claim[],
  currency: string,
  { from, closing }: Span,
): Movement {
  const own = claims.filter((claim) => claim.amount.currency === currency);
  const before = own.filter(({ since }) => since < from);
  const fresh = own.filter(({ since }) => from <= since && since <= closing);
  const all = [...before, ...fresh];
  const dayBefore = (claim: Claim): Sum => {
    const gone = claim.settlements.filter((one) => one.on < from && one.currency === currency);
    return combine(currency, [
      [1, sumIn(sumsOf([claim.amount]), currency)],
      [-1, sumIn(sumsOf(gone), currency)],
    ]);
  };
  const settled = all.flatMap(({ settlements }) =>
    settlements.filter((one) => from <= one.on && one.on <= closing && one.currency === currency),
  );
  const left = (claim: Claim) => leftOn(claim, closing);
  return {
    kind,
    currency,
    opening: added(before.map(dayBefore), currency),
    added: sumIn(sumsOf(fresh.map(({ amount }) => amount)), currency),
    settled: sumIn(sumsOf(settled), currency),
    closing: added(all.map(left), currency),
    ages: Object.fromEntries(
      AGE_BANDS.map((band) => [
        band,
        added(
          all
            .filter((claim) => bandOf(claim.since, closing) === band && left(claim).amount !== '0')
            .map(left),
          currency,
        ),
      ]),
    ) as Movement['ages'],
  };
}

function guaranteeOf(thing: Thing, span: Span): Guarantee | undefined {
  const given = factsNamed(thing, 'funds.GuaranteeGiven')[0];
  if (!given || given.on > span.closing) return undefined;
  const released = factsNamed(thing, 'funds.GuaranteeReleased')[0];
  const { guaranteeId, debtor, beneficiary, amount, currency, until } = given.data;
  // One that had ended before the term is not of the term.
  if (released && released.data.on < span.from) return undefined;
  return {
    guaranteeId,
    debtor: partyOf(debtor),
    beneficiary: partyOf(beneficiary),
    amount,
    currency,
    given: given.on,
    until: until ?? null,
    releasedOn: released && released.data.on <= span.closing ? released.data.on : null,
    eventIds: thing.facts.map(({ eventId }) => eventId),
  };
}

export function debtsOf(snapshot: ViewSnapshot, units: readonly string[], span: Span): Debts {
  const kinds = ['receivable', 'debt'] as const;
  const claims = kinds.flatMap((kind) =>
    thingsOf(snapshot, kind, units).flatMap((thing) => claimOf(kind, thing) ?? []),
  );
  const known = claims.filter(({ since }) => since <= span.closing);
  return {
    movements: kinds.flatMap((kind) => {
      const own = known.filter((claim) => claim.kind === kind);
      return currenciesOf(own.map(({ amount }) => amount)).map((currency) =>
        movementOf(kind, own, currency, span),
      );
    }),
    open: known
      .map((claim) => ({ claim, left: leftOn(claim, span.closing) }))
      .filter(({ left }) => left.amount !== '0')
      .map(({ claim: { kind, id, party, since, dueOn, dunned }, left }) => ({
        kind,
        id,
        party,
        since,
        dueOn,
        left,
        dunned,
      })),
    guarantees: thingsOf(snapshot, 'guarantee', units).flatMap(
      (thing) => guaranteeOf(thing, span) ?? [],
    ),
  };
}
