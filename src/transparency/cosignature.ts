// C2SP tlog-cosignature, Ed25519 (type 0x04): "at this time, this was the largest consistent tree I had seen".
// Two honest cosignatures of one tree head differ in time: compare tree heads, never cosignature bytes.
import { encodeUint64, encodeUtf8, isCount } from './encoding.js';
import { SIGNATURE_LENGTH, signEd25519, verifyEd25519, type Ed25519Verify } from './ed25519.js';
import { invalid } from '../kernel/errors.js';
import { KEY_TYPE, type PrivateKey, publicKeyOf, type VerifierKey } from './keys.js';
import type { NoteSigner, NoteVerifier } from './note.js';

/** What a cosignature's signature bytes hold. */
export interface Cosignature {
  /** seconds since 1970-01-01T00:00:00Z */
  readonly timestamp: number;
  /** 64 bytes, over {@link cosignedMessage} */
  readonly signature: Uint8Array;
}

/** `cosignature/v1`, `time <seconds>`, then the whole note text. */
export function cosignedMessage(text: Uint8Array, timestamp: number): Uint8Array {
  const header = encodeUtf8(`cosignature/v1\ntime ${timestamp}\n`);
  const message = new Uint8Array(header.length + text.length);
  message.set(header);
  message.set(text, header.length);
  return message;
}

/** Splits u64 time || 64-byte signature; undefined when the length or the time (above 2^53-1) does not fit. */
export function parseCosignature(bytes: Uint8Array): Cosignature | undefined {
  if (bytes.length !== 8 + SIGNATURE_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const timestamp = Number(view.getBigUint64(0));
  return isCount(timestamp) ? { timestamp, signature: bytes.slice(8) } : undefined;
}

export function formatCosignature({ timestamp, signature }: Cosignature): Uint8Array {
  if (!isCount(timestamp) || signature.length !== SIGNATURE_LENGTH)
    throw invalid(
      'cosignature.malformed',
      '副签时间或签名无效',
      'Invalid cosignature time or signature',
    );
  return Uint8Array.from([...encodeUint64(timestamp), ...signature]);
}

/** Checks cosignatures of a key. @throws LedgerError `key.type` unless it is an Ed25519 cosignature key */
export function cosignatureVerifier(
  { name, keyId, type, publicKey }: VerifierKey,
  verify: Ed25519Verify = verifyEd25519,
): NoteVerifier {
  if (type !== KEY_TYPE.cosignature)
    throw invalid(
      'key.type',
      '此密钥不是 Ed25519 副签密钥',
      'Not an Ed25519 cosignature key',
      name,
    );
  return {
    name,
    keyId,
    verify(text, bytes) {
      const cosignature = parseCosignature(bytes);
      if (cosignature === undefined) return false;
      const { timestamp, signature } = cosignature;
      return verify(publicKey, cosignedMessage(text, timestamp), signature);
    },
  };
}

/** Cosigns at `timestamp` (seconds, from the caller's clock); `sign` as for a note signer. */
export function cosigner(
  key: PrivateKey,
  timestamp: number,
  sign: (message: Uint8Array) => Uint8Array = (message) => signEd25519(key.seed, message),
): NoteSigner {
  const { name, keyId } = publicKeyOf(key, KEY_TYPE.cosignature);
  return {
    name,
    keyId,
    sign: (text) =>
      formatCosignature({ timestamp, signature: sign(cosignedMessage(text, timestamp)) }),
  };
}
