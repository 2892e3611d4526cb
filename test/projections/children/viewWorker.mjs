// A view worker like the program's own, over files that the test names.
// workerData: { dist, ledger, models, origin }.
import { parentPort, workerData } from 'node:worker_threads';

const { dist, ledger, models, origin } = workerData;
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
const runner = await openViewRunner(database, log, catalogue, [
  decisionsProjection,
  fundsProjection,
]);
const say = (message) => parentPort.postMessage(message);

async function rebuild({ names, ticket }) {
  for (const name of names) runner.startRebuild(name);
  await runner.catchUp({ onProgress: (position) => say({ kind: 'progress', ticket, position }) });
  say({ kind: 'rebuilt', ticket });
}

parentPort.on('message', async (message) => {
  try {
    if (message.kind === 'head') await runner.catchUp();
    if (message.kind === 'rebuild') await rebuild(message);
    if (message.kind === 'stop') {
      await runner.settled();
      database.close();
      await log.close();
      parentPort.close();
      return;
    }
    say({ kind: 'applied' });
  } catch (error) {
    say({ kind: 'failed', message: error.message, ticket: message.ticket });
  }
});
await runner.catchUp();
say({ kind: 'applied' });
