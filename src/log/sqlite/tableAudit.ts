// What the ledger file holds beside the events, read for `verify`. It must never change or repair anything.
import { readFileSync } from 'node:fs';
import { openDatabase, type Database } from '../../sqlite/driver.js';
import type { CommandRow, EventColumns, LedgerTables, StrayRow } from '../ledgerTables.js';
import { HASH_LENGTH, type Hash } from '../../transparency/index.js';

interface PackedColumns {
  sequences: string;
  ids: string;
  leaves: string | null;
}

/** Many rows packed into one, as in reads.ts: a driver's cost is by the row. */
const COLUMNS = `SELECT json_group_array(seq) AS sequences, json_group_array(id) AS ids,
    group_concat(hex(leaf), '') AS leaves
  FROM (SELECT seq, id, leaf FROM event WHERE seq >= ? AND seq < ? ORDER BY seq)`;

function unpack(row: PackedColumns | undefined): EventColumns[] {
  const leaves = Buffer.from(row?.leaves ?? '', 'hex');
  const ids = JSON.parse(row?.ids ?? '[]') as string[];
  return (JSON.parse(row?.sequences ?? '[]') as number[]).map((sequence, index) => ({
    sequence,
    id: ids[index] ?? '',
    leaf: leaves.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH),
  }));
}

/** Name and text of every table and trigger that schema.sql makes, as SQLite keeps them. */
function schemaObjects(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8');
  const objects = new Map<string, string>();
  for (const block of text.split(/\n\s*\n/)) {
    const [, kind = '', name = '', rest = ''] =
      /^CREATE (TABLE|TRIGGER) IF NOT EXISTS (\w+)([\s\S]*);\s*$/m.exec(block) ?? [];
    if (name !== '') objects.set(name, `CREATE ${kind} ${name}${rest}`);
  }
  return objects;
}

function alteredSchema(database: Database): StrayRow[] {
  const stored = new Map(
    database
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger')")
      .all<{ name: string; sql: string | null }>()
      .map(({ name, sql }) => [name, sql]),
  );
  return [...schemaObjects()]
    .filter(([name, sql]) => stored.get(name) !== sql)
    .map(([where]) => ({ code: 'schema.altered', where }));
}

/** Opens the tables of a ledger file for reading. @throws LedgerError `storage.*` */
export function openTableAudit(path: string): LedgerTables {
  const database = openDatabase(path, { mode: 'read', durability: 'full' });
  const columns = database.prepare(COLUMNS);
  const subtrees = database.prepare(
    'SELECT idx, root FROM subtree WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx',
  );
  const commands = database.prepare(
    `SELECT commandid, first, count, revision FROM command
     WHERE commandid IN (SELECT value FROM json_each(?))`,
  );
  const strays: readonly [StrayRow['code'], string][] = [
    [
      'subtree.stray',
      `SELECT level || '/' || idx AS name FROM subtree
       WHERE (idx + 1) * (CASE WHEN level < 6 THEN 1 << (8 * level) ELSE 1 << 48 END) > ?1`,
    ],
    [
      'disclosure.stray',
      'SELECT seq AS name FROM disclosure WHERE ?1 >= 0 AND seq NOT IN (SELECT seq FROM event)',
    ],
    ['command.stray', 'SELECT commandid AS name FROM command WHERE first + count > ?1'],
  ];
  return {
    columns: (from, to) => unpack(columns.get<PackedColumns>([from, to])),
    subtrees: (level, from, to) =>
      new Map(
        subtrees
          .all<{ idx: number; root: Hash }>([level, from, to])
          .map(({ idx, root }) => [idx, root]),
      ),
    commands: (ids) =>
      new Map(
        commands
          .all<{ commandid: string } & Omit<CommandRow, 'commandId'>>([JSON.stringify(ids)])
          .map(({ commandid, ...row }) => [commandid, { commandId: commandid, ...row }]),
      ),
    commandCount: () =>
      database.prepare('SELECT count(*) AS rows FROM command').get<{ rows: number }>()?.rows ?? 0,
    strays: (size, limit) => [
      ...alteredSchema(database),
      ...strays.flatMap(([code, sql]) =>
        database
          .prepare(`${sql} LIMIT ?2`)
          .all<{ name: string | number }>([size, limit])
          .map(({ name }) => ({ code, where: String(name) })),
      ),
    ],
    damage() {
      const answer = database
        .prepare('PRAGMA integrity_check(1)')
        .get<{ integrity_check: string }>()?.integrity_check;
      return answer === 'ok' ? undefined : (answer ?? 'no answer');
    },
    close: () => database.close(),
  };
}
