// Appends payments (虚构) to the ledger of a data folder until it is killed; says so once there are some.
// Arguments: data folder, origin, root of the compiled program.
import process from 'node:process';

const [dataDir, origin, dist] = process.argv.slice(2);
const { openLog } = await import(`${dist}/src/openLog.js`);
const { loadConfig } = await import(`${dist}/src/config.js`);
const { paymentEvent } = await import(`${dist}/scripts/bench/ledger.js`);

const log = openLog(loadConfig({}, { dataDir, origin }), 'write');
for (let n = 1; ; n++) {
  const events = [0, 1, 2].map((part) => paymentEvent(10 * n + part, `busy-${n}`));
  await log.append({ stream: `payment-${n}`, expected: 'none', events });
  if (n === 10) process.stdout.write('writing\n');
}
