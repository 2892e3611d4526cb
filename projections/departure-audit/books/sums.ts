// Exact sums of what is recorded, one a currency, each with its events. Money is fen as text; it must never be a float.

/** An amount with the record that states it. */
export interface Amount {
  readonly currency: string;
  /** Fen. */
  readonly amount: string;
  readonly eventId: string;
}

export interface Sum {
  readonly currency: string;
  /** Fen. */
  readonly amount: string;
  readonly eventIds: readonly string[];
}

/** One sum a currency, in the order of the codes; empty: nothing is recorded. */
export function sumsOf(amounts: readonly Amount[]): readonly Sum[] {
  const sums = new Map<string, { total: bigint; eventIds: string[] }>();
  for (const { currency, amount, eventId } of amounts) {
    const sum = sums.get(currency) ?? { total: 0n, eventIds: [] };
    sum.total += BigInt(amount);
    sum.eventIds.push(eventId);
    sums.set(currency, sum);
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { total, eventIds }]) => ({
      currency,
      amount: total.toString(),
      eventIds: [...new Set(eventIds)],
    }));
}

export const currenciesOf = (...lists: readonly (readonly { readonly currency: string }[])[]) =>
  [...new Set(lists.flat().map(({ currency }) => currency))].sort();

/** The sum of a currency; zero without events where nothing of it is recorded. */
export const sumIn = (sums: readonly Sum[], currency: string): Sum =>
  sums.find((sum) => sum.currency === currency) ?? { currency, amount: '0', eventIds: [] };

/** A figure that follows from others: it opens to the events of all of them. */
export const combine = (
  currency: string,
  parts: readonly (readonly [sign: 1 | -1, sum: Sum])[],
): Sum => ({
  currency,
  amount: parts
    .reduce((total, [sign, { amount }]) => total + BigInt(sign) * BigInt(amount), 0n)
    .toString(),
  eventIds: [...new Set(parts.flatMap(([, { eventIds }]) => eventIds))],
});
