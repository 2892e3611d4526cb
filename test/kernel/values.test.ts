// Money, positions and event ids: exact, ordered, well-formed.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addFen,
  compareFen,
  fen,
  fenFromMajor,
  formatMajor,
  parseFen,
  subtractFen,
  sumFen,
} from '../../src/kernel/money.js';
import { comparePositions, parsePosition, positionOf } from '../../src/kernel/position.js';
import { uuidV7 } from '../../src/kernel/uuid.js';

const MALFORMED_MONEY = expect.objectContaining({ kind: 'invalid', code: 'money.malformed' });
const recorded = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });

describe('money', () => {
  it.each(['0', '1', '-1', '371160000', '999999999999999999', '-999999999999999999'])(
    'reads %s fen',
    (text) => {
      expect(parseFen(text)).toBe(text);
    },
  );

  it.each(['', '-0', '00', '01', '+1', '1.0', '1e3', ' 1', '1 ', '１', '1000000000000000000', 'x'])(
    'refuses %j as fen',
    (text) => {
      expect(() => parseFen(text, '/amount')).toThrow(
        expect.objectContaining({ code: 'money.malformed', where: '/amount' }),
      );
    },
  );

  it.each([
    ['3711600', '371160000'],
    ['3,711,600.00', '371160000'],
    ['-12.3', '-1230'],
    [' 0.01 ', '1'],
    ['- 5', '-500'],
    ['0012.50', '1250'],
    ['1.230000', '123'],
    ['-0.00', '0'],
  ])('reads %j yuan as %s fen', (text, expected) => {
    expect(fenFromMajor(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '1.234',
    '1,00',
    '12,34,567',
    '1 000',
    '1e3',
    '¥5',
    '九',
    '10000000000000000',
  ])('refuses %j as yuan', (text) => {
    expect(() => fenFromMajor(text)).toThrow(MALFORMED_MONEY);
  });

  it('quotes what looks like a number and nothing else, since it may be a name', () => {
    expect(() => fenFromMajor('12.345')).toThrow(/12\.345/);
    expect(() => fenFromMajor('张三')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('张三') }),
    );
    expect(() => parseFen('张三 5')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('张三') }),
    );
  });

  it.each([1.5, NaN, Infinity, 2 ** 53])('does not make fen of the number %p', (amount) => {
    expect(() => fen(amount)).toThrow(MALFORMED_MONEY);
  });

  it('sums beyond 18 digits exactly', () => {
    const most = parseFen('999999999999999999');
    expect(sumFen([most, most, most])).toBe('2999999999999999997');
  });

  it('law: arithmetic is that of integers', () => {
    fc.assert(
      fc.property(recorded, recorded, (a, b) => {
        expect(BigInt(addFen(fen(a), fen(b)))).toBe(a + b);
        expect(BigInt(subtractFen(fen(a), fen(b)))).toBe(a - b);
        expect(Math.sign(compareFen(fen(a), fen(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(sumFen([fen(a), fen(b)])).toBe(addFen(fen(b), fen(a)));
      }),
    );
  });

  it('law: what is shown in yuan is read back as the same fen', () => {
    fc.assert(
      fc.property(recorded, (amount) => {
        expect(fenFromMajor(formatMajor(fen(amount)))).toBe(amount.toString());
      }),
    );
    expect(formatMajor(parseFen('-5'))).toBe('-0.05');
    expect(formatMajor(parseFen('371160000'))).toBe('3,711,600.00');
  });
});

describe('positions', () => {
  it.each(['', '-1', '01', '1.0', '+1', '1e3', ' 1', 'x', '1'.repeat(40)])(
    'are not written %j',
    (text) => {
      expect(() => parsePosition(text)).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'position.malformed' }),
      );
    },
  );

  it('are not made of what is no whole number from zero', () => {
    for (const value of [-1, 0.5, NaN, 1e21]) expect(() => positionOf(value)).toThrow();
  });

  it('law: they are ordered as the numbers they stand for', () => {
    const sequence = fc.bigInt({ min: 0n, max: 10n ** 39n - 1n });
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const order = Math.sign(comparePositions(positionOf(a), positionOf(b)));
        expect(order).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('UUID version 7', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 20 });
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

  it('gives the example of RFC 9562 appendix A.6', () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('law: it has version 7, the RFC variant and the time in front', () => {
    fc.assert(
      fc.property(time, bytes, (milliseconds, random) => {
        const id = uuidV7(milliseconds, random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(milliseconds);
      }),
    );
  });

  it('law: a later millisecond sorts later, whatever the random bytes', () => {
    fc.assert(
      fc.property(time, time, bytes, bytes, (a, b, left, right) => {
        fc.pre(a < b);
        expect(uuidV7(a, left) < uuidV7(b, right)).toBe(true);
      }),
    );
  });

  it('law: all 74 random bits are in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 79 }), (bit) => {
        const random = new Uint8Array(10);
        random[bit >> 3] = 1 << (bit & 7);
        // The first four bits give way to the version, two of the third byte to the variant.
        const used = !((bit >> 3 === 0 && (bit & 7) >= 4) || (bit >> 3 === 2 && (bit & 7) >= 6));
        expect(uuidV7(0, random) !== uuidV7(0, new Uint8Array(10))).toBe(used);
      }),
    );
  });

  it.each([-1, 2 ** 48, 1.5, NaN])('refuses the time %p', (milliseconds) => {
    expect(() => uuidV7(milliseconds, new Uint8Array(10))).toThrow(RangeError);
  });

  it('refuses fewer than 10 random bytes', () => {
    expect(() => uuidV7(0, new Uint8Array(9))).toThrow(RangeError);
  });
});
