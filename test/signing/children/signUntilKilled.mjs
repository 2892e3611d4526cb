// Appends and signs again and again, and prints each signed head once it has it.
// Arguments: the ledger file, the origin, the key folder, and when to kill itself within its third signature:
// `before` the head is committed, `after` it is committed but not yet answered; or `never`.
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { openSqliteEventLog } from '../../../dist/src/log/sqlite/sqliteEventLog.js';
import { openSigning } from '../../../dist/src/signing/signing.js';
import { openDatabase } from '../../../dist/src/sqlite/driver.js';

const [path, origin, folder, when] = process.argv.slice(2);
const die = () => process.kill(process.pid, 'SIGKILL');

let signatures = 0;
function openAndDie(file, options) {
  const database = openDatabase(file, options);
  return {
    ...database,
    transaction(work) {
      const third = ++signatures === 3;
      const result = database.transaction(() => {
        const done = work();
        if (third && when === 'before') die();
        return done;
      });
      if (third && when === 'after') die();
      return result;
    },
  };
}

const log = openSqliteEventLog({
  path,
  mode: 'write',
  origin,
  clock: Date.now,
  random: randomBytes,
});
const signing = await openSigning({ folder, log, clock: Date.now, mode: 'write' }, openAndDie);

const event = (commandid) => ({
  type: 'org.sunledger.test.ThingNoted.v1',
  time: '2026-03-01T09:00:00+08:00',
  actoraccount: 'account-1',
  orgunit: '330281102000',
  commandid,
  correlationid: commandid,
  rulepack: 'cn-2026.1',
  classification: 'public',
  data: {},
});

for (let round = 0; round < 400; round++) {
  const commandid = `${process.pid}-${round}`;
  const events = [event(commandid), event(commandid)];
  await log.append({ stream: `matters-${commandid}`, expected: 'none', events });
  const { size, root } = await signing.sign();
  writeSync(1, `${size} ${Buffer.from(root).toString('hex')}\n`);
}
writeSync(1, 'done\n');
