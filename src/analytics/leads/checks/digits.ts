// A23 and A24: amounts whose digits are not those of prices: too round, or straying from the law of Benford.
// Statistics need many facts of one kind: below their minimum these checks are silent, never reassuring.
import { z } from 'zod';
import {
  countDigits,
  firstDigitTest,
  magnitudesOf,
  NO_DIGITS,
  secondDigitTest,
  type DigitCounts,
} from '../benford.js';
import { defineCheck, type Surroundings } from '../check.js';
import { shareDifference } from '../statistics.js';
import type { MoneyBook, UnitYear } from '../subjects/unitYear.js';
import {
  fenOf,
  inWords,
  later,
  param,
  percent,
  rounded,
  say,
  speaksOf,
  total,
  yuan,
} from '../words.js';

/** The books of one currency in the years before, nearest first. */
function* booksBefore(
  { unit, year }: UnitYear,
  currency: string,
  years: number,
  ask: Surroundings<unknown>['ask'],
): Iterable<MoneyBook> {
  for (let back = 1; back <= years; back++) {
    const book = ask('unitYear', `${unit}|${Number(year) - back}`)?.books.get(currency);
    if (book) yield book;
  }
}

const roundIn = (amounts: readonly bigint[], unit: bigint, least: bigint) => {
  const looked = amounts.filter((amount) => amount >= least);
  return { hits: looked.filter((amount) => amount % unit === 0n).length, of: looked.length };
};

const a23 = defineCheck({
  id: 'A23',
  group: 'amounts',
  title: say('整数金额偏多', 'Many round amounts'),
  statement: say(
    '一个单位一年内整千金额的占比显著高于本单位往年',
    'In a unit and year, the share of whole thousands is far above the unit’s own norm of the years before',
  ),
  severity: 'L',
  parameters: z.strictObject({
    /** An amount is round when it is a multiple of this. */
    multiple: param.threshold.default(yuan(1_000)),
    least: param.least.default(50),
    z: param.factor.default(3),
    /** So many years before are the norm. */
    years: param.least.max(20).default(3),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('按定额标准支付的补贴、报酬', 'subsidies and wages at fixed rates'),
    say('预付款、借款本身就是整数', 'advances and loans, which are round by nature'),
  ],
  subjects: {
    *unitYear(year, _key, { ask, on }) {
      for (const [currency, book] of year.books) {
        const { multiple, least, z: limit, years } = on(year.unit, `${year.year}-12-31`);
        if (book.count < least) continue;
        const unit = fenOf(multiple);
        // What is smaller than the multiple could not be one.
        const own = roundIn(book.amounts, unit, unit);
        const norm = [...booksBefore(year, currency, years, ask)]
          .map(({ amounts }) => roundIn(amounts, unit, unit))
          .reduce((sum, part) => ({ hits: sum.hits + part.hits, of: sum.of + part.of }), {
            hits: 0,
            of: 0,
          });
        if (own.of < least || norm.of < least) continue;
        const difference = shareDifference(own, norm);
        if (difference === undefined || difference <= limit) continue;
        const payments = book.payments.filter(
          ({ amount }) => amount >= unit && amount % unit === 0n,
        );
        const [head] = payments;
        if (!head) continue;
        const sum = total(payments.map(({ amount }) => amount));
        yield {
          key: `${currency}.${multiple}`,
          anchor: head.first,
          unit: year.unit,
          amount: sum,
          currency,
          on: payments.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年 ${own.of} 笔支付中整 ${inWords(unit, currency)} 的占 ${percent(own.hits / own.of)}，往年为 ${percent(norm.hits / norm.of)}（z = ${rounded(difference)}）`,
            `${percent(own.hits / own.of)} of ${own.of} payments in ${year.year} are multiples of ${inWords(unit, currency)}; in the years before ${percent(norm.hits / norm.of)} (z = ${rounded(difference)})`,
          ),
          figures: {
            payments: own.of,
            round: own.hits,
            norm: percent(norm.hits / norm.of),
            z: rounded(difference),
          },
          events: payments.map(({ first }) => first),
        };
      }
    },
  },
});

const addDigits = (a: DigitCounts, b: DigitCounts): DigitCounts => {
  const sum = (x: readonly number[], y: readonly number[]) =>
    x.map((count, index) => count + (y[index] ?? 0));
  return {
    first: sum(a.first, b.first),
    second: sum(a.second, b.second),
    lengths: sum(a.lengths, b.lengths),
  };
};

/** The digits of a book without payments of exempt categories. */
function digitsOf(book: MoneyBook, exempt: readonly string[]): DigitCounts {
  if (![...book.categories.keys()].some((category) => speaksOf(category, exempt)))
    return book.digits;
  return book.payments
    .filter(({ category }) => !speaksOf(category, exempt))
    .reduce((counts, { amount }) => countDigits(counts, amount.toString(), 1), NO_DIGITS);
}

const countOf = ({ first }: DigitCounts) => first.reduce((sum, count) => sum + count, 0);

const a24 = defineCheck({
  id: 'A24',
  group: 'amounts',
  title: say('首位数字异常', 'Leading digits stray'),
  statement: say(
    '大量金额的首位（次位）数字分布明显偏离本福特定律',
    'The first (second) digits of many amounts stray clearly from Benford’s law',
  ),
  severity: 'L',
  parameters: z.strictObject({
    least: param.least.min(100).default(300),
    /** Mean absolute deviation from which the first digits do not conform, and from which they are marginal. */
    deviation: z.number().gt(0).lt(1).default(0.015),
    marginal: z.number().gt(0).lt(1).default(0.012),
    /** Whether marginal deviations are raised as well. */
    raiseMarginal: z.boolean().default(false),
    secondDigit: z.boolean().default(true),
    secondDeviation: z.number().gt(0).lt(1).default(0.012),
    /** Below this, chance alone takes second digits of conforming amounts past the cut-off: at 300, most of the time. */
    secondLeast: param.least.min(100).default(1000),
    /** Orders of magnitude over which the amounts must spread. */
    magnitudes: param.least.max(18).default(3),
    /** Years that are taken together until there are enough payments. */
    years: param.least.max(20).default(5),
    /** Prices and rates set by rule follow no such law. */
    exempt: param.words.default([
      '补贴',
      '补助',
      '低保',
      '工资',
      '报酬',
      '误工',
      '养老',
      'wage',
      'salary',
      'benefit',
      'pension',
    ]),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('受标准、限额约束的金额', 'amounts bound by rates, floors and ceilings'),
    say('大量同类小额支付', 'many small payments of one kind'),
    say(
      '只有几百笔的样本：偶然的偏差已接近限度',
      'samples of a few hundred, whose deviation by chance comes near the cut-off',
    ),
  ],
  subjects: {
    *unitYear(year, _key, { ask, on }) {
      for (const [currency, book] of year.books) {
        const parameters = on(year.unit, `${year.year}-12-31`);
        // Years before are asked for only where they can make up what is missing.
        if (book.count * parameters.years < parameters.least) continue;
        let digits = digitsOf(book, parameters.exempt);
        let years = 1;
        for (const before of booksBefore(year, currency, parameters.years - 1, ask)) {
          if (countOf(digits) >= parameters.least) break;
          digits = addDigits(digits, digitsOf(before, parameters.exempt));
          years++;
        }
        const [first, second] = [firstDigitTest(digits), secondDigitTest(digits)];
        if (
          !first ||
          first.count < parameters.least ||
          magnitudesOf(digits) < parameters.magnitudes
        )
          continue;
        const limit = parameters.raiseMarginal ? parameters.marginal : parameters.deviation;
        const found = [
          ...(first.deviation > limit ? [{ ...first, which: 1, limit }] : []),
          ...(parameters.secondDigit &&
          second &&
          second.count >= parameters.secondLeast &&
          second.deviation > parameters.secondDeviation
            ? [{ ...second, which: 2, limit: parameters.secondDeviation }]
            : []),
        ];
        const payments = book.payments;
        const [head] = payments;
        if (!head) continue;
        for (const { which, count, deviation, digit, limit: cut } of found)
          yield {
            key: `${currency}.${which}`,
            anchor: head.first,
            unit: year.unit,
            on: payments.reduce((day, payment) => later(day, payment.day), head.day),
            statement: say(
              `截至 ${year.year} 年的 ${years} 个年度 ${count} 笔支付，第 ${which} 位数字的平均绝对偏差 ${deviation.toFixed(4)}（限度 ${cut}），数字 ${digit} 最多于预期`,
              `${count} payments of ${years} year(s) up to ${year.year}: mean absolute deviation of digit ${which} is ${deviation.toFixed(4)} (cut-off ${cut}); ${digit} stands out most`,
            ),
            figures: {
              payments: count,
              digit: which,
              deviation,
              cutOff: cut,
              mostFrequent: digit,
              years,
            },
            events: payments.map(({ first: reference }) => reference),
          };
      }
    },
  },
});

export const DIGITS = [a23, a24] as const;
