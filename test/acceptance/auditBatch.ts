// Audits of everybody whose term ended, as a user makes them: imports and one batch on the command line; and how a test
// reads the figures of the reports that come out.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest } from '@jest/globals';
import { projectRoot } from '../../src/projectRoot.js';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';

// Seconds on a quiet machine; a busy one may take its time.
jest.setTimeout(240_000);

type Cell = {
  readonly kind: string;
  readonly text?: string | { readonly zh: string };
  readonly name?: string | null;
  readonly fen?: string;
  readonly currency?: string;
  readonly value?: number;
  readonly date?: string;
  readonly events?: readonly string[];
};
interface Table {
  readonly kind: string;
  readonly title?: { readonly zh: string };
  readonly rows: readonly (readonly Cell[])[];
  readonly totals?: readonly (readonly Cell[])[];
}
interface Section {
  readonly title: string | { readonly zh: string };
  readonly blocks: readonly Table[];
  readonly sections: readonly Section[];
}
interface Report {
  readonly subject: readonly { readonly value: Cell }[];
  readonly sections: readonly Section[];
  readonly references: readonly { readonly position: string | null }[];
}

const folders: string[] = [];
/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Imports files by their mappings, then audits everybody who left. */
export async function auditAll(
  imports: readonly (readonly [mapping: string, files: readonly string[]])[],
): Promise<ReadonlyMap<string, Report>> {
  const folder = scratchFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  expect((await sunledger(data, 'init')).code).toBe(0);
  for (const [mapping, files] of imports) {
    const path = join(projectRoot, 'examples', 'mappings', mapping);
    const ran = await sunledger(data, 'import', '--mapping', path, ...files, '--json');
    expect([mapping, ran.code, ran.json<{ rejected: number }>().rejected]).toEqual([mapping, 0, 0]);
  }
  const out = join(folder, 'out');
  const batch = await sunledger(data, 'audits', 'batch', '-o', out, '--format', 'json', '--json');
  const { persons, failed } = batch.json<{ persons: number; failed: unknown[] }>();
  expect([batch.code, failed]).toEqual([0, []]);
  const reports = readdirSync(out).map(
    (file) => JSON.parse(readFileSync(join(out, file), 'utf8')) as Report,
  );
  expect(reports).toHaveLength(persons);
  for (const { references } of reports)
    expect(references.every(({ position }) => position !== null)).toBe(true);
  return new Map(reports.map((report) => [idOf(report), report]));
}

const idOf = ({ subject }: Report): string =>
  (subject[0]?.value as { personId?: string } | undefined)?.personId ?? '';
export const nameOf = ({ subject }: Report): string => subject[0]?.value.name ?? '';

export function tableOf(report: Report, section: string, title?: string): Table {
  const all = (some: readonly Section[]): readonly Section[] =>
    some.flatMap((one) => [one, ...all(one.sections)]);
  const found = all(report.sections).find(
    (one) => (typeof one.title === 'string' ? one.title : one.title.zh) === section,
  );
  const table = found?.blocks.find(
    (block) => block.kind === 'table' && (title === undefined || block.title?.zh === title),
  );
  if (!table) throw new Error(`no table ${section} ${title ?? ''}`);
  return table;
}

const words = (cell: Cell | undefined): string =>
  typeof cell?.text === 'string' ? cell.text : (cell?.text?.zh ?? cell?.date ?? '');

/** Terms as a report lists them: post, from, to. */
export const termsIn = (report: Report): readonly string[] =>
  tableOf(report, '任职')
    .rows.map((row) => [row[0], row[2], row[3]].map(words).join('|'))
    .sort();

/** A count of the table of decisions by its Chinese name. */
export const decisionsIn = (report: Report, name: string): number => {
  const row = tableOf(report, '决策概况').rows.find(([first]) => words(first) === name);
  const [, count] = row ?? [];
  expect(count?.events ?? []).toHaveLength(count?.value ?? -1);
  return count?.value ?? -1;
};
