// Stored events of `funds`: budget lines, accounts, income, payments with approvals and vouchers, bank lines.
// These names and shapes ARE the storage format: add versions, never edit one. Money is fen.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { attachments, currency, date, id, money, signedMoney, text } from './fields.js';

export const PAYEE_KINDS = ['person', 'company', 'unit', 'group', 'unknown'] as const;
export const SIGNING_ROLES = [
  'handle',
  'certify',
  'approve',
  'countersign',
  'supervise',
  'accept',
] as const;
export const PAYMENT_METHODS = [
  'transfer',
  'cash',
  'cashCheque',
  'card',
  'inKind',
  'other',
] as const;
export const VOUCHER_KINDS = [
  'invoice',
  'fiscalReceipt',
  'payroll',
  'contractReceipt',
  'whiteSlip',
  'other',
] as const;
export const INCOME_CLASSES = [
  'lease',
  'subsidy',
  'landCompensation',
  'donation',
  'levy',
  'interest',
  'sale',
  'other',
] as const;

export const payee = z.strictObject({
  payeeId: id,
  /** Left out for natural persons: their name stands in PersonRegistered. */
  name: text.optional(),
  kind: z.enum(PAYEE_KINDS),
});

export const fundsEvents = {
  'funds.BudgetLineSet': v1(
    z.strictObject({
      lineId: id,
      year: z.int().min(1949).max(2200),
      category: text,
      title: text.optional(),
      amount: money,
      currency,
    }),
  ),
  'funds.AccountOpened': v1(
    z.strictObject({
      accountId: id,
      holderKind: z.enum(['unit', 'person']),
      holder: id,
      purpose: text.optional(),
      bank: text.optional(),
      opening: signedMoney.optional(),
      currency: currency.optional(),
    }),
  ),
  'funds.IncomeReceived': v1(
    z.strictObject({
      incomeId: id,
      class: z.enum(INCOME_CLASSES),
      amount: money,
      currency,
      payer: text.optional(),
      purpose: text.optional(),
      accountId: id.optional(),
      method: z.enum(PAYMENT_METHODS).optional(),
      receiptNumber: text.optional(),
      bankedOn: date.optional(),
    }),
  ),
  'funds.PaymentRequested': v1(
    z.strictObject({
      paymentId: id,
      amount: money,
      /** The record states no amount; `amount` is 0 then and says nothing. */
      amountUnstated: z.literal(true).optional(),
      currency,
      category: text,
      purpose: text,
      payee,
      place: text.optional(),
      budgetLine: id.optional(),
      contractId: id.optional(),
      /** The decision that the request itself names, where it is not the envelope's matter. */
      reference: text.optional(),
      requestedBy: id.optional(),
      /** Others who made the request together with `requestedBy`. */
      alsoRequestedBy: z.array(id).max(50).optional(),
      method: text.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'funds.PaymentApproved': v1(
    z.strictObject({
      paymentId: id,
      approvalId: id,
      role: z.enum(SIGNING_ROLES),
      personId: id.optional(),
      postId: id.optional(),
      /** Body that approved collectively. */
      bodyId: id.optional(),
      amount: money,
      currency,
      /**
       * The cumulative report that states the approval. Approvals of one payment in several reports are one approval
       * stated again: they do not add up, and the latest by time holds.
       */
      report: id.optional(),
    }),
  ),
  'funds.PaymentMade': v1(
    z.strictObject({
      paymentId: id,
      instalmentId: id,
      amount: money,
      currency,
      method: z.enum(PAYMENT_METHODS),
      accountId: id.optional(),
      payee,
      /** Who paid out, and whose account received, where it is a person's. */
      paidBy: id.optional(),
      receivingAccountHolder: id.optional(),
    }),
  ),
  'funds.VoucherAttached': v1(
    z.strictObject({
      paymentId: id,
      voucherId: id,
      kind: z.enum(VOUCHER_KINDS),
      number: text.optional(),
      issuer: id.optional(),
      amount: money,
      currency,
      issuedOn: date.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'funds.PaymentReversed': v1(
    z.strictObject({
      paymentId: id,
      reversalId: id,
      amount: money,
      currency,
      reason: text,
      approvedBy: id,
    }),
  ),
  'funds.BankLineRecorded': v1(
    z.strictObject({
      bankLineId: id,
      accountId: id,
      bookedOn: date,
      /** Positive in, negative out. */
      amount: signedMoney,
      currency,
      counterparty: text.optional(),
      purpose: text.optional(),
    }),
  ),
  'funds.BankLineMatched': v1(
    z.strictObject({
      bankLineId: id,
      matches: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('payment'), paymentId: id }),
        z.strictObject({ kind: z.literal('income'), incomeId: id }),
      ]),
    }),
  ),
  /** Numbered receipts as they are used; a number that is missing is a question. */
  'funds.ReceiptIssued': v1(
    z.strictObject({
      bookId: id,
      number: z.int().min(0).max(1_000_000_000_000),
      state: z.enum(['issued', 'void', 'lost']),
      amount: money.optional(),
      currency: currency.optional(),
      payer: text.optional(),
      incomeId: id.optional(),
    }),
  ),
  'funds.CashCounted': v1(
    z.strictObject({
      accountId: id,
      countId: id,
      counted: money,
      book: signedMoney,
      currency,
      countedBy: z.array(id).min(1).max(20),
    }),
  ),
  /** Money for one purpose; its use is booked on the budget line named. */
  'funds.SpecialFundReceived': v1(
    z.strictObject({
      fundId: id,
      receiptId: id,
      title: text,
      source: text,
      purpose: text,
      class: z.enum(INCOME_CLASSES),
      amount: money,
      currency,
      budgetLine: id.optional(),
      accountId: id.optional(),
      incomeId: id.optional(),
    }),
  ),
  'funds.ReceivableRecorded': v1(
    z.strictObject({
      receivableId: id,
      kind: z.enum(['receivable', 'advance', 'loanGiven', 'deposit', 'other']),
      debtor: payee,
      amount: money,
      currency,
      since: date,
      dueOn: date.optional(),
      reason: text.optional(),
    }),
  ),
  'funds.ReceivableSettled': v1(
    z.strictObject({
      receivableId: id,
      settlementId: id,
      amount: money,
      currency,
      how: z.enum(['paid', 'offset', 'writtenOff']),
      approvedBy: id.optional(),
    }),
  ),
  'funds.DunningIssued': v1(z.strictObject({ receivableId: id, dunningId: id, to: id.optional() })),
  'funds.DebtIncurred': v1(
    z.strictObject({
      debtId: id,
      creditor: payee,
      amount: money,
      currency,
      since: date,
      dueOn: date.optional(),
      purpose: text,
    }),
  ),
  'funds.DebtSettled': v1(
    z.strictObject({ debtId: id, settlementId: id, amount: money, currency }),
  ),
  'funds.GuaranteeGiven': v1(
    z.strictObject({
      guaranteeId: id,
      /** Whose debt is guaranteed. */
      debtor: payee,
      beneficiary: payee,
      amount: money,
      currency,
      until: date.optional(),
    }),
  ),
  'funds.GuaranteeReleased': v1(z.strictObject({ guaranteeId: id, on: date })),
  /** A list by which money is handed out to persons. */
  'funds.DistributionListed': v1(
    z.strictObject({
      distributionId: id,
      title: text,
      fundId: id.optional(),
      /** The body whose members are entitled. */
      bodyId: id.optional(),
      total: money,
      currency,
      entries: z
        .array(z.strictObject({ personId: id, amount: money, note: text.optional() }))
        .min(1)
        .max(600),
    }),
  ),
};

export type FundsEvent = EventUnion<typeof fundsEvents>;
