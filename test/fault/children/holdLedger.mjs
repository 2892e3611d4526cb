// Holds a ledger open for writing with one event in it, says so, and waits to be killed.
// Arguments: the ledger file, the origin.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setInterval } from 'node:timers';
import { openSqliteEventLog } from '../../../dist/src/log/sqlite/sqliteEventLog.js';

const [path, origin] = process.argv.slice(2);
const log = openSqliteEventLog({
  path,
  mode: 'write',
  origin,
  clock: Date.now,
  random: randomBytes,
});
await log.append({
  stream: 'matters-held',
  expected: 'none',
  events: [
    {
      type: 'org.sunledger.test.ThingNoted.v1',
      time: '2026-03-01T09:00:00+08:00',
      actoraccount: 'account-1',
      orgunit: '330281102000',
      commandid: 'held',
      correlationid: 'held',
      rulepack: 'cn-2026.1',
      classification: 'public',
      data: {},
    },
  ],
});
writeSync(1, 'held\n');
setInterval(() => {}, 60_000);
