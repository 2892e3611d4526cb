// The money of a unit over a span (财务总览): opening, income by class, spending by category, closing, and whether the
// books and the bank say the same. It must never call an opening balance zero that nobody recorded.
import {
  bankLines,
  totalEvents,
  totals,
  type Measure,
  type Total,
} from '../../funds/funds.queries.js';
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf } from '../../unit-books/unitBooks.queries.js';
import { addDays, parseLocalDate } from '../../../src/kernel/time.js';
import { counted, type Counted } from '../acts.js';
import type { Span } from '../stays.js';

/** Words in a category or purpose of spending that brings nothing forth (三公及非生产性支出); a county may set its own. */
export const UNPRODUCTIVE_WORDS: readonly string[] = [
  '招待',
  '接待',
  '培训',
  '慰问',
  '考察',
  '公车',
  '出国',
];

/** A line of a table: fen, how many events make it, and which. */
export interface Line {
  readonly key: string;
  readonly amount: string;
  readonly events: number;
  /** All of them, or none where there are more than {@link OPENED}: unit, period and category then list them. */
  readonly eventIds: readonly string[];
}

/** Events that one figure cites by their ids; a longer list is asked for by its filter. */
export const OPENED = 120;

export interface Balance {
  readonly currency: string;
  /** First day of the balance: of the span, or of the first account on record where that is later. */
  readonly since: string;
  /** `null`: no account with an opening balance is on record. */
  readonly opening: string | null;
  readonly openingEvents: readonly string[];
  readonly income: readonly Line[];
  readonly spending: readonly Line[];
  readonly incomeTotal: Line;
  readonly spendingTotal: Line;
  readonly reversed: Line;
  /** Opening and what came less what went; `null` without an opening. */
  readonly closing: string | null;
  /** At the end of each year of the span; `null` without an opening. */
  readonly yearEnds: readonly { readonly year: string; readonly closing: string | null }[];
  /** Spending whose category speaks of hospitality, training, gifts, cars, travel. */
  readonly unproductive: Line;
  readonly bank: {
    /** By the bank's lines; `null`: no line is on record. */
    readonly balance: string | null;
    /** Books less bank; `null` where either is missing. */
    readonly difference: string | null;
    /** Lines of the bank that no payment or income explains. */
    readonly unexplained: Counted & { readonly moved: string };
  };
  /** Cash counts on record with another amount than the books. */
  readonly cashCounts: { readonly all: Counted; readonly differing: Counted };
}

interface Account {
  readonly accountId: string;
  /** Fen at the day of opening. */
  readonly opening: string | null;
  readonly currency: string;
  readonly on: string;
  readonly eventId: string;
}

/** Accounts in the unit's own name by a day; those in a person's name are no part of its money. */
export const unitAccounts = (
  snapshot: ViewSnapshot,
  units: readonly string[],
  closing: string,
): readonly Account[] =>
  thingsOf(snapshot, 'account', units)
    .flatMap((thing) => factsNamed(thing, 'funds.AccountOpened').slice(0, 1))
    .filter(({ data, on }) => data.holderKind === 'unit' && on <= closing)
    .map(({ data, on, eventId }) => ({
      accountId: data.accountId,
      opening: data.opening ?? null,
      currency: data.currency ?? 'CNY',
      on,
      eventId,
    }));

const sum = (lines: readonly { readonly amount: string }[]): string =>
  lines.reduce((total, { amount }) => total + BigInt(amount), 0n).toString();

function line(key: string, lines: readonly Line[]): Line {
  const events = lines.reduce((total, one) => total + one.events, 0);
  const eventIds = lines.flatMap((one) => one.eventIds);
  return { key, amount: sum(lines), events, eventIds: eventIds.length < events ? [] : eventIds };
}

interface Filter {
  readonly orgunit: string;
  readonly currency: string;
  readonly from: string;
  readonly to: string;
}

/** A measure over days by category, each opened where it is short. */
function linesOf(snapshot: ViewSnapshot, measure: Measure, filter: Filter): readonly Line[] {
  const by = measure === 'reversed' ? ([] as const) : (['category'] as const);
  return totals(snapshot, measure, by, filter).map(({ key, amount, events }: Total): Line => ({
    key: key['category'] ?? '',
    amount,
    events,
    eventIds:
      events > OPENED
        ? []
        : totalEvents(snapshot, measure, key, filter).map(({ eventId }) => eventId),
  }));
}

/** What came less what went, in a currency, over days. */
function net(snapshot: ViewSnapshot, filter: Filter): bigint {
  const of = (measure: 'income' | 'paid' | 'reversed') =>
    BigInt(totals(snapshot, measure, [], filter)[0]?.amount ?? '0');
  return of('income') - of('paid') + of('reversed');
}

const yearsOf = (from: string, to: string): readonly string[] => {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => String(first + index));
};

function bankOf(
  snapshot: ViewSnapshot,
  accounts: readonly Account[],
  opening: string | null,
  books: string | null,
  { since, closing }: { readonly since: string; readonly closing: string },
): Balance['bank'] {
  const lines = accounts.flatMap(({ accountId }) =>
    bankLines(snapshot, { accountId, from: since, to: closing }),
  );
  const unexplained = lines.filter(({ matches }) => matches.length === 0);
  const start = accounts.every(({ on }) => on <= since) ? opening : null;
  const balance =
    lines.length === 0 || start === null ? null : (BigInt(start) + BigInt(sum(lines))).toString();
  const moved = unexplained.reduce(
    (total, { amount }) => total + (amount.startsWith('-') ? -BigInt(amount) : BigInt(amount)),
    0n,
  );
  return {
    balance,
    difference:
      balance === null || books === null ? null : (BigInt(books) - BigInt(balance)).toString(),
    unexplained: {
      ...counted(unexplained.map(({ event }) => event.eventId)),
      moved: moved.toString(),
    },
  };
}

function cashCountsOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  span: Span,
): Balance['cashCounts'] {
  const counts = thingsOf(snapshot, 'cashCount', units)
    .flatMap((thing) => factsNamed(thing, 'funds.CashCounted'))
    .filter(({ on }) => span.from <= on && on <= span.closing);
  const ids = (some: typeof counts) => counted(some.map(({ eventId }) => eventId));
  return {
    all: ids(counts),
    differing: ids(counts.filter(({ data }) => data.counted !== data.book)),
  };
}

function balanceIn(
  snapshot: ViewSnapshot,
  currency: string,
  {
    orgunit,
    units,
    accounts,
    span,
  }: {
    readonly orgunit: string;
    readonly units: readonly string[];
    readonly accounts: readonly Account[];
    readonly span: Span;
  },
): Balance {
  const own = accounts.filter(
    (account) => account.opening !== null && account.currency === currency,
  );
  const first = own.map(({ on }) => on).sort()[0];
  const since = first !== undefined && first > span.from ? first : span.from;
  const filter = { orgunit, currency, from: since, to: span.closing };
  const declared = sum(
    own.flatMap(({ opening }) => (opening === null ? [] : [{ amount: opening }])),
  );
  const before =
    first === undefined || since <= first
      ? 0n
      : net(snapshot, { ...filter, from: first, to: addDays(parseLocalDate(since), -1) });
  const opening = first === undefined ? null : (BigInt(declared) + before).toString();
  const income = linesOf(snapshot, 'income', filter);
  const spending = linesOf(snapshot, 'paid', filter);
  const reversed = line('', linesOf(snapshot, 'reversed', filter));
  const [incomeTotal, spendingTotal] = [line('', income), line('', spending)];
  const change =
    BigInt(incomeTotal.amount) - BigInt(spendingTotal.amount) + BigInt(reversed.amount);
  const closing = opening === null ? null : (BigInt(opening) + change).toString();
  return {
    currency,
    since,
    opening,
    openingEvents: own.map(({ eventId }) => eventId),
    income,
    spending,
    incomeTotal,
    spendingTotal,
    reversed,
    closing,
    yearEnds: yearsOf(since, span.closing).map((year) => {
      const end = `${year}-12-31` < span.closing ? `${year}-12-31` : span.closing;
      return {
        year,
        closing:
          opening === null
            ? null
            : (BigInt(opening) + net(snapshot, { ...filter, to: end })).toString(),
      };
    }),
    unproductive: line(
      '',
      spending.filter(({ key }) => UNPRODUCTIVE_WORDS.some((word) => key.includes(word))),
    ),
    bank: bankOf(snapshot, own, opening, closing, { since, closing: span.closing }),
    cashCounts: cashCountsOf(snapshot, units, span),
  };
}

/** One balance a currency in which the unit has accounts or moved money. */
export function balancesOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  orgunit: string,
  span: Span,
): readonly Balance[] {
  const accounts = unitAccounts(snapshot, units, span.closing);
  const moved = (['income', 'paid'] as const).flatMap((measure) =>
    totals(snapshot, measure, [], { orgunit, from: span.from || undefined, to: span.closing }),
  );
  const currencies = [
    ...new Set([
      ...accounts.flatMap(({ opening, currency }) => (opening === null ? [] : [currency])),
      ...moved.map(({ currency }) => currency),
    ]),
  ].sort();
  return currencies.map((currency) =>
    balanceIn(snapshot, currency, { orgunit, units, accounts, span }),
  );
}
