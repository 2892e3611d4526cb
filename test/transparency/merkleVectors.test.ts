// The Merkle tree against other people's trees: transparency-dev, the IETF draft, golang.org/x/mod.
import { createHash } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import {
  appendLeaves,
  consistencyFault,
  consistencyProof,
  defaultHasher,
  EMPTY_EDGE,
  edgeRoot,
  type Hash,
  inclusionFault,
  inclusionProof,
  isSubtree,
  newTiles,
  rootOf,
  subtreeFault,
  subtreeProof,
  tileNodeReader,
  tilePath,
  treeRoot,
} from '../../src/transparency/index.js';
import {
  base64,
  filesUnder,
  fromBase64,
  fromHex,
  hex,
  itWith,
  nodeHasher,
  nodesOf,
  numberedLeaves,
  readJson,
  sha256Hex,
  StoredTiles,
} from './support.js';

interface InclusionCase {
  leafIdx: number;
  treeSize: number;
  start: number;
  end: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface ConsistencyCase {
  size1: number;
  size2: number;
  start: number;
  end: number;
  size: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}

const merkle = 'transparency-dev-merkle';
const decode = (proof: string[] | null): Uint8Array[] => (proof ?? []).map(fromBase64);
const casesIn = <T>(kind: string): [string, T][] =>
  filesUnder(`${merkle}/testdata/${kind}`, '.json').map((file) => [
    file,
    readJson(merkle, 'testdata', kind, file) as T,
  ]);

describe('transparency-dev/merkle', () => {
  const it = itWith(merkle);

  it('agrees on every inclusion case', () => {
    const cases = casesIn<InclusionCase>('inclusion');
    expect(cases.length).toBeGreaterThanOrEqual(98);
    for (const [file, { leafIdx: index, treeSize: size, ...rest }] of cases) {
      const leafHash = fromBase64(rest.leafHash);
      const claim = {
        index,
        size,
        leafHash,
        root: fromBase64(rest.root),
        proof: decode(rest.proof),
      };
      expect([file, inclusionFault(claim) !== undefined]).toEqual([file, rest.wantErr]);
    }
  });

  it('agrees on every consistency case, 0 -> 0 included', () => {
    const cases = casesIn<ConsistencyCase>('consistency');
    expect(cases.length).toBeGreaterThanOrEqual(98);
    for (const [file, { size1, size2, ...rest }] of cases) {
      const [root1, root2] = [fromBase64(rest.root1), fromBase64(rest.root2)];
      const claim = { size1, size2, root1, root2, proof: decode(rest.proof) };
      expect([file, consistencyFault(claim) !== undefined]).toEqual([file, rest.wantErr]);
    }
  });

  it('agrees on every subtree inclusion case', () => {
    const cases = casesIn<InclusionCase>('subtreeinclusion');
    expect(cases.length).toBeGreaterThan(0);
    for (const [file, { leafIdx, start, end, ...rest }] of cases) {
      // Inclusion in a subtree is inclusion in a tree of its own.
      const claim = {
        index: leafIdx - start,
        size: end - start,
        leafHash: fromBase64(rest.leafHash),
        root: fromBase64(rest.root),
        proof: decode(rest.proof),
      };
      const refused = !isSubtree({ start, end }) || inclusionFault(claim) !== undefined;
      expect([file, refused]).toEqual([file, rest.wantErr]);
    }
  });

  it('agrees on every subtree consistency case', () => {
    const cases = casesIn<ConsistencyCase>('subtreeconsistency');
    expect(cases.length).toBeGreaterThan(0);
    for (const [file, { start, end, size, ...rest }] of cases) {
      const [subtreeHash, root] = [fromBase64(rest.root1), fromBase64(rest.root2)];
      const claim = { start, end, size, subtreeHash, root, proof: decode(rest.proof) };
      expect([file, subtreeFault(claim) !== undefined]).toEqual([file, rest.wantErr]);
    }
  });

  it('has every node hash and root of the reference tree', async () => {
    const tree = readJson(merkle, 'tree-constants.json') as {
      leaf_inputs_hex: string[];
      node_hashes_hex: string[][];
      root_hashes_by_size_hex: string[];
    };
    const leaves = tree.leaf_inputs_hex.map((input) => defaultHasher.leaf(fromHex(input)));
    const read = nodesOf(leaves);
    for (const [height, level] of tree.node_hashes_hex.entries())
      for (const [index, want] of level.entries())
        expect(hex(await read(height, index))).toBe(want);
    for (const [size, want] of tree.root_hashes_by_size_hex.entries())
      expect(hex(rootOf(leaves.slice(0, size)))).toBe(want);
  });

  it('gives every hash, inclusion and consistency proof of the IETF draft for all subtrees of n <= 130', async () => {
    const { wants } = readJson(merkle, 'mtc-subtree-accumulated.json') as { wants: string[] };
    const size = 130;
    const leaves = Array.from({ length: size }, (_, index) =>
      defaultHasher.leaf(Uint8Array.of(index)),
    );
    const read = nodesOf(leaves);
    const [ofHashes, ofInclusion, ofConsistency] = [0, 1, 2].map(() => createHash('sha256'));
    const line = (proof: readonly Hash[]) => proof.map((hash) => ` ${hex(hash)}`).join('');
    for (let end = 0; end <= size; end++)
      for (let start = 0; start <= end; start++) {
        if (start !== end && !isSubtree({ start, end })) continue;
        const part = leaves.slice(start, end);
        ofHashes!.update(`[${start}, ${end}) ${hex(rootOf(part, nodeHasher))}\n`);
        const inPart = nodesOf(part);
        for (let index = start; index < end; index++) {
          const proof = await inclusionProof(index - start, end - start, inPart, nodeHasher);
          ofInclusion!.update(`${index} [${start}, ${end})${line(proof)}\n`);
        }
      }
    for (let tree = 0; tree <= size; tree++)
      for (let end = 0; end <= tree; end++)
        for (let start = 0; start <= end; start++) {
          if (start !== end && !isSubtree({ start, end })) continue;
          const proof =
            start === end ? [] : await subtreeProof({ start, end }, tree, read, nodeHasher);
          ofConsistency!.update(`[${start}, ${end}) ${tree}${line(proof)}\n`);
        }
    expect(ofHashes!.digest('hex')).toBe(wants[0]);
    expect(ofInclusion!.digest('hex')).toBe(wants[1]);
    expect(ofConsistency!.digest('hex')).toBe(wants[2]);
  });
});

interface ReferenceTree {
  roots: Record<string, string>;
  inclusion: { index: number; size: number; proof: string[] }[];
  consistency: { size1: number; size2: number; proof: string[] }[];
  tile_sha256: Record<string, string>;
  accumulated_inclusion_n_le_300: string;
  accumulated_consistency_n_le_300: string;
}

describe('golang.org/x/mod, 70,000 leaves', () => {
  const folder = 'reference-go-generated';
  const it = itWith(folder);
  const reference = () => readJson(folder, 'tree-70000.json') as ReferenceTree;
  const leaves = numberedLeaves(70_000).map((leaf) => nodeHasher.leaf(leaf));

  it('has every root, from tiles and from the frontier', async () => {
    const { roots } = reference();
    const tiles = new StoredTiles();
    let done = 0;
    for (const size of Object.keys(roots).map(Number)) {
      tiles.append(leaves.slice(done, size), nodeHasher);
      done = size;
      expect(base64(edgeRoot(tiles.edge))).toBe(roots[size]);
      expect(base64(await treeRoot(size, tileNodeReader(size, tiles.read, nodeHasher)))).toBe(
        roots[size],
      );
    }
    expect(done).toBe(70_000);
  });

  it('has every inclusion and consistency proof, made from tiles, and they verify', async () => {
    const { roots, inclusion, consistency } = reference();
    const tiles = new StoredTiles();
    const sizes = new Set(
      [...inclusion, ...consistency].map((one) => ('size' in one ? one.size : one.size2)),
    );
    let done = 0;
    for (const size of [...sizes].sort((a, b) => a - b)) {
      tiles.append(leaves.slice(done, size), nodeHasher);
      done = size;
      const read = tileNodeReader(size, tiles.read, nodeHasher);
      const root = edgeRoot(tiles.edge);
      for (const { index, proof: want } of inclusion.filter((one) => one.size === size)) {
        const proof = await inclusionProof(index, size, read, nodeHasher);
        expect(proof.map(base64)).toEqual(want);
        expect(
          inclusionFault({ index, size, leafHash: leaves[index]!, proof, root }),
        ).toBeUndefined();
      }
      for (const { size1, proof: want } of consistency.filter((one) => one.size2 === size)) {
        const proof = await consistencyProof(size1, size, read, nodeHasher);
        expect(proof.map(base64)).toEqual(want);
        const root1 = fromBase64(
          roots[size1] ?? base64(rootOf(leaves.slice(0, size1), nodeHasher)),
        );
        expect(consistencyFault({ size1, root1, size2: size, root2: root, proof })).toBeUndefined();
      }
    }
  });

  it('has every tile of sizes 256, 300 and 70,000, under its path', () => {
    const want = reference().tile_sha256;
    const got: Record<string, string> = {};
    for (const size of [256, 300, 70_000])
      for (const tile of appendLeaves(EMPTY_EDGE, leaves.slice(0, size), nodeHasher).tiles)
        got[`size ${size}: ${tilePath(tile)}`] = sha256Hex(tile.bytes);
    expect(got).toEqual(want);
    expect(newTiles(0, 70_000)).toHaveLength(273 + 1 + 1 + 1 + 1);
  });

  it('has the accumulated hash of every proof for n <= 300', async () => {
    const { accumulated_inclusion_n_le_300, accumulated_consistency_n_le_300 } = reference();
    const read = nodesOf(leaves.slice(0, 300));
    const ofInclusion = createHash('sha256');
    const ofConsistency = createHash('sha256');
    const line = (proof: readonly Hash[]) => proof.map((hash) => ` ${hex(hash)}`).join('');
    for (let size = 1; size <= 300; size++) {
      for (let index = 0; index < size; index++)
        ofInclusion.update(
          `i ${index} ${size}${line(await inclusionProof(index, size, read, nodeHasher))}\n`,
        );
      for (let size1 = 1; size1 <= size; size1++)
        ofConsistency.update(
          `c ${size1} ${size}${line(await consistencyProof(size1, size, read, nodeHasher))}\n`,
        );
    }
    expect(ofInclusion.digest('hex')).toBe(accumulated_inclusion_n_le_300);
    expect(ofConsistency.digest('hex')).toBe(accumulated_consistency_n_le_300);
  });
});
