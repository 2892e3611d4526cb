// A writer to be killed: 50 writers append 20 commands each, of two events, at once; every acknowledgement goes to
// stdout at once (writeSync), so that what was printed had been acknowledged.
// Arguments: the ledger file, the origin, and after how many answers it kills itself (left out: never).
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { openSqliteEventLog } from '../../../dist/src/log/sqlite/sqliteEventLog.js';

const [path, origin, killAfter] = process.argv.slice(2);
let answers = 0;
const log = openSqliteEventLog({
  path,
  mode: 'write',
  origin,
  clock: Date.now,
  random: randomBytes,
});

function event(commandid, index) {
  return {
    type: 'org.sunledger.test.ThingNoted.v1',
    time: '2026-03-01T09:00:00+08:00',
    actoraccount: 'account-1',
    orgunit: '330281102000',
    commandid,
    correlationid: commandid,
    rulepack: 'cn-2026.1',
    classification: 'public',
    data: { index, note: '虚构' },
  };
}

async function write(writer) {
  for (let n = 0; n < 20; n++) {
    const commandid = `w${writer}-${n}`;
    const { position } = await log.append({
      stream: `matters-${writer % 10}`,
      expected: 'any',
      events: [event(commandid, 0), event(commandid, 1)],
    });
    writeSync(1, `${commandid} ${position}\n`);
    if (++answers === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
  }
}

await Promise.all(Array.from({ length: 50 }, (_, writer) => write(writer)));
writeSync(1, 'done\n');
