// Reads views: one consistent snapshot of all of them at one ledger position. It must never write.
import { unavailable } from '../src/kernel/errors.js';
import { comparePositions, type Position } from '../src/kernel/position.js';
import type { Database, SqlValue, Statement } from '../src/sqlite/driver.js';
import type { Projection } from './projection.js';
import { listGenerations, type ViewGeneration } from './viewStore.js';

/** A snapshot. SQL names tables as `{view-name.table}`. */
export interface ViewSnapshot {
  /** The position that every view used so far has reached; `undefined` while the ledger is empty. */
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
  generations(): readonly ViewGeneration[];
  close(): void;
}

const TABLE = /\{([a-z-]+)\.([a-z_]+)\}/g;

function readable(
  name: string,
  version: number | undefined,
  generations: readonly ViewGeneration[],
): ViewGeneration {
  const own = generations.filter((view) => view.name === name && view.version === version);
  const view =
    own.find(({ state }) => state === 'live') ?? own.find(({ state }) => state === 'halted');
  if (view) return view;
  throw unavailable(
    'view.building',
    `视图「${name}」正在建立，请稍后重试`,
    `View "${name}" is being built; try again shortly`,
    name,
  );
}

/** @param database a connection of its own, opened for reading */
export function createViewReader(
  database: Database,
  projections: readonly Projection[],
): ViewReader {
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  const statements = new Map<string, Statement>();

  function snapshot(generations: readonly ViewGeneration[]): ViewSnapshot {
    const used = new Map<string, ViewGeneration>();
    const prepare = (sql: string): Statement => {
      const physical = sql.replace(TABLE, (_, name: string, table: string) => {
        const view = readable(name, versions.get(name), generations);
        used.set(name, view);
        return `"${name.replaceAll('-', '_')}_g${view.generation}_${table}"`;
      });
      let statement = statements.get(physical);
      if (!statement) statements.set(physical, (statement = database.prepare(physical)));
      return statement;
    };
    return {
      get position() {
        const positions = [...(used.size > 0 ? used.values() : generations)].map(
          (view) => view.position,
        );
        return positions.reduce((lowest, position) =>
          lowest === undefined || position === undefined
            ? undefined
            : comparePositions(position, lowest) < 0
              ? position
              : lowest,
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
    read: (query) => database.transaction(() => query(snapshot(listGenerations(database)))),
    generations: () => listGenerations(database),
    close: () => database.close(),
  };
}
