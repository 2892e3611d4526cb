// Files + mapping -> recorded events. Good records go in, bad ones are written down with their reason, and doing it
// again adds nothing: every command id is made of the mapping, the rule and the record's own key.
// It must never stop at a bad record, nor go on when the ledger cannot write.
import { basename } from 'node:path';
import type { CommandHandler } from '../commands/commandHandler.js';
import { isLedgerError } from '../kernel/errors.js';
import { fileSize } from './bytes.js';
import { noRecords } from './errors.js';
import { ImportRun } from './importRun.js';
import {
  addCounts,
  failureOf,
  newCounts,
  type FileSummary,
  type ImportProgress,
  type ImportSummary,
} from './importSummary.js';
import type { Mapping } from './mapping/compile.js';
import { openRecords } from './openRecords.js';
import { rejectFiles, RejectWriter } from './rejects.js';

export interface ImportOptions {
  readonly handler: CommandHandler;
  /** Folder of the ledger; rejects go to `rejected/<file>.rejected.jsonl` in it. */
  readonly dataDir: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Stops the run between two records; what was sent is still recorded. */
  readonly signal?: AbortSignal;
}

/** Records between two reports of progress. */
const PROGRESS_EVERY = 250;

/**
 * Imports files, one after the other.
 * @returns the summary, also when a file or the run could not be finished (`failure`, `stopped`)
 * @throws LedgerError when a command of the mapping's `once` is refused: the mapping itself is wrong then
 */
export async function importFiles(
  files: readonly string[],
  mapping: Mapping,
  options: ImportOptions,
): Promise<ImportSummary> {
  const run = new ImportRun(mapping, options.handler);
  await run.once();
  const rejectPaths = rejectFiles(options.dataDir, files);
  for (const [index, path] of files.entries()) {
    const summary: FileSummary = { file: basename(path), ...newCounts() };
    run.summary.files.push(summary);
    const rejects = new RejectWriter(rejectPaths[index] ?? '');
    const place = { fileNumber: index + 1, fileCount: files.length };
    await importFile(path, mapping, run, { summary, rejects, place, options });
    addCounts(run.summary, summary);
    if (run.fatal !== undefined) {
      if (!isLedgerError(run.fatal)) throw run.fatal;
      run.summary.stopped = failureOf(run.fatal);
    }
    if (run.fatal !== undefined || options.signal?.aborted === true) break;
  }
  return run.summary;
}

interface OneFile {
  readonly summary: FileSummary;
  readonly rejects: RejectWriter;
  readonly place: Pick<ImportProgress, 'fileNumber' | 'fileCount'>;
  readonly options: ImportOptions;
}

async function importFile(
  path: string,
  mapping: Mapping,
  run: ImportRun,
  { summary, rejects, place, options }: OneFile,
): Promise<void> {
  try {
    await rejects.open();
    try {
      await readInto(path, mapping, run, { summary, rejects, place, options });
    } catch (error) {
      if (!isLedgerError(error) || error.code === 'import.rejects_unwritable') throw error;
      summary.failure = { ...failureOf(error), afterRow: summary.records };
    }
    await run.settled();
    await rejects.flush();
  } catch (error) {
    run.fail(error);
    await run.settled();
  }
  summary.rejected = rejects.count;
  if (rejects.count > 0) summary.rejectedFile = rejects.path;
}

async function readInto(
  path: string,
  mapping: Mapping,
  run: ImportRun,
  { summary, rejects, place, options }: OneFile,
): Promise<void> {
  const bytesTotal = await fileSize(path);
  let bytesRead = 0;
  const onBytes = (read: number) => {
    bytesRead = read;
  };
  const report = () =>
    options.onProgress?.({ ...summary, ...place, rejected: rejects.count, bytesRead, bytesTotal });
  const context = { summary, rejects, memory: new Map() };
  for await (const record of openRecords(path, mapping, { onBytes })) {
    await run.record(record, context);
    if (summary.records % PROGRESS_EVERY === 0) report();
    if (run.fatal !== undefined || options.signal?.aborted === true) return;
  }
  const { format, record = format } = mapping.source;
  if (summary.records === 0) throw noRecords(summary.file, record);
  await run.settled();
  bytesRead = bytesTotal;
  report();
}
