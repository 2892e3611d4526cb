// The tables of a report for machines: facts, charts and findings as tables too, every id of every event in a last column.
import { said } from './cells.js';
import { displayCell, displayTime, type Speak } from './display.js';
import type { Block, Cell, Fact, Findings, Table } from './document.js';
import { evidenceTable } from './evidenceTable.js';
import type { FinishedDocument } from './finish.js';
import { chartTable, extentWords, gridOf } from './grid.js';
import { LEDGER_CURRENCY } from './cells.js';
import { formatMajor, type Fen } from '../kernel/money.js';
import { flatten, type NumberedSection } from './numbering.js';
import { haltedWords, linkWords, markingWords, provenanceWords } from './provenanceWords.js';
import { severityWords } from './words.js';

export interface DataTable {
  /** Unlike any other of the report. */
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly totals: readonly (readonly Cell[])[];
  /** What a reader of the table alone must know: footnotes, and that it is not the whole list. */
  readonly notes: readonly string[];
}

/** A number that a spreadsheet may calculate with: exact as text, approximate only where it has over 15 digits. */
export interface NumberValue {
  readonly text: string;
  /** Decimals to show. */
  readonly digits: number;
}

/** A cell without decoration: text, or a number. Nothing recorded is an empty text. */
export function plainValue(cell: Cell, speak: Speak): string | NumberValue {
  switch (cell.kind) {
    case 'money':
      return { text: formatMajor(cell.fen as Fen).replaceAll(',', ''), digits: 2 };
    case 'number':
      return { text: cell.value.toFixed(cell.digits), digits: cell.digits };
    case 'percent':
      return displayCell(cell, speak);
    case 'time':
      return displayTime(cell.time);
    case 'none':
      return cell.why === undefined ? '' : speak(cell.why);
    default:
      return displayCell(cell, speak);
  }
}

/** Where a column holds other money than the ledger's own, a column beside it names the currency. */
function withCurrencies(table: Table): Table {
  const all = [...table.rows, ...(table.totals ?? [])];
  const foreign = table.columns.map((_, index) =>
    all.some((row) => {
      const cell = row[index];
      return cell?.kind === 'money' && cell.currency !== LEDGER_CURRENCY;
    }),
  );
  if (!foreign.includes(true)) return table;
  const spread = (row: readonly Cell[]) =>
    row.flatMap((cell, index): readonly Cell[] =>
      foreign[index] === true
        ? [cell, cell.kind === 'money' ? { kind: 'code', text: cell.currency } : { kind: 'none' }]
        : [cell],
    );
  return {
    ...table,
    columns: table.columns.flatMap((column, index) =>
      foreign[index] === true ? [column, { title: said('币种', 'currency') }] : [column],
    ),
    rows: table.rows.map(spread),
    totals: table.totals?.map(spread),
  };
}

function toData(table: Table, title: string, speak: Speak): DataTable {
  const grid = gridOf(withCurrencies(table), speak, 'all');
  return {
    title,
    columns: grid.columns.map((column) => column.title),
    rows: grid.rows,
    totals: grid.totals,
    notes: [
      ...(table.extent?.more === true ? [speak(extentWords(table.extent))] : []),
      ...(table.footnotes ?? []).map(speak),
    ],
  };
}

const factsTable = (rows: readonly Fact[]): Table => ({
  kind: 'table',
  columns: [{ title: said('项目', 'item') }, { title: said('内容', 'value') }],
  rows: rows.map(({ name, value }) => [{ kind: 'text', text: name }, value]),
});

/** One row a finding; its facts are the columns, several of one name joined. */
function findingsTable({ items }: Findings, speak: Speak): Table {
  const names = new Map(
    items.flatMap(({ facts }) => facts.map(({ name }) => [speak(name), name] as const)),
  );
  const value = (facts: readonly Fact[], name: string): Cell => {
    const found = facts.filter((one) => speak(one.name) === name).map((one) => one.value);
    const [first] = found;
    if (first === undefined) return { kind: 'none' };
    return found.length === 1
      ? first
      : {
          kind: 'text',
          text: found.map((cell) => displayCell(cell, speak)).join('；'),
          events: found.flatMap(({ events }) => events ?? []),
        };
  };
  return {
    kind: 'table',
    columns: [
      { title: said('序号', 'no.') },
      { title: said('严重度', 'severity') },
      { title: said('问题', 'finding') },
      ...[...names.values()].map((title) => ({ title })),
    ],
    rows: items.map(({ severity, title, facts }, index) => [
      { kind: 'number', value: index + 1, digits: 0 },
      { kind: 'text', text: severityWords(severity) },
      { kind: 'text', text: title },
      ...[...names.keys()].map((name) => value(facts, name)),
    ]),
  };
}

function tableOf(block: Block, speak: Speak): Table | undefined {
  switch (block.kind) {
    case 'table':
      return block;
    case 'facts':
      return factsTable(block.rows);
    case 'findings':
      return findingsTable(block, speak);
    case 'chart':
      return block.beside === true ? undefined : chartTable(block);
    case 'list':
      return {
        kind: 'table',
        columns: [{ title: said('内容', 'content') }],
        rows: block.items.map(({ text, events }) => [{ kind: 'text', text, events }]),
      };
    case 'paragraph':
      return undefined;
  }
}

function sectionTables(section: NumberedSection, speak: Speak): readonly DataTable[] {
  const heading = `${section.label}${speak(section.title)}`;
  return section.blocks.flatMap((block) => {
    const table = tableOf(block, speak);
    if (table === undefined) return [];
    const title = table.title === undefined ? heading : `${heading} ${speak(table.title)}`;
    return [toData(table, title, speak)];
  });
}

/** Every table of a report in reading order. */
export function dataTables(document: FinishedDocument, speak: Speak): readonly DataTable[] {
  const evidence = evidenceTable(document);
  const tables = flatten([...document.sections, ...document.annexes]).flatMap((section) =>
    sectionTables(section, speak),
  );
  return evidence === undefined
    ? tables
    : [...tables, toData(evidence.table, `${evidence.label}${speak(evidence.title)}`, speak)];
}

/** What a report says about itself, as rows of name and text. */
export function aboutRows(
  document: FinishedDocument,
  speak: Speak,
): readonly (readonly [string, string])[] {
  const halted = haltedWords(document);
  const { subject, statements, marking } = document;
  return [
    [speak(said('标记', 'marking')), markingWords(marking).map(speak).join(' · ')],
    ...subject.map(({ name, value }) => [speak(name), displayCell(value, speak)] as const),
    ...provenanceWords(document).map(({ name, text }) => [speak(name), speak(text)] as const),
    ...(halted === undefined ? [] : ([['!', speak(halted)]] as const)),
    ...statements.map((statement) => [speak(said('说明', 'note')), speak(statement)] as const),
    ...linkWords(document).map(({ name, text }) => [speak(name), speak(text)] as const),
  ];
}
