// A report for a terminal: plain lines and tables whose columns line up.
import { displayCell, type Speak } from '../display.js';
import type { Block, Cell, Evidenced, Finding, Table } from '../document.js';
import { evidenceTable } from '../evidenceTable.js';
import type { FinishedDocument } from '../finish.js';
import { chartTable, evidenceColumn, extentWords, gridOf } from '../grid.js';
import { say } from '../language.js';
import { marksOf, type Marks } from '../marks.js';
import type { NumberedSection } from '../numbering.js';
import { haltedWords, linkWords, markingWords, provenanceWords } from '../provenanceWords.js';
import { renderer, utf8 } from '../renderer.js';
import { renderTable } from '../table.js';
import { NOTHING_LISTED, severityWords } from '../words.js';
import { said } from '../cells.js';

interface Context {
  readonly document: FinishedDocument;
  readonly speak: Speak;
  readonly marks: Marks;
}

/** A person is found again by the id, so a terminal shows it beside the name. */
const cellText = (cell: Cell, speak: Speak): string =>
  cell.kind === 'person' && cell.name !== null
    ? `${displayCell(cell, speak)}（${cell.personId}）`
    : displayCell(cell, speak);

const marked = (text: string, of: Evidenced, { marks }: Context): string =>
  `${text} ${marks(of)}`.trimEnd();

function tableText(table: Table, context: Context, titled = true): string {
  const { speak, marks, document } = context;
  const grid = gridOf(table, speak, evidenceColumn(document, 'reading'));
  const rows = [...grid.rows, ...grid.totals];
  const marksOfRow = rows.map((row) =>
    marks({ events: row.flatMap(({ events }) => events ?? []) }),
  );
  const withMarks = marksOfRow.some((mark) => mark !== '');
  const columns = withMarks
    ? [...grid.columns, { title: speak(said('依据', 'events')), align: 'left' as const }]
    : grid.columns;
  return [
    ...(table.title === undefined || !titled ? [] : [`### ${speak(table.title)}`, '']),
    ...(table.extent === undefined ? [] : [speak(extentWords(table.extent)), '']),
    renderTable(
      columns.map(({ title, align }) => (align === 'right' ? { title, align } : { title })),
      rows.map((row, index) => [
        ...row.map((cell) => cellText(cell, speak)),
        marksOfRow[index] ?? '',
      ]),
      speak(NOTHING_LISTED),
    ),
    ...(table.footnotes ?? []).map((note) => `  ${speak(note)}`),
  ].join('\n');
}

function findingText({ severity, title, facts }: Finding, index: number, context: Context): string {
  const { speak } = context;
  return [
    `${index + 1}. [${speak(severityWords(severity))}] ${speak(title)}`,
    ...facts.map(({ name, value }) =>
      marked(`   ${speak(name)}: ${cellText(value, speak)}`, value, context),
    ),
  ].join('\n');
}

function blockText(block: Block, context: Context): string {
  const { speak } = context;
  switch (block.kind) {
    case 'table':
      return tableText(block, context);
    case 'facts':
      return block.rows
        .map(({ name, value }) =>
          marked(`${speak(name)}: ${cellText(value, speak)}`, value, context),
        )
        .join('\n');
    case 'paragraph':
      return marked(speak(block.text), block, context);
    case 'list':
      return block.items.map((item) => marked(`- ${speak(item.text)}`, item, context)).join('\n');
    case 'chart':
      return tableText(chartTable(block), context);
    case 'findings':
      return (
        block.items.map((item, index) => findingText(item, index, context)).join('\n\n') ||
        speak(NOTHING_LISTED)
      );
  }
}

function sectionText(section: NumberedSection, context: Context): string {
  const { label, level, title, sections } = section;
  const blocks = section.blocks.filter((block) => block.kind !== 'chart' || block.beside !== true);
  return [
    `${'#'.repeat(level + 1)} ${label}${context.speak(title)}`,
    ...blocks.map((block) => blockText(block, context)),
    ...sections.map((inside) => sectionText(inside, context)),
  ].join('\n\n');
}

function headText({ document, speak }: Context): string {
  const { title, subtitle, number, issuer, subject, statements, marking } = document;
  const halted = haltedWords(document);
  const lines = (some: readonly { name: string; text: string }[]) =>
    some.map(({ name, text }) => `${name}: ${text}`);
  return [
    `# ${[title, subtitle].flatMap((words) => (words === undefined ? [] : speak(words))).join(' · ')}`,
    '',
    `[${markingWords(marking).map(speak).join(' · ')}]`,
    ...[number, issuer].flatMap((words) => (words === undefined ? [] : speak(words))),
    ...subject.map(({ name, value }) => `${speak(name)}: ${cellText(value, speak)}`),
    ...lines(
      provenanceWords(document).map((one) => ({ name: speak(one.name), text: speak(one.text) })),
    ),
    ...(halted === undefined ? [] : [speak(halted)]),
    ...statements.map(speak),
  ].join('\n');
}

function signaturesText({ document, speak }: Context): readonly string[] {
  if (document.signatures.length === 0) return [];
  const lines = document.signatures.map(
    ({ role, name }) =>
      `${speak(role)}: ${name === undefined ? '____________' : cellText(name, speak)}`,
  );
  return [[`## ${speak(said('签字', 'Signatures'))}`, '', ...lines].join('\n')];
}

export const textRenderer = renderer('text', (document, language) => {
  const speak: Speak = (words) => say(words, language);
  const context = { document, speak, marks: marksOf(document) };
  const evidence = evidenceTable(document);
  const parts = [
    headText(context),
    ...document.sections.map((section) => sectionText(section, context)),
    ...signaturesText(context),
    ...document.annexes.map((annex) => sectionText(annex, context)),
    ...(evidence === undefined
      ? []
      : [`## ${evidence.label}${speak(evidence.title)}\n\n${tableText(evidence.table, context)}`]),
    linkWords(document)
      .map(({ name, text }) => `${speak(name)}: ${speak(text)}`)
      .join('\n'),
  ];
  return Promise.resolve(utf8(`${parts.join('\n\n')}\n`));
});
