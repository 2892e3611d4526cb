// Where an event stands in the whole log: an opaque, ordered string (a decimal number without leading zeros).
// It must never be computed with outside a log engine; compare it with `comparePositions`.
import { invalid } from './errors.js';

declare const brand: unique symbol;
export type Position = string & { readonly [brand]: 'Position' };

const DECIMAL = /^(0|[1-9]\d{0,38})$/;

/** @throws LedgerError `position.malformed` */
export function parsePosition(text: string): Position {
  if (!DECIMAL.test(text))
    throw invalid(
      'position.malformed',
      `台账位置应为不带前导零的十进制整数，收到「${text.slice(0, 40)}」`,
      `A ledger position is a decimal integer without leading zeros, not "${text.slice(0, 40)}"`,
    );
  return text as Position;
}

export function positionOf(sequence: number | bigint): Position {
  return parsePosition(sequence.toString());
}

/** Negative, zero or positive, like a sort function. */
export function comparePositions(a: Position, b: Position): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
