// How leads are ranked (domain.md 5.5): base of the severity times the factors of amount, novelty and precision.
// Every factor is shown with the score; a low score never hides a lead, it only puts it further down.
import type { Scoring } from './scheme.js';

/**
 * 1 up to 1,000 yuan (or other major units) and where no amount is at stake; one more for each further power of ten.
 * @param fen a whole number in decimal digits
 */
export function amountFactor(fen: string | undefined): number {
  if (fen === undefined) return 1;
  const amount = Number(fen) / 100;
  // Two decimals: the last bits of a logarithm differ between machines.
  return amount <= 1000 ? 1 : Math.round((1 + Math.log10(amount / 1000)) * 100) / 100;
}

/** What became of decided leads of one check. */
export interface Decided {
  readonly confirmed: number;
  readonly dismissed: number;
}

/** Share confirmed of all decided; `undefined` before the first decision. */
export const precisionOf = ({ confirmed, dismissed }: Decided): number | undefined =>
  confirmed + dismissed === 0 ? undefined : confirmed / (confirmed + dismissed);

/** Whether a type of lead has proved so imprecise that it is put further down. */
export function isDemoted(
  decided: Decided,
  { demoteBelow, minimumDecided }: Pick<Scoring, 'demoteBelow' | 'minimumDecided'>,
): boolean {
  const precision = precisionOf(decided);
  return (
    precision !== undefined &&
    decided.confirmed + decided.dismissed >= minimumDecided &&
    precision < demoteBelow
  );
}

/** The least that dismissals bring a lead down to. */
const LEAST_NOVELTY = 0.25;

/**
 * 1 for what nobody has looked at yet; halved by each dismissal of a lead of the same check in the same unit since the
 * last one that was confirmed.
 */
export const noveltyFactor = (dismissedSinceConfirmed: number): number =>
  Math.max(LEAST_NOVELTY, 0.5 ** dismissedSinceConfirmed);

/** How many leads a short list may have: at most this share of the transactions, rounded down. */
export const shortListSize = (transactions: number, share: number): number =>
  // A product such as 0.07 × 100 lies just below the whole number that is meant.
  Math.floor(Math.round(transactions * share * 1e9) / 1e9);
