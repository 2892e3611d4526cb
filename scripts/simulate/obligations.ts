// What a unit of the demo county owes and is owed within a year, and the fund of a township that may go to one purpose alone.
import type { Institution } from './institutions.js';
import { bookkeeper, receive } from './money.js';
import { suppliersOf, yuan } from './stage.js';
import { dayAfter, type Timeline } from './timeline.js';

/** A builder's retention, owed until the autumn, and petty cash that its holder settles within days. */
export function settleAccounts(timeline: Timeline, institution: Institution, year: number): void {
  const { code, level, officers } = institution;
  const [, builder] = suppliersOf(code);
  const by = (day: string) => bookkeeper(institution, day);
  const retention = { amount: yuan(level === 'village' ? 9_000 : 45_000), currency: 'CNY' };
  const debtId = `debt-${code}-${year}`;
  timeline.record(
    'funds.IncurDebt',
    {
      debtId,
      creditor: builder,
      ...retention,
      since: `${year}-01-08`,
      dueOn: `${year}-10-31`,
      purpose: '上年工程质量保证金',
    },
    by(`${year}-01-08`),
  );
  timeline.record(
    'funds.SettleDebt',
    { debtId, settlementId: `${debtId}-1`, ...retention },
    by(`${year}-10-20`),
  );
  const pettyCash = { amount: yuan(2000), currency: 'CNY' };
  const receivableId = `advance-${code}-${year}`;
  const drawn = `${year}-03-06`;
  timeline.record(
    'funds.RecordReceivable',
    {
      receivableId,
      kind: 'advance',
      debtor: { payeeId: officers[level === 'village' ? 'VGL' : 'OFC'], kind: 'person' },
      ...pettyCash,
      since: drawn,
      dueOn: dayAfter(drawn, 7),
      reason: '备用金',
    },
    by(drawn),
  );
  timeline.record(
    'funds.SettleReceivable',
    { receivableId, settlementId: `${receivableId}-1`, ...pettyCash, how: 'offset' },
    by(dayAfter(drawn, 3)),
  );
}

/** The account on which a township keeps money that may go to one purpose alone. */
const earmarkedAccount = ({ code }: Institution): string => `acc-${code}-zx`;

export function openEarmarkedAccount(timeline: Timeline, township: Institution, day: string): void {
  timeline.record(
    'funds.OpenAccount',
    {
      accountId: earmarkedAccount(township),
      holderKind: 'unit',
      holder: township.code,
      purpose: '专项资金专户',
      opening: '0',
      currency: 'CNY',
    },
    { orgunit: township.code, day, time: '08:55' },
  );
}

export interface Earmarked {
  readonly matterId: string;
  readonly title: string;
  /** What its spending is booked as. */
  readonly category: string;
  /** Fen; all of it goes to the purpose. */
  readonly amount: string;
  readonly received: string;
}

/** The fund arrives, and its budget line is set. @returns from where it is paid */
export function receiveEarmarked(
  timeline: Timeline,
  township: Institution,
  { matterId, title, category, amount, received }: Earmarked,
): { readonly budgetLine: string; readonly accountId: string } {
  const budgetLine = `line-${matterId}`;
  const accountId = earmarkedAccount(township);
  const money = { amount, currency: 'CNY' };
  const by = bookkeeper(township, received);
  const year = Number(received.slice(0, 4));
  const incomeId = `fund-${matterId}-income`;
  receive(timeline, township, {
    incomeId,
    class: 'subsidy',
    purpose: category,
    amount,
    day: received,
    accountId,
  });
  timeline.record('funds.SetBudgetLine', { lineId: budgetLine, year, category, ...money }, by);
  timeline.record(
    'funds.ReceiveSpecialFund',
    {
      fundId: `fund-${matterId}`,
      receiptId: `fund-${matterId}-1`,
      title: `${year}年${category}`,
      source: '县财政',
      purpose: title,
      class: 'subsidy',
      ...money,
      budgetLine,
      accountId,
      incomeId,
    },
    { ...by, time: '11:30' },
  );
  return { budgetLine, accountId };
}
