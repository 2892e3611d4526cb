// Appends 12 commands one after the other, prints each answer (position or error code), and dies by SIGKILL: after the
// first refusal when told `die`, else at the end. Arguments: the ledger file, the origin, `die` or `go on`.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { openSqliteEventLog } from '../../../dist/src/log/sqlite/sqliteEventLog.js';

const [path, origin, then] = process.argv.slice(2);
const log = openSqliteEventLog({
  path,
  mode: 'write',
  origin,
  clock: Date.now,
  random: randomBytes,
});

for (let n = 0; n < 12; n++) {
  const commandid = `c${n}`;
  const event = {
    type: 'org.sunledger.test.ThingNoted.v1',
    time: '2026-03-01T09:00:00+08:00',
    actoraccount: 'account-1',
    orgunit: '330281102000',
    commandid,
    correlationid: commandid,
    rulepack: 'cn-2026.1',
    classification: 'public',
    data: { note: '虚构' },
  };
  try {
    const { position } = await log.append({
      stream: 'matters-1',
      expected: 'any',
      events: [event],
    });
    writeSync(1, `${commandid} ${position}\n`);
  } catch (error) {
    writeSync(1, `${commandid} ${error.code}\n`);
    if (then === 'die') break;
  }
}
process.kill(process.pid, 'SIGKILL');
