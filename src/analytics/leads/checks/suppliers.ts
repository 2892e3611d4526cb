// A29 and A30: new suppliers, those with one customer, and those who get most of the money.
import { z } from 'zod';
import { defineCheck, type Finding } from '../check.js';
import { concentrationOf } from '../statistics.js';
import { firstFact } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import {
  daysApart,
  fenOf,
  inWords,
  later,
  param,
  partsOf,
  percent,
  ref,
  say,
  yuan,
} from '../words.js';
import { dealingsIn, paidIn } from './termsAndDealings.js';

const a29 = defineCheck({
  id: 'A29',
  group: 'parties',
  title: say('新设供应商或只做一家', 'New supplier, or one with a single customer'),
  statement: say(
    '供应商登记成立不久即中标、签约或收款，或者登记在册却只有本单位一个付款方',
    'A supplier was set up shortly before its first dealing, or, though on the register, is paid by this unit alone',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(90),
    /** So many payments before a single customer is remarked. */
    payments: param.least.default(8),
    least: param.threshold.default(yuan(20_000)),
  }),
  inputs: [
    'projects.SupplierRegistered',
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'projects.ContractSigned',
  ],
  falsePositives: [
    say('村口小店等本地商户', 'a local shop that serves one village'),
    say('变更登记被录为新设', 'a change of registration recorded as a foundation'),
  ],
  subjects: {
    *unitPayee(roll, key, { ask, on }) {
      const [unit, payee, year] = partsOf(key);
      const supplier = ask('supplier', payee);
      const registered = supplier && firstFact(supplier, 'projects.SupplierRegistered');
      if (!registered) return;
      const dealings = [...dealingsIn(year, roll)].sort((a, b) =>
        a.day < b.day ? -1 : a.day > b.day ? 1 : a.anchor.p - b.anchor.p,
      );
      const [head] = dealings;
      if (!head) return;
      const { days, payments, least } = on(unit, head.day);
      const sum = paidIn(dealings, head.currency);
      const finding = (
        what: string,
        statement: Finding['statement'],
        figures: Finding['figures'],
      ): Finding => ({
        key: what,
        anchor: head.anchor,
        unit,
        amount: sum,
        currency: head.currency,
        on: dealings.reduce((day, dealing) => later(day, dealing.day), head.day),
        statement,
        figures,
        events: [ref(registered), ...dealings.flatMap(({ events }) => events)],
      });
      if (sum < fenOf(least)) return;
      const founded = registered.d.registeredOn;
      const apart = founded === undefined ? undefined : daysApart(founded, head.day);
      if (founded !== undefined && apart !== undefined && (founded > head.day || apart < days))
        yield finding(
          'new',
          say(
            founded > head.day
              ? `供应商 ${payee} 登记于 ${founded}，${head.day} 已有往来，共 ${inWords(sum, head.currency)}`
              : `供应商 ${payee} 登记于 ${founded}，${apart} 日后（${head.day}）即有往来，共 ${inWords(sum, head.currency)}`,
            founded > head.day
              ? `supplier ${payee}, registered on ${founded}, dealt with the unit on ${head.day} already; ${inWords(sum, head.currency)} in all`
              : `supplier ${payee}, registered on ${founded}, dealt with the unit ${apart} day(s) later (${head.day}); ${inWords(sum, head.currency)} in all`,
          ),
          { registered: founded, first: head.day, days: apart },
        );
      const paid = dealings.filter(({ isPayment }) => isPayment).length;
      const units = ask('payee', payee)?.units ?? [];
      if (paid >= payments && units.length === 1)
        yield finding(
          'single',
          say(
            `供应商 ${payee} 的 ${paid} 笔收款全部来自本单位，共 ${inWords(sum, head.currency)}`,
            `all ${paid} payments to supplier ${payee} come from this unit; ${inWords(sum, head.currency)} in all`,
          ),
          { payments: paid },
        );
    },
  },
});

const a30 = defineCheck({
  id: 'A30',
  group: 'parties',
  title: say('供应商过于集中', 'Spending concentrated on one supplier'),
  statement: say(
    '一个单位一年内付给企业的款项过于集中（赫芬达尔指数或最大一家的占比超过限度）',
    'In a unit and year, money paid to companies is concentrated: the Herfindahl index or the largest share is above its limit',
  ),
  severity: 'L',
  parameters: z.strictObject({
    index: param.share.default(0.5),
    top: param.share.default(0.5),
    /** Suppliers and payments that make a choice at all. */
    suppliers: param.least.min(2).default(3),
    payments: param.least.default(10),
    /** One large project makes no standing preference. */
    topPayments: param.least.default(3),
    least: param.threshold.default(yuan(50_000)),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('当年有一个大项目', 'a year with one large project'),
    say('供电、供水等独家经营', 'a monopoly such as power or water'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const {
          index,
          top,
          suppliers,
          payments: count,
          topPayments,
          least,
        } = on(year.unit, `${year.year}-12-31`);
        if (book.count < count) continue;
        const found = concentrationOf(book.suppliers);
        if (!found || found.count < suppliers || (found.index <= index && found.topShare <= top))
          continue;
        const sum = book.suppliers.get(found.top) ?? 0n;
        if (sum < fenOf(least)) continue;
        const own = book.payments.filter(({ payee }) => payee.id === found.top);
        const [head] = own;
        if (!head || own.length < topPayments) continue;
        yield {
          key: `${currency}.${found.top}`,
          anchor: head.first,
          unit: year.unit,
          amount: sum,
          currency,
          on: own.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年付给 ${found.count} 家企业的款项中，${found.top} 一家得 ${inWords(sum, currency)}，占 ${percent(found.topShare)}（赫芬达尔指数 ${found.index.toFixed(2)}）`,
            `of what ${found.count} companies were paid in ${year.year}, ${found.top} got ${inWords(sum, currency)}, ${percent(found.topShare)} (Herfindahl index ${found.index.toFixed(2)})`,
          ),
          figures: {
            suppliers: found.count,
            share: percent(found.topShare),
            index: found.index,
            payments: own.length,
          },
          events: own.flatMap(eventsOf),
        };
      }
    },
  },
});

export const SUPPLIERS = [a29, a30] as const;
