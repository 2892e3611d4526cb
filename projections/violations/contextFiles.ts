// Files events under their context keys and gives the lists back, from memory or from the log.
// A list is complete or not held at all: a rule must never judge on a part of it.
import type { LedgerEvent } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { contextKeysOf, contextLinksOf, isLinkable } from '../../src/rules/context.js';
import { createBulkInsert, createSortedInsert } from '../bulkInsert.js';
import { instantOf } from '../clocks.js';
import type { EventSource, ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';
import type { EventLists } from './eventLists.js';

const LINKS_HELD = 50_000;

/** Every time lies after it: all dependents of a key are meant. */
const BEGINNING = -Number.MAX_SAFE_INTEGER;

export interface ContextFiles {
  file(event: LedgerEvent): void;
  /** Writes what was filed since the last call; returns the keys concerned, each with the earliest time filed. */
  flush(): ReadonlyMap<string, number>;
  /** Cases whose judgement an event of this time under the key can change. Call after `flush`. */
  dependents(key: string, time: number): readonly number[];
  /** The list of a key where it is in memory. Call after `flush`. */
  remembered(key: string): readonly LedgerEvent[] | undefined;
  /** The list of a key, or `undefined` when it has to be loaded first. Call after `flush`. */
  held(key: string): readonly LedgerEvent[] | undefined;
  /** The list of each of the keys. Call after `flush`. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, readonly LedgerEvent[]>>;
}

const listOf = (key: string) => `key ${key}`;

function prepare(writer: ViewWriter) {
  return {
    events: writer.prepare(
      'SELECT key, position FROM {context_event} WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key, position',
    ),
    has: writer.prepare('SELECT 1 AS one FROM {context_event} WHERE key = ? LIMIT 1'),
    links: writer.prepare('SELECT also FROM {context_link} WHERE key = ? ORDER BY also'),
    copy: writer.prepare(
      `INSERT INTO {context_event} (key, position) SELECT ?, position FROM {context_event} WHERE key = ?
       ON CONFLICT DO NOTHING`,
    ),
    dependents: writer.prepare(
      'SELECT case_number FROM {case_dependency} WHERE key = ? AND until >= ?',
    ),
  };
}

export function createContextFiles(
  writer: ViewWriter,
  source: EventSource,
  lists: EventLists,
): ContextFiles {
  const sql = prepare(writer);
  const rows = createSortedInsert(
    writer,
    'INSERT INTO {context_event} (key, position) VALUES',
    2,
    'ON CONFLICT DO NOTHING',
  );
  const newLinks = createBulkInsert(writer, 'INSERT INTO {context_link} (key, also) VALUES', 2);
  const links = new Recent<string, readonly string[]>(LINKS_HELD);
  let filed = new Map<string, number>();

  function linksOf(key: string): readonly string[] {
    if (!isLinkable(key)) return [];
    const held = links.get(key) ?? sql.links.all<{ also: string }>([key]).map(({ also }) => also);
    links.set(key, held);
    return held;
  }

  /** A key that nothing was filed under yet starts a list, so that it need not be loaded later. */
  function startList(key: string): void {
    if (!filed.has(key) && lists.get(listOf(key)) === undefined && !sql.has.get([key]))
      lists.put(listOf(key), []);
  }

  function put(key: string, event: LedgerEvent, time: number): void {
    startList(key);
    lists.append(listOf(key), event);
    rows.add([key, sequenceOf(event.position)]);
    filed.set(key, Math.min(time, filed.get(key) ?? time));
  }

  function connect(key: string, also: string): void {
    const known = linksOf(key);
    if (known.includes(also)) return;
    newLinks.add([key, also]);
    links.set(key, [...known, also].sort());
    if (!filed.has(key) && !sql.has.get([key])) return;
    rows.flush();
    sql.copy.run([also, key]);
    lists.drop(listOf(also));
    filed.set(also, BEGINNING);
  }

  return {
    file(event) {
      for (const { key, also } of contextLinksOf(event)) connect(key, also);
      const own = contextKeysOf(event);
      if (own.length === 0) return;
      const time = instantOf(event.time);
      for (const key of new Set([...own, ...own.flatMap(linksOf)])) put(key, event, time);
    },
    flush() {
      rows.flush();
      newLinks.flush();
      const keys = filed;
      filed = new Map();
      return keys;
    },
    dependents: (key, time) =>
      sql.dependents.all<{ case_number: number }>([key, time]).map((row) => row.case_number),
    remembered: (key) => lists.get(listOf(key)),
    held(key) {
      const held = lists.get(listOf(key));
      if (held || sql.has.get([key])) return held;
      lists.put(listOf(key), []);
      return [];
    },
    async load(keys) {
      const rows = sql.events.all<{ key: string; position: number }>([JSON.stringify(keys)]);
      const read = await source.at(rows.map(({ position }) => positionOf(position)));
      const events = new Map(read.map((event) => [sequenceOf(event.position), event]));
      const loaded = new Map<string, LedgerEvent[]>(keys.map((key) => [key, []]));
      for (const { key, position } of rows) {
        const event = events.get(position);
        if (event) loaded.get(key)?.push(event);
      }
      for (const [key, list] of loaded) lists.put(listOf(key), list);
      return loaded;
    },
  };
}
