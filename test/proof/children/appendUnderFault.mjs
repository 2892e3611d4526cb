// Appends payments (虚构) one after the other and says which are acknowledged, until an append fails.
// Arguments: data folder, origin, root of the compiled program, name of the run.
import process from 'node:process';

const [dataDir, origin, dist, run] = process.argv.slice(2);
const { openLog } = await import(`${dist}/src/openLog.js`);
const { loadConfig } = await import(`${dist}/src/config.js`);
const { paymentEvent } = await import(`${dist}/scripts/bench/ledger.js`);

const log = openLog(loadConfig({}, { dataDir, origin }), 'write');
for (let n = 1; n <= 5; n++) {
  const events = [paymentEvent(n, `${run}-${n}`)];
  try {
    const { eventIds } = await log.append({
      stream: `payment-${run}-${n}`,
      expected: 'none',
      events,
    });
    process.stdout.write(`${eventIds[0]}\n`);
  } catch {
    // Refused or in doubt: nobody was told that it is stored.
  }
}
await log.close();
