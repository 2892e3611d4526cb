// The money and the acts of one unit in one calendar year, kept so that checks ask figures instead of counting anew.
// It must never add up amounts of different currencies, and payments undone by a full reversal are not counted.
import type { LocalDate } from '../../../kernel/time.js';
import type { VOUCHER_KINDS } from '../../../events/funds.js';
import { isDayOnly, localDate } from '../../../rules/time.js';
import { countDigits, NO_DIGITS, type DigitCounts } from '../benford.js';
import { placeIn } from '../statistics.js';
import { factsOf, firstFact } from './cases.js';
import type { FactRef, TimedFact } from './facts.js';
import { paymentOf, type PaymentView } from './payment.js';
import type { Member, Roll } from './rolls.js';

type VoucherKind = (typeof VOUCHER_KINDS)[number];

/** An act of deciding or of handling money. */
export interface Act extends FactRef {
  readonly kind: 'approval' | 'paid' | 'income' | 'ruling' | 'meeting';
  readonly at: string;
  readonly day: LocalDate;
  /** `undefined`: the record states only the day. */
  readonly hour: number | undefined;
  readonly late: number | undefined;
}

function actOf(kind: Act['kind'], { p, id, at, late }: TimedFact): Act {
  const hour = isDayOnly(at) ? undefined : Number(at.slice(11, 13));
  return { p, id, kind, at, day: localDate(at), hour, late };
}

const add = <K>(sums: Map<K, bigint>, key: K, amount: bigint): void => {
  const sum = (sums.get(key) ?? 0n) + amount;
  if (sum === 0n) sums.delete(key);
  else sums.set(key, sum);
};

/** Payments of one currency. */
export class MoneyBook {
  count = 0;
  total = 0n;
  /** January first. */
  readonly months: bigint[] = Array<bigint>(12).fill(0n);
  /** Payments by day and number. */
  readonly days = new Map<string, Map<number, PaymentView>>();
  /** Companies by what they were paid. */
  readonly suppliers = new Map<string, bigint>();
  readonly categories = new Map<string, bigint>();
  readonly vouchers = new Map<VoucherKind, bigint>();
  digits: DigitCounts = NO_DIGITS;
  /** Ascending, with the payments in the same order. */
  readonly amounts: bigint[] = [];
  private readonly inOrder: PaymentView[] = [];
  /** Payments to persons by category and amount. */
  readonly toPersons = new Map<string, Map<number, PaymentView>>();

  put(number: number, payment: PaymentView): void {
    this.count++;
    this.sum(payment, 1n);
    const at = placeIn(this.amounts, payment.amount);
    this.amounts.splice(at, 0, payment.amount);
    this.inOrder.splice(at, 0, payment);
    this.digits = countDigits(this.digits, payment.amount.toString(), 1);
    const onDay = this.days.get(payment.day) ?? new Map<number, PaymentView>();
    this.days.set(payment.day, onDay.set(number, payment));
    if (payment.payee.kind !== 'person') return;
    const key = personKey(payment);
    const alike = this.toPersons.get(key) ?? new Map<number, PaymentView>();
    this.toPersons.set(key, alike.set(number, payment));
  }

  take(number: number, payment: PaymentView): void {
    this.count--;
    this.sum(payment, -1n);
    let at = placeIn(this.amounts, payment.amount);
    while (this.inOrder[at] !== payment) at++;
    this.amounts.splice(at, 1);
    this.inOrder.splice(at, 1);
    this.digits = countDigits(this.digits, payment.amount.toString(), -1);
    const onDay = this.days.get(payment.day);
    onDay?.delete(number);
    if (onDay?.size === 0) this.days.delete(payment.day);
    const alike = this.toPersons.get(personKey(payment));
    alike?.delete(number);
    if (alike?.size === 0) this.toPersons.delete(personKey(payment));
  }

  private sum(payment: PaymentView, sign: 1n | -1n): void {
    const amount = sign * payment.amount;
    this.total += amount;
    const month = Number(payment.day.slice(5, 7)) - 1;
    this.months[month] = (this.months[month] ?? 0n) + amount;
    if (payment.payee.kind === 'company') add(this.suppliers, payment.payee.id, amount);
    if (payment.category !== undefined) add(this.categories, payment.category, amount);
    for (const { d } of payment.vouchers)
      if (d.currency === payment.currency) add(this.vouchers, d.kind, sign * BigInt(d.amount));
  }

  /** Payments of at least `from` and less than `to` fen, in the order of the ledger. */
  between(from: bigint, to: bigint): readonly PaymentView[] {
    return inLedgerOrder(
      this.inOrder.slice(placeIn(this.amounts, from), placeIn(this.amounts, to)),
    );
  }

  /** All payments, in the order of the ledger. */
  get payments(): readonly PaymentView[] {
    return inLedgerOrder(this.inOrder);
  }

  /** What was paid from a day to another, both included. */
  paidBetween(from: string, to: string): bigint {
    let sum = 0n;
    for (const [day, payments] of this.days)
      if (day >= from && day <= to) for (const { amount } of payments.values()) sum += amount;
    return sum;
  }
}

const personKey = ({ category = '', amount }: PaymentView) => `${amount} ${category}`;

const inLedgerOrder = (payments: readonly PaymentView[]): readonly PaymentView[] =>
  payments.length < 2 ? payments : [...payments].sort((a, b) => a.first.p - b.first.p);

export class UnitYear implements Roll {
  readonly books = new Map<string, MoneyBook>();
  private readonly byNumber = new Map<number, Member>();
  private readonly actsOf = new Map<number, readonly Act[]>();
  /** Income, and money out less money back, by currency and day. */
  private readonly incomes = new Map<string, bigint>();
  private readonly outflows = new Map<string, bigint>();

  constructor(
    readonly unit: string,
    readonly year: string,
  ) {}

  add(member: Member): void {
    this.byNumber.set(member.number, member);
    this.actsOf.set(
      member.number,
      this.acts(member).filter(({ day }) => day.startsWith(this.year)),
    );
    this.enter(member, true);
  }

  remove(number: number): void {
    const member = this.byNumber.get(number);
    if (!member) return;
    this.byNumber.delete(number);
    this.actsOf.delete(number);
    this.enter(member, false);
  }

  get members(): readonly Member[] {
    return [...this.byNumber.values()].sort((a, b) => a.number - b.number);
  }

  /** The acts of the year; in no particular order. */
  *allActs(): Iterable<Act> {
    for (const acts of this.actsOf.values()) yield* acts;
  }

  /** Income of one currency from a day to another, both included. */
  incomeBetween(currency: string, from: string, to: string): bigint {
    return sumBetween(this.incomes, currency, from, to);
  }

  /** Money that left less money that came back, each on its own day. */
  outflowBetween(currency: string, from: string, to: string): bigint {
    return sumBetween(this.outflows, currency, from, to);
  }

  /** Payments on a day, in the order of the ledger. */
  paymentsOn(currency: string, day: string): readonly PaymentView[] {
    return inLedgerOrder([...(this.books.get(currency)?.days.get(day)?.values() ?? [])]);
  }

  private acts({ kind, state }: Member): readonly Act[] {
    switch (kind) {
      case 'payment':
        return [
          ...factsOf(state, 'funds.PaymentApproved').map((fact) => actOf('approval', fact)),
          ...factsOf(state, 'funds.PaymentMade').map((fact) => actOf('paid', fact)),
        ];
      case 'income':
        return factsOf(state, 'funds.IncomeReceived').map((fact) => actOf('income', fact));
      default:
        return [
          ...factsOf(state, 'matters.ResultRuled').map((fact) => actOf('ruling', fact)),
          ...factsOf(state, 'matters.MeetingOpened').map((fact) => actOf('meeting', fact)),
        ];
    }
  }

  private enter({ kind, number, state }: Member, comes: boolean): void {
    const sign = comes ? 1n : -1n;
    const income = kind === 'income' ? firstFact(state, 'funds.IncomeReceived') : undefined;
    if (income) this.flow(this.incomes, income, sign);
    if (kind !== 'payment') return;
    for (const made of factsOf(state, 'funds.PaymentMade')) this.flow(this.outflows, made, sign);
    for (const back of factsOf(state, 'funds.PaymentReversed'))
      this.flow(this.outflows, back, -sign as 1n | -1n);
    const payment = paymentOf(state);
    if (!payment || payment.undone || payment.amount === 0n || !payment.day.startsWith(this.year))
      return;
    let book = this.books.get(payment.currency);
    if (!book) this.books.set(payment.currency, (book = new MoneyBook()));
    if (comes) book.put(number, payment);
    else book.take(number, payment);
    if (book.count === 0) this.books.delete(payment.currency);
  }

  private flow(
    into: Map<string, bigint>,
    {
      at,
      d,
    }: { readonly at: string; readonly d: { readonly amount: string; readonly currency: string } },
    sign: 1n | -1n,
  ): void {
    const day = localDate(at);
    if (day.startsWith(this.year)) add(into, `${d.currency} ${day}`, sign * BigInt(d.amount));
  }
}

function sumBetween(
  flows: ReadonlyMap<string, bigint>,
  currency: string,
  from: string,
  to: string,
): bigint {
  let sum = 0n;
  for (const [key, amount] of flows) {
    const [own, day = ''] = key.split(' ');
    if (own === currency && day >= from && day <= to) sum += amount;
  }
  return sum;
}
