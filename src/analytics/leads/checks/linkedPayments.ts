// A09 to A11: one project in several contracts, payees that share something, invoices in an unbroken run.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { firstFact, factsOf } from '../subjects/cases.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import { NUMBERED, type Member } from '../subjects/rolls.js';
import type { Fact } from '../subjects/facts.js';
import {
  asDay,
  daysApart,
  earliest,
  fenOf,
  inWords,
  param,
  partsOf,
  ref,
  say,
  total,
  yuan,
} from '../words.js';

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

export const LINKED_PAYMENTS = [a09, a10, a11] as const;
