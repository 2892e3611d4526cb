// A49 to A56: money that lies idle or goes elsewhere, cash, lines the books do not know, private accounts, loans, old debts.
// What is found by absence holds from a day on, and no longer from the day on which what was missing arrived.
import { z } from 'zod';
import type { LocalDate } from '../../kernel/time.js';
import { localDate } from '../../rules/time.js';
import { defineCheck, type Finding } from './check.js';
import { shareOf } from './statistics.js';
import { factsOf, firstFact, type CaseState } from './subjects/cases.js';
import { aboutPayment, eventsOf } from './subjects/decisions.js';
import type { Fact } from './subjects/facts.js';
import { paymentOf, type PaymentView } from './subjects/payment.js';
import type { ListRoll } from './subjects/rolls.js';
import {
  asDay,
  daysApart,
  earliest,
  fenOf,
  inWords,
  isMoreThan,
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
} from './words.js';

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

export const FUNDS = [a49, a50, a51, a52, a53, a54, a55, a56] as const;
