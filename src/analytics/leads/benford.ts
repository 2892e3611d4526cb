// Benford's law on amounts (domain.md 5.5 A24): how far leading digits stray from what sums of many causes show.
// It must never be read as proof: prices set by rule, flat subsidies and small samples stray for good reasons.

/** Counts of leading digits; commutative, so that facts may come and go in any order. */
export interface DigitCounts {
  /** Index 1 to 9; index 0 stays 0. */
  readonly first: readonly number[];
  /** Second digits 0 to 9 of amounts of two digits and more. */
  readonly second: readonly number[];
  /** How many amounts have so many digits (index). */
  readonly lengths: readonly number[];
}

export const NO_DIGITS: DigitCounts = {
  first: Array<number>(10).fill(0),
  second: Array<number>(10).fill(0),
  lengths: Array<number>(20).fill(0),
};

const changed = (counts: readonly number[], index: number, by: number): readonly number[] =>
  counts.map((count, place) => (place === index ? count + by : count));

/**
 * Counts an amount in, or out again.
 * @param fen a positive whole number in decimal digits; zero and negative amounts have no leading digit
 */
export function countDigits(counts: DigitCounts, fen: string, by: 1 | -1): DigitCounts {
  if (!/^[1-9]/.test(fen)) return counts;
  const second = fen.length > 1 ? Number(fen[1]) : undefined;
  return {
    first: changed(counts.first, Number(fen[0]), by),
    second: second === undefined ? counts.second : changed(counts.second, second, by),
    lengths: changed(counts.lengths, Math.min(fen.length, 19), by),
  };
}

/** log10(1 + 1/d) for d = 1 to 9; index 0 is 0. */
const FIRST_EXPECTED = Array.from({ length: 10 }, (_, digit) =>
  digit === 0 ? 0 : Math.log10(1 + 1 / digit),
);
/** Share of second digit d, summed over the first digits. */
const SECOND_EXPECTED = Array.from({ length: 10 }, (_, digit) =>
  Array.from({ length: 9 }, (__, first) => Math.log10(1 + 1 / (10 * (first + 1) + digit))).reduce(
    (sum, share) => sum + share,
    0,
  ),
);

export interface DigitTest {
  readonly count: number;
  /** Mean absolute deviation of the shares from those expected (Nigrini 2012). */
  readonly deviation: number;
  /** The digit that stands out furthest above its expected share. */
  readonly digit: number;
}

function deviationFrom(
  counts: readonly number[],
  expected: readonly number[],
  digits: readonly number[],
): DigitTest | undefined {
  const count = digits.reduce((sum, digit) => sum + (counts[digit] ?? 0), 0);
  if (count === 0) return undefined;
  let [sum, digit, most] = [0, -1, -Infinity];
  for (const each of digits) {
    const difference = (counts[each] ?? 0) / count - (expected[each] ?? 0);
    sum += Math.abs(difference);
    if (difference > most) [digit, most] = [each, difference];
  }
  // Sums of logarithms differ in the last bits between machines: a report shows five digits, and so does this.
  return { count, deviation: Math.round((sum / digits.length) * 100_000) / 100_000, digit };
}

export const firstDigitTest = ({ first }: DigitCounts): DigitTest | undefined =>
  deviationFrom(first, FIRST_EXPECTED, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

export const secondDigitTest = ({ second }: DigitCounts): DigitTest | undefined =>
  deviationFrom(second, SECOND_EXPECTED, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

/** Over how many orders of magnitude the amounts spread: 1,000 to 999,999 is three. */
export function magnitudesOf({ lengths }: DigitCounts): number {
  const used = lengths.flatMap((count, length) => (count > 0 ? [length] : []));
  const [least, most] = [used[0], used.at(-1)];
  return least === undefined || most === undefined ? 0 : most - least + 1;
}
