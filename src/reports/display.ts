// How the value of a cell is written. It must never round money, nor fill in what is not recorded.
import { formatMajor, type Fen } from '../kernel/money.js';
import type { Cell, Column, Row, Words } from './document.js';
import { LEDGER_CURRENCY } from './cells.js';
import { visible } from './language.js';

/** Says words in the language of the rendering. */
export type Speak = (words: Words) => string;

export const NOTHING = '—';

/** Text of one line: line ends, tabs and repeated spaces would break a row. */
export const oneLine = (text: string): string => visible(text.replace(/\s+/gu, ' ').trim());

/** `3,711,600.00`; with the currency where it is not the ledger's own. */
export function displayMoney(fen: string, currency: string): string {
  const amount = formatMajor(fen as Fen);
  return currency === LEDGER_CURRENCY ? amount : `${amount} ${currency}`;
}

/** `1,234.50`: the same in every locale. */
export function displayNumber(value: number, digits: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const sign = value < 0 ? '-' : '';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** RFC 3339 to the second, with its offset: `2023-09-14 09:10:00 +08:00`. */
export const displayTime = (instant: string): string =>
  instant.replace(/^(\S+)[Tt](\d{2}:\d{2}:\d{2})(?:\.\d+)?(\S*)$/, (_, day, clock, offset) =>
    `${String(day)} ${String(clock)} ${String(offset) === 'Z' ? 'UTC' : String(offset)}`.trimEnd(),
  );

/** A cell as one line of text. */
export function displayCell(cell: Cell, speak: Speak): string {
  switch (cell.kind) {
    case 'text':
      return oneLine(speak(cell.text));
    case 'code':
      return oneLine(cell.text);
    case 'person':
      return oneLine(cell.name ?? cell.personId);
    case 'money':
      return displayMoney(cell.fen, cell.currency);
    case 'number':
      return displayNumber(cell.value, cell.digits);
    case 'percent':
      return `${displayNumber(cell.share * 100, cell.digits)}%`;
    case 'date':
      return cell.date;
    case 'time':
      return displayTime(cell.time);
    case 'none':
      return cell.why === undefined ? NOTHING : oneLine(speak(cell.why));
  }
}

const FIGURES: ReadonlySet<Cell['kind']> = new Set(['money', 'number', 'percent']);

/** Where a column stands: as it says, else right where it holds figures and nothing but figures. */
export function alignmentOf(
  column: Column,
  index: number,
  rows: readonly Row[],
): 'left' | 'right' | 'center' {
  if (column.align !== undefined) return column.align;
  const kinds = rows.flatMap((row) => row[index]?.kind ?? []).filter((kind) => kind !== 'none');
  return kinds.length > 0 && kinds.every((kind) => FIGURES.has(kind)) ? 'right' : 'left';
}

/** Title of a column with its unit: `金额（元）`. */
export function columnTitle({ title, unit }: Column, speak: Speak): string {
  const name = speak(title);
  return unit === undefined ? name : `${name}（${speak(unit)}）`;
}
