// A07 to A11: sums that stand just below a threshold, one by one or together; payees and invoices that belong together.
// Amounts of different currencies are never added up; a threshold of zero is refused where it is set.
import { z } from 'zod';
import type { Fen } from '../../kernel/money.js';
import type { LocalDate } from '../../kernel/time.js';
import { concerns, type Tier, type TierParameters } from '../../rules/payments.js';
import { levelOf } from '../../rules/register.js';
import { localDate } from '../../rules/time.js';
import { defineCheck, type Finding, type Surroundings } from './check.js';
import { bunchingAt } from './statistics.js';
import { firstFact, factsOf } from './subjects/cases.js';
import { aboutPayment, decisionsFor, eventsOf } from './subjects/decisions.js';
import { paymentOf, type PaymentView } from './subjects/payment.js';
import { NUMBERED, type Member } from './subjects/rolls.js';
import type { Fact } from './subjects/facts.js';
import {
  asDay,
  daysApart,
  earliest,
  fenOf,
  inWords,
  param,
  partsOf,
  ref,
  rounded,
  say,
  speaksOf,
  total,
  WINDOW_DAYS,
  yuan,
} from './words.js';

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
export function splitsWithin(
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

/** Contracts of one project that were not put out to tender, by the day of signing. */
function untendered(
  members: readonly Member[],
): readonly (Fact<'projects.ContractSigned'> & { readonly unit: string })[] {
  return members
    .flatMap(({ state }) => {
      const signed = firstFact(state, 'projects.ContractSigned');
      const tendered =
        signed?.d.method === 'openTender' || factsOf(state, 'projects.ContractTendered').length > 0;
      return signed && !tendered ? [{ ...signed, unit: state.unit }] : [];
    })
    .sort((a, b) =>
      localDate(a.at) < localDate(b.at) ? -1 : localDate(a.at) > localDate(b.at) ? 1 : a.p - b.p,
    );
}

const a09 = defineCheck({
  id: 'A09',
  group: 'splitting',
  title: say('同一项目拆分签约', 'One project in several contracts'),
  statement: say(
    '同一项目短期内签订几份合同，每份低于招标限额，合计达到限额',
    'Several contracts of one project within weeks, each below the tendering threshold, reach it together',
  ),
  severity: 'S',
  parameters: z.strictObject({
    days: param.days.min(1).default(60),
    /** Works that must be tendered: 发改委 16 号令, 4,000,000 yuan; local limits are lower. */
    threshold: param.threshold.default(yuan(4_000_000)),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('CNY'),
  }),
  inputs: ['projects.ContractSigned', 'projects.ContractTendered'],
  falsePositives: [
    say('不同专业依法分别发包', 'different trades, lawfully let separately'),
    say('名称相同但地点不同的项目', 'projects of one name in different places'),
  ],
  subjects: {
    *project(roll, key, { on }) {
      const contracts = untendered(roll.members);
      const [begin] = contracts;
      // Contracts of one matter are found under the matter.
      const matters = new Set(roll.members.map(({ state }) => state.matter));
      if (!begin || (key.includes('|title|') && matters.size === 1 && !matters.has(undefined)))
        return;
      const { days, threshold: fen, currency } = on(begin.unit, localDate(begin.at));
      const threshold = fenOf(fen);
      const small = contracts.filter(
        ({ d }) => d.currency === currency && fenOf(d.amount) < threshold,
      );
      for (let from = 0; from < small.length;) {
        const start = localDate(small[from]?.at ?? '');
        const run = small.slice(from).filter(({ at }) => daysApart(start, localDate(at)) <= days);
        const sum = total(run.map(({ d }) => fenOf(d.amount)));
        const [head, last] = [run[0], run.at(-1)];
        if (!head || !last || run.length < 2 || sum < threshold) {
          from++;
          continue;
        }
        from += run.length;
        yield {
          key: key.includes('|matter|') ? 'matter' : 'title',
          anchor: ref(earliest(run) ?? head),
          unit: head.unit,
          person: head.d.signedBy,
          amount: sum,
          currency,
          on: localDate(last.at),
          statement: say(
            `「${head.d.title}」等 ${run.length} 份合同在 ${days} 日内签订，合计 ${inWords(sum, currency)}，每份均低于 ${inWords(threshold, currency)}，均未招标`,
            `${run.length} contracts ("${head.d.title}" and others) were signed within ${days} days, ${inWords(sum, currency)} in all, each below ${inWords(threshold, currency)}, none tendered`,
          ),
          figures: { contracts: run.length, sum: sum.toString(), threshold: threshold.toString() },
          events: run.map(ref),
        };
      }
    },
  },
});

const SHARED: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  telephone: ['电话', 'telephone number'],
  address: ['地址', 'address'],
  bankAccount: ['银行账户', 'bank account'],
  owner: ['所有人或管理人', 'owner or manager'],
};

const a10 = defineCheck({
  id: 'A10',
  group: 'splitting',
  title: say('不同收款人实为关联', 'Payees that share an address or owner'),
  statement: say(
    '同一单位的几个收款人登记了同一电话、地址、银行账户或所有人',
    'Several payees of one unit have the same telephone, address, bank account or owner on record',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Attributes that may be shared without meaning anything here. */
    ignore: z.array(z.enum(['telephone', 'address', 'bankAccount', 'owner'])).default([]),
  }),
  inputs: ['projects.SupplierRegistered', 'funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say(
      '同一园区、集市或代办机构的登记地址、电话',
      'the address or telephone of a business park, market or agent',
    ),
  ],
  subjects: {
    *attribute(roll, key, { ask, on }) {
      const suppliers = roll.members;
      const kind = key.slice(0, key.indexOf('|')) as
        'telephone' | 'address' | 'bankAccount' | 'owner';
      if (suppliers.length < 2) return;
      const paidBy = suppliers.map((member) => ({
        member,
        units: ask('payee', member.key)?.units ?? [],
      }));
      for (const unit of new Set(paidBy.flatMap(({ units }) => units))) {
        const shared = paidBy
          .filter(({ units }) => units.includes(unit))
          .map(({ member }) => member);
        const facts = shared.flatMap(
          ({ state }) => firstFact(state, 'projects.SupplierRegistered') ?? [],
        );
        const [second] = [...facts].sort((a, b) => a.p - b.p).slice(1);
        const [zh, en] = SHARED[kind] ?? [kind, kind];
        if (!second || on(unit, localDate(second.at)).ignore.includes(kind)) continue;
        yield {
          key: `${key}.${unit}`,
          anchor: ref(second),
          unit,
          on: localDate(second.at),
          statement: say(
            `本单位的 ${shared.length} 个收款人（${shared.map(({ key: id }) => id).join('、')}）登记了同一${zh}`,
            `${shared.length} payees of this unit (${shared.map(({ key: id }) => id).join(', ')}) have the same ${en} on record`,
          ),
          figures: { payees: shared.length, attribute: kind },
          events: facts.map(ref),
        };
      }
    },
  },
});

interface Numbered {
  readonly prefix: string;
  readonly number: bigint;
  readonly voucher: Fact<'funds.VoucherAttached'>;
  readonly payment: PaymentView;
}

/** Invoices whose numbers follow one another without a gap. */
function runsOf(invoices: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const ordered = [...invoices].sort((a, b) =>
    a.prefix < b.prefix
      ? -1
      : a.prefix > b.prefix
        ? 1
        : a.number < b.number
          ? -1
          : a.number > b.number
            ? 1
            : a.voucher.p - b.voucher.p,
  );
  const runs: Numbered[][] = [];
  for (const invoice of ordered) {
    const last = runs.at(-1)?.at(-1);
    if (last?.prefix === invoice.prefix && invoice.number - last.number <= 1n)
      runs.at(-1)?.push(invoice);
    else runs.push([invoice]);
  }
  return runs;
}

const a11 = defineCheck({
  id: 'A11',
  group: 'splitting',
  title: say('发票连号', 'Invoices in unbroken sequence'),
  statement: say(
    '同一开票方的发票号码相连，却用于不同日期或不同收款人的支付',
    'Invoice numbers of one issuer follow one another, yet stand under payments of different days or payees',
  ),
  severity: 'L',
  parameters: z.strictObject({
    /** So many numbers in a row. */
    least: param.least.min(2).default(3),
  }),
  inputs: ['funds.VoucherAttached', 'funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('开票方只为本单位开票', 'an issuer that invoices nobody else'),
    say('同一批次集中开票', 'invoices written in one batch'),
  ],
  subjects: {
    *issuer(roll, key, { on }) {
      const [, issuer, year] = partsOf(key);
      const invoices = roll.members.flatMap(({ state }): readonly Numbered[] => {
        const payment = paymentOf(state);
        if (!payment || payment.undone) return [];
        return payment.vouchers.flatMap((voucher) => {
          const { kind, issuer: own, number = '' } = voucher.d;
          const [, prefix = '', digits] =
            (kind === 'invoice' && own === issuer && NUMBERED.exec(number)) || [];
          return digits === undefined ? [] : [{ prefix, number: BigInt(digits), voucher, payment }];
        });
      });
      for (const run of runsOf(invoices)) {
        const head = earliest(run.map(({ voucher }) => voucher));
        const sample = run[0];
        if (!head || !sample) continue;
        const days = new Set(run.map(({ payment }) => payment.day));
        const payees = new Set(run.map(({ payment }) => payment.payee.id));
        const numbers = new Set(run.map(({ number }) => number)).size;
        const { unit, currency } = sample.payment;
        const last = [...days].sort().at(-1) ?? sample.payment.day;
        const spread = days.size > 1 || payees.size > 1;
        // What ended in the year before is found in its own roll.
        if (numbers < on(unit, last).least || !spread || !last.startsWith(year)) continue;
        yield {
          key: issuer,
          anchor: ref(head),
          unit,
          amount: total(
            run
              .filter(({ payment }) => payment.currency === currency)
              .map(({ voucher }) => fenOf(voucher.d.amount)),
          ),
          currency,
          on: asDay(last),
          statement: say(
            `开票方 ${issuer} 的 ${numbers} 个发票号码相连，用于 ${days.size} 个日期、${payees.size} 个收款人的支付`,
            `${numbers} invoice numbers of ${issuer} follow one another, under payments of ${days.size} day(s) to ${payees.size} payee(s)`,
          ),
          figures: { numbers, days: days.size, payees: payees.size },
          events: run.map(({ voucher }) => ref(voucher)),
        };
      }
    },
  },
});

export const SPLITTING = [a07, a08, a09, a10, a11] as const;
