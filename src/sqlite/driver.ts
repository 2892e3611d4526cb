// The only file that names a database driver. It gives SQLite two interchangeable backends:
// `node:sqlite` where the runtime has it (Node >= 22.13), `libsql` otherwise (prebuilt in its package).
// It must never return a connection whose durability or write mode it has not checked.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { corrupt, missing, refused, unavailable } from '../kernel/errors.js';
import { explainSqliteError, messageOf, sqliteCode } from './sqliteErrors.js';

export { explainSqliteError, sqliteCode };

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A prepared statement. Parameters are positional and always given as one array. */
export interface Statement {
  run(parameters?: readonly SqlValue[]): void;
  get<T = SqlRow>(parameters?: readonly SqlValue[]): T | undefined;
  all<T = SqlRow>(parameters?: readonly SqlValue[]): T[];
  /** Row by row, for results that may not fit in memory. */
  iterate<T = SqlRow>(parameters?: readonly SqlValue[]): Iterable<T>;
}

export interface Database {
  readonly path: string;
  readonly writable: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /**
   * Runs `work` in one transaction: BEGIN IMMEDIATE when writable, else a read snapshot; rolls back on any throw.
   * An error of the commit itself carries `details.duringCommit`: what became of the work is then not certain.
   */
  transaction<T>(work: () => T): T;
  /** Afterwards every use of the database and its statements is refused with `storage.closed`. Idempotent. */
  close(): void;
}

export interface OpenOptions {
  readonly mode: 'read' | 'write';
  /**
   * `full`: every commit survives power loss (the log). `normal`: a crash may lose the last commits but never
   * consistency (what can be rebuilt).
   */
  readonly durability: 'full' | 'normal';
  /** Whether a missing file is created; the default is yes for writing. Reading never creates. */
  readonly create?: boolean;
  readonly busyTimeoutMilliseconds?: number;
}

interface Backend {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface LibsqlStatement {
  raw(): LibsqlStatement;
  columns(): readonly { name: string }[];
  readonly reader: boolean;
  run(parameters: readonly SqlValue[]): unknown;
  get(parameters: readonly SqlValue[]): SqlValue[] | undefined;
  all(parameters: readonly SqlValue[]): SqlValue[][];
  iterate(parameters: readonly SqlValue[]): Iterable<SqlValue[]>;
}
interface LibsqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): LibsqlStatement;
  close(): void;
}
interface NodeStatement {
  run(...parameters: readonly SqlValue[]): unknown;
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): SqlRow[];
  iterate(...parameters: readonly SqlValue[]): Iterable<SqlRow>;
}
interface NodeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NodeStatement;
  close(): void;
}

const require = createRequire(import.meta.url);

/** libsql adds `_metadata` to object rows and returns their blobs as ArrayBuffer, so rows are read raw. */
function libsqlStatement(native: LibsqlStatement): Statement {
  const raw = native.reader ? native.raw() : native;
  const names = native.reader ? native.columns().map((column) => column.name) : [];
  const toRow = <T>(values: readonly SqlValue[]): T => {
    const row: Record<string, SqlValue> = {};
    for (let index = 0; index < names.length; index++)
      row[names[index] ?? ''] = values[index] ?? null;
    return row as T;
  };
  return {
    run: (parameters = []) => void raw.run(parameters),
    get<T>(parameters: readonly SqlValue[] = []) {
      const values = raw.get(parameters);
      return values === undefined ? undefined : toRow<T>(values);
    },
    all: <T>(parameters: readonly SqlValue[] = []) =>
      raw.all(parameters).map((values) => toRow<T>(values)),
    *iterate<T>(parameters: readonly SqlValue[] = []) {
      for (const values of raw.iterate(parameters)) yield toRow<T>(values);
    },
  };
}

function openLibsql(path: string): Backend {
  const Libsql = require('libsql') as new (path: string) => LibsqlDatabase;
  const native = new Libsql(path);
  return {
    exec: (sql) => native.exec(sql),
    prepare: (sql) => libsqlStatement(native.prepare(sql)),
    close: () => native.close(),
  };
}

function openNode(path: string): Backend {
  const { DatabaseSync } = require('node:sqlite') as {
    DatabaseSync: new (path: string) => NodeDatabase;
  };
  const native = new DatabaseSync(path);
  return {
    exec: (sql) => native.exec(sql),
    prepare(sql) {
      const statement = native.prepare(sql);
      return {
        run: (parameters = []) => void statement.run(...parameters),
        get: <T>(parameters: readonly SqlValue[] = []) =>
          statement.get(...parameters) as T | undefined,
        all: <T>(parameters: readonly SqlValue[] = []) => statement.all(...parameters) as T[],
        iterate: <T>(parameters: readonly SqlValue[] = []) =>
          statement.iterate(...parameters) as Iterable<T>,
      };
    },
    close: () => native.close(),
  };
}

function hasNodeSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** Which backend this process uses, for `--version` and bug reports. */
export const sqliteBackend: 'node:sqlite' | 'libsql' = hasNodeSqlite() ? 'node:sqlite' : 'libsql';

function configure(backend: Backend, path: string, options: OpenOptions): void {
  backend.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMilliseconds ?? 5000}`);
  if (options.mode === 'read') {
    // libsql ignores its read-only option, so the connection itself is told to refuse writes.
    backend.exec('PRAGMA query_only = ON');
    return;
  }
  backend.exec('PRAGMA journal_mode = WAL');
  backend.exec(`PRAGMA synchronous = ${options.durability === 'full' ? 'FULL' : 'NORMAL'}`);
  backend.exec('PRAGMA recursive_triggers = ON');
  const mode = backend.prepare('PRAGMA synchronous').get<{ synchronous: number }>()?.synchronous;
  const journal = backend
    .prepare('PRAGMA journal_mode')
    .get<{ journal_mode: string }>()?.journal_mode;
  if (mode !== (options.durability === 'full' ? 2 : 1) || journal !== 'wal')
    throw refused(
      'storage.not_durable',
      `数据库未处于要求的持久模式（journal=${String(journal)}, synchronous=${String(mode)}）`,
      `The database is not in the required durable mode (journal=${String(journal)}, synchronous=${String(mode)})`,
      path,
    );
}

/**
 * Opens a SQLite file in WAL mode.
 * @throws LedgerError `storage.missing`; `storage.*` when it cannot be opened, is damaged, or is not durable as asked
 */
export function openDatabase(path: string, options: OpenOptions): Database {
  const writable = options.mode === 'write';
  // libsql would create the file even when it is asked not to.
  if (!(writable && (options.create ?? true)) && !existsSync(path))
    throw missing('storage.missing', '没有此数据库文件', 'There is no such database file', path);
  let backend: Backend | undefined;
  try {
    backend = hasNodeSqlite() ? openNode(path) : openLibsql(path);
    configure(backend, path, options);
  } catch (error) {
    backend?.close();
    throw explainSqliteError(error, path, {}, options.durability === 'normal');
  }
  return guardedDatabase(backend, path, writable, options.durability === 'normal');
}

function guardedDatabase(
  opened: Backend,
  path: string,
  writable: boolean,
  derived: boolean,
): Database {
  let backend: Backend | undefined = opened;
  // libsql still runs prepared statements after close, so closing is enforced here.
  const guarded = <T>(work: (backend: Backend) => T): T => {
    if (!backend)
      throw unavailable('storage.closed', '数据库已关闭', 'The database is closed', path);
    try {
      return work(backend);
    } catch (error) {
      throw explainSqliteError(error, path, {}, derived);
    }
  };
  return {
    path,
    writable,
    exec: (sql) => guarded((database) => database.exec(sql)),
    prepare(sql) {
      const statement = guarded((database) => database.prepare(sql));
      return {
        run: (parameters) => guarded(() => statement.run(parameters)),
        get: (parameters) => guarded(() => statement.get(parameters)),
        all: (parameters) => guarded(() => statement.all(parameters)),
        iterate: (parameters) => guarded(() => statement.iterate(parameters)),
      };
    },
    transaction: (work) =>
      guarded((database) =>
        runTransaction(database, path, writable ? 'BEGIN IMMEDIATE' : 'BEGIN', work),
      ),
    close() {
      if (backend) closeBackend(backend, writable);
      backend = undefined;
    },
  };
}

/** libsql closes its files only when its statements are collected, so what a close would tidy up is done first. */
function closeBackend(backend: Backend, writable: boolean): void {
  try {
    // A reader of the old state may hold the log back; closing does not wait for it.
    if (writable) backend.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Nothing is lost: the write-ahead log keeps what the file lacks, and the next opening reads it.
    if (sqliteCode(error) === undefined) throw error;
  } finally {
    backend.close();
  }
}

function runTransaction<T>(backend: Backend, path: string, begin: string, work: () => T): T {
  backend.exec(begin);
  let result: T;
  try {
    result = work();
  } catch (error) {
    rollBack(backend);
    throw error;
  }
  try {
    backend.exec('COMMIT');
  } catch (error) {
    rollBack(backend);
    throw explainSqliteError(error, path, { duringCommit: true });
  }
  return result;
}

/** SQLite rolls back by itself on some errors (disk full), and then has no transaction left to roll back. */
function rollBack(backend: Backend): void {
  try {
    backend.exec('ROLLBACK');
  } catch (error) {
    if (!messageOf(error).includes('no transaction is active')) throw error;
  }
}

/** @throws LedgerError `storage.corrupt` naming the first fault that SQLite's own check finds */
export function checkIntegrity(database: Database): void {
  const answer = database.prepare('PRAGMA integrity_check(1)').get<{ integrity_check: string }>();
  if (answer?.integrity_check !== 'ok')
    throw corrupt(
      'storage.corrupt',
      '数据库文件已损坏：请停止写入并从备份恢复',
      `The database file is damaged: ${answer?.integrity_check ?? 'no answer'}`,
      database.path,
    );
}
