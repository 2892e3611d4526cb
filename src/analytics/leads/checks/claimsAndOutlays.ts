// A54 to A56: money lent and guaranteed, claims and debts that do not move, hospitality and the like.
// What is found by absence holds from a day on, and no longer from the day on which what was missing arrived.
import { z } from 'zod';
import type { LocalDate } from '../../../kernel/time.js';
import { localDate } from '../../../rules/time.js';
import { defineCheck, type Finding } from '../check.js';
import { shareOf } from '../statistics.js';
import { factsOf, firstFact, type CaseState } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import type { Fact } from '../subjects/facts.js';
import {
  asDay,
  fenOf,
  inWords,
  isShareOf,
  later,
  param,
  percent,
  plusDays,
  ref,
  say,
  speaksOf,
  total,
  yuan,
} from '../words.js';

const a54 = defineCheck({
  id: 'A54',
  group: 'funds',
  title: say('出借集体资金或对外担保', 'Money lent or guarantees given'),
  statement: say(
    '集体资金出借给他人，或为他人债务提供担保',
    'Money of the unit was lent, or the debt of somebody else guaranteed',
  ),
  severity: 'S',
  parameters: z.strictObject({ least: param.threshold.default(yuan(1_000)) }),
  inputs: [
    'funds.GuaranteeGiven',
    'funds.GuaranteeReleased',
    'funds.ReceivableRecorded',
    'funds.ReceivableSettled',
  ],
  falsePositives: [
    say('经成员大会依法表决的内部周转', 'an advance within the collective, lawfully voted'),
  ],
  subjects: {
    *guarantee(state) {
      const given = firstFact(state, 'funds.GuaranteeGiven');
      if (!given) return;
      const released = firstFact(state, 'funds.GuaranteeReleased');
      yield {
        key: 'guarantee',
        anchor: ref(given),
        unit: state.unit,
        person: given.by,
        power: state.power,
        amount: fenOf(given.d.amount),
        currency: given.d.currency,
        on: localDate(given.at),
        until: released && asDay(released.d.on),
        statement: say(
          `为 ${given.d.debtor.payeeId} 的债务担保 ${inWords(fenOf(given.d.amount), given.d.currency)}`,
          `a debt of ${given.d.debtor.payeeId} is guaranteed with ${inWords(fenOf(given.d.amount), given.d.currency)}`,
        ),
        figures: { debtor: given.d.debtor.payeeId },
        events: [given, ...(released ? [released] : [])].map(ref),
      };
    },
    *receivable(state, _key, { on }) {
      const lent = firstFact(state, 'funds.ReceivableRecorded');
      if (lent?.d.kind !== 'loanGiven') return;
      if (fenOf(lent.d.amount) < fenOf(on(state.unit, lent.d.since).least)) return;
      const { settledOn, settled } = settlementsOf(
        factsOf(state, 'funds.ReceivableSettled'),
        lent.d,
      );
      yield {
        key: 'loan',
        anchor: ref(lent),
        unit: state.unit,
        person: lent.by,
        power: state.power,
        amount: fenOf(lent.d.amount),
        currency: lent.d.currency,
        on: later(asDay(lent.d.since), localDate(lent.at)),
        until: settledOn,
        statement: say(
          `出借 ${inWords(fenOf(lent.d.amount), lent.d.currency)} 给 ${lent.d.debtor.payeeId}，已收回 ${inWords(settled, lent.d.currency)}`,
          `${inWords(fenOf(lent.d.amount), lent.d.currency)} were lent to ${lent.d.debtor.payeeId}; ${inWords(settled, lent.d.currency)} came back`,
        ),
        figures: { debtor: lent.d.debtor.payeeId, settled: settled.toString() },
        events: [lent, ...factsOf(state, 'funds.ReceivableSettled')].map(ref),
      };
    },
  },
});

interface Settlement {
  readonly at: string;
  readonly d: { readonly amount: string; readonly currency: string };
}

/** How much of a claim is settled, on which day it was whole, and the days on which it moved. */
function settlementsOf(settlements: readonly Settlement[], { amount, currency }: Settlement['d']) {
  let [left, settledOn] = [fenOf(amount), undefined as LocalDate | undefined];
  const days: LocalDate[] = [];
  for (const { at, d } of [...settlements].sort((a, b) =>
    localDate(a.at) < localDate(b.at) ? -1 : 1,
  )) {
    if (d.currency !== currency) continue;
    left -= fenOf(d.amount);
    days.push(localDate(at));
    if (left <= 0n) settledOn ??= localDate(at);
  }
  return { settled: fenOf(amount) - left, open: left > 0n ? left : 0n, settledOn, days };
}

/** The first stretch of more than so many days in which a claim did not move; open ended while it has not. */
function unmoved(
  since: LocalDate,
  days: readonly LocalDate[],
  settledOn: LocalDate | undefined,
  limit: number,
) {
  const moves = [since, ...days.filter((day) => day >= since)].sort();
  for (const [index, day] of moves.entries()) {
    if (settledOn !== undefined && day >= settledOn) return undefined;
    const next = moves[index + 1];
    const from = plusDays(day, limit + 1);
    if (next === undefined || next >= from) return { from, until: next };
  }
  return undefined;
}

interface Claim {
  readonly state: CaseState;
  readonly fact: Fact<'funds.ReceivableRecorded'> | Fact<'funds.DebtIncurred'>;
  readonly settlements: readonly (Settlement & { readonly p: number; readonly id: string })[];
  readonly party: string;
  readonly zh: string;
  readonly en: string;
}

function* oldClaim(
  { state, fact, settlements, party, zh, en }: Claim,
  limit: number,
): Iterable<Finding> {
  const { open, settledOn, days } = settlementsOf(settlements, fact.d);
  const stretch = unmoved(asDay(fact.d.since), days, settledOn, limit);
  if (!stretch) return;
  const amount = open > 0n ? open : fenOf(fact.d.amount);
  yield {
    key: '',
    anchor: ref(fact),
    unit: state.unit,
    person: fact.by,
    power: state.power,
    amount,
    currency: fact.d.currency,
    on: stretch.from,
    until: stretch.until,
    statement: say(
      `${zh} ${party} ${inWords(amount, fact.d.currency)}，${limit} 日没有变动`,
      `${en} ${party}, ${inWords(amount, fact.d.currency)}, did not move for ${limit} days`,
    ),
    figures: { since: fact.d.since, open: open.toString() },
    events: [fact, ...settlements].map(ref),
  };
}

const a55 = defineCheck({
  id: 'A55',
  group: 'funds',
  title: say('往来款长期未动', 'Claims and debts that do not move'),
  statement: say(
    '应收款、应付款超过一年没有变动',
    'A receivable or a debt did not move for more than a year',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(365),
    least: param.threshold.default(yuan(500)),
  }),
  inputs: [
    'funds.ReceivableRecorded',
    'funds.ReceivableSettled',
    'funds.DebtIncurred',
    'funds.DebtSettled',
  ],
  falsePositives: [
    say('约定期限尚未届满', 'a term agreed that has not ended'),
    say('历史遗留债权债务', 'claims inherited from long ago'),
  ],
  subjects: {
    *receivable(state, _key, { on }) {
      const fact = firstFact(state, 'funds.ReceivableRecorded');
      if (!fact) return;
      const { days, least } = on(state.unit, fact.d.since);
      if (fenOf(fact.d.amount) < fenOf(least)) return;
      yield* oldClaim(
        {
          state,
          fact,
          settlements: factsOf(state, 'funds.ReceivableSettled'),
          party: fact.d.debtor.payeeId,
          zh: '应收',
          en: 'a claim on',
        },
        days,
      );
    },
    *debt(state, _key, { on }) {
      const fact = firstFact(state, 'funds.DebtIncurred');
      if (!fact) return;
      const { days, least } = on(state.unit, fact.d.since);
      if (fenOf(fact.d.amount) < fenOf(least)) return;
      yield* oldClaim(
        {
          state,
          fact,
          settlements: factsOf(state, 'funds.DebtSettled'),
          party: fact.d.creditor.payeeId,
          zh: '应付',
          en: 'a debt to',
        },
        days,
      );
    },
  },
});

const a56 = defineCheck({
  id: 'A56',
  group: 'funds',
  title: say('招待、培训、慰问支出占比偏高', 'Large share for hospitality and the like'),
  statement: say(
    '一个单位一年内业务招待、培训、慰问等支出占比超过限度',
    'In a unit and year, hospitality, training and gifts take more than a set share of spending',
  ),
  severity: 'L',
  parameters: z.strictObject({
    words: param.words.default([
      '招待',
      '接待',
      '培训',
      '慰问',
      '考察',
      'hospitality',
      'entertain',
      'catering',
    ]),
    share: param.share.default(0.1),
    least: param.threshold.default(yuan(3_000)),
    payments: param.least.default(10),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('支出总额很小的年份', 'a year of little spending'),
    say('上级安排的专项培训', 'training ordered and paid from above'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const { words, share, least, payments: count } = on(year.unit, `${year.year}-12-31`);
        if (book.count < count) continue;
        const sum = total(
          [...book.categories].flatMap(([category, amount]) =>
            speaksOf(category, words) ? [amount] : [],
          ),
        );
        if (sum < fenOf(least) || !isShareOf(sum, book.total, share)) continue;
        const own = book.payments.filter(({ category }) => speaksOf(category, words));
        const [head] = own;
        if (!head) continue;
        yield {
          key: currency,
          anchor: head.first,
          unit: year.unit,
          amount: sum,
          currency,
          on: own.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年招待、培训、慰问等支出 ${inWords(sum, currency)}，占全年 ${percent(shareOf(sum, book.total))}`,
            `hospitality, training and gifts took ${inWords(sum, currency)} in ${year.year}, ${percent(shareOf(sum, book.total))} of all spending`,
          ),
          figures: {
            payments: own.length,
            sum: sum.toString(),
            share: percent(shareOf(sum, book.total)),
          },
          events: own.flatMap(eventsOf),
        };
      }
    },
  },
});

export const CLAIMS_AND_OUTLAYS = [a54, a55, a56] as const;
