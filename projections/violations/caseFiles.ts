// Files every event under its case and gives the cases back, from memory or from the log.
// Which case an event belongs to depends on the events before it alone.
import type { LedgerEvent } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { namedCase, type Case } from '../../src/rules/case.js';
import { createBulkInsert, createSortedInsert } from '../bulkInsert.js';
import type { EventSource, ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';
import type { EventLists } from './eventLists.js';

/** Twice what a batch can open, so that a case is never forgotten before it is written. */
const CASES_HELD = 16_000;

/** What a judgement asked for: a key, and until when (milliseconds since 1970). */
export type Dependency = readonly [key: string, until: number];

/** A case as its file knows it, besides its events. */
export interface CaseFile {
  readonly number: number;
  readonly id: string;
  /** As stored in `case_file`. */
  keys: string;
  activations: string;
  /** Its violations as stored, by identity; `undefined` until they have been read. */
  violations?: ReadonlyMap<string, string>;
}

export interface CaseFiles {
  /** Files an event; returns the number of its case. */
  file(event: LedgerEvent): number;
  /** Writes what was filed. Call before `open`. */
  flush(): void;
  /** Every case there is. Call after `flush`. */
  all(): readonly number[];
  open(caseNumber: number): Promise<{ readonly file: CaseFile; readonly theCase: Case }>;
}

const listOf = (caseNumber: number) => `case ${caseNumber}`;

function prepare(writer: ViewWriter) {
  return {
    caseOfStream: writer.prepare('SELECT case_id FROM {stream_case} WHERE subject = ?'),
    nameCase: writer.prepare(
      'INSERT INTO {stream_case} (subject, case_id) VALUES (?, ?) ON CONFLICT (subject) DO UPDATE SET case_id = excluded.case_id',
    ),
    byId: writer.prepare('SELECT case_number FROM {case_file} WHERE case_id = ?'),
    byNumber: writer.prepare(
      'SELECT case_number AS number, case_id AS id, keys, activations FROM {case_file} WHERE case_number = ?',
    ),
    all: writer.prepare('SELECT case_number FROM {case_file}'),
    events: writer.prepare(
      'SELECT position FROM {case_event} WHERE case_number = ? ORDER BY position',
    ),
  };
}

export function createCaseFiles(
  writer: ViewWriter,
  source: EventSource,
  lists: EventLists,
): CaseFiles {
  const sql = prepare(writer);
  const rows = createSortedInsert(
    writer,
    'INSERT INTO {case_event} (case_number, position) VALUES',
    2,
  );
  const created = createBulkInsert(
    writer,
    'INSERT INTO {case_file} (case_number, case_id, keys, activations) VALUES',
    4,
  );
  const caseOfStream = new Recent<string, string>(CASES_HELD);
  const files = new Recent<number, CaseFile>(CASES_HELD);
  const numbers = new Recent<string, number>(CASES_HELD);

  function caseIdOf(event: LedgerEvent): string {
    const { subject } = event;
    // The first event of a stream has none before it that could have named a case.
    const before =
      caseOfStream.get(subject) ??
      (event.revision === 1
        ? undefined
        : sql.caseOfStream.get<{ case_id: string }>([subject])?.case_id) ??
      subject;
    const id = namedCase(event) ?? before;
    if (id !== before) sql.nameCase.run([subject, id]);
    caseOfStream.set(subject, id);
    return id;
  }

  function numberOf(id: string, position: number): number {
    const known = numbers.get(id) ?? sql.byId.get<{ case_number: number }>([id])?.case_number;
    const number = known ?? position;
    if (known === undefined) {
      created.add([number, id, '[]', '[]']);
      files.set(number, { number, id, keys: '[]', activations: '[]' });
      lists.put(listOf(number), []);
    }
    numbers.set(id, number);
    return number;
  }

  function fileOf(caseNumber: number): CaseFile {
    const file = files.get(caseNumber) ?? sql.byNumber.get<CaseFile>([caseNumber]);
    if (!file) throw new Error(`No file of case ${caseNumber}`);
    files.set(caseNumber, file);
    return file;
  }

  async function load(caseNumber: number): Promise<readonly LedgerEvent[]> {
    const positions = sql.events.all<{ position: number }>([caseNumber]);
    const events = await source.at(positions.map(({ position }) => positionOf(position)));
    lists.put(listOf(caseNumber), events);
    return events;
  }

  return {
    file(event) {
      const position = sequenceOf(event.position);
      const caseNumber = numberOf(caseIdOf(event), position);
      rows.add([caseNumber, position]);
      lists.append(listOf(caseNumber), event);
      return caseNumber;
    },
    flush() {
      created.flush();
      rows.flush();
    },
    all: () => sql.all.all<{ case_number: number }>().map((row) => row.case_number),
    async open(caseNumber) {
      const file = fileOf(caseNumber);
      const events = lists.get(listOf(caseNumber)) ?? (await load(caseNumber));
      return { file, theCase: { id: file.id, events } };
    },
  };
}
