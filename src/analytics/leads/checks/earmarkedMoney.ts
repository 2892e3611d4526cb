// A49 and A50: compensation that does not reach the people, special funds used for something else.
// What is found by absence holds from a day on, and no longer from the day on which what was missing arrived.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import type { ListRoll } from '../subjects/rolls.js';
import {
  daysApart,
  fenOf,
  inWords,
  later,
  param,
  plusDays,
  ref,
  say,
  speaksOf,
  total,
} from '../words.js';

const paymentsIn = (roll: ListRoll | undefined): readonly PaymentView[] =>
  (roll?.members ?? []).flatMap(({ state }) => {
    const payment = paymentOf(state);
    return payment && !payment.undone && payment.made.length > 0 ? [payment] : [];
  });

const a49 = defineCheck({
  id: 'A49',
  group: 'funds',
  title: say('补偿款滞留或收支不平', 'Compensation idle or not in balance'),
  statement: say(
    '征地补偿等专项款到账多日未动用，或支出超过到账',
    'Compensation lies idle for weeks after it arrived, or more was paid than had come in',
  ),
  severity: 'M',
  parameters: z.strictObject({
    days: param.days.default(30),
    longDays: param.days.default(90),
    classes: z.array(z.string()).default(['landCompensation']),
  }),
  inputs: ['funds.SpecialFundReceived', 'funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('分配方案尚在公示或有争议', 'an allotment that is still posted or disputed'),
    say('按工程进度支付', 'money paid as works progress'),
  ],
  subjects: {
    *fund(state, key, { ask, on }) {
      const receipts = factsOf(state, 'funds.SpecialFundReceived');
      const [first] = receipts;
      if (first?.d.budgetLine === undefined) return;
      const { budgetLine: line, currency, title } = first.d;
      const payments = paymentsIn(ask('linePayments', line)).filter(
        (payment) => payment.currency === currency,
      );
      const paid = total(payments.map((payment) => payment.paid));
      const received = total(
        receipts.filter(({ d }) => d.currency === currency).map(({ d }) => fenOf(d.amount)),
      );
      const about = { unit: state.unit, person: first.by, power: state.power, currency };
      const { days, longDays, classes } = on(state.unit, localDate(first.at));
      if (classes.includes(first.d.class)) {
        const from = plusDays(localDate(first.at), days + 1);
        const until = payments
          .map(({ day }) => day)
          .filter((day) => day >= localDate(first.at))
          .sort()[0];
        const idle = until === undefined ? undefined : daysApart(localDate(first.at), until);
        if (until === undefined || until >= from)
          yield {
            ...about,
            key: 'idle',
            anchor: ref(first),
            amount: fenOf(first.d.amount),
            on: from,
            until,
            severity: idle === undefined || idle > longDays ? 'M' : 'L',
            statement: say(
              `「${title}」${localDate(first.at)} 到账 ${inWords(fenOf(first.d.amount), currency)}，${idle === undefined ? `${days} 日后仍未动用` : `${idle} 日后才动用`}`,
              `${inWords(fenOf(first.d.amount), currency)} of "${title}" arrived on ${localDate(first.at)}; ${idle === undefined ? `not used ${days} days later` : `first used ${idle} days later`}`,
            ),
            figures: { received: localDate(first.at), ...(idle === undefined ? {} : { idle }) },
            events: receipts.map(ref),
          };
      }
      if (paid > received)
        yield {
          ...about,
          key: 'balance',
          anchor: ref(first),
          amount: paid - received,
          on: payments.reduce((day, payment) => later(day, payment.day), localDate(first.at)),
          severity: 'S',
          statement: say(
            `专项资金 ${key}「${title}」到账 ${inWords(received, currency)}，已支付 ${inWords(paid, currency)}`,
            `the fund "${title}" received ${inWords(received, currency)}; ${inWords(paid, currency)} were paid on its line`,
          ),
          figures: { received: received.toString(), paid: paid.toString() },
          events: [...receipts.map(ref), ...payments.flatMap(eventsOf)],
        };
    },
  },
});

const a50 = defineCheck({
  id: 'A50',
  group: 'funds',
  title: say('专项资金混同或改变用途', 'Special fund mixed or used otherwise'),
  statement: say(
    '专项资金进入普通账户，或其预算项目下列支了其他类别',
    'A special fund went to an ordinary account, or its line carries spending of another kind',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Words by which an account for special money is known. */
    special: param.words.default(['专户', '专账', '专项', '补偿', 'special', 'earmarked']),
  }),
  inputs: [
    'funds.SpecialFundReceived',
    'funds.AccountOpened',
    'funds.BudgetLineSet',
    'funds.PaymentRequested',
    'funds.PaymentMade',
  ],
  falsePositives: [
    say('当地允许一个账户分账核算', 'one account with separate books, where that is allowed'),
    say('类别名称写法不同', 'another name for the same kind of spending'),
  ],
  subjects: {
    *fund(state, _key, { ask, on }) {
      const [first] = factsOf(state, 'funds.SpecialFundReceived');
      if (!first) return;
      const day = localDate(first.at);
      const { special } = on(state.unit, day);
      const account =
        first.d.accountId === undefined ? undefined : ask('account', first.d.accountId);
      const opened = account && firstFact(account, 'funds.AccountOpened');
      const about = {
        unit: state.unit,
        person: first.by,
        power: state.power,
        currency: first.d.currency,
        anchor: ref(first),
      };
      if (opened?.d.purpose !== undefined && !speaksOf(opened.d.purpose, special))
        yield {
          ...about,
          key: 'account',
          amount: fenOf(first.d.amount),
          on: day,
          statement: say(
            `专项资金「${first.d.title}」${inWords(fenOf(first.d.amount), first.d.currency)} 进入「${opened.d.purpose}」`,
            `${inWords(fenOf(first.d.amount), first.d.currency)} of the special fund "${first.d.title}" went to the account "${opened.d.purpose}"`,
          ),
          figures: { account: opened.d.accountId },
          events: [first, opened].map(ref),
        };
      const line = first.d.budgetLine === undefined ? undefined : ask('line', first.d.budgetLine);
      const category = line && factsOf(line, 'funds.BudgetLineSet').at(-1)?.d.category;
      if (category === undefined || first.d.budgetLine === undefined) return;
      const others = paymentsIn(ask('linePayments', first.d.budgetLine)).filter(
        (payment) =>
          payment.currency === first.d.currency &&
          payment.category !== undefined &&
          payment.category !== category,
      );
      const [head] = others;
      if (!head) return;
      const sum = total(others.map((payment) => payment.paid));
      yield {
        ...about,
        key: 'use',
        amount: sum,
        on: others.reduce((latest, payment) => later(latest, payment.day), head.day),
        statement: say(
          `专项资金「${first.d.title}」（${category}）的预算项目下有 ${others.length} 笔其他类别的支出，共 ${inWords(sum, first.d.currency)}`,
          `the line of the special fund "${first.d.title}" (${category}) carries ${others.length} payment(s) of another kind, ${inWords(sum, first.d.currency)} in all`,
        ),
        figures: {
          payments: others.length,
          kinds: [...new Set(others.map((payment) => payment.category ?? ''))].sort().join(', '),
        },
        events: [ref(first), ...others.flatMap(eventsOf)],
      };
    },
  },
});

export const EARMARKED_MONEY = [a49, a50] as const;
