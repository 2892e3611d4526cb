// PAY-09 and PAY-10: what was paid in all on a contract and on a budget line, up to the act that is judged.
// Amounts of another currency than the act's are never added in.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { contextKey, upTo, type RuleContext } from './context.js';
import { inWords, paymentsOf, type Made } from './payments.js';
import { defineRule, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM } from './sources.js';

const spendingBasis = (clause: string): readonly Clause[] => [
  { document: VILLAGE_POWER_SYSTEM, clause },
];

/** Paid less reversed on the payments under a key up to an act, in the act's currency. */
function paidUpTo(act: Made, key: string, context: RuleContext): bigint {
  let sum = 0n;
  for (const event of context.eventsUpTo(key, act)) {
    if (event.name !== 'funds.PaymentMade' && event.name !== 'funds.PaymentReversed') continue;
    if (event.data.currency !== act.data.currency) continue;
    const amount = BigInt(event.data.amount);
    sum += event.name === 'funds.PaymentMade' ? amount : -amount;
  }
  return sum;
}

/** The price of a contract with its approved variations up to an act. */
function contractPrice(act: Made, events: readonly LedgerEvent[]): bigint | undefined {
  let price: bigint | undefined;
  for (const event of events.filter(upTo(act)))
    if (event.name === 'projects.ContractSigned' && event.data.currency === act.data.currency)
      price = BigInt(event.data.amount);
    else if (
      event.name === 'projects.ContractVaried' &&
      event.data.approvedBy !== undefined &&
      event.data.currency === act.data.currency &&
      price !== undefined
    )
      price += BigInt(event.data.amount);
  return price;
}

/**
 * All that was paid on a contract, this payment included, is within its price and approved variations.
 * Not applicable where the request names no contract or none was signed by then in that currency.
 * Source: domain.md 2.9; Government Procurement Law art. 49 for variations.
 */
export const pay09 = defineRule({
  id: 'PAY-09',
  title: { zh: '累计支付不超合同', en: 'Payments stay within the contract' },
  statement: {
    zh: '累计支付不超过合同价及经批准的变更',
    en: 'The payments on a contract stay within its price and its approved variations',
  },
  severity: 'S',
  basis: [
    { document: '中华人民共和国政府采购法', clause: '第四十九条' },
    ...spendingBasis('合同付款'),
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.PaymentMade'],
  *check(theCase, context) {
    for (const { request, made } of theCase.derive(paymentsOf)) {
      const contractId = request?.data.contractId;
      if (contractId === undefined) continue;
      const contract = context.events(contextKey.contract(contractId));
      const payments = contextKey.paymentsOnContract(contractId);
      for (const act of made) {
        const price = contractPrice(act, contract);
        if (price === undefined) continue;
        const paid = paidUpTo(act, payments, context);
        const { currency } = act.data;
        yield {
          act,
          person: act.data.paidBy,
          broken:
            paid <= price
              ? undefined
              : {
                  found: {
                    zh: `累计支付 ${inWords(paid, currency)}`,
                    en: `${inWords(paid, currency)} paid in all`,
                  },
                  expected: {
                    zh: `合同价及批准的变更共 ${inWords(price, currency)}`,
                    en: `contract and approved variations: ${inWords(price, currency)}`,
                  },
                  amount: (paid - price).toString(),
                  evidence: contract,
                },
        };
      }
    }
  },
});

/**
 * All that was paid on a budget line, this payment included, is within the line as set by then.
 * Not applicable where the request names no line or the line was not set in that currency.
 * Source: Budget Law art. 13 (no spending without budget); domain.md 2.9.
 */
export const pay10 = defineRule({
  id: 'PAY-10',
  title: { zh: '预算余额不为负', en: 'The budget line is not overdrawn' },
  statement: {
    zh: '支出不超过预算科目余额',
    en: 'Spending stays within the balance of its budget line',
  },
  severity: 'M',
  basis: [{ document: '中华人民共和国预算法', clause: '第十三条' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.PaymentMade'],
  *check(theCase, context) {
    for (const { request, made } of theCase.derive(paymentsOf)) {
      const lineId = request?.data.budgetLine;
      if (lineId === undefined) continue;
      const lines = context.events(contextKey.budgetLine(lineId));
      const payments = contextKey.paymentsOnBudgetLine(lineId);
      for (const act of made) {
        const { currency } = act.data;
        const line = lines
          .filter(upTo(act))
          .findLast(
            (event) => event.name === 'funds.BudgetLineSet' && event.data.currency === currency,
          );
        if (line?.name !== 'funds.BudgetLineSet') continue;
        const [budget, paid] = [BigInt(line.data.amount), paidUpTo(act, payments, context)];
        yield {
          act,
          person: act.data.paidBy,
          broken:
            paid <= budget
              ? undefined
              : {
                  found: {
                    zh: `累计支出 ${inWords(paid, currency)}`,
                    en: `${inWords(paid, currency)} spent in all`,
                  },
                  expected: {
                    zh: `预算 ${inWords(budget, currency)}`,
                    en: `budget ${inWords(budget, currency)}`,
                  },
                  amount: (paid - budget).toString(),
                  evidence: [line],
                },
        };
      }
    }
  },
});
