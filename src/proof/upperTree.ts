// The stored tree above its lowest roots: every root of level n+1 follows from the 256 of level n below it.
import type { LedgerTables } from '../log/ledgerTables.js';
import { treeHasher } from '../log/treeHasher.js';
import { equalBytes, levelSize, rootOf, TILE_WIDTH } from '../transparency/index.js';
import { finding, type Findings } from './findings.js';

/** Checks levels 2 and up of the tree of `size` leaves; level 1 is checked with the events. */
export function verifyUpperTree(tables: LedgerTables, size: number, found: Findings): void {
  for (let level = 2; levelSize(level, size) > 0; level++)
    for (let index = 0; index < levelSize(level, size); index++) {
      const where = `${level}/${index}`;
      const root = tables.subtrees(level, index, index + 1).get(index);
      const below = tables.subtrees(level - 1, index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      if (!root) found.add(finding('subtree.missing', where));
      // A missing one below has been told already, and nothing can be said of this one then.
      else if (below.size === TILE_WIDTH && !equalBytes(rootOf(below.values(), treeHasher), root))
        found.add(finding('subtree.altered', where));
    }
}
