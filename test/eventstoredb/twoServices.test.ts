// Two server processes of ours on one engine (the protocol simulator, in a process of its own): written to through both,
// one killed, and in the end both hold the same ledger, the same views, the same tree and the same index.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCounty, SMALL_COUNTY } from '../../scripts/simulate/county.js';
import type { CommandRequest } from '../../src/commands/commandHandler.js';
import { sunledger } from '../support/cli.js';
import { eventually, simulatedUrl } from './node.js';
import { startServiceProcess, type Service } from './services.js';
import { launchSimulator, type LaunchedSimulator } from './simulator/launch.mjs';
import { freePort } from './simulator/simulator.js';

jest.setTimeout(180_000);

const BATCH = 20;
const COMMANDS = 400;

let folder: string;
let simulator: LaunchedSimulator;
const services: Service[] = [];

const environment = (): Record<string, string> => ({
  SUNLEDGER_ENGINE: 'eventstoredb',
  SUNLEDGER_ESDB_URL: simulatedUrl(simulator.port),
  SUNLEDGER_ORIGIN: 'urn:sunledger:two-services',
  SUNLEDGER_SIGN_EVERY_MS: '200',
  SUNLEDGER_SIGNER_LEASE_MS: '2000',
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sunledger-services-'));
  simulator = await launchSimulator({ port: await freePort(), folder: join(folder, 'simulator') });
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.end('SIGKILL');
  await simulator.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(name: string): Promise<Service> {
  const service = await startServiceProcess(join(folder, name), {
    ...environment(),
    SUNLEDGER_NODE: name,
  });
  services.push(service);
  return service;
}

const headOf = async (service: Service) => (await service.get('/readyz')).body['head'];
const isReady = async (service: Service) => (await service.get('/readyz')).status === 200;

interface Signed {
  readonly state: string;
  readonly size: number | null;
}
const signingOf = async (service: Service) =>
  (await service.get('/readyz')).body['signing'] as Signed;

const without = (value: object, ...keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** As the sender states it: account and rule pack come from the server. */
const toBody = ({ name, data, attributes }: CommandRequest) => ({
  name,
  data,
  ...without(attributes, 'actoraccount', 'rulepack'),
});

interface Answered {
  readonly commandid: string;
  readonly status: string;
  readonly eventIds?: readonly string[];
}

/** Sends a batch; where the service dies meanwhile, the same commands go to the other one. */
async function send(batch: readonly CommandRequest[], to: Service, orTo: Service) {
  const body = { commands: batch.map(toBody) };
  try {
    const { status, body: answer } = await to.post('/api/v1/commands', body);
    expect(status).toBe(200);
    return answer['results'] as Answered[];
  } catch {
    const { body: answer } = await orTo.post('/api/v1/commands', body);
    return answer['results'] as Answered[];
  }
}

const READS = [
  'units',
  'departures?from=2020-01-01&to=2030-01-01',
  'decisions?limit=200',
  'funds/payments?limit=200',
  'violations?limit=200',
  'risks',
  'index?period=2023',
  'index?period=2021',
];

/** What a service answers once its views have reached `head`, without what is the answerer's own. */
async function views(service: Service, head: string): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  for (const path of READS) {
    const { status, body } = await service.get(
      `/api/v1/${path}${path.includes('?') ? '&' : '?'}after=${head}`,
    );
    expect([path, status]).toEqual([path, 200]);
    answers[path] = without(body, 'tree', 'next');
  }
  return answers;
}

/** The private key of one node for another, which may then take over. */
function copyKey(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from))
    if (name.endsWith('.key')) cpSync(join(from, name), join(to, name));
}

describe('two services on one engine', () => {
  it('take writes side by side, lose nothing when one is killed, and end up the same', async () => {
    const first = await start('first');
    await eventually(async () => (await signingOf(first)).state === 'signing', 60_000);
    copyKey(join(folder, 'first', 'keys'), join(folder, 'second', 'keys'));
    const second = await start('second');
    await eventually(async () => (await isReady(first)) && (await isReady(second)), 60_000);

    // The packs that both adopted, each of them once.
    const adopted = Number(await headOf(second)) + 1;

    const commands = simulateCounty(SMALL_COUNTY)
      .commands.slice(0, COMMANDS)
      .map(({ request }) => request);
    const batches = Array.from({ length: COMMANDS / BATCH }, (_, n) =>
      commands.slice(n * BATCH, (n + 1) * BATCH),
    );
    const answered: Answered[] = [];
    for (let n = 0; n < batches.length; n += 2) {
      const sending = [send(batches[n]!, first, second), send(batches[n + 1]!, second, first)];
      if (n === batches.length / 2) {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await first.end('SIGKILL');
      }
      for (const results of await Promise.all(sending)) answered.push(...results);
    }
    expect(answered.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(answered).toHaveLength(COMMANDS);

    // The one that is left takes over signing; the other comes back and catches up.
    await eventually(async () => (await signingOf(second)).state === 'signing', 60_000);
    const again = await start('first');
    await eventually(
      async () =>
        (await isReady(again)) &&
        (await isReady(second)) &&
        (await headOf(again)) === (await headOf(second)),
      60_000,
    );
    const events = new Set(answered.flatMap(({ eventIds }) => eventIds ?? []));
    const size = adopted + events.size;
    const head = await headOf(second);
    expect(Number(head) + 1).toBe(size);
    expect(await views(again, String(head))).toEqual(await views(second, String(head)));
    await eventually(
      async () => (await signingOf(again)).size === size && (await signingOf(second)).size === size,
      60_000,
    );
    expect((await again.get('/checkpoint')).text).toBe((await second.get('/checkpoint')).text);
    expect((await signingOf(again)).state).toBe('standby');

    for (const service of services.splice(0)) await service.end('SIGTERM');
    const roots = [];
    for (const name of ['first', 'second']) {
      const ran = await verify(name);
      expect(ran.findings).toEqual([]);
      roots.push([ran.events, ran.root, ran.signedSize]);
    }
    expect(roots[0]).toEqual(roots[1]);
  });
});

interface Verified {
  readonly events: number;
  readonly root: string;
  readonly signedSize: number;
  readonly findings: readonly unknown[];
}

/** `sunledger verify` of a node's folder, which also compares it with the engine. */
async function verify(name: string): Promise<Verified> {
  const before = { ...process.env };
  Object.assign(process.env, environment());
  try {
    const ran = await sunledger(join(folder, name), 'verify', '--json');
    return ran.json<Verified>();
  } finally {
    process.env = before;
  }
}
