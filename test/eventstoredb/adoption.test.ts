// Which packs judge on a cluster: adopted once, however many nodes begin, as soon as the server lets them, and known to
// all of them. On the protocol simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstAdoption, readPackFiles } from '../../src/shippedPacks.js';
import { loadConfig } from '../../src/config.js';
import { RULEBOOK_STREAM } from '../../src/rulebook/decider.js';
import { adoptionCommand, planAdoption, readAdopted } from '../../src/rulebook/adoptPacks.js';
import { startTestService, temporaryFolder, type TestService } from '../support/service.js';
import { eventually, freshPrefix, simulatedUrl } from './node.js';
import type { AppendFault } from './simulator/faults.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

const SHIPPED = firstAdoption(loadConfig({})).fresh.map(({ name }) => name);

let simulator: Simulator;
let prefix: string;
let folder: string;
const services: TestService[] = [];

beforeEach(async () => {
  simulator = await startSimulator();
  prefix = freshPrefix();
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(environment: Record<string, string> = {}): Promise<TestService> {
  const service = await startTestService({
    SUNLEDGER_ENGINE: 'eventstoredb',
    SUNLEDGER_ESDB_URL: simulatedUrl(simulator.port),
    SUNLEDGER_ESDB_PREFIX: prefix,
    SUNLEDGER_ESDB_DEADLINE_MS: '500',
    SUNLEDGER_ORIGIN: 'urn:sunledger:adoption',
    ...environment,
  });
  services.push(service);
  return service;
}

const readiness = async (service: TestService) => (await service.request('GET', '/readyz')).body;
const becomesReady = (service: TestService) =>
  eventually(async () => (await readiness(service))['ready'] === true, 20_000);
const adopted = async ({ service: { ledger } }: TestService) =>
  (await readAdopted(ledger.log)).map(({ name }) => name);
const digest = ({ service: { ledger } }: TestService) => ledger.packs.current.digest;

const county = (version: string, more = ''): string => {
  const path = join(folder, `county-${version}`);
  mkdirSync(path);
  writeFileSync(
    join(path, 'county.yaml'),
    `id: county\nversion: '${version}'\ntitle: { zh: 县（虚构）, en: county }\narea: '45'\nvalidFrom: '2020-01-01'\nrules: {}\n${more}`,
  );
  return path;
};

describe('the packs of a ledger on a cluster', () => {
  it('are those of the files while the server is away at the start, and adopted when it is there', async () => {
    await simulator.kill();
    const service = await start();
    await eventually(async () => {
      const rules = (await readiness(service))['rules'] as { code?: string };
      return rules.code === 'engine.unreachable';
    }, 20_000);
    expect(await readiness(service)).toMatchObject({
      ready: false,
      head: null,
      rules: { state: 'waiting', text: { zh: expect.any(String), en: expect.any(String) } },
    });
    const ofFiles = digest(service);
    expect(service.service.ledger.packs.current.packs.length).toBeGreaterThan(0);
    expect((await service.request('GET', '/api/v1/units')).status).toBe(200);

    await simulator.restart();
    await becomesReady(service);
    expect(await readiness(service)).toMatchObject({ rules: { state: 'adopted' } });
    expect(await adopted(service)).toEqual(SHIPPED);
    expect(digest(service)).toBe(ofFiles);
  });

  it('are adopted whole though the server fails between two of them', async () => {
    const failure: AppendFault = { kind: 'error', code: status.UNAVAILABLE, message: 'gone' };
    simulator.faults.onlyOn = '-journal';
    simulator.faults.appends.push(undefined, undefined, ...Array<AppendFault>(3).fill(failure));
    const service = await start();
    await becomesReady(service);
    expect(await adopted(service)).toEqual(SHIPPED);
  });

  it('are the ledger’s own for a node that joins with others in its folder', async () => {
    const first = await start({ SUNLEDGER_RULE_PACKS: county('1') });
    await becomesReady(first);
    const second = await start();
    await becomesReady(second);
    expect(await adopted(second)).toEqual(['county@1']);
    await eventually(() => digest(second) === digest(first));
  });

  it('are adopted once by nodes that begin together, and known to all when one adopts another', async () => {
    const environment = { SUNLEDGER_RULE_PACKS: county('1') };
    const [first, second] = await Promise.all([start(environment), start(environment)]);
    await Promise.all([becomesReady(first), becomesReady(second)]);
    for (const service of [first, second]) expect(await adopted(service)).toEqual(['county@1']);
    const before = digest(second);
    expect(digest(first)).toBe(before);
    const next = readPackFiles([join(county('2', "replaces: ['county@1']\n"), 'county.yaml')]);
    const { log, handler } = first.service.ledger;
    const [pack] = planAdoption(next, await readAdopted(log)).fresh;
    const circumstances = { time: '2026-01-01T00:00:00+08:00', actoraccount: 'clerk' };
    await handler.handle(adoptionCommand(pack!, circumstances));
    expect(digest(first)).not.toBe(before);
    await eventually(() => digest(second) === digest(first));
    expect(await second.service.ledger.log.readStream(RULEBOOK_STREAM)).toHaveLength(2);
  });
});
