// Totals of money by unit, period, category, payee or report. Every total opens to the events that make it.
import { Conditions } from '../conditions.js';
import { exactSum, sumColumns, type SumColumns } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';
import type { PaymentFilter } from './payments.queries.js';

export const MEASURES = ['requested', 'paid', 'reversed', 'income'] as const;
export type Measure = (typeof MEASURES)[number];

export const DIMENSIONS = [
  'orgunit',
  'year',
  'month',
  'category',
  'payee',
  'reference',
  'matter',
  'contract',
  'budgetLine',
  'method',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface TotalsFilter extends PaymentFilter {
  readonly currency?: string | undefined;
  /** First and last local day, both included, of the clock chosen. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `business` (when it happened, the default) or `recorded` (when the ledger accepted it). */
  readonly clock?: 'business' | 'recorded' | undefined;
}

export interface Total {
  /** Value of each dimension asked for; `null` where the facts do not state it. */
  readonly key: Readonly<Record<string, string | null>>;
  readonly currency: string;
  /** Exact decimal string of fen; never rounded, never overflowing. */
  readonly amount: string;
  readonly events: number;
}

/** Where a measure's rows are, and what its dimensions are called there. Payments are joined as `p`. */
interface Source {
  readonly from: string;
  readonly business: string;
  readonly recorded: string;
  readonly columns: Readonly<Record<Dimension, string>>;
}

const source = (table: string, joinsPayment: boolean, own: Partial<Source['columns']>): Source => ({
  from: joinsPayment
    ? `{funds.${table}} r LEFT JOIN {funds.payment} p ON p.payment_id = r.payment_id`
    : `{funds.${table}} r`,
  business: 'r.on_date',
  recorded: 'r.recorded_on',
  columns: {
    orgunit: 'r.orgunit',
    year: 'substr(r.on_date, 1, 4)',
    month: 'substr(r.on_date, 1, 7)',
    category: joinsPayment ? 'p.category' : 'NULL',
    payee: joinsPayment ? 'p.payee_id' : 'NULL',
    reference: joinsPayment ? 'p.reference' : 'NULL',
    matter: joinsPayment ? 'p.matter_id' : 'NULL',
    contract: joinsPayment ? 'p.contract_id' : 'NULL',
    budgetLine: joinsPayment ? 'p.budget_line' : 'NULL',
    method: 'NULL',
    ...own,
  },
});

const SOURCES: Readonly<Record<Measure, Source>> = {
  requested: {
    from: '{funds.payment} r JOIN {funds.payment} p ON p.number = r.number',
    business: 'r.requested_on',
    recorded: 'r.requested_recorded_on',
    columns: {
      ...source('payment', true, {}).columns,
      year: 'substr(r.requested_on, 1, 4)',
      month: 'substr(r.requested_on, 1, 7)',
      method: 'p.method',
    },
  },
  paid: source('instalment', true, { payee: 'r.payee_id', method: 'r.method' }),
  reversed: source('reversal', true, {}),
  income: source('income', false, { category: 'r.class', method: 'r.method' }),
};

function conditionsOf(measure: Measure, filter: TotalsFilter): Conditions {
  const { business, recorded, columns } = SOURCES[measure];
  const day = filter.clock === 'recorded' ? recorded : business;
  return new Conditions()
    .add('r.event_id IS NOT NULL')
    .add('r.currency = ?', filter.currency)
    .add(`${day} >= ?`, filter.from)
    .add(`${day} <= ?`, filter.to)
    .add('r.orgunit = ?', filter.orgunit)
    .inArea('r.orgunit', filter.area)
    .add(`${columns.payee} = ?`, filter.payeeId)
    .add(`${columns.category} = ?`, filter.category)
    .add(`${columns.reference} = ?`, filter.reference)
    .add(`${columns.contract} = ?`, filter.contractId)
    .add(`${columns.budgetLine} = ?`, filter.budgetLine)
    .add(`${columns.matter} = ?`, filter.matterId);
}

/**
 * Sums of a measure, one row for each combination of the dimensions and currency, in the order of the dimensions.
 * `paid` is what left, before reversals; `reversed` is what came back, on the day it came back.
 */
export function totals(
  snapshot: ViewSnapshot,
  measure: Measure,
  by: readonly Dimension[],
  filter: TotalsFilter = {},
): readonly Total[] {
  const { from, columns } = SOURCES[measure];
  const conditions = conditionsOf(measure, filter);
  const keys = by.map((dimension, index) => `${columns[dimension]} AS key_${index}`);
  const names = [...by.map((_, index) => `key_${index}`), 'r.currency'];
  const rows = snapshot.all<
    SumColumns<'amount'> & { currency: string; events: number } & Record<string, string | null>
  >(
    `SELECT ${[...keys, 'r.currency AS currency', sumColumns('r.amount', 'amount'), 'count(*) AS events'].join(', ')}
     FROM ${from} ${conditions.where} GROUP BY ${names.join(', ')} ORDER BY ${names.join(', ')}`,
    conditions.parameters,
  );
  return rows.map((row) => ({
    key: Object.fromEntries(by.map((dimension, index) => [dimension, row[`key_${index}`] ?? null])),
    currency: row.currency,
    amount: exactSum(row, 'amount'),
    events: row.events,
  }));
}

/**
 * The events of which a total is the sum, in ledger order: the same measure and filter, and the total's own key.
 * @param page `after`: position of the last event of the page before
 */
export function totalEvents(
  snapshot: ViewSnapshot,
  measure: Measure,
  key: Total['key'],
  filter: TotalsFilter = {},
  page: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
): readonly EventReference[] {
  const { from, columns } = SOURCES[measure];
  const conditions = conditionsOf(measure, filter);
  for (const [dimension, value] of Object.entries(key))
    conditions.add(`${columns[dimension as Dimension]} IS ?`, value);
  conditions.add('r.position > ?', page.after === undefined ? undefined : Number(page.after));
  return snapshot
    .all<{ event_id: string; position: number }>(
      `SELECT r.event_id, r.position FROM ${from} ${conditions.where} ORDER BY r.position LIMIT ?`,
      [...conditions.parameters, page.limit ?? 1000],
    )
    .map(eventReference);
}
