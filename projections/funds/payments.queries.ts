// What may be asked about payments: lists of them by unit, payee, category, matter, with exact sums.
import { Conditions } from '../conditions.js';
import { exactSum, moneyColumn, sumColumns, type SumColumns } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

/** Amounts are decimal strings of fen. */
export interface Payment {
  readonly paymentId: string;
  /** The matter that the payment names, by its envelope. */
  readonly matterId: string | null;
  readonly orgunit: string;
  readonly payee: { readonly payeeId: string; readonly name: string | null; readonly kind: string };
  /** `null` where money left without a request. */
  readonly requested: string | null;
  readonly paid: string;
  readonly reversed: string;
  readonly currency: string;
  readonly category: string | null;
  readonly purpose: string | null;
  readonly place: string | null;
  readonly budgetLine: string | null;
  readonly contractId: string | null;
  readonly reference: string | null;
  readonly requestedBy: string | null;
  readonly method: string | null;
  readonly requestedOn: string | null;
  readonly requestedRecordedOn: string | null;
  /** The request, the instalments and the reversals, in ledger order. */
  readonly events: readonly EventReference[];
}

export interface PaymentRow {
  number: number;
  payment_id: string;
  matter_id: string | null;
  orgunit: string;
  payee_id: string;
  payee_name: string | null;
  payee_kind: string;
  amount_fen: string | null;
  currency: string;
  category: string | null;
  purpose: string | null;
  place: string | null;
  budget_line: string | null;
  contract_id: string | null;
  reference: string | null;
  requested_by: string | null;
  method: string | null;
  requested_on: string | null;
  requested_recorded_on: string | null;
  event_id: string | null;
  position: number | null;
}

type MoneyRow = SumColumns<'amount'> & { payment_id: string; events: string };

/** Sums and events of instalments or reversals, by payment. */
function moved(
  snapshot: ViewSnapshot,
  table: 'instalment' | 'reversal',
  paymentIds: string,
): ReadonlyMap<string, { amount: string; events: readonly EventReference[] }> {
  const rows = snapshot.all<MoneyRow>(
    `SELECT payment_id, ${sumColumns('amount', 'amount')},
       json_group_array(json_object('event_id', event_id, 'position', position)) AS events
     FROM {funds.${table}} WHERE payment_id IN (SELECT value FROM json_each(?)) GROUP BY payment_id`,
    [paymentIds],
  );
  return new Map(
    rows.map((row) => [
      row.payment_id,
      {
        amount: exactSum(row, 'amount'),
        events: (JSON.parse(row.events) as { event_id: string; position: number }[]).map(
          eventReference,
        ),
      },
    ]),
  );
}

const inLedgerOrder = (a: EventReference, b: EventReference): number =>
  Number(a.position) - Number(b.position);

/** Payments of rows, with their sums. */
export function toPayments(
  snapshot: ViewSnapshot,
  rows: readonly PaymentRow[],
): readonly Payment[] {
  const ids = JSON.stringify(rows.map((row) => row.payment_id));
  const paid = moved(snapshot, 'instalment', ids);
  const reversed = moved(snapshot, 'reversal', ids);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    matterId: row.matter_id,
    orgunit: row.orgunit,
    payee: { payeeId: row.payee_id, name: row.payee_name, kind: row.payee_kind },
    requested: row.amount_fen,
    paid: paid.get(row.payment_id)?.amount ?? '0',
    reversed: reversed.get(row.payment_id)?.amount ?? '0',
    currency: row.currency,
    category: row.category,
    purpose: row.purpose,
    place: row.place,
    budgetLine: row.budget_line,
    contractId: row.contract_id,
    reference: row.reference,
    requestedBy: row.requested_by,
    method: row.method,
    requestedOn: row.requested_on,
    requestedRecordedOn: row.requested_recorded_on,
    events: [
      ...(row.event_id !== null && row.position !== null
        ? [eventReference({ event_id: row.event_id, position: row.position })]
        : []),
      ...(paid.get(row.payment_id)?.events ?? []),
      ...(reversed.get(row.payment_id)?.events ?? []),
    ].sort(inLedgerOrder),
  }));
}

export const PAYMENTS = `SELECT *, ${moneyColumn('amount', 'amount_fen')} FROM {funds.payment}`;

export interface PaymentFilter {
  /** Exactly this unit. */
  readonly orgunit?: string | undefined;
  /** This unit and every unit below it, by division code. */
  readonly area?: string | undefined;
  readonly payeeId?: string | undefined;
  readonly category?: string | undefined;
  readonly reference?: string | undefined;
  readonly contractId?: string | undefined;
  readonly budgetLine?: string | undefined;
  readonly matterId?: string | undefined;
}

/**
 * Payments, newest first by place in the ledger.
 * @param page `after`: the `next` of the page before
 */
export function payments(
  snapshot: ViewSnapshot,
  filter: PaymentFilter,
  page: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
): { readonly payments: readonly Payment[]; readonly next: string | undefined } {
  const limit = page.limit ?? 50;
  const before = page.after === undefined ? undefined : Number(page.after);
  const conditions = new Conditions()
    .add('orgunit = ?', filter.orgunit)
    .inArea('orgunit', filter.area)
    .add('payee_id = ?', filter.payeeId)
    .add('category = ?', filter.category)
    .add('reference = ?', filter.reference)
    .add('contract_id = ?', filter.contractId)
    .add('budget_line = ?', filter.budgetLine)
    .add('matter_id = ?', filter.matterId)
    .add('number < ?', before);
  const rows = snapshot.all<PaymentRow>(
    `${PAYMENTS} ${conditions.where} ORDER BY number DESC LIMIT ?`,
    [...conditions.parameters, limit + 1],
  );
  const shown = rows.slice(0, limit);
  return {
    payments: toPayments(snapshot, shown),
    next: rows.length > limit ? String(shown.at(-1)?.number) : undefined,
  };
}

/** Payments that name a matter: by their envelope, or as the decision that their request refers to. In ledger order. */
export function paymentsOfMatter(snapshot: ViewSnapshot, matterId: string): readonly Payment[] {
  const rows = snapshot.all<PaymentRow>(
    `${PAYMENTS} WHERE matter_id = ? OR reference = ? ORDER BY number`,
    [matterId, matterId],
  );
  return toPayments(snapshot, rows);
}
