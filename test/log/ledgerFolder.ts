// A folder for the ledger files of one test, and how to open them.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '../../src/log/eventLog.js';
import { openSqliteEventLog, type SqliteLogOptions } from '../../src/log/sqlite/sqliteEventLog.js';
import { ORIGIN } from './newEvents.js';

export interface LedgerFolder {
  readonly folder: string;
  /** The ledger file. */
  readonly path: string;
  remove(): void;
}

export function createLedgerFolder(): LedgerFolder {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-log-'));
  return {
    folder,
    path: join(folder, 'ledger.sqlite'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function openLog(
  path: string,
  options: Partial<SqliteLogOptions> = {},
  open?: Parameters<typeof openSqliteEventLog>[1],
): EventLog {
  const start = Date.UTC(2026, 2, 1);
  return openSqliteEventLog(
    {
      path,
      mode: 'write',
      origin: ORIGIN,
      clock: () => start,
      random: randomBytes,
      ...options,
    },
    open,
  );
}
