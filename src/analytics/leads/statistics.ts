// The statistics behind leads (疑点): quartiles, fences, digits, shares. Exact where money is counted, pure everywhere.
// It must never add up amounts of different currencies: callers hand over one currency at a time.
import { invalid } from '../../kernel/errors.js';

/**
 * Quantile of values sorted ascending, by the estimator that is unbiased for the median whatever the distribution
 * (Hyndman and Fan 1996, type 8), as the open-contracting reference cases use it.
 * @param p from 0 to 1
 * @returns `undefined` for no values
 */
export function quantile(sorted: readonly number[], p: number): number | undefined {
  const count = sorted.length;
  if (count === 0) return undefined;
  const place = (count + 1 / 3) * p + 1 / 3;
  const below = Math.floor(place);
  if (below <= 0) return sorted[0];
  if (below >= count) return sorted[count - 1];
  const [lower = 0, upper = 0] = [sorted[below - 1], sorted[below]];
  return lower + (place - below) * (upper - lower);
}

export interface Fences {
  readonly q1: number;
  readonly q3: number;
  /** q1 − 1.5 (q3 − q1) */
  readonly lower: number;
  /** q3 + 1.5 (q3 − q1) */
  readonly upper: number;
}

/** Tukey's inner fences of values sorted ascending; `undefined` for no values. */
export function fencesOf(sorted: readonly number[], width = 1.5): Fences | undefined {
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  if (q1 === undefined || q3 === undefined) return undefined;
  const reach = width * (q3 - q1);
  return { q1, q3, lower: q1 - reach, upper: q3 + reach };
}

/** Where a value belongs in an ascending list: the index of the first element that is not less. */
export function placeIn<T extends number | bigint>(sorted: readonly T[], value: T): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as T) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

export interface Bunching {
  /** Amounts from 0.9 T up to, not including, T. */
  readonly below: number;
  /** Amounts from T up to, not including, 1.1 T. */
  readonly above: number;
  /** below / above; `undefined` where nothing lies above. */
  readonly ratio: number | undefined;
}

/** A threshold below which one could bunch. @throws LedgerError `leads.threshold` for zero and less */
export function requireThreshold(threshold: bigint): bigint {
  if (threshold > 0n) return threshold;
  throw invalid(
    'leads.threshold',
    '阈值须大于零：零以下没有可比的金额',
    'A threshold must be more than zero: below zero there is no amount to compare',
  );
}

/**
 * Counts amounts just below a threshold against just above it.
 * @param sorted fen, ascending
 * @throws LedgerError `leads.threshold`
 */
export function bunchingAt(sorted: readonly bigint[], threshold: bigint): Bunching {
  requireThreshold(threshold);
  // The first whole fen at or above 0.9 T and 1.1 T.
  const tenths = (share: bigint) => (threshold * share + 9n) / 10n;
  const [start, middle, end] = [
    placeIn(sorted, tenths(9n)),
    placeIn(sorted, threshold),
    placeIn(sorted, tenths(11n)),
  ];
  const [below, above] = [middle - start, end - middle];
  return { below, above, ratio: above === 0 ? undefined : below / above };
}

/**
 * Difference of two shares in standard errors (pooled two-proportion z test).
 * @returns `undefined` where either sample is empty or neither varies
 */
export function shareDifference(
  sample: { readonly hits: number; readonly of: number },
  norm: { readonly hits: number; readonly of: number },
): number | undefined {
  if (sample.of === 0 || norm.of === 0) return undefined;
  const pooled = (sample.hits + norm.hits) / (sample.of + norm.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / sample.of + 1 / norm.of));
  return error === 0 ? undefined : (sample.hits / sample.of - norm.hits / norm.of) / error;
}

/** Mean and sample standard deviation (n − 1); `undefined` for fewer than two values. */
export function spreadOf(
  values: readonly number[],
): { readonly mean: number; readonly deviation: number } | undefined {
  if (values.length < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** The share that `part` is of `whole`, to a millionth; 0 of nothing. */
export const shareOf = (part: bigint, whole: bigint): number =>
  whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;

export interface Concentration {
  /** Herfindahl-Hirschman index, 0 to 1: the sum of squared shares. */
  readonly index: number;
  readonly top: string;
  readonly topShare: number;
  readonly count: number;
}

/** How much of a sum goes to few; `undefined` where nothing was paid. Ties go to the first name by code unit. */
export function concentrationOf(amounts: ReadonlyMap<string, bigint>): Concentration | undefined {
  let [total, count, squares, top, topAmount] = [0n, 0, 0n, '', 0n];
  for (const [name, amount] of amounts) {
    if (amount <= 0n) continue;
    total += amount;
    squares += amount * amount;
    count++;
    if (amount > topAmount || (amount === topAmount && name < top))
      [top, topAmount] = [name, amount];
  }
  if (total === 0n) return undefined;
  return {
    index: shareOf(squares, total * total),
    top,
    topShare: shareOf(topAmount, total),
    count,
  };
}
