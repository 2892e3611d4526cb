// INC-01: the numbered receipts of a book are used one after the other.
// A number that is missing is a question, not a theft; nothing here may say what became of it.
import { z } from 'zod';
import { comparePositions } from '../kernel/position.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { defineRule } from './rule.js';
import { ACCOUNTING_LAW, ACCOUNTING_LAW_IN_FORCE, VILLAGE_POWER_SYSTEM } from './sources.js';
import { happenedBefore } from './time.js';
import { RECEIPT_BLOCK, unitKey } from './unitKeys.js';

type Receipt = EventOf<'funds.ReceiptIssued'>;

type ByNumber = ReadonlyMap<number, readonly Receipt[]>;

/** Receipts by number, a block of hundred at a time; each block is read once. */
function receiptsOf(context: RuleContext): (act: Receipt, number: number) => readonly Receipt[] {
  const blocks = new Map<string, ByNumber>();
  return ({ data: { bookId } }, number) => {
    const key = unitKey.receipts(bookId, number);
    let block = blocks.get(key);
    if (!block) {
      const byNumber = new Map<number, Receipt[]>();
      for (const receipt of eventsOf(context.events(key), 'funds.ReceiptIssued'))
        byNumber.set(receipt.data.number, [...(byNumber.get(receipt.data.number) ?? []), receipt]);
      blocks.set(key, (block = byNumber));
    }
    return block.get(number) ?? [];
  };
}

/** How the numbers before a receipt were used: the last one in time, and those between that only came later. */
function numbersBefore(act: Receipt, at: ReturnType<typeof receiptsOf>) {
  const { number } = act.data;
  const late: Receipt[] = [];
  // Down to the beginning of the block before: no further block is read.
  const lowest = Math.max(0, (Math.floor(number / RECEIPT_BLOCK) - 1) * RECEIPT_BLOCK);
  for (let before = number - 1; before >= lowest; before--) {
    const receipts = at(act, before);
    const used = receipts.find(({ time }) => !happenedBefore(act.time, time));
    if (used) return { before, used, late };
    late.push(...receipts);
  }
  return { before: undefined, used: undefined, late };
}

const range = (from: number, to: number): string => (from === to ? `${to}` : `${from}-${to}`);

/**
 * When a receipt is used (issued, voided or recorded as lost), every number between it and the one before it in its book
 * has been used as well, by the same day where either states only a day; and no number is used twice. Charged on the
 * receipt after the gap. A number is looked for in the last hundred: with nothing there, a receipt begins its book and
 * is kept. Source: domain.md 1.4 (V06), 2.9.
 */
export const inc01 = defineRule({
  id: 'INC-01',
  title: { zh: '收据号码连续', en: 'Receipts are used in sequence' },
  statement: {
    zh: '同一本收据按号码连续使用，不缺号、不重号',
    en: 'The receipts of a book are used in sequence, none missing, none twice',
  },
  severity: 'M',
  basis: [
    { document: ACCOUNTING_LAW, clause: '第十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '收款收据管理' },
  ],
  validFrom: ACCOUNTING_LAW_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.ReceiptIssued'],
  *check(theCase, context) {
    const at = receiptsOf(context);
    for (const act of theCase.of('funds.ReceiptIssued')) {
      const { number } = act.data;
      const twin = at(act, number).find(
        (other) => comparePositions(other.position, act.position) < 0,
      );
      const { before, used, late } = numbersBefore(act, at);
      yield {
        act,
        broken: twin
          ? {
              found: { zh: `${number} 号重复使用`, en: `number ${number} was used before` },
              expected: { zh: '一号一用', en: 'each number once' },
              amount: act.data.amount,
              evidence: [twin],
            }
          : used && before < number - 1
            ? {
                found: {
                  zh: `缺 ${range(before + 1, number - 1)} 号${late.length > 0 ? '（后来才使用）' : ''}`,
                  en: `${range(before + 1, number - 1)} missing${late.length > 0 ? ' (used only later)' : ''}`,
                },
                expected: { zh: `接续 ${before} 号使用`, en: `the number after ${before}` },
                evidence: [used, ...late],
              }
            : undefined,
      };
    }
  },
});
