// A07 and A08: payments that together pass a limit which each of them stays below.
// Amounts of different currencies are never added up; a threshold of zero is refused where it is set.
import { z } from 'zod';
import type { Fen } from '../../../kernel/money.js';
import type { LocalDate } from '../../../kernel/time.js';
import { concerns, type Tier, type TierParameters } from '../../../rules/payments.js';
import { levelOf } from '../../../rules/register.js';
import { defineCheck, type Finding, type Surroundings } from '../check.js';
import { bunchingAt } from '../statistics.js';
import { aboutPayment, decisionsFor, eventsOf } from '../subjects/decisions.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import type { Member } from '../subjects/rolls.js';
import {
  daysApart,
  earliest,
  fenOf,
  inWords,
  param,
  partsOf,
  rounded,
  say,
  speaksOf,
  total,
  WINDOW_DAYS,
} from '../words.js';

const thresholdParameters = {
  /** Thresholds besides the steps of the tier table; of `currency`. */
  thresholds: z.array(param.threshold).max(50).default([]),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
};

interface Step {
  readonly threshold: bigint;
  /** The row of the tier table that begins there. */
  readonly row: Tier | undefined;
}

/** Steps below which spending of a kind may be kept, highest first. */
function stepsFor(
  { tiers, currency: tableCurrency }: TierParameters,
  { thresholds, currency }: { readonly thresholds: readonly Fen[]; readonly currency: string },
  of: string,
  fits: (row: Tier) => boolean,
): readonly Step[] {
  const steps: Step[] = [
    ...(tableCurrency === of
      ? tiers
          .filter((row) => row.min !== '0' && fits(row))
          .map((row) => ({ threshold: fenOf(row.min), row }))
      : []),
    ...(currency === of
      ? thresholds.map((threshold) => ({ threshold: fenOf(threshold), row: undefined }))
      : []),
  ];
  return steps
    .sort((a, b) => (a.threshold < b.threshold ? 1 : -1))
    .filter(({ threshold }, index) => steps[index - 1]?.threshold !== threshold);
}

/** What regularly recurs is no splitting. */
const RECURRING = [
  '工资',
  '报酬',
  '误工',
  '补贴',
  '补助',
  '电费',
  '水费',
  '话费',
  '社保',
  'wage',
  'salary',
  'utilit',
];

interface Split {
  readonly payments: readonly PaymentView[];
  readonly sum: bigint;
}

const inDayOrder = (payments: readonly PaymentView[]): readonly PaymentView[] =>
  [...payments].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.first.p - b.first.p));

/** Runs within a rolling window of days that reach a threshold together; none is in two. */
function splitsWithin(
  payments: readonly PaymentView[],
  threshold: bigint,
  days: number,
): readonly Split[] {
  const ordered = inDayOrder(payments);
  const splits: Split[] = [];
  for (let from = 0; from < ordered.length;) {
    const begin = ordered[from]?.day ?? '';
    let to = from;
    while (to < ordered.length && daysApart(begin, ordered[to]?.day ?? '') <= days) to++;
    const run = ordered.slice(from, to);
    const sum = total(run.map(({ amount }) => amount));
    if (run.length > 1 && sum >= threshold) {
      splits.push({ payments: run, sum });
      from = to;
    } else from++;
  }
  return splits;
}

/** Payments on which a body of the step's tier decided are no splitting of it. */
function undecided(
  payment: PaymentView,
  row: Tier | undefined,
  ask: Surroundings<unknown>['ask'],
): boolean {
  if (!row || row.bodies.length === 0 || payment.matters.length === 0) return true;
  return !decisionsFor(payment, ask).some(
    ({ kind }) => kind !== undefined && row.bodies.includes(kind),
  );
}

const a07 = defineCheck({
  id: 'A07',
  group: 'splitting',
  title: say('化整为零', 'Splitting below a threshold'),
  statement: say(
    '同一收款人同类支出每笔低于阈值，在滚动期限内（或一个财政年度内）合计达到阈值',
    'Payments of one kind to one payee, each below a threshold, reach it together within a rolling window or a fiscal year',
  ),
  severity: 'S',
  parameters: z.strictObject({
    ...thresholdParameters,
    days: param.days.min(1).max(WINDOW_DAYS).default(90),
    /** Payments that a fiscal year must have to be looked at as a whole. */
    yearLeast: param.least.default(4),
    exempt: param.words.default(RECURRING),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade', 'matters.ResultRuled'],
  falsePositives: [
    say('按月发生的固定费用', 'regular monthly charges'),
    say('零星采购的定点供应商', 'a standing supplier of small purchases'),
  ],
  subjects: {
    *unitPayee(roll, key, { ask, on, tiers }) {
      const [, , year] = partsOf(key);
      if (roll.members.length < 2) return;
      for (const [, group] of groupsOf(roll.members)) {
        const [sample] = group;
        if (!sample || group.length < 2) continue;
        const parameters = on(sample.unit, group.at(-1)?.day ?? sample.day);
        if (speaksOf(sample.category, parameters.exempt)) continue;
        const steps = stepsFor(
          tiers(sample.unit, sample.day, sample.power),
          parameters,
          sample.currency,
          (row) => concerns(row, sample.spending),
        );
        yield* splitsOf(group, year, steps, parameters, ask);
      }
    },
  },
});

/** Payments that can be split: of one category and currency, on no contract, not undone. */
function groupsOf(members: readonly Member[]): ReadonlyMap<string, readonly PaymentView[]> {
  const groups = new Map<string, PaymentView[]>();
  for (const { state } of members) {
    const payment = paymentOf(state);
    if (!payment || payment.undone || payment.contract !== undefined || payment.amount === 0n)
      continue;
    const key = `${payment.currency} ${payment.category ?? ''}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(payment);
  }
  return groups;
}

function* splitsOf(
  group: readonly PaymentView[],
  year: string,
  steps: readonly Step[],
  { days, yearLeast }: { readonly days: number; readonly yearLeast: number },
  ask: Surroundings<unknown>['ask'],
): Iterable<Finding> {
  const used = new Set<PaymentView>();
  for (const { threshold, row } of steps) {
    const small = group.filter(
      (payment) => payment.amount < threshold && !used.has(payment) && undecided(payment, row, ask),
    );
    for (const split of splitsWithin(small, threshold, days)) {
      for (const payment of split.payments) used.add(payment);
      // What ended in the year before is found in its own roll.
      if (split.payments.at(-1)?.day.startsWith(year) === true)
        yield splitFinding(split, threshold, `${days}d`);
    }
    const rest = small.filter((payment) => !used.has(payment) && payment.day.startsWith(year));
    const sum = total(rest.map(({ amount }) => amount));
    if (rest.length < yearLeast || sum < threshold) continue;
    for (const payment of rest) used.add(payment);
    yield { ...splitFinding({ payments: rest, sum }, threshold, year), severity: 'L' };
  }
}

function splitFinding({ payments, sum }: Split, threshold: bigint, window: string): Finding {
  const ordered = inDayOrder(payments);
  const [begin, end] = [ordered[0], ordered.at(-1)] as [PaymentView, PaymentView];
  const { currency, category = '' } = begin;
  return {
    ...aboutPayment(begin),
    key: `${threshold}.${window}`,
    anchor: earliest(payments.map(({ first }) => first)) ?? begin.first,
    amount: sum,
    on: end.day,
    statement: say(
      `${begin.day} 至 ${end.day} 向同一收款人支付 ${payments.length} 笔${category === '' ? '' : `「${category}」`}，合计 ${inWords(sum, currency)}，每笔均低于 ${inWords(threshold, currency)}`,
      `${payments.length} payments of one kind${category === '' ? '' : ` ("${category}")`} to one payee from ${begin.day} to ${end.day}, ${inWords(sum, currency)} in all, each below ${inWords(threshold, currency)}`,
    ),
    figures: {
      payments: payments.length,
      sum: sum.toString(),
      threshold: threshold.toString(),
      from: begin.day,
      to: end.day,
      window,
    },
    events: payments.flatMap(eventsOf),
  };
}

const a08 = defineCheck({
  id: 'A08',
  group: 'splitting',
  title: say('金额扎堆于阈值之下', 'Amounts bunched below a threshold'),
  statement: say(
    '一个单位一年内略低于阈值的支付远多于略高于阈值的支付',
    'In a unit and year, payments just below a threshold are many more than those just above it',
  ),
  severity: 'M',
  parameters: z.strictObject({
    ...thresholdParameters,
    least: param.least.default(10),
    ratio: param.factor.default(3),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say(
      '按标准执行的定额支出（如补助标准恰低于阈值）',
      'fixed rates that happen to lie below the threshold',
    ),
    say('固定金额的拨款计划', 'a grant programme with a fixed sum'),
  ],
  subjects: {
    *unitYear(year, _key, { on, tiers }) {
      for (const [currency, book] of year.books) {
        const { ratio: most, least, ...thresholds } = on(year.unit, `${year.year}-12-31`);
        const level = levelOf(year.unit);
        const steps = stepsFor(
          tiers(year.unit, `${year.year}-12-31`),
          thresholds,
          currency,
          (row) => row.level === undefined || row.level === level,
        );
        for (const { threshold } of steps) {
          const { below, above, ratio } = bunchingAt(book.amounts, threshold);
          if (below < least || (ratio !== undefined && ratio <= most)) continue;
          const payments = book.between((threshold * 9n + 9n) / 10n, threshold);
          const [begin] = payments;
          const sum = total(payments.map(({ amount }) => amount));
          if (!begin) continue;
          yield {
            key: `${currency}.${threshold}`,
            anchor: begin.first,
            unit: year.unit,
            amount: sum,
            currency,
            on: payments.reduce<LocalDate>(
              (day, payment) => (payment.day > day ? payment.day : day),
              begin.day,
            ),
            statement: say(
              `${year.year} 年有 ${below} 笔支付在 ${inWords(threshold, currency)} 以下一成之内，以上一成之内仅 ${above} 笔${ratio === undefined ? '' : `，相差 ${rounded(ratio, 1)} 倍`}`,
              `in ${year.year}, ${below} payments lie within a tenth below ${inWords(threshold, currency)}, only ${above} within a tenth above it${ratio === undefined ? '' : ` (${rounded(ratio, 1)} times as many)`}`,
            ),
            figures: {
              below,
              above,
              ...(ratio === undefined ? {} : { ratio: rounded(ratio) }),
              threshold: threshold.toString(),
            },
            events: payments.flatMap(eventsOf),
          };
        }
      }
    },
  },
});

export const SPLIT_PAYMENTS = [a07, a08] as const;
