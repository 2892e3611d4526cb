// RFC 6962 section 2.1 hashing of leaves and nodes over a SHA-256 that the caller may replace.
// It must never hash a node without its 0x01 prefix or a leaf without its 0x00 prefix.
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { invalid } from '../kernel/errors.js';

/** A SHA-256 value: 32 bytes. */
export type Hash = Uint8Array;
export const HASH_LENGTH = 32;

/**
 * SHA-256. It answers 32 fresh bytes and must not keep `data`, which is reused for the next call.
 * On Node, src/log/treeHasher.ts passes that of node:crypto, which is several times as fast.
 */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** The hashes of one Merkle tree. */
export interface TreeHasher {
  readonly sha256: Sha256;
  /** SHA-256(""): the root of a tree without leaves */
  readonly empty: Hash;
  /** SHA-256(0x00 || data) */
  leaf(data: Uint8Array): Hash;
  /** SHA-256(0x01 || left || right) @throws LedgerError `hash.length` unless both are 32 bytes */
  node(left: Hash, right: Hash): Hash;
}

const LEAF_SCRATCH = 65_536;

export function createTreeHasher(sha256: Sha256 = nobleSha256): TreeHasher {
  const nodeInput = new Uint8Array(1 + 2 * HASH_LENGTH);
  nodeInput[0] = 1;
  const leafInput = new Uint8Array(LEAF_SCRATCH);
  return {
    sha256,
    empty: sha256(new Uint8Array(0)),
    leaf(data) {
      const input =
        data.length < LEAF_SCRATCH
          ? leafInput.subarray(0, data.length + 1)
          : new Uint8Array(data.length + 1);
      input.set(data, 1);
      return sha256(input);
    },
    node(left, right) {
      if (left.length !== HASH_LENGTH || right.length !== HASH_LENGTH)
        throw invalid('hash.length', '哈希值不是 32 字节', 'A hash is not 32 bytes');
      nodeInput.set(left, 1);
      nodeInput.set(right, 1 + HASH_LENGTH);
      return sha256(nodeInput);
    },
  };
}

/** The hasher that runs everywhere: @noble/hashes. */
export const defaultHasher: TreeHasher = createTreeHasher();
