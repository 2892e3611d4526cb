// Open Contracting data (OCDS 1.0, 1.1): a file of releases or records -> one record a contracting process, compiled.
// A release without ocid or date is a bad record; it must never be merged at a guessed place.
import { parseInstant } from '../../kernel/time.js';
import { badRecord } from '../errors.js';
import { readJson } from '../readers/json.js';
import { readJsonLines } from '../readers/jsonLines.js';
import {
  MAX_RECORD_LENGTH,
  type RecordValue,
  type SourceRecord,
  type TextChunks,
} from '../record.js';
import { isJsonRecord, mergeReleases, type JsonRecord } from './merge.js';
import { openReleaseSpool, type ReleaseSpool, type SpooledProcess } from './spool.js';
import { releasesIn, type FoundRelease } from './unpack.js';

const problem = (zh: string, en: string, row: number) => badRecord({ zh, en }, `row ${row}`);

/** Milliseconds since 1970 of a release's date; a date alone is its first moment in UTC, as the standard's own tools take it. */
function momentOf(text: string): number | undefined {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(whole) ? whole : `${whole}Z`;
  try {
    return parseInstant(zoned).epochMs;
  } catch {
    return undefined;
  }
}

function spool(
  { release, compiled }: FoundRelease,
  row: number,
  into: ReleaseSpool,
): SourceRecord | undefined {
  const { ocid, date } = release;
  if (typeof ocid !== 'string' || ocid.trim() === '')
    return { row, error: problem('此发布没有 ocid', 'This release has no ocid', row) };
  const at = typeof date === 'string' ? momentOf(date.trim()) : undefined;
  if (at === undefined && !compiled)
    return {
      row,
      error: problem(
        `流程 ${ocid} 的此发布没有有效的 date，无法确定合并次序`,
        `This release of ${ocid} has no valid date, so its place in the merge is unknown`,
        row,
      ),
    };
  into.add(ocid, at ?? 0, row, release);
  return undefined;
}

/** Publishers write one identifier as a number here and as a text there. */
const idText = (id: RecordValue | undefined): string =>
  typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';

/** A contract names its award by id; what the award says of the suppliers belongs to the contract as well. */
function withAwards(compiled: JsonRecord): JsonRecord {
  const lists = (name: string) =>
    Array.isArray(compiled[name]) ? (compiled[name] as readonly RecordValue[]) : [];
  const awards = lists('awards').filter(isJsonRecord);
  const contracts = lists('contracts').map((contract) => {
    if (!isJsonRecord(contract)) return contract;
    const wanted = idText(contract['awardID']);
    // Without a name the only award is meant; of several nothing is guessed.
    const award =
      wanted === ''
        ? awards.length === 1
          ? awards[0]
          : undefined
        : awards.find(({ id }) => idText(id) === wanted);
    return award ? { ...contract, award } : contract;
  });
  return contracts.length === 0 ? compiled : { ...compiled, contracts };
}

const textAt = (release: JsonRecord | undefined, key: string): RecordValue =>
  release?.[key] ?? null;

/** The compiled release, with `ocds: {releases, firstDate, lastDate, reordered}` beside the standard's own fields. */
function recordOf({ row, releases, reordered }: SpooledProcess): SourceRecord {
  const value = {
    ...withAwards(mergeReleases(releases)),
    ocds: {
      releases: releases.length,
      firstDate: textAt(releases[0], 'date'),
      lastDate: textAt(releases.at(-1), 'date'),
      reordered,
    },
  };
  return { row, value };
}

/** Where the releases or records of a document may stand: in a package, or the document is one of them. */
const DOCUMENT_PATHS = ['records[*]', 'releases[*]', ''];

/** A document's parts: lines where the first line is a value by itself and another follows, a list, or one value. */
async function* valuesOf(open: () => TextChunks, file: string): AsyncGenerator<SourceRecord> {
  const start = await startOf(open());
  if (isJsonLines(start)) yield* readJsonLines(open(), file);
  else yield* documentParts(open, start.startsWith('[') ? ['[*]'] : DOCUMENT_PATHS, file);
}

async function* documentParts(
  open: () => TextChunks,
  paths: readonly string[],
  file: string,
): AsyncGenerator<SourceRecord> {
  for (const path of paths) {
    let found = false;
    for await (const record of readJson(open(), path, file)) {
      found = true;
      yield record;
    }
    if (found) return;
  }
}

/** The text up to the end of its first line that is not blank. */
async function startOf(text: TextChunks): Promise<string> {
  let start = '';
  for await (const chunk of text) {
    start = (start + chunk).trimStart();
    if (start.includes('\n') || start.length > MAX_RECORD_LENGTH) break;
  }
  return start;
}

function isJsonLines(start: string): boolean {
  const end = start.indexOf('\n');
  return end >= 0 && isJson(start.slice(0, end));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param open opens the text anew at each call: the form of the file is found by looking
 * @returns one record a process, in the order in which the processes first appear; bad releases in their place
 * @throws LedgerError `import.malformed`, `import.too_deep`, `import.record_too_large`
 */
export async function* readOcds(
  open: () => TextChunks,
  file: string,
): AsyncGenerator<SourceRecord> {
  const releases = openReleaseSpool();
  try {
    for await (const record of valuesOf(open, file)) {
      if ('error' in record) {
        yield record;
        continue;
      }
      const found = releasesIn(record.value);
      if (found.length === 0)
        yield {
          row: record.row,
          error: problem(
            '此处没有 OCDS 发布（release）或记录（record）',
            'There is no OCDS release or record here',
            record.row,
          ),
        };
      for (const one of found) {
        const bad = spool(one, record.row, releases);
        if (bad) yield bad;
      }
    }
    for (const process of releases.processes()) yield recordOf(process);
  } finally {
    releases.close();
  }
}
