// The engine on EventStoreDB, on the protocol simulator in a process of its own. It tells what our side costs and how it
// behaves when its server is killed; it must never be read as the speed of a real server or network.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer, type AddressInfo } from 'node:net';
import { inPortions } from '../../src/kernel/clock.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { parseAddress } from '../../src/log/eventstoredb/address.js';
import { openConnection } from '../../src/log/eventstoredb/connection.js';
import {
  openEventStoreDbLog,
  type ClusterLog,
} from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { projectRoot } from '../../src/projectRoot.js';
import {
  quantile,
  ratePerSecond,
  timed,
  wallClock,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { fillLedger, paymentEvent } from './ledger.js';

const WRITERS = [1, 10, 100] as const;
const SECONDS = 3;
const LARGEST_CATCH_UP = 50_000;
const DISTURBED_WRITES = 10_000;

interface Launched {
  readonly port: number;
  start(): Promise<void>;
  kill(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The simulator belongs to the tests; it is bundled when it is asked for. */
async function launch(folder: string): Promise<Launched> {
  const path = join(projectRoot, 'test', 'eventstoredb', 'simulator', 'launch.mjs');
  const { launchSimulator } = (await import(pathToFileURL(path).href)) as {
    launchSimulator: (options: { port: number; folder: string }) => Promise<Launched>;
  };
  return launchSimulator({ port: await freePort(), folder });
}

const urlOf = ({ port }: Launched) => `esdb://127.0.0.1:${port}?tls=false`;

let opened = 0;

function openNode(
  server: Launched,
  { folder }: BenchmarkContext,
  prefix: string,
  batch = false,
): ClusterLog {
  opened += 1;
  return openEventStoreDbLog({
    path: join(folder, `node-${opened}.sqlite`),
    mode: 'write',
    reads: 'current',
    origin: 'urn:sunledger:bench',
    clock: Date.now,
    random: inPortions(randomBytes),
    url: urlOf(server),
    prefix,
    batch,
    deadlineMilliseconds: 5000,
    node: `node-${opened}`,
    program: 'bench',
  });
}

/** Appends of one event each through the bare client, one after the other: what everything is a multiple of. */
async function bareClient(server: Launched): Promise<number> {
  const connection = await openConnection({
    address: parseAddress(urlOf(server)),
    credentials: undefined,
    caFile: undefined,
    deadlineMilliseconds: 5000,
    batch: false,
    name: 'bench',
  });
  let n = 0;
  const rate = await ratePerSecond(wallClock, SECONDS, async () => {
    n += 1;
    const bytes = Buffer.from(JSON.stringify(paymentEvent(n, `bare-${n}`)));
    const event = { id: idOf(n), type: 'bare', bytes: new Uint8Array(bytes), metadata: { n } };
    await connection.append('bare-1', [event], n === 1 ? 'none' : n - 2);
  });
  await connection.close();
  return rate;
}

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

interface Written {
  readonly commands: number;
  readonly events: number;
  readonly p99: number;
}

/** Writers that append without pause, each on his own stream, commands of so many events. */
async function write(
  log: ClusterLog,
  writers: number,
  size: number,
  round: string,
): Promise<Written> {
  const milliseconds: number[] = [];
  let command = 0;
  const end = wallClock() + SECONDS;
  const start = wallClock();
  const one = async (writer: number) => {
    for (let revision = 0; wallClock() < end;) {
      const n = command++;
      const id = `${round}-${n}`;
      const events = Array.from({ length: size }, (_, i) => paymentEvent(n * size + i, id));
      const sent = performance.now();
      const expected = revision;
      ({ revision } = await log.append({ stream: `payment-${round}.${writer}`, expected, events }));
      milliseconds.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => one(writer)));
  const seconds = wallClock() - start;
  return {
    commands: command / seconds,
    events: (command * size) / seconds,
    p99: quantile(milliseconds, 0.99),
  };
}

async function measureAppends(server: Launched, context: BenchmarkContext, bare: number) {
  const figures: Figure[] = [];
  const ways = [
    { name: 'classic', batch: false, size: 1 },
    { name: 'batch stream', batch: true, size: 1 },
    { name: 'commands of 10 events, classic', batch: false, size: 10 },
  ];
  for (const { name, batch, size } of ways)
    for (const writers of WRITERS) {
      const log = openNode(server, context, `append.${opened}`, batch);
      await log.head();
      await write(log, writers, size, 'warm');
      const { commands, events, p99 } = await write(log, writers, size, 'measured');
      await log.close();
      figures.push({
        what: `cluster append, ${name}, ${writers} writer${writers > 1 ? 's' : ''}`,
        value: commands,
        unit: 'commands/s',
        ratio: { value: commands / bare, of: 'the bare client' },
        note: `${Math.round(events)} events/s, p99 ${p99.toFixed(1)} ms`,
      });
      context.report(`${name}, ${writers} writers: ${Math.round(commands)} commands/s`);
    }
  return figures;
}

async function measureCatchUp(server: Launched, context: BenchmarkContext): Promise<Figure> {
  const count = Math.min(context.events, LARGEST_CATCH_UP);
  const writer = openNode(server, context, 'catch-up');
  await fillLedger(writer, count);
  await writer.close();
  const reader = openNode(server, context, 'catch-up');
  const seconds = await timed(wallClock, async () => {
    await reader.head();
  });
  await reader.close();
  return {
    what: `cluster catch-up of a new node, ${count} events`,
    value: count / seconds,
    unit: 'events/s',
    goal: { relation: '>=', value: 10_000 },
    note: 'read, checked, hashed, stored, with the tree',
  };
}

/** Appends until it is taken; however often that takes. */
async function persist(log: ClusterLog, commandId: string, stream: string): Promise<void> {
  for (;;)
    try {
      await log.append({ stream, expected: 'any', events: [paymentEvent(1, commandId)] });
      return;
    } catch (error) {
      if (!isLedgerError(error) || error.kind !== 'unavailable') throw error;
    }
}

async function measureFailover(server: Launched, context: BenchmarkContext): Promise<Figure[]> {
  const log = openNode(server, context, 'failover');
  await persist(log, 'before', 'payment-1');
  const away: number[] = [];
  const back: number[] = [];
  for (let n = 0; n < 5; n++) {
    await server.kill();
    const killed = performance.now();
    const written = persist(log, `after-${n}`, 'payment-1');
    await server.start();
    const started = performance.now();
    await written;
    away.push(started - killed);
    back.push(performance.now() - started);
  }
  await log.close();
  return [
    { what: 'cluster failover: the server is back after', value: quantile(away, 0.5), unit: 'ms' },
    { what: '  writes succeed again after further', value: quantile(back, 0.5), unit: 'ms' },
  ];
}

async function measureDisturbed(server: Launched, context: BenchmarkContext): Promise<Figure[]> {
  const log = openNode(server, context, 'disturbed');
  await log.head();
  const disturbing = { isOver: false, kills: 0 };
  const disturb = (async () => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (disturbing.isOver) return;
      await server.kill();
      await server.start();
      disturbing.kills += 1;
    }
  })();
  let next = 0;
  const seconds = await timed(wallClock, async () => {
    const one = async (writer: number) => {
      for (let n = next++; n < DISTURBED_WRITES; n = next++)
        await persist(log, `write-${n}`, `payment-w${writer}`);
    };
    await Promise.all(Array.from({ length: 20 }, (_, writer) => one(writer)));
  });
  disturbing.isOver = true;
  await disturb;
  await log.close();
  const { kills } = disturbing;
  const wrong = await countWrong(server, context);
  return [
    {
      what: `cluster: lost or doubled of ${DISTURBED_WRITES} writes, a kill every second`,
      value: wrong,
      unit: 'events',
      goal: { relation: '<=', value: 0 },
      note: `${kills} kills in ${Math.round(seconds)} s`,
    },
  ];
}

/** A new node reads the journal: each write must be there, once. */
async function countWrong(server: Launched, context: BenchmarkContext): Promise<number> {
  const log = openNode(server, context, 'disturbed');
  const seen = new Map<string, number>();
  for (const { bytes } of await log.readAll(undefined, 10 * DISTURBED_WRITES)) {
    const { commandid } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { commandid: string };
    seen.set(commandid, (seen.get(commandid) ?? 0) + 1);
  }
  await log.close();
  let wrong = 0;
  for (let n = 0; n < DISTURBED_WRITES; n++) wrong += Math.abs((seen.get(`write-${n}`) ?? 0) - 1);
  return wrong;
}

/** A server of its own for each question: one that starts again reads all that it holds, and would answer for the others. */
async function onServer<T>(
  { folder }: BenchmarkContext,
  name: string,
  ask: (server: Launched) => Promise<T>,
): Promise<T> {
  const server = await launch(join(folder, name));
  try {
    return await ask(server);
  } finally {
    await server.kill();
  }
}

async function measureWriting(server: Launched, context: BenchmarkContext): Promise<Figure[]> {
  const bare = await bareClient(server);
  const figure = {
    what: 'cluster: the bare client, 1 writer (simulator, not a real server)',
    value: bare,
    unit: 'appends/s',
  };
  return [figure, ...(await measureAppends(server, context, bare))];
}

export const cluster: Benchmark = {
  name: 'cluster',
  async run(context) {
    const told = async (name: string, ask: (server: Launched) => Promise<Figure[]>) => {
      const figures = await onServer(context, name, ask);
      for (const { what, value, unit } of figures) context.report(`${what}: ${value} ${unit}`);
      return figures;
    };
    return [
      ...(await told('writing', (server) => measureWriting(server, context))),
      ...(await told('catch-up', async (server) => [await measureCatchUp(server, context)])),
      ...(await told('failover', (server) => measureFailover(server, context))),
      ...(await told('disturbed', (server) => measureDisturbed(server, context))),
    ];
  },
};
