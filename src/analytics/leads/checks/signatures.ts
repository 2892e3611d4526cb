// A15 and A16: one hand in several signatures; what looks paid twice.
// What is not on record may exist on paper: these are questions for the papers.
import { z } from 'zod';
import { defineCheck } from '../check.js';
import { aboutPayment, eventsOf } from '../subjects/decisions.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import {
  daysApart,
  fenOf,
  inWords,
  later,
  param,
  partsOf,
  ref,
  say,
  speaksOf,
  WINDOW_DAYS,
  yuan,
} from '../words.js';
import { standing, usedTwice } from './voucherUses.js';

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

export const SIGNATURES = [a15, a16] as const;
