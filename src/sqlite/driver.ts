// The only file that names a database driver. It gives SQLite two interchangeable backends:
// `node:sqlite` where the runtime has it (Node >= 22.13), `libsql` otherwise (prebuilt in its package).
// It must never return a connection whose durability or write mode it has not checked.
import { createRequire } from 'node:module';
import { corrupt, isLedgerError, LedgerError, refused, unavailable } from '../kernel/errors.js';

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
  /** Runs `work` in one transaction: BEGIN IMMEDIATE when writable, else a read snapshot; rolls back on any throw. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface OpenOptions {
  readonly mode: 'read' | 'write';
  /**
   * `full`: every commit survives power loss (the log). `normal`: a crash may lose the last commits but never
   * consistency (what can be rebuilt).
   */
  readonly durability: 'full' | 'normal';
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

const PRIMARY_CODES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};

/** The SQLite result code of an error of either backend (`FULL`, `BUSY`, ...), or `undefined` if it is no SQLite error. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Object)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return PRIMARY_CODES[errcode & 0xff] ?? 'ERROR';
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
  return code.slice('SQLITE_'.length).split('_')[0] ?? 'ERROR';
}

/** Translates an error of the database into one sentence; other errors pass through unchanged. */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (isLedgerError(error)) return error;
  const cause = { cause: error };
  const message = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case undefined:
      return error;
    case 'FULL':
      return new LedgerError(
        'unavailable',
        'storage.full',
        {
          zh: '磁盘已满，未写入任何内容：请腾出空间后重试',
          en: 'The disk is full; nothing was written. Free some space and try again',
        },
        path,
        {},
        cause,
      );
    case 'READONLY':
    case 'CANTOPEN':
      return new LedgerError(
        'unavailable',
        'storage.not_writable',
        {
          zh: '无法打开或写入此文件：请检查文件夹是否存在及其权限',
          en: 'This file cannot be opened or written; check that the folder exists and its permissions',
        },
        path,
        {},
        cause,
      );
    case 'CORRUPT':
    case 'NOTADB':
      return new LedgerError(
        'corrupt',
        'storage.corrupt',
        {
          zh: '数据库文件已损坏：请停止写入，运行 sunledger verify，并从备份恢复',
          en: 'The database file is damaged; stop writing, run sunledger verify and restore a backup',
        },
        path,
        {},
        cause,
      );
    case 'BUSY':
    case 'LOCKED':
      return unavailable(
        'storage.busy',
        '数据库正被占用，请稍后重试',
        'The database is in use; try again shortly',
        path,
        error,
      );
    case 'CONSTRAINT':
      return new LedgerError(
        'refused',
        'storage.constraint',
        { zh: `数据库拒绝了此写入：${message}`, en: `The database refused this write: ${message}` },
        path,
        {},
        cause,
      );
    default:
      return new LedgerError(
        'unavailable',
        'storage.failed',
        { zh: `读写存储失败：${message}`, en: `Reading or writing the storage failed: ${message}` },
        path,
        {},
        cause,
      );
  }
}

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
 * @throws LedgerError `storage.*` when it cannot be opened, is damaged, or is not durable as asked
 */
export function openDatabase(path: string, options: OpenOptions): Database {
  let backend: Backend;
  try {
    backend = hasNodeSqlite() ? openNode(path) : openLibsql(path);
  } catch (error) {
    throw explainSqliteError(error, path);
  }
  try {
    configure(backend, path, options);
  } catch (error) {
    backend.close();
    throw explainSqliteError(error, path);
  }
  const writable = options.mode === 'write';
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, path);
    }
  };
  const begin = writable ? 'BEGIN IMMEDIATE' : 'BEGIN';
  let open = true;
  return {
    path,
    writable,
    exec: (sql) => guarded(() => backend.exec(sql)),
    prepare: (sql) => {
      const statement = guarded(() => backend.prepare(sql));
      return {
        run: (parameters) => guarded(() => statement.run(parameters)),
        get: (parameters) => guarded(() => statement.get(parameters)),
        all: (parameters) => guarded(() => statement.all(parameters)),
        iterate: (parameters) => guarded(() => statement.iterate(parameters)),
      };
    },
    transaction: (work) =>
      guarded(() => {
        backend.exec(begin);
        try {
          const result = work();
          backend.exec('COMMIT');
          return result;
        } catch (error) {
          rollBack(backend);
          throw error;
        }
      }),
    close: () => {
      if (open) backend.close();
      open = false;
    },
  };
}

/** SQLite rolls back by itself on some errors (disk full), and then has no transaction left to roll back. */
function rollBack(backend: Backend): void {
  try {
    backend.exec('ROLLBACK');
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
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
