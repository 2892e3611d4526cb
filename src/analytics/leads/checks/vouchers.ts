// A12 to A14: vouchers that are no legal ones, used twice, or missing.
// What is not on record may exist on paper: these are questions for the papers.
import { z } from 'zod';
import { VOUCHER_KINDS } from '../../../events/funds.js';
import { defineCheck } from '../check.js';
import { shareOf } from '../statistics.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { aboutPayment, eventsOf } from '../subjects/decisions.js';
import { paymentOf } from '../subjects/payment.js';
import {
  earliest,
  fenOf,
  inWords,
  isShareOf,
  later,
  param,
  percent,
  ref,
  say,
  speaksOf,
  total,
  yuan,
} from '../words.js';
import { standing, usedTwice } from './voucherUses.js';

const a12 = defineCheck({
  id: 'A12',
  group: 'vouchers',
  title: say('白条等不合规凭证占比偏高', 'Large share without legal vouchers'),
  statement: say(
    '一个单位一年内以白条、自制凭据列支的金额占比超过限度',
    'In a unit and year, white slips and self-made papers carry more than a set share of the amount',
  ),
  severity: 'M',
  parameters: z.strictObject({
    irregular: z.array(z.enum(VOUCHER_KINDS)).default(['whiteSlip', 'other']),
    share: param.share.default(0.05),
    /** Smaller sums are not looked at. */
    least: param.threshold.default(yuan(1_000)),
  }),
  inputs: ['funds.VoucherAttached', 'funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say(
      '向农户零星收购等确无发票可开的支出',
      'small purchases from farmers, who can issue no invoice',
    ),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const { irregular, share, least } = on(year.unit, `${year.year}-12-31`);
        const sumOf = (kinds: readonly (typeof VOUCHER_KINDS)[number][]) =>
          total(kinds.map((kind) => book.vouchers.get(kind) ?? 0n));
        const [bad, all] = [sumOf(irregular), sumOf(VOUCHER_KINDS)];
        if (bad < fenOf(least) || !isShareOf(bad, all, share) || shareOf(bad, all) === share)
          continue;
        const payments = book.payments.filter(({ vouchers }) =>
          vouchers.some(({ d }) => irregular.includes(d.kind)),
        );
        const facts = payments.flatMap(({ vouchers }) =>
          vouchers.filter(({ d }) => irregular.includes(d.kind)),
        );
        const [head, anchor] = [payments[0], earliest(facts)];
        if (!head || !anchor) continue;
        yield {
          key: currency,
          anchor: ref(anchor),
          unit: year.unit,
          amount: bad,
          currency,
          on: payments.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年 ${facts.length} 张白条或自制凭据列支 ${inWords(bad, currency)}，占有凭证金额的 ${percent(shareOf(bad, all))}`,
            `in ${year.year}, ${facts.length} white slips or self-made papers carry ${inWords(bad, currency)}, ${percent(shareOf(bad, all))} of what has vouchers`,
          ),
          figures: {
            vouchers: facts.length,
            sum: bad.toString(),
            all: all.toString(),
            share: percent(shareOf(bad, all)),
          },
          events: facts.map(ref),
        };
      }
    },
  },
});

const a13 = defineCheck({
  id: 'A13',
  group: 'vouchers',
  title: say('发票重复使用', 'Invoice used twice'),
  statement: say(
    '同一开票方同一号码的发票用于几笔支付',
    'One invoice number of one issuer stands under several payments',
  ),
  severity: 'S',
  parameters: z.strictObject({}),
  inputs: [
    'funds.VoucherAttached',
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'funds.PaymentReversed',
  ],
  falsePositives: [
    say('一张发票分次付款', 'one invoice paid in instalments'),
    say('号码录入错误', 'a number mistyped'),
  ],
  subjects: {
    *invoice(roll, key) {
      const [issuer = '', ...rest] = key.split('|');
      const number = rest.join('|');
      const uses = standing(
        roll.members,
        ({ d }) => d.kind === 'invoice' && d.issuer === issuer && d.number === number,
      );
      yield* usedTwice(uses, { key: '', zh: `发票 ${number}`, en: `invoice ${number}` });
    },
  },
});

const WORKS = ['工程', '建设', '硬化', '改造', '修建', 'works', 'construction'];

const a14 = defineCheck({
  id: 'A14',
  group: 'vouchers',
  title: say('工程付款要件不全', 'Papers missing for works'),
  statement: say(
    '工程款已付清（或达到限额）而没有查到合同、验收或结算审计',
    'Works are paid for, yet contract, acceptance or audited settlement is not on record',
  ),
  severity: 'M',
  parameters: z.strictObject({
    works: param.words.default(WORKS),
    /** A contract counts as paid from this share of its price. */
    paidShare: param.share.default(0.95),
    contractFrom: param.threshold.default(yuan(10_000)),
    settlementFrom: param.threshold.default(yuan(200_000)),
  }),
  inputs: [
    'projects.ContractSigned',
    'projects.WorkAccepted',
    'projects.SettlementAudited',
    'funds.PaymentRequested',
    'funds.PaymentMade',
  ],
  falsePositives: [
    say(
      '资料存放在乡镇或代建单位，尚未录入',
      'papers kept by the township or an agent and not yet recorded',
    ),
  ],
  subjects: {
    *payment(state, _key, { on }) {
      const payment = paymentOf(state);
      if (!payment || payment.made.length === 0 || payment.undone || payment.contract !== undefined)
        return;
      const { works, contractFrom } = on(payment.unit, payment.day);
      if (!speaksOf(payment.category, works) || payment.amount < fenOf(contractFrom)) return;
      yield {
        ...aboutPayment(payment),
        key: 'contract',
        statement: say(
          `「${payment.category ?? ''}」支出 ${inWords(payment.amount, payment.currency)}，没有查到合同`,
          `${inWords(payment.amount, payment.currency)} were paid for "${payment.category ?? ''}"; no contract is on record`,
        ),
        figures: { missing: 'contract' },
        events: eventsOf(payment),
      };
    },
    *contractPayments(roll, key, { ask, on }) {
      const contract = ask('contract', key);
      const signed = contract && firstFact(contract, 'projects.ContractSigned');
      if (!signed) return;
      const payments = roll.members
        .flatMap(({ state }) => paymentOf(state) ?? [])
        .filter(({ currency, paid }) => currency === signed.d.currency && paid > 0n);
      const last = payments.at(-1);
      if (!last) return;
      const day = payments.reduce((latest, payment) => later(latest, payment.day), last.day);
      const { works, paidShare, settlementFrom } = on(contract.unit, day);
      const isWorks =
        payments.some(({ category }) => speaksOf(category, works)) ||
        speaksOf(signed.d.title, works);
      const [price, paid] = [
        fenOf(signed.d.amount),
        total(payments.map((payment) => payment.paid)),
      ];
      if (!isWorks || price === 0n || !isShareOf(paid, price, paidShare)) return;
      const missing = [
        ...(factsOf(contract, 'projects.WorkAccepted').length > 0
          ? []
          : [['验收', 'acceptance'] as const]),
        ...(price < fenOf(settlementFrom) ||
        factsOf(contract, 'projects.SettlementAudited').length > 0
          ? []
          : [['结算审计', 'audited settlement'] as const]),
      ];
      if (missing.length === 0) return;
      yield {
        key: 'papers',
        anchor: ref(signed),
        unit: contract.unit,
        person: signed.d.signedBy,
        power: contract.power,
        amount: paid,
        currency: signed.d.currency,
        on: day,
        statement: say(
          `合同「${signed.d.title}」已付 ${inWords(paid, signed.d.currency)}，没有查到：${missing.map(([zh]) => zh).join('、')}`,
          `${inWords(paid, signed.d.currency)} were paid on the contract "${signed.d.title}"; not on record: ${missing.map(([, en]) => en).join(', ')}`,
        ),
        figures: {
          price: price.toString(),
          paid: paid.toString(),
          missing: missing.map(([, en]) => en).join(', '),
        },
        events: [ref(signed), ...payments.flatMap(eventsOf)],
      };
    },
  },
});

export const VOUCHERS = [a12, a13, a14] as const;
