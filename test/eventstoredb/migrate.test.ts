// Moving a ledger between engines: the same events, commands, disclosures and tree, there and back. On the simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLog } from '../../src/openLog.js';
import { loadConfig, type Config } from '../../src/config.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { migrateToCluster, migrateToFile } from '../../src/migration/migrate.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { everything, refusal } from '../contract/given.js';
import { request } from '../log/newEvents.js';
import { createProvedLedger, type ProvedLedger } from '../proof/provedLedger.js';
import { freshPrefix, simulatedUrl } from './node.js';
import type { AppendFault } from './simulator/faults.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
let ledger: ProvedLedger;
let config: Config;
const progress = () => undefined;

beforeEach(async () => {
  simulator = await startSimulator();
  ledger = createProvedLedger();
  await ledger.append(30);
  await ledger.append(10, { classification: 'internal', matter: 'matter-2' });
  await ledger.store('附件（虚构）');
  await ledger.sign();
  await ledger.append(5);
  config = {
    ...ledger.config,
    esdbUrl: simulatedUrl(simulator.port),
    esdbPrefix: freshPrefix(),
    esdbDeadlineMilliseconds: 1000,
  };
});
afterEach(async () => {
  ledger.remove();
  await simulator.stop();
});

/** As the next start of the program finds it. */
const nextConfig = (): Config =>
  loadConfig({ SUNLEDGER_ESDB_URL: config.esdbUrl }, { dataDir: config.dataDir });

async function read<T>(of: Config, work: (log: EventLog) => Promise<T>): Promise<T> {
  const log = openLog(of, 'read');
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

const contents = (of: Config) =>
  read(of, async (log) => {
    const records = await everything(log);
    const commands = [];
    for (let n = 1; n <= 6; n++) commands.push(await log.findCommand(`command-${n}`));
    return { records, commands };
  });

describe('a ledger that moves to the cluster', () => {
  it('has the same events, commands, disclosures and root there, and the same again when it comes back', async () => {
    const before = await contents(config);
    const verified = await verifyFolder(config);
    expect(verified.findings).toEqual([]);

    const there = await migrateToCluster(config, progress);
    expect(there).toMatchObject({ events: 46, root: verified.root });
    expect(nextConfig()).toMatchObject({ engine: 'eventstoredb', esdbPrefix: config.esdbPrefix });
    expect(existsSync(there.kept)).toBe(true);
    expect(await contents(nextConfig())).toEqual(before);
    expect(await verifyFolder(nextConfig())).toEqual(verified);

    const log = openLog(nextConfig(), 'write');
    await log.append(request('matters-1', 'none', 'c-there'));
    await log.close();
    const back = await migrateToFile(nextConfig(), progress);
    expect(back.events).toBe(47);
    expect(nextConfig().engine).toBe('sqlite');
    const after = await contents(nextConfig());
    expect(after.records.slice(0, 46)).toEqual(before.records);
    expect(after.commands).toEqual(before.commands);
    // The type of the last one is the tests' own.
    expect(await verifyFolder(nextConfig())).toMatchObject({
      root: back.root,
      findings: [{ code: 'event.unknown_type', position: '46' }],
    });
  });

  it('is ended on the cluster when it has come back: nobody goes on writing there', async () => {
    await migrateToCluster(config, progress);
    const onCluster = nextConfig();
    await migrateToFile(onCluster, progress);
    const other = { ...onCluster, dataDir: join(config.dataDir, 'other') };
    mkdirSync(other.dataDir);
    const log = openLog(other, 'write');
    expect(await refusal(log.append(request('matters-1', 'none', 'c9')))).toMatchObject({
      code: 'log.moved',
    });
    await log.close();
    const file = openLog(nextConfig(), 'write');
    await file.append(request('matters-1', 'none', 'c9'));
    await file.close();
  });

  it('goes on where it was interrupted, there and back', async () => {
    simulator.faults.onlyOn = '-journal';
    const denied: AppendFault = {
      kind: 'error',
      code: status.PERMISSION_DENIED,
      message: 'denied',
    };
    simulator.faults.appends.push(...Array<AppendFault>(3).fill(denied));
    await ledger.append(4000);
    simulator.faults.appends.splice(0, 3, undefined, denied);
    expect(await refusal(migrateToCluster(config, progress))).toMatchObject({
      code: 'engine.denied',
    });
    expect(nextConfig().engine).toBe('sqlite');
    const done: number[] = [];
    const moved = await migrateToCluster(config, (at) => done.push(at));
    expect(moved.events).toBe(4046);
    expect(done[0]).toBeGreaterThan(200);
    expect(await migrateToFile(nextConfig(), progress)).toMatchObject({ root: moved.root });
  });

  it('is not merged with another one, and a damaged one is not moved', async () => {
    await migrateToCluster(config, progress);
    const other = createProvedLedger();
    await other.append(3);
    const clash = { ...config, dataDir: other.config.dataDir };
    expect(await refusal(migrateToCluster(clash, progress))).toMatchObject({
      code: 'migrate.other_events',
    });
    other.tamper('ledger', "UPDATE event SET bytes = x'7b7d' WHERE seq = 1");
    const fresh = { ...clash, esdbPrefix: freshPrefix() };
    const before = simulator.store.all.length;
    expect(await refusal(migrateToCluster(fresh, progress))).toMatchObject({
      code: 'migrate.damaged',
    });
    expect(simulator.store.all.length).toBe(before);
    expect(readFileSync(join(other.config.dataDir, 'ledger.sqlite')).length).toBeGreaterThan(0);
    other.remove();
  });

  it('is left alone while a service writes to it', async () => {
    const log = openLog(config, 'write');
    expect(await refusal(migrateToCluster(config, progress))).toMatchObject({ code: 'log.locked' });
    await log.close();
  });
});
