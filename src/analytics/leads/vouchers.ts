// A12 to A16: vouchers that are no legal ones, used twice, or missing; one hand in every signature; paid twice.
// What is not on record may exist on paper: these are questions for the papers.
import { z } from 'zod';
import { VOUCHER_KINDS } from '../../events/funds.js';
import { localDate } from '../../rules/time.js';
import { defineCheck, type Finding } from './check.js';
import { shareOf } from './statistics.js';
import { factsOf, firstFact } from './subjects/cases.js';
import { aboutPayment, eventsOf } from './subjects/decisions.js';
import type { Fact } from './subjects/facts.js';
import { paymentOf, type PaymentView } from './subjects/payment.js';
import type { Member } from './subjects/rolls.js';
import {
  daysApart,
  earliest,
  fenOf,
  inWords,
  isShareOf,
  later,
  param,
  partsOf,
  percent,
  ref,
  say,
  speaksOf,
  total,
  WINDOW_DAYS,
  yuan,
} from './words.js';

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

/** Payments of a roll that stand, with the vouchers that fit. */
function standing(
  members: readonly Member[],
  fits: (voucher: Fact<'funds.VoucherAttached'>) => boolean,
): readonly { readonly payment: PaymentView; readonly voucher: Fact<'funds.VoucherAttached'> }[] {
  return members
    .flatMap(({ state }) => {
      const payment = paymentOf(state);
      const voucher = payment?.vouchers.find(fits);
      return payment && voucher && !payment.undone ? [{ payment, voucher }] : [];
    })
    .sort((a, b) => a.voucher.p - b.voucher.p);
}

/** A voucher under several payments; the second use is the anchor. */
function* usedTwice(
  uses: ReturnType<typeof standing>,
  what: { readonly key: string; readonly zh: string; readonly en: string },
): Iterable<Finding> {
  const [first, second, ...more] = uses;
  if (!first || !second) return;
  const { payment, voucher } = second;
  const again = [second, ...more];
  const own = again.filter((use) => use.payment.currency === payment.currency);
  yield {
    ...aboutPayment(payment),
    key: what.key,
    anchor: ref(voucher),
    amount: total(own.map((use) => use.payment.amount)),
    on: again.reduce((day, use) => later(day, localDate(use.voucher.at)), localDate(voucher.at)),
    statement: say(
      `${what.zh}用于 ${uses.length} 笔支付，后 ${again.length} 笔共 ${inWords(total(own.map((use) => use.payment.amount)), payment.currency)}`,
      `${what.en} stands under ${uses.length} payments; the later ones come to ${inWords(total(own.map((use) => use.payment.amount)), payment.currency)}`,
    ),
    figures: { payments: uses.length },
    events: uses.flatMap((use) => [ref(use.voucher), ...eventsOf(use.payment)]),
  };
}

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

const a15 = defineCheck({
  id: 'A15',
  group: 'vouchers',
  title: say('一人签字或一人多环节签字', 'One hand in several signatures'),
  statement: say(
    '一笔支付只有一人签字，或经办、证明、审批由同一人签',
    'One person alone signed a payment, or the same person handled, certified or approved it',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Up to this amount one signature may be enough. */
    above: param.threshold.default(yuan(1_000)),
    roles: z
      .array(z.enum(['handle', 'certify', 'approve']))
      .default(['handle', 'certify', 'approve']),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentApproved', 'funds.PaymentMade'],
  falsePositives: [
    say('联签在纸质凭证上，未全部录入', 'further signatures on paper that were not recorded'),
  ],
  subjects: {
    *payment(state, _key, { on }) {
      const payment = paymentOf(state);
      if (!payment || payment.made.length === 0 || payment.undone) return;
      const { approvals, request } = payment;
      const signed = approvals.filter(({ d }) => d.personId !== undefined);
      if (signed.length === 0 || approvals.some(({ d }) => d.bodyId !== undefined)) return;
      const { above, roles } = on(payment.unit, payment.day);
      if (payment.amount <= fenOf(above)) return;
      const byPerson = new Map<string, Set<string>>();
      const sign = (person: string, role: string) =>
        byPerson.set(person, (byPerson.get(person) ?? new Set()).add(role));
      if (request?.d.requestedBy !== undefined) sign(request.d.requestedBy, 'handle');
      for (const { d } of signed) if (d.personId !== undefined) sign(d.personId, d.role);
      const several = [...byPerson].find(
        ([, own]) => roles.filter((role) => own.has(role)).length > 1,
      );
      const alone = byPerson.size === 1 ? [...byPerson][0] : undefined;
      const [person] = alone ?? several ?? [];
      if (person === undefined) return;
      const own = [...(byPerson.get(person) ?? [])].sort();
      yield {
        ...aboutPayment(payment),
        person,
        statement: alone
          ? say(
              `支付 ${inWords(payment.amount, payment.currency)}，只查到一人签字`,
              `${inWords(payment.amount, payment.currency)} were paid on the signature of one person`,
            )
          : say(
              `支付 ${inWords(payment.amount, payment.currency)}，同一人签了 ${own.length} 个环节`,
              `${inWords(payment.amount, payment.currency)} were paid; one person signed in ${own.length} parts (${own.join(', ')})`,
            ),
        figures: { signers: byPerson.size, parts: own.join(', ') },
        events: [...eventsOf(payment), ...signed.map(ref)],
      };
    },
  },
});

/** Equal payments in a chain of days; each chain of two and more is one question. */
function chainsOf(
  payments: readonly PaymentView[],
  days: number,
): readonly (readonly PaymentView[])[] {
  const ordered = [...payments].sort((a, b) =>
    a.day < b.day ? -1 : a.day > b.day ? 1 : a.first.p - b.first.p,
  );
  const chains: PaymentView[][] = [];
  for (const payment of ordered) {
    const last = chains.at(-1)?.at(-1);
    if (last && daysApart(last.day, payment.day) <= days) chains.at(-1)?.push(payment);
    else chains.push([payment]);
  }
  return chains.filter(({ length }) => length > 1);
}

const invoicesOf = ({ vouchers }: PaymentView): string =>
  vouchers
    .flatMap(({ d }) => (d.kind === 'invoice' && d.number !== undefined ? [d.number] : []))
    .sort()
    .join(' ');

const a16 = defineCheck({
  id: 'A16',
  group: 'vouchers',
  title: say('疑似重复支付', 'Possible duplicate payment'),
  statement: say(
    '同一收款人、金额、类别在期限内不止一次支付，或同一凭证影像用于几笔支付',
    'Payee, amount and kind recur within the window, or one voucher image stands under several payments',
  ),
  severity: 'M',
  parameters: z.strictObject({
    days: param.days.max(WINDOW_DAYS).default(30),
    /** Smaller payments recur by nature. */
    least: param.threshold.default(yuan(100)),
    exempt: param.words.default([
      '工资',
      '报酬',
      '误工',
      '补贴',
      '补助',
      '低保',
      '租金',
      'wage',
      'salary',
      'rent',
      'benefit',
      'pension',
    ]),
  }),
  inputs: [
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'funds.PaymentReversed',
    'funds.VoucherAttached',
  ],
  falsePositives: [
    say('固定金额的定期付款', 'regular payments of a fixed amount'),
    say('不同项目恰好同额', 'different purposes of the same amount'),
  ],
  subjects: {
    *unitPayee(roll, key, { on }) {
      const [, , year] = partsOf(key);
      if (roll.members.length < 2) return;
      const groups = new Map<string, PaymentView[]>();
      for (const { state } of roll.members) {
        const payment = paymentOf(state);
        if (!payment || payment.undone || payment.amount === 0n) continue;
        const key = `${payment.currency} ${payment.amount} ${payment.category ?? ''} ${payment.contract ?? ''}`;
        const group = groups.get(key);
        if (group) group.push(payment);
        else groups.set(key, [payment]);
      }
      for (const group of groups.values()) {
        const [sample] = group;
        if (!sample || group.length < 2) continue;
        const { days, least, exempt } = on(sample.unit, sample.day);
        if (sample.amount < fenOf(least) || speaksOf(sample.category, exempt)) continue;
        // A contract is paid in equal instalments.
        if (sample.contract !== undefined) continue;
        for (const chain of chainsOf(group, days)) {
          const [begin, second] = [...chain].sort((a, b) => a.first.p - b.first.p);
          // What ended in the year before is found in its own roll.
          if (!begin || !second || chain.at(-1)?.day.startsWith(year) !== true) continue;
          const purposes = new Set(chain.map(({ request }) => request?.d.purpose ?? ''));
          const invoices = chain.map(invoicesOf);
          const apart =
            invoices.every((own) => own !== '') && new Set(invoices).size === chain.length;
          const extra = sample.amount * BigInt(chain.length - 1);
          yield {
            ...aboutPayment(second),
            key: `${sample.currency}.${sample.amount}`,
            amount: extra,
            on: chain.reduce((day, payment) => later(day, payment.day), begin.day),
            severity: purposes.size < chain.length && !apart ? 'M' : 'L',
            statement: say(
              `${chain.length} 笔 ${inWords(sample.amount, sample.currency)} 在相隔不超过 ${days} 日内付给同一收款人`,
              `${chain.length} payments of ${inWords(sample.amount, sample.currency)} went to one payee, no more than ${days} days apart`,
            ),
            figures: {
              payments: chain.length,
              each: sample.amount.toString(),
              purposes: purposes.size,
              ownInvoices: apart ? 'yes' : 'no',
            },
            events: chain.flatMap(eventsOf),
          };
        }
      }
    },
    *voucherFile(roll, key) {
      const uses = standing(roll.members, ({ d }) =>
        (d.attachments ?? []).some(({ sha256 }) => sha256 === key),
      );
      yield* usedTwice(uses, { key: 'file', zh: '同一凭证影像', en: 'one voucher image' });
    },
  },
});

export const VOUCHERS = [a12, a13, a14, a15, a16] as const;
