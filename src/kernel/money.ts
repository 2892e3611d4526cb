// Money is a string of fen (integer minor units); arithmetic is exact. It must never become a float.
import { invalid } from './errors.js';

declare const brand: unique symbol;
/** Integer minor units as a decimal string, e.g. "371160000" for 3,711,600.00 yuan. May be negative. */
export type Fen = string & { readonly [brand]: 'Fen' };

const INTEGER = /^(0|-?[1-9]\d{0,17})$/;

/** @throws LedgerError `money.malformed` for fractions, leading zeros, other characters, over 18 digits */
export function parseFen(text: string, where?: string): Fen {
  if (!INTEGER.test(text))
    throw invalid(
      'money.malformed',
      `金额须为整数分，收到「${text.slice(0, 40)}」`,
      `Money is an integer number of fen, not "${text.slice(0, 40)}"`,
      where,
    );
  return text as Fen;
}

export const fen = (amount: bigint | number): Fen => parseFen(BigInt(amount).toString());

export const sumFen = (amounts: Iterable<Fen>): Fen => {
  let total = 0n;
  for (const amount of amounts) total += BigInt(amount);
  return fen(total);
};

export const addFen = (a: Fen, b: Fen): Fen => fen(BigInt(a) + BigInt(b));
export const subtractFen = (a: Fen, b: Fen): Fen => fen(BigInt(a) - BigInt(b));
export const compareFen = (a: Fen, b: Fen): number => {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/**
 * Reads an amount in major units ("1,003,000.50", "-12.3") exactly.
 * @throws LedgerError `money.malformed` when it has more than two decimals other than zeros
 */
export function fenFromMajor(text: string, where?: string): Fen {
  const match = /^\s*(-?)\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2})0*)?\s*$/.exec(text);
  if (!match) return parseFen(text.trim() === '' ? '空' : `${text} (元)`, where);
  const whole = (match[2] ?? '').replaceAll(',', '');
  const magnitude = BigInt(whole) * 100n + BigInt((match[3] ?? '').padEnd(2, '0'));
  return fen(match[1] === '-' ? -magnitude : magnitude);
}

/** "3,711,600.00": two decimals, thousands separated; the same in every locale. */
export function formatMajor(amount: Fen): string {
  const negative = amount.startsWith('-');
  const digits = (negative ? amount.slice(1) : amount).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '-' : ''}${whole}.${digits.slice(-2)}`;
}
