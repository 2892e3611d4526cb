// Ed25519 is judged once for the whole system: noble, strict. These tests pin that judgement on hostile keys.
import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ed25519PublicKey, signEd25519, verifyEd25519 } from '../../src/transparency/index.js';
import { flip, fromHex, hex, itWith, readJson, utf8 } from './support.js';

const seed = new Uint8Array(32).fill(5);
const publicKey = ed25519PublicKey(seed);

/** What OpenSSL says: a server must not ask it, because it answers otherwise on hostile keys. */
function openSsl(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const prefix = fromHex('302a300506032b6570032100');
  const spki = Buffer.concat([prefix, key]);
  return nodeVerify(
    null,
    message,
    createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    signature,
  );
}

describe('an Ed25519 signature', () => {
  it('verifies, and not once a bit of key, message or signature is turned', () => {
    const any = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.nat(),
      fc.nat({ max: 7 }),
    );
    fc.assert(
      fc.property(any, ([message, at, bit]) => {
        const signature = signEd25519(seed, message);
        expect(verifyEd25519(publicKey, message, signature)).toBe(true);
        const parts = [publicKey, message, signature] as const;
        const part = at % 3;
        const [key, text, bytes] = parts.map((whole, index) =>
          index === part ? flip(whole, at % whole.length, 1 << bit) : whole,
        );
        expect(verifyEd25519(key!, text!, bytes!)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('is the same bytes as OpenSSL makes, and OpenSSL accepts it', () => {
    const message = utf8('同一份签名');
    expect(openSsl(publicKey, message, signEd25519(seed, message))).toBe(true);
  });

  it('is refused, without an exception, when a length does not fit', () => {
    const signature = signEd25519(seed, utf8('x'));
    expect(verifyEd25519(publicKey.subarray(1), utf8('x'), signature)).toBe(false);
    expect(verifyEd25519(publicKey, utf8('x'), signature.subarray(1))).toBe(false);
    expect(verifyEd25519(publicKey, utf8('x'), Uint8Array.of(...signature, 0))).toBe(false);
    expect(verifyEd25519(new Uint8Array(0), utf8('x'), new Uint8Array(0))).toBe(false);
  });
});

interface EdgeCase {
  number: number;
  key: string;
  sig: string;
  msg: string;
  flags: string[] | null;
}

describe('C2SP/CCTV edge cases', () => {
  const itVectors = itWith('cctv-ed25519');
  const cases = () => readJson('cctv-ed25519', 'ed25519/ed25519vectors.json') as EdgeCase[];

  itVectors(
    'are accepted exactly when keys are canonical, not of small order and k is as sent',
    () => {
      const refusing = ['non_canonical_A', 'non_canonical_R', 'low_order_A', 'reencoded_k'];
      let accepted = 0;
      for (const { number, key, sig, msg, flags } of cases()) {
        const want = !(flags ?? []).some((flag) => refusing.includes(flag));
        const got = verifyEd25519(fromHex(key), utf8(msg), fromHex(sig));
        expect([number, got]).toEqual([number, want]);
        if (got) accepted += 1;
      }
      expect(accepted).toBeGreaterThan(0);
    },
  );

  itVectors(
    'divide the implementations as measured: 492 only ZIP-215, 122 only Node, 126 not Node, 86 all, 88 none',
    () => {
      const counts = { onlyZip: 0, notOurs: 0, notNode: 0, all: 0, none: 0, other: 0 };
      for (const { key, sig, msg } of cases()) {
        const ours = verifyEd25519(fromHex(key), utf8(msg), fromHex(sig));
        const node = openSsl(fromHex(key), utf8(msg), fromHex(sig));
        const zip = ed25519.verify(fromHex(sig), utf8(msg), fromHex(key), { zip215: true });
        if (ours && node && zip) counts.all += 1;
        else if (!ours && !node && zip) counts.onlyZip += 1;
        else if (!ours && node && zip) counts.notOurs += 1;
        else if (ours && !node && zip) counts.notNode += 1;
        else if (!ours && !node && !zip) counts.none += 1;
        else counts.other += 1;
      }
      expect(counts).toEqual({
        onlyZip: 492,
        notOurs: 122,
        notNode: 126,
        all: 86,
        none: 88,
        other: 0,
      });
    },
  );
});

interface WycheproofGroup {
  publicKey: { pk: string };
  tests: { tcId: number; msg: string; sig: string; result: string }[];
}

describe('Wycheproof', () => {
  itWith('wycheproof')('agrees on every Ed25519 case', () => {
    const { testGroups, numberOfTests } = readJson(
      'wycheproof',
      'testvectors_v1/ed25519_test.json',
    ) as {
      testGroups: WycheproofGroup[];
      numberOfTests: number;
    };
    let run = 0;
    for (const { publicKey: key, tests } of testGroups)
      for (const { tcId, msg, sig, result } of tests) {
        const got = verifyEd25519(fromHex(key.pk), fromHex(msg), fromHex(sig));
        expect([tcId, got]).toEqual([tcId, result === 'valid']);
        run += 1;
      }
    expect(run).toBe(numberOfTests);
    expect(hex(publicKey)).toHaveLength(64);
  });
});
