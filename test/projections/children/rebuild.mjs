// A process that rebuilds views and says so as it goes, for the test that kills it.
// argv: folder of the compiled program, ledger file, read-model file, origin.
import { writeSync } from 'node:fs';
import process from 'node:process';

const [dist, ledger, models, origin] = process.argv.slice(2);
const load = (path) => import(`${dist}/${path}`);
const { openSqliteEventLog } = await load('src/log/sqlite/sqliteEventLog.js');
const { openDatabase } = await load('src/sqlite/driver.js');
const { catalogue } = await load('src/events/index.js');
const { openViewRunner } = await load('projections/runner.js');
const { decisionsProjection } = await load('projections/decisions/decisions.projection.js');
const { fundsProjection } = await load('projections/funds/funds.projection.js');

const stamps = { clock: Date.now, random: (length) => new Uint8Array(length) };
const log = openSqliteEventLog({ ...stamps, path: ledger, mode: 'read', origin });
const database = openDatabase(models, { mode: 'write', durability: 'normal' });
const projections = [decisionsProjection, fundsProjection];
const runner = await openViewRunner(database, log, catalogue, projections);
for (const { name } of projections) runner.startRebuild(name);
await runner.catchUp({
  batch: 1000,
  onProgress: (position) => writeSync(1, `${position}\n`),
});
writeSync(1, 'done\n');
