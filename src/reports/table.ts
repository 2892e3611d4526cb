// Text tables whose columns line up also where Chinese and Latin letters stand together.
// Same input, same bytes: widths come from Unicode's own table, never from a locale or a terminal.
import { eastAsianWidth } from 'get-east-asian-width';

const MARK = /^\p{M}$/u;

/** Columns that a text takes on a terminal: wide characters count two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize('NFC'))
    if (!MARK.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}

export interface Column {
  readonly title: string;
  /** Figures stand right. */
  readonly align?: 'left' | 'right';
}

/** Line ends and tabs inside a cell would break the row. */
const oneLine = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** A table with its header, one line a row; `empty` in place of the rows where there are none. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  empty = '（无 / none）',
): string {
  if (rows.length === 0) return empty;
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? '')));
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => {
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
        return columns[index]?.align === 'right' ? space + text : text + space;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    line(widths.map((width) => '-'.repeat(width))),
    ...cells.map(line),
  ].join('\n');
}
