// TND-01: the procedure that the amount asks for, purchases of one project added up.
// A contract whose category is not known is not judged; what was tendered as it should is not added up again.
import { z } from 'zod';
import { money } from '../events/fields.js';
import { AWARD_METHODS, TENDER_CATEGORIES } from '../events/projects.js';
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { listed } from './names.js';
import { inWords } from './payments.js';
import { combinableWith, purchasesIn, type Method, type Purchase } from './purchases.js';
import { levelOf } from './register.js';
import { defineRule, type Activation } from './rule.js';
import {
  MANDATORY_TENDERS,
  PROCUREMENT_LAW,
  TENDERING_LAW,
  TENDERING_LAW_IN_FORCE,
} from './tenders.js';
import { localDate } from './time.js';

const category = z.enum(TENDER_CATEGORIES);
const method = z.enum(AWARD_METHODS);

const METHOD_NAMES: Readonly<Record<Method, Bilingual>> = {
  openTender: { zh: '公开招标', en: 'open tender' },
  invitedTender: { zh: '邀请招标', en: 'invited tender' },
  negotiation: { zh: '谈判', en: 'negotiation' },
  quoteComparison: { zh: '询价比选', en: 'comparison of quotes' },
  directAward: { zh: '直接发包', en: 'direct award' },
  other: { zh: '其他方式', en: 'another way' },
};

/** From which amount on purchases of a category need one of the methods; the highest row reached applies. */
export const procedureRow = z.strictObject({
  category,
  level: z.enum(['county', 'township', 'village']).optional(),
  /** Inclusive. */
  min: money,
  methods: z.array(method).min(1),
  /** First day on which the row holds, and first day on which it does not. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  source: z.string().optional(),
});
type Row = z.output<typeof procedureRow>;

const parameters = z.strictObject({
  /** National thresholds. */
  procedures: z.array(procedureRow).default([]),
  /** Local thresholds below them. */
  localProcedures: z.array(procedureRow).default([]),
  currency: z.string().default('CNY'),
  /** Category of contracts without a tender on record, by the power they exercise (local). */
  categoryOfPower: z.record(z.string(), category).default({}),
});
type Parameters = z.output<typeof parameters>;

/** Whether a row is law at the level and on the day of an act. */
export function holdsOn({ level, from, to }: Row, { time, orgunit }: LedgerEvent): boolean {
  const day = localDate(time);
  return (
    (level === undefined || level === levelOf(orgunit)) &&
    (from === undefined || from <= day) &&
    (to === undefined || day < to)
  );
}

/** The highest row that the purchase reaches, alone or with others that were not tendered as the row asks. */
function rowReached(purchase: Purchase, others: readonly Purchase[], rows: readonly Row[]) {
  const highestFirst = rows
    .filter((row) => row.category === purchase.category && holdsOn(row, purchase.act))
    .sort((a, b) => (BigInt(a.min) < BigInt(b.min) ? 1 : BigInt(a.min) > BigInt(b.min) ? -1 : 0));
  for (const row of highestFirst) {
    const parts = others.filter(
      (other) => other.method === undefined || !row.methods.includes(other.method),
    );
    const sum = parts.reduce((total, { amount }) => total + amount, purchase.amount);
    if (sum >= BigInt(row.min)) return { row, parts, sum };
  }
  return undefined;
}

function judgedPurchase(
  context: RuleContext,
  purchase: Purchase,
  { procedures, localProcedures }: Parameters,
): Activation | undefined {
  const reached = rowReached(purchase, combinableWith(context, purchase), [
    ...procedures,
    ...localProcedures,
  ]);
  if (!reached) return undefined;
  const { row, parts, sum } = reached;
  const { act, method: used, currency } = purchase;
  const total = inWords(sum, currency);
  const methods = listed(row.methods.map((each) => METHOD_NAMES[each]));
  const words =
    used === undefined
      ? { zh: '台账中没有采购程序', en: 'no procedure on record' }
      : METHOD_NAMES[used];
  return {
    act,
    person: act.name === 'projects.ContractSigned' ? act.data.signedBy : undefined,
    broken:
      used !== undefined && row.methods.includes(used)
        ? undefined
        : {
            found: {
              zh: `${total}${parts.length > 0 ? `（同一项目本年度 ${parts.length + 1} 笔合计）` : ''}：${words.zh}`,
              en: `${total}${parts.length > 0 ? ` (${parts.length + 1} purchases of one project this year)` : ''}: ${words.en}`,
            },
            expected: {
              zh: `${inWords(BigInt(row.min), currency)} 以上：${methods.zh}`,
              en: `from ${inWords(BigInt(row.min), currency)} on: ${methods.en}`,
            },
            amount: sum.toString(),
            evidence: parts.map((part) => part.act),
          },
  };
}

function* judged(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: LedgerEvent) => Parameters,
): Iterable<Activation> {
  for (const purchase of purchasesIn(theCase, context, (act) => on(act).categoryOfPower)) {
    const settings = on(purchase.act);
    if (purchase.currency !== settings.currency) continue;
    const activation = judgedPurchase(context, purchase, settings);
    if (activation) yield activation;
  }
}

/**
 * A contract is awarded by a procedure that its amount asks for, national or local. Its category is that of the tender
 * it is linked to, else (by pack) of the power it exercises; its procedure is the one announced, else the one it states,
 * and where there is neither, the missing procedure is the breach. An award is judged in the same way as long as no
 * contract is linked to its tender. Earlier purchases of the same project, category and fiscal year (calendar year of the
 * contract) that were not awarded as the threshold asks are added up: every one with which the sum stands at the threshold
 * or above is charged. Not applicable below all thresholds, in other currencies, and to contracts of unknown category.
 * Source: Tendering Law arts. 3, 4; Order 16 of the NDRC (2018-06-01) art. 5, and before it Order 3 of 2000 (from memory);
 * Regulation under the Government Procurement Law art. 28; domain.md 2.5.
 */
export const tnd01 = defineRule({
  id: 'TND-01',
  title: { zh: '按金额履行采购程序', en: 'The procedure that the amount asks for' },
  statement: {
    zh: '达到限额的采购按规定方式招标或比选，同一项目合并计算，不得拆分规避',
    en: 'From a threshold on contracts are tendered; purchases of one project are added up, not split',
  },
  severity: 'S',
  basis: [
    { document: TENDERING_LAW, clause: '第三条、第四条' },
    { document: MANDATORY_TENDERS, clause: '第五条' },
    { document: `${PROCUREMENT_LAW}实施条例`, clause: '第二十八条' },
  ],
  validFrom: TENDERING_LAW_IN_FORCE,
  parameters,
  triggers: ['projects.ContractSigned', 'projects.AwardPosted'],
  check: judged,
});
