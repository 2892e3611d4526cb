// Files every event under its case and its context keys, and gives the lists back, from memory or from the log.
// Which case an event belongs to depends on the events before it alone.
import type { LedgerEvent } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { namedCase, type Case } from '../../src/rules/case.js';
import { contextKeysOf } from '../../src/rules/context.js';
import { createBulkInsert } from '../bulkInsert.js';
import type { EventSource, ViewWriter } from '../projection.js';
import { EventLists } from './eventLists.js';
import { sequenceOf } from './sequence.js';

/** Some 2 kB each: about 100 MB when full. */
const EVENTS_HELD = 50_000;
const CASES_HELD = 50_000;

/** A case as its file knows it, besides its events. */
export interface CaseFile {
  readonly number: number;
  readonly id: string;
  /** As stored in `case_file`. */
  keys: string;
  activations: string;
}

export interface CaseFiles {
  /** Files an event; returns its case and the keys under which it now lies. */
  file(event: LedgerEvent): { readonly caseNumber: number; readonly keys: readonly string[] };
  /** Writes what was filed. Call before `dependents`, `open` and `contextOf`. */
  flush(): void;
  dependents(key: string): readonly number[];
  open(caseNumber: number): Promise<{ readonly file: CaseFile; readonly theCase: Case }>;
  /** Events under a key: the list, or `undefined` when it has to be loaded first. */
  contextOf(key: string): readonly LedgerEvent[] | undefined;
  loadContext(key: string): Promise<readonly LedgerEvent[]>;
}

const caseList = (caseNumber: number) => `case ${caseNumber}`;
const keyList = (key: string) => `key ${key}`;

/** A map that forgets its oldest entries; what it forgets is read again from the view. */
class Recent<K, V> extends Map<K, V> {
  override set(key: K, value: V): this {
    if (this.size >= CASES_HELD && !this.has(key))
      for (const oldest of this.keys()) {
        this.delete(oldest);
        break;
      }
    return super.set(key, value);
  }
}

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
    create: writer.prepare(
      "INSERT INTO {case_file} (case_number, case_id, keys, activations) VALUES (?, ?, '[]', '[]')",
    ),
    events: writer.prepare(
      'SELECT position FROM {case_event} WHERE case_number = ? ORDER BY position',
    ),
    context: writer.prepare('SELECT position FROM {context_event} WHERE key = ? ORDER BY position'),
    hasContext: writer.prepare('SELECT 1 AS one FROM {context_event} WHERE key = ? LIMIT 1'),
    dependents: writer.prepare('SELECT case_number FROM {case_dependency} WHERE key = ?'),
  };
}

export function createCaseFiles(
  writer: ViewWriter,
  source: EventSource,
  eventsHeld = EVENTS_HELD,
): CaseFiles {
  const sql = prepare(writer);
  const caseEvents = createBulkInsert(
    writer,
    'INSERT INTO {case_event} (case_number, position) VALUES',
    2,
  );
  const contextEvents = createBulkInsert(
    writer,
    'INSERT INTO {context_event} (key, position) VALUES',
    2,
  );
  const lists = new EventLists(eventsHeld);
  const caseOfStream = new Recent<string, string>();
  const files = new Recent<number, CaseFile>();
  const numbers = new Recent<string, number>();

  function caseIdOf(event: LedgerEvent): string {
    const { subject } = event;
    const before =
      caseOfStream.get(subject) ??
      sql.caseOfStream.get<{ case_id: string }>([subject])?.case_id ??
      subject;
    const id = namedCase(event) ?? before;
    if (id !== before) sql.nameCase.run([subject, id]);
    caseOfStream.set(subject, id);
    return id;
  }

  function numberOf(id: string, position: number): number {
    const known =
      numbers.get(id) ?? sql.byId.get<{ case_number: number }>([id])?.case_number ?? undefined;
    const number = known ?? position;
    if (known === undefined) {
      sql.create.run([number, id]);
      files.set(number, { number, id, keys: '[]', activations: '[]' });
      lists.put(caseList(number), []);
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

  async function load(list: string, rows: readonly { position: number }[]) {
    const events = await source.at(rows.map(({ position }) => positionOf(position)));
    lists.put(list, events);
    return events;
  }

  return {
    file(event) {
      const position = sequenceOf(event.position);
      const caseNumber = numberOf(caseIdOf(event), position);
      caseEvents.add([caseNumber, position]);
      lists.append(caseList(caseNumber), event);
      const keys = contextKeysOf(event);
      for (const key of keys) {
        contextEvents.add([key, position]);
        lists.append(keyList(key), event);
      }
      return { caseNumber, keys };
    },
    flush() {
      caseEvents.flush();
      contextEvents.flush();
    },
    dependents: (key) =>
      sql.dependents.all<{ case_number: number }>([key]).map((row) => row.case_number),
    async open(caseNumber) {
      const file = fileOf(caseNumber);
      const list = caseList(caseNumber);
      const events = lists.get(list) ?? (await load(list, sql.events.all([caseNumber])));
      return { file, theCase: { id: file.id, events } };
    },
    contextOf(key) {
      const held = lists.get(keyList(key));
      if (held || sql.hasContext.get([key])) return held;
      lists.put(keyList(key), []);
      return [];
    },
    loadContext: (key) => load(keyList(key), sql.context.all([key])),
  };
}
