// Contract, part 2: where events stand. Positions, pages, streams.
import { describe, expect, it } from '@jest/globals';
import { parsePosition, positionOf } from '../../src/kernel/position.js';
import { newEvent, request } from '../log/newEvents.js';
import { everything, refusal, type Given } from './given.js';

export function orderContract(given: Given): void {
  describe('with positions', () => {
    it('numbers events densely from zero across streams', async () => {
      await given.log.append(request('matters-1', 'none', 'c1', 2));
      await given.log.append(request('funds-1', 'none', 'c2', 3));
      const all = await everything(given.log);
      expect(all.map(({ position }) => position)).toEqual(['0', '1', '2', '3', '4']);
      expect(all.map(({ stream, revision }) => `${stream}:${revision}`)).toEqual([
        'matters-1:1',
        'matters-1:2',
        'funds-1:1',
        'funds-1:2',
        'funds-1:3',
      ]);
    });

    it('tells where a command begins and ends', async () => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      expect(await given.log.append(request('funds-1', 'none', 'c2', 3))).toMatchObject({
        first: '1',
        position: '3',
        revision: 3,
      });
    });

    it('leaves no gap where appends in the middle of a group are refused', async () => {
      await given.log.append(request('matters-1', 'none', 'c0'));
      const tooLarge = {
        ...request('matters-9', 'none', 'c-large'),
        events: [newEvent('c-large'), newEvent('c-large', { text: 'x'.repeat(70_000) })],
      };
      const answers = await Promise.allSettled([
        given.log.append(request('matters-2', 'none', 'c1', 2)),
        given.log.append(request('matters-1', 'none', 'c2')),
        given.log.append(tooLarge),
        given.log.append({ ...request('matters-3', 'none', 'c0'), fingerprint: 'other' }),
        given.log.append(request('matters-3', 'none', 'c3', 2)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
        'fulfilled',
      ]);
      const all = await everything(given.log);
      expect(all.map(({ position }) => position)).toEqual(['0', '1', '2', '3', '4']);
      expect(await given.log.readStream('matters-9')).toEqual([]);
    });

    it('pages through the log without loss or repetition', async () => {
      for (let n = 0; n < 23; n++)
        await given.log.append(request(`matters-${n % 4}`, 'any', `c${n}`));
      const all = await everything(given.log);
      expect(all.map(({ position }) => position)).toEqual(
        Array.from({ length: 23 }, (_, n) => String(n)),
      );
      expect(await given.log.readAll(positionOf(22), 10)).toEqual([]);
      expect(await given.log.readAll(positionOf(10 ** 9), 10)).toEqual([]);
      expect(await given.log.readAll(positionOf(20), 10)).toHaveLength(2);
      expect(await given.log.readAll(undefined, 1)).toHaveLength(1);
    });

    it('reads thousands of events at once, in a stream and in the log, in order', async () => {
      await given.log.append(request('matters-1', 'none', 'c1', 2100));
      await given.log.append(request('funds-1', 'none', 'c2'));
      await given.log.append(request('matters-1', 2100, 'c3', 900));
      const revisions = (await given.log.readStream('matters-1', 50)).map(
        ({ revision }) => revision,
      );
      expect(revisions).toEqual(Array.from({ length: 2951 }, (_, n) => n + 50));
      for (const limit of [999, 1000, 1001, 2000, 2500, 5000]) {
        const page = await given.log.readAll(positionOf(0), limit);
        expect(page.map(({ position }) => Number(position))).toEqual(
          Array.from({ length: Math.min(limit, 3000) }, (_, n) => n + 1),
        );
      }
    });

    it.each([0, -1, 1.5, NaN])('refuses to read pages of %p events', async (limit) => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      expect(await refusal(given.log.readAll(undefined, limit))).toMatchObject({
        code: 'log.request',
      });
    });

    it('reads one event by its position', async () => {
      await given.log.append(request('matters-1', 'none', 'c1', 3));
      expect(await given.log.readAt(positionOf(1))).toMatchObject({ position: '1', revision: 2 });
      expect(await given.log.readAt(positionOf(3))).toBeUndefined();
      expect(await given.log.readAt(parsePosition('9'.repeat(30)))).toBeUndefined();
    });

    it('reads the events at some positions in log order, each once, without those it does not have', async () => {
      await given.log.append(request('matters-1', 'none', 'c1', 5));
      const all = await given.log.readAll(undefined, 10);
      const wanted = ['4', '0', '9', '4', '2', '9'.repeat(30)].map(parsePosition);
      expect(await given.log.readEach(wanted)).toEqual([all[0], all[2], all[4]]);
      expect(await given.log.readEach([])).toEqual([]);
    });

    it('reads the events at more positions than one answer of the store holds', async () => {
      for (let n = 0; n < 26; n++)
        await given.log.append(request(`matters-${n}`, 'none', `c${n}`, 50));
      const positions = Array.from({ length: 1300 }, (_, n) => positionOf(1299 - n));
      const read = await given.log.readEach(positions);
      expect(read.map(({ position }) => position)).toEqual([...positions].reverse());
    });

    it('has no head while empty, then the newest position', async () => {
      expect(await given.log.head()).toBeUndefined();
      expect(await given.log.readAll(undefined, 10)).toEqual([]);
      await given.log.append(request('matters-1', 'none', 'c1', 3));
      expect(await given.log.head()).toBe('2');
    });
  });

  describe('with streams', () => {
    it('reads a stream in order, from any revision', async () => {
      await given.log.append(request('matters-1', 'none', 'c1', 5));
      await given.log.append(request('matters-2', 'none', 'c2', 5));
      const from = async (revision?: number) =>
        (await given.log.readStream('matters-1', revision)).map((record) => record.revision);
      expect(await from()).toEqual([1, 2, 3, 4, 5]);
      expect(await from(4)).toEqual([4, 5]);
      expect(await from(0)).toEqual([1, 2, 3, 4, 5]);
      expect(await from(6)).toEqual([]);
      expect(await given.log.readStream('matters-3')).toEqual([]);
    });

    it('keeps apart streams whose names begin alike', async () => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      await given.log.append(request('matters-10', 'none', 'c2'));
      expect(await given.log.readStream('matters-1')).toHaveLength(1);
    });

    it.each(['', 'matters', 'Matters-1', 'matters-', 'matters-a b', 'matters-a\u0000b'])(
      'refuses the stream name %j',
      async (stream) => {
        expect(await refusal(given.log.append(request(stream, 'any', 'c1')))).toMatchObject({
          code: 'event.invalid',
          where: '/subject',
        });
      },
    );
  });
}
