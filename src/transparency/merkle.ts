// The RFC 6962 Merkle tree: growing it, and making inclusion and consistency proofs (RFC 9162 sections 2.1.3 and 2.1.4).
// Sizes and indices are safe integers up to 2^53-1. Bit operators must never touch them: JavaScript cuts those to 32 bits.
import { isCount } from './encoding.js';
import { invalid } from '../kernel/errors.js';
import { defaultHasher, HASH_LENGTH, type Hash, type TreeHasher } from './hashing.js';

/** How many leaves, and the root over them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** The leaves `start` (inclusive) to `end` (exclusive). */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Answers the hash of the complete subtree over leaves [index * 2^height, (index + 1) * 2^height).
 * It is only asked for subtrees that lie whole within the tree.
 */
export type NodeReader = (height: number, index: number) => Hash | Promise<Hash>;

/** Told of every complete subtree when it comes into being, the leaf itself (height 0) first. */
export type NodeObserver = (height: number, hash: Hash) => void;

/** The roots of the complete subtrees that make up a tree, largest first: all that is needed to grow it. */
export class Frontier {
  readonly #hasher: TreeHasher;
  readonly #roots: Hash[];
  #size: number;

  /**
   * @param size leaves already in the tree
   * @param roots one 32-byte root for each one-bit of `size`, as {@link Frontier.roots} gave them
   * @throws LedgerError `merkle.frontier` when they do not fit together
   */
  constructor(hasher: TreeHasher = defaultHasher, size = 0, roots: readonly Hash[] = []) {
    if (!isCount(size) || roots.length !== completeSubtrees({ start: 0, end: size }).length)
      throw invalid(
        'merkle.frontier',
        '树边缘与树的大小不符',
        'The frontier does not fit its size',
      );
    if (roots.some((root) => root.length !== HASH_LENGTH))
      throw invalid(
        'merkle.frontier',
        '树边缘的哈希不是 32 字节',
        'A frontier hash is not 32 bytes',
      );
    this.#hasher = hasher;
    this.#size = size;
    this.#roots = [...roots];
  }

  get size(): number {
    return this.#size;
  }

  /** A copy, largest subtree first. */
  get roots(): Hash[] {
    return [...this.#roots];
  }

  /** Adds one leaf hash: one node hash a leaf on average. */
  append(leafHash: Hash, observe?: NodeObserver): void {
    if (this.#size === Number.MAX_SAFE_INTEGER)
      throw invalid(
        'merkle.full',
        '树已达到 2^53-1 个叶子',
        'The tree holds 2^53-1 leaves already',
      );
    if (leafHash.length !== HASH_LENGTH)
      throw invalid('hash.length', '哈希值不是 32 字节', 'A hash is not 32 bytes');
    let hash = leafHash;
    observe?.(0, hash);
    let height = 0;
    for (let index = this.#size; index % 2 === 1; index = (index - 1) / 2) {
      const left = this.#roots.pop();
      if (left === undefined) break; // cannot be: one root for each one-bit of the size
      hash = this.#hasher.node(left, hash);
      height += 1;
      observe?.(height, hash);
    }
    this.#roots.push(hash);
    this.#size += 1;
  }

  /** The root over all leaves so far; SHA-256("") when there are none. */
  root(): Hash {
    return foldRight(this.#roots, this.#hasher);
  }
}

function foldRight(roots: readonly Hash[], hasher: TreeHasher): Hash {
  if (roots.length === 0) return hasher.empty;
  return roots.reduceRight((right, left) => hasher.node(left, right));
}

/** The root over these leaf hashes. */
export function rootOf(leafHashes: Iterable<Hash>, hasher: TreeHasher = defaultHasher): Hash {
  const frontier = new Frontier(hasher);
  for (const hash of leafHashes) frontier.append(hash);
  return frontier.root();
}

/** The largest power of two below `count`, which is at least 2. */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The complete subtrees that MTH(D[start:end]) is folded from, left to right; `start` must be aligned. */
export function completeSubtrees({ start, end }: LeafRange): { height: number; index: number }[] {
  const subtrees: { height: number; index: number }[] = [];
  let height = 0;
  let width = 1;
  while (width * 2 <= end - start) {
    width *= 2;
    height += 1;
  }
  for (let at = start; at < end; width /= 2, height -= 1) {
    if (width > end - at) continue;
    subtrees.push({ height, index: at / width });
    at += width;
  }
  return subtrees;
}

/** True when [start, end) is a subtree that proofs are defined for: `start` is a multiple of the next power of two. */
export function isSubtree({ start, end }: LeafRange): boolean {
  if (!isCount(start) || !isCount(end) || start >= end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

/**
 * Which ranges a proof that [start, end) belongs to a tree of `size` leaves is made of, in the order of the proof:
 * SUBTREE_PROOF of draft-ietf-plants-merkle-tree-certs. With start = 0 it is the RFC 9162 consistency proof,
 * with end = start + 1 the inclusion proof.
 */
export function proofRanges({ start, end }: LeafRange, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let low = 0;
  let high = size;
  let known = true;
  let from = start;
  while (from !== low || end !== high) {
    const middle = low + splitPoint(high - low);
    if (end <= middle) {
      ranges.push({ start: middle, end: high });
      high = middle;
    } else {
      ranges.push({ start: low, end: middle });
      // The subtree spans the split: only its right part is followed further, and its own hash must be given.
      if (from < middle) {
        known = false;
        from = middle;
      }
      low = middle;
    }
  }
  if (!known) ranges.push({ start: low, end: high });
  return ranges.reverse();
}

async function rangeHash(range: LeafRange, read: NodeReader, hasher: TreeHasher): Promise<Hash> {
  const roots = await Promise.all(
    completeSubtrees(range).map(async ({ height, index }) => read(height, index)),
  );
  return foldRight(roots, hasher);
}

const outOfRange = (what: string) =>
  invalid('merkle.out_of_range', `超出树的范围：${what}`, `Out of the tree's range: ${what}`);

/** The hashes that tie the subtree [start, end) to the root over `size` leaves. @throws LedgerError `merkle.out_of_range` */
export async function subtreeProof(
  range: LeafRange,
  size: number,
  read: NodeReader,
  hasher: TreeHasher = defaultHasher,
): Promise<Hash[]> {
  if (!isCount(size) || !isSubtree(range) || range.end > size)
    throw outOfRange(`[${range.start}, ${range.end}) / ${size}`);
  return Promise.all(proofRanges(range, size).map((part) => rangeHash(part, read, hasher)));
}

/** The audit path of leaf `index` in the tree of `size` leaves, its sibling first (RFC 9162 section 2.1.3.1). */
export const inclusionProof = (
  index: number,
  size: number,
  read: NodeReader,
  hasher: TreeHasher = defaultHasher,
): Promise<Hash[]> => subtreeProof({ start: index, end: index + 1 }, size, read, hasher);

/** The proof that the tree of `size2` leaves extends the one of `size1` >= 1 leaves (RFC 9162 section 2.1.4.1). */
export const consistencyProof = (
  size1: number,
  size2: number,
  read: NodeReader,
  hasher: TreeHasher = defaultHasher,
): Promise<Hash[]> => subtreeProof({ start: 0, end: size1 }, size2, read, hasher);

/** The root over the first `size` leaves. @throws LedgerError `merkle.out_of_range` */
export async function treeRoot(
  size: number,
  read: NodeReader,
  hasher: TreeHasher = defaultHasher,
): Promise<Hash> {
  if (!isCount(size)) throw outOfRange(`size ${size}`);
  return rangeHash({ start: 0, end: size }, read, hasher);
}
