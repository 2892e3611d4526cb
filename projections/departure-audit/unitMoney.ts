// Money of the units in which the audited person held office, month by month of the terms, with exact totals.
// It is the unit's money, not the person's: it must never be read as what the person did.
import { totals, type Dimension, type Measure, type Total } from '../funds/funds.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { Stay } from './stays.js';

/** Sums of fen; `paid` is what left before reversals, `reversed` what came back. */
export interface MoneySums {
  readonly currency: string;
  readonly income: string;
  readonly paid: string;
  readonly reversed: string;
  /** How many events the three sums are made of. */
  readonly events: number;
}

export interface MonthMoney extends MoneySums {
  /** YYYY-MM. */
  readonly month: string;
}

export interface UnitMoney {
  readonly unitId: string;
  readonly unitName: string | null;
  readonly orgunit: string;
  /** First and last day of an unbroken stay in office; `null`: not known, or not ended. */
  readonly from: string | null;
  readonly to: string | null;
  readonly months: readonly MonthMoney[];
  readonly totals: readonly MoneySums[];
}

const MEASURES = ['income', 'paid', 'reversed'] as const satisfies readonly Measure[];

/** One row a key and currency, with the three measures beside each other. */
function join(
  found: Readonly<Record<(typeof MEASURES)[number], readonly Total[]>>,
): ReadonlyMap<string, MonthMoney> {
  const rows = new Map<string, MonthMoney>();
  for (const measure of MEASURES)
    for (const { key, currency, amount, events } of found[measure]) {
      const month = key['month'] ?? '';
      const id = `${month} ${currency}`;
      const row = rows.get(id) ?? {
        month,
        currency,
        income: '0',
        paid: '0',
        reversed: '0',
        events: 0,
      };
      rows.set(id, { ...row, [measure]: amount, events: row.events + events });
    }
  return rows;
}

function moneyOf(snapshot: ViewSnapshot, stay: Stay): UnitMoney {
  const { unitId, unitName, orgunit, from, to } = stay;
  const filter = { orgunit, from: from ?? undefined, to: to ?? undefined };
  const sums = (by: readonly Dimension[]) =>
    join({
      income: totals(snapshot, 'income', by, filter),
      paid: totals(snapshot, 'paid', by, filter),
      reversed: totals(snapshot, 'reversed', by, filter),
    });
  const months = [...sums(['month']).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  const whole = [...sums([]).values()].map(
    ({ currency, income, paid, reversed, events }): MoneySums => ({
      currency,
      income,
      paid,
      reversed,
      events,
    }),
  );
  return { unitId, unitName, orgunit, from, to, months, totals: whole };
}

/** Units without any money on record are left in, with no months: that nothing is recorded is a fact too. */
export const unitMoney = (snapshot: ViewSnapshot, stays: readonly Stay[]): readonly UnitMoney[] =>
  stays.map((stay) => moneyOf(snapshot, stay));
