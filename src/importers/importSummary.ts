// What an import says of itself: counts, failures, progress. Figures only; never what a record held.
import type { Bilingual, LedgerError } from '../kernel/errors.js';

/** How a run, or one file of it, went. */
export interface ImportCounts {
  /** Records read, the bad ones included. */
  records: number;
  /** Records for which the mapping has nothing to say. */
  ignored: number;
  /** Commands that added events. */
  accepted: number;
  /** Commands whose facts the ledger had already. */
  duplicates: number;
  /** Further mentions, within this run, of a fact that many records state (`repeats` in the mapping). */
  repeated: number;
  /** Lines in the file of rejects: records that could not be understood, and commands that were refused. */
  rejected: number;
}

export interface ImportFailure extends Bilingual {
  readonly code: string;
  readonly where?: string;
  /** The last record that was read before. */
  readonly afterRow?: number;
}

export interface FileSummary extends ImportCounts {
  readonly file: string;
  /** Where the rejects were written; left out when there are none. */
  rejectedFile?: string;
  /** Why the file was not read to its end. What came before went in. */
  failure?: ImportFailure;
}

export interface ImportSummary extends ImportCounts {
  readonly mapping: string;
  /** Events that this run added, by name. */
  readonly events: Record<string, number>;
  readonly files: FileSummary[];
  /** Why the run stopped before its end: the ledger or the disk cannot take more. Import again to go on. */
  stopped?: ImportFailure;
}

export interface ImportProgress extends Readonly<ImportCounts> {
  readonly file: string;
  /** Number of this file among all, from 1. */
  readonly fileNumber: number;
  readonly fileCount: number;
  /** Of the file as it lies on disk (packed, where it is). */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export const newCounts = (): ImportCounts => ({
  records: 0,
  ignored: 0,
  accepted: 0,
  duplicates: 0,
  repeated: 0,
  rejected: 0,
});

export function addCounts(total: ImportCounts, part: ImportCounts): void {
  for (const key of Object.keys(newCounts()) as (keyof ImportCounts)[]) total[key] += part[key];
}

export const failureOf = ({ code, text, where }: LedgerError): ImportFailure => ({
  code,
  ...text,
  ...(where !== undefined && { where }),
});
