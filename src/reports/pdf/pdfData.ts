// A report as the typst template reads it: every text and figure written out, charts drawn, widths decided.
import { columnWidths, crowding, sharesOf, turnsPage } from '../columnWidths.js';
import { drawChart } from '../chartSvg.js';
import { said } from '../cells.js';
import { displayCell, type Speak } from '../display.js';
import type { Block, Cell, Evidenced, Fact, Signature, Table } from '../document.js';
import { evidenceTable } from '../evidenceTable.js';
import type { FinishedDocument } from '../finish.js';
import { evidenceColumn, extentWords, gridOf } from '../grid.js';
import { localDateOf, parseInstant } from '../../kernel/time.js';
import { say, type Language } from '../language.js';
import { marksOf } from '../marks.js';
import { flatten, type NumberedSection } from '../numbering.js';
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
import { NOTHING_LISTED, severityWords } from '../words.js';

/** Points of a line between the margins, upright and turned. */
const UPRIGHT = 453;
const TURNED = 739;
/** What a half-width takes of the size of type: a digit is a little wider than half a character. */
const HALF_WIDTH = 0.56;

/** Characters that show nothing: they have no glyph, and no place on paper. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
/** Composed first: what Unicode holds to be the same character is set with the same glyph. */
const printed = (text: string): string =>
  text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();

/** Ids and digests have no places to break; where they are long, every twelfth character is made one. */
const breakable = (code: string): string =>
  code.replace(/\S{21,}/gu, (run) => run.replace(/.{12}(?=.)/gu, (part) => `${part}\u200b`));

interface PdfCell {
  readonly kind: 'text' | 'code';
  readonly text: string;
  readonly marks: string;
}

class PdfWriter {
  readonly speak: Speak;
  private readonly marks: (of: Evidenced) => string;

  constructor(
    private readonly document: FinishedDocument,
    language: Language,
  ) {
    this.speak = (words) => printed(say(words, language));
    this.marks = marksOf(document);
  }

  cell(cell: Cell): PdfCell {
    const text = printed(displayCell(cell, this.speak));
    return cell.kind === 'code'
      ? { kind: 'code', text: breakable(text), marks: this.marks(cell) }
      : { kind: 'text', text, marks: this.marks(cell) };
  }

  facts(facts: readonly Fact[]) {
    return facts.map(({ name, value }) => ({ name: this.speak(name), value: this.cell(value) }));
  }

  private layout(table: Table) {
    const grid = gridOf(table, this.speak, evidenceColumn(this.document, 'reading'));
    return { grid, widths: columnWidths(grid, this.speak, this.marks) };
  }

  /** @param tight every cell is known to take one line: rows of one height are set faster */
  table(table: Table, turned: boolean, tight = false) {
    const { grid, widths } = this.layout(table);
    const line = turned ? TURNED : UPRIGHT;
    const size = tight ? 6.6 : turned || crowding(widths) > 1 ? 8 : 9;
    const shares = sharesOf(widths, line / (size * HALF_WIDTH));
    return {
      kind: 'table',
      title: table.title === undefined ? '' : this.speak(table.title),
      extent: table.extent === undefined ? '' : this.speak(extentWords(table.extent)),
      empty: this.speak(NOTHING_LISTED),
      size,
      tight,
      columns: grid.columns.map(({ title, align }, index) => ({
        title: printed(title),
        align,
        width: Math.floor((shares[index] ?? 0) * line),
      })),
      rows: grid.rows.map((row) =>
        row.map((cell) => (tight ? printed(displayCell(cell, this.speak)) : this.cell(cell))),
      ),
      totals: grid.totals.map((row) => row.map((cell) => this.cell(cell))),
      footnotes: (table.footnotes ?? []).map(this.speak),
    };
  }

  block(block: Block, turned: boolean): unknown {
    const { speak } = this;
    switch (block.kind) {
      case 'table':
        return this.table(block, turned);
      case 'facts':
        return { kind: 'facts', rows: this.facts(block.rows) };
      case 'paragraph':
        return {
          kind: 'paragraph',
          tone: block.tone ?? 'body',
          text: speak(block.text),
          marks: this.marks(block),
        };
      case 'list':
        return {
          kind: 'list',
          items: block.items.map((item) => ({ text: speak(item.text), marks: this.marks(item) })),
        };
      case 'chart':
        return {
          kind: 'chart',
          title: speak(block.title),
          alt: speak(block.alt),
          svg: drawChart(block, speak),
        };
      case 'findings':
        return {
          kind: 'findings',
          empty: speak(NOTHING_LISTED),
          items: block.items.map(({ severity, title, facts }, index) => ({
            number: `${index + 1}. `,
            severity: `【${speak(severityWords(severity))}】`,
            title: speak(title),
            facts: this.facts(facts),
          })),
        };
    }
  }

  /** Whether a list, which nobody signs, is printed on the long side throughout. */
  get turned(): boolean {
    const { sections, signatures, evidence } = this.document;
    return (
      evidence === 'inline' &&
      signatures.length === 0 &&
      flatten(sections).some((section) => this.turns(section))
    );
  }

  private readonly turns = (section: NumberedSection): boolean =>
    turnsPage(section, (table) => this.layout(table).widths);

  /** Sections in reading order, neighbours that lie the same way together. */
  groups(sections: readonly NumberedSection[], signed = false) {
    const all = this.turned;
    const groups: { turned: boolean; sections: unknown[] }[] = [];
    const flat = flatten(sections);
    for (const [index, section] of flat.entries()) {
      const turned = all || this.turns(section);
      const last = groups.at(-1);
      const entry = {
        label: section.label,
        title: this.speak(section.title),
        level: Math.min(section.level, 3),
        blocks: section.blocks.map((block) => this.block(block, turned)),
        // Its end stays with the lines to sign on.
        last: signed && index === flat.length - 1,
      };
      if (last?.turned === turned) last.sections.push(entry);
      else groups.push({ turned, sections: [entry] });
    }
    return groups;
  }

  evidence() {
    const evidence = evidenceTable(this.document);
    if (evidence === undefined) return [];
    const note = { kind: 'paragraph', tone: 'note', text: this.speak(evidence.note), marks: '' };
    return [
      {
        turned: true,
        sections: [
          {
            label: evidence.label,
            title: this.speak(evidence.title),
            level: 1,
            last: false,
            blocks: [note, this.table(evidence.table, true, true)],
          },
        ],
      },
    ];
  }

  signature({ role, name }: Signature) {
    const text = name === undefined ? '' : this.cell(name).text;
    return { role: this.speak(role), name: text };
  }
}

/** The local day of an instant in the parts that typst takes; that of an empty ledger is the beginning of time. */
function dateParts(instant: string | null) {
  const [year, month, day] = localDateOf(instant === null ? 0 : parseInstant(instant).epochMs)
    .split('-')
    .map(Number);
  return { year, month, day };
}

function signing(writer: PdfWriter, document: FinishedDocument) {
  const { speak } = writer;
  return {
    closing: speak(CLOSING),
    signatures: document.signatures.map((one) => writer.signature(one)),
    dateLabel: speak(SIGNED_ON),
    sealLabel: speak(SEAL),
  };
}

function checking(document: FinishedDocument, { speak }: PdfWriter) {
  const { links } = document;
  return {
    qr: links.qr === null ? null : qrSvg(links.qr),
    qrAlt: `${speak(qrWords(document))}: ${links.qr ?? ''}`,
    qrCaption: speak(qrWords(document)),
  };
}

/** Everything that the template prints, in one language. */
export function pdfData(document: FinishedDocument, language: Language) {
  const writer = new PdfWriter(document, language);
  const { speak } = writer;
  const { marking, provenance, digest, subject } = document;
  const halted = haltedWords(document);
  const watermark = watermarkWords(marking);
  const title = speak(document.title);
  return {
    lang: language === 'en' ? 'en' : 'zh',
    title,
    running: speak(
      said(
        `台账位置 ${provenance.position ?? '—'} · 内容摘要 ${digest.slice(0, 16)}…`,
        `position ${provenance.position ?? '—'} · digest ${digest.slice(0, 16)}…`,
      ),
    ),
    author: speak(document.issuer ?? said('阳光权力台账', 'Sunshine Ledger')),
    subtitle: document.subtitle === undefined ? '' : speak(document.subtitle),
    number: document.number === undefined ? '' : speak(document.number),
    issuer: document.issuer === undefined ? '' : speak(document.issuer),
    date: dateParts(provenance.recordedAt),
    marking: markingWords(marking).map(speak).join(' · '),
    watermark:
      watermark === undefined
        ? null
        : { text: speak(watermark), size: language === 'zh' ? 84 : 64 },
    pages: language === 'en' ? ['page ', ' of ', ''] : ['第 ', ' 页 共 ', ' 页'],
    halted: halted === undefined ? '' : speak(halted),
    subject: writer.facts(subject),
    provenance: [...provenanceWords(document), ...linkWords(document)].map(({ name, text }) => ({
      name: speak(name),
      value: { kind: 'code', text: breakable(speak(text)), marks: '' },
    })),
    statements: document.statements.map(speak),
    groups: writer.groups(document.sections, document.signatures.length > 0),
    ...signing(writer, document),
    annexes: [...writer.groups(document.annexes), ...writer.evidence()],
    turned: writer.turned,
    ...checking(document, writer),
  };
}
