// The protocol simulator, called by the real client: that it does what the reference says of the server, so that what
// the adapter's tests show on it means something. What it cannot show is listed in simulator/README.md.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  binaryEvent,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  START,
  streamNameFilter,
  type AllStreamRecordedEvent,
} from '@eventstore/db-client';
import { startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
let client: EventStoreDBClient;

beforeEach(async () => {
  simulator = await startSimulator();
  client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${simulator.port}?tls=false`);
});
afterEach(async () => {
  await client.dispose();
  await simulator.stop();
});

const CLASSIC = { credentials: { username: 'any', password: 'any' } };
const events = (count: number, type = 'noted') =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type, data: { n } }));

async function collect<T>(stream: AsyncIterable<{ event?: T }>): Promise<T[]> {
  const all: T[] = [];
  for await (const { event } of stream) if (event) all.push(event);
  return all;
}

const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );

describe.each([
  ['classic', CLASSIC],
  ['batch', {}],
])('the simulator, appending the %s way', (way, options) => {
  it('uses the call that the way names', async () => {
    await client.appendToStream('a-1', events(1), options);
    expect([...simulator.calls.keys()]).toContain(way === 'batch' ? 'batchAppend' : 'append');
  });

  it('appends at the expected revision and refuses another, naming the actual one', async () => {
    const first = await client.appendToStream('a-1', events(2), {
      ...options,
      expectedRevision: 'no_stream',
    });
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    await client.appendToStream('a-1', events(1), { ...options, expectedRevision: 1n });
    for (const expectedRevision of [1n, 7n, 'no_stream'] as const)
      expect(
        await refusalOf(client.appendToStream('a-1', events(1), { ...options, expectedRevision })),
      ).toMatchObject({ type: 'wrong-expected-version', actualVersion: 2n });
    expect(
      await refusalOf(
        client.appendToStream('b-1', events(1), { ...options, expectedRevision: 0n }),
      ),
    ).toMatchObject({ type: 'wrong-expected-version', actualVersion: 'no_stream' });
  });

  it('answers the same events at the same revision as the first time, and others not', async () => {
    const [one, two, three] = events(3);
    const at = { ...options, expectedRevision: 'no_stream' } as const;
    const first = await client.appendToStream('a-1', [one!, two!], at);
    await client.appendToStream('a-1', [three!], { ...options, expectedRevision: 1n });
    expect(await client.appendToStream('a-1', [one!, two!], at)).toEqual(first);
    expect(await refusalOf(client.appendToStream('a-1', [one!, three!], at))).toMatchObject({
      type: 'wrong-expected-version',
    });
    expect(await collect(client.readStream('a-1'))).toHaveLength(3);
  });

  it('refuses what is larger than its limit', async () => {
    const large = binaryEvent({ type: 'large', data: new Uint8Array(1024 * 1024) });
    expect(await refusalOf(client.appendToStream('a-1', large, options))).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1024 * 1024,
    });
  });

  it('refuses a tombstoned stream, and numbers a deleted one on', async () => {
    await client.appendToStream('a-1', events(2), options);
    await client.appendToStream('b-1', events(2), options);
    await client.deleteStream('a-1');
    await client.tombstoneStream('b-1');
    expect(await refusalOf(collect(client.readStream('a-1')))).toMatchObject({
      type: 'stream-not-found',
    });
    expect(await refusalOf(collect(client.readStream('b-1')))).toMatchObject({
      type: 'stream-deleted',
    });
    expect(await refusalOf(client.appendToStream('b-1', events(1), options))).toMatchObject({
      type: 'stream-deleted',
    });
    await client.appendToStream('a-1', events(1), { ...options, expectedRevision: 'no_stream' });
    expect((await collect(client.readStream('a-1'))).map(({ revision }) => revision)).toEqual([2n]);
  });
});

describe('the simulator, read', () => {
  const numbers = (all: readonly { revision: bigint }[]) => all.map(({ revision }) => revision);

  beforeEach(async () => {
    for (const stream of ['a-1', 'b-1']) await client.appendToStream(stream, events(4), CLASSIC);
  });

  it('gives a stream forwards from a revision and backwards to it, both inclusive', async () => {
    const from = (fromRevision: bigint) => client.readStream('a-1', { fromRevision });
    expect(numbers(await collect(from(2n)))).toEqual([2n, 3n]);
    const back = { direction: 'backwards', fromRevision: 2n, maxCount: 2 } as const;
    expect(numbers(await collect(client.readStream('a-1', back)))).toEqual([2n, 1n]);
    const newest = { direction: 'backwards', fromRevision: END, maxCount: 1 } as const;
    expect(numbers(await collect(client.readStream('a-1', newest)))).toEqual([3n]);
    expect(await collect(from(9n))).toEqual([]);
  });

  it('has one order over all streams, whose positions leave gaps', async () => {
    const all = await collect(client.readAll());
    const positions = all.map(({ position }) => position.commit);
    expect(all.map(({ streamId }) => streamId)).toEqual([
      ...Array<string>(4).fill('a-1'),
      ...Array<string>(4).fill('b-1'),
    ]);
    for (const [at, position] of positions.entries())
      if (at > 0) expect(position - positions[at - 1]!).toBeGreaterThan(1n);
  });

  it('reads $all forwards from a position and backwards before it, and from no other place', async () => {
    const all = await collect(client.readAll());
    const fromPosition = all[3]!.position;
    const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
    expect(ids(await collect(client.readAll({ fromPosition })))).toEqual(ids(all.slice(3)));
    expect(ids(await collect(client.readAll({ fromPosition, direction: 'backwards' })))).toEqual(
      ids(all.slice(0, 3).reverse()),
    );
    const between = { commit: fromPosition.commit + 1n, prepare: fromPosition.prepare + 1n };
    expect(await refusalOf(collect(client.readAll({ fromPosition: between })))).toMatchObject({
      type: 'unknown',
    });
  });

  it('hides what the metadata of a stream say', async () => {
    await client.setStreamMetadata('a-1', { truncateBefore: 2 });
    expect(numbers(await collect(client.readStream('a-1')))).toEqual([2n, 3n]);
    await client.setStreamMetadata('b-1', { maxCount: 1 });
    expect(numbers(await collect(client.readStream('b-1')))).toEqual([3n]);
  });
});

describe('the simulator, subscribed to', () => {
  /** Takes so many events from a subscription, and closes it. */
  async function take<T extends { event?: unknown }>(
    subscription: AsyncIterable<T> & { unsubscribe(): Promise<void> },
    count: number,
  ): Promise<AllStreamRecordedEvent[]> {
    const taken: AllStreamRecordedEvent[] = [];
    for await (const { event } of subscription) {
      taken.push(event as AllStreamRecordedEvent);
      if (taken.length === count) break;
    }
    await subscription.unsubscribe();
    return taken;
  }

  it('catches up behind the named event, and goes on with what is appended', async () => {
    await client.appendToStream('a-1', events(3), CLASSIC);
    const taking = take(client.subscribeToStream('a-1', { fromRevision: 0n }), 4);
    await client.appendToStream('a-1', events(2), CLASSIC);
    expect((await taking).map(({ revision }) => revision)).toEqual([1n, 2n, 3n, 4n]);
  });

  it('waits for a stream that does not exist yet', async () => {
    const taking = take(client.subscribeToStream('a-1', { fromRevision: START }), 1);
    await client.appendToStream('a-1', events(1), CLASSIC);
    expect(await taking).toHaveLength(1);
  });

  it('filters $all by stream and by type', async () => {
    await client.appendToStream('a-1', events(2, 'noted'), CLASSIC);
    await client.appendToStream('b-1', events(2, 'seen'), CLASSIC);
    const byStream = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['b-'] }) });
    const byType = client.subscribeToAll({ filter: eventTypeFilter({ regex: '^se' }) });
    for (const subscription of [byStream, byType])
      expect((await take(subscription, 2)).map(({ streamId }) => streamId)).toEqual(['b-1', 'b-1']);
  });

  it.each([
    ['24.10.0', true],
    ['23.10.0', true],
    ['22.10.1', false],
  ])('of version %s says that it has caught up: %p', async (version, says) => {
    const other = await startSimulator({ version });
    const otherClient = EventStoreDBClient.connectionString(
      `esdb://127.0.0.1:${other.port}?tls=false`,
    );
    const subscription = otherClient.subscribeToStream('a-1', {});
    let said = false;
    subscription.on('caughtUp', () => (said = true));
    await otherClient.appendToStream('a-1', events(1), CLASSIC);
    await take(subscription, 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said).toBe(says);
    await otherClient.dispose();
    await other.stop();
  });

  it('keeps what it acknowledged when its connections are broken', async () => {
    await client.appendToStream('a-1', events(2), CLASSIC);
    await simulator.kill();
    await simulator.restart();
    await refusalOf(collect(client.readStream('a-1'))); // the broken connection
    expect(await collect(client.readStream('a-1'))).toHaveLength(2);
  });
});
