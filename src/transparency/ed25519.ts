// Ed25519 as every part of the system judges it: RFC 8032 / FIPS 186-5 decoding, small-order keys refused.
// No verifier may use another implementation: on hostile keys node:crypto, WebCrypto and ZIP-215 answer otherwise.
import { ed25519 } from '@noble/curves/ed25519.js';

export const PUBLIC_KEY_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;
export const SEED_LENGTH = 32;

// A page verifies one or two signatures in all: a small table of multiples of the base point is built in a third of the
// time that the library's own takes, and serves as well afterwards.
ed25519.Point.BASE.precompute(4);

/**
 * True only when the signature is valid under the strict rules (noble, `zip215: false`): canonical encodings of A and R,
 * S below the group order, A not of small order, cofactored equation. Lengths that do not fit answer false; it never throws.
 */
export function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== PUBLIC_KEY_LENGTH || signature.length !== SIGNATURE_LENGTH) return false;
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** A way to come to exactly the verdicts of {@link verifyEd25519}; a faster one may be brought in where there is one. */
export type Ed25519Verify = typeof verifyEd25519;

/** True for a key that {@link verifyEd25519} accepts signatures of: canonical, on the curve, not of small order. */
export function isStrictPublicKey(publicKey: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(publicKey, false).isSmallOrder();
  } catch {
    return false; // no point of the curve, or not in its one spelling
  }
}

/** Deterministic signature (RFC 8032) with a 32-byte seed; servers may sign with node:crypto, the bytes are the same. */
export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  ed25519.sign(message, seed);

/** The 32-byte public key of a 32-byte seed. */
export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed);
