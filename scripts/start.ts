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
  say(`接口文档 / API        ${service.url}/api/v1/docs`);
  say(`写入令牌 / token      ${service.token}`);
  if (service.ledger.log.origin === DEMO_ORIGIN) say(WHAT_TO_TRY);
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

/** People and units of the demo county's planted cases. */
const WHAT_TO_TRY = `可在另一终端试用 / try in another terminal:
  npx sunledger audit --person p-451425100000-001      离任审计：调任的乡镇书记 / the secretary who was transferred
  npx sunledger violations --severity S                严重违规 / serious violations
  npx sunledger decisions --text 道路                  决策检索 / search decisions
  npx sunledger index --period 2023                    规范指数 / norm index
  npx sunledger risks --level village --power V05      风险点清单 / risk register
  npx sunledger verify                                 核验台账 / verify the ledger`;

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
