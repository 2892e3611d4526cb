// Assets and resources (资产资源): what there was, what came and went, what is left; and every lease with its rent.
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf, type Thing } from '../../unit-books/unitBooks.queries.js';
import type { Span } from '../stays.js';
import { combine, currenciesOf, sumIn, sumsOf, type Amount, type Sum } from './sums.js';

/** Things of a kind at their registered value. */
export interface Holding extends Sum {
  readonly count: number;
}

export interface AssetMovement {
  readonly kind: string;
  readonly currency: string;
  readonly opening: Holding;
  readonly added: Holding;
  readonly disposed: Holding;
  readonly closing: Holding;
}

export interface AuditedLease {
  readonly leaseId: string;
  readonly title: string;
  readonly lessee: string;
  readonly quantity: { readonly amount: string; readonly unit: string } | null;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly rentPerYear: string;
  /** Fen a unit of quantity and year, rounded half up; `null` without a quantity. */
  readonly unitPrice: string | null;
  readonly method: string | null;
  readonly due: Sum;
  readonly received: Sum;
  /** Due by the closing day and not received for that due. */
  readonly overdue: Sum;
  readonly matterId: string | null;
  readonly eventIds: readonly string[];
}

export interface LeaseTotal {
  readonly currency: string;
  readonly due: Sum;
  readonly received: Sum;
  readonly overdue: Sum;
}

export interface Assets {
  /** All kinds together, one row a currency; `kind` is empty. */
  readonly totals: readonly AssetMovement[];
  readonly leaseTotals: readonly LeaseTotal[];
  readonly movements: readonly AssetMovement[];
  readonly leases: readonly AuditedLease[];
  readonly stocktakes: readonly {
    readonly on: string;
    readonly year: number;
    readonly counted: number;
    readonly differences: number;
    readonly eventId: string;
  }[];
}

interface Asset {
  readonly kind: string;
  readonly value: Amount;
  /** Held from before the term: registered earlier, or taken over as an opening position. */
  readonly opening: boolean;
  readonly registeredOn: string;
  readonly disposal: { readonly on: string; readonly eventId: string } | null;
}

function assetOf(thing: Thing, { from }: Span): Asset | undefined {
  const registered = factsNamed(thing, 'assets.AssetRegistered')[0];
  if (!registered) return undefined;
  const { kind, value, currency, acquired } = registered.data;
  const gone = factsNamed(thing, 'assets.AssetDisposed')[0];
  return {
    kind,
    value: { amount: value, currency, eventId: registered.eventId },
    opening: registered.on < from || acquired === 'opening',
    registeredOn: registered.on,
    disposal: gone ? { on: gone.on, eventId: gone.eventId } : null,
  };
}

function holding(assets: readonly Asset[], currency: string, disposals = false): Holding {
  const sum = sumIn(
    sumsOf(
      assets.map(({ value, disposal }) =>
        disposals && disposal ? { ...value, eventId: disposal.eventId } : value,
      ),
    ),
    currency,
  );
  return { ...sum, count: assets.length };
}

function movementsOf(assets: readonly Asset[], { from, closing }: Span): readonly AssetMovement[] {
  const kinds = [...new Set(assets.map(({ kind }) => kind))].sort();
  return kinds.flatMap((kind) =>
    currenciesOf(assets.filter((one) => one.kind === kind).map(({ value }) => value)).map(
      (currency): AssetMovement => {
        const own = assets.filter((one) => one.kind === kind && one.value.currency === currency);
        const gone = ({ disposal }: Asset, by: (day: string) => boolean) =>
          disposal !== null && by(disposal.on);
        return {
          kind,
          currency,
          opening: holding(
            own.filter((one) => one.opening && !gone(one, (day) => day < from)),
            currency,
          ),
          added: holding(
            own.filter((one) => !one.opening && one.registeredOn <= closing),
            currency,
          ),
          disposed: holding(
            own.filter((one) => gone(one, (day) => from <= day && day <= closing)),
            currency,
            true,
          ),
          closing: holding(
            own.filter(
              (one) =>
                (one.opening || one.registeredOn <= closing) && !gone(one, (day) => day <= closing),
            ),
            currency,
          ),
        };
      },
    ),
  );
}

/** Rent a unit of quantity, in fen: exact division, half up. */
export function unitPriceOf(rent: string, quantity: string): string | null {
  const digits = quantity.split('.')[1]?.length ?? 0;
  const amount = BigInt(quantity.replace('.', ''));
  if (amount <= 0n) return null;
  const scaled = BigInt(rent) * 10n ** BigInt(digits);
  return ((scaled * 2n + amount) / (amount * 2n)).toString();
}

function leaseOf(thing: Thing, { from, to, closing }: Span): AuditedLease | undefined {
  const signed = factsNamed(thing, 'assets.LeaseSigned')[0];
  if (!signed) return undefined;
  const { leaseId, title, lessee, quantity, currency, method } = signed.data;
  const terms = factsNamed(thing, 'assets.LeaseRenewed').at(-1)?.data ?? signed.data;
  const ended = factsNamed(thing, 'assets.LeaseEnded')[0]?.data.on;
  const last = ended ?? terms.to;
  if (signed.data.from > to || last < from) return undefined;
  const dues = factsNamed(thing, 'assets.RentDue');
  const receipts = factsNamed(thing, 'assets.RentReceived').filter(({ on }) => on <= closing);
  const amounts = (
    facts: readonly { data: { amount: string; currency: string }; eventId: string }[],
  ) =>
    sumIn(
      sumsOf(
        facts.map(({ data, eventId }) => ({
          amount: data.amount,
          currency: data.currency,
          eventId,
        })),
      ),
      currency,
    );
  const late = dues
    .filter(({ data }) => data.dueOn < closing)
    .map((due) => {
      const paid = receipts.filter(({ data }) => data.dueId === due.data.dueId);
      return combine(currency, [
        [1, amounts([due])],
        [-1, amounts(paid)],
      ]);
    })
    .filter(({ amount }) => BigInt(amount) > 0n);
  return {
    leaseId,
    title,
    lessee: lessee.name ?? lessee.payeeId,
    quantity: quantity ?? null,
    from: signed.data.from,
    to: last,
    currency,
    rentPerYear: terms.rentPerYear,
    unitPrice: quantity ? unitPriceOf(terms.rentPerYear, quantity.amount) : null,
    method: method ?? null,
    due: amounts(dues.filter(({ data }) => from <= data.dueOn && data.dueOn <= closing)),
    received: amounts(receipts.filter(({ on }) => from <= on)),
    overdue: combine(
      currency,
      late.map((sum) => [1, sum] as const),
    ),
    matterId: signed.matter,
    eventIds: [signed.eventId],
  };
}

function assetTotals(movements: readonly AssetMovement[]): readonly AssetMovement[] {
  return currenciesOf(movements).map((currency) => {
    const own = movements.filter((one) => one.currency === currency);
    const all = (of: (movement: AssetMovement) => Holding): Holding => ({
      ...combine(
        currency,
        own.map((one) => [1, of(one)] as const),
      ),
      count: own.reduce((total, one) => total + of(one).count, 0),
    });
    return {
      kind: '',
      currency,
      opening: all((one) => one.opening),
      added: all((one) => one.added),
      disposed: all((one) => one.disposed),
      closing: all((one) => one.closing),
    };
  });
}

const leaseTotalsOf = (leases: readonly AuditedLease[]): readonly LeaseTotal[] =>
  currenciesOf(leases).map((currency) => {
    const own = leases.filter((lease) => lease.currency === currency);
    const all = (of: (lease: AuditedLease) => Sum) =>
      combine(
        currency,
        own.map((lease) => [1, of(lease)] as const),
      );
    return {
      currency,
      due: all(({ due }) => due),
      received: all(({ received }) => received),
      overdue: all(({ overdue }) => overdue),
    };
  });

export function assetsOf(snapshot: ViewSnapshot, units: readonly string[], span: Span): Assets {
  const assets = thingsOf(snapshot, 'asset', units)
    .flatMap((thing) => assetOf(thing, span) ?? [])
    .filter(({ opening, registeredOn }) => opening || registeredOn <= span.closing);
  const movements = movementsOf(assets, span);
  const leases = thingsOf(snapshot, 'lease', units).flatMap((thing) => leaseOf(thing, span) ?? []);
  return {
    movements,
    totals: assetTotals(movements),
    leases,
    leaseTotals: leaseTotalsOf(leases),
    stocktakes: thingsOf(snapshot, 'stocktake', units)
      .flatMap((thing) => factsNamed(thing, 'assets.StocktakeDone'))
      .filter(({ on }) => span.from <= on && on <= span.closing)
      .map(({ on, data, eventId }) => ({
        on,
        year: data.year,
        counted: data.counted,
        differences: data.differences.length,
        eventId,
      })),
  };
}
