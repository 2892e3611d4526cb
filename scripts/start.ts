// npm start: a ledger in ./data with a small synthetic county when it is empty, served on http://localhost:8080.
import { loadConfig } from '../src/config.js';
import { ledgerExists } from '../src/composition.js';
import { isLedgerError } from '../src/kernel/errors.js';
import { startService } from '../src/main.js';
import { simulateCounty, SMALL_COUNTY } from './simulate/county.js';
import { loadCounty } from './simulate/load.js';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function start(): Promise<void> {
  const config = loadConfig(process.env, process.env['SUNLEDGER_ORIGIN'] ? {} : demoOrigin());
  if (!ledgerExists(config)) {
    say('台账为空：正在装入演示县 / the ledger is empty: loading the demo county ...');
    const county = simulateCounty(SMALL_COUNTY);
    const { events } = await loadCounty(config, county);
    say(`已装入 ${events} 个事件 / loaded ${events} events`);
  }
  const service = await startService(config);
  const head = await service.ledger.log.head();
  if (head !== undefined) await service.ledger.views.waitFor(head, 600_000);
  if (service.ledger.log.origin === DEMO_ORIGIN)
    say('══ 演示数据：人名、情节均为虚构 / demo data: people and events are invented ══');
  say(`地址 / address        ${service.url}`);
  say(`写入令牌 / token      ${service.token}`);
  const stop = () => {
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const DEMO_ORIGIN = 'urn:sunledger:demo:451425';

/** A data folder without settings becomes the demo ledger. */
function demoOrigin(): { origin?: string } {
  return ledgerExists(loadConfig(process.env)) ? {} : { origin: DEMO_ORIGIN };
}

try {
  await start();
} catch (error) {
  process.stderr.write(
    isLedgerError(error) ? `${error.code}: ${error.message}\n` : `${String(error)}\n`,
  );
  process.exitCode = 1;
}
