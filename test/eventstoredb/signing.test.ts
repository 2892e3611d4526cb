// Who signs among several nodes, and that no two of them ever sign what contradicts each other. On the simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { openSharedHeads } from '../../src/log/eventstoredb/sharedHeads.js';
import { createKey, rotateKeys, retireKey, type KeyOptions } from '../../src/signing/keyRing.js';
import type { SharedEntry, SharedHeads } from '../../src/signing/sharedHeads.js';
import { openSigning, type Signing } from '../../src/signing/signing.js';
import { encodeBase64, openCheckpoint, parseVerifierKey } from '../../src/transparency/index.js';
import { refusal } from '../contract/given.js';
import { ORIGIN, request } from '../log/newEvents.js';
import {
  createNodeFolder,
  eventually,
  freshPrefix,
  openNode,
  simulatedUrl,
  type NodeFolder,
} from './node.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

const LEASE = 600;

let simulator: Simulator;
let prefix: string;
const folders: NodeFolder[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  simulator = await startSimulator();
  prefix = freshPrefix();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) folder.remove();
  await simulator.stop();
});

interface SigningNode {
  readonly log: ClusterLog;
  readonly signing: Signing;
  readonly keys: KeyOptions;
}

interface NodeOptions {
  /** The node whose key folder it has a copy of. */
  readonly keysOf?: SigningNode;
  readonly role?: 'signer' | 'standby';
  /** What it believes of its turn. */
  readonly believing?: (shared: SharedHeads) => SharedHeads;
}

async function open(name: string, options: NodeOptions = {}): Promise<SigningNode> {
  const folder = createNodeFolder();
  folders.push(folder);
  const { keysOf, role = 'signer', believing = (real: SharedHeads): SharedHeads => real } = options;
  const log = openNode({
    path: folder.path,
    url: simulatedUrl(simulator.port),
    prefix,
    node: name,
    reads: 'local',
  });
  const keys: KeyOptions = {
    folder: join(folder.folder, 'keys'),
    ledger: ORIGIN,
    name: ORIGIN,
    clock: Date.now,
    random: randomBytes,
  };
  if (keysOf) cpSync(keysOf.keys.folder, keys.folder, { recursive: true });
  await eventually(() => log.status().state === 'ready');
  const heads = believing(
    openSharedHeads({
      cluster: log.cluster,
      clock: Date.now,
      random: randomBytes,
      leaseMilliseconds: LEASE,
    }),
  );
  const shared = { heads, role, createFirstKey: () => void createKey(keys) };
  const signing = await openSigning({
    folder: keys.folder,
    log,
    clock: Date.now,
    mode: 'write',
    shared,
  });
  closing.push(async () => {
    await signing.close();
    await log.close();
  });
  return { log, signing, keys };
}

let commands = 0;
const append = ({ log }: SigningNode, count = 1) =>
  log.append(request(`matters-${++commands}`, 'none', `c${commands}`, count));

/** What all nodes share, in order. */
const shared = ({ log }: SigningNode): readonly SharedEntry[] =>
  (simulator.store.streams.get(log.cluster.streams.heads)?.events ?? []).map(
    ({ data }) => JSON.parse(Buffer.from(data).toString('utf8')) as SharedEntry,
  );
const heads = (node: SigningNode) => shared(node).filter((entry) => entry.kind === 'head');

/** The heads grow, without gap or contradiction, and each is signed by a key of the ledger. */
function expectConsistent(node: SigningNode): void {
  const all = heads(node);
  expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index));
  for (const [at, head] of all.entries()) {
    expect(head.size).toBeGreaterThanOrEqual(all[at - 1]?.size ?? 0);
    const logKeys = node.signing.vkeys().map(parseVerifierKey);
    const { checkpoint } = openCheckpoint(head.note, { origin: ORIGIN, logKeys });
    expect([checkpoint.size, encodeBase64(checkpoint.root)]).toEqual([head.size, head.root]);
  }
}

describe('of several nodes', () => {
  it('the first to sign makes the first key; the others have its heads and its public key', async () => {
    const one = await open('one');
    await append(one, 3);
    const head = await one.signing.sign();
    expect(head.size).toBe(3);
    const other = await open('other', { role: 'standby' });
    expect(await other.signing.sign()).toEqual(head);
    expect(other.signing.status()).toMatchObject({ state: 'standby' });
    expect(one.signing.status()).toEqual({ state: 'signing' });
    expect(other.signing.vkeys()).toEqual(one.signing.vkeys());
    expectConsistent(other);
  });

  it('one signs at a time, and names itself to those that could', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    const other = await open('other', { keysOf: one });
    await append(other);
    expect((await other.signing.sign()).size).toBe(1);
    expect(other.signing.status()).toMatchObject({
      state: 'standby',
      text: { en: 'The node one signs' },
    });
    expect((await one.signing.sign()).size).toBe(2);
    expect((await other.signing.headCovering(2)).size).toBe(2);
    expectConsistent(other);
  });

  it('another takes over at once from one that stops, and after a while from one that dies', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    const other = await open('other', { keysOf: one });
    await one.signing.close();
    await append(other);
    expect((await other.signing.sign()).size).toBe(2);
    expect(other.signing.status()).toEqual({ state: 'signing' });

    const third = await open('third', { keysOf: other });
    await other.log.close(); // without a word
    await append(third);
    const start = performance.now();
    await eventually(async () => (await third.signing.sign()).size === 3);
    expect(performance.now() - start).toBeGreaterThan(LEASE / 3);
    expect(third.signing.status()).toEqual({ state: 'signing' });
    expectConsistent(third);
  });

  it('one that believes that it still signs publishes nothing once another has begun', async () => {
    let isAsleep = false;
    let giveUp: () => Promise<void> = () => Promise.resolve();
    const one = await open('one', {
      believing: (real) => {
        giveUp = () => real.release();
        return {
          ...real,
          take: () =>
            isAsleep ? Promise.resolve({ state: 'held', isNew: false } as const) : real.take(),
        };
      },
    });
    await append(one);
    await one.signing.sign();
    const other = await open('other', { keysOf: one });
    isAsleep = true;
    await giveUp();
    await append(other);
    await eventually(async () => (await other.signing.sign()).size === 2);

    await append(one);
    const before = heads(one).length;
    const belated = await one.signing.sign();
    // It signs only on top of what the other has published, never beside it.
    expect(belated.size).toBeGreaterThanOrEqual(2);
    await append(other);
    await eventually(async () => (await other.signing.sign()).size === 4);
    expect(heads(one).length).toBeGreaterThan(before);
    expectConsistent(other);
    expectConsistent(one);
  });

  it('all sign at once, and still nothing contradicts', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    const careless = (real: SharedHeads): SharedHeads => ({
      ...real,
      take: () => Promise.resolve({ state: 'held', isNew: false }),
    });
    const others = await Promise.all(
      ['a', 'b', 'c'].map((name) => open(name, { keysOf: one, believing: careless })),
    );
    for (let round = 0; round < 6; round++) {
      await append(others[round % 3]!);
      await Promise.allSettled(others.map(({ signing }) => signing.sign()));
    }
    const newest = await others[0]!.signing.headCovering(7);
    expect(newest.size).toBe(7);
    expectConsistent(others[0]!);
  });
});

describe('a node with a key folder', () => {
  it('of its own and not the ledger’s is refused, and signs nothing', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    await one.signing.close();
    const stranger = await open('stranger');
    createKey(stranger.keys);
    expect(await refusal(stranger.signing.sign())).toMatchObject({
      code: 'signing.keys_not_endorsed',
    });
    expect(stranger.signing.status()).toMatchObject({ state: 'refusing' });
    expect(heads(stranger)).toHaveLength(1);
  });

  it('shares a new key that the old one vouches for, and its retirement', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    const other = await open('other', { role: 'standby' });
    await other.signing.sign();
    const { vkey } = rotateKeys(one.keys);
    await one.signing.sign();
    await other.signing.sign();
    expect(other.signing.vkeys()).toContain(vkey);
    const old = one.signing.vkeys().find((key) => key !== vkey)!;
    retireKey(one.keys, /\+([0-9a-f]{8})\+/.exec(old)![1]!);
    await append(one);
    await one.signing.sign();
    await eventually(async () => (await other.signing.sign()).size === 2);
    expect(other.signing.keys().find((key) => key.vkey === old)?.retired).toBeDefined();
    expectConsistent(other);
  });

  it('from before there were nodes publishes what it signed then', async () => {
    const alone = await open('alone', {
      believing: (real) => ({
        ...real,
        read: () => Promise.resolve([]),
        add: () => Promise.resolve(true),
      }),
    });
    for (let n = 0; n < 3; n++) {
      await append(alone);
      await alone.signing.sign();
    }
    await alone.signing.close();
    const one = await open('one', { keysOf: alone });
    await append(one);
    await eventually(async () => (await one.signing.sign()).size === 4);
    expect(heads(one)).toHaveLength(4);
    expectConsistent(one);
  });

  it('that it lost has every head again from the others, but signs nothing without its key', async () => {
    const one = await open('one');
    for (let n = 0; n < 3; n++) {
      await append(one);
      await one.signing.sign();
    }
    await one.signing.close();
    const bare = await open('bare');
    expect(await refusal(bare.signing.sign())).toMatchObject({ code: 'signing.key_unreadable' });
    for (const size of [1, 2, 3]) expect(bare.signing.headAt(size)).toBeDefined();
    expect(heads(bare)).toHaveLength(3);
  });
});

describe('what is shared', () => {
  const forge = (node: SigningNode, entry: SharedEntry) =>
    simulator.store.append(node.log.cluster.streams.heads, 'any', [
      {
        id: '01890a5d-ac96-774b-bcce-b302099a8057',
        type: 'org.sunledger.Signed',
        contentType: 'application/octet-stream',
        data: new Uint8Array(Buffer.from(JSON.stringify(entry))),
        metadata: new Uint8Array(0),
      },
    ]);

  it('is not believed because it is there: a head of no known key, and one that the own log contradicts', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    const [head] = heads(one);
    for (const forged of [
      { ...head!, number: 1, note: head!.note.replace(/.{8}\n$/, 'AAAAAAA=\n') },
      { ...head!, number: 1, root: encodeBase64(new Uint8Array(32)) },
      { ...head!, number: 0, root: encodeBase64(new Uint8Array(32)) },
      { ...head!, number: 7 },
    ]) {
      forge(one, forged);
      const other = await open('other', { role: 'standby' });
      await refusal(other.signing.sign());
      expect(other.signing.status()).toMatchObject({
        state: 'refusing',
        code: expect.stringMatching(/head_damaged|root_differs|heads_contradict|shared_gap/),
      });
      expect(other.signing.headAt(1)).toBeDefined();
      simulator.store.cutEnd(1);
    }
  });

  it('with something foreign in it stops signing, and says where', async () => {
    const one = await open('one');
    await append(one);
    await one.signing.sign();
    simulator.store.append(one.log.cluster.streams.heads, 'any', [
      {
        id: '01890a5d-ac96-774b-bcce-b302099a8057',
        type: 'noted',
        contentType: 'application/json',
        data: new Uint8Array(Buffer.from('{}')),
        metadata: new Uint8Array(0),
      },
    ]);
    await append(one);
    expect(await refusal(one.signing.sign())).toMatchObject({
      code: 'signing.foreign_entry',
      where: 'heads 2',
    });
  });
});
