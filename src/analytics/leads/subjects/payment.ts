// A payment as checks look at it: what was asked for, what was paid, by whom, on which day.
// Derived from the facts of one payment each time; amounts of another currency than its own are never added in.
import type { LocalDate } from '../../../kernel/time.js';
import type { Spending } from '../../../rules/payments.js';
import { localDate } from '../../../rules/time.js';
import { factsOf, firstFact, type CaseState } from './cases.js';
import type { Fact, FactRef } from './facts.js';

export type PayeeKind = 'person' | 'company' | 'unit' | 'group' | 'unknown';

export interface PaymentView {
  readonly unit: string;
  readonly power: string | undefined;
  /** The first fact on record: what a lead about the payment hangs on. */
  readonly first: FactRef;
  readonly request: Fact<'funds.PaymentRequested'> | undefined;
  readonly approvals: readonly Fact<'funds.PaymentApproved'>[];
  readonly made: readonly Fact<'funds.PaymentMade'>[];
  readonly vouchers: readonly Fact<'funds.VoucherAttached'>[];
  readonly reversals: readonly Fact<'funds.PaymentReversed'>[];
  /** The day on which money first left; where none did yet, the day of the request. */
  readonly day: LocalDate;
  /** Requested or, where nobody asked or no amount was stated, paid: fen. */
  readonly amount: bigint;
  readonly currency: string;
  /** Paid less reversed, in the payment's currency. */
  readonly paid: bigint;
  /** All that was paid came back. */
  readonly undone: boolean;
  readonly payee: {
    readonly id: string;
    readonly kind: PayeeKind;
    readonly name?: string | undefined;
  };
  readonly category: string | undefined;
  readonly contract: string | undefined;
  readonly line: string | undefined;
  /** Matters that the payment names: its own and the one it refers to. */
  readonly matters: readonly string[];
  /** For tiers. */
  readonly spending: Spending;
  /** Who asked for it, or else paid it out. */
  readonly person: string | undefined;
}

const views = new WeakMap<CaseState, PaymentView | undefined>();

const sum = (
  facts: readonly { readonly d: { readonly amount: string; readonly currency: string } }[],
  currency: string,
) =>
  facts.reduce((total, { d }) => (d.currency === currency ? total + BigInt(d.amount) : total), 0n);

function derive(state: CaseState): PaymentView | undefined {
  const request = firstFact(state, 'funds.PaymentRequested');
  const made = factsOf(state, 'funds.PaymentMade');
  const stated = request?.d.amountUnstated === true ? undefined : request;
  const money = (stated ?? made[0] ?? request)?.d;
  const [first] = [request, made[0]].filter((fact) => fact !== undefined).sort((a, b) => a.p - b.p);
  if (!money || !first) return undefined;
  const { currency } = money;
  const amount = stated ? BigInt(stated.d.amount) : sum(made, currency);
  const reversals = factsOf(state, 'funds.PaymentReversed');
  const [paidOut, back] = [sum(made, currency), sum(reversals, currency)];
  const payee = (made[0] ?? request)?.d.payee ?? money.payee;
  const category = request?.d.category;
  const line = request?.d.budgetLine;
  const reference = request?.d.reference?.replace(/^matter-/, '');
  return {
    unit: state.unit,
    power: state.power,
    first: { p: first.p, id: first.id },
    request,
    approvals: factsOf(state, 'funds.PaymentApproved'),
    made,
    vouchers: factsOf(state, 'funds.VoucherAttached'),
    reversals,
    day: localDate((made[0] ?? first).at),
    amount,
    currency,
    paid: paidOut - back,
    undone: back > 0n && back >= paidOut,
    payee: { id: payee.payeeId, kind: payee.kind, name: payee.name },
    category,
    contract: request?.d.contractId,
    line,
    matters: [...new Set([state.matter, reference].filter((id) => id !== undefined))],
    spending: { amount, currency, category, inBudget: line !== undefined, orgunit: state.unit },
    person: request?.d.requestedBy ?? made[0]?.d.paidBy,
  };
}

/** `undefined` while neither request nor payment is on record. */
export function paymentOf(state: CaseState): PaymentView | undefined {
  if (!views.has(state)) views.set(state, derive(state));
  return views.get(state);
}

/** Whether the payee is somebody the record knows. */
export const hasPayee = ({ payee }: PaymentView): boolean => payee.kind !== 'unknown';
