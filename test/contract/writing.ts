// Contract, part 1: who may append what. Expected revisions and command ids.
import { describe, expect, it } from '@jest/globals';
import { newEvent, request } from '../log/newEvents.js';
import { refusal, type Given } from './given.js';

export function writingContract(given: Given): void {
  describe('with an expected revision', () => {
    it('creates a stream once', async () => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      const error = await refusal(given.log.append(request('matters-1', 'none', 'c2')));
      expect(error).toMatchObject({ kind: 'conflict', code: 'log.conflict' });
      expect(await given.log.readStream('matters-1')).toHaveLength(1);
    });

    it('appends where the stream has as many events as expected, and zero means none', async () => {
      await given.log.append(request('matters-1', 0, 'c1', 2));
      expect(await given.log.append(request('matters-1', 2, 'c2'))).toMatchObject({ revision: 3 });
    });

    it.each([1, 3, 'none', -1, 0.5, NaN] as const)(
      'refuses %p where the stream has two events, and names the two',
      async (expected) => {
        await given.log.append(request('matters-1', 'none', 'c1', 2));
        const error = await refusal(given.log.append(request('matters-1', expected, 'c2')));
        expect(error).toMatchObject({
          kind: 'conflict',
          code: 'log.conflict',
          where: 'matters-1',
          details: { expected: String(expected), actual: 2 },
        });
        expect(await given.log.head()).toBe('1');
      },
    );

    it('names zero as the actual revision of a stream that does not exist', async () => {
      const error = await refusal(given.log.append(request('matters-1', 1, 'c1')));
      expect(error.details).toEqual({ expected: '1', actual: 0 });
    });

    it('appends to a new and to an existing stream when nothing is expected', async () => {
      expect(await given.log.append(request('matters-1', 'any', 'c1'))).toMatchObject({
        revision: 1,
      });
      expect(await given.log.append(request('matters-1', 'any', 'c2'))).toMatchObject({
        revision: 2,
      });
    });

    it('lets exactly one of many concurrent writers with the same expectation win', async () => {
      await given.log.append(request('matters-1', 'none', 'c0'));
      const answers = await Promise.allSettled(
        Array.from({ length: 50 }, (_, n) => given.log.append(request('matters-1', 1, `w${n}`))),
      );
      const lost = answers.filter((answer) => answer.status === 'rejected');
      expect(lost).toHaveLength(49);
      for (const { reason } of lost)
        expect(reason).toMatchObject({ code: 'log.conflict', details: { actual: 2 } });
      expect(await given.log.readStream('matters-1')).toHaveLength(2);
    });

    it('gives every concurrent writer a place when nothing is expected', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          given.log.append(request('matters-1', 'any', `w${n}`, 2)),
        ),
      );
      expect(answers.map(({ revision }) => revision)).toEqual(
        Array.from({ length: 50 }, (_, n) => 2 * n + 2),
      );
    });
  });

  describe('with a command id', () => {
    it('answers a retry as the first time and adds nothing', async () => {
      const first = await given.log.append(request('matters-1', 'none', 'c1', 3));
      await given.log.append(request('matters-1', 3, 'c2'));
      const retry = await given.log.append(request('matters-1', 'none', 'c1', 3));
      expect(first.replayed).toBe(false);
      expect(retry).toStrictEqual({ ...first, replayed: true });
      expect(await given.log.head()).toBe('3');
    });

    it('takes a retry that read the stream again for the same command', async () => {
      const first = await given.log.append(request('matters-1', 'none', 'c1'));
      expect(await given.log.append(request('matters-1', 1, 'c1'))).toMatchObject({
        position: first.position,
        replayed: true,
      });
    });

    it('carries out a command once that is sent many times at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => given.log.append(request('matters-1', 'none', 'c1', 2))),
      );
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(new Set(answers.map(({ position }) => position))).toEqual(new Set(['1']));
      expect(await given.log.head()).toBe('1');
    });

    it('refuses other content under a used command id, in the same stream and in another', async () => {
      await given.log.append(request('matters-1', 'none', 'c1'));
      for (const other of [request('matters-1', 1, 'c1', 2), request('matters-2', 'none', 'c1')])
        expect(await refusal(given.log.append(other))).toMatchObject({
          kind: 'refused',
          code: 'log.command_reused',
          where: 'c1',
        });
      expect(await given.log.head()).toBe('0');
    });

    it('refuses other content under a command id that waits in the same group', async () => {
      const answers = await Promise.allSettled([
        given.log.append(request('matters-1', 'none', 'c1')),
        given.log.append(request('matters-2', 'none', 'c1')),
      ]);
      expect(answers).toMatchObject([
        { status: 'fulfilled' },
        { status: 'rejected', reason: { code: 'log.command_reused' } },
      ]);
    });

    it('compares by the fingerprint where the caller gives one', async () => {
      const first = request('matters-1', 'none', 'c1');
      await given.log.append({ ...first, fingerprint: 'aa' });
      const sameIntent = { ...request('matters-1', 1, 'c1', 2), fingerprint: 'aa' };
      expect(await given.log.append(sameIntent)).toMatchObject({ replayed: true, revision: 1 });
      expect(await refusal(given.log.append({ ...first, fingerprint: 'bb' }))).toMatchObject({
        code: 'log.command_reused',
      });
    });

    it('may use a command id again whose command was refused', async () => {
      await refusal(given.log.append(request('matters-1', 5, 'c1')));
      expect(await given.log.append(request('matters-1', 'none', 'c1'))).toMatchObject({
        replayed: false,
      });
    });

    it('finds the result of a recorded command and nothing for another', async () => {
      await given.log.append(request('matters-1', 'none', 'c0'));
      const result = await given.log.append({
        ...request('matters-1', 1, 'c1', 2),
        fingerprint: 'f1',
      });
      expect(await given.log.findCommand('c1')).toStrictEqual({ ...result, fingerprint: 'f1' });
      expect(await given.log.findCommand('c2')).toBeUndefined();
    });

    it.each([
      ['no event', []],
      ['events of two commands', [newEvent('c1'), newEvent('c2')]],
    ])('refuses a request with %s', async (_, events) => {
      const error = await refusal(
        given.log.append({ stream: 'matters-1', expected: 'none', events }),
      );
      expect(error).toMatchObject({ kind: 'invalid', code: 'log.request' });
    });
  });
}
