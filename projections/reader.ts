// Reads views: one consistent snapshot of all of them at one ledger position. It must never write.
import { unavailable } from '../src/kernel/errors.js';
import { comparePositions, type Position } from '../src/kernel/position.js';
import type { Database, SqlValue, Statement } from '../src/sqlite/driver.js';
import type { Projection } from './projection.js';
import {
  listGenerations,
  physicalSql,
  readableGeneration,
  type ViewGeneration,
} from './viewStore.js';

/** A snapshot. SQL names tables as `{view-name.table}`. */
export interface ViewSnapshot {
  /** The position that every view used so far (before the first: every view) has reached; `undefined` while none has an event. */
  readonly position: Position | undefined;
  /** Views used so far that stopped at an event: every report drawn from them must say so. */
  readonly halted: readonly ViewGeneration[];
  get<T>(sql: string, parameters?: readonly SqlValue[]): T | undefined;
  all<T>(sql: string, parameters?: readonly SqlValue[]): T[];
}

export interface ViewReader {
  /**
   * Runs queries on one snapshot.
   * @throws LedgerError `view.building` (try again later)
   */
  read<T>(query: (snapshot: ViewSnapshot) => T): T;
  /** Those of the reader's own projections and versions. */
  generations(): readonly ViewGeneration[];
  close(): void;
}

const TABLE = /\{([a-z-]+)\.([a-z_]+)\}/g;

/** Filters make many texts of one query; the least recently used statements leave first. */
const CACHED_STATEMENTS = 300;

function building(name: string) {
  return unavailable(
    'view.building',
    `视图「${name}」正在建立，请稍后重试`,
    `View "${name}" is being built; try again shortly`,
    name,
  );
}

/** The position that all of them have reached. */
function lowestPosition(views: readonly ViewGeneration[]): Position | undefined {
  const positions = views.map(({ position }) => position);
  let [lowest] = positions;
  for (const position of positions)
    if (position === undefined || (lowest !== undefined && comparePositions(position, lowest) < 0))
      lowest = position;
  return lowest;
}

class StatementCache {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Database) {}

  prepare(sql: string): Statement {
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.delete(sql);
    this.statements.set(sql, statement);
    if (this.statements.size > CACHED_STATEMENTS) {
      const [oldest] = this.statements.keys();
      if (oldest !== undefined) this.statements.delete(oldest);
    }
    return statement;
  }
}

/** @param database a connection of its own, opened for reading */
export function createViewReader(
  database: Database,
  projections: readonly Projection[],
): ViewReader {
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  const statements = new StatementCache(database);
  const current = () =>
    listGenerations(database).filter(({ name, version }) => versions.get(name) === version);
  const readable = (name: string, generations: readonly ViewGeneration[]) =>
    readableGeneration(generations, name, versions.get(name) ?? NaN);

  function snapshot(generations: readonly ViewGeneration[]): ViewSnapshot {
    const used = new Map<string, ViewGeneration>();
    const prepare = (sql: string): Statement =>
      statements.prepare(
        sql.replace(TABLE, (_, name: string, table: string) => {
          const view = readable(name, generations);
          if (!view) throw building(name);
          used.set(name, view);
          return physicalSql(`{${table}}`, view);
        }),
      );
    return {
      get position() {
        if (used.size > 0) return lowestPosition([...used.values()]);
        return lowestPosition(
          [...versions.keys()].flatMap((name) => readable(name, generations) ?? []),
        );
      },
      get halted() {
        return [...used.values()].filter(({ state }) => state === 'halted');
      },
      get: (sql, parameters) => prepare(sql).get(parameters),
      all: (sql, parameters) => prepare(sql).all(parameters),
    };
  }

  return {
    read: (query) => database.transaction(() => query(snapshot(current()))),
    generations: current,
    close: () => database.close(),
  };
}
