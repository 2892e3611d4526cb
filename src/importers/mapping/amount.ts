// Amounts as foreign records write them -> fen. Exact decimal arithmetic; it must never pass through a float.
import { fen, type Fen } from '../../kernel/money.js';
import { recordProblem } from './problem.js';

export interface AmountOptions {
  /** How many fen one unit of the file is worth: 1 for fen, 100 for yuan, 1,000,000 for 万元. */
  readonly fenPerUnit: bigint;
  /** `(1,234.50)` is minus 1,234.50, as accountants write. */
  readonly parentheses: boolean;
  /** `keep`, `flip` (a debit column), or `drop` (the sign says what the column already says). */
  readonly sign: 'keep' | 'flip' | 'drop';
  /**
   * The file went through binary floats (417000.0000000001): an amount within a thousandth of a fen is that many fen.
   * Anything farther from whole fen is refused all the same.
   */
  readonly floatNoise: boolean;
  /** The publisher reckons finer than money is paid (55463.776): such an amount is rounded to fen, halves up. */
  readonly roundHalfUp?: boolean | undefined;
}

const AMOUNT = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;
const NOISE = 1000n;

const refuse = (text: string, zh: string, en: string) =>
  recordProblem('amount', {
    zh: `金额「${text.slice(0, 40)}」${zh}`,
    en: `The amount "${text.slice(0, 40)}" ${en}`,
  });

/** @throws LedgerError `mapping.amount` when the text is no amount or not whole fen */
export function readAmount(text: string, options: AmountOptions): Fen {
  const bracketed = options.parentheses ? /^\((.*)\)$/.exec(text) : null;
  // Full-width digits and signs, as typed in Chinese forms; currency marks.
  const plain = (bracketed?.[1] ?? text)
    .normalize('NFKC')
    .replace('−', '-')
    .replace(/^([+-]?)\s*(?:NT\$|HK\$|US\$|[$¥€£])\s*/u, '$1')
    .replace(/\s*元$/u, '');
  const match = AMOUNT.exec(plain);
  if (!match) throw refuse(text, '无法识别', 'cannot be read');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = BigInt(fraction.length) - BigInt(exponent);
  const digits = BigInt(whole.replaceAll(',', '') + fraction) * options.fenPerUnit;
  const magnitude = wholeFen(digits, scale, text, options);
  const negative = (sign === '-') !== (bracketed !== null);
  if (options.sign === 'drop') return fen(magnitude);
  return fen(negative === (options.sign === 'flip') ? magnitude : -magnitude);
}

/** digits / 10^scale, which must be whole. */
function wholeFen(
  digits: bigint,
  scale: bigint,
  text: string,
  { floatNoise, roundHalfUp }: AmountOptions,
): bigint {
  if (scale <= 0n) return digits * 10n ** -scale;
  const unit = 10n ** scale;
  const nearest = (digits + unit / 2n) / unit;
  const away = digits - nearest * unit;
  const distance = away < 0n ? -away : away;
  if (roundHalfUp || distance === 0n || (floatNoise && distance * NOISE <= unit)) return nearest;
  throw refuse(text, '不是整数分', 'is not a whole number of fen');
}
