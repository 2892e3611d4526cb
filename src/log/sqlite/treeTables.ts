// The Merkle tree beside the events: leaf hashes in their rows, roots of complete subtrees in a table of their own.
// Events and tree are written in one transaction: a crash leaves both or neither.
import type { Database } from '../../sqlite/driver.js';
import {
  completeSubtrees,
  Frontier,
  HASH_LENGTH,
  hashesOf,
  TILE_HEIGHT,
  type Hash,
} from '../../transparency/index.js';
import { treeHasher } from '../treeHasher.js';

export interface TreeTables {
  /** The hashes of a C2SP tile; `undefined` when the tree does not have that many. */
  readTile(level: number, index: number, width: number): Uint8Array | undefined;
  /** The right border of the stored tree of `size` leaves. */
  loadFrontier(size: number): Frontier;
}

/** Many hashes packed into one row, as in reads.ts: a driver's cost is by the row. */
const packed = (hashes: string) => `SELECT group_concat(hex(hash), '') AS hashes FROM (${hashes})`;

export function prepareTree(database: Database): TreeTables {
  const leaves = database.prepare(
    packed('SELECT leaf AS hash FROM event WHERE seq >= ? AND seq < ? ORDER BY seq'),
  );
  const subtrees = database.prepare(
    packed(
      'SELECT root AS hash FROM subtree WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx',
    ),
  );

  /** The hashes end to end; fewer where some are missing. */
  function read(level: number, first: number, count: number): Uint8Array {
    const range = [first, first + count];
    const row =
      level === 0
        ? leaves.get<{ hashes: string | null }>(range)
        : subtrees.get<{ hashes: string | null }>([level, ...range]);
    return new Uint8Array(Buffer.from(row?.hashes ?? '', 'hex'));
  }

  return {
    readTile(level, index, width) {
      if (width < 1) return undefined;
      const bytes = read(level, index * 2 ** TILE_HEIGHT, width);
      return bytes.length === width * HASH_LENGTH ? bytes : undefined;
    },
    loadFrontier(size) {
      const roots = completeSubtrees({ start: 0, end: size }).map(({ height, index }) => {
        const count = 2 ** (height % TILE_HEIGHT);
        const part = new Frontier(treeHasher);
        for (const hash of hashesOf(read(Math.floor(height / TILE_HEIGHT), index * count, count)))
          part.append(hash);
        return part.root();
      });
      return new Frontier(treeHasher, size, roots);
    },
  };
}

/** Grows the stored tree with the transaction that stores the events. */
export class TreeWriter {
  private readonly insert;
  private frontier: Frontier;

  constructor(
    database: Database,
    private readonly tables: TreeTables,
    size: number,
  ) {
    this.insert = database.prepare('INSERT INTO subtree (level, idx, root) VALUES (?, ?, ?)');
    this.frontier = tables.loadFrontier(size);
  }

  /** Adds one leaf hash, and the subtrees of 256^level leaves that it completes. */
  append(leaf: Hash): void {
    this.frontier.append(leaf, (height, root) => {
      if (height === 0 || height % TILE_HEIGHT !== 0) return;
      const level = height / TILE_HEIGHT;
      this.insert.run([level, (this.frontier.size + 1) / 2 ** height - 1, root]);
    });
  }

  /** Makes the tree in memory what the file holds again, after a transaction that failed. */
  reload(size: number): void {
    if (this.frontier.size !== size) this.frontier = this.tables.loadFrontier(size);
  }
}
