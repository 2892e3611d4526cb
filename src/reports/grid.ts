// A table as every renderer lays it out: titles, cells, and where the ids of events stand in it.
import { said } from './cells.js';
import { alignmentOf, columnTitle, type Speak } from './display.js';
import type { Cell, Chart, Column, Evidenced, Extent, Row, Table, Words } from './document.js';
import type { FinishedDocument } from './finish.js';

export interface GridColumn {
  readonly title: string;
  readonly align: 'left' | 'right' | 'center';
}

export interface Grid {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly Row[];
  readonly totals: readonly Row[];
}

/** How a table shows what it rests on: in marks beside the cells, or in a last column of ids. */
export type EvidenceColumn = 'none' | 'first' | 'all';

const EVENTS: Column = { title: said('事件', 'event') };

const eventsOf = (row: readonly Evidenced[]): readonly string[] => [
  ...new Set(row.flatMap(({ events }) => events ?? [])),
];

/** Ids in one cell: all of them, or the first and how many more. */
function idsCell(row: Row, how: EvidenceColumn): Cell {
  const ids = eventsOf(row);
  const [first] = ids;
  if (first === undefined) return { kind: 'none' };
  const more = ids.length > 1 ? ` +${ids.length - 1}` : '';
  return { kind: 'code', text: how === 'all' ? ids.join(' ') : `${first}${more}` };
}

/** Whether a reader of the row finds its events without a column for them. */
function showsEvents(row: Row, how: EvidenceColumn): boolean {
  const [first, ...more] = eventsOf(row);
  if (first === undefined) return true;
  const shown = row.some((cell) => cell.kind === 'code' && cell.text.includes(first));
  return shown && (how === 'first' || more.length === 0);
}

/** Which column of ids a table needs, in a form that shows the events of every cell or only leads to them. */
export function evidenceColumn(
  { evidence }: Pick<FinishedDocument, 'evidence'>,
  form: 'reading' | 'data',
): EvidenceColumn {
  if (form === 'data') return 'all';
  return evidence === 'inline' ? 'first' : 'none';
}

export function gridOf(table: Table, speak: Speak, how: EvidenceColumn): Grid {
  const totals = table.totals ?? [];
  const all = [...table.rows, ...totals];
  const withIds = how !== 'none' && all.some((row) => !showsEvents(row, how));
  const columns = table.columns.map((column, index) => ({
    title: columnTitle(column, speak),
    align: alignmentOf(column, index, all),
  }));
  const added = (rows: readonly Row[]): readonly Row[] =>
    withIds ? rows.map((row) => [...row, idsCell(row, how)]) : rows;
  return {
    columns: withIds ? [...columns, { title: speak(EVENTS.title), align: 'left' }] : columns,
    rows: added(table.rows),
    totals: added(totals),
  };
}

/** Says how much of a list is shown; nothing where the list is whole and was not counted. */
export function extentWords({ shown, total, more }: Extent): Words {
  if (more)
    return total === null
      ? said(
          `列出 ${shown} 条；尚有未列出的`,
          `${shown} are listed; there are more that are not listed`,
        )
      : said(`共 ${total} 条，列出 ${shown} 条；其余未列出`, `${shown} of ${total} are listed`);
  return said(`列出 ${shown} 条，为全部`, `${shown} are listed, which is all of them`);
}

/** The data of a chart as a table, for forms that cannot draw and for readers who cannot see. */
export function chartTable(chart: Chart): Table {
  if (chart.form === 'flow')
    return {
      kind: 'table',
      title: chart.title,
      columns: [{ title: said('环节', 'step') }, { title: said('情况', 'note') }],
      rows: chart.steps.map(({ title, note, events }) => [
        { kind: 'text', text: title, events },
        note === undefined ? { kind: 'none' } : { kind: 'text', text: note },
      ]),
    };
  return {
    kind: 'table',
    title: chart.title,
    columns: [
      { title: said('项目', 'item') },
      ...chart.series.map(({ name }) => ({ title: name, unit: chart.unit })),
    ],
    rows: chart.categories.map((category, index) => [
      { kind: 'text', text: category },
      ...chart.series.map(({ values }): Cell => values[index] ?? { kind: 'none' }),
    ]),
  };
}
