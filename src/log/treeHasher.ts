// RFC 6962 hashing with the platform's SHA-256, for whoever builds or checks whole trees on Node.
import { hash } from 'node:crypto';
import { createTreeHasher, HASH_LENGTH, type TreeHasher } from '../transparency/index.js';

/** One character a byte: on Node 20 a digest comes three times as fast as a string as it does as a buffer. */
function sha256(data: Uint8Array): Uint8Array {
  const text = hash('sha256', data, 'binary');
  const digest = new Uint8Array(HASH_LENGTH);
  for (let at = 0; at < HASH_LENGTH; at++) digest[at] = text.charCodeAt(at);
  return digest;
}

export const treeHasher: TreeHasher = createTreeHasher(sha256);
