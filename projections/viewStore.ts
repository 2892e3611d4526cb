// The read-model database: which generations of which views exist, how far each has come, and their tables.
// It must never hold anything that cannot be rebuilt from the log.
import { createHash } from 'node:crypto';
import { corrupt, unavailable } from '../src/kernel/errors.js';
import { comparePositions, parsePosition, type Position } from '../src/kernel/position.js';
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

/**
 * Of the generations of one view, the one that is read: the live one, else the halted one that came furthest.
 * Another version's generation is never read: its tables may be other tables.
 */
export function readableGeneration(
  generations: readonly ViewGeneration[],
  name: string,
  version: number,
): ViewGeneration | undefined {
  const own = generations.filter((view) => view.name === name && view.version === version);
  const live = own.find(({ state }) => state === 'live');
  if (live) return live;
  const halted = own.filter(({ state }) => state === 'halted');
  return halted.reduce<ViewGeneration | undefined>(
    (best, view) => (best && !isAhead(view.position, best.position) ? best : view),
    undefined,
  );
}

const isAhead = (a: Position | undefined, b: Position | undefined): boolean =>
  a !== undefined && (b === undefined || comparePositions(a, b) > 0);

/** Removes what earlier rebuilds of a view left behind, but never the generation that is read, in the caller's transaction. */
export function discardAttempts(database: Database, projection: Projection): void {
  const generations = listGenerations(database);
  const readable = readableGeneration(generations, projection.name, projection.version);
  for (const view of generations)
    if (
      view.name === projection.name &&
      view.state !== 'live' &&
      view.generation !== readable?.generation
    )
      dropGeneration(database, view);
}

/** Removes a generation and its tables. Runs inside the caller's transaction. */
export function dropGeneration(database: Database, view: ViewGeneration): void {
  const { virtual, plain } = tablesOf(database, prefixOf(view.name, view.generation));
  // Virtual tables first: dropping them removes their shadow tables.
  for (const table of [...virtual, ...plain]) database.exec(`DROP TABLE "${table}"`);
  database
    .prepare('DELETE FROM view WHERE name = ? AND generation = ?')
    .run([view.name, view.generation]);
}

/** What FTS5 keeps of an index in tables of its own. */
const SHADOWS = ['data', 'idx', 'content', 'docsize', 'config'];

function tablesOf(database: Database, prefix: string) {
  const rows = database
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?) = ? ORDER BY name",
    )
    .all<{ name: string; sql: string }>([prefix.length, prefix]);
  const virtual = rows
    .filter(({ sql }) => /^CREATE VIRTUAL TABLE/i.test(sql))
    .map(({ name }) => name);
  const shadows = new Set(virtual.flatMap((name) => SHADOWS.map((end) => `${name}_${end}`)));
  const plain = rows
    .map(({ name }) => name)
    .filter((name) => !virtual.includes(name) && !shadows.has(name));
  return { virtual, plain };
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
 * SHA-256 over every row of every table of a generation, in the order of their columns, exact to the last digit;
 * of a full-text index, over every token and where it stands. Needs a writing connection when there is such an index.
 */
export function digestGeneration(database: Database, view: ViewGeneration): string {
  const prefix = prefixOf(view.name, view.generation);
  const hash = createHash('sha256');
  const addRows = (table: string, source: string) => {
    hash.update(`\n${table.slice(prefix.length)}\n`);
    const columns = database
      .prepare(`SELECT name FROM pragma_table_info('${source}')`)
      .all<{ name: string }>();
    const literal = columns.map(({ name }) => `quote("${name}")`).join(` || ',' || `);
    const order = columns.map(({ name }) => `"${name}"`).join(', ');
    const rows = database.prepare(`SELECT ${literal} AS line FROM "${source}" ORDER BY ${order}`);
    for (const { line } of rows.iterate<{ line: string }>()) hash.update(`${line}\n`);
  };
  const { plain, virtual } = tablesOf(database, prefix);
  for (const table of plain) addRows(table, table);
  for (const table of virtual) {
    database.exec(
      `CREATE VIRTUAL TABLE temp.index_tokens USING fts5vocab('main', '${table}', 'instance')`,
    );
    try {
      addRows(table, 'index_tokens');
    } finally {
      database.exec('DROP TABLE temp.index_tokens');
    }
  }
  return hash.digest('hex');
}
