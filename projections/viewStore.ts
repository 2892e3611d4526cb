// The read-model database: which generations of which views exist, how far each has come, and their tables.
// It must never hold anything that cannot be rebuilt from the log.
import { createHash } from 'node:crypto';
import { corrupt, unavailable } from '../src/kernel/errors.js';
import { parsePosition, type Position } from '../src/kernel/position.js';
import type { Database } from '../src/sqlite/driver.js';
import type { Projection } from './projection.js';

export type ViewState = 'live' | 'building' | 'halted';

/** One generation of a view. */
export interface ViewGeneration {
  readonly name: string;
  readonly generation: number;
  readonly version: number;
  readonly state: ViewState;
  /** Last event taken into account; `undefined` before the first. */
  readonly position: Position | undefined;
  /** Id of that event: binds the checkpoint to one log. */
  readonly eventId: string | undefined;
  /** Why it stopped, when halted. */
  readonly halt:
    { readonly position: Position; readonly eventId: string; readonly reason: string } | undefined;
}

interface ViewRow {
  name: string;
  generation: number;
  version: number;
  state: ViewState;
  position: string | null;
  event_id: string | null;
  halt_position: string | null;
  halt_event_id: string | null;
  halt_reason: string | null;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS read_model (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS view (
  name TEXT NOT NULL,
  generation INTEGER NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'building', 'halted')),
  position TEXT,
  event_id TEXT,
  halt_position TEXT,
  halt_event_id TEXT,
  halt_reason TEXT,
  PRIMARY KEY (name, generation)
) STRICT, WITHOUT ROWID;
`;

const toGeneration = (row: ViewRow): ViewGeneration => ({
  name: row.name,
  generation: row.generation,
  version: row.version,
  state: row.state,
  position: row.position === null ? undefined : parsePosition(row.position),
  eventId: row.event_id ?? undefined,
  halt:
    row.halt_position === null
      ? undefined
      : {
          position: parsePosition(row.halt_position),
          eventId: row.halt_event_id ?? '',
          reason: row.halt_reason ?? '',
        },
});

const prefixOf = (name: string, generation: number) =>
  `${name.replaceAll('-', '_')}_g${generation}_`;

/** Puts the physical names of a generation in place of `{name}`. */
export function physicalSql(sql: string, view: { name: string; generation: number }): string {
  const prefix = prefixOf(view.name, view.generation);
  return sql.replace(/\{([a-z_]+)\}/g, (_, table: string) => `"${prefix}${table}"`);
}

/** Creates the registry of views, bound to one ledger. @throws LedgerError `view.other_ledger` */
export function initialiseViews(database: Database, origin: string): void {
  database.transaction(() => {
    database.exec(SCHEMA);
    const row = database.prepare('SELECT origin FROM read_model').get<{ origin: string }>();
    if (!row) database.prepare('INSERT INTO read_model VALUES (1, ?)').run([origin]);
    else if (row.origin !== origin)
      throw corrupt(
        'view.other_ledger',
        `此读模型属于另一台账 ${row.origin}：请删除后重建`,
        `These read models belong to another ledger, ${row.origin}; delete and rebuild them`,
        database.path,
      );
  });
}

export function listGenerations(database: Database): readonly ViewGeneration[] {
  return database
    .prepare('SELECT * FROM view ORDER BY name, generation')
    .all<ViewRow>()
    .map(toGeneration);
}

/** Starts a new generation, empty, in state `building`. Runs inside the caller's transaction. */
export function createGeneration(database: Database, projection: Projection): ViewGeneration {
  const last = database
    .prepare('SELECT max(generation) AS generation FROM view WHERE name = ?')
    .get<{ generation: number | null }>([projection.name]);
  const generation = (last?.generation ?? 0) + 1;
  database.exec(physicalSql(projection.schema, { name: projection.name, generation }));
  database
    .prepare("INSERT INTO view (name, generation, version, state) VALUES (?, ?, ?, 'building')")
    .run([projection.name, generation, projection.version]);
  return {
    name: projection.name,
    generation,
    version: projection.version,
    state: 'building',
    position: undefined,
    eventId: undefined,
    halt: undefined,
  };
}

/** Removes a generation and its tables. Runs inside the caller's transaction. */
export function dropGeneration(database: Database, view: ViewGeneration): void {
  const prefix = prefixOf(view.name, view.generation);
  const tables = tablesOf(database, prefix, true);
  for (const table of tables) database.exec(`DROP TABLE IF EXISTS "${table}"`);
  database
    .prepare('DELETE FROM view WHERE name = ? AND generation = ?')
    .run([view.name, view.generation]);
}

/** Virtual tables first: dropping them removes their shadow tables. */
function tablesOf(database: Database, prefix: string, withVirtual: boolean): readonly string[] {
  const rows = database
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?) = ? ORDER BY name",
    )
    .all<{ name: string; sql: string }>([prefix.length, prefix]);
  const virtual = rows.filter(({ sql }) => /^CREATE VIRTUAL TABLE/i.test(sql));
  const isShadow = (name: string) => virtual.some((table) => name.startsWith(`${table.name}_`));
  const plain = rows.filter((row) => !virtual.includes(row) && !isShadow(row.name));
  return [...(withVirtual ? virtual : []), ...plain].map(({ name }) => name);
}

/**
 * Moves a checkpoint, but only from where the caller believes it to be.
 * @throws LedgerError `view.checkpoint_moved` when somebody else moved it
 */
export function moveCheckpoint(
  database: Database,
  view: ViewGeneration,
  position: Position,
  eventId: string,
): void {
  database
    .prepare(
      'UPDATE view SET position = ?, event_id = ? WHERE name = ? AND generation = ? AND position IS ?',
    )
    .run([position, eventId, view.name, view.generation, view.position ?? null]);
  if (database.prepare('SELECT changes() AS n').get<{ n: number }>()?.n !== 1)
    throw unavailable(
      'view.checkpoint_moved',
      `视图「${view.name}」的检查点已被另一进程移动`,
      `Another process moved the checkpoint of view "${view.name}"`,
      view.name,
    );
}

export function haltGeneration(
  database: Database,
  view: ViewGeneration,
  position: Position,
  eventId: string,
  reason: string,
): void {
  database
    .prepare(
      "UPDATE view SET state = 'halted', halt_position = ?, halt_event_id = ?, halt_reason = ? WHERE name = ? AND generation = ?",
    )
    .run([position, eventId, reason, view.name, view.generation]);
}

/** Makes a built generation the one that is read, and removes the others, in the caller's transaction. */
export function promoteGeneration(database: Database, view: ViewGeneration): void {
  for (const other of listGenerations(database))
    if (other.name === view.name && other.generation !== view.generation)
      dropGeneration(database, other);
  database
    .prepare("UPDATE view SET state = 'live' WHERE name = ? AND generation = ?")
    .run([view.name, view.generation]);
}

/**
 * SHA-256 over every row of every plain table of a generation, in the order of their columns.
 * Full-text indexes are left out: they derive from rows that are in.
 */
export function digestGeneration(database: Database, view: ViewGeneration): string {
  const prefix = prefixOf(view.name, view.generation);
  const hash = createHash('sha256');
  for (const table of tablesOf(database, prefix, false)) {
    hash.update(`\n${table.slice(prefix.length)}\n`);
    const columns = database
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all<{ name: string }>();
    const order = columns.map((_, index) => index + 1).join(', ');
    for (const row of database.prepare(`SELECT * FROM "${table}" ORDER BY ${order}`).iterate())
      hash.update(JSON.stringify(Object.values(row), plainNumber) + '\n');
  }
  return hash.digest('hex');
}

const plainNumber = (_: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;
