import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultHasher, formatProof, parseProof } from '../../src/transparency/index.js';
import { codeOf, hex, itWith, readJson, utf8 } from './support.js';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyProof = fc.record({
  index: fc.maxSafeNat(),
  hashes: fc.array(hash, { maxLength: 20 }),
  extra: fc.uint8Array({ maxLength: 40 }),
  checkpoint: fc.constantFrom('checkpoint\n', 'a\n\n— b AAAAAAAA\n', ''),
});

describe('a tlog-proof', () => {
  it('round-trips, with and without extra bytes', () => {
    fc.assert(
      fc.property(anyProof, ({ extra, ...plain }) => {
        for (const proof of [plain, { ...plain, extra }]) {
          const parsed = parseProof(utf8(formatProof(proof)));
          expect(parsed.hashes.map(hex)).toEqual(plain.hashes.map(hex));
          expect([parsed.index, parsed.checkpoint]).toEqual([plain.index, plain.checkpoint]);
          expect(parsed.extra).toEqual('extra' in proof ? extra : undefined);
        }
      }),
    );
  });

  it('has one spelling', () => {
    const line = 'A'.repeat(43) + '=';
    for (const text of [
      '',
      'c2sp.org/tlog-proof@v1',
      'c2sp.org/tlog-proof@v2\nindex 0\n\nx\n',
      'c2sp.org/tlog-proof@v1\r\nindex 0\n\nx\n',
      'c2sp.org/tlog-proof@v1\nindex 01\n\nx\n',
      'c2sp.org/tlog-proof@v1\nindex  1\n\nx\n',
      'c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\nx\n',
      'c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\nx\n',
      'c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 1\n\nx\n',
      `c2sp.org/tlog-proof@v1\nindex 1\n${line} \n\nx\n`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${`${line}\n`.repeat(65)}\nx\n`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${'A'.repeat(42)}B=\n\nx\n`,
    ])
      expect([text, codeOf(() => parseProof(text))]).toEqual([text, 'proof.malformed']);
    expect(codeOf(() => parseProof(Uint8Array.of(0xff)))).toBe('text.not_utf8');
    expect(codeOf(() => formatProof({ index: -1, hashes: [], checkpoint: '' }))).toBe(
      'proof.malformed',
    );
    expect(
      codeOf(() => formatProof({ index: 0, hashes: [new Uint8Array(31)], checkpoint: '' })),
    ).toBe('proof.malformed');
  });

  itWith('transparency-dev-formats')('agrees with transparency-dev', () => {
    const { marshal, invalid } = readJson('transparency-dev-formats', 'tlog-proof.json') as {
      marshal: {
        index: string;
        hashes_are_sha256_of: string[];
        extra_utf8?: string;
        checkpoint: string;
        text?: string;
      }[];
      invalid: [string, string][];
    };
    for (const { index, hashes_are_sha256_of, extra_utf8, checkpoint, text } of marshal) {
      const hashes = hashes_are_sha256_of.map((word) => defaultHasher.sha256(utf8(word)));
      const extra = extra_utf8 === undefined ? {} : { extra: utf8(extra_utf8) };
      const proof = { index: Number(index), hashes, checkpoint, ...extra };
      const formatted = formatProof(proof);
      if (text !== undefined) expect(formatted).toBe(text);
      expect(parseProof(formatted)).toEqual(proof);
    }
    for (const [why, text] of invalid)
      expect([why, codeOf(() => parseProof(text))]).toEqual([why, 'proof.malformed']);
  });
});
