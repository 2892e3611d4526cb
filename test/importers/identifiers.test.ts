// Laws of the conversions: identifiers never meet, amounts are exact, local times come back.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { id } from '../../src/events/fields.js';
import { readAmount } from '../../src/importers/mapping/amount.js';
import { toIdentifier } from '../../src/importers/mapping/identifier.js';
import { instantOf } from '../../src/importers/zone.js';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  .map((text) => text.toWellFormed());

describe('an identifier made of a name', () => {
  it('is one that the ledger accepts', () => {
    fc.assert(
      fc.property(
        name.filter((text) => text.trim() !== ''),
        (text) => {
          expect(id.safeParse(toIdentifier(text)).success).toBe(true);
        },
      ),
    );
  });

  it('stays what it is when it was an identifier', () => {
    expect(toIdentifier('臺北市-2013-12')).toBe('臺北市-2013-12');
    expect(toIdentifier('nyc~1:2.3_4')).toBe('nyc~1:2.3_4');
  });

  it('keeps apart names that would look alike', () => {
    const alike = [
      'A B',
      'A  B',
      'A-B',
      'A/B',
      'A B!',
      `${'长'.repeat(130)}a`,
      `${'长'.repeat(130)}b`,
      '!',
      '?',
    ];
    expect(new Set(alike.map(toIdentifier)).size).toBe(alike.length);
    fc.assert(
      fc.property(name, name, (a, b) => {
        fc.pre(a.normalize('NFC').trim() !== b.normalize('NFC').trim());
        expect(toIdentifier(a)).not.toBe(toIdentifier(b));
      }),
    );
  });
});

describe('an amount', () => {
  const options = {
    fenPerUnit: 100n,
    parentheses: false,
    sign: 'keep',
    floatNoise: false,
  } as const;

  it('is read exactly, whatever its size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (fen) => {
        const digits = String(fen < 0n ? -fen : fen).padStart(3, '0');
        const text = `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(readAmount(text, options)).toBe(String(fen));
      }),
    );
  });

  it('that went through a binary float is the amount it was, and a true half fen is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (fen) => {
        const noisy = String((fen / 100) * 3 - (fen / 100) * 2);
        expect(readAmount(noisy, { ...options, floatNoise: true })).toBe(String(fen));
        expect(() => readAmount(`${fen}.005`, { ...options, floatNoise: true })).toThrow();
      }),
    );
  });
});

describe('a local time', () => {
  it('in a zone with summer time is the instant that clocks there showed it', () => {
    const at = (local: string) => instantOf(local, 'America/New_York')?.offsetMinutes;
    expect(at('2021-01-06T12:00:00')).toBe(-300);
    expect(at('2021-07-06T12:00:00')).toBe(-240);
    // Clocks were set forward: there was no 02:30; set back: 01:30 came twice, the first is meant.
    expect(at('2021-03-14T02:30:00')).toBeUndefined();
    expect(at('2021-11-07T01:30:00')).toBe(-240);
    expect(at('2021-02-30T00:00:00')).toBeUndefined();
    expect(instantOf('1986-07-01T00:00:00', 'Asia/Shanghai')?.offsetMinutes).toBe(540);
  });
});
