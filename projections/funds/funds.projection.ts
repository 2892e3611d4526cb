// Fills the view `funds`: one row a fact. Sums are made when asked for, so that no counter can be wrong.
// A request may come after the money left; each column of a payment is taken from the fact that states it.
import { readFileSync } from 'node:fs';
import { instantOf, localDate } from '../clocks.js';
import { projectionOf, type EventOf, type Handlers } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';
import type { SqlValue, Statement } from '../../src/sqlite/driver.js';

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/** Amounts are bound as bigints: SQLite keeps all 18 digits. */
const money = (amount: string | undefined): SqlValue =>
  amount === undefined ? null : BigInt(amount);

/** Payments kept in mind between request and payment. */
const REMEMBERED = 20_000;

function prepare(writer: ViewWriter) {
  const insert = (table: string, columns: number): Statement =>
    writer.prepare(`INSERT INTO {${table}} VALUES (${marks(columns)})`);
  return {
    /** Payments that have a row, with whether it names a matter. */
    seen: new Recent<string, { readonly hasMatter: boolean }>(REMEMBERED),
    requested: writer.prepare(
      `INSERT INTO {payment} (number, payment_id, matter_id, orgunit, payee_id, payee_name, payee_kind, amount, currency,
         category, purpose, place, budget_line, contract_id, reference, requested_by, method, requested_on,
         requested_recorded_on, event_id, position)
       VALUES (${marks(21)})
       ON CONFLICT (payment_id) DO UPDATE SET
         matter_id = COALESCE(excluded.matter_id, matter_id), orgunit = excluded.orgunit,
         payee_id = excluded.payee_id, payee_name = excluded.payee_name, payee_kind = excluded.payee_kind,
         amount = excluded.amount, currency = excluded.currency, category = excluded.category,
         purpose = excluded.purpose, place = excluded.place, budget_line = excluded.budget_line,
         contract_id = excluded.contract_id, reference = excluded.reference,
         requested_by = excluded.requested_by, method = excluded.method, requested_on = excluded.requested_on,
         requested_recorded_on = excluded.requested_recorded_on, event_id = excluded.event_id,
         position = excluded.position`,
    ),
    known: writer.prepare(
      `INSERT INTO {payment} (number, payment_id, matter_id, orgunit, payee_id, payee_name, payee_kind, currency)
       VALUES (${marks(8)})
       ON CONFLICT (payment_id) DO UPDATE SET matter_id = COALESCE(matter_id, excluded.matter_id)
         WHERE matter_id IS NULL AND excluded.matter_id IS NOT NULL`,
    ),
    instalment: insert('instalment', 16),
    reversal: insert('reversal', 11),
    approval: insert('approval', 11),
    voucher: insert('voucher', 11),
    income: insert('income', 15),
    budget: insert('budget', 11),
    account: insert('account', 11),
    bankLine: insert('bank_line', 9),
    bankMatch: insert('bank_match', 5),
    contract: insert('contract', 15),
    variation: insert('variation', 9),
    acceptance: insert('acceptance', 7),
  };
}
type Statements = ReturnType<typeof prepare>;

function requestPayment(to: Statements, event: EventOf<'funds.PaymentRequested'>): void {
  const { data } = event;
  const position = sequenceOf(event.position);
  const hadMatter = to.seen.get(data.paymentId)?.hasMatter === true;
  to.seen.set(data.paymentId, { hasMatter: hadMatter || event.matter !== undefined });
  to.requested.run([
    position,
    data.paymentId,
    event.matter ?? null,
    event.orgunit,
    data.payee.payeeId,
    data.payee.name ?? null,
    data.payee.kind,
    money(data.amount),
    data.currency,
    data.category,
    data.purpose,
    data.place ?? null,
    data.budgetLine ?? null,
    data.contractId ?? null,
    data.reference ?? null,
    data.requestedBy ?? null,
    data.method ?? null,
    localDate(event.time),
    localDate(event.recordedtime),
    event.id,
    position,
  ]);
}

function makePayment(to: Statements, event: EventOf<'funds.PaymentMade'>): void {
  const { data } = event;
  const position = sequenceOf(event.position);
  const payee: SqlValue[] = [data.payee.payeeId, data.payee.name ?? null, data.payee.kind];
  const seen = to.seen.get(data.paymentId);
  if (!seen || (event.matter !== undefined && !seen.hasMatter)) {
    const { matter = null, orgunit } = event;
    to.known.run([position, data.paymentId, matter, orgunit, ...payee, data.currency]);
    // Without a matter here, the row may still have one that is not remembered: then asking again does no harm.
    to.seen.set(data.paymentId, { hasMatter: matter !== null });
  }
  to.instalment.run([
    position,
    data.paymentId,
    data.instalmentId,
    event.orgunit,
    localDate(event.time),
    localDate(event.recordedtime),
    money(data.amount),
    data.currency,
    data.method,
    data.accountId ?? null,
    ...payee,
    data.paidBy ?? null,
    data.receivingAccountHolder ?? null,
    event.id,
  ]);
}

function reversePayment(to: Statements, event: EventOf<'funds.PaymentReversed'>): void {
  const { paymentId, reversalId, amount, currency, reason, approvedBy } = event.data;
  to.reversal.run([
    sequenceOf(event.position),
    paymentId,
    reversalId,
    event.orgunit,
    localDate(event.time),
    localDate(event.recordedtime),
    money(amount),
    currency,
    reason,
    approvedBy,
    event.id,
  ]);
}

function approvePayment(to: Statements, event: EventOf<'funds.PaymentApproved'>): void {
  const { data } = event;
  to.approval.run([
    sequenceOf(event.position),
    data.paymentId,
    data.approvalId,
    data.role,
    data.personId ?? null,
    data.postId ?? null,
    data.bodyId ?? null,
    money(data.amount),
    data.currency,
    localDate(event.time),
    event.id,
  ]);
}

function attachVoucher(to: Statements, event: EventOf<'funds.VoucherAttached'>): void {
  const { data } = event;
  to.voucher.run([
    sequenceOf(event.position),
    data.paymentId,
    data.voucherId,
    data.kind,
    data.number ?? null,
    data.issuer ?? null,
    money(data.amount),
    data.currency,
    data.issuedOn ?? null,
    data.attachments === undefined ? null : JSON.stringify(data.attachments),
    event.id,
  ]);
}

function receiveIncome(to: Statements, event: EventOf<'funds.IncomeReceived'>): void {
  const { data } = event;
  to.income.run([
    sequenceOf(event.position),
    data.incomeId,
    event.orgunit,
    localDate(event.time),
    localDate(event.recordedtime),
    data.class,
    money(data.amount),
    data.currency,
    data.payer ?? null,
    data.purpose ?? null,
    data.accountId ?? null,
    data.method ?? null,
    data.receiptNumber ?? null,
    data.bankedOn ?? null,
    event.id,
  ]);
}

function setBudgetLine(to: Statements, event: EventOf<'funds.BudgetLineSet'>): void {
  const { lineId, year, category, title = null, amount, currency } = event.data;
  const line = [lineId, event.orgunit, year, category, title, money(amount), currency];
  const [at, on] = [instantOf(event.time), localDate(event.time)];
  to.budget.run([sequenceOf(event.position), ...line, at, on, event.id]);
}

function openAccount(to: Statements, event: EventOf<'funds.AccountOpened'>): void {
  const { accountId, holderKind, holder, purpose, bank, opening, currency } = event.data;
  const about = [purpose ?? null, bank ?? null, money(opening), currency ?? null];
  const who = [accountId, event.orgunit, holderKind, holder];
  to.account.run([sequenceOf(event.position), ...who, ...about, localDate(event.time), event.id]);
}

function recordBankLine(to: Statements, event: EventOf<'funds.BankLineRecorded'>): void {
  const { bankLineId, accountId, bookedOn, amount, currency, counterparty, purpose } = event.data;
  const line = [bankLineId, accountId, bookedOn, money(amount), currency];
  const about = [counterparty ?? null, purpose ?? null, event.id];
  to.bankLine.run([sequenceOf(event.position), ...line, ...about]);
}

function signContract(to: Statements, event: EventOf<'projects.ContractSigned'>): void {
  const { data } = event;
  to.contract.run([
    sequenceOf(event.position),
    data.contractId,
    event.matter ?? null,
    event.orgunit,
    data.title,
    data.party.payeeId,
    data.party.name ?? null,
    data.party.kind,
    money(data.amount),
    data.currency,
    data.method ?? null,
    data.signedBy ?? null,
    data.until ?? null,
    localDate(event.time),
    event.id,
  ]);
}

const handlers: Handlers<Statements> = {
  'funds.PaymentRequested': requestPayment,
  'funds.PaymentMade': makePayment,
  'funds.PaymentReversed': reversePayment,
  'funds.PaymentApproved': approvePayment,
  'funds.VoucherAttached': attachVoucher,
  'funds.IncomeReceived': receiveIncome,
  'funds.BudgetLineSet': setBudgetLine,
  'funds.AccountOpened': openAccount,
  'funds.BankLineRecorded': recordBankLine,
  'funds.BankLineMatched'(to, { id, position, data: { bankLineId, matches } }) {
    const target = matches.kind === 'payment' ? matches.paymentId : matches.incomeId;
    to.bankMatch.run([sequenceOf(position), bankLineId, matches.kind, target, id]);
  },
  'projects.ContractSigned': signContract,
  'projects.ContractVaried'(to, { id, position, time, data }) {
    const { contractId, variationId, amount, currency, reason, approvedBy = null } = data;
    const what = [contractId, variationId, money(amount), currency, reason, approvedBy];
    to.variation.run([sequenceOf(position), ...what, localDate(time), id]);
  },
  'projects.WorkAccepted'(to, { id, position, time, data }) {
    const { contractId, acceptanceId, acceptedBy, note = null } = data;
    const what = [contractId, acceptanceId, JSON.stringify(acceptedBy), note];
    to.acceptance.run([sequenceOf(position), ...what, localDate(time), id]);
  },
};

export const fundsProjection = projectionOf(
  { handlers, prepare },
  {
    name: 'funds',
    version: 2,
    schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  },
);
