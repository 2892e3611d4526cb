// The words and small values that checks share. Same input, same bytes: no locale, no clock.
import { z } from 'zod';
import { money } from '../../events/fields.js';
import type { Bilingual } from '../../kernel/errors.js';
import { formatMajor, type Fen } from '../../kernel/money.js';
import { addDays, daysBetween, isLocalDate, type LocalDate } from '../../kernel/time.js';
import type { FactRef } from './subjects/facts.js';

export { inWords } from '../../rules/payments.js';

export const say = (zh: string, en: string): Bilingual => ({ zh, en });

/** "12.3%": one decimal, rounded half up. */
export const percent = (share: number): string => `${(Math.round(share * 1000) / 10).toFixed(1)}%`;

/** A number with so many decimals, as a figure. */
export const rounded = (value: number, decimals = 2): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals;

/** "3,711,600.00" */
export const major = (amount: bigint): string => formatMajor(amount.toString() as Fen);

export const ref = ({ p, id }: FactRef): FactRef => ({ p, id });

export const earliest = <F extends FactRef>(facts: readonly F[]): F | undefined =>
  facts.reduce<F | undefined>(
    (first, fact) => (first && first.p <= fact.p ? first : fact),
    undefined,
  );

/** A day that the event schema has accepted. */
export const asDay = (text: string): LocalDate => text as LocalDate;

export const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

export const daysApart = (a: string, b: string): number =>
  Math.abs(daysBetween(asDay(a), asDay(b)));

export const plusDays = (day: string, days: number): LocalDate => addDays(asDay(day), days);

export const isDay = (text: string | undefined): text is string =>
  text !== undefined && isLocalDate(text);

/** Sums amounts in one currency. */
export const total = (amounts: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
};

const NOT_ZERO = '阈值须大于零 / a threshold must be more than zero';

const MILLION = 1_000_000;
const millionths = (factor: number): bigint => BigInt(Math.round(factor * MILLION));

/** Whether an amount is more than `factor` times another, exactly. */
export const isMoreThan = (amount: bigint, other: bigint, factor = 1): boolean =>
  amount * BigInt(MILLION) > other * millionths(factor);

/** Whether a part is at least this share of the whole, exactly. */
export const isShareOf = (part: bigint, whole: bigint, share: number): boolean =>
  part * BigInt(MILLION) >= whole * millionths(share);

/** Parameters by what they mean. */
export const param = {
  /** An amount from which something counts: never zero. */
  threshold: money.refine((value) => value !== '0', NOT_ZERO),
  days: z.int().min(0).max(36_600),
  /** At least so many. */
  least: z.int().min(1).max(1_000_000),
  share: z.number().gt(0, '比例须大于零 / a share must be more than zero').max(1),
  factor: z.number().gt(0, '倍数须大于零 / a factor must be more than zero').max(1_000_000),
  words: z.array(z.string().min(1)).max(200),
} as const;

export const fenOf = (amount: string): bigint => BigInt(amount);

/** A default amount in yuan. */
export const yuan = (amount: number): Fen => `${amount}00` as Fen;

/** Rolling windows reach back into the last quarter of the year before, and no further. */
export const WINDOW_DAYS = 92;

/** The unit, the other party and the year of a roll that is kept by year. */
export function partsOf(key: string): readonly [unit: string, party: string, year: string] {
  const [unit = '', party = '', year = ''] = key.split('|');
  return [unit, party, year];
}

/** Whether a text speaks of any of the words. */
export const speaksOf = (text: string | undefined, words: readonly string[]): boolean => {
  const lower = text?.toLowerCase() ?? '';
  return words.some((word) => lower.includes(word.toLowerCase()));
};
