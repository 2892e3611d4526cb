// What may be asked of the money besides payments: budget lines and their use, income, accounts, bank lines, contracts.
import { Conditions } from '../conditions.js';
import { exactSum, minus, moneyColumn, sumColumns, type SumColumns } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export * from './contracts.queries.js';
export * from './payments.queries.js';
export * from './paymentHistory.queries.js';
export * from './totals.queries.js';

interface Located {
  readonly event_id: string;
  readonly position: number;
}

const FEN = moneyColumn('amount', 'amount_fen');

/** A budget line as one event set it. */
export interface BudgetSetting {
  readonly amount: string;
  readonly category: string;
  readonly title: string | null;
  readonly on: string;
  readonly event: EventReference;
}

export interface BudgetLine extends BudgetSetting {
  readonly lineId: string;
  readonly orgunit: string;
  readonly year: number;
  readonly currency: string;
  readonly requested: string;
  readonly paid: string;
  readonly reversed: string;
  /** Budget less what was paid, plus what came back; negative when overspent. In the line's currency only. */
  readonly balance: string;
  /** What the line was set to before, oldest first. */
  readonly earlier: readonly BudgetSetting[];
}

interface BudgetRow extends Located {
  line_id: string;
  orgunit: string;
  year: number;
  category: string;
  title: string | null;
  amount_fen: string;
  currency: string;
  on_date: string;
}

const toSetting = (row: BudgetRow): BudgetSetting => ({
  amount: row.amount_fen,
  category: row.category,
  title: row.title,
  on: row.on_date,
  event: eventReference(row),
});

type UseRow = SumColumns<'requested' | 'paid' | 'reversed'>;

/** What was requested, paid and reversed on the payments of a condition, in one currency. */
function useOf(snapshot: ViewSnapshot, condition: string, value: string, currency: string) {
  const of = `SELECT payment_id FROM {funds.payment} WHERE ${condition}`;
  const sum = (table: string, name: string) =>
    `(SELECT ${sumColumns('amount', name)} FROM {funds.${table}} WHERE currency = ? AND payment_id IN (${of}))`;
  const row = snapshot.get<UseRow>(
    `SELECT * FROM ${sum('payment', 'requested')}, ${sum('instalment', 'paid')}, ${sum('reversal', 'reversed')}`,
    [currency, value, currency, value, currency, value],
  );
  if (!row) return { requested: '0', paid: '0', reversed: '0' };
  return {
    requested: exactSum(row, 'requested'),
    paid: exactSum(row, 'paid'),
    reversed: exactSum(row, 'reversed'),
  };
}

/** Budget lines with their use, by year, unit and line. */
export function budgetLines(
  snapshot: ViewSnapshot,
  filter: {
    readonly lineId?: string | undefined;
    readonly area?: string | undefined;
    readonly year?: number | undefined;
  } = {},
): readonly BudgetLine[] {
  const conditions = new Conditions()
    .add('line_id = ?', filter.lineId)
    .inArea('orgunit', filter.area)
    .add('year = ?', filter.year);
  const rows = snapshot.all<BudgetRow>(
    `SELECT *, ${FEN} FROM {funds.budget} ${conditions.where} ORDER BY year, orgunit, line_id, set_at, position`,
    conditions.parameters,
  );
  const lines = new Map<string, BudgetRow[]>();
  for (const row of rows) lines.set(row.line_id, [...(lines.get(row.line_id) ?? []), row]);
  return [...lines.values()].flatMap((settings) => {
    const current = settings.at(-1);
    if (!current) return [];
    const use = useOf(snapshot, 'budget_line = ?', current.line_id, current.currency);
    return {
      ...toSetting(current),
      lineId: current.line_id,
      orgunit: current.orgunit,
      year: current.year,
      currency: current.currency,
      ...use,
      balance: minus(current.amount_fen, minus(use.paid, use.reversed)),
      earlier: settings.slice(0, -1).map(toSetting),
    };
  });
}

export interface Income {
  readonly incomeId: string;
  readonly orgunit: string;
  readonly class: string;
  readonly amount: string;
  readonly currency: string;
  readonly payer: string | null;
  readonly purpose: string | null;
  readonly accountId: string | null;
  readonly method: string | null;
  readonly receiptNumber: string | null;
  readonly bankedOn: string | null;
  readonly on: string;
  readonly recordedOn: string;
  readonly event: EventReference;
}

interface IncomeRow extends Located {
  income_id: string;
  orgunit: string;
  class: string;
  amount_fen: string;
  currency: string;
  payer: string | null;
  purpose: string | null;
  account_id: string | null;
  method: string | null;
  receipt_number: string | null;
  banked_on: string | null;
  on_date: string;
  recorded_on: string;
}

/** Income of an area between two business dates, in the order of the dates. */
export function incomes(
  snapshot: ViewSnapshot,
  filter: {
    readonly area?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  } = {},
): readonly Income[] {
  const conditions = new Conditions()
    .inArea('orgunit', filter.area)
    .add('on_date >= ?', filter.from)
    .add('on_date <= ?', filter.to);
  return snapshot
    .all<IncomeRow>(
      `SELECT *, ${FEN} FROM {funds.income} ${conditions.where} ORDER BY on_date, position`,
      conditions.parameters,
    )
    .map((row) => ({
      incomeId: row.income_id,
      orgunit: row.orgunit,
      class: row.class,
      amount: row.amount_fen,
      currency: row.currency,
      payer: row.payer,
      purpose: row.purpose,
      accountId: row.account_id,
      method: row.method,
      receiptNumber: row.receipt_number,
      bankedOn: row.banked_on,
      on: row.on_date,
      recordedOn: row.recorded_on,
      event: eventReference(row),
    }));
}

export interface Account {
  readonly accountId: string;
  readonly orgunit: string;
  readonly holderKind: string;
  readonly holder: string;
  readonly purpose: string | null;
  readonly bank: string | null;
  readonly opening: string | null;
  readonly currency: string | null;
  readonly openedOn: string;
  readonly event: EventReference;
}

interface AccountRow extends Located {
  account_id: string;
  orgunit: string;
  holder_kind: string;
  holder: string;
  purpose: string | null;
  bank: string | null;
  opening_fen: string | null;
  currency: string | null;
  on_date: string;
}

export function accounts(
  snapshot: ViewSnapshot,
  filter: { readonly area?: string | undefined; readonly holder?: string | undefined } = {},
): readonly Account[] {
  const conditions = new Conditions()
    .inArea('orgunit', filter.area)
    .add('holder = ?', filter.holder);
  return snapshot
    .all<AccountRow>(
      `SELECT *, ${moneyColumn('opening', 'opening_fen')} FROM {funds.account} ${conditions.where} ORDER BY account_id`,
      conditions.parameters,
    )
    .map((row) => ({
      accountId: row.account_id,
      orgunit: row.orgunit,
      holderKind: row.holder_kind,
      holder: row.holder,
      purpose: row.purpose,
      bank: row.bank,
      opening: row.opening_fen,
      currency: row.currency,
      openedOn: row.on_date,
      event: eventReference(row),
    }));
}

export interface BankLine {
  readonly bankLineId: string;
  readonly accountId: string;
  readonly bookedOn: string;
  /** Positive in, negative out. */
  readonly amount: string;
  readonly currency: string;
  readonly counterparty: string | null;
  readonly purpose: string | null;
  readonly event: EventReference;
  /** The payments and incomes that the line settles, in ledger order; empty: no record explains it. */
  readonly matches: readonly {
    readonly kind: string;
    readonly id: string;
    readonly event: EventReference;
  }[];
}

interface BankLineRow extends Located {
  bank_line_id: string;
  account_id: string;
  booked_on: string;
  amount_fen: string;
  currency: string;
  counterparty: string | null;
  purpose: string | null;
  matches: string;
}

/** Bank lines of an account (or of all), by booking date; `matched: false`: those that no payment or income explains. */
export function bankLines(
  snapshot: ViewSnapshot,
  filter: {
    readonly accountId?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly matched?: boolean | undefined;
  } = {},
): readonly BankLine[] {
  const matching = 'SELECT 1 FROM {funds.bank_match} m WHERE m.bank_line_id = l.bank_line_id';
  const conditions = new Conditions()
    .add('l.account_id = ?', filter.accountId)
    .add('l.booked_on >= ?', filter.from)
    .add('l.booked_on <= ?', filter.to)
    .add(
      `EXISTS (${matching}) = ?`,
      filter.matched === undefined ? undefined : Number(filter.matched),
    );
  return snapshot
    .all<BankLineRow>(
      `SELECT l.*, ${moneyColumn('l.amount', 'amount_fen')},
         (SELECT json_group_array(json_object('kind', kind, 'id', target_id, 'event_id', event_id, 'position', position))
          FROM (SELECT * FROM {funds.bank_match} m WHERE m.bank_line_id = l.bank_line_id ORDER BY position)) AS matches
       FROM {funds.bank_line} l ${conditions.where} ORDER BY l.booked_on, l.position`,
      conditions.parameters,
    )
    .map((row) => ({
      bankLineId: row.bank_line_id,
      accountId: row.account_id,
      bookedOn: row.booked_on,
      amount: row.amount_fen,
      currency: row.currency,
      counterparty: row.counterparty,
      purpose: row.purpose,
      event: eventReference(row),
      matches: (JSON.parse(row.matches) as (Located & { kind: string; id: string })[]).map(
        (match) => ({ kind: match.kind, id: match.id, event: eventReference(match) }),
      ),
    }));
}
