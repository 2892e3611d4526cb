// What becomes of an append while the network or the server fails, in pairs: it was not stored, and it was stored all the
// same. Whatever happens, a command is recorded once or not at all, and the answer says which. On the simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { refusal } from '../contract/given.js';
import { checkWholeLedger } from '../fault/checkLedger.js';
import { request } from '../log/newEvents.js';
import {
  createNodeFolder,
  eventually,
  freshPrefix,
  openNode,
  simulatedUrl,
  type NodeFolder,
  type NodeOptions,
} from './node.js';
import type { AppendFault } from './simulator/faults.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
let folder: NodeFolder;
let prefix: string;
let log: ClusterLog;

const DEADLINE = 1000;

const open = (options: Partial<NodeOptions> = {}): ClusterLog =>
  openNode({
    path: folder.path,
    url: simulatedUrl(simulator.port),
    prefix,
    deadlineMilliseconds: DEADLINE,
    ...options,
  });

beforeEach(async () => {
  simulator = await startSimulator();
  folder = createNodeFolder();
  prefix = freshPrefix();
  log = open();
  await eventually(() => log.status().state === 'ready');
  await log.append(request('matters-1', 'none', 'before', 2));
  simulator.faults.onlyOn = '-journal';
});
afterEach(async () => {
  await log.close();
  folder.remove();
  await simulator.stop();
});

/** Everything at the simulator is at the node, once. */
async function expectWhole(...commands: readonly string[]): Promise<void> {
  expect([...(await checkWholeLedger(log)).keys()].sort()).toEqual([...commands].sort());
  const journal = simulator.store.streams.get(log.cluster.streams.journal)?.events ?? [];
  expect(new Set(journal.map(({ id }) => id)).size).toBe(journal.length);
  expect(journal).toHaveLength(Number(await log.head()) + 1);
}

const FAULTS: readonly (readonly [string, AppendFault])[] = [
  ['the connection breaks before it is stored', { kind: 'drop' }],
  ['the connection breaks after it was stored', { kind: 'store-then-drop' }],
  ['nothing is answered and nothing stored', { kind: 'hang' }],
  ['nothing is answered though it was stored', { kind: 'store-then-hang' }],
  ['the answer comes after the deadline', { kind: 'late', milliseconds: 2 * DEADLINE + 400 }],
  [
    'an error is reported though it was stored',
    { kind: 'store-then-error', code: status.INTERNAL },
  ],
  [
    'a timeout is reported though it was stored',
    { kind: 'store-then-error', code: status.ABORTED },
  ],
  [
    'the server is not ready',
    { kind: 'error', code: status.UNAVAILABLE, message: 'Server Is Not Ready' },
  ],
];

describe('an append during which', () => {
  it.each(FAULTS)('%s is recorded once, and answered as recorded now', async (_, fault) => {
    simulator.faults.appends.push(fault);
    const answers = await Promise.all([
      log.append(request('matters-1', 2, 'c1', 2)),
      log.append(request('matters-2', 'none', 'c2')),
    ]);
    expect(answers).toMatchObject([
      { first: '2', position: '3', revision: 4, replayed: false },
      { position: '4', revision: 1, replayed: false },
    ]);
    expect(await log.append(request('matters-1', 4, 'c3'))).toMatchObject({ position: '5' });
    await expectWhole('before', 'c1', 'c2', 'c3');
  });

  it.each(FAULTS)('%s twice is recorded once', async (_, fault) => {
    simulator.faults.appends.push(fault, fault);
    expect(await log.append(request('matters-1', 2, 'c1', 2))).toMatchObject({ position: '3' });
    await expectWhole('before', 'c1');
  });
});

describe('an append that arrives long after it was sent', () => {
  it('is recorded once, though it was sent again meanwhile', async () => {
    simulator.faults.appends.push({ kind: 'arrive-late', milliseconds: DEADLINE + 450 });
    expect(await log.append(request('matters-1', 2, 'c1'))).toMatchObject({ position: '2' });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expectWhole('before', 'c1');
  });

  it('never lands where another node has written meanwhile', async () => {
    const otherFolder = createNodeFolder();
    const other = open({ path: otherFolder.path });
    await other.head();
    simulator.faults.appends.push({ kind: 'arrive-late', milliseconds: DEADLINE + 450 });
    const late = log.append(request('matters-1', 'any', 'c1'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await other.append(request('matters-1', 'any', 'c2'))).toMatchObject({ position: '2' });
    expect(await late).toMatchObject({ position: '3', revision: 4 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expectWhole('before', 'c1', 'c2');
    await other.close();
    otherFolder.remove();
  });
});

describe('an append whose server stays away', () => {
  it.each([
    ['not stored', 'hang', false],
    ['stored', 'store-then-hang', true],
  ] as const)(
    'says that the outcome is unknown (it was %s); the same command sent again is recorded once',
    async (_, kind, replayed) => {
      simulator.faults.appends.push(...Array<AppendFault>(20).fill({ kind }));
      simulator.faults.silent = true;
      const error = await refusal(log.append(request('matters-1', 2, 'c1', 2)));
      expect(error).toMatchObject({
        kind: 'unavailable',
        code: 'log.outcome_unknown',
        where: 'c1',
      });
      simulator.faults.appends.length = 0;
      simulator.faults.silent = false;
      await eventually(() => log.status().state === 'ready');
      expect(await log.append(request('matters-1', 2, 'c1', 2))).toMatchObject({
        position: '3',
        replayed,
      });
      await expectWhole('before', 'c1');
    },
  );

  it('says that nothing was stored where the server could not even be reached', async () => {
    await simulator.kill();
    await eventually(() => log.status().state === 'refusing');
    expect(await refusal(log.append(request('matters-1', 2, 'c1')))).toMatchObject({
      kind: 'unavailable',
      code: 'engine.unreachable',
      where: `esdb://127.0.0.1:${simulator.port}`,
    });
    await simulator.restart();
    await eventually(() => log.status().state === 'ready');
    await expectWhole('before');
    expect(await log.append(request('matters-1', 2, 'c1'))).toMatchObject({ replayed: false });
  });

  it('is in the journal all the same where the node dies before it hears so', async () => {
    simulator.faults.appends.push({ kind: 'store-then-hang' });
    const lost = refusal(log.append(request('matters-1', 2, 'c1')));
    await eventually(() => simulator.store.all.length >= 4);
    simulator.faults.silent = true; // the node asks in vain, and is stopped
    simulator.faults.appends.push(...Array<AppendFault>(20).fill({ kind: 'hang' }));
    await log.close();
    await lost;
    simulator.faults.silent = false;
    simulator.faults.appends.length = 0;
    log = open();
    expect(await log.append(request('matters-1', 2, 'c1'))).toMatchObject({ replayed: true });
    await expectWhole('before', 'c1');
  });
});

describe('a server that restarts again and again', () => {
  it('loses nothing and doubles nothing of what is written meanwhile', async () => {
    const writing = { isDone: false };
    const disturb = (async () => {
      while (!writing.isDone) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await simulator.kill();
        await simulator.restart();
      }
    })();
    const recorded: string[] = [];
    const write = async (writer: number) => {
      for (let n = 0; n < 25; n++) {
        const commandId = `w${writer}-${n}`;
        for (;;)
          try {
            await log.append(request(`matters-${writer}`, 'any', commandId, 2));
            recorded.push(commandId);
            break;
          } catch (error) {
            expect(error).toMatchObject({ kind: 'unavailable' });
          }
      }
    };
    await Promise.all([1, 2, 3, 4].map(write));
    writing.isDone = true;
    await disturb;
    await eventually(() => log.status().state === 'ready');
    await expectWhole('before', ...recorded);
    expect(recorded).toHaveLength(100);
  });
});
