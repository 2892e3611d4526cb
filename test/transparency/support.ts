// What the transparency tests share: third-party vectors read in place, and small trees.
// Vectors must never be copied into the project; a test whose folder is absent is skipped by name.
import { createHash, hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import {
  appendLeaves,
  createTreeHasher,
  defaultHasher,
  EMPTY_EDGE,
  type Hash,
  type NodeReader,
  type TileReader,
  type TreeEdge,
  type TreeHasher,
  tilePath,
} from '../../src/transparency/index.js';
import { itWith as itWithShared, sharedPath } from '../support/sharedFolder.js';

export const vectorPath = (...parts: string[]): string => sharedPath('vectors', ...parts);
export const readVector = (...parts: string[]): Buffer => readFileSync(vectorPath(...parts));
export const readJson = (...parts: string[]): unknown =>
  JSON.parse(readVector(...parts).toString('utf8'));

/** `it`, or a skip that names the missing folder of vectors. */
export const itWith =
  (folder: string) =>
  (name: string, run: () => void | Promise<void>): void =>
    itWithShared(`vectors/${folder}`, name, run);

/** Every file below a folder whose name ends like this, as paths below it, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(vectorPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort();
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const sha256Hex = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');

/** The hasher that a server brings; large trees of these tests are built with it. */
export const nodeHasher = createTreeHasher((data) => hash('sha256', data, 'buffer'));

/** The leaves "leaf 0", "leaf 1", ... that the Go reference output is made of. */
export const numberedLeaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => utf8(`leaf ${index}`));

/** Every complete subtree of a small tree, by height and index: an oracle that knows nothing of tiles. */
export function nodesOf(leafHashes: readonly Hash[]): NodeReader {
  const levels: Hash[][] = [[...leafHashes]];
  for (let below = leafHashes; below.length > 1; below = levels.at(-1)!)
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, index) =>
        defaultHasher.node(below[2 * index]!, below[2 * index + 1]!),
      ),
    );
  return (height, index) => {
    const node = levels[height]?.[index];
    if (node === undefined) throw new Error(`asked for a node outside: ${height}/${index}`);
    return node;
  };
}

/** Tiles kept in memory under their C2SP paths. */
export class StoredTiles {
  readonly files = new Map<string, Uint8Array>();
  edge: TreeEdge = EMPTY_EDGE;

  append(leafHashes: Iterable<Hash>, hasher: TreeHasher = defaultHasher): void {
    const { edge, tiles } = appendLeaves(this.edge, leafHashes, hasher);
    for (const tile of tiles) this.files.set(tilePath(tile), tile.bytes);
    this.edge = edge;
  }

  /** As a log that serves every form that it ever wrote. */
  readonly read: TileReader = (level, index, width) =>
    this.files.get(tilePath({ level, index, width }));

  /** As a store that keeps only the latest form of each tile. */
  readonly readWidest: TileReader = (level, index, width) => {
    for (let wider = 256; wider >= width; wider--) {
      const bytes = this.files.get(tilePath({ level, index, width: wider }));
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  };
}

/** A copy with one bit of one byte turned. */
export function flip(bytes: Uint8Array, at: number, mask = 1): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ mask;
  return copy;
}

/** The code of the error that a function throws; undefined when it throws none. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
