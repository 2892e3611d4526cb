import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  completeSubtrees,
  consistencyFault,
  consistencyProof,
  createTreeHasher,
  defaultHasher,
  Frontier,
  type Hash,
  inclusionFault,
  inclusionProof,
  isSubtree,
  proofRanges,
  rootOf,
  subtreeFault,
  subtreeProof,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../src/transparency/index.js';
import { codeOf, flip, hex, nodesOf, numberedLeaves, utf8 } from './support.js';

const LEAVES = 260;
const hashes = numberedLeaves(LEAVES).map((leaf) => defaultHasher.leaf(leaf));
const read = nodesOf(hashes);
const roots = Array.from({ length: LEAVES + 1 }, (_, size) => rootOf(hashes.slice(0, size)));

/** MTH as RFC 6962 section 2.1 writes it, recursively. */
function mth(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return defaultHasher.empty;
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return defaultHasher.node(mth(leaves.slice(0, split)), mth(leaves.slice(split)));
}

const anySize = fc.integer({ min: 1, max: LEAVES });
const anyIndexed = anySize.chain((size) => fc.tuple(fc.constant(size), fc.nat({ max: size - 1 })));
const anyPair = anySize.chain((size) =>
  fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)),
);

describe('the Merkle tree', () => {
  it('has the root SHA-256("") when it is empty', () => {
    expect(hex(new Frontier().root())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('has the root that the recursive definition gives, at every size', () => {
    for (let size = 0; size <= LEAVES; size++)
      expect(hex(roots[size]!)).toBe(hex(mth(hashes.slice(0, size))));
  });

  it('gives the same root from stored nodes as from the frontier', async () => {
    for (const size of [0, 1, 2, 3, 5, 8, 13, 255, 256, 257])
      expect(hex(await treeRoot(size, read))).toBe(hex(roots[size]!));
  });

  it('grows on from a saved frontier as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.nat({ max: LEAVES }), (cut) => {
        const first = new Frontier();
        hashes.slice(0, cut).forEach((hash) => first.append(hash));
        const second = new Frontier(defaultHasher, first.size, first.roots);
        hashes.slice(cut).forEach((hash) => second.append(hash));
        expect(hex(second.root())).toBe(hex(roots[LEAVES]!));
      }),
    );
  });

  it('refuses a frontier that does not fit its size', () => {
    expect(codeOf(() => new Frontier(defaultHasher, 3, [hashes[0]!]))).toBe('merkle.frontier');
    expect(codeOf(() => new Frontier(defaultHasher, 1, [new Uint8Array(31)]))).toBe(
      'merkle.frontier',
    );
    expect(codeOf(() => new Frontier(defaultHasher, -1))).toBe('merkle.frontier');
  });

  it('hashes the same with a SHA-256 that the caller brings', () => {
    const node = createTreeHasher((data) => createHash('sha256').update(data).digest());
    const leaf = utf8('x'.repeat(70_000));
    expect(hex(node.leaf(leaf))).toBe(hex(defaultHasher.leaf(leaf)));
    expect(hex(rootOf(hashes, node))).toBe(hex(roots[LEAVES]!));
  });
});

describe('an inclusion proof', () => {
  it('verifies for any index of any size', async () => {
    await fc.assert(
      fc.asyncProperty(anyIndexed, async ([size, index]) => {
        const proof = await inclusionProof(index, size, read);
        const claim = { index, size, leafHash: hashes[index]!, proof, root: roots[size]! };
        expect(verifyInclusion(claim)).toBe(true);
      }),
    );
  });

  it('fails when any single bit of leaf, proof or root is turned', async () => {
    await fc.assert(
      fc.asyncProperty(anyIndexed, fc.nat(), fc.nat({ max: 7 }), async ([size, index], at, bit) => {
        const proof = await inclusionProof(index, size, read);
        const parts = [hashes[index]!, roots[size]!, ...proof];
        const part = Math.floor(at / 32) % parts.length;
        parts[part] = flip(parts[part]!, at % 32, 1 << bit);
        const [leafHash, root, ...changed] = parts;
        expect(
          verifyInclusion({ index, size, leafHash: leafHash!, root: root!, proof: changed }),
        ).toBe(false);
      }),
    );
  });

  it('fails at every other index of the tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyIndexed, async ([size, index]) => {
        const proof = await inclusionProof(index, size, read);
        for (let other = 0; other < size; other++) {
          const claim = { index: other, size, leafHash: hashes[index]!, proof, root: roots[size]! };
          expect(verifyInclusion(claim)).toBe(other === index);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('fails when index is the size or beyond', () => {
    const claim = { leafHash: hashes[0]!, proof: [], root: hashes[0]! };
    expect(inclusionFault({ ...claim, index: 0, size: 1 })).toBeUndefined();
    expect(inclusionFault({ ...claim, index: 1, size: 1 })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: 0, size: 0 })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: -1, size: 1 })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: 0.5, size: 1 })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: 2 ** 53, size: 2 ** 54 })).toBe('out_of_range');
  });

  it('fails when it is one hash short or one hash long', async () => {
    for (let size = 1; size <= 40; size++)
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, read);
        const claim = { index, size, leafHash: hashes[index]!, root: roots[size]! };
        expect(inclusionFault({ ...claim, proof: [...proof, roots[size]!] })).toBe(
          'proof_too_long',
        );
        if (proof.length > 0)
          expect(inclusionFault({ ...claim, proof: proof.slice(0, -1) })).toBe('proof_too_short');
      }
  });

  it('fails, and does not throw, when a hash is not 32 bytes', () => {
    const claim = { index: 0, size: 2, leafHash: hashes[0]!, root: roots[2]! };
    expect(inclusionFault({ ...claim, proof: [new Uint8Array(31)] })).toBe('hash_length');
    expect(inclusionFault({ ...claim, leafHash: new Uint8Array(33), proof: [hashes[1]!] })).toBe(
      'hash_length',
    );
    expect(inclusionFault({ ...claim, proof: [hashes[1]!], root: new Uint8Array(0) })).toBe(
      'root_mismatch',
    );
  });

  it('is refused for an index outside the tree', async () => {
    await expect(inclusionProof(3, 3, read)).rejects.toMatchObject({ code: 'merkle.out_of_range' });
    await expect(inclusionProof(-1, 3, read)).rejects.toMatchObject({
      code: 'merkle.out_of_range',
    });
  });
});

describe('a consistency proof', () => {
  it('verifies for any pair of sizes', async () => {
    await fc.assert(
      fc.asyncProperty(anyPair, async ([size1, size2]) => {
        const proof = await consistencyProof(size1, size2, read);
        const claim = { size1, root1: roots[size1]!, size2, root2: roots[size2]!, proof };
        expect(verifyConsistency(claim)).toBe(true);
      }),
    );
  });

  it('fails when any single bit of a root or the proof is turned', async () => {
    await fc.assert(
      fc.asyncProperty(anyPair, fc.nat(), fc.nat({ max: 7 }), async ([size1, size2], at, bit) => {
        const proof = await consistencyProof(size1, size2, read);
        const parts = [roots[size1]!, roots[size2]!, ...proof];
        const part = Math.floor(at / 32) % parts.length;
        parts[part] = flip(parts[part]!, at % 32, 1 << bit);
        const [root1, root2, ...changed] = parts;
        const claim = { size1, root1: root1!, size2, root2: root2!, proof: changed };
        expect(verifyConsistency(claim)).toBe(false);
      }),
    );
  });

  it('fails between trees that differ in an early leaf', async () => {
    const forged = [defaultHasher.leaf(utf8('forged')), ...hashes.slice(1)];
    const proof = await consistencyProof(5, 9, nodesOf(forged));
    const claim = {
      size1: 5,
      root1: roots[5]!,
      size2: 9,
      root2: rootOf(forged.slice(0, 9)),
      proof,
    };
    expect(consistencyFault(claim)).toBe('old_root_mismatch');
  });

  it('proves nothing from an empty or a larger tree', () => {
    const claim = { root1: roots[4]!, root2: roots[4]!, proof: [] };
    expect(consistencyFault({ ...claim, size1: 0, size2: 4 })).toBe('out_of_range');
    expect(consistencyFault({ ...claim, size1: 5, size2: 4 })).toBe('out_of_range');
    expect(consistencyFault({ ...claim, size1: 4, size2: 4 })).toBeUndefined();
  });
});

describe('a subtree proof', () => {
  it('verifies for any subtree', async () => {
    await fc.assert(
      fc.asyncProperty(anyPair, fc.nat({ max: 8 }), async ([length, size], at) => {
        let width = 1;
        while (width < length) width *= 2;
        const start = width * at;
        const end = start + length;
        fc.pre(end <= size);
        const proof = await subtreeProof({ start, end }, size, read);
        const subtreeHash = mth(hashes.slice(start, end));
        expect(
          subtreeFault({ start, end, size, subtreeHash, root: roots[size]!, proof }),
        ).toBeUndefined();
      }),
    );
  });

  it('is defined only for aligned ranges', () => {
    expect(isSubtree({ start: 2, end: 4 })).toBe(true);
    expect(isSubtree({ start: 2, end: 5 })).toBe(false);
    expect(isSubtree({ start: 4, end: 4 })).toBe(false);
  });
});

describe('sizes above 2^32', () => {
  // A sparse tree of astronomic size: every leaf but one is the same, so each node follows from its height.
  const common = defaultHasher.leaf(utf8('common'));
  const special = defaultHasher.leaf(utf8('special'));
  const plain: Hash[] = [common];
  for (let height = 1; height <= 53; height++)
    plain.push(defaultHasher.node(plain[height - 1]!, plain[height - 1]!));
  const sparse = (at: number) => {
    const node = (height: number, index: number): Hash => {
      if (Math.floor(at / 2 ** height) !== index) return plain[height]!;
      if (height === 0) return special;
      return defaultHasher.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
    };
    return node;
  };

  it('prove and verify on both sides of 2^32 and up to 2^53-1', async () => {
    const size = Number.MAX_SAFE_INTEGER;
    for (const index of [0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 12_345, 2 ** 52, size - 1]) {
      const node = sparse(index);
      const root = await treeRoot(size, node);
      const proof = await inclusionProof(index, size, node);
      const claim = { index, size, leafHash: special, proof, root };
      expect(inclusionFault(claim)).toBeUndefined();
      expect(inclusionFault({ ...claim, index: index === 0 ? 1 : index - 1 })).toBeDefined();
      expect(inclusionFault({ ...claim, index: index % 2 ** 32 }) === undefined).toBe(
        index < 2 ** 32,
      );
    }
  });

  it('prove growth across 2^32', async () => {
    const node = sparse(2 ** 32 + 5);
    const [size1, size2] = [2 ** 32 - 3, 2 ** 32 + 77];
    const root1 = await treeRoot(size1, node);
    const root2 = await treeRoot(size2, node);
    const proof = await consistencyProof(size1, size2, node);
    expect(consistencyFault({ size1, root1, size2, root2, proof })).toBeUndefined();
    expect(consistencyFault({ size1: size1 - 1, root1, size2, root2, proof })).toBeDefined();
  });

  it('grow a frontier', async () => {
    const size = 2 ** 40 - 1;
    const node = sparse(-1);
    const saved = completeSubtrees({ start: 0, end: size }).map(({ height, index }) =>
      node(height, index),
    );
    const frontier = new Frontier(defaultHasher, size, saved);
    frontier.append(common);
    expect(frontier.size).toBe(2 ** 40);
    expect(frontier.roots).toHaveLength(1);
    expect(hex(frontier.root())).toBe(hex(plain[40]!));
    expect(hex(await treeRoot(2 ** 40, node))).toBe(hex(plain[40]!));
  });

  it('verify as bigints beyond 2^53, and are refused as numbers there', () => {
    const height = 63;
    const like: Hash[] = [common];
    while (like.length <= height) like.push(defaultHasher.node(like.at(-1)!, like.at(-1)!));
    const size = 2n ** BigInt(height);
    const claim = { size, leafHash: common, proof: like.slice(0, height), root: like[height]! };
    for (const index of [0n, 2n ** 53n + 1n, size - 1n])
      expect(inclusionFault({ ...claim, index })).toBeUndefined();
    expect(inclusionFault({ ...claim, index: size })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: -1n })).toBe('out_of_range');
    expect(inclusionFault({ ...claim, index: 0, size: 2 ** 63 })).toBe('out_of_range');
    const growth = {
      size1: size / 2n,
      root1: like[height - 1]!,
      size2: size,
      root2: like[height]!,
    };
    expect(consistencyFault({ ...growth, proof: [like[height - 1]!] })).toBeUndefined();
    expect(
      consistencyFault({ ...growth, size1: size / 2n + 1n, proof: [like[height - 1]!] }),
    ).toBeDefined();
    expect(consistencyFault({ ...growth, size2: 2n ** 64n, proof: [] })).toBe('out_of_range');
  });

  it('end with a refusal at 2^53-1 leaves', () => {
    const full = new Frontier(
      defaultHasher,
      Number.MAX_SAFE_INTEGER,
      Array.from({ length: 53 }, () => common),
    );
    expect(codeOf(() => full.append(common))).toBe('merkle.full');
  });

  it('follow the right border without a loop that never ends', () => {
    expect(proofRanges({ start: 6, end: 7 }, 7)).toEqual([
      { start: 4, end: 6 },
      { start: 0, end: 4 },
    ]);
    for (let size = 1; size <= 40; size++) {
      const claim = {
        index: size - 1,
        size,
        leafHash: common,
        proof: Array<Hash>(60).fill(common),
        root: common,
      };
      expect(inclusionFault(claim)).toBe('proof_too_long');
    }
  });
});
