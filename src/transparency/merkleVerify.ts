// Checking inclusion and consistency proofs, strictly: the length of a proof must be exact and every index in range.
// It must never throw on hostile input and never loop on the right border (RFC 9162 sections 2.1.3.2 and 2.1.4.2).
import { equalBytes, isCount } from './encoding.js';
import { defaultHasher, HASH_LENGTH, type Hash, type TreeHasher } from './hashing.js';

/** A size or index up to 2^64-1. A number must be a safe integer; larger ones are bigints. */
export type Natural = number | bigint;
const MAX_UINT64 = 2n ** 64n - 1n;

/** Why a proof is refused. */
export type ProofFault =
  | 'out_of_range' // index >= size, size1 > size2, size1 = 0, or a number that is no safe integer
  | 'hash_length' // a hash that is not 32 bytes
  | 'proof_too_short'
  | 'proof_too_long'
  | 'old_root_mismatch' // the proof does not lead to the older root (or subtree hash)
  | 'root_mismatch'; // the proof does not lead to the root

export interface InclusionClaim {
  readonly index: Natural;
  readonly size: Natural;
  readonly leafHash: Hash;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

export interface ConsistencyClaim {
  readonly size1: Natural;
  readonly root1: Hash;
  readonly size2: Natural;
  readonly root2: Hash;
  readonly proof: readonly Hash[];
}

/** That `subtreeHash` over the leaves [start, end) is part of the tree of `size` leaves with `root`. */
export interface SubtreeClaim {
  readonly start: Natural;
  readonly end: Natural;
  readonly size: Natural;
  readonly subtreeHash: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

const isNatural = (value: Natural): boolean =>
  typeof value === 'bigint' ? value >= 0n && value <= MAX_UINT64 : isCount(value);

const isOdd = (value: bigint): boolean => value % 2n === 1n;

/** Follows a proof upward; the numbers are the positions of first leaf, last leaf and last leaf of the tree. */
function follow(claim: SubtreeClaim, hasher: TreeHasher): ProofFault | undefined {
  let first = BigInt(claim.start);
  let last = BigInt(claim.end) - 1n;
  let treeLast = BigInt(claim.size) - 1n;
  const up = () => {
    first /= 2n;
    last /= 2n;
    treeLast /= 2n;
  };
  // Climb while the subtree's right border is a complete node, or the tree's own border.
  const onTreeBorder = last === treeLast;
  while (first !== last && (onTreeBorder || isOdd(last))) up();
  let rest = claim.proof;
  let subtree = claim.subtreeHash;
  if (first !== last) {
    const [seed] = rest;
    if (seed === undefined) return 'proof_too_short';
    subtree = seed;
    rest = rest.slice(1);
  }
  let tree = subtree;
  for (const sibling of rest) {
    if (treeLast === 0n) return 'proof_too_long';
    if (isOdd(last) || last === treeLast) {
      if (first < last) subtree = hasher.node(sibling, subtree);
      tree = hasher.node(sibling, tree);
      while (!isOdd(last) && last !== 0n) up();
    } else {
      tree = hasher.node(tree, sibling);
    }
    up();
  }
  if (treeLast !== 0n) return 'proof_too_short';
  if (!equalBytes(subtree, claim.subtreeHash)) return 'old_root_mismatch';
  return equalBytes(tree, claim.root) ? undefined : 'root_mismatch';
}

function isAligned(start: bigint, end: bigint): boolean {
  let width = 1n;
  while (width < end - start) width *= 2n;
  return start % width === 0n;
}

/**
 * Why a subtree proof (draft-ietf-plants-merkle-tree-certs section 4.4) fails; undefined when it holds.
 * An empty range has the hash of the empty tree, belongs to every tree and needs no proof.
 */
export function subtreeFault(
  claim: SubtreeClaim,
  hasher: TreeHasher = defaultHasher,
): ProofFault | undefined {
  const { start, end, size, subtreeHash, proof } = claim;
  if (![start, end, size].every(isNatural) || start > end || end > size) return 'out_of_range';
  if (BigInt(start) === BigInt(end)) {
    if (proof.length > 0) return 'proof_too_long';
    return equalBytes(subtreeHash, hasher.empty) ? undefined : 'old_root_mismatch';
  }
  if (!isAligned(BigInt(start), BigInt(end))) return 'out_of_range';
  const hashed = proof.length > 0 ? [subtreeHash, ...proof] : proof;
  if (hashed.some((hash) => hash.length !== HASH_LENGTH)) return 'hash_length';
  return follow(claim, hasher);
}

/** Why an inclusion proof fails; undefined when it holds. */
export function inclusionFault(
  { index, size, leafHash, proof, root }: InclusionClaim,
  hasher: TreeHasher = defaultHasher,
): ProofFault | undefined {
  if (!isNatural(index)) return 'out_of_range';
  if (leafHash.length !== HASH_LENGTH) return 'hash_length';
  const end = BigInt(index) + 1n;
  return subtreeFault({ start: index, end, size, subtreeHash: leafHash, root, proof }, hasher);
}

/**
 * Why a consistency proof fails; undefined when it holds. Nothing is proved from an empty tree:
 * `size1` = 0 is out of range, as in transparency-dev/merkle; `checkGrowth` treats that case apart.
 */
export function consistencyFault(
  { size1, root1, size2, root2, proof }: ConsistencyClaim,
  hasher: TreeHasher = defaultHasher,
): ProofFault | undefined {
  if (BigInt(isNatural(size1) ? size1 : 0) === 0n) return 'out_of_range';
  const claim = { start: 0, end: size1, size: size2, subtreeHash: root1, root: root2, proof };
  return subtreeFault(claim, hasher);
}

/** True only when the leaf is at `index` in the tree with this root. */
export const verifyInclusion = (claim: InclusionClaim, hasher?: TreeHasher): boolean =>
  inclusionFault(claim, hasher) === undefined;

/** True only when the second tree extends the first one. */
export const verifyConsistency = (claim: ConsistencyClaim, hasher?: TreeHasher): boolean =>
  consistencyFault(claim, hasher) === undefined;
