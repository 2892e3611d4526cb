// A report as one HTML file: semantic, without script, nothing fetched, readable by day, by night, aloud and on paper.
import { drawChart } from '../chartSvg.js';
import { said } from '../cells.js';
import { displayCell, type Speak } from '../display.js';
import type { Block, Cell, Evidenced, Fact, Finding, Table } from '../document.js';
import { evidenceTable } from '../evidenceTable.js';
import type { FinishedDocument } from '../finish.js';
import { chartTable, evidenceColumn, extentWords, gridOf, type GridColumn } from '../grid.js';
import { say } from '../language.js';
import { numbersOf, ranges } from '../marks.js';
import type { NumberedSection } from '../numbering.js';
import {
  CLOSING,
  haltedWords,
  linkWords,
  markingWords,
  provenanceWords,
  qrWords,
  SEAL,
  SIGNED_ON,
  watermarkWords,
} from '../provenanceWords.js';
import { qrSvg } from '../qr.js';
import { renderer, utf8 } from '../renderer.js';
import { escapeXml } from '../svg.js';
import { displayWidth } from '../table.js';
import { NOTHING_LISTED, severityWords } from '../words.js';
import { STYLE } from './htmlStyle.js';

/** Nothing of a report may load or run anything. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Half-widths of a text that is not broken over two lines. */
const SHORT = 12;

const tag = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes && ` ${attributes}`}>${content}</${name}>`;

class HtmlWriter {
  private readonly numbers: (of: Evidenced) => readonly number[];

  constructor(
    private readonly document: FinishedDocument,
    readonly speak: Speak,
  ) {
    this.numbers = numbersOf(document);
  }

  /** Words as text between tags. */
  readonly text = (words: Parameters<Speak>[0]): string => escapeXml(this.speak(words));

  /** `[3–7]`, leading to the first of them in the list of events. */
  private marks(of: Evidenced): string {
    const numbers = this.numbers(of);
    const [first] = numbers;
    if (first === undefined) return '';
    return `<a class="marks" href="#e${first}">[${ranges(numbers)}]</a>`;
  }

  /** Marks stand before a figure, so that figures line up on the right. */
  private cell(cell: Cell, align: GridColumn['align'] = 'left'): string {
    const shown = escapeXml(displayCell(cell, this.speak));
    const content = cell.kind === 'code' ? tag('code', shown) : shown;
    return align === 'right' ? this.marks(cell) + content : content + this.marks(cell);
  }

  private tableCell(cell: Cell, align: GridColumn['align']): string {
    const isShort = displayWidth(displayCell(cell, this.speak)) <= SHORT;
    const name = align === 'left' ? (isShort ? 'short' : '') : align;
    return tag('td', this.cell(cell, align), name && `class="${name}"`);
  }

  table(table: Table, rowId?: (index: number) => string): string {
    const grid = gridOf(table, this.speak, evidenceColumn(this.document, 'reading'));
    const empty = grid.rows.length + grid.totals.length === 0;
    const { title, extent, footnotes = [] } = table;
    const caption = [
      title === undefined ? '' : this.text(title),
      extent === undefined ? '' : tag('small', this.text(extentWords(extent))),
    ].join('');
    if (empty)
      return `${caption && tag('p', tag('strong', caption))}<p>${this.text(NOTHING_LISTED)}</p>`;
    const cells = (row: readonly Cell[]) =>
      row.map((cell, index) => this.tableCell(cell, grid.columns[index]?.align ?? 'left'));
    const rows = (some: readonly (readonly Cell[])[], id?: (index: number) => string) =>
      some.map((row, index) => tag('tr', cells(row).join(''), id && `id="${id(index)}"`)).join('');
    const head = grid.columns.map((column) => tag('th', escapeXml(column.title), 'scope="col"'));
    return [
      '<div class="scroll" tabindex="0" role="region"',
      ` aria-label="${escapeXml(this.speak(title ?? said('表格', 'table')))}"><table>`,
      caption && tag('caption', caption),
      tag('thead', tag('tr', head.join(''))),
      tag('tbody', rows(grid.rows, rowId)),
      grid.totals.length === 0 ? '' : tag('tfoot', rows(grid.totals)),
      '</table></div>',
      ...footnotes.map((note) => tag('p', this.text(note), 'class="note"')),
    ].join('');
  }

  facts(facts: readonly Fact[]): string {
    const rows = facts.map(({ name, value }) =>
      tag('tr', tag('th', this.text(name), 'scope="row"') + tag('td', this.cell(value))),
    );
    return tag('table', tag('tbody', rows.join('')), 'class="facts"');
  }

  private finding({ severity, title, facts }: Finding, index: number, level: number): string {
    const badge = tag('span', this.text(severityWords(severity)), `class="sev sev-${severity}"`);
    const heading = `${index + 1}. ${badge}${this.text(title)}`;
    return tag(
      'article',
      tag(`h${level + 2}`, heading) + (facts.length === 0 ? '' : this.facts(facts)),
      'class="finding"',
    );
  }

  private chart(block: Extract<Block, { kind: 'chart' }>): string {
    const picture = drawChart(block, this.speak).replace('<svg ', '<svg role="img" ');
    const data = this.table({ ...chartTable(block), title: undefined });
    return tag(
      'figure',
      [
        tag('figcaption', this.text(block.title)),
        tag('div', picture, 'class="picture"'),
        tag('details', tag('summary', this.text(said('图中数据', 'data of the chart'))) + data),
      ].join(''),
    );
  }

  private block(block: Block, level: number): string {
    switch (block.kind) {
      case 'table':
        return this.table(block);
      case 'facts':
        return this.facts(block.rows);
      case 'paragraph':
        return tag(
          'p',
          this.text(block.text) + this.marks(block),
          block.tone === undefined ? '' : `class="${block.tone}"`,
        );
      case 'list':
        return tag(
          'ul',
          block.items.map((item) => tag('li', this.text(item.text) + this.marks(item))).join(''),
        );
      case 'chart':
        return this.chart(block);
      case 'findings':
        return block.items.length === 0
          ? tag('p', this.text(NOTHING_LISTED))
          : block.items.map((item, index) => this.finding(item, index, level)).join('');
    }
  }

  section({ label, title, level, blocks, sections }: NumberedSection): string {
    return tag(
      'section',
      [
        tag(`h${Math.min(level, 4) + 1}`, `${escapeXml(label)}${this.text(title)}`),
        ...blocks.map((block) => this.block(block, Math.min(level, 3))),
        ...sections.map((inside) => this.section(inside)),
      ].join(''),
    );
  }

  evidence(): string {
    const evidence = evidenceTable(this.document);
    if (evidence === undefined) return '';
    return tag(
      'section',
      [
        tag('h2', `${escapeXml(evidence.label)}${this.text(evidence.title)}`),
        tag('p', this.text(evidence.note), 'class="note"'),
        this.table(evidence.table, (index) => `e${index + 1}`),
      ].join(''),
      'class="evidence"',
    );
  }

  signatures(): string {
    const { signatures } = this.document;
    if (signatures.length === 0) return '';
    const lines = signatures.map(({ role, name }) => {
      const signed = name === undefined ? '' : this.cell(name);
      return tag(
        'div',
        `<dt>${this.text(role)}</dt><dd>${signed}</dd><dt>${this.text(SIGNED_ON)}</dt><dd></dd>`,
      );
    });
    return tag(
      'section',
      `<p>${this.text(CLOSING)}</p>${tag('dl', lines.join(''))}<p class="note">${this.text(SEAL)}</p>`,
      'class="sign"',
    );
  }

  private qr(): string {
    const { qr } = this.document.links;
    if (qr === null) return '';
    const picture = qrSvg(qr).replace(
      '<svg ',
      `<svg role="img" aria-label="${this.text(qrWords(this.document))}" `,
    );
    const caption = tag('figcaption', this.text(qrWords(this.document)));
    return tag('figure', picture + caption, 'class="qr"');
  }

  head(): string {
    const { title, subtitle, number, issuer, marking, subject, statements } = this.document;
    const under = [subtitle, number, issuer].flatMap((words) =>
      words === undefined ? [] : tag('p', this.text(words), 'class="under"'),
    );
    const halted = haltedWords(this.document);
    const provenance = provenanceWords(this.document).map(({ name, text }): Fact => {
      return { name, value: { kind: 'code', text: this.speak(text) } };
    });
    return tag(
      'header',
      [
        tag(
          'ul',
          markingWords(marking)
            .map((words) => tag('li', this.text(words)))
            .join(''),
          'class="marking"',
        ),
        tag('h1', this.text(title)),
        ...under,
        halted === undefined ? '' : tag('p', this.text(halted), 'class="halted" role="alert"'),
        tag('div', this.facts([...subject, ...provenance]) + this.qr(), 'class="top"'),
        ...statements.map((words) => tag('p', this.text(words), 'class="statement"')),
      ].join(''),
    );
  }

  foot(): string {
    const rows = linkWords(this.document).map(
      ({ name, text }) => `<dt>${this.text(name)}</dt><dd><code>${this.text(text)}</code></dd>`,
    );
    return tag('footer', tag('dl', rows.join('')));
  }
}

export const htmlRenderer = renderer('html', (document, language) => {
  const writer = new HtmlWriter(document, (words) => say(words, language));
  const { text } = writer;
  const watermark = watermarkWords(document.marking);
  const parts = [
    '<!doctype html>',
    `<html lang="${language === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    tag('title', text(document.title)),
    tag('style', STYLE),
    '</head><body>',
    tag('a', text(said('跳到正文', 'skip to the content')), 'class="skip" href="#content"'),
    watermark === undefined
      ? ''
      : tag('div', text(watermark), 'class="watermark" aria-hidden="true"'),
    writer.head(),
    tag(
      'main',
      [
        ...document.sections.map((section) => writer.section(section)),
        writer.signatures(),
        ...document.annexes.map((annex) => writer.section(annex)),
        writer.evidence(),
      ].join(''),
      'id="content"',
    ),
    writer.foot(),
    '</body></html>\n',
  ];
  return Promise.resolve(utf8(parts.join('')));
});
