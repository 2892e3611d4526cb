// The defects of the client (H1 to H16 of the reference), one test each: first, where it can be shown without a race,
// what the client does by itself; then that the engine is none the worse for it. On the protocol simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent, type JSONType } from '@eventstore/db-client';
import { parseAddress } from '../../src/log/eventstoredb/address.js';
import { openConnection, type Connection } from '../../src/log/eventstoredb/connection.js';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { everything, refusal } from '../contract/given.js';
import { checkWholeLedger } from '../fault/checkLedger.js';
import { newEvent, request } from '../log/newEvents.js';
import {
  createNodeFolder,
  eventually,
  freshPrefix,
  openNode,
  simulatedUrl,
  type NodeFolder,
  type NodeOptions,
} from './node.js';
import { startSimulatedCluster, startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
let prefix: string;
const folders: NodeFolder[] = [];
const closing: (() => Promise<unknown>)[] = [];
const unhandled: unknown[] = [];
const remember = (reason: unknown) => void unhandled.push(reason);

beforeEach(async () => {
  simulator = await startSimulator();
  prefix = freshPrefix();
  unhandled.length = 0;
  process.on('unhandledRejection', remember);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) folder.remove();
  await simulator.stop();
  process.off('unhandledRejection', remember);
});

function rawClient(options = ''): EventStoreDBClient {
  const url = `esdb://127.0.0.1:${simulator.port}?tls=false${options}`;
  const client = EventStoreDBClient.connectionString(url);
  // It would wait for ever for a batch stream that the server has ended.
  closing.push(() => isSettledWithin(client.dispose(), 200));
  return client;
}

function node(options: Partial<NodeOptions> = {}): ClusterLog & { readonly path: string } {
  const folder = createNodeFolder();
  folders.push(folder);
  const log = openNode({
    path: folder.path,
    url: simulatedUrl(simulator.port),
    prefix,
    deadlineMilliseconds: 500,
    ...options,
  });
  closing.push(() => log.close());
  return { ...log, path: options.path ?? folder.path };
}

const isSettledWithin = (work: Promise<unknown>, milliseconds: number): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => true,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), milliseconds)),
  ]);

const note = () => jsonEvent({ type: 'noted', data: {} });
const CLASSIC = { credentials: { username: 'any', password: 'any' } };

/** One command recorded at the simulator, once; and the ledger is whole. */
async function expectRecordedOnce(log: ClusterLog, commandId: string): Promise<void> {
  expect((await checkWholeLedger(log)).has(commandId)).toBe(true);
  const ids = simulator.store.streams.get(log.cluster.streams.journal)?.events.map(({ id }) => id);
  expect(ids).toEqual((await everything(log)).map((record) => idOf(record.bytes)));
}

const idOf = (bytes: Uint8Array) =>
  (JSON.parse(Buffer.from(bytes).toString()) as { id: string }).id;

describe('defect', () => {
  it('H1: a refused append would report revision 1; the option for it is not taken, and conflicts name the true one', async () => {
    const client = rawClient('&throwOnAppendFailure=false');
    await client.appendToStream('a-1', [note(), note(), note()]);
    const refused = await client.appendToStream('a-1', note(), { expectedRevision: 'no_stream' });
    expect(refused).toMatchObject({ success: false, nextExpectedRevision: 1n });

    expect(() => parseAddress('esdb://h?throwOnAppendFailure=false')).toThrow(
      expect.objectContaining({ code: 'engine.url', where: 'throwOnAppendFailure' }),
    );
    const log = node();
    await log.append(request('matters-1', 'none', 'c1', 3));
    expect(await refusal(log.append(request('matters-1', 'none', 'c2')))).toMatchObject({
      code: 'log.conflict',
      details: { actual: 3 },
    });
  });

  it('H2: a checkpoint runs ahead of what was handled; what a node keeps is how far it has come itself', async () => {
    const writer = node();
    for (let n = 0; n < 20; n++) await writer.append(request(`matters-${n}`, 'none', `c${n}`, 10));
    const reader = node({ reads: 'local' });
    const stopped = new Promise<void>((resolve) => {
      reader.subscribe(() => resolve());
    });
    await stopped;
    await reader.close();

    const database = openDatabase(reader.path, { mode: 'read', durability: 'full' });
    const kept = database
      .prepare('SELECT next, (SELECT count(*) FROM event) AS events FROM follower')
      .get<{ next: number; events: number }>();
    database.close();
    expect(kept?.next).toBe(kept?.events);
    const again = node({ path: reader.path });
    expect((await checkWholeLedger(again)).size).toBe(20);
    expect(await everything(again)).toEqual(await everything(writer));
  });

  it('H3: caughtUp comes before the events are handled; a node that says it is current has all of them', async () => {
    const writer = node();
    await writer.append(request('matters-1', 'none', 'c1', 800));
    expect(await node().head()).toBe('799');
  });

  it('H4: while the server is down errors come raw; the engine says it in a sentence, and goes on when it is back', async () => {
    const log = node({ batch: true, deadlineMilliseconds: 200 });
    await log.append(request('matters-1', 'none', 'c1'));
    await simulator.kill();
    expect(await refusal(log.append(request('matters-1', 1, 'c2')))).toMatchObject({
      kind: 'unavailable',
      text: { zh: expect.any(String), en: expect.any(String) },
    });
    await simulator.restart();
    await eventually(() => log.status().state === 'ready');
    await log.append(request('matters-1', 1, 'c2'));
    await expectRecordedOnce(log, 'c2');
  });

  it('H5: a batch append that is not answered never settles; the engine has a deadline of its own and asks again', async () => {
    simulator.faults.appends.push({ kind: 'store-then-hang' });
    const appended = rawClient('&defaultDeadline=300').appendToStream('a-1', note());
    appended.catch(() => undefined);
    expect(await isSettledWithin(appended, 1000)).toBe(false);

    const log = node({ batch: true });
    await log.append(request('matters-1', 'none', 'c1'));
    simulator.faults.onlyOn = 'journal';
    for (const kind of ['hang', 'store-then-hang'] as const) {
      simulator.faults.appends.push({ kind });
      await log.append(request('matters-1', 'any', kind));
      await expectRecordedOnce(log, kind);
    }
  });

  it('H6: an append stays pending when the server ends the batch stream; the engine asks again', async () => {
    simulator.faults.appends.push({ kind: 'end-batch' });
    const appended = rawClient().appendToStream('a-1', note());
    appended.catch(() => undefined);
    expect(await isSettledWithin(appended, 500)).toBe(false);

    const log = node({ batch: true });
    await log.append(request('matters-1', 'none', 'c1'));
    simulator.faults.onlyOn = 'journal';
    simulator.faults.appends.push({ kind: 'end-batch' });
    await log.append(request('matters-1', 1, 'c2'));
    await expectRecordedOnce(log, 'c2');
  });

  it('H7: clients share the book of pending batch appends; a process has one such client, and classic ones share nothing', async () => {
    const options = {
      address: parseAddress(simulatedUrl(simulator.port)),
      credentials: undefined,
      caFile: undefined,
      deadlineMilliseconds: 500,
      batch: true,
      name: 'test',
    };
    const first = await openConnection(options);
    expect(await refusal(openConnection(options))).toMatchObject({ code: 'engine.batch_client' });
    await first.close();
    await (await openConnection(options)).close();

    const other = await startSimulator();
    closing.push(() => other.stop());
    const [log, second] = [node(), node({ url: simulatedUrl(other.port) })];
    await second.append(request('matters-1', 'none', 'c0'));
    simulator.faults.onlyOn = 'journal';
    await log.append(request('matters-1', 'none', 'c1'));
    simulator.faults.appends.push({ kind: 'late', milliseconds: 200 });
    const slow = log.append(request('matters-1', 1, 'c2'));
    await other.kill();
    await refusal(second.append(request('matters-1', 1, 'c1')));
    expect(await slow).toMatchObject({ revision: 2, replayed: false });
    expect(unhandled).toEqual([]);
  });

  it.each([
    ['classic', false],
    ['batch', true],
  ])(
    'H8: a discovery that failed would be kept for ever; %s appends succeed once the cluster is back',
    async (_, batch) => {
      const cluster = await startSimulatedCluster(2);
      closing.push(() => cluster.stop());
      const ports = cluster.nodes.map(({ port }) => port);
      const url = `${simulatedUrl(...ports)}&maxDiscoverAttempts=2`;
      const log = node({ url, batch, deadlineMilliseconds: 300 });
      await log.append(request('matters-1', 'none', 'c1'));
      for (const member of cluster.nodes) await member.kill();
      expect(await refusal(log.append(request('matters-1', 1, 'c2')))).toMatchObject({
        kind: 'unavailable',
      });
      expect(log.status()).toMatchObject({ state: 'refusing' });
      for (const member of cluster.nodes) await member.restart();
      await eventually(() => log.status().state === 'ready');
      await log.append(request('matters-1', 'any', 'c3'));
      expect((await checkWholeLedger(log)).has('c3')).toBe(true);
    },
  );

  it('H9: a subscription ends with its server and is not made again; the node makes it, behind the last handled event', async () => {
    const [writer, reader] = [node(), node()];
    await writer.append(request('matters-1', 'none', 'c1'));
    await eventually(async () => (await reader.head()) === '0');
    for (let n = 2; n < 5; n++) {
      await simulator.kill();
      await simulator.restart();
      await eventually(() => writer.status().state === 'ready');
      await writer.append(request('matters-1', 'any', `c${n}`));
      await eventually(async () => (await reader.head()) === String(n - 1));
    }
    expect(await everything(reader)).toEqual(await everything(writer));
  });

  it('H10: leaving a subscription keeps it open at the server; a node that resubscribes or closes leaves none', async () => {
    const client = rawClient();
    await client.appendToStream('a-1', [note(), note()], CLASSIC);
    const left = client.subscribeToStream('a-1');
    for await (const { event } of left) if (event) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(simulator.subscriptions()).toBe(1);
    await left.unsubscribe();

    const log = node();
    await log.append(request('matters-1', 'none', 'c1'));
    for (let n = 0; n < 3; n++) {
      await simulator.kill();
      await simulator.restart();
      await eventually(() => log.status().state === 'ready' && simulator.subscriptions() > 0);
    }
    await eventually(() => simulator.subscriptions() === 1);
    await log.close();
    await eventually(() => simulator.subscriptions() === 0);
  });

  it('H11: what cannot be serialised would end the process; the engine refuses it before the client sees it', async () => {
    const log = node();
    const events = [newEvent('c1', { amount: 1n as unknown as JSONType })];
    expect(
      await refusal(log.append({ stream: 'matters-1', expected: 'none', events })),
    ).toMatchObject({ kind: 'invalid', code: 'json.not_canonical' });
    await log.append(request('matters-1', 'none', 'c2'));
    expect(unhandled).toEqual([]);
  });

  it('H12: the first call to a node that no longer leads is refused; the append reaches the leader, once', async () => {
    const cluster = await startSimulatedCluster(3);
    closing.push(() => cluster.stop());
    const log = node({ url: simulatedUrl(...cluster.nodes.map(({ port }) => port)) });
    for (const [n, leader] of [0, 1, 2, 0].entries()) {
      cluster.elect(leader);
      await log.append(request('matters-1', n === 0 ? 'none' : n, `c${n}`));
    }
    expect((await checkWholeLedger(log)).size).toBe(4);
    expect(cluster.store.streams.get(log.cluster.streams.journal)?.events).toHaveLength(4);
  });

  it('H13: a handler that throws stalls the subscription in silence; a node says what it stands on', async () => {
    const log = node();
    await log.append(request('matters-1', 'none', 'c1'));
    await rawClient().appendToStream(log.cluster.streams.journal, note(), CLASSIC);
    await eventually(() => log.status().state === 'refusing');
    expect(log.status()).toMatchObject({ code: 'log.foreign_event' });
    expect(unhandled).toEqual([]);
  });

  it('H14: an option by another name is ignored, so that anything is appended; ours is typed, and honoured', async () => {
    const client = rawClient();
    const misspelt = { streamState: 'no_stream' } as Record<string, unknown>;
    await client.appendToStream('a-1', note(), misspelt);
    expect(await client.appendToStream('a-1', note(), misspelt)).toMatchObject({ success: true });

    const connection: Connection = await openConnection({
      address: parseAddress(simulatedUrl(simulator.port)),
      credentials: undefined,
      caFile: undefined,
      deadlineMilliseconds: 500,
      batch: false,
      name: 'test',
    });
    closing.push(() => connection.close());
    const proposed = (n: number) => [
      {
        id: `00000000-0000-7000-8000-00000000000${n}`,
        type: 'noted',
        bytes: new Uint8Array([1]),
        metadata: {},
      },
    ];
    expect(await connection.append('b-1', proposed(1), 'none')).toBe(true);
    for (const expected of ['none', 1, 7] as const)
      expect(await connection.append('b-1', proposed(2), expected)).toBe(false);
    expect(await connection.append('b-1', proposed(2), 0)).toBe(true);
  });

  it('H15: a batch append carries the wall clock of its sender; a clock that is off is named, and nothing is half-written', async () => {
    simulator.skewMilliseconds = 30_000;
    expect(
      await refusal(rawClient('&defaultDeadline=5000').appendToStream('a-1', note())),
    ).toMatchObject({ type: 'deadline-exceeded' });

    const limited = node({ batch: true, maxClockSkewMilliseconds: 10_000 });
    expect(await refusal(limited.append(request('matters-1', 'none', 'c1')))).toMatchObject({
      kind: 'unavailable',
    });
    expect(simulator.store.streams.get(limited.cluster.streams.journal)).toBeUndefined();
    await limited.close();
    // The classic call sends how long it waits, not until when.
    const log = node();
    await log.append(request('matters-1', 'none', 'c1'));
    await expectRecordedOnce(log, 'c1');
  });

  it('H16: an IPv6 address is misread on reconnecting; it is refused with what to write instead', () => {
    for (const host of ['[::1]:2113', '::1', 'fe80::1:2113'])
      expect(() => parseAddress(`esdb://${host}?tls=false`)).toThrow(
        expect.objectContaining({ code: 'engine.url', message: expect.stringContaining('IPv4') }),
      );
  });
});
