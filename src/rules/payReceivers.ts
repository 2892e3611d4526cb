// PAY-06 to PAY-08: the cash, the payee and whose account received the money.
// A payee is compared by identifier only; it must never guess that two names are one party.
import { z } from 'zod';
import { money } from '../events/fields.js';
import { parseLocalDate } from '../kernel/time.js';
import type { Fen } from '../kernel/money.js';
import { contextKey, type RuleContext } from './context.js';
import { inWords, paymentsOf, type Made, type Payment } from './payments.js';
import { termsOn } from './register.js';
import { defineRule } from './rule.js';
import {
  ACCOUNTING_LAW,
  ACCOUNTING_LAW_IN_FORCE,
  COLLECTIVE_LAW,
  SUNSHINE_IN_FORCE,
  VILLAGE_POWER_SYSTEM,
} from './sources.js';
import { localDate } from './time.js';

const CASH_METHODS: readonly string[] = ['cash', 'cashCheque'];

/** Cash of one payment on one day, added up so that slicing a payment does not get below the limit. */
function cashPerDay(
  made: readonly Made[],
): readonly { readonly act: Made; readonly amount: bigint }[] {
  const days = new Map<string, { act: Made; amount: bigint }>();
  for (const act of made) {
    if (!CASH_METHODS.includes(act.data.method)) continue;
    const key = `${localDate(act.time)} ${act.data.currency}`;
    const day = days.get(key);
    days.set(key, { act, amount: (day?.amount ?? 0n) + BigInt(act.data.amount) });
  }
  return [...days.values()];
}

/**
 * Cash (also by cash cheque) paid out on one payment in one day does not exceed the limit; far above it is serious.
 * Not applicable to transfers, other currencies and exempt categories.
 * Source: Interim Regulation on Cash Control arts. 5, 6 (1,000 yuan; from memory), domain.md 2.5 (village reserve, local).
 */
export const pay06 = defineRule({
  id: 'PAY-06',
  title: { zh: '现金限额', en: 'Cash limit' },
  statement: {
    zh: '超过限额的支出须转账，不得付现金',
    en: 'Above the limit money is transferred, not paid in cash',
  },
  severity: 'M',
  basis: [{ document: '现金管理暂行条例', clause: '第五条、第六条' }],
  validFrom: parseLocalDate('1988-10-01'),
  parameters: z.strictObject({
    limit: money.default('100000' as Fen),
    /** From this amount on a breach is serious. */
    seriousFrom: money.default('1000000' as Fen),
    currency: z.string().default('CNY'),
    /** Categories that may be paid in cash, such as wages (art. 5). */
    exempt: z.array(z.string()).default([]),
  }),
  triggers: ['funds.PaymentMade'],
  *check(theCase, _context, on) {
    for (const { request, made } of theCase.derive(paymentsOf))
      for (const { act, amount } of cashPerDay(made)) {
        const { limit, seriousFrom, currency, exempt } = on(act);
        if (act.data.currency !== currency || exempt.includes(request?.data.category ?? ''))
          continue;
        yield {
          act,
          person: act.data.paidBy,
          broken:
            amount <= BigInt(limit)
              ? undefined
              : {
                  found: {
                    zh: `一日付现金 ${inWords(amount, currency)}`,
                    en: `${inWords(amount, currency)} in cash in one day`,
                  },
                  expected: {
                    zh: `现金不超过 ${inWords(BigInt(limit), currency)}，其余转账`,
                    en: `at most ${inWords(BigInt(limit), currency)} in cash, the rest by transfer`,
                  },
                  severity: amount >= BigInt(seriousFrom) ? 'S' : 'M',
                  amount: amount.toString(),
                },
        };
      }
  },
});

/** The parties that must be one, where they are recorded. */
function partiesOf(context: RuleContext, { request, vouchers }: Payment) {
  const contractId = request?.data.contractId;
  const contract =
    contractId === undefined
      ? undefined
      : context
          .events(contextKey.contract(contractId))
          .find((event) => event.name === 'projects.ContractSigned');
  const invoices = vouchers.filter(({ data }) => data.kind === 'invoice');
  return [
    { zh: '合同相对方', en: 'contract party', id: contract?.data.party.payeeId, event: contract },
    { zh: '申请收款人', en: 'payee requested', id: request?.data.payee.payeeId, event: request },
    ...invoices.map((event) => ({
      zh: '开票人',
      en: 'invoice issuer',
      id: event.data.issuer,
      event,
    })),
  ].filter(({ id }) => id !== undefined);
}

/**
 * Who was paid is the contract's party, the payee of the request and the issuer of each invoice.
 * What is not recorded is not compared; not applicable where nothing but the payee is. Source: domain.md 2.9, A28.
 */
export const pay07 = defineRule({
  id: 'PAY-07',
  title: {
    zh: '收款人、合同方、开票人一致',
    en: 'Payee, contract party and invoice issuer are one',
  },
  statement: {
    zh: '收款人、合同相对方与开票人须一致',
    en: 'Payee, contract party and invoice issuer are the same',
  },
  severity: 'S',
  basis: [
    { document: ACCOUNTING_LAW, clause: '第十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '支出凭证' },
  ],
  validFrom: ACCOUNTING_LAW_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.PaymentMade'],
  *check(theCase, context) {
    for (const payment of theCase.derive(paymentsOf))
      for (const act of payment.made) {
        const parties = partiesOf(context, payment);
        if (parties.length === 0) continue;
        const others = parties.filter(({ id }) => id !== act.data.payee.payeeId);
        yield {
          act,
          person: act.data.paidBy,
          broken:
            others.length === 0
              ? undefined
              : {
                  found: {
                    zh: `收款人与${others.map(({ zh }) => zh).join('、')}不一致`,
                    en: `the payee is not the ${others.map(({ en }) => en).join(', nor the ')}`,
                  },
                  expected: {
                    zh: '付给合同相对方并由其开票',
                    en: 'payment to the contract party, who invoices',
                  },
                  amount: act.data.amount,
                  evidence: others.flatMap(({ event }) => event ?? []),
                },
        };
      }
  },
});

/** Whose personal account received the money; `undefined` where none did or none is recorded. */
const personalHolder = ({ data }: Made): string | undefined =>
  data.receivingAccountHolder ?? (data.payee.kind === 'person' ? data.payee.payeeId : undefined);

/**
 * Money does not go to the personal account of someone in office that day. What an official is himself owed (payroll
 * vouchers and exempt categories) is excepted when he is the payee. Not applicable where the money went to no
 * person, or the holder of the account is not recorded; somebody without a recorded term is no official.
 * Source: Rural Collective Economic Organisations Law art. 44; domain.md 2.9, A27, A53.
 */
export const pay08 = defineRule({
  id: 'PAY-08',
  title: { zh: '不得付入干部个人账户', en: 'Not to an official’s personal account' },
  statement: {
    zh: '公款不得支付到在职干部个人账户（本人工资报酬等除外）',
    en: 'Public money is not paid to the personal account of an official, except his own pay',
  },
  severity: 'S',
  basis: [
    { document: COLLECTIVE_LAW, clause: '第四十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '公款不得私存' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Categories of what officials are owed themselves. */
    exempt: z.array(z.string()).default(['工资', '报酬', '误工补贴', 'payroll']),
  }),
  triggers: ['funds.PaymentMade'],
  *check(theCase, context, on) {
    for (const { request, made, vouchers } of theCase.derive(paymentsOf))
      for (const act of made) {
        const holder = personalHolder(act);
        if (holder === undefined) continue;
        const owed =
          act.data.payee.payeeId === holder &&
          (on(act).exempt.includes(request?.data.category ?? '') ||
            vouchers.some(({ data }) => data.kind === 'payroll'));
        const inOffice = !owed && termsOn(context, holder, localDate(act.time)).length > 0;
        yield {
          act,
          person: act.data.paidBy,
          broken: inOffice
            ? {
                found: {
                  zh: '付入在职干部的个人账户',
                  en: 'paid to the account of a person in office',
                },
                expected: {
                  zh: '付入收款单位或应得人账户',
                  en: 'payment to the account of who is owed',
                },
                amount: act.data.amount,
                evidence: request ? [request] : [],
              }
            : undefined,
        };
      }
  },
});
