// What every engine of the log promises (issue: item 3). Run by test/log/*.test.ts, once per engine.
// A promise that only some engines keep does not belong here.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEvent, MAX_EVENT_BYTES } from '../../src/events/codec.js';
import type { StoredEvent } from '../../src/events/envelope.js';
import { catalogue } from '../../src/events/index.js';
import type { LedgerError } from '../../src/kernel/errors.js';
import { parsePosition, positionOf } from '../../src/kernel/position.js';
import type { Stamps } from '../../src/log/acceptance.js';
import type { EventLog, StoredRecord } from '../../src/log/eventLog.js';
import {
  defaultHasher,
  hashesOf,
  rootOf,
  tileNodeReader,
  treeRoot,
} from '../../src/transparency/index.js';
import { countingRandom, newEvent, ORIGIN, request } from '../log/newEvents.js';

/** Makes an empty log, and cleans up after it. */
export interface EventLogFactory {
  create(stamps: Stamps): EventLog | Promise<EventLog>;
  destroy(log: EventLog): Promise<void>;
}

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
const START = Date.UTC(2026, 2, 1);
const decoded = (record: StoredRecord | undefined) =>
  JSON.parse(new TextDecoder().decode(record?.bytes)) as StoredEvent;
const refusal = async (work: Promise<unknown>): Promise<LedgerError> => {
  try {
    await work;
  } catch (error) {
    return error as LedgerError;
  }
  throw new Error('nothing was refused');
};

/** The whole log, read in pages of an awkward size. */
async function everything(log: EventLog): Promise<StoredRecord[]> {
  const all: StoredRecord[] = [];
  for (;;) {
    const page = await log.readAll(all.at(-1)?.position, 7);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

export function eventLogContract(engine: string, factory: EventLogFactory): void {
  describe(`the ${engine} log`, () => {
    let log: EventLog;
    let now = START;

    beforeEach(async () => {
      now = START;
      log = await factory.create({ origin: ORIGIN, clock: () => now, random: countingRandom() });
    });
    afterEach(() => factory.destroy(log));

    describe('with an expected revision', () => {
      it('creates a stream once', async () => {
        await log.append(request('matters-1', 'none', 'c1'));
        const error = await refusal(log.append(request('matters-1', 'none', 'c2')));
        expect(error).toMatchObject({ kind: 'conflict', code: 'log.conflict' });
        expect(await log.readStream('matters-1')).toHaveLength(1);
      });

      it('appends where the stream has as many events as expected, and zero means none', async () => {
        await log.append(request('matters-1', 0, 'c1', 2));
        expect(await log.append(request('matters-1', 2, 'c2'))).toMatchObject({ revision: 3 });
      });

      it.each([1, 3, 'none', -1, 0.5, NaN] as const)(
        'refuses %p where the stream has two events, and names the two',
        async (expected) => {
          await log.append(request('matters-1', 'none', 'c1', 2));
          const error = await refusal(log.append(request('matters-1', expected, 'c2')));
          expect(error).toMatchObject({
            kind: 'conflict',
            code: 'log.conflict',
            where: 'matters-1',
            details: { expected: String(expected), actual: 2 },
          });
          expect(await log.head()).toBe('1');
        },
      );

      it('names zero as the actual revision of a stream that does not exist', async () => {
        const error = await refusal(log.append(request('matters-1', 1, 'c1')));
        expect(error.details).toEqual({ expected: '1', actual: 0 });
      });

      it('appends to a new and to an existing stream when nothing is expected', async () => {
        expect(await log.append(request('matters-1', 'any', 'c1'))).toMatchObject({ revision: 1 });
        expect(await log.append(request('matters-1', 'any', 'c2'))).toMatchObject({ revision: 2 });
      });

      it('lets exactly one of many concurrent writers with the same expectation win', async () => {
        await log.append(request('matters-1', 'none', 'c0'));
        const answers = await Promise.allSettled(
          Array.from({ length: 50 }, (_, n) => log.append(request('matters-1', 1, `w${n}`))),
        );
        const lost = answers.filter((answer) => answer.status === 'rejected');
        expect(lost).toHaveLength(49);
        for (const { reason } of lost)
          expect(reason).toMatchObject({ code: 'log.conflict', details: { actual: 2 } });
        expect(await log.readStream('matters-1')).toHaveLength(2);
      });

      it('gives every concurrent writer a place when nothing is expected', async () => {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, n) => log.append(request('matters-1', 'any', `w${n}`, 2))),
        );
        expect(answers.map(({ revision }) => revision)).toEqual(
          Array.from({ length: 50 }, (_, n) => 2 * n + 2),
        );
      });
    });

    describe('with a command id', () => {
      it('answers a retry as the first time and adds nothing', async () => {
        const first = await log.append(request('matters-1', 'none', 'c1', 3));
        await log.append(request('matters-1', 3, 'c2'));
        const retry = await log.append(request('matters-1', 'none', 'c1', 3));
        expect(first.replayed).toBe(false);
        expect(retry).toStrictEqual({ ...first, replayed: true });
        expect(await log.head()).toBe('3');
      });

      it('takes a retry that read the stream again for the same command', async () => {
        const first = await log.append(request('matters-1', 'none', 'c1'));
        expect(await log.append(request('matters-1', 1, 'c1'))).toMatchObject({
          position: first.position,
          replayed: true,
        });
      });

      it('carries out a command once that is sent many times at once', async () => {
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => log.append(request('matters-1', 'none', 'c1', 2))),
        );
        expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
        expect(new Set(answers.map(({ position }) => position))).toEqual(new Set(['1']));
        expect(await log.head()).toBe('1');
      });

      it('refuses other content under a used command id, in the same stream and in another', async () => {
        await log.append(request('matters-1', 'none', 'c1'));
        for (const other of [request('matters-1', 1, 'c1', 2), request('matters-2', 'none', 'c1')])
          expect(await refusal(log.append(other))).toMatchObject({
            kind: 'refused',
            code: 'log.command_reused',
            where: 'c1',
          });
        expect(await log.head()).toBe('0');
      });

      it('refuses other content under a command id that waits in the same group', async () => {
        const answers = await Promise.allSettled([
          log.append(request('matters-1', 'none', 'c1')),
          log.append(request('matters-2', 'none', 'c1')),
        ]);
        expect(answers).toMatchObject([
          { status: 'fulfilled' },
          { status: 'rejected', reason: { code: 'log.command_reused' } },
        ]);
      });

      it('compares by the fingerprint where the caller gives one', async () => {
        const first = request('matters-1', 'none', 'c1');
        await log.append({ ...first, fingerprint: 'aa' });
        const sameIntent = { ...request('matters-1', 1, 'c1', 2), fingerprint: 'aa' };
        expect(await log.append(sameIntent)).toMatchObject({ replayed: true, revision: 1 });
        expect(await refusal(log.append({ ...first, fingerprint: 'bb' }))).toMatchObject({
          code: 'log.command_reused',
        });
      });

      it('may use a command id again whose command was refused', async () => {
        await refusal(log.append(request('matters-1', 5, 'c1')));
        expect(await log.append(request('matters-1', 'none', 'c1'))).toMatchObject({
          replayed: false,
        });
      });

      it('finds the result of a recorded command and nothing for another', async () => {
        await log.append(request('matters-1', 'none', 'c0'));
        const result = await log.append({ ...request('matters-1', 1, 'c1', 2), fingerprint: 'f1' });
        expect(await log.findCommand('c1')).toStrictEqual({ ...result, fingerprint: 'f1' });
        expect(await log.findCommand('c2')).toBeUndefined();
      });

      it.each([
        ['no event', []],
        ['events of two commands', [newEvent('c1'), newEvent('c2')]],
      ])('refuses a request with %s', async (_, events) => {
        const error = await refusal(log.append({ stream: 'matters-1', expected: 'none', events }));
        expect(error).toMatchObject({ kind: 'invalid', code: 'log.request' });
      });
    });

    describe('with positions', () => {
      it('numbers events densely from zero across streams', async () => {
        await log.append(request('matters-1', 'none', 'c1', 2));
        await log.append(request('funds-1', 'none', 'c2', 3));
        const all = await everything(log);
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
        await log.append(request('matters-1', 'none', 'c1'));
        expect(await log.append(request('funds-1', 'none', 'c2', 3))).toMatchObject({
          first: '1',
          position: '3',
          revision: 3,
        });
      });

      it('leaves no gap where appends in the middle of a group are refused', async () => {
        await log.append(request('matters-1', 'none', 'c0'));
        const tooLarge = {
          ...request('matters-9', 'none', 'c-large'),
          events: [newEvent('c-large'), newEvent('c-large', { text: 'x'.repeat(70_000) })],
        };
        const answers = await Promise.allSettled([
          log.append(request('matters-2', 'none', 'c1', 2)),
          log.append(request('matters-1', 'none', 'c2')),
          log.append(tooLarge),
          log.append({ ...request('matters-3', 'none', 'c0'), fingerprint: 'other' }),
          log.append(request('matters-3', 'none', 'c3', 2)),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'rejected',
          'rejected',
          'fulfilled',
        ]);
        const all = await everything(log);
        expect(all.map(({ position }) => position)).toEqual(['0', '1', '2', '3', '4']);
        expect(await log.readStream('matters-9')).toEqual([]);
      });

      it('pages through the log without loss or repetition', async () => {
        for (let n = 0; n < 23; n++) await log.append(request(`matters-${n % 4}`, 'any', `c${n}`));
        const all = await everything(log);
        expect(all.map(({ position }) => position)).toEqual(
          Array.from({ length: 23 }, (_, n) => String(n)),
        );
        expect(await log.readAll(positionOf(22), 10)).toEqual([]);
        expect(await log.readAll(positionOf(10 ** 9), 10)).toEqual([]);
        expect(await log.readAll(positionOf(20), 10)).toHaveLength(2);
        expect(await log.readAll(undefined, 1)).toHaveLength(1);
      });

      it('reads thousands of events at once, in a stream and in the log, in order', async () => {
        await log.append(request('matters-1', 'none', 'c1', 2100));
        await log.append(request('funds-1', 'none', 'c2'));
        await log.append(request('matters-1', 2100, 'c3', 900));
        const revisions = (await log.readStream('matters-1', 50)).map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: 2951 }, (_, n) => n + 50));
        for (const limit of [999, 1000, 1001, 2000, 2500, 5000]) {
          const page = await log.readAll(positionOf(0), limit);
          expect(page.map(({ position }) => Number(position))).toEqual(
            Array.from({ length: Math.min(limit, 3000) }, (_, n) => n + 1),
          );
        }
      });

      it.each([0, -1, 1.5, NaN])('refuses to read pages of %p events', async (limit) => {
        await log.append(request('matters-1', 'none', 'c1'));
        expect(await refusal(log.readAll(undefined, limit))).toMatchObject({ code: 'log.request' });
      });

      it('reads one event by its position', async () => {
        await log.append(request('matters-1', 'none', 'c1', 3));
        expect(await log.readAt(positionOf(1))).toMatchObject({ position: '1', revision: 2 });
        expect(await log.readAt(positionOf(3))).toBeUndefined();
        expect(await log.readAt(parsePosition('9'.repeat(30)))).toBeUndefined();
      });

      it('has no head while empty, then the newest position', async () => {
        expect(await log.head()).toBeUndefined();
        expect(await log.readAll(undefined, 10)).toEqual([]);
        await log.append(request('matters-1', 'none', 'c1', 3));
        expect(await log.head()).toBe('2');
      });
    });

    describe('with streams', () => {
      it('reads a stream in order, from any revision', async () => {
        await log.append(request('matters-1', 'none', 'c1', 5));
        await log.append(request('matters-2', 'none', 'c2', 5));
        const from = async (revision?: number) =>
          (await log.readStream('matters-1', revision)).map((record) => record.revision);
        expect(await from()).toEqual([1, 2, 3, 4, 5]);
        expect(await from(4)).toEqual([4, 5]);
        expect(await from(0)).toEqual([1, 2, 3, 4, 5]);
        expect(await from(6)).toEqual([]);
        expect(await log.readStream('matters-3')).toEqual([]);
      });

      it('keeps apart streams whose names begin alike', async () => {
        await log.append(request('matters-1', 'none', 'c1'));
        await log.append(request('matters-10', 'none', 'c2'));
        expect(await log.readStream('matters-1')).toHaveLength(1);
      });

      it.each(['', 'matters', 'Matters-1', 'matters-', 'matters-a b', 'matters-a\u0000b'])(
        'refuses the stream name %j',
        async (stream) => {
          expect(await refusal(log.append(request(stream, 'any', 'c1')))).toMatchObject({
            code: 'event.invalid',
            where: '/subject',
          });
        },
      );
    });

    describe('with bytes', () => {
      it('returns exactly the canonical bytes that it stored, by every way of reading', async () => {
        const data = { z: 1, a: ['办公会', 1e21, -0.5, null, true], '\u{1f600}': '\u0007"\\' };
        const event = newEvent('c1', data);
        const { eventIds } = await log.append({
          stream: 'matters-1',
          expected: 'none',
          events: [event],
        });
        const [record] = await log.readStream('matters-1');
        const stored = auditEvent(record!, catalogue);
        expect(stored).toMatchObject({ ...event, id: eventIds[0], source: ORIGIN });
        const others = [
          (await log.readAll(undefined, 1))[0],
          await log.readAt(record!.position),
          await log.findEvent(eventIds[0] ?? ''),
        ];
        for (const other of others) {
          expect(Buffer.compare(other!.bytes, record!.bytes)).toBe(0);
          expect({ ...other, bytes: 0 }).toStrictEqual({ ...record, bytes: 0 });
        }
      });

      it('is not reached by what a reader does to the bytes', async () => {
        const { eventIds } = await log.append(request('matters-1', 'none', 'c1'));
        const [mine] = await log.readStream('matters-1');
        mine!.bytes.fill(0);
        expect(decoded((await log.readStream('matters-1'))[0]).id).toBe(eventIds[0]);
      });

      it('is not reached by what the caller does to his data after the append', async () => {
        const data = { amounts: ['1', '2'] };
        await log.append({ stream: 'funds-1', expected: 'none', events: [newEvent('c1', data)] });
        data.amounts.push('3');
        expect(decoded((await log.readStream('funds-1'))[0]).data).toMatchObject({
          amounts: ['1', '2'],
        });
      });

      it('finds an event by its id and nothing under another', async () => {
        const { eventIds } = await log.append(request('matters-1', 'none', 'c1', 2));
        expect(await log.findEvent(eventIds[1] ?? '')).toMatchObject({ position: '1' });
        expect(await log.findEvent('01890a5d-ac96-774b-bcce-b302099a8057')).toBeUndefined();
      });

      it('accepts an event of 65,535 bytes and refuses one of 65,536', async () => {
        await log.append(request('matters-0', 'none', 'cx'));
        const overhead = (await log.readStream('matters-0'))[0]!.bytes.length;
        const sized = (commandid: string, bytes: number) => {
          const text = 'x'.repeat(bytes - overhead - ',"text":""'.length);
          return newEvent(commandid, { index: 0, text });
        };
        const accepted = sized('c1', MAX_EVENT_BYTES);
        await log.append({ stream: 'matters-1', expected: 'none', events: [accepted] });
        expect((await log.readStream('matters-1'))[0]!.bytes).toHaveLength(65_535);
        const refused = sized('c2', MAX_EVENT_BYTES + 1);
        expect(
          await refusal(log.append({ stream: 'matters-2', expected: 'none', events: [refused] })),
        ).toMatchObject({ kind: 'invalid', code: 'event.too_large', details: { bytes: 65_536 } });
        expect(await log.head()).toBe('1');
      });

      it.each([
        ['a number that is not finite', { share: Infinity }, 'json.not_canonical'],
        ['a lone surrogate', { text: '\ud800' }, 'json.not_canonical'],
        ['endless nesting', endless(), 'json.not_canonical'],
      ])('refuses %s and appends the rest of the group', async (_, data, code) => {
        const bad = {
          stream: 'matters-1',
          expected: 'any',
          events: [newEvent('c1', data)],
        } as const;
        const answers = await Promise.allSettled([
          log.append(bad),
          log.append({ ...bad, fingerprint: 'given' }),
          log.append(request('matters-1', 'none', 'c2')),
        ]);
        expect(answers).toMatchObject([
          { reason: { kind: 'invalid', code } },
          { reason: { kind: 'invalid', code } },
          { status: 'fulfilled', value: { position: '0' } },
        ]);
      });

      it.each([
        ['a time without offset', { time: '2026-03-01T09:00:00' }, '/time'],
        ['an impossible date', { time: '2026-02-30T09:00:00Z' }, '/time'],
        ['a short division code', { orgunit: '330281' }, '/orgunit'],
        ['an attribute that no event has', { colour: 'red' }, ''],
        ['a type without version', { type: 'org.sunledger.test.ThingNoted' }, '/type'],
        ['data that is no object', { data: ['a'] }, '/data'],
      ])('refuses an envelope with %s', async (_, change, where) => {
        const event = { ...newEvent('c1'), ...change };
        const append = log.append({ stream: 'matters-1', expected: 'none', events: [event] });
        expect(await refusal(append)).toMatchObject({
          kind: 'invalid',
          code: 'event.invalid',
          where,
        });
      });
    });

    describe('with a clock', () => {
      const times = async () =>
        (await everything(log)).map((record) => decoded(record).recordedtime.slice(14));

      it('never records an earlier time than before, though the clock goes backwards', async () => {
        for (const minutes of [0, 5, -60, 2, 6]) {
          now = START + minutes * 60_000;
          await log.append(request('matters-1', 'any', `c${minutes}`));
        }
        expect(await times()).toEqual([
          '00:00.000Z',
          '05:00.000Z',
          '05:00.000Z',
          '05:00.000Z',
          '06:00.000Z',
        ]);
      });

      it('keeps the last time while the clock gives none', async () => {
        await log.append(request('matters-1', 'any', 'c1'));
        now = NaN;
        await log.append(request('matters-1', 'any', 'c2'));
        now = START + 1.75;
        await log.append(request('matters-1', 'any', 'c3'));
        expect(await times()).toEqual(['00:00.000Z', '00:00.000Z', '00:00.001Z']);
      });

      it('gives every event its own id, which carries the recorded time', async () => {
        const { eventIds } = await log.append(request('matters-1', 'none', 'c1', 3));
        expect(new Set(eventIds).size).toBe(3);
        for (const id of eventIds)
          expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(START);
      });
    });

    describe('with listeners', () => {
      const heads: string[] = [];
      beforeEach(() => void heads.splice(0));

      it('hints at the head after an append, but not after a retry or a refusal', async () => {
        log.subscribe((head) => heads.push(head));
        await log.append(request('matters-1', 'none', 'c1', 2));
        await log.append(request('matters-1', 'none', 'c1', 2));
        await refusal(log.append(request('matters-1', 'none', 'c2')));
        await settled();
        expect(heads).toEqual(['1']);
      });

      it('hints only when the events can be read', async () => {
        const seen = new Promise<unknown>((resolve) => {
          log.subscribe((head) => void log.readAt(head).then(resolve));
        });
        await log.append(request('matters-1', 'none', 'c1'));
        expect(await seen).toMatchObject({ position: '0' });
      });

      it('stops after the subscription has ended', async () => {
        const stop = log.subscribe((head) => heads.push(head));
        stop();
        stop();
        await log.append(request('matters-1', 'none', 'c1'));
        await settled();
        expect(heads).toEqual([]);
      });
    });

    describe('the tree over it', () => {
      const fill = async (count: number) => {
        const appends = Array.from({ length: count }, (_, n) =>
          log.append(request(`matters-${n % 9}`, 'any', `c${n}`)),
        );
        await Promise.allSettled([...appends, log.append(request('matters-1', 999, 'refused'))]);
        const records = await everything(log);
        return records.map(({ bytes }) => defaultHasher.leaf(bytes));
      };

      it('has the leaf hashes of the stored bytes in its lowest tiles', async () => {
        const leaves = await fill(300);
        const tile = await log.readTile({ level: 0, index: 1, width: 44 });
        expect(hashesOf(tile!).map(hex)).toEqual(leaves.slice(256).map(hex));
      });

      it('has the head of every size, also of sizes passed long ago', async () => {
        const leaves = await fill(530);
        for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 530]) {
          const nodes = tileNodeReader(size, (level, index, width) =>
            log.readTile({ level, index, width }),
          );
          expect([size, hex(await treeRoot(size, nodes))]).toEqual([
            size,
            hex(rootOf(leaves.slice(0, size))),
          ]);
        }
      });

      it('has no tile beyond its size', async () => {
        await fill(256);
        expect(await log.readTile({ level: 0, index: 0, width: 256 })).toHaveLength(8192);
        expect(await log.readTile({ level: 0, index: 1, width: 1 })).toBeUndefined();
        expect(await log.readTile({ level: 1, index: 0, width: 1 })).toHaveLength(32);
        expect(await log.readTile({ level: 1, index: 0, width: 2 })).toBeUndefined();
      });
    });

    describe('once closed', () => {
      it('refuses every read and append, and closing again is harmless', async () => {
        await log.append(request('matters-1', 'none', 'c1'));
        await log.close();
        await log.close();
        const uses: readonly (() => Promise<unknown>)[] = [
          () => log.append(request('matters-1', 'any', 'c2')),
          () => log.readStream('matters-1'),
          () => log.readAll(undefined, 10),
          () => log.readAt(positionOf(0)),
          () => log.findEvent('x'),
          () => log.findCommand('c1'),
          () => log.head(),
        ];
        for (const use of uses)
          expect(await refusal(use())).toMatchObject({ kind: 'unavailable', code: 'log.closed' });
      });

      it('has settled the appends that were waiting', async () => {
        const waiting = [1, 2, 3].map((n) => log.append(request(`matters-${n}`, 'none', `c${n}`)));
        await log.close();
        const answers = await Promise.all(waiting);
        expect(answers.map(({ position }) => position)).toEqual(['0', '1', '2']);
      });
    });

    it.each(['', 'a b', 'https://例.cn', 'x'.repeat(301)])(
      'is not created for the origin %j, which is no URI',
      async (origin) => {
        const create = async () =>
          factory.create({ origin, clock: () => now, random: countingRandom() });
        expect(await refusal(create())).toMatchObject({ kind: 'invalid', code: 'log.origin' });
      },
    );
  });
}

function endless(): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  data['again'] = data;
  return data;
}

/** Lets everything run that was due. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
