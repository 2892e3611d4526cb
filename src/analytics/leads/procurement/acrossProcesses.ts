// Procurement indicators across contracting processes (R024, R025, R038, R048, R058): a value against the fences of all.
// Counting and judging are apart, so that counts can be kept current as processes come and go.
import { fencesOf, quantile } from '../statistics.js';
import {
  comparesPrices,
  onlyOne,
  settledAwards,
  submittedBids,
  type PriceComparison,
} from './indicators.js';
import type { Process } from './process.js';

/** The winning bid and the lowest other valid one. */
export interface PriceGap {
  /** (second lowest − winning) / winning */
  readonly ratio: number;
  readonly winner: string;
  readonly runnerUp: string;
  /** The two amounts, in units of the currency. */
  readonly winning: number;
  readonly other: number;
}

/** The winner, where one supplier has the one award that stands. */
function soleWinner(process: Process): string | undefined {
  const active = settledAwards(process);
  const [award] = active ?? [];
  return award && active?.length === 1 ? onlyOne(award.suppliers) : undefined;
}

/** The gap of a process awarded by price; `undefined` where the lowest bid did not win, or much is unknown. */
export function priceGapOf(
  process: Process,
  counts: (currency: string | undefined) => boolean,
  prices: PriceComparison = {},
): PriceGap | undefined {
  if (!comparesPrices(process, prices)) return undefined;
  const supplier = soleWinner(process);
  if (supplier === undefined) return undefined;
  let winning: number | undefined;
  let other: { readonly amount: number; readonly tenderer: string } | undefined;
  for (const { status, tenderers, amount, currency } of process.bids ?? []) {
    const tenderer = onlyOne(tenderers);
    if (status !== 'valid' || tenderer === undefined || amount === undefined || !counts(currency))
      continue;
    if (tenderer === supplier) winning = Math.min(amount, winning ?? amount);
    else if (!other || amount < other.amount) other = { amount, tenderer };
  }
  if (winning === undefined || !other || other.amount < winning) return undefined;
  return {
    ratio: (other.amount - winning) / winning,
    winner: supplier,
    runnerUp: other.tenderer,
    winning,
    other: other.amount,
  };
}

/** The fence at or below which a gap is a low outlier (R024); `undefined`: none can be. @param ratios ascending */
export function lowGapFence(ratios: readonly number[], given?: number): number | undefined {
  const fences = given === undefined ? fencesOf(ratios) : undefined;
  const fence = given ?? fences?.lower;
  // Where a quarter of all processes have no gap at all, a fence would flag most of them.
  if (fence === undefined || fence <= 0 || (fences && fences.q1 <= 0)) return undefined;
  return fence;
}

/** The fence at or above which a gap is a high outlier (R058). @param ratios ascending */
export function highGapFence(ratios: readonly number[], given?: number): number | undefined {
  const fence = given ?? fencesOf(ratios)?.upper;
  return fence !== undefined && fence > 0 ? fence : undefined;
}

/** So many of so many. */
export interface Fraction {
  readonly hits: number;
  readonly of: number;
}

export const ratioOf = ({ hits, of }: Fraction): number => hits / of;

/** Bidders of a settled process and whether each won (R025): one count a process, however many bids. */
export function bidsWonBy(process: Process): ReadonlyMap<string, Fraction> {
  const supplier = soleWinner(process);
  const counts = new Map<string, Fraction>();
  if (supplier === undefined) return counts;
  for (const { status, tenderers } of process.bids ?? []) {
    const tenderer = onlyOne(tenderers);
    if (status === 'valid' && tenderer !== undefined)
      counts.set(tenderer, { hits: tenderer === supplier ? 1 : 0, of: 1 });
  }
  return counts;
}

export interface LoserFences {
  /** A top tenderer bids at least so often. */
  readonly bids: number;
  /** And wins at most this share. */
  readonly won: number;
}

/**
 * Who bids often and hardly ever wins (R025).
 * @param bids number of bids by tenderer, ascending
 * @param shares share of bids won by tenderer, ascending
 */
export function loserFences(
  bids: readonly number[],
  shares: readonly number[],
  {
    percentile = 75,
    threshold,
  }: { percentile?: number | undefined; threshold?: number | undefined } = {},
): LoserFences | undefined {
  const often = quantile(bids, percentile / 100);
  const fences = threshold === undefined ? fencesOf(shares) : undefined;
  const won = threshold ?? fences?.lower;
  if (often === undefined || won === undefined || won <= 0 || (fences && fences.q1 <= 0))
    return undefined;
  return { bids: often, won };
}

export interface Disqualifications {
  readonly buyer: ReadonlyMap<string, Fraction>;
  readonly procuringEntity: ReadonlyMap<string, Fraction>;
  readonly tenderer: ReadonlyMap<string, Fraction>;
}

/** Disqualified of submitted bids, by who received and who made them (R038). */
export function disqualificationsOf(process: Process): Disqualifications {
  const bids = submittedBids(process);
  const all: Fraction = {
    hits: bids.filter(({ status }) => status === 'disqualified').length,
    of: bids.length,
  };
  const whole = (id: string | undefined): ReadonlyMap<string, Fraction> =>
    new Map(id === undefined || bids.length === 0 ? [] : [[id, all]]);
  const tenderer = new Map<string, Fraction>();
  for (const { status, tenderers } of bids)
    for (const id of tenderers) {
      if (id === undefined) continue;
      const { hits, of } = tenderer.get(id) ?? { hits: 0, of: 0 };
      tenderer.set(id, { hits: hits + (status === 'disqualified' ? 1 : 0), of: of + 1 });
    }
  return { buyer: whole(process.buyer), procuringEntity: whole(process.procuringEntity), tenderer };
}

/** The fence at or above which a share of disqualified bids is a high outlier (R038). @param shares ascending */
export function disqualificationFence(
  shares: readonly number[],
  given?: number,
): number | undefined {
  const fence = given ?? fencesOf(shares)?.upper;
  return fence !== undefined && fence > 0 ? fence : undefined;
}

/** First-level classes of what each sole supplier was awarded (R048). */
export function classesAwarded(
  process: Process,
  digits = 2,
): ReadonlyMap<string, ReadonlySet<string>> {
  const classes = new Map<string, Set<string>>();
  for (const { status, suppliers, classifications } of process.awards ?? []) {
    const supplier = onlyOne(suppliers);
    if (status !== 'active' || supplier === undefined) continue;
    for (const code of classifications) {
      const own = classes.get(supplier) ?? new Set();
      classes.set(supplier, own.add(Array.from(code).slice(0, digits).join('')));
    }
  }
  return classes;
}

/** The fence at or above which a supplier's variety is a high outlier (R048). @param varieties ascending */
export const varietyFence = (varieties: readonly number[], given?: number): number | undefined =>
  given ?? fencesOf(varieties)?.upper;
