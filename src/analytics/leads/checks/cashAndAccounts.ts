// A51 to A53: large sums in cash, bank lines that nothing explains, public money in personal accounts.
// What is found by absence holds from a day on, and no longer from the day on which what was missing arrived.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { aboutPayment, eventsOf } from '../subjects/decisions.js';
import { paymentOf } from '../subjects/payment.js';
import {
  asDay,
  daysApart,
  earliest,
  fenOf,
  inWords,
  isMoreThan,
  param,
  plusDays,
  ref,
  say,
  total,
  yuan,
} from '../words.js';

const a51 = defineCheck({
  id: 'A51',
  group: 'funds',
  title: say('大额现金', 'Large sums in cash'),
  statement: say(
    '单笔现金支付或库存备用金超过限额，或短期内多次整额提现',
    'A payment or a balance in cash above its limit, or round sums drawn in cash again and again',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** 现金管理暂行条例: 1,000 yuan; local rules may differ. */
    single: param.threshold.default(yuan(1_000)),
    balance: param.threshold.default(yuan(5_000)),
    lot: param.threshold.default(yuan(10_000)),
    lots: param.least.default(3),
    days: param.days.default(30),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('CNY'),
  }),
  inputs: ['funds.PaymentMade', 'funds.CashCounted', 'funds.BankLineRecorded'],
  falsePositives: [
    say('向无银行账户的农户支付', 'payments to farmers without an account'),
    say('集中发放前提取的现金', 'cash drawn for a handing-out on one day'),
  ],
  subjects: {
    *payment(state, _key, { on }) {
      const payment = paymentOf(state);
      if (!payment || payment.undone) return;
      const { single, currency } = on(payment.unit, payment.day);
      const cash = payment.made.filter(
        ({ d }) =>
          (d.method === 'cash' || d.method === 'cashCheque') &&
          d.currency === currency &&
          fenOf(d.amount) > fenOf(single),
      );
      const [first] = cash;
      if (!first) return;
      const sum = total(cash.map(({ d }) => fenOf(d.amount)));
      yield {
        ...aboutPayment(payment),
        person: first.d.paidBy ?? payment.person,
        amount: sum,
        currency,
        on: localDate(first.at),
        // Twenty times the limit is more than an oversight.
        severity: isMoreThan(sum, fenOf(single), 20) ? 'M' : 'L',
        statement: say(
          `以现金支付 ${inWords(sum, currency)}，单笔限额 ${inWords(fenOf(single), currency)}`,
          `${inWords(sum, currency)} were paid in cash; the limit for one payment is ${inWords(fenOf(single), currency)}`,
        ),
        figures: { sum: sum.toString(), limit: single },
        events: eventsOf(payment),
      };
    },
    *account(state, key, { on }) {
      for (const counted of factsOf(state, 'funds.CashCounted')) {
        const { balance, currency } = on(state.unit, localDate(counted.at));
        if (counted.d.currency !== currency || fenOf(counted.d.counted) <= fenOf(balance)) continue;
        yield {
          key: `balance.${counted.d.countId}`,
          anchor: ref(counted),
          unit: state.unit,
          person: counted.d.countedBy[0],
          power: state.power,
          amount: fenOf(counted.d.counted),
          currency,
          on: localDate(counted.at),
          severity: 'L',
          statement: say(
            `账户 ${key} 库存现金 ${inWords(fenOf(counted.d.counted), currency)}，限额 ${inWords(fenOf(balance), currency)}`,
            `${inWords(fenOf(counted.d.counted), currency)} in cash were counted in ${key}; the limit is ${inWords(fenOf(balance), currency)}`,
          ),
          figures: { counted: counted.d.counted, limit: balance },
          events: [ref(counted)],
        };
      }
    },
    *withdrawals(roll, key, { on }) {
      const [sample] = roll.members;
      const account = key.slice(0, key.lastIndexOf('|'));
      if (!sample) return;
      const { lot, lots, days, currency } = on(
        sample.state.unit,
        `${key.slice(key.lastIndexOf('|') + 1)}-12-31`,
      );
      const drawn = roll.members
        .flatMap(({ state }) => firstFact(state, 'funds.BankLineRecorded') ?? [])
        .filter(({ d }) => d.currency === currency && fenOf(d.amount) % fenOf(lot) === 0n)
        .sort((a, b) =>
          a.d.bookedOn < b.d.bookedOn ? -1 : a.d.bookedOn > b.d.bookedOn ? 1 : a.p - b.p,
        );
      for (let from = 0; from < drawn.length;) {
        const begin = drawn[from]?.d.bookedOn ?? '';
        const run = drawn.slice(from).filter(({ d }) => daysApart(begin, d.bookedOn) <= days);
        const [anchor, last] = [earliest(run), run.at(-1)];
        if (!anchor || !last || run.length < lots) {
          from++;
          continue;
        }
        from += run.length;
        const sum = -total(run.map(({ d }) => fenOf(d.amount)));
        yield {
          key: 'lots',
          anchor: ref(anchor),
          unit: sample.state.unit,
          amount: sum,
          currency,
          on: asDay(last.d.bookedOn),
          statement: say(
            `账户 ${account} 在 ${days} 日内 ${run.length} 次整额提现，共 ${inWords(sum, currency)}`,
            `${run.length} round sums, ${inWords(sum, currency)} in all, were drawn in cash from ${account} within ${days} days`,
          ),
          figures: { withdrawals: run.length, sum: sum.toString() },
          events: run.map(ref),
        };
      }
    },
  },
});

const a52 = defineCheck({
  id: 'A52',
  group: 'funds',
  title: say('账外银行流水', 'Bank lines without an entry'),
  statement: say(
    '银行流水多日后仍没有对应的收入或支付',
    'Bank lines have no matching income or payment days after they were booked',
  ),
  severity: 'S',
  parameters: z.strictObject({
    days: param.days.default(30),
    least: param.threshold.default(yuan(100)),
  }),
  inputs: ['funds.BankLineRecorded', 'funds.BankLineMatched'],
  falsePositives: [
    say('利息、手续费等小额', 'interest and charges'),
    say('对账工作滞后', 'reconciliation that lags behind'),
  ],
  subjects: {
    *offLedger(roll, key, { on }) {
      const lines = roll.members.flatMap(({ state }) => {
        const line = firstFact(state, 'funds.BankLineRecorded');
        return line ? [{ ...line, unit: state.unit }] : [];
      });
      const [sample] = lines;
      if (!sample) return;
      const account = key.slice(0, key.lastIndexOf('|'));
      const { days, least } = on(sample.unit, sample.d.bookedOn);
      for (const currency of new Set(lines.map(({ d }) => d.currency))) {
        const own = lines.filter(
          ({ d }) => d.currency === currency && abs(fenOf(d.amount)) >= fenOf(least),
        );
        const anchor = earliest(own);
        if (!anchor) continue;
        const sumOf = (fits: (amount: bigint) => boolean) =>
          abs(total(own.map(({ d }) => fenOf(d.amount)).filter(fits)));
        const [into, out] = [sumOf((amount) => amount > 0n), sumOf((amount) => amount < 0n)];
        const first = own.map(({ d }) => d.bookedOn).sort()[0] ?? anchor.d.bookedOn;
        yield {
          key: currency,
          anchor: ref(anchor),
          unit: anchor.unit,
          amount: into + out,
          currency,
          on: plusDays(first, days + 1),
          statement: say(
            `账户 ${account} ${key.slice(key.lastIndexOf('|') + 1)} 有 ${own.length} 条流水没有对应的账目：收 ${inWords(into, currency)}，付 ${inWords(out, currency)}`,
            `${own.length} bank line(s) of ${account} in ${key.slice(key.lastIndexOf('|') + 1)} have no entry: ${inWords(into, currency)} in, ${inWords(out, currency)} out`,
          ),
          figures: { lines: own.length, in: into.toString(), out: out.toString() },
          events: own.map(ref),
        };
      }
    },
  },
});

const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

const a53 = defineCheck({
  id: 'A53',
  group: 'funds',
  title: say('公款账户在个人名下', 'Account in a personal name'),
  statement: say(
    '登记的资金账户以个人名义开立',
    'An account of the unit is held in the name of a person',
  ),
  severity: 'S',
  parameters: z.strictObject({}),
  inputs: ['funds.AccountOpened'],
  falsePositives: [
    say('村级报账员备用金专用卡，已备案', 'a card for petty cash, filed as the rules ask'),
  ],
  subjects: {
    *account(state, key) {
      const opened = firstFact(state, 'funds.AccountOpened');
      if (opened?.d.holderKind !== 'person') return;
      yield {
        key: '',
        anchor: ref(opened),
        unit: state.unit,
        person: opened.d.holder,
        power: state.power,
        on: localDate(opened.at),
        statement: say(
          `账户 ${key}${opened.d.purpose === undefined ? '' : `（${opened.d.purpose}）`}以个人名义开立`,
          `the account ${key}${opened.d.purpose === undefined ? '' : ` (${opened.d.purpose})`} is held by a person`,
        ),
        figures: { account: key },
        events: [ref(opened)],
      };
    },
  },
});

export const CASH_AND_ACCOUNTS = [a51, a52, a53] as const;
