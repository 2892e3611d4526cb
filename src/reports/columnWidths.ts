// How wide the columns of a table are on paper: figures, dates and short words keep to one line, longer texts share the
// rest. It measures texts only; it must never look at what a figure says.
import { displayCell, type Speak } from './display.js';
import type { Cell, Table } from './document.js';
import type { Grid } from './grid.js';
import type { NumberedSection } from './numbering.js';
import { displayWidth } from './table.js';

/** A column in half-widths of a character. */
export interface ColumnWidth {
  /** Its texts are not broken over two lines. */
  readonly fixed: boolean;
  /** What its longest text takes. */
  readonly natural: number;
}

const UNBROKEN: ReadonlySet<Cell['kind']> = new Set(['money', 'number', 'percent', 'date']);
/** Ids that have no place to break. */
const SHORT_CODE = 20;
/** Texts that are not worth a second line. */
const SHORT_TEXT = 8;
const WIDEST = 46;
const NARROWEST = 4;
/** Marks are set smaller. */
const MARKS = 0.9;
/** Padding of a cell, both sides. */
const PADDING = 2.4;
/** Heads are broken over lines sooner than texts. */
const HEAD = 6;

/** Half-widths that a line of the upright page holds, at the usual size of a table. */
const UPRIGHT_LINE = 90;
/** How much more a table may want before it turns the page: its texts are broken over two lines then. */
const PATIENCE = 1.6;

const isShort = (cells: readonly Cell[], natural: number): boolean =>
  natural <= SHORT_TEXT ||
  (natural <= SHORT_CODE && cells.some(({ kind }) => kind === 'code')) ||
  cells.some(({ kind }) => UNBROKEN.has(kind));

export function columnWidths(
  { columns, rows, totals }: Grid,
  speak: Speak,
  marksOf: (cell: Cell) => string,
): readonly ColumnWidth[] {
  const all = [...rows, ...totals];
  return columns.map(({ title }, index) => {
    const cells = all.flatMap((row) => row[index] ?? []);
    const natural = cells.reduce(
      (most, cell) =>
        Math.max(
          most,
          displayWidth(displayCell(cell, speak)) + displayWidth(marksOf(cell)) * MARKS,
        ),
      Math.max(NARROWEST, Math.min(displayWidth(title), HEAD)),
    );
    return { fixed: isShort(cells, natural), natural };
  });
}

const wantOf = ({ natural }: ColumnWidth): number => Math.min(natural, WIDEST) + PADDING;

/** Half-widths that a table would like to have in a line. */
const wantedBy = (widths: readonly ColumnWidth[]): number =>
  widths.reduce((sum, width) => sum + wantOf(width), 0);

/**
 * Parts of the line, together one. Where it is long enough every column grows; where not, texts give way.
 * @param line half-widths that the line holds
 */
export function sharesOf(widths: readonly ColumnWidth[], line: number): readonly number[] {
  const wanted = wantedBy(widths);
  const kept = wantedBy(widths.filter(({ fixed }) => fixed));
  // Where nothing can give way enough, everything is scaled alike.
  if (wanted <= line || wanted === kept || kept > 0.85 * line)
    return widths.map((width) => wantOf(width) / wanted);
  return widths.map(
    (width) =>
      (width.fixed ? wantOf(width) : (wantOf(width) / (wanted - kept)) * (line - kept)) / line,
  );
}

/** How crowded a table is on the upright page: over 1 its type gets smaller. */
export const crowding = (widths: readonly ColumnWidth[]): number => wantedBy(widths) / UPRIGHT_LINE;

/** Texts can give way to a point; figures cannot at all. */
const needsLongSide = (widths: readonly ColumnWidth[]): boolean =>
  crowding(widths) > PATIENCE || crowding(widths.filter(({ fixed }) => fixed)) > 1;

/** A section turns the page only where it may, and a table of it needs the long side. */
export const turnsPage = (
  { wide, blocks }: NumberedSection,
  widthsOf: (table: Table) => readonly ColumnWidth[],
): boolean =>
  wide === true &&
  blocks.some(
    (block) => block.kind === 'table' && block.rows.length > 0 && needsLongSide(widthsOf(block)),
  );
