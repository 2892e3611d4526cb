// What every engine of the log promises (issue: item 3). Run by test/log/*.test.ts, once per engine.
// A promise that only some engines keep does not belong here.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stamps } from '../../src/log/acceptance.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { countingRandom, ORIGIN } from '../log/newEvents.js';
import { contentContract } from './content.js';
import { refusal, START, type Given } from './given.js';
import { lifetimeContract } from './lifetime.js';
import { orderContract } from './order.js';
import { treeContract } from './tree.js';
import { writingContract } from './writing.js';

/** Makes an empty log, and cleans up after it. */
export interface EventLogFactory {
  create(stamps: Stamps): EventLog | Promise<EventLog>;
  destroy(log: EventLog): Promise<void>;
}

export function eventLogContract(engine: string, factory: EventLogFactory): void {
  describe(`the ${engine} log`, () => {
    let log: EventLog;
    const given: Given = {
      now: START,
      get log() {
        return log;
      },
    };

    beforeEach(async () => {
      given.now = START;
      const clock = () => given.now;
      log = await factory.create({ origin: ORIGIN, clock, random: countingRandom() });
    });
    afterEach(() => factory.destroy(log));

    writingContract(given);
    orderContract(given);
    contentContract(given);
    treeContract(given);
    lifetimeContract(given);

    it.each(['', 'a b', 'https://例.cn', 'x'.repeat(301)])(
      'is not created for the origin %j, which is no URI',
      async (origin) => {
        const create = async () =>
          factory.create({ origin, clock: () => START, random: countingRandom() });
        expect(await refusal(create())).toMatchObject({ kind: 'invalid', code: 'log.origin' });
      },
    );
  });
}
