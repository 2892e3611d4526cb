// What is wrong with a server, a setting or a journal: one clear sentence in the status and in every refusal, reads go on,
// and nothing is half-written, neither at the server nor at the node. On the protocol simulator.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent, type StreamMetadata } from '@eventstore/db-client';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../../src/log/eventstoredb/address.js';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { decodeName, encodeName, ledgerStreams } from '../../src/log/eventstoredb/streams.js';
import { everything, refusal } from '../contract/given.js';
import { newEvent, request } from '../log/newEvents.js';
import { certifyServer, createAuthority } from './certificates.js';
import {
  createNodeFolder,
  eventually,
  freshPrefix,
  openNode,
  simulatedUrl,
  type NodeFolder,
  type NodeOptions,
} from './node.js';
import {
  startSimulatedCluster,
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from './simulator/simulator.js';

let simulator: Simulator;
let prefix: string;
const folders: NodeFolder[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  prefix = freshPrefix();
  simulator = await startSimulator();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) folder.remove();
  await simulator.stop();
});

function folder(): NodeFolder {
  const made = createNodeFolder();
  folders.push(made);
  return made;
}

function open(options: Partial<NodeOptions> = {}): ClusterLog {
  const log = openNode({
    path: folder().path,
    url: simulatedUrl(simulator.port),
    prefix,
    reads: 'local',
    deadlineMilliseconds: 300,
    watchMilliseconds: 100,
    ...options,
  });
  closing.push(() => log.close());
  return log;
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  const other = await startSimulator(options);
  closing.push(() => other.stop());
  return other;
}

const ledgerEvents = (at: Simulator, log: ClusterLog) =>
  at.store.streams.get(log.cluster.streams.journal)?.events.length ?? 0;

/** The status names it, an append is refused with it, and nothing is stored anywhere. */
async function expectRefusing(log: ClusterLog, code: string, at = simulator): Promise<void> {
  await eventually(() => {
    const status = log.status();
    return status.state === 'refusing' && status.code === code;
  }).catch(() => undefined);
  const before = [ledgerEvents(at, log), await log.head()];
  expect(log.status()).toEqual({
    state: 'refusing',
    code,
    text: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/^[ -~]+$/) },
  });
  expect(await refusal(log.append(request('matters-x', 'any', 'refused')))).toMatchObject({ code });
  expect([ledgerEvents(at, log), await log.head()]).toEqual(before);
}

describe('an address', () => {
  it.each([
    ['kurrentdb://h:2113?tls=false', /esdb:\/\//],
    ['kurrentdb+discover://h', /esdb:\/\//],
    ['http://h:2113', /esdb:\/\//],
    ['esdb:h', /esdb:\/\//],
    ['esdb://', /host is name:port/],
    ['esdb://h:99999', /host is name:port/],
    ['esdb://a@h', /user:password/],
    ['esdb://a:%zz@h', /percent-encoded/],
    ['esdb://h?tls=no', /tls/],
    ['esdb://h?tlsVerifyCert=false', /tlsCAFile/],
    ['esdb://h?streamState=any', /unknown option/],
    ['esdb://h?keepAliveInterval=often', /whole number/],
    ['esdb://h?nodePreference=follower', /leader/],
    ['esdb+discover://a,b', /first host only/],
  ])('%s is refused with what is wrong', (url, said) => {
    expect(() => parseAddress(url)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'engine.url',
        message: expect.stringMatching(said),
      }),
    );
  });

  it('never shows its user or password, in no error and in no status', async () => {
    const secrets = /admin|s3cret|p%40ss/;
    for (const url of [
      'esdb://admin:s3cret@h:99999',
      'kurrentdb://admin:s3cret@h',
      'esdb://admin:p%40ss@h?wrong=1',
    ])
      expect(() => parseAddress(url)).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(secrets) }),
      );
    expect(parseAddress('esdb://admin:p%40ss%3A@h?tls=false')).toMatchObject({
      shown: 'esdb://h:2113',
      credentials: { username: 'admin', password: 'p@ss:' },
    });
    await simulator.kill();
    const log = open({ url: `esdb://admin:s3cret@127.0.0.1:${simulator.port}?tls=false` });
    await expectRefusing(log, 'engine.unreachable');
    const error = await refusal(log.append(request('matters-1', 'any', 'c1')));
    expect(JSON.stringify([log.status(), error.message, error.where])).not.toMatch(secrets);
    await simulator.restart();
  });

  it.each(['urn:sunledger:demo:451425', '阳光-1', 'a~b-c', ''])(
    'has a prefix %j in ASCII without a dash, which can be read back',
    (text) => {
      expect(encodeName(text)).toMatch(/^[A-Za-z0-9._~]*$/);
      expect(decodeName(encodeName(text))).toBe(text);
    },
  );
});

describe('a server', () => {
  it('is refused under a scheme that the client does not know, and the node says so', async () => {
    await expectRefusing(open({ url: 'kurrentdb://127.0.0.1:2113' }), 'engine.url');
  });

  it.each([
    ['20.10.2', '20.10.2'],
    ['21.6.0', '21.6.0'],
    ['of no known version', null],
  ])('that is too old (%s) is refused', async (_, version) => {
    const old = await start({ version });
    await expectRefusing(open({ url: simulatedUrl(old.port) }), 'engine.too_old', old);
  });

  it.each(['21.10.11', '22.10.1', '23.10.0', '24.10.0', '25.1.0', '26.1.0'])(
    'of version %s is taken',
    async (version) => {
      const other = await start({ version });
      const log = open({ url: simulatedUrl(other.port) });
      expect(await log.append(request('matters-1', 'none', 'c1'))).toMatchObject({ position: '0' });
    },
  );

  it('that nobody listens on is unreachable', async () => {
    await simulator.kill();
    await expectRefusing(open(), 'engine.unreachable');
    await simulator.restart();
  });

  it('that never answers is waited for no longer than the deadline', async () => {
    simulator.faults.silent = true;
    await expectRefusing(open(), 'engine.timeout');
  });

  it('without a leader is named so, by one address and by several', async () => {
    const cluster = await startSimulatedCluster(3);
    closing.push(() => cluster.stop());
    cluster.elect(undefined);
    const [first] = cluster.nodes;
    const ports = cluster.nodes.map(({ port }) => port);
    for (const url of [simulatedUrl(first!.port), simulatedUrl(...ports)]) {
      cluster.elect(undefined);
      const log = open({ url });
      await expectRefusing(log, 'engine.no_leader', first);
      cluster.elect(0);
      await eventually(() => log.status().state === 'ready');
    }
  });

  it('whose nodes are all down is unreachable, though the client only says that it found none', async () => {
    const cluster = await startSimulatedCluster(2);
    closing.push(() => cluster.stop());
    for (const member of cluster.nodes) await member.kill();
    const url = `${simulatedUrl(...cluster.nodes.map(({ port }) => port))}&maxDiscoverAttempts=1`;
    await expectRefusing(open({ url }), 'engine.unreachable');
    for (const member of cluster.nodes) await member.restart();
  });

  it('that takes less than 1 MiB at once says so', async () => {
    const small = await start({ maxAppend: 100_000 });
    const log = open({ url: simulatedUrl(small.port) });
    await log.append(request('matters-1', 'none', 'c1'));
    const events = Array.from({ length: 4 }, (_, index) =>
      newEvent('c2', { index, text: 'x'.repeat(40_000) }),
    );
    expect(await refusal(log.append({ stream: 'matters-1', expected: 1, events }))).toMatchObject({
      code: 'engine.append_too_large',
    });
    await log.append(request('matters-1', 1, 'c3'));
    expect(await log.head()).toBe('1');
  });
});

describe('over TLS', () => {
  let secure: Simulator;
  let caFile: string;
  const url = (user = 'admin:changeit@', port = secure.port) => `esdb://${user}127.0.0.1:${port}`;

  beforeEach(async () => {
    const authority = await createAuthority('authority (虚构)');
    const { key, certificate } = await certifyServer(authority);
    const users = { admin: 'changeit', clerk: 'changeit' };
    const allows = (user: string, { stream }: { stream: string }) =>
      user !== 'clerk' || !stream.endsWith('-journal');
    secure = await start({ tls: { key, certificate }, users, allows });
    caFile = join(folder().folder, 'ca.pem');
    writeFileSync(caFile, authority.certificate);
  });

  it('works with the certificate of the authority and a user, from the address or from the settings', async () => {
    const log = open({ url: url(), caFile });
    await log.append(request('matters-1', 'none', 'c1'));
    const credentials = { username: 'admin', password: 'changeit' };
    const other = open({ url: `${url('')}?tlsCAFile=${encodeURIComponent(caFile)}`, credentials });
    await eventually(async () => (await other.head()) === '0');
  });

  it.each([
    ['one address', 1],
    ['several', 2],
  ])('refuses a certificate of another authority, by %s', async (_, count) => {
    const other = join(folder().folder, 'other.pem');
    writeFileSync(other, (await createAuthority('another (虚构)')).certificate);
    const hosts = Array<string>(count).fill(`127.0.0.1:${secure.port}`).join(',');
    const options = { url: `esdb://admin:changeit@${hosts}?maxDiscoverAttempts=1`, caFile: other };
    await expectRefusing(open(options), 'engine.certificate', secure);
  });

  it('refuses a server that speaks without TLS, and says which file it cannot read', async () => {
    const plain = open({ url: `esdb://admin:changeit@127.0.0.1:${simulator.port}`, caFile });
    await eventually(() => plain.status().state === 'refusing');
    const absent = open({ url: url(), caFile: '/absent/ca.pem' });
    await expectRefusing(absent, 'engine.certificate_file', secure);
  });

  it.each([
    ['a wrong password', 'admin:wrong@', 'engine.not_authenticated'],
    ['no user', '', 'engine.credentials'],
    ['a user who may not read the journal', 'clerk:changeit@', 'engine.denied'],
  ])('refuses %s, and says which rights are needed', async (_, user, code) => {
    const log = open({ url: url(user), caFile });
    await expectRefusing(log, code, secure);
    const status = log.status();
    if (code === 'engine.denied' && status.state === 'refusing')
      expect(status.text.en).toMatch(/\$acl.*\$userStreamAcl.*\$all.*\$admins/);
  });
});

describe('a prefix', () => {
  it('that belongs to another ledger is refused', async () => {
    const other = open({ origin: 'urn:sunledger:other' });
    await other.append(request('matters-1', 'none', 'c1'));
    await expectRefusing(open(), 'log.other_ledger');
  });

  it('under which something else lies is refused', async () => {
    const client = EventStoreDBClient.connectionString(simulatedUrl(simulator.port));
    closing.push(() => client.dispose());
    const note = () => jsonEvent({ type: 'noted', data: {} });
    await client.appendToStream(ledgerStreams(prefix).ledger, note());
    await expectRefusing(open(), 'log.not_a_ledger');
    const second = freshPrefix();
    await client.appendToStream(ledgerStreams(second).journal, note());
    await expectRefusing(open({ prefix: second }), 'log.not_a_ledger');
  });

  it('of the ledger is made once, though two nodes find none at the same time', async () => {
    const [one, other] = [open(), open()];
    await Promise.all([
      one.append(request('matters-1', 'none', 'c1')),
      other.append(request('matters-2', 'none', 'c2')),
    ]);
    expect(simulator.store.streams.get(one.cluster.streams.ledger)?.events).toHaveLength(1);
  });

  it('without a ledger is not made by a reader', async () => {
    const log = open({ mode: 'read', reads: 'current' });
    expect(await refusal(log.head())).toMatchObject({ kind: 'missing', code: 'log.missing' });
    expect(simulator.store.all).toEqual([]);
  });
});

describe('a journal', () => {
  let log: ClusterLog;
  let path: string;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    ({ path } = folder());
    log = open({ path });
    for (let n = 0; n < 4; n++) await log.append(request(`matters-${n}`, 'none', `c${n}`, 3));
    client = EventStoreDBClient.connectionString(simulatedUrl(simulator.port));
    closing.push(() => client.dispose());
  });
  const journal = () => log.cluster.streams.journal;
  const reopen = async () => {
    await log.close();
    log = open({ path });
  };
  const appendForeign = (metadata: Record<string, unknown>) =>
    client.appendToStream(journal(), jsonEvent({ type: 'noted', data: {}, metadata }));

  /** What was there can still be read, at a node that had it. */
  const expectReadable = async () => expect(await everything(log)).toHaveLength(12);

  it.each<[string, StreamMetadata]>([
    ['$maxAge', { maxAge: 3600 }],
    ['$maxCount', { maxCount: 1000 }],
    ['$tb', { truncateBefore: 0 }],
  ])('with %s is refused, on opening and while it is open', async (_, metadata) => {
    await client.setStreamMetadata(journal(), metadata);
    await expectRefusing(log, 'engine.retention');
    await reopen();
    await expectRefusing(log, 'engine.retention');
    await client.setStreamMetadata(journal(), {});
    await eventually(() => log.status().state === 'ready');
  });

  it('into which another program wrote is read up to there', async () => {
    await appendForeign({});
    await expectRefusing(log, 'log.foreign_event');
    await expectReadable();
    expect(await refusal(log.append(request('matters-1', 'any', 'c9')))).toMatchObject({
      message: expect.stringContaining('12'),
    });
    const fresh = open();
    await expectRefusing(fresh, 'log.foreign_event');
    expect(await everything(fresh)).toHaveLength(12);
  });

  it('with an event of a newer format is read up to there, and asks for a newer program', async () => {
    await appendForeign({ sunledger: 2 });
    await expectRefusing(log, 'log.newer_format');
    await expectReadable();
  });

  it('with an event that claims to be another is refused', async () => {
    const [real] = simulator.store.streams.get(journal())?.events ?? [];
    simulator.store.append(journal(), 'any', [
      { ...real!, id: '01890a5d-ac96-774b-bcce-b302099a8057' },
    ]);
    await expectRefusing(log, 'log.foreign_event');
    // Meanwhile it tries again, and says nothing else.
    const said = new Set<unknown>();
    for (let look = 0; look < 100; look++) {
      said.add(log.status());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect([...said]).toEqual(
      [...said].map(() => expect.objectContaining({ code: 'log.foreign_event' })),
    );
  });

  it('whose beginning is gone is named truncated, also to a node that never saw it', async () => {
    simulator.store.forget(journal(), ({ revision }) => revision < 5);
    await expectRefusing(log, 'log.truncated');
    await expectReadable();
    const fresh = open();
    await expectRefusing(fresh, 'log.truncated');
    expect(await fresh.head()).toBeUndefined();
  });

  it('with a hole is read up to it by a node that never saw it, and the hole is named', async () => {
    simulator.store.forget(journal(), ({ revision }) => revision === 7 || revision === 8);
    const fresh = open();
    await expectRefusing(fresh, 'log.journal_gap');
    expect(await everything(fresh)).toHaveLength(6);
    expect(fresh.status()).toMatchObject({ text: { en: expect.stringMatching(/7 to 8/) } });
  });

  it('that is shorter than what the node has seen is named an older backup', async () => {
    await log.close();
    simulator.store.cutEnd(4);
    log = open({ path });
    await expectRefusing(log, 'log.server_behind');
    await expectReadable();
  });

  it('that went on differently from there is named diverged', async () => {
    await log.close();
    simulator.store.cutEnd(3);
    const other = open();
    await other.append(request('matters-9', 'none', 'c9', 3));
    log = open({ path });
    await expectRefusing(log, 'log.diverged');
    await expectReadable();
  });

  it.each([
    ['deleted', 'soft', 'log.server_behind'],
    ['tombstoned', 'tombstone', 'engine.stream_deleted'],
  ] as const)('that was %s is named so', async (_, state, code) => {
    simulator.store.remove(journal(), 'any', state);
    await expectRefusing(log, code);
    await expectReadable();
  });
});

describe('a clock', () => {
  it('that is 30 seconds off the server stops writing, not following; set right, writing goes on', async () => {
    const honest = open({ maxClockSkewMilliseconds: 10_000 });
    await honest.append(request('matters-1', 'none', 'c1'));
    for (const off of [30_000, -30_000]) {
      let skew = off;
      const wrong = open({
        clock: () => Date.now() + skew,
        maxClockSkewMilliseconds: 10_000,
        node: 'node-2',
      });
      await expectRefusing(wrong, 'engine.clock');
      expect(wrong.status()).toMatchObject({ text: { en: expect.stringContaining('30 seconds') } });
      await honest.append(request('matters-1', 'any', `c${off}`));
      await eventually(async () => (await wrong.head()) === (await honest.head()));
      skew = 0;
      await eventually(() => wrong.status().state === 'ready');
      await wrong.append(request('matters-1', 'any', `d${off}`));
    }
  });
});
