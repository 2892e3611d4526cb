// A25 and A26: a unit price far from its peers; one amount to many persons.
// Statistics need many facts of one kind: below their minimum these checks are silent, never reassuring.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { fencesOf } from '../statistics.js';
import { firstFact } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import type { PaymentView } from '../subjects/payment.js';
import {
  daysApart,
  earliest,
  fenOf,
  inWords,
  later,
  param,
  ref,
  say,
  speaksOf,
  total,
  yuan,
} from '../words.js';

const a25 = defineCheck({
  id: 'A25',
  group: 'amounts',
  title: say('单价偏离同类', 'Unit price far from its peers'),
  statement: say(
    '采购清单中的单价高于同类单价的四分位上限',
    'A unit price stands above the upper quartile fence of its kind',
  ),
  severity: 'L',
  parameters: z.strictObject({
    /** So many prices of one kind make a norm. */
    least: param.least.min(4).default(8),
    width: param.factor.default(1.5),
  }),
  inputs: ['projects.TenderAnnounced'],
  falsePositives: [
    say('规格、品质、运距不同', 'other specification, quality or distance'),
    say('价格年度上涨', 'prices that rose over the years'),
  ],
  subjects: {
    *prices(roll, key, { on }) {
      const cut = key.lastIndexOf('|');
      const [what, currency] = [key.slice(0, cut), key.slice(cut + 1)];
      const priced = roll.members.flatMap((member) => {
        const announced = firstFact(member.state, 'projects.TenderAnnounced');
        return (announced?.d.items ?? []).flatMap((item) =>
          announced &&
          item.unitPrice !== undefined &&
          (item.classification ?? item.description) === what
            ? [{ member, announced, itemId: item.itemId, price: fenOf(item.unitPrice) }]
            : [],
        );
      });
      const [sample] = priced;
      if (!sample) return;
      const { least, width } = on(sample.member.state.unit, localDate(sample.announced.at));
      if (priced.length < least) return;
      const fences = fencesOf(
        priced.map(({ price }) => Number(price)).sort((a, b) => a - b),
        width,
      );
      for (const { member, announced, itemId, price } of priced) {
        // Equal prices make a fence of no width, above which everything else would lie.
        if (!fences || fences.upper === fences.q3 || Number(price) <= fences.upper) continue;
        const upper = BigInt(Math.ceil(fences.upper));
        yield {
          key: itemId,
          anchor: ref(announced),
          unit: member.state.unit,
          person: announced.by,
          power: member.state.power,
          amount: price - upper,
          currency,
          on: localDate(announced.at),
          statement: say(
            `「${announced.d.title}」中 ${what} 的单价 ${inWords(price, currency)}，${priced.length} 个同类单价的上限为 ${inWords(upper, currency)}`,
            `"${announced.d.title}" puts ${what} at ${inWords(price, currency)} a unit; the fence of ${priced.length} such prices is ${inWords(upper, currency)}`,
          ),
          figures: { price: price.toString(), fence: upper.toString(), prices: priced.length },
          events: [ref(announced)],
        };
      }
    },
  },
});

/** The longest run of payments within so many days. */
function densest(payments: readonly PaymentView[], days: number): readonly PaymentView[] {
  const ordered = [...payments].sort((a, b) =>
    a.day < b.day ? -1 : a.day > b.day ? 1 : a.first.p - b.first.p,
  );
  let best: readonly PaymentView[] = [];
  for (let from = 0, to = 0; from < ordered.length; from++) {
    while (
      to < ordered.length &&
      daysApart(ordered[from]?.day ?? '', ordered[to]?.day ?? '') <= days
    )
      to++;
    if (to - from > best.length) best = ordered.slice(from, to);
  }
  return best;
}

const a26 = defineCheck({
  id: 'A26',
  group: 'amounts',
  title: say('同额支付给多人', 'One amount to many persons'),
  statement: say(
    '短期内同一类别同一金额付给几个不同的个人，可能是凑名单',
    'Within weeks, one amount of one kind went to several different persons, as a made-up list would show',
  ),
  severity: 'L',
  parameters: z.strictObject({
    least: param.least.min(2).default(5),
    days: param.days.default(31),
    /** Smaller amounts recur by nature. */
    amountFrom: param.threshold.default(yuan(200)),
    exempt: param.words.default([
      '补贴',
      '补助',
      '低保',
      '工资',
      '报酬',
      '误工',
      '养老',
      '慰问',
      '分红',
      'wage',
      'salary',
      'benefit',
      'pension',
    ]),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [say('按统一标准发放的补贴、工钱', 'subsidies and day wages at one rate')],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const { least, days, amountFrom, exempt } = on(year.unit, `${year.year}-12-31`);
        for (const [key, alike] of book.toPersons) {
          if (alike.size < least) continue;
          const [sample] = alike.values();
          if (!sample || sample.amount < fenOf(amountFrom) || speaksOf(sample.category, exempt))
            continue;
          const run = densest([...alike.values()], days);
          const persons = new Set(run.map(({ payee }) => payee.id)).size;
          const anchor = earliest(run.map(({ first }) => first));
          if (persons < least || !anchor) continue;
          const sum = total(run.map(({ amount }) => amount));
          yield {
            key: `${currency}.${key}`,
            anchor,
            unit: year.unit,
            person: run[0]?.person,
            power: run[0]?.power,
            amount: sum,
            currency,
            on: run.reduce((day, payment) => later(day, payment.day), sample.day),
            statement: say(
              `${days} 日内 ${run.length} 笔${sample.category === undefined ? '' : `「${sample.category}」`}各 ${inWords(sample.amount, currency)} 付给 ${persons} 个不同的人`,
              `within ${days} days, ${run.length} payments${sample.category === undefined ? '' : ` ("${sample.category}")`} of ${inWords(sample.amount, currency)} each went to ${persons} different persons`,
            ),
            figures: { payments: run.length, persons, each: sample.amount.toString() },
            events: run.flatMap(eventsOf),
          };
        }
      }
    },
  },
});

export const UNUSUAL_AMOUNTS = [a25, a26] as const;
