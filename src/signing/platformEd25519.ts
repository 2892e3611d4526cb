// The verdicts of the strict verifier at the speed of the platform's: for signatures by the thousand. It must never come to
// another verdict than the strict one, which alone is asked wherever the two could differ.
import { createPublicKey, verify as verifyWith, type KeyObject } from 'node:crypto';
import { isStrictPublicKey, verifyEd25519, type Ed25519Verify } from '../transparency/index.js';

/** SubjectPublicKeyInfo prefix of an Ed25519 key (RFC 8410). */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Ten times as fast as the strict verifier for good signatures. The platform compares `s B - k A` with R byte for byte: for
 * a key that is canonical and not of small order, whatever it accepts the strict one accepts too. Whatever it refuses, and
 * every other key, is left to the strict one.
 */
export function createPlatformVerify(): Ed25519Verify {
  const keys = new Map<string, KeyObject | undefined>();
  const keyOf = (publicKey: Uint8Array): KeyObject | undefined => {
    const id = Buffer.from(publicKey).toString('hex');
    if (!keys.has(id))
      keys.set(
        id,
        isStrictPublicKey(publicKey)
          ? createPublicKey({
              key: Buffer.concat([SPKI_ED25519, publicKey]),
              format: 'der',
              type: 'spki',
            })
          : undefined,
      );
    return keys.get(id);
  };
  return (publicKey, message, signature) => {
    const key = keyOf(publicKey);
    return (
      (key !== undefined && verifyWith(null, message, key, signature)) ||
      verifyEd25519(publicKey, message, signature)
    );
  };
}
