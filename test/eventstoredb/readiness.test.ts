// What a service on the engine says when something is wrong with it: /readyz names it in both languages, commands are
// refused with the same sentence, and what the node holds is still served. On the protocol simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { ledgerStreams } from '../../src/log/eventstoredb/streams.js';
import { startTestService, type TestService } from '../support/service.js';
import { eventually, freshPrefix, simulatedUrl } from './node.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
let prefix: string;
let http: TestService | undefined;

beforeEach(async () => {
  simulator = await startSimulator();
  prefix = freshPrefix();
});
afterEach(async () => {
  await http?.close();
  http = undefined;
  await simulator.stop();
});

const start = async (environment: Record<string, string> = {}): Promise<TestService> => {
  http = await startTestService({
    SUNLEDGER_ENGINE: 'eventstoredb',
    SUNLEDGER_ESDB_URL: simulatedUrl(simulator.port),
    SUNLEDGER_ESDB_PREFIX: prefix,
    SUNLEDGER_ESDB_DEADLINE_MS: '500',
    SUNLEDGER_ORIGIN: 'urn:sunledger:readiness',
    SUNLEDGER_SIGN_EVERY_MS: '100',
    ...environment,
  });
  return http;
};

let units = 0;
const register = () => {
  units += 1;
  const unit = { unitId: `u${units}`, name: '示范村（虚构）', kind: 'village' };
  return http!.command('offices.RegisterUnit', unit, { key: `register-${units}` });
};
const readiness = async () => (await http!.request('GET', '/readyz')).body;
const becomesReady = () => eventually(async () => (await readiness())['ready'] === true, 20_000);

async function expectNotReady(code: string): Promise<void> {
  await eventually(
    async () => ((await readiness())['log'] as { code?: string }).code === code,
    20_000,
  );
  const { status, body } = await http!.request('GET', '/readyz');
  expect(status).toBe(503);
  expect(body['log']).toMatchObject({
    state: 'refusing',
    text: { zh: expect.any(String), en: expect.any(String) },
  });
  expect(await register()).toMatchObject({ status: 503, body: { code } });
  expect((await http!.request('GET', '/livez')).status).toBe(200);
  expect((await http!.request('GET', '/api/v1/units')).status).toBe(200);
}

describe('a service on the engine', () => {
  it('is ready, takes commands and signs; its readiness names the engine’s state', async () => {
    await start();
    await becomesReady();
    const { head, ...state } = await readiness();
    expect(state).toMatchObject({ log: { state: 'ready' }, rules: { state: 'adopted' } });
    expect((await register()).status).toBe(201);
    const size = Number(head) + 2; // the packs that it adopted, and the unit
    await eventually(async () => {
      const signing = (await readiness())['signing'] as { state: string; size: number };
      return signing.state === 'signing' && signing.size === size;
    }, 20_000);
  });

  it('says so while its server is away, goes on serving, and is ready again when it is back', async () => {
    await start();
    await becomesReady();
    const registered = await register();
    expect(registered.status).toBe(201);
    const units = `/api/v1/units?after=${String(registered.body['position'])}`;
    expect((await http!.request('GET', units)).text).toContain('示范村');
    await simulator.kill();
    await expectNotReady('engine.unreachable');
    expect((await http!.request('GET', units)).text).toContain('示范村');
    await simulator.restart();
    await becomesReady();
    expect((await register()).status).toBe(201);
    expect(http!.logged.join('\n')).toMatch(/engine\.unreachable.*takes no appends/);
  });

  it.each([
    ['an address of another scheme', { SUNLEDGER_ESDB_URL: 'kurrentdb://h' }, 'engine.url'],
    ['no address', { SUNLEDGER_ESDB_URL: '' }, 'engine.url'],
    ['TLS and no user', { SUNLEDGER_ESDB_URL: 'esdb://127.0.0.1:1' }, 'engine.credentials'],
  ])('starts with %s, and says what is wrong', async (_, environment, code) => {
    await start(environment);
    await expectNotReady(code);
  });

  it('says that the prefix is another ledger’s, and writes nothing under it', async () => {
    await start({ SUNLEDGER_ORIGIN: 'urn:sunledger:other' });
    await becomesReady();
    await http?.close();
    const before = simulator.store.all.length;
    await start();
    await expectNotReady('log.other_ledger');
    expect(simulator.store.all.length).toBe(before);
  });

  it('says that its clock is off, and that events would be deleted', async () => {
    simulator.skewMilliseconds = 30_000;
    await start();
    await expectNotReady('engine.clock');
    await http?.close();
    simulator.skewMilliseconds = 0;
    await start();
    await becomesReady();
    await http?.close();
    const client = EventStoreDBClient.connectionString(simulatedUrl(simulator.port));
    await client.setStreamMetadata(ledgerStreams(prefix).journal, { maxCount: 10 });
    await client.dispose();
    await start();
    await expectNotReady('engine.retention');
  });

  it('never writes its password into its log or its answers', async () => {
    const url = `esdb://admin:s3cret@127.0.0.1:${simulator.port}?tls=false`;
    await start({
      SUNLEDGER_ESDB_URL: url,
      SUNLEDGER_ESDB_USER: 'clerk',
      SUNLEDGER_ESDB_PASSWORD: 'pa55',
    });
    await becomesReady();
    await simulator.kill();
    await expectNotReady('engine.unreachable');
    const said = [...http!.logged, JSON.stringify(await readiness())].join('\n');
    expect(said).not.toMatch(/s3cret|pa55/);
    await simulator.restart();
  });
});
