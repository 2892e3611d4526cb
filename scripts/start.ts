// npm start: a ledger in ./data with a small synthetic county when it is empty, served on http://localhost:8080.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, reportError } from '../src/cli/output.js';
import { initialiseDataFolder, ledgerExists } from '../src/openLog.js';
import { loadConfig, SETTINGS_FILE, type Config } from '../src/config.js';
import { DEMO_ORIGIN, isDemoOrigin } from '../src/demo.js';
import { startService } from '../src/main.js';
import { simulateCounty, SMALL_COUNTY, type County } from './simulate/county.js';
import { loadCounty } from './simulate/load.js';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function start(): Promise<void> {
  const config = settings();
  const isEmpty = config.engine === 'sqlite' && !ledgerExists(config);
  if (isEmpty && isDemoOrigin(config.origin)) {
    say('台账为空：正在装入演示县 / the ledger is empty: loading the demo county ...');
    const county = simulateCounty(SMALL_COUNTY);
    const events = await loadWhole(config, county);
    say(`已装入 ${events} 个事件 / loaded ${events} events`);
  }
  const service = await startService(config);
  const head = await service.ledger.log.head();
  if (head !== undefined) await service.ledger.views.waitFor(head, 600_000);
  if (isDemoOrigin(service.ledger.log.origin))
    say('══ 演示数据：人名、情节均为虚构 / demo data: people and events are invented ══');
  say(`地址 / address        ${service.url}`);
  say(`接口文档 / API        ${service.url}/api/v1/docs`);
  say(`写入令牌 / token      ${service.token}`);
  if (isDemoOrigin(service.ledger.log.origin)) say(WHAT_TO_TRY);
  const stop = () => {
    service.close().then(
      () => process.exit(EXIT.ok),
      (error: unknown) => process.exit(reportError(error, false)),
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
  npx sunledger index show --period 2023               规范指数 / norm index
  npx sunledger risks --level village --power V05      风险点清单 / risk register
  npx sunledger leads --short                          疑点短名单 / the short list of leads
  npx sunledger verify                                 核验台账 / verify the ledger`;

/** Where nothing says which ledger this is, it becomes the demo's; invented people never enter another. */
function settings(): Config {
  const config = loadConfig(process.env);
  const named = process.env['SUNLEDGER_ORIGIN'] || existsSync(join(config.dataDir, SETTINGS_FILE));
  if (named || ledgerExists(config)) return config;
  // The demo is looked at on this machine; its reports say so in their QR codes.
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  return loadConfig(process.env, { origin: DEMO_ORIGIN, publicUrl });
}

/** Loads beside and moves into place, so that a start that is interrupted leaves no half of a county behind. */
async function loadWhole(config: Config, county: County): Promise<number> {
  const folder = join(config.dataDir, 'loading');
  rmSync(folder, { recursive: true, force: true });
  const { events } = await loadCounty(
    { ...config, dataDir: folder, keyFolder: join(folder, 'keys') },
    county,
  );
  initialiseDataFolder(config);
  renameSync(join(folder, 'ledger.sqlite'), join(config.dataDir, 'ledger.sqlite'));
  rmSync(folder, { recursive: true, force: true });
  return events;
}

try {
  await start();
} catch (error) {
  process.exitCode = reportError(error, false);
}
