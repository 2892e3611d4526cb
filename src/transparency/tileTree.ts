// A Merkle tree kept as C2SP tiles: growing it batch by batch and proving from stored tiles.
// Growth is a pure step from one edge to the next, so that a batch that could not be stored leaves nothing behind.
import { corrupt } from '../kernel/errors.js';
import { defaultHasher, HASH_LENGTH, type Hash, type TreeHasher } from './hashing.js';
import { completeSubtrees, Frontier, type NodeReader } from './merkle.js';
import {
  levelSize,
  TILE_HEIGHT,
  TILE_WIDTH,
  type TileCoordinates,
  tilePath,
  tileWidth,
} from './tiles.js';

/** A tile and its bytes: `width` hashes of 32 bytes. */
export interface Tile extends TileCoordinates {
  readonly bytes: Uint8Array;
}

/**
 * The port to stored tiles: the bytes of one tile, or undefined when there is none.
 * A store that keeps only the widest form of a tile may answer with more hashes than `width`: the first ones count.
 * One that keeps every form may have dropped a partial tile for the full one: width 256 is then asked for.
 */
export type TileReader = (
  level: number,
  index: number,
  width: number,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** The right border of a tree: enough to grow it and to tell its root. */
export interface TreeEdge {
  readonly size: number;
  /** roots of the complete subtrees, largest first */
  readonly roots: readonly Hash[];
  /** per level, the hashes of its last, partial tile; empty where the last tile is full */
  readonly partials: readonly Uint8Array[];
}

const NO_HASHES = new Uint8Array(0);

export const EMPTY_EDGE: TreeEdge = { size: 0, roots: [], partials: [] };

/** The last tile of one level while leaves are being added. */
class OpenTile {
  readonly bytes = new Uint8Array(TILE_WIDTH * HASH_LENGTH);
  #length: number;

  constructor(partial?: Uint8Array) {
    if (partial !== undefined) this.bytes.set(partial);
    this.#length = partial?.length ?? 0;
  }

  get width(): number {
    return this.#length / HASH_LENGTH;
  }

  push(hash: Hash): void {
    this.bytes.set(hash, this.#length);
    this.#length += HASH_LENGTH;
  }

  partial(): Uint8Array {
    return this.bytes.slice(0, this.#length);
  }
}

/**
 * Adds leaf hashes. Answers the new edge, and the tiles to store: every newly full one and the partial ones of the
 * new size, the same set as `newTiles(edge.size, newSize)` and in its order. `edge` itself is left as it was.
 */
export function appendLeaves(
  edge: TreeEdge,
  leafHashes: Iterable<Hash>,
  hasher: TreeHasher = defaultHasher,
): { readonly edge: TreeEdge; readonly tiles: readonly Tile[] } {
  const frontier = new Frontier(hasher, edge.size, edge.roots);
  const partials = [...edge.partials];
  const open = new Map<number, OpenTile>();
  const tiles: Tile[] = [];
  const observe = (height: number, hash: Hash): void => {
    if (height % TILE_HEIGHT !== 0) return;
    const level = height / TILE_HEIGHT;
    const tile = open.get(level) ?? new OpenTile(partials[level]);
    tile.push(hash);
    open.set(level, tile);
    if (tile.width < TILE_WIDTH) return;
    const index = levelSize(level, frontier.size + 1) / TILE_WIDTH - 1;
    tiles.push({ level, index, width: TILE_WIDTH, bytes: tile.bytes });
    open.delete(level);
    partials[level] = NO_HASHES;
  };
  for (const hash of leafHashes) frontier.append(hash, observe);
  for (const [level, tile] of open) {
    const bytes = tile.partial();
    const index = Math.floor(levelSize(level, frontier.size) / TILE_WIDTH);
    tiles.push({ level, index, width: tile.width, bytes });
    partials[level] = bytes;
  }
  tiles.sort((a, b) => a.level - b.level || a.index - b.index);
  return { edge: { size: frontier.size, roots: frontier.roots, partials }, tiles };
}

/** The root over all leaves left of the edge. */
export const edgeRoot = (edge: TreeEdge, hasher: TreeHasher = defaultHasher): Hash =>
  new Frontier(hasher, edge.size, edge.roots).root();

async function loadTile(read: TileReader, level: number, index: number, width: number) {
  for (const stored of width === TILE_WIDTH ? [width] : [width, TILE_WIDTH]) {
    const bytes = await read(level, index, stored);
    if (bytes === undefined) continue;
    const hashes = bytes.length / HASH_LENGTH;
    if (!Number.isInteger(hashes) || hashes < stored || hashes > TILE_WIDTH)
      throw corrupt(
        'tile.length',
        '瓦片长度不符',
        'A tile has the wrong length',
        tilePath({ level, index, width: stored }),
      );
    return bytes.subarray(0, width * HASH_LENGTH);
  }
  throw corrupt('tile.missing', '缺少瓦片', 'A tile is missing', tilePath({ level, index, width }));
}

/**
 * Reads tree nodes for a tree of `size` leaves from tiles. Each tile is asked for once as long as the reader lives:
 * make one for each request, or keep one for each published size.
 * @throws LedgerError `tile.missing`, `tile.length` (kind corrupt, where = path) when a node is asked for
 */
export function tileNodeReader(
  size: number,
  read: TileReader,
  hasher: TreeHasher = defaultHasher,
): NodeReader {
  const loaded = new Map<string, Promise<Uint8Array>>();
  const load = (level: number, index: number): Promise<Uint8Array> => {
    const key = `${level}/${index}`;
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const tile = loadTile(read, level, index, tileWidth(level, index, size));
    loaded.set(key, tile);
    // A tile that could not be read is asked for again; the failure itself reaches the caller through `tile`.
    tile.catch(() => loaded.delete(key));
    return tile;
  };
  return async (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = index * count;
    const tile = Math.floor(first / TILE_WIDTH);
    const bytes = await load(level, tile);
    const from = (first % TILE_WIDTH) * HASH_LENGTH;
    const part = bytes.subarray(from, from + count * HASH_LENGTH);
    return count === 1 ? Uint8Array.from(part) : completeRoot(part, hasher);
  };
}

/** The root over the hashes in `bytes`, whose number is a power of two. */
function completeRoot(bytes: Uint8Array, hasher: TreeHasher): Hash {
  if (bytes.length === HASH_LENGTH) return bytes;
  const middle = bytes.length / 2;
  return hasher.node(
    completeRoot(bytes.subarray(0, middle), hasher),
    completeRoot(bytes.subarray(middle), hasher),
  );
}

/** The hashes in a tile's bytes, as views. */
export function hashesOf(bytes: Uint8Array): Hash[] {
  return Array.from({ length: bytes.length / HASH_LENGTH }, (_, index) =>
    bytes.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH),
  );
}

/** The edge of a stored tree of `size` leaves, read from its right-most tiles. @throws LedgerError as {@link tileNodeReader} */
export async function loadEdge(
  size: number,
  read: TileReader,
  hasher: TreeHasher = defaultHasher,
): Promise<TreeEdge> {
  const node = tileNodeReader(size, read, hasher);
  const subtrees = completeSubtrees({ start: 0, end: size });
  const roots = await Promise.all(subtrees.map(async ({ height, index }) => node(height, index)));
  const partials: Uint8Array[] = [];
  for (let level = 0; levelSize(level, size) > 0; level++) {
    const index = Math.floor(levelSize(level, size) / TILE_WIDTH);
    const width = tileWidth(level, index, size);
    partials.push(width === 0 ? NO_HASHES : await loadTile(read, level, index, width));
  }
  return { size, roots, partials };
}
