// RFC 8785: the published vectors, what must be refused, and the laws that the hashed bytes rest on.
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  canonicalBytes,
  canonicalize,
  MAX_DEPTH,
  parseCanonical,
} from '../../src/kernel/canonicalJson.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

const VECTORS = 'vectors/cyberphone-json-canonicalization';
const utf8 = (text: string) => new TextEncoder().encode(text);
const NOT_CANONICAL = expect.objectContaining({ kind: 'invalid', code: 'json.not_canonical' });

/** The doubles of the published number test, in its order: edge cases, subnormals, a chain of hashes. */
function* publishedDoubles(edgeCases: readonly string[]): Generator<number> {
  const word = new DataView(new ArrayBuffer(8));
  const double = (bits: bigint) => {
    word.setBigUint64(0, bits);
    return word.getFloat64(0);
  };
  for (const hex of edgeCases) yield double(BigInt(`0x${hex}`));
  for (let n = 0n; n < 2000n; n++) yield double(0x10000000000000n + n);
  for (let block = Buffer.alloc(32); ;) {
    block = createHash('sha256').update(block).digest();
    for (let at = 0; at < 32; at += 8) {
      const value = block.readDoubleLE(at);
      if (value !== 0 && Number.isFinite(value)) yield value;
    }
  }
}

function bitsOf(value: number): string {
  const word = new DataView(new ArrayBuffer(8));
  word.setFloat64(0, value);
  return word.getBigUint64(0).toString(16);
}

describe('canonical JSON', () => {
  itWith(VECTORS, 'agrees with every published document, byte for byte', () => {
    const names = readdirSync(sharedPath(VECTORS, 'testdata/input'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const read = (folder: string, file = name) =>
        readFileSync(sharedPath(VECTORS, 'testdata', folder, file), 'utf8');
      const bytes = canonicalBytes(JSON.parse(read('input')));
      expect(Buffer.from(bytes).toString()).toBe(read('output'));
      const hex = read('outhex', name.replace(/\.json$/, '.txt')).replace(/\s+/g, '');
      expect(Buffer.from(bytes).toString('hex')).toBe(hex);
      expect(canonicalBytes(parseCanonical(bytes))).toEqual(bytes);
    }
  });

  itWith(VECTORS, 'writes the first 100,000 published numbers as published', () => {
    const published = JSON.parse(readFileSync(sharedPath(VECTORS, 'es6-numbers.json'), 'utf8')) as {
      static_u64_hex: string[];
      sha256_of_first_lines: Record<string, string>;
    };
    const hash = createHash('sha256');
    let lines = 0;
    for (const value of publishedDoubles(published.static_u64_hex)) {
      hash.update(`${bitsOf(value)},${canonicalize(value)}\n`);
      const expected = published.sha256_of_first_lines[String(++lines)];
      if (expected !== undefined) expect(hash.copy().digest('hex')).toBe(expected);
      if (lines === 100_000) break;
    }
    expect(lines).toBe(100_000);
  });

  it('sorts members by UTF-16 code units, also integers and those beyond the basic plane', () => {
    const value = { '\u{1f600}': 1, '\ufb33': 2, '10': 3, '9': 4, a: 5, A: 6, '': 7 };
    expect(canonicalize(value)).toBe('{"":7,"10":3,"9":4,"A":6,"a":5,"\u{1f600}":1,"\ufb33":2}');
  });

  it('keeps a member named __proto__', () => {
    expect(canonicalize(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe(
      '{"__proto__":{"a":2},"b":1}',
    );
  });

  it('takes a member that is undefined for absent', () => {
    expect(canonicalize({ b: undefined, a: 1 })).toBe('{"a":1}');
    expect(canonicalize({ c: 1, b: undefined, a: 1 })).toBe('{"a":1,"c":1}');
  });

  it.each<[string, unknown, string]>([
    ['NaN', { a: [NaN] }, '/a/0'],
    ['an infinity', [-Infinity], '/0'],
    ['a lone surrogate in a value', { a: 'x\ud800' }, '/a'],
    ['a lone surrogate in a name', { 'x\udc00': 1 }, '/x\udc00'],
    ['undefined', undefined, ''],
    ['undefined in an array', [1, undefined], '/1'],
    // eslint-disable-next-line no-sparse-arrays -- the hole is what is tested
    ['a hole in an array', [1, , 3], '/1'],
    ['a bigint', { amount: 1n }, '/amount'],
    ['a function', { toJSON: () => 1 }, '/toJSON'],
    ['a symbol', [Symbol('x')], '/0'],
    ['a date', { at: new Date(0) }, '/at'],
    ['a map', new Map(), ''],
    ['bytes', { bytes: new Uint8Array(2) }, '/bytes'],
  ])('refuses %s and says where', (_, value, where) => {
    expect(() => canonicalize(value)).toThrow(
      expect.objectContaining({ code: 'json.not_canonical', where }),
    );
  });

  it('refuses nesting without end, and accepts what is within the limit', () => {
    const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
    expect(canonicalize(nested(MAX_DEPTH))).toHaveLength(2 * MAX_DEPTH);
    expect(() => canonicalize(nested(MAX_DEPTH + 1))).toThrow(NOT_CANONICAL);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => canonicalize(circle)).toThrow(NOT_CANONICAL);
    expect(() => parseCanonical(utf8('['.repeat(60_000) + ']'.repeat(60_000)))).toThrow(
      NOT_CANONICAL,
    );
  });

  it.each([
    ['duplicate names', '{"a":1,"a":1}'],
    ['duplicate names, one escaped', '{"a":1,"\\u0061":1}'],
    ['white space', '{"a": 1}'],
    ['a final line break', '{}\n'],
    ['names out of order', '{"b":1,"a":1}'],
    ['a number in another form', '[1.0]'],
    ['an exponent in another form', '[1E21]'],
    ['negative zero', '[-0]'],
    ['a number too large for a double', '[1e400]'],
    ['a number with more digits than a double has', '[9007199254740993]'],
    ['a needless escape', '["\\/"]'],
    ['an escaped lone surrogate', '["\\ud800"]'],
    ['a byte order mark', '\ufeff{}'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses to read %s', (_, text) => {
    expect(() => parseCanonical(utf8(text))).toThrow(NOT_CANONICAL);
  });

  it.each([
    ['a byte that is no UTF-8', [0x22, 0xff, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['an overlong form', [0x22, 0xc1, 0x81, 0x22]],
  ])('refuses to read %s', (_, bytes) => {
    expect(() => parseCanonical(Uint8Array.from(bytes))).toThrow(NOT_CANONICAL);
  });

  it('does not quote the content in its refusals', () => {
    for (const work of [
      () => parseCanonical(utf8('{"name":"张三"')),
      () => canonicalize({ data: ['张三', '张三\ud800'] }),
    ])
      expect(work).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('张三') }),
      );
  });

  const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });

  it('law: reading what was written gives the value back', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseCanonical(canonicalBytes(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('law: the order in which members were added does not matter', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalize(reversed(value))).toBe(canonicalize(value));
      }),
    );
  });

  it('law: any change of one byte is refused or is another value', () => {
    fc.assert(
      fc.property(json, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, change) => {
        const bytes = canonicalBytes(value);
        const changed = bytes.slice();
        const index = at % bytes.length;
        changed[index] = (changed[index] ?? 0) ^ change;
        try {
          expect(canonicalBytes(parseCanonical(changed))).toEqual(changed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'json.not_canonical' });
        }
      }),
    );
  });
});
