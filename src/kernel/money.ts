// Money is a string of fen (integer minor units); arithmetic is exact. It must never become a float.
import { invalid, type LedgerError } from './errors.js';

declare const brand: unique symbol;
/**
 * Integer minor units as a decimal string, e.g. "371160000" for 3,711,600.00 yuan. May be negative.
 * What is recorded has at most 18 digits; a sum may have more, and is exact all the same.
 */
export type Fen = string & { readonly [brand]: 'Fen' };

/** Recorded money: an integer of at most 18 digits without leading zeros. */
export const RECORDED_FEN = /^(0|-?[1-9]\d{0,17})$/;
const MAJOR = /^\s*(-?)\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2})0*)?\s*$/;

/** A text in the wrong column may be a person's name: only what looks like a number is quoted. */
const quoted = (text: string) =>
  /^[\d.,+\-\s]{1,40}$/.test(text) ? [`，收到「${text}」`, `, not "${text}"`] : ['', ''];

function malformed(text: string, where: string | undefined): LedgerError {
  const [zh = '', en = ''] = quoted(text);
  return invalid(
    'money.malformed',
    `金额须为整数分，不超过 18 位${zh}`,
    `Money is an integer number of fen of at most 18 digits${en}`,
    where,
  );
}

/** @throws LedgerError `money.malformed` for fractions, leading zeros, other characters, over 18 digits */
export function parseFen(text: string, where?: string): Fen {
  if (!RECORDED_FEN.test(text)) throw malformed(text, where);
  return text as Fen;
}

/** @throws LedgerError `money.malformed` for a number that is not a safe integer */
export function fen(amount: bigint | number): Fen {
  if (typeof amount === 'number' && !Number.isSafeInteger(amount))
    throw malformed(String(amount), undefined);
  return BigInt(amount).toString() as Fen;
}

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
 * @throws LedgerError `money.malformed` for anything else, or more than two decimals other than zeros
 */
export function fenFromMajor(text: string, where?: string): Fen {
  const match = MAJOR.exec(text);
  if (!match) {
    const [zh = '', en = ''] = quoted(text);
    throw invalid(
      'money.malformed',
      `金额须为至多两位小数的元${zh}`,
      `An amount in yuan has at most two decimals${en}`,
      where,
    );
  }
  const whole = (match[2] ?? '').replaceAll(',', '');
  const magnitude = BigInt(whole) * 100n + BigInt((match[3] ?? '').padEnd(2, '0'));
  return parseFen((match[1] === '-' ? -magnitude : magnitude).toString(), where);
}

/** "3,711,600.00": two decimals, thousands separated; the same in every locale. */
export function formatMajor(amount: Fen): string {
  const negative = amount.startsWith('-');
  const digits = (negative ? amount.slice(1) : amount).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '-' : ''}${whole}.${digits.slice(-2)}`;
}
