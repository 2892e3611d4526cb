// Acceptance of imports: real files read in place, the mappings of examples/, a real ledger file in a folder of its own.
import { afterEach, jest } from '@jest/globals';
import type { LedgerEvent } from '../../src/events/index.js';
import type { ImportSummary } from '../../src/importers/importSummary.js';
import { createWorkbench, type Workbench } from '../importers/workbench.js';
import { sharedPath } from '../support/sharedFolder.js';
import { createLedgerFolder, openLog } from '../log/ledgerFolder.js';

export { named } from '../importers/workbench.js';
export { itWith } from '../support/sharedFolder.js';

export const dataPath = (...path: readonly string[]): string => sharedPath('data', ...path);

export interface Imported {
  readonly summary: ImportSummary;
  readonly events: readonly LedgerEvent[];
  /** The same imports once more. */
  readonly again: ImportSummary;
  /** How many events there are after that. */
  readonly eventsAfter: number;
}

/** Each step is a mapping of examples/mappings and the files it reads. */
export type ImportSteps = readonly (readonly [mapping: string, files: readonly string[]])[];

// Seconds on a quiet machine; a busy one may take its time.
jest.setTimeout(240_000);

let open: { bench: Workbench; remove: () => void }[] = [];
afterEach(async () => {
  for (const { bench, remove } of open) {
    await bench.close();
    remove();
  }
  open = [];
});

function merge(summaries: readonly ImportSummary[]): ImportSummary {
  const [first, ...rest] = summaries;
  if (!first) throw new Error('no import was run');
  return rest.reduce<ImportSummary>(
    (total, part) => ({
      ...total,
      records: total.records + part.records,
      accepted: total.accepted + part.accepted,
      duplicates: total.duplicates + part.duplicates,
      rejected: total.rejected + part.rejected,
      events: addUp(total.events, part.events),
      files: [...total.files, ...part.files],
    }),
    first,
  );
}

function addUp(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Runs the imports twice on one ledger. */
export async function importTwice(steps: ImportSteps): Promise<Imported> {
  const ledger = createLedgerFolder();
  const bench = createWorkbench(openLog(ledger.path));
  open.push({ bench, remove: () => ledger.remove() });
  const runAll = async () => {
    const summaries: ImportSummary[] = [];
    for (const [mapping, files] of steps) summaries.push(await bench.example(mapping, ...files));
    return merge(summaries);
  };
  const summary = await runAll();
  const events = await bench.events();
  const again = await runAll();
  return { summary, events, again, eventsAfter: (await bench.events()).length };
}

/** What holds of every import: no failure, no reject, and a second run adds nothing and says so. */
export const flawless = ({ summary, events, again, eventsAfter }: Imported) => ({
  failures: [...summary.files, ...again.files].flatMap(({ failure }) => failure ?? []),
  rejected: summary.rejected + again.rejected,
  acceptedAgain: again.accepted,
  allKnownAgain: again.duplicates === summary.accepted + summary.duplicates,
  added: eventsAfter - events.length,
});
export const FLAWLESS = {
  failures: [],
  rejected: 0,
  acceptedAgain: 0,
  allKnownAgain: true,
  added: 0,
};

/** A count for each key. */
export function tally<T>(items: Iterable<T>, key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

/** CSV of RFC 4180, for the tests alone: rows of cells. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
