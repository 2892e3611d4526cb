// One payment with every signature, instalment, voucher, reversal and bank line that was recorded of it.
import { minus, moneyColumn } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';
import { PAYMENTS, toPayments, type Payment, type PaymentRow } from './payments.queries.js';

export interface Approval {
  readonly approvalId: string;
  readonly role: string;
  readonly personId: string | null;
  readonly postId: string | null;
  readonly bodyId: string | null;
  readonly amount: string;
  readonly on: string;
  readonly event: EventReference;
}

export interface Instalment {
  readonly instalmentId: string;
  readonly amount: string;
  readonly currency: string;
  readonly method: string;
  readonly accountId: string | null;
  readonly payeeId: string;
  readonly paidBy: string | null;
  readonly receivingAccountHolder: string | null;
  readonly on: string;
  readonly recordedOn: string;
  readonly event: EventReference;
}

export interface Voucher {
  readonly voucherId: string;
  readonly kind: string;
  readonly number: string | null;
  readonly issuer: string | null;
  readonly amount: string;
  readonly issuedOn: string | null;
  readonly attachments: unknown;
  readonly event: EventReference;
}

export interface Reversal {
  readonly reversalId: string;
  readonly amount: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly on: string;
  readonly event: EventReference;
}

export interface BankMatch {
  readonly bankLineId: string;
  readonly accountId: string;
  readonly bookedOn: string;
  readonly amount: string;
  readonly event: EventReference;
}

export interface PaymentHistory extends Payment {
  /** What was paid less what was reversed. */
  readonly net: string;
  readonly approvals: readonly Approval[];
  readonly instalments: readonly Instalment[];
  readonly vouchers: readonly Voucher[];
  readonly reversals: readonly Reversal[];
  readonly bankLines: readonly BankMatch[];
}

type Row = Readonly<Record<string, string | null>> & { event_id: string; position: number };

/** Rows of a table that name a payment, in ledger order. */
function rowsOf(snapshot: ViewSnapshot, table: string, paymentId: string): readonly Row[] {
  return snapshot.all<Row>(
    `SELECT *, ${moneyColumn('amount', 'amount_fen')} FROM {funds.${table}} WHERE payment_id = ? ORDER BY position`,
    [paymentId],
  );
}

const text = (value: string | null | undefined): string => value ?? '';
const optional = (value: string | null | undefined): string | null => value ?? null;

function bankLinesOf(snapshot: ViewSnapshot, paymentId: string): readonly BankMatch[] {
  return snapshot
    .all<Row>(
      `SELECT l.bank_line_id, l.account_id, l.booked_on, ${moneyColumn('l.amount', 'amount_fen')}, m.event_id, m.position
       FROM {funds.bank_match} m JOIN {funds.bank_line} l ON l.bank_line_id = m.bank_line_id
       WHERE m.target_id = ? AND m.kind = 'payment' ORDER BY m.position`,
      [paymentId],
    )
    .map((row) => ({
      bankLineId: text(row['bank_line_id']),
      accountId: text(row['account_id']),
      bookedOn: text(row['booked_on']),
      amount: text(row['amount_fen']),
      event: eventReference(row),
    }));
}

/** One payment with everything that was recorded of it. */
export function payment(snapshot: ViewSnapshot, paymentId: string): PaymentHistory | undefined {
  const rows = snapshot.all<PaymentRow>(`${PAYMENTS} WHERE payment_id = ?`, [paymentId]);
  const [found] = toPayments(snapshot, rows);
  if (!found) return undefined;
  const of = (table: string) => rowsOf(snapshot, table, paymentId);
  return {
    ...found,
    net: minus(found.paid, found.reversed),
    approvals: of('approval').map((row) => ({
      approvalId: text(row['approval_id']),
      role: text(row['role']),
      personId: optional(row['person_id']),
      postId: optional(row['post_id']),
      bodyId: optional(row['body_id']),
      amount: text(row['amount_fen']),
      on: text(row['on_date']),
      event: eventReference(row),
    })),
    instalments: of('instalment').map((row) => ({
      instalmentId: text(row['instalment_id']),
      amount: text(row['amount_fen']),
      currency: text(row['currency']),
      method: text(row['method']),
      accountId: optional(row['account_id']),
      payeeId: text(row['payee_id']),
      paidBy: optional(row['paid_by']),
      receivingAccountHolder: optional(row['receiving_account_holder']),
      on: text(row['on_date']),
      recordedOn: text(row['recorded_on']),
      event: eventReference(row),
    })),
    vouchers: of('voucher').map((row) => ({
      voucherId: text(row['voucher_id']),
      kind: text(row['kind']),
      number: optional(row['document_number']),
      issuer: optional(row['issuer']),
      amount: text(row['amount_fen']),
      issuedOn: optional(row['issued_on']),
      attachments: JSON.parse(row['attachments'] ?? '[]') as unknown,
      event: eventReference(row),
    })),
    reversals: of('reversal').map((row) => ({
      reversalId: text(row['reversal_id']),
      amount: text(row['amount_fen']),
      reason: text(row['reason']),
      approvedBy: text(row['approved_by']),
      on: text(row['on_date']),
      event: eventReference(row),
    })),
    bankLines: bankLinesOf(snapshot, paymentId),
  };
}
