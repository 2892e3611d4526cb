// Several nodes on one server (the protocol simulator): what they promise each other, and what only the simulator can
// show: what lies on the server, and what an accident there does to it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { ClusterLog } from '../../src/log/eventstoredb/eventStoreDbLog.js';
import { everything, refusal } from '../contract/given.js';
import { checkWholeLedger } from '../fault/checkLedger.js';
import { request } from '../log/newEvents.js';
import { eventually, simulatedUrl } from './node.js';
import { expectSame, large, nodeSuite, rootOf, sealed, useNodes } from './nodeSuite.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

/** What a server says to who may not write. */
const DENIED = { kind: 'error', code: status.PERMISSION_DENIED, message: 'denied' } as const;

let simulator: Simulator;
const url = () => simulatedUrl(simulator.port);

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

nodeSuite('the protocol simulator', url);

describe('on the protocol simulator', () => {
  const { open } = useNodes(url);

  beforeEach(() => {
    delete simulator.faults.onlyOn;
    simulator.faults.appends.length = 0;
  });

  describe('content that is not public', () => {
    const sealedStreams = (log: ClusterLog) => {
      const start = log.cluster.streams.sealed('');
      return [...simulator.store.streams.keys()].filter((name) => name.startsWith(start));
    };

    it('stands in no byte of the journal', async () => {
      const one = open();
      await one.append(sealed('c1'));
      await one.append(sealed('c2'));
      const journal = simulator.store.streams.get(one.cluster.streams.journal)?.events ?? [];
      for (const { data, metadata } of journal)
        for (const bytes of [data, metadata])
          expect(Buffer.from(bytes).toString('utf8')).not.toContain('秘密');
      expect(sealedStreams(one)).toHaveLength(2);
    });

    it('is stored before the event that it belongs to: an append that is cut off leaves no event without it', async () => {
      const log = open({ deadlineMilliseconds: 1000 });
      await log.append(request('matters-1', 'none', 'c0'));
      simulator.faults.appends.push(DENIED);
      expect(await refusal(log.append(sealed('c1')))).toMatchObject({ code: 'engine.denied' });
      expect(await log.head()).toBe('0');
      await log.append(sealed('c1'));
      await checkWholeLedger(log);
      expect((await everything(log)).map((record) => record.disclosures.length)).toEqual([0, 3, 3]);
    });

    it('can be destroyed for good, stream by stream; the event stands, its content is withheld', async () => {
      const one = open();
      await one.append(sealed('c1'));
      await one.append(sealed('c2'));
      simulator.store.remove(sealedStreams(one)[0]!, 'any', 'tombstone');
      const other = open();
      const records = await everything(other);
      expect(records.map((record) => record.disclosures.length)).toEqual([0, 0, 3, 3]);
      expect(await rootOf(other)).toBe(await rootOf(one));
    });
  });

  describe('a command that is larger than one append', () => {
    it('is void on every node where its writer died between the parts, and can be sent again', async () => {
      const [one, other] = [open(), open()];
      await one.append(request('matters-1', 'none', 'c0'));
      simulator.faults.onlyOn = 'journal';
      simulator.faults.appends.push(undefined, DENIED);
      expect(await refusal(one.append(large('c1')))).toMatchObject({ code: 'engine.denied' });
      const journal = simulator.store.streams.get(one.cluster.streams.journal);
      expect(journal?.events.length).toBeGreaterThan(1);
      expect(await one.head()).toBe('0');
      await eventually(() => other.status().state === 'ready');
      expect(await other.head()).toBe('0');

      expect(await other.append(request('matters-1', 1, 'c2'))).toMatchObject({ position: '1' });
      expect(await one.append(large('c1'))).toMatchObject({ first: '2', position: '41' });
      await expectSame(one, other);
      await expectSame(one, open());
    });
  });
});
