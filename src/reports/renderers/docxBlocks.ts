// Blocks of a report as paragraphs and tables of Word.
import { AlignmentType, HeadingLevel, type FileChild } from 'docx';
import { ChartRun } from 'docx/charts';
import { columnWidths, sharesOf, turnsPage } from '../columnWidths.js';
import { displayCell, type Speak } from '../display.js';
import type { Block, Cell, Evidenced, Fact, PlotChart, Table, Words } from '../document.js';
import { evidenceTable } from '../evidenceTable.js';
import type { FinishedDocument } from '../finish.js';
import { chartTable, evidenceColumn, extentWords, gridOf } from '../grid.js';
import { say, type Language } from '../language.js';
import { marksOf } from '../marks.js';
import type { NumberedSection } from '../numbering.js';
import {
  CLOSING,
  haltedWords,
  linkWords,
  provenanceWords,
  SEAL,
  SIGNED_ON,
} from '../provenanceWords.js';
import { NOTHING_LISTED, severityWords } from '../words.js';
import { LINE_WIDTH } from './docxPage.js';
import {
  gap,
  GREY,
  paragraph,
  pieces,
  run,
  SIZE,
  table,
  type DocxCell,
  type Piece,
} from './docxParts.js';

const LEVELS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;
const WIDE_SPACE = '\u3000';
const HEADING_SIZE = [28, 24, 22] as const;

/** Twentieths of a point that a half-width takes, at the size of tables. */
const HALF_WIDTH = (SIZE.table / 2) * 0.56 * 20;
const CHART = { width: 590, height: 240 } as const;
/** Fill of the series, as the drawn charts have them. */
const COLOURS = ['1F5F9E', 'E09A45', '4C9C68', 'A566AB'] as const;

/** What a chart of Word holds: numbers of the data as they are, gaps where nothing is recorded. */
function chartValue(cell: Cell): number | null {
  switch (cell.kind) {
    case 'money':
      return Number(cell.fen) / 100;
    case 'number':
      return cell.value;
    case 'percent':
      return cell.share * 100;
    default:
      return null;
  }
}

export class DocxBlocks {
  readonly speak: Speak;
  private readonly marks: (of: Evidenced) => string;

  constructor(
    private readonly document: FinishedDocument,
    language: Language,
  ) {
    this.speak = (words) => say(words, language);
    this.marks = marksOf(document);
  }

  private cell(cell: Cell): DocxCell {
    return {
      kind: cell.kind === 'code' ? 'code' : 'text',
      text: displayCell(cell, this.speak),
      marks: this.marks(cell),
    };
  }

  private small(words: Words): FileChild {
    return paragraph([run({ text: this.speak(words), size: SIZE.small, color: GREY })]);
  }

  private caption(words: Words): FileChild {
    return paragraph([run({ text: this.speak(words), bold: true, sans: true, size: 19 })], {
      keepNext: true,
      spacing: { before: 160, after: 60 },
    });
  }

  private layout(block: Table) {
    const grid = gridOf(block, this.speak, evidenceColumn(this.document, 'reading'));
    return { grid, widths: columnWidths(grid, this.speak, this.marks) };
  }

  table(block: Table, wide: boolean): FileChild[] {
    const { grid, widths } = this.layout(block);
    const line = wide ? LINE_WIDTH.wide : LINE_WIDTH.upright;
    const shares = sharesOf(widths, line / HALF_WIDTH);
    const rowOf = (row: readonly Cell[], bold: boolean) =>
      row.map((cell, index) => ({
        ...this.cell(cell),
        bold,
        align: grid.columns[index]?.align ?? 'left',
      }));
    const head = grid.columns.map(({ title }) => ({ kind: 'head' as const, text: title }));
    const empty = grid.rows.length + grid.totals.length === 0;
    return [
      ...(block.title === undefined ? [] : [this.caption(block.title)]),
      ...(block.extent === undefined ? [] : [this.small(extentWords(block.extent))]),
      ...(empty
        ? [paragraph([run({ text: this.speak(NOTHING_LISTED) })])]
        : [
            table(
              head,
              [
                ...grid.rows.map((row) => rowOf(row, false)),
                ...grid.totals.map((row) => rowOf(row, true)),
              ],
              shares.map((share) => Math.floor(share * line)),
            ),
            gap(),
          ]),
      ...(block.footnotes ?? []).map((note) => this.small(note)),
    ];
  }

  facts(facts: readonly Fact[], line: number = LINE_WIDTH.upright): FileChild[] {
    const widths = [Math.round(line * 0.27), Math.round(line * 0.73)];
    const rows = facts.map(({ name, value }): DocxCell[] => [
      { kind: 'name', text: this.speak(name), fill: 'F6F6F6' },
      this.cell(value),
    ]);
    return rows.length === 0 ? [] : [table(undefined, rows, widths), gap()];
  }

  private plot(chart: PlotChart): FileChild[] {
    const { speak } = this;
    const options = {
      title: speak(chart.title),
      altText: {
        name: speak(chart.title),
        title: speak(chart.title),
        description: speak(chart.alt),
      },
      categories: chart.categories.map(speak),
      series: chart.series.map(({ name, values }, index) => ({
        name: `${speak(name)}（${speak(chart.unit)}）`,
        values: values.map(chartValue),
        color: COLOURS[index % COLOURS.length] ?? '000000',
      })),
      transformation: CHART,
      legend: { position: 'top' as const },
    };
    const drawn =
      chart.form === 'bars'
        ? new ChartRun({ type: 'column', ...options })
        : new ChartRun({ type: 'line', markers: true, ...options });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- its type knows runs of text only; a chart is one too (docx/charts)
    return [paragraph([drawn], { alignment: AlignmentType.CENTER })];
  }

  private block(block: Block, wide: boolean): FileChild[] {
    const { speak } = this;
    switch (block.kind) {
      case 'table':
        return this.table(block, wide);
      case 'facts':
        return this.facts(block.rows, wide ? LINE_WIDTH.wide : LINE_WIDTH.upright);
      case 'paragraph':
        return block.tone === 'note'
          ? [this.small(block.text)]
          : [
              paragraph(pieces(speak(block.text), this.marks(block)), {
                indent: { firstLine: 440 },
                alignment: AlignmentType.JUSTIFIED,
              }),
            ];
      case 'list':
        return block.items.map((item) =>
          paragraph(pieces(`• ${speak(item.text)}`, this.marks(item)), {
            indent: { left: 360, hanging: 240 },
          }),
        );
      case 'chart':
        if (block.form !== 'flow') return this.plot(block);
        return block.beside === true ? [] : this.table(chartTable(block), wide);
      case 'findings':
        return block.items.length === 0
          ? [paragraph([run({ text: speak(NOTHING_LISTED) })])]
          : block.items.flatMap(({ severity, title, facts }, index) => [
              paragraph(
                [
                  run({
                    text: `${index + 1}. 【${speak(severityWords(severity))}】${speak(title)}`,
                    bold: true,
                    sans: true,
                  }),
                ],
                { keepNext: true, spacing: { before: 200, after: 80 } },
              ),
              ...this.facts(facts),
            ]);
    }
  }

  /** Whether a section needs the long side of the paper. */
  readonly turns = (section: NumberedSection): boolean =>
    turnsPage(section, (block) => this.layout(block).widths);

  private heading(level: number, text: string): FileChild {
    const at = Math.min(level, LEVELS.length) - 1;
    return paragraph(
      [run({ text, bold: true, sans: true, size: HEADING_SIZE[at] ?? 22, color: '000000' })],
      {
        heading: LEVELS[at] ?? HeadingLevel.HEADING_3,
        keepNext: true,
        spacing: { before: 280, after: 120 },
      },
    );
  }

  section({ label, title, level, blocks }: NumberedSection, wide: boolean): FileChild[] {
    return [
      this.heading(level, label + this.speak(title)),
      ...blocks.flatMap((block) => this.block(block, wide)),
    ];
  }

  titleBlock(): FileChild[] {
    const { title, subtitle, number, issuer, subject } = this.document;
    const centred = (words: Words | undefined, piece: Omit<Piece, 'text'>) =>
      words === undefined
        ? []
        : [
            paragraph([run({ text: this.speak(words), ...piece })], {
              alignment: AlignmentType.CENTER,
              spacing: { before: 80, after: 80 },
            }),
          ];
    const said = [...provenanceWords(this.document), ...linkWords(this.document)];
    const provenance = said.map(({ name, text }): Fact => {
      return { name, value: { kind: 'code', text: this.speak(text) } };
    });
    return [
      ...centred(issuer, { sans: true, size: 24 }),
      paragraph([run({ text: this.speak(title), bold: true, size: SIZE.title })], {
        heading: HeadingLevel.TITLE,
        alignment: AlignmentType.CENTER,
        spacing: { before: 120, after: 120, line: 500 },
      }),
      ...centred(subtitle, { size: 24 }),
      ...centred(number, { size: 22 }),
      ...this.facts([...subject, ...provenance]),
    ];
  }

  statements(): FileChild[] {
    const halted = haltedWords(this.document);
    return [...(halted === undefined ? [] : [halted]), ...this.document.statements].map((words) =>
      paragraph([run({ text: this.speak(words), sans: true, size: 19, bold: words === halted })]),
    );
  }

  signatures(): FileChild[] {
    const { signatures } = this.document;
    const line = (text: string) =>
      paragraph([run({ text })], { keepLines: true, keepNext: true, spacing: { before: 260 } });
    const blank = '＿'.repeat(9);
    return [
      paragraph([run({ text: this.speak(CLOSING) })], { keepNext: true, spacing: { before: 400 } }),
      ...signatures.map(({ role, name }) =>
        line(
          `${this.speak(role)}：${name === undefined ? blank : displayCell(name, this.speak)}${WIDE_SPACE.repeat(2)}${this.speak(SIGNED_ON)}：${blank}`,
        ),
      ),
      this.small(SEAL),
    ];
  }

  evidence(): FileChild[] {
    const evidence = evidenceTable(this.document);
    if (evidence === undefined) return [];
    return [
      this.heading(1, evidence.label + this.speak(evidence.title)),
      this.small(evidence.note),
      ...this.table(evidence.table, true),
    ];
  }
}
