// Contract, part 3: what is stored. Exact bytes, limits, envelopes, the recorded time.
import { describe, expect, it } from '@jest/globals';
import { auditEvent, MAX_EVENT_BYTES } from '../../src/events/codec.js';
import { catalogue } from '../../src/events/index.js';
import { newEvent, ORIGIN, request } from '../log/newEvents.js';
import { decoded, everything, refusal, START, type Given } from './given.js';

export function contentContract(given: Given): void {
  describe('with bytes', () => {
    it('returns exactly the canonical bytes that it stored, by every way of reading', async () => {
      const data = { z: 1, a: ['办公会', 1e21, -0.5, null, true], '\u{1f600}': '\u0007"\\' };
      const event = newEvent('c1', data);
      const { eventIds } = await given.log.append({
        stream: 'matters-1',
        expected: 'none',
        events: [event],
      });
      const [record] = await given.log.readStream('matters-1');
      const stored = auditEvent(record!, catalogue);
      expect(stored).toMatchObject({ ...event, id: eventIds[0], source: ORIGIN });
      const others = [
        (await given.log.readAll(undefined, 1))[0],
        await given.log.readAt(record!.position),
        (await given.log.readEach([record!.position]))[0],
        await given.log.findEvent(eventIds[0] ?? ''),
      ];
      for (const other of others) {
        expect(Buffer.compare(other!.bytes, record!.bytes)).toBe(0);
        expect({ ...other, bytes: 0 }).toStrictEqual({ ...record, bytes: 0 });
      }
    });

    it('is not reached by what a reader does to the bytes', async () => {
      const { eventIds } = await given.log.append(request('matters-1', 'none', 'c1'));
      const [mine] = await given.log.readStream('matters-1');
      mine!.bytes.fill(0);
      expect(decoded((await given.log.readStream('matters-1'))[0]).id).toBe(eventIds[0]);
    });

    it('is not reached by what the caller does to his data after the append', async () => {
      const data = { amounts: ['1', '2'] };
      await given.log.append({
        stream: 'funds-1',
        expected: 'none',
        events: [newEvent('c1', data)],
      });
      data.amounts.push('3');
      expect(decoded((await given.log.readStream('funds-1'))[0]).data).toMatchObject({
        amounts: ['1', '2'],
      });
    });

    it('finds an event by its id and nothing under another', async () => {
      const { eventIds } = await given.log.append(request('matters-1', 'none', 'c1', 2));
      expect(await given.log.findEvent(eventIds[1] ?? '')).toMatchObject({ position: '1' });
      expect(await given.log.findEvent('01890a5d-ac96-774b-bcce-b302099a8057')).toBeUndefined();
    });

    it('accepts an event of 65,535 bytes and refuses one of 65,536', async () => {
      await given.log.append(request('matters-0', 'none', 'cx'));
      const overhead = (await given.log.readStream('matters-0'))[0]!.bytes.length;
      const sized = (commandid: string, bytes: number) => {
        const text = 'x'.repeat(bytes - overhead - ',"text":""'.length);
        return newEvent(commandid, { index: 0, text });
      };
      const accepted = sized('c1', MAX_EVENT_BYTES);
      await given.log.append({ stream: 'matters-1', expected: 'none', events: [accepted] });
      expect((await given.log.readStream('matters-1'))[0]!.bytes).toHaveLength(65_535);
      const refused = sized('c2', MAX_EVENT_BYTES + 1);
      expect(
        await refusal(
          given.log.append({ stream: 'matters-2', expected: 'none', events: [refused] }),
        ),
      ).toMatchObject({ kind: 'invalid', code: 'event.too_large', details: { bytes: 65_536 } });
      expect(await given.log.head()).toBe('1');
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
        given.log.append(bad),
        given.log.append({ ...bad, fingerprint: 'given' }),
        given.log.append(request('matters-1', 'none', 'c2')),
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
      const append = given.log.append({ stream: 'matters-1', expected: 'none', events: [event] });
      expect(await refusal(append)).toMatchObject({
        kind: 'invalid',
        code: 'event.invalid',
        where,
      });
    });
  });

  describe('with a clock', () => {
    const times = async () =>
      (await everything(given.log)).map((record) => decoded(record).recordedtime.slice(14));

    it('never records an earlier time than before, though the clock goes backwards', async () => {
      for (const minutes of [0, 5, -60, 2, 6]) {
        given.now = START + minutes * 60_000;
        await given.log.append(request('matters-1', 'any', `c${minutes}`));
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
      await given.log.append(request('matters-1', 'any', 'c1'));
      given.now = NaN;
      await given.log.append(request('matters-1', 'any', 'c2'));
      given.now = START + 1.75;
      await given.log.append(request('matters-1', 'any', 'c3'));
      expect(await times()).toEqual(['00:00.000Z', '00:00.000Z', '00:00.001Z']);
    });

    it('gives every event its own id, which carries the recorded time', async () => {
      const { eventIds } = await given.log.append(request('matters-1', 'none', 'c1', 3));
      expect(new Set(eventIds).size).toBe(3);
      for (const id of eventIds)
        expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(START);
    });
  });
}

function endless(): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  data['again'] = data;
  return data;
}
