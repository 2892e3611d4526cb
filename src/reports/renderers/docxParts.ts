// The parts of a Word document that reports are made of. Fonts are named for Latin and for Chinese letters apart, or
// Word picks one of its own for either.
import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
} from 'docx';

const LATIN_SERIF = 'Times New Roman';
const LATIN_SANS = 'Arial';

const fontOf = (latin: string, eastAsia: string) => ({
  ascii: latin,
  hAnsi: latin,
  cs: latin,
  eastAsia,
});
export const SERIF = fontOf(LATIN_SERIF, '宋体');
export const SANS = fontOf(LATIN_SANS, '黑体');

/** Half points. */
export const SIZE = { body: 22, table: 18, small: 17, marks: 13, title: 42 } as const;

export const GREY = '595959';
const HEAD_FILL = 'ECECEC';
const LINE = { style: BorderStyle.SINGLE, size: 4, color: '808080' } as const;
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
} as const;

export type Align = 'left' | 'right' | 'center';
const ALIGN = {
  left: AlignmentType.LEFT,
  right: AlignmentType.RIGHT,
  center: AlignmentType.CENTER,
} as const;

export interface Piece {
  readonly text: string;
  readonly bold?: boolean;
  readonly sans?: boolean;
  readonly color?: string;
  readonly size?: number;
  readonly superScript?: boolean;
}

export const run = ({ text, sans = false, ...rest }: Piece): TextRun =>
  new TextRun({ text, font: sans ? SANS : SERIF, ...rest } satisfies IRunOptions);

/** Text with its marks: `found [3–7]`. */
export const pieces = (text: string, marks: string, piece: Omit<Piece, 'text'> = {}): TextRun[] => [
  run({ text, ...piece }),
  ...(marks === '' ? [] : [run({ text: ` ${marks}`, sans: true, color: GREY, size: SIZE.marks })]),
];

export const paragraph = (
  children: NonNullable<IParagraphOptions['children']>,
  options: IParagraphOptions = {},
): Paragraph => new Paragraph({ ...options, children });

/** Names of the styles of what stands in tables: said once, not in each of thousands of cells. */
const CELL_STYLES = {
  text: 'CellText',
  code: 'CellCode',
  name: 'CellName',
  head: 'CellHead',
} as const;
const MARKS_STYLE = 'EvidenceMarks';

const cellStyle = (id: string, name: string, run: IRunOptions) => ({
  id,
  name,
  basedOn: 'Normal',
  run,
  paragraph: { spacing: { line: 280 } },
});

export const styles = {
  paragraphStyles: [
    cellStyle(CELL_STYLES.text, '表格文字', { font: SERIF, size: SIZE.table }),
    cellStyle(CELL_STYLES.code, '表格编号', { font: SANS, size: SIZE.table - 2 }),
    cellStyle(CELL_STYLES.name, '表格名目', { font: SANS, size: SIZE.table }),
    cellStyle(CELL_STYLES.head, '表格标题', { font: SANS, size: SIZE.table - 1, bold: true }),
  ],
  characterStyles: [
    { id: MARKS_STYLE, name: '证据编号', run: { font: SANS, size: SIZE.marks, color: GREY } },
  ],
};

export interface DocxCell {
  readonly kind: keyof typeof CELL_STYLES;
  readonly text: string;
  readonly marks?: string;
  readonly bold?: boolean;
  readonly align?: Align;
  readonly fill?: string;
}

const cellOf = (
  { kind, text, marks = '', bold = false, align = 'left', fill }: DocxCell,
  width: number,
): TableCell => {
  const words: IRunOptions = bold ? { text, bold } : { text };
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    ...(fill === undefined ? {} : { shading: { type: ShadingType.CLEAR, fill, color: 'auto' } }),
    children: [
      paragraph(
        [
          new TextRun(words),
          ...(marks === '' ? [] : [new TextRun({ text: ` ${marks}`, style: MARKS_STYLE })]),
        ],
        {
          style: CELL_STYLES[kind],
          ...(align === 'left' ? {} : { alignment: ALIGN[align] }),
        },
      ),
    ],
  });
};

/** @param widths of the columns, in twentieths of a point */
export const table = (
  head: readonly DocxCell[] | undefined,
  rows: readonly (readonly DocxCell[])[],
  widths: readonly number[],
): Table => {
  const rowOf = (cells: readonly DocxCell[], tableHeader: boolean) =>
    new TableRow({
      tableHeader,
      cantSplit: true,
      children: cells.map((cell, index) => cellOf(cell, widths[index] ?? 0)),
    });
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    borders: BORDERS,
    margins: { top: 40, bottom: 40, left: 70, right: 70 },
    rows: [
      ...(head === undefined
        ? []
        : [
            rowOf(
              head.map((cell) => ({ ...cell, fill: HEAD_FILL, align: 'center' })),
              true,
            ),
          ]),
      ...rows.map((row) => rowOf(row, false)),
    ],
  });
};

/** Space after a table, which Word would otherwise set against the next. */
export const gap = (): Paragraph => paragraph([], { spacing: { before: 0, after: 60, line: 200 } });
