// A04 to A06: more paid than decided, decided by a lower body than required, money that only passes through.
// Each finds a question about a payment, a matter or an income; none says that anything was wrong.
import { z } from 'zod';
import type { LocalDate } from '../../../kernel/time.js';
import { bodyName, listed } from '../../../rules/names.js';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { firstFact } from '../subjects/cases.js';
import { aboutPayment, adopted, decisionsFor, eventsOf } from '../subjects/decisions.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import {
  daysApart,
  fenOf,
  inWords,
  isMoreThan,
  isShareOf,
  param,
  percent,
  plusDays,
  ref,
  say,
  total,
  yuan,
} from '../words.js';
import { tiered } from './decisionTiers.js';

const a04 = defineCheck({
  id: 'A04',
  group: 'decisionMoney',
  title: say('支付超过决定金额', 'More paid than decided'),
  statement: say(
    '一个事项名下支付的合计超过决定的金额',
    'What was paid in a matter comes to more than the amount decided',
  ),
  severity: 'M',
  parameters: z.strictObject({ factor: param.factor.default(1) }),
  inputs: [
    'matters.MatterOpened',
    'matters.ResultRuled',
    'funds.PaymentMade',
    'funds.PaymentReversed',
  ],
  falsePositives: [
    say(
      '经批准的追加或合同变更未在本事项中录入',
      'an approved addition or contract variation recorded elsewhere',
    ),
  ],
  subjects: {
    *matterPayments(roll, key, { ask, on }) {
      const matter = ask('matter', key);
      const opened = matter && firstFact(matter, 'matters.MatterOpened');
      if (!opened || opened.d.amount === undefined || adopted(matter).length === 0) return;
      const { amount, currency = 'CNY' } = opened.d;
      const payments = roll.members
        .map(({ state }) => paymentOf(state))
        .filter((payment) => payment !== undefined)
        .filter((payment) => payment.currency === currency && payment.paid > 0n);
      const [decided, paid] = [fenOf(amount), total(payments.map((payment) => payment.paid))];
      const last = payments.reduce<LocalDate>(
        (day, payment) => (payment.day > day ? payment.day : day),
        localDate(opened.at),
      );
      const { factor } = on(matter.unit, last);
      if (decided === 0n || !isMoreThan(paid, decided, factor)) return;
      const over = paid - decided;
      yield {
        key: '',
        anchor: ref(opened),
        unit: matter.unit,
        person: opened.d.proposer,
        power: matter.power,
        amount: over,
        currency,
        on: last,
        statement: say(
          `决定金额 ${inWords(decided, currency)}，已支付 ${inWords(paid, currency)}，多出 ${inWords(over, currency)}`,
          `${inWords(decided, currency)} were decided, ${inWords(paid, currency)} paid: ${inWords(over, currency)} more`,
        ),
        figures: { decided: decided.toString(), paid: paid.toString(), payments: payments.length },
        events: [ref(opened), ...payments.flatMap(({ made }) => made.map(ref))],
      };
    },
  },
});

const a05 = defineCheck({
  id: 'A05',
  group: 'decisionMoney',
  title: say('决策主体低于规定档次', 'Decided below the required tier'),
  statement: say(
    '作出决定的组织不是该档次支出所要求的组织',
    'The body that decided is none of those that the tier asks for',
  ),
  severity: 'M',
  parameters: z.strictObject({}),
  inputs: ['funds.PaymentMade', 'matters.ResultRuled', 'offices.BodyDefined'],
  falsePositives: [
    say('上级组织已授权或另有决议', 'a delegation, or a further resolution recorded elsewhere'),
  ],
  subjects: {
    *payment(state, _key, around) {
      const { payment, row } = tiered(state, around) ?? {};
      if (!payment || !row || row.bodies.length === 0) return;
      const decisions = decisionsFor(payment, around.ask);
      const kinds = [...new Set(decisions.flatMap(({ kind }) => kind ?? []))];
      if (kinds.length === 0 || kinds.some((kind) => row.bodies.includes(kind))) return;
      const [needed, found] = [listed(row.bodies.map(bodyName)), listed(kinds.map(bodyName))];
      yield {
        ...aboutPayment(payment),
        statement: say(
          `${inWords(payment.amount, payment.currency)} 由${found.zh}决定，按档次应由${needed.zh}决定`,
          `${inWords(payment.amount, payment.currency)} decided by: ${found.en}; its tier asks for: ${needed.en}`,
        ),
        figures: { amount: payment.amount.toString() },
        events: [...eventsOf(payment), ...decisions.map(ref)],
      };
    },
  },
});

/** Whether a payment goes where money that only passes through would go: to a person, in cash, or back to the payer. */
function isPassing({ payee, made }: PaymentView, payer: string | undefined): boolean {
  return (
    payee.kind === 'person' ||
    made.some(({ d }) => d.method === 'cash' || d.method === 'cashCheque') ||
    made.some(({ d }) => d.receivingAccountHolder !== undefined) ||
    (payer !== undefined && (payee.id === payer || payee.name === payer))
  );
}

const a06 = defineCheck({
  id: 'A06',
  group: 'decisionMoney',
  title: say('资金快进快出', 'Money in and out again'),
  statement: say(
    '一笔收入在几日内大部分付给个人、以现金付出或付回付款方',
    'Most of an income left within days: to persons, in cash, or back to who paid it',
  ),
  severity: 'S',
  parameters: z.strictObject({
    days: param.days.max(60).default(2),
    /** Smaller incomes are not looked at. */
    least: param.threshold.default(yuan(10_000)),
    share: param.share.default(0.8),
  }),
  inputs: ['funds.IncomeReceived', 'funds.PaymentMade'],
  falsePositives: [
    say(
      '惠民补贴、征地补偿到账后按名册发放到户',
      'subsidies or compensation handed out to households by a list',
    ),
    say('代收代付', 'money collected on behalf of others'),
  ],
  subjects: {
    *income(state, _key, { ask, on }) {
      const received = firstFact(state, 'funds.IncomeReceived');
      if (!received) return;
      const day = localDate(received.at);
      const { days, least, share } = on(state.unit, day);
      const { currency, payer } = received.d;
      const amount = fenOf(received.d.amount);
      if (amount < fenOf(least)) return;
      const out: PaymentView[] = [];
      for (let apart = 0; apart <= days; apart++) {
        const date = plusDays(day, apart);
        const year = ask('unitYear', `${state.unit}|${date.slice(0, 4)}`);
        for (const payment of year?.paymentsOn(currency, date) ?? [])
          if (payment.made.length > 0 && isPassing(payment, payer)) out.push(payment);
      }
      const paid = total(out.map((payment) => payment.paid));
      if (out.length === 0 || !isShareOf(paid, amount, share)) return;
      const last = out.reduce(
        (latest, payment) => (payment.day > latest ? payment.day : latest),
        day,
      );
      yield {
        key: '',
        anchor: ref(received),
        unit: state.unit,
        person: out[0]?.person,
        power: state.power,
        amount: paid,
        currency,
        on: last,
        statement: say(
          `${day} 收入 ${inWords(amount, currency)}，${daysApart(day, last)} 日内以 ${out.length} 笔付出 ${inWords(paid, currency)}（付给个人、现金或付回付款方）`,
          `${inWords(amount, currency)} came in on ${day}; within ${daysApart(day, last)} day(s) ${inWords(paid, currency)} left in ${out.length} payment(s) to persons, in cash or back to the payer`,
        ),
        figures: {
          received: amount.toString(),
          paid: paid.toString(),
          share: percent(Number(paid) / Number(amount)),
          payments: out.length,
        },
        events: [ref(received), ...out.flatMap(eventsOf)],
      };
    },
  },
});

export const DECISION_EXCEEDED = [a04, a05, a06] as const;
