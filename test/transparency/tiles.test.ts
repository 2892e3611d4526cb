import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  appendLeaves,
  consistencyProof,
  decodeEntryBundle,
  defaultHasher,
  EMPTY_EDGE,
  edgeRoot,
  encodeEntryBundle,
  entryBundleOf,
  entryBundlePath,
  Frontier,
  inclusionProof,
  loadEdge,
  newTiles,
  parseEntryBundlePath,
  parseTilePath,
  tileNodeReader,
  tilePath,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
} from '../../src/transparency/index.js';
import {
  base64,
  codeOf,
  filesUnder,
  flip,
  fromBase64,
  hex,
  itWith,
  numberedLeaves,
  readJson,
  readVector,
  StoredTiles,
  utf8,
} from './support.js';

const LEAVES = 1_100;
const hashes = numberedLeaves(LEAVES).map((leaf) => defaultHasher.leaf(leaf));
const anyCut = fc
  .uniqueArray(fc.nat({ max: LEAVES }), { maxLength: 6 })
  .map((cuts) => cuts.sort((a, b) => a - b));

function rootByFrontier(size: number): string {
  const frontier = new Frontier();
  hashes.slice(0, size).forEach((hash) => frontier.append(hash));
  return hex(frontier.root());
}

describe('a tree of tiles', () => {
  it('is the tree of the frontier, however the leaves come in', async () => {
    await fc.assert(
      fc.asyncProperty(anyCut, async (cuts) => {
        const tiles = new StoredTiles();
        for (const cut of cuts) {
          tiles.append(hashes.slice(tiles.edge.size, cut));
          expect(hex(edgeRoot(tiles.edge))).toBe(rootByFrontier(tiles.edge.size));
        }
        const { size } = tiles.edge;
        const restored = await loadEdge(size, tiles.read);
        expect(restored.roots.map(hex)).toEqual(tiles.edge.roots.map(hex));
        expect(restored.partials.map(hex)).toEqual(tiles.edge.partials.map(hex));
      }),
      { numRuns: 25 },
    );
  });

  it('writes exactly the tiles that the growth asks for', () => {
    fc.assert(
      fc.property(fc.nat({ max: LEAVES }), fc.nat({ max: LEAVES }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const { edge } = appendLeaves(EMPTY_EDGE, hashes.slice(0, from));
        const { tiles } = appendLeaves(edge, hashes.slice(from, to));
        const coordinates = tiles.map(({ level, index, width }) => ({ level, index, width }));
        expect(coordinates).toEqual(newTiles(from, to));
        for (const { bytes, width } of tiles) expect(bytes).toHaveLength(width * 32);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves the old edge as it was, so that a batch that was not stored can be forgotten', () => {
    const { edge } = appendLeaves(EMPTY_EDGE, hashes.slice(0, 300));
    const before = [hex(edgeRoot(edge)), ...edge.partials.map(hex)];
    const lost = appendLeaves(edge, hashes.slice(500, 900));
    const again = appendLeaves(edge, hashes.slice(300, 700));
    expect([hex(edgeRoot(edge)), ...edge.partials.map(hex)]).toEqual(before);
    expect(hex(edgeRoot(again.edge))).toBe(rootByFrontier(700));
    expect(hex(edgeRoot(lost.edge))).not.toBe(rootByFrontier(700));
  });

  it('proves for an older size from the tiles of a newer one', async () => {
    const tiles = new StoredTiles();
    tiles.append(hashes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: LEAVES }), fc.nat(), async (size, at) => {
        const index = at % size;
        const read = tileNodeReader(size, tiles.readWidest);
        const root = new Uint8Array(Buffer.from(rootByFrontier(size), 'hex'));
        const proof = await inclusionProof(index, size, read);
        expect(verifyInclusion({ index, size, leafHash: hashes[index]!, proof, root })).toBe(true);
        const size1 = index + 1;
        const root1 = new Uint8Array(Buffer.from(rootByFrontier(size1), 'hex'));
        const growth = await consistencyProof(size1, size, read);
        expect(verifyConsistency({ size1, root1, size2: size, root2: root, proof: growth })).toBe(
          true,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('gives proofs that fail when any byte of any tile they use was changed', async () => {
    const tiles = new StoredTiles();
    tiles.append(hashes.slice(0, 700));
    const root = edgeRoot(tiles.edge);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 699 }), fc.nat(), async (index, at) => {
        const used = new Map<string, Uint8Array>();
        const spy = (level: number, tile: number, width: number) => {
          const path = tilePath({ level, index: tile, width });
          const bytes = tiles.files.get(path);
          if (bytes !== undefined) used.set(path, bytes);
          return bytes;
        };
        const proof = await inclusionProof(index, 700, tileNodeReader(700, spy));
        const claim = { index, size: 700, leafHash: hashes[index]!, root };
        expect(verifyInclusion({ ...claim, proof })).toBe(true);
        const [path, bytes] = [...used][at % used.size]!;
        const changed = flip(bytes, at % bytes.length);
        const forge = (level: number, tile: number, width: number) =>
          tilePath({ level, index: tile, width }) === path
            ? changed
            : tiles.read(level, tile, width);
        const forged = await inclusionProof(index, 700, tileNodeReader(700, forge));
        const same = forged.map(hex).join() === proof.map(hex).join();
        // The leaf's own hash and what lies outside the path are not part of the proof.
        expect(verifyInclusion({ ...claim, proof: forged })).toBe(same);
      }),
    );
  });

  it('falls back to the full tile, asks for each tile once, and names what is missing or damaged', async () => {
    const tiles = new StoredTiles();
    tiles.append(hashes.slice(0, 512));
    for (const path of [...tiles.files.keys()]) if (path.includes('.p/')) tiles.files.delete(path);
    const asked: string[] = [];
    const read = tileNodeReader(300, (level, index, width) => {
      asked.push(tilePath({ level, index, width }));
      return tiles.read(level, index, width);
    });
    const wanted = numberedLeaves(299).length;
    expect(hex(await read(0, wanted))).toBe(hex(hashes[299]!));
    expect(hex(await read(0, 298))).toBe(hex(hashes[298]!));
    expect(asked).toEqual(['tile/0/001.p/44', 'tile/0/001']);

    tiles.files.delete('tile/0/001');
    await expect(tileNodeReader(300, tiles.read)(0, 299)).rejects.toMatchObject({
      code: 'tile.missing',
      where: 'tile/0/001.p/44',
    });
    tiles.files.set('tile/0/001.p/44', new Uint8Array(44 * 32 + 1));
    await expect(tileNodeReader(300, tiles.read)(0, 299)).rejects.toMatchObject({
      code: 'tile.length',
      where: 'tile/0/001.p/44',
    });
    tiles.files.delete('tile/0/001.p/44');
    tiles.files.set('tile/0/001', new Uint8Array(44 * 32));
    await expect(tileNodeReader(300, tiles.read)(0, 299)).rejects.toMatchObject({
      code: 'tile.length',
      where: 'tile/0/001',
    });
  });

  it('asks again for a tile that could not be read', async () => {
    const tiles = new StoredTiles();
    tiles.append(hashes.slice(0, 10));
    let failures = 1;
    const read = tileNodeReader(10, (level, index, width) => {
      if (failures-- > 0) throw new Error('disk is busy');
      return tiles.read(level, index, width);
    });
    await expect(read(0, 3)).rejects.toThrow('disk is busy');
    expect(hex(await read(0, 3))).toBe(hex(hashes[3]!));
  });
});

describe('tile paths', () => {
  it('round-trip x001/x234/067 and refuse 123/456/078', () => {
    const tile = { level: 0, index: 1_234_067, width: 256 };
    expect(tilePath(tile)).toBe('tile/0/x001/x234/067');
    expect(parseTilePath('tile/0/x001/x234/067')).toEqual(tile);
    expect(codeOf(() => parseTilePath('tile/0/123/456/078'))).toBe('tile.path');
  });

  it('round-trip for every tile and bundle', () => {
    const any = fc.record({
      level: fc.nat({ max: 63 }),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(any, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
        const { index, width } = tile;
        expect(parseEntryBundlePath(entryBundlePath({ index, width }))).toEqual({ index, width });
      }),
    );
  });

  it('have one spelling only', () => {
    for (const path of [
      'tile/0/x000/001',
      'tile/0/1',
      'tile/0/0001',
      'tile/00/001',
      'tile/64/001',
      'tile/-1/001',
      'tile/0/001.p/0',
      'tile/0/001.p/256',
      'tile/0/001.p/05',
      'tile/0/001.p/',
      '/tile/0/001',
      'tile/0/001/',
      'tile/0/x001',
      'tile//001',
      'tile/0/001\n',
      'tile/entries/001',
    ])
      expect([path, codeOf(() => parseTilePath(path))]).toEqual([path, 'tile.path']);
    expect(codeOf(() => parseEntryBundlePath('tile/0/001'))).toBe('tile.path');
    expect(codeOf(() => tilePath({ level: 0, index: 0, width: 0 }))).toBe('tile.coordinates');
    expect(codeOf(() => tilePath({ level: 64, index: 0, width: 1 }))).toBe('tile.coordinates');
  });

  it('size 256 has one full tile and L1 .p/1, and no tile is ever empty', () => {
    expect(newTiles(0, 256).map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
    expect(newTiles(0, 0)).toEqual([]);
    expect(tileWidth(0, 1, 256)).toBe(0);
    expect(tileWidth(1, 0, 255)).toBe(0);
  });

  it('name the bundle of an entry', () => {
    expect(codeOf(() => entryBundleOf(5, 5))).toBe('merkle.out_of_range');
    expect(entryBundleOf(2 ** 40, 2 ** 40 + 2)).toEqual({ index: 2 ** 32, width: 2 });
  });
});

describe('entry bundles', () => {
  it('round-trip', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (list) => {
        const decoded = decodeEntryBundle(encodeEntryBundle(list), list.length);
        expect(decoded.map(hex)).toEqual(list.map(hex));
      }),
      { numRuns: 30 },
    );
  });

  it('hold 65,535 bytes in an entry, and refuse 65,536', () => {
    const largest = new Uint8Array(65_535).fill(7);
    expect(hex(decodeEntryBundle(encodeEntryBundle([largest]), 1)[0]!)).toBe(hex(largest));
    expect(codeOf(() => encodeEntryBundle([new Uint8Array(65_536)]))).toBe(
      'bundle.entry_too_large',
    );
    expect(codeOf(() => encodeEntryBundle([]))).toBe('bundle.width');
  });

  it('are refused when cut short, too long, or of another width', () => {
    const bundle = encodeEntryBundle([utf8('one'), utf8('two')]);
    expect(codeOf(() => decodeEntryBundle(bundle.subarray(0, 9), 2))).toBe('bundle.malformed');
    expect(codeOf(() => decodeEntryBundle(bundle.subarray(0, 6), 2))).toBe('bundle.malformed');
    expect(codeOf(() => decodeEntryBundle(bundle, 1))).toBe('bundle.malformed');
    expect(codeOf(() => decodeEntryBundle(bundle, 3))).toBe('bundle.malformed');
    expect(codeOf(() => decodeEntryBundle(Uint8Array.of(...bundle, 0), 2))).toBe(
      'bundle.malformed',
    );
  });
});

interface Layout {
  entries_path_for_log_index: [number, number, string][];
  tile_path: [number, number, number, string][];
  parse_ok: [string, string, number, string, number][];
  parse_err_first_nine: [string, string][];
  leaves: string[];
}

describe('tessera', () => {
  const folder = 'tessera-testdata-log';
  const it = itWith(folder);
  const layout = () => readJson(folder, 'layout-paths.json') as Layout;

  it('agrees on every path', () => {
    const { entries_path_for_log_index, tile_path, parse_ok, parse_err_first_nine } = layout();
    for (const [index, size, path] of entries_path_for_log_index)
      expect(entryBundlePath(entryBundleOf(index, size))).toBe(path);
    for (const [level, index, partial, path] of tile_path)
      expect(tilePath({ level, index, width: partial || 256 })).toBe(path);
    for (const [level, path, wantLevel, wantIndex, partial] of parse_ok) {
      const parse = () => parseTilePath(`tile/${level}/${path}`);
      // Numbers are safe integers here: a larger index is recognised as such, and refused.
      if (BigInt(wantIndex) > BigInt(Number.MAX_SAFE_INTEGER))
        expect(codeOf(parse)).toBe('tile.index_unsupported');
      else
        expect(parse()).toEqual({
          level: wantLevel,
          index: Number(wantIndex),
          width: partial || 256,
        });
    }
    for (const [level, path] of parse_err_first_nine)
      expect([path, codeOf(() => parseTilePath(`tile/${level}/${path}`))]).toEqual([
        path,
        'tile.path',
      ]);
  });

  it('has the same tiles and bundles, byte for byte, at every size', () => {
    const entries = layout().leaves.map(utf8);
    const leafHashes = entries.map((entry) => defaultHasher.leaf(entry));
    for (let size = 1; size <= entries.length; size++) {
      const { edge, tiles } = appendLeaves(EMPTY_EDGE, leafHashes.slice(0, size));
      const files = tiles.map((tile) => [tilePath(tile), hex(tile.bytes)]);
      const bundle = entryBundlePath({ index: 0, width: size });
      files.push([bundle, hex(encodeEntryBundle(entries.slice(0, size)))]);
      for (const [path, bytes] of files)
        expect([path, bytes]).toEqual([path, hex(readVector(folder, 'testdata/log', path!))]);
      const stored = readVector(folder, 'testdata/log', bundle);
      expect(decodeEntryBundle(stored, size).map(hex)).toEqual(entries.slice(0, size).map(hex));
      const [, , root] = readVector(folder, `testdata/log/checkpoint.${size}`)
        .toString()
        .split('\n');
      expect(base64(edgeRoot(edge))).toBe(root);
    }
  });
});

describe('sunlight', () => {
  const folder = 'sunlight';
  const it = itWith(folder);

  it('has a mirror of 300 leaves whose tiles and root fit together', async () => {
    const [below] = filesUnder(folder, 'tile/0/000');
    const mirror = below!.slice(0, -'tile/0/000'.length);
    const stored = (level: number, index: number, width: number) => {
      const path = tilePath({ level, index, width });
      return filesUnder(folder, path).length > 0
        ? new Uint8Array(readVector(folder, mirror, path))
        : undefined;
    };
    const [, size, root] = readVector(folder, mirror, 'checkpoint').toString().split('\n');
    const edge = await loadEdge(Number(size), stored);
    expect(base64(edgeRoot(edge))).toBe(root);
    const read = tileNodeReader(300, stored);
    const leaves = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => read(0, index)),
    );
    const { tiles } = appendLeaves(EMPTY_EDGE, leaves);
    for (const { bytes, ...tile } of tiles)
      expect(hex(bytes)).toBe(hex(stored(tile.level, tile.index, tile.width)!));
    const proof = await inclusionProof(299, 300, read);
    const claim = { index: 299, size: 300, leafHash: leaves[299]!, proof, root: fromBase64(root!) };
    expect(verifyInclusion(claim)).toBe(true);
  });
});

describe('golang.org/x/mod', () => {
  const folder = 'golang-x-mod';
  const it = itWith(folder);

  it('agrees on tile paths, after its own tile height is taken out', () => {
    const { tile_paths } = readJson(folder, 'tlog.json') as {
      tile_paths: [string, { H: number; L: number; N: number; W: number } | null][];
    };
    for (const [path, want] of tile_paths) {
      const ours = path.replace(/^tile\/\d+\//, 'tile/').replace('tile/data/', 'tile/entries/');
      if (want === null) {
        expect([path, codeOf(() => parseTilePath(ours))]).toEqual([path, 'tile.path']);
        continue;
      }
      const width = want.W === 2 ** want.H ? 256 : want.W;
      const tile = { index: want.N, width };
      if (want.L === -1) expect(parseEntryBundlePath(ours)).toEqual(tile);
      else expect(parseTilePath(ours)).toEqual({ level: want.L, ...tile });
    }
  });

  it('agrees on how many tiles a growth adds, at tile height 10', () => {
    const { new_tiles_for_size_h10 } = readJson(folder, 'tlog.json') as {
      new_tiles_for_size_h10: [number, number, number][];
    };
    for (const [from, to, count] of new_tiles_for_size_h10)
      expect([from, to, newTiles(from, to, 10).length]).toEqual([from, to, count]);
  });
});

describe('C2SP', () => {
  const it = itWith('c2sp-spec-examples');

  it('agrees on the index and sizes that the specification gives', () => {
    const { tile_index, tiles_for_size } = readJson('c2sp-spec-examples', 'examples.json') as {
      tile_index: { n: string; path: string }[];
      tiles_for_size: Record<string, number>[];
    };
    for (const { n, path } of tile_index)
      expect(tilePath({ level: 0, index: Number(n), width: 256 })).toBe(`tile/0/${path}`);
    for (const { size, ...want } of tiles_for_size) {
      const got: Record<string, number> = {};
      for (const { level, width } of newTiles(0, size!))
        if (width < 256) got[`level${level}_partial`] = width;
        else got[`level${level}_full`] = (got[`level${level}_full`] ?? 0) + 1;
      expect(got).toEqual(want);
    }
  });
});
