// Contract, part 5: listeners, and the end of a log.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { positionOf } from '../../src/kernel/position.js';
import { request } from '../log/newEvents.js';
import { refusal, settled, type Given } from './given.js';

export function lifetimeContract(given: Given): void {
  describe('with listeners', () => {
    const heads: string[] = [];
    beforeEach(() => void heads.splice(0));

    it('hints at the head after an append, but not after a retry or a refusal', async () => {
      given.log.subscribe((head) => heads.push(head));
      await given.log.append(request('matters-1', 'none', 'c1', 2));
      await given.log.append(request('matters-1', 'none', 'c1', 2));
      await refusal(given.log.append(request('matters-1', 'none', 'c2')));
      await settled();
      expect(heads).toEqual(['1']);
    });

    it('hints only when the events can be read', async () => {
      const seen = new Promise<unknown>((resolve) => {
        given.log.subscribe((head) => void given.log.readAt(head).then(resolve));
      });
      await given.log.append(request('matters-1', 'none', 'c1'));
      expect(await seen).toMatchObject({ position: '0' });
    });

    it('stops after the subscription has ended', async () => {
      const stop = given.log.subscribe((head) => heads.push(head));
      stop();
      stop();
      await given.log.append(request('matters-1', 'none', 'c1'));
      await settled();
      expect(heads).toEqual([]);
    });
  });

  describe('once closed', () => {
    it('refuses every read and append, and closing again is harmless', async () => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      await given.log.close();
      await given.log.close();
      const uses: readonly (() => Promise<unknown>)[] = [
        () => given.log.append(request('matters-1', 'any', 'c2')),
        () => given.log.readStream('matters-1'),
        () => given.log.readAll(undefined, 10),
        () => given.log.readAt(positionOf(0)),
        () => given.log.readEach([positionOf(0)]),
        () => given.log.findEvent('x'),
        () => given.log.findCommand('c1'),
        () => given.log.head(),
      ];
      for (const use of uses)
        expect(await refusal(use())).toMatchObject({ kind: 'unavailable', code: 'log.closed' });
    });

    it('has settled the appends that were waiting', async () => {
      const waiting = [1, 2, 3].map((n) =>
        given.log.append(request(`matters-${n}`, 'none', `c${n}`)),
      );
      await given.log.close();
      const answers = await Promise.all(waiting);
      expect(answers.map(({ position }) => position)).toEqual(['0', '1', '2']);
    });
  });
}
