// The SQLite engine keeps the contract of the log.
import { eventLogContract } from '../contract/eventLog.contract.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { openSqliteEventLog } from '../../src/log/sqlite/sqliteEventLog.js';
import { createLedgerFolder, type LedgerFolder } from './ledgerFolder.js';

const folders = new Map<EventLog, LedgerFolder>();

eventLogContract('SQLite', {
  create(stamps) {
    const folder = createLedgerFolder();
    const log = openSqliteEventLog({ ...stamps, path: folder.path, mode: 'write' });
    folders.set(log, folder);
    return log;
  },
  async destroy(log) {
    await log.close();
    folders.get(log)?.remove();
    folders.delete(log);
  },
});
