// Special funds and compensation (专项资金与补偿费): what came, what was asked for and paid out of it, what lies idle for how long.
import { daysBetween, parseLocalDate } from '../../../src/kernel/time.js';
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf, type Thing } from '../../unit-books/unitBooks.queries.js';
import type { Span } from '../stays.js';
import { combine, currenciesOf, sumIn, sumsOf, type Amount, type Sum } from './sums.js';

export interface AuditedFund {
  readonly fundId: string;
  readonly title: string;
  readonly source: string;
  readonly purpose: string;
  readonly class: string;
  readonly currency: string;
  /** Received by the closing day, and of that before the term. */
  readonly received: Sum;
  readonly receivedBefore: Sum;
  /** Requested on its budget line, and listed for distribution. */
  readonly requested: Sum;
  readonly listed: Sum;
  /** Paid on its budget line less what came back. `null`: no budget line is named, so its use cannot be followed. */
  readonly paid: Sum | null;
  readonly balance: Sum | null;
  /** Days from the last movement to the closing day while a balance is left; `null`: nothing is left, or not known. */
  readonly idleDays: number | null;
}

interface Use {
  readonly requested: readonly Amount[];
  readonly paid: readonly (Amount & { readonly sign: number; readonly on: string })[];
}

interface UseRow {
  kind: number;
  amount: string;
  currency: string;
  on_date: string;
  event_id: string;
}

function useOf(snapshot: ViewSnapshot, lines: readonly string[], closing: string): Use {
  const list = JSON.stringify(lines);
  const of = (table: string, kind: number) =>
    `SELECT ${kind} AS kind, CAST(r.amount AS TEXT) AS amount, r.currency, r.on_date, r.event_id, r.position AS position
     FROM {funds.payment} p JOIN {funds.${table}} r ON r.payment_id = p.payment_id
     WHERE p.budget_line IN (SELECT value FROM json_each(?)) AND r.on_date <= ?`;
  const rows = snapshot.all<UseRow>(
    `SELECT 0 AS kind, CAST(p.amount AS TEXT) AS amount, p.currency, p.requested_on AS on_date, p.event_id, p.position AS position
     FROM {funds.payment} p WHERE p.budget_line IN (SELECT value FROM json_each(?)) AND p.event_id IS NOT NULL
       AND p.requested_on <= ?
     UNION ALL ${of('instalment', 1)} UNION ALL ${of('reversal', -1)} ORDER BY position`,
    [list, closing, list, closing, list, closing],
  );
  const amounts = rows.map(({ kind, amount, currency, on_date: on, event_id: eventId }) => ({
    sign: kind,
    amount,
    currency,
    on,
    eventId,
  }));
  return {
    requested: amounts.filter(({ sign }) => sign === 0),
    paid: amounts.filter(({ sign }) => sign !== 0),
  };
}

function fundOf(
  snapshot: ViewSnapshot,
  thing: Thing,
  { from, closing }: Span,
  lists: readonly Thing[],
): AuditedFund | undefined {
  const receipts = factsNamed(thing, 'funds.SpecialFundReceived').filter(({ on }) => on <= closing);
  const [first] = receipts;
  if (!first) return undefined;
  const { fundId, title, source, purpose, currency } = first.data;
  const sum = (amounts: readonly Amount[]) => sumIn(sumsOf(amounts), currency);
  const amount = (one: (typeof receipts)[number]): Amount => ({
    amount: one.data.amount,
    currency: one.data.currency,
    eventId: one.eventId,
  });
  const lines = [...new Set(receipts.flatMap(({ data }) => data.budgetLine ?? []))];
  const use = useOf(snapshot, lines, closing);
  const listed = lists
    .flatMap((list) => factsNamed(list, 'funds.DistributionListed'))
    .filter(({ data, on }) => data.fundId === fundId && on <= closing);
  const received = sum(receipts.map(amount));
  const paid =
    lines.length === 0
      ? null
      : combine(currency, [
          [1, sum(use.paid.filter(({ sign }) => sign === 1))],
          [-1, sum(use.paid.filter(({ sign }) => sign === -1))],
        ]);
  const balance =
    paid &&
    combine(currency, [
      [1, received],
      [-1, paid],
    ]);
  const last =
    [...receipts, ...use.paid]
      .map(({ on }) => on)
      .sort()
      .at(-1) ?? closing;
  return {
    fundId,
    title,
    source,
    purpose,
    class: first.data.class,
    currency,
    received,
    receivedBefore: sum(receipts.filter(({ on }) => on < from).map(amount)),
    requested: sum(use.requested),
    listed: sum(
      listed.map(({ data, eventId }) => ({ amount: data.total, currency: data.currency, eventId })),
    ),
    paid,
    balance,
    idleDays:
      balance && BigInt(balance.amount) > 0n
        ? daysBetween(parseLocalDate(last), parseLocalDate(closing))
        : null,
  };
}

export function specialFundsOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  span: Span,
): readonly AuditedFund[] {
  const funds = thingsOf(snapshot, 'fund', units);
  if (funds.length === 0) return [];
  const lists = thingsOf(snapshot, 'distribution', units);
  return funds.flatMap((thing) => fundOf(snapshot, thing, span, lists) ?? []);
}

export interface FundTotal {
  readonly currency: string;
  readonly count: number;
  readonly received: Sum;
  readonly paid: Sum;
  readonly balance: Sum;
}

const added = (sums: readonly (Sum | null)[], currency: string): Sum =>
  combine(
    currency,
    sums.flatMap((sum) => (sum === null ? [] : [[1, sum] as const])),
  );

/** All funds together, one row a currency; use that cannot be followed counts in none. */
export const fundTotals = (funds: readonly AuditedFund[]): readonly FundTotal[] =>
  currenciesOf(funds).map((currency) => {
    const own = funds.filter((fund) => fund.currency === currency);
    return {
      currency,
      count: own.length,
      received: added(
        own.map(({ received }) => received),
        currency,
      ),
      paid: added(
        own.map(({ paid }) => paid),
        currency,
      ),
      balance: added(
        own.map(({ balance }) => balance),
        currency,
      ),
    };
  });
