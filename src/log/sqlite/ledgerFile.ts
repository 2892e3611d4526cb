// The ledger file itself: making it, and refusing a file that is not this ledger.
// It must never add its tables to a database that belongs to something else.
import { readFileSync } from 'node:fs';
import { corrupt, LedgerError, refused } from '../../kernel/errors.js';
import { parseInstant } from '../../kernel/time.js';
import type { Database } from '../../sqlite/driver.js';
import type { Reads } from './reads.js';

/** The version of schema.sql. */
const FORMAT = 1;

function countTables(database: Database, pattern: string): number {
  const row = database
    .prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name LIKE ?")
    .get<{ tables: number }>([pattern]);
  return row?.tables ?? 0;
}

/** Creates tables and triggers in an empty file. @throws LedgerError `log.not_a_ledger`, `storage.*` */
export function createLedger(database: Database, origin: string): void {
  if (countTables(database, '%') > 0 && countTables(database, 'ledger') === 0)
    throw notALedger(database.path);
  const schema = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8');
  database.transaction(() => {
    database.exec(schema);
    if (!database.prepare('SELECT 1 AS one FROM ledger').get())
      database
        .prepare('INSERT INTO ledger (one, origin, format) VALUES (1, ?, ?)')
        .run([origin, FORMAT]);
  });
}

/** @throws LedgerError `log.not_a_ledger`, `log.other_ledger`, `log.other_format` */
export function checkLedger(database: Database, origin: string): void {
  const { path } = database;
  if (countTables(database, 'ledger') === 0) throw notALedger(path);
  const row = database
    .prepare('SELECT origin, format FROM ledger')
    .get<{ origin: string; format: number }>();
  if (!row) throw notALedger(path);
  if (row.origin !== origin) throw otherLedger(path, row.origin, origin);
  if (row.format !== FORMAT)
    throw refused(
      'log.other_format',
      `台账文件为格式 ${row.format}，本程序使用格式 ${FORMAT}：请换用相应版本的程序`,
      `The ledger file has format ${row.format}, this program format ${FORMAT}; use the matching version`,
      path,
    );
}

function otherLedger(path: string, actual: string, expected: string): LedgerError {
  return new LedgerError(
    'refused',
    'log.other_ledger',
    {
      zh: `此文件属于台账 ${actual}，不是 ${expected}：请检查来源设置或文件路径`,
      en: `This file belongs to the ledger ${actual}, not ${expected}; check the configured origin or the path`,
    },
    path,
    { expected, actual },
  );
}

function notALedger(path: string): LedgerError {
  return refused(
    'log.not_a_ledger',
    '此文件不是台账：请检查路径',
    'This file is not a ledger; check the path',
    path,
  );
}

/**
 * When the newest event was recorded, in epoch milliseconds; 0 for an empty ledger.
 * @throws LedgerError `storage.corrupt` when the newest event cannot be read
 */
export function lastRecordedTime(reads: Reads, path: string): number {
  const head = reads.head();
  if (head < 0) return 0;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(reads.at(head)?.bytes);
    return parseInstant((JSON.parse(text) as { recordedtime: string }).recordedtime).epochMs;
  } catch {
    throw corrupt(
      'storage.corrupt',
      `位置 ${head} 的最新事件无法读取：请停止写入，运行 sunledger verify，并从备份恢复`,
      `The newest event, at position ${head}, cannot be read; stop writing, run sunledger verify and restore a backup`,
      path,
    );
  }
}
