// Goes through every text, cell and event id of a report, in reading order. It must miss none: masking relies on it.
import type {
  Block,
  Cell,
  Chart,
  Fact,
  Finding,
  ReportDocument,
  Row,
  Section,
  Signature,
  Table,
  Words,
} from './document.js';

/** What becomes of each text and each cell; texts inside a cell are the cell's affair. */
export interface Rewriting {
  readonly words: (words: Words) => Words;
  readonly cell: (cell: Cell) => Cell;
}

const optional = <T>(value: T | undefined, change: (value: T) => T): T | undefined =>
  value === undefined ? undefined : change(value);

const rewriteRows = (rows: readonly Row[], { cell }: Rewriting): readonly Row[] =>
  rows.map((row) => row.map(cell));

const rewriteFacts = (facts: readonly Fact[], { words, cell }: Rewriting): readonly Fact[] =>
  facts.map(({ name, value }) => ({ name: words(name), value: cell(value) }));

const rewriteTable = (table: Table, rewriting: Rewriting): Table => ({
  ...table,
  title: optional(table.title, rewriting.words),
  columns: table.columns.map((column) => ({
    ...column,
    title: rewriting.words(column.title),
    unit: optional(column.unit, rewriting.words),
  })),
  rows: rewriteRows(table.rows, rewriting),
  totals: optional(table.totals, (rows) => rewriteRows(rows, rewriting)),
  footnotes: optional(table.footnotes, (notes) => notes.map(rewriting.words)),
});

function rewriteChart(chart: Chart, { words, cell }: Rewriting): Chart {
  const common = { title: words(chart.title), alt: words(chart.alt) };
  if (chart.form === 'flow')
    return {
      ...chart,
      ...common,
      steps: chart.steps.map((step) => ({
        ...step,
        title: words(step.title),
        note: optional(step.note, words),
      })),
    };
  return {
    ...chart,
    ...common,
    unit: words(chart.unit),
    categories: chart.categories.map(words),
    series: chart.series.map(({ name, values }) => ({
      name: words(name),
      values: values.map(cell),
    })),
  };
}

const rewriteFinding = (finding: Finding, rewriting: Rewriting): Finding => ({
  ...finding,
  title: rewriting.words(finding.title),
  facts: rewriteFacts(finding.facts, rewriting),
});

function rewriteBlock(block: Block, rewriting: Rewriting): Block {
  switch (block.kind) {
    case 'table':
      return rewriteTable(block, rewriting);
    case 'facts':
      return { ...block, rows: rewriteFacts(block.rows, rewriting) };
    case 'paragraph':
      return { ...block, text: rewriting.words(block.text) };
    case 'list':
      return {
        ...block,
        items: block.items.map((item) => ({ ...item, text: rewriting.words(item.text) })),
      };
    case 'chart':
      return rewriteChart(block, rewriting);
    case 'findings':
      return { ...block, items: block.items.map((item) => rewriteFinding(item, rewriting)) };
  }
}

const rewriteSection = (section: Section, rewriting: Rewriting): Section => ({
  ...section,
  title: rewriting.words(section.title),
  blocks: section.blocks.map((block) => rewriteBlock(block, rewriting)),
  sections: optional(section.sections, (inside) =>
    inside.map((one) => rewriteSection(one, rewriting)),
  ),
});

const rewriteSignature = (signature: Signature, { words, cell }: Rewriting): Signature => ({
  role: words(signature.role),
  name: optional(signature.name, cell),
});

/** A report with every text and cell changed; its structure, figures and marking stay. */
export function rewrite(document: ReportDocument, rewriting: Rewriting): ReportDocument {
  const { words } = rewriting;
  const sections = (some: readonly Section[]) => some.map((one) => rewriteSection(one, rewriting));
  return {
    ...document,
    title: words(document.title),
    subtitle: optional(document.subtitle, words),
    number: optional(document.number, words),
    issuer: optional(document.issuer, words),
    subject: rewriteFacts(document.subject, rewriting),
    statements: document.statements.map(words),
    sections: sections(document.sections),
    signatures: document.signatures.map((one) => rewriteSignature(one, rewriting)),
    annexes: sections(document.annexes),
  };
}

function collect(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (typeof value === 'object' && value !== null) {
    const { events, ...rest } = value as { readonly events?: readonly string[] };
    for (const id of events ?? []) into.add(id);
    for (const member of Object.values(rest)) collect(member, into);
  }
}

/** Ids of the events on which anything in the report rests, each once, in reading order. */
export function eventIdsOf({ subject, sections, annexes }: ReportDocument): readonly string[] {
  const ids = new Set<string>();
  collect([subject, sections, annexes], ids);
  return [...ids];
}
