// Contract, part 4: the Merkle tree over the stored bytes.
import { describe, expect, it } from '@jest/globals';
import {
  defaultHasher,
  hashesOf,
  rootOf,
  tileNodeReader,
  treeRoot,
} from '../../src/transparency/index.js';
import { request } from '../log/newEvents.js';
import { everything, type Given } from './given.js';

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');

export function treeContract(given: Given): void {
  describe('the tree over it', () => {
    const fill = async (count: number) => {
      const appends = Array.from({ length: count }, (_, n) =>
        given.log.append(request(`matters-${n % 9}`, 'any', `c${n}`)),
      );
      await Promise.allSettled([
        ...appends,
        given.log.append(request('matters-1', 999, 'refused')),
      ]);
      const records = await everything(given.log);
      return records.map(({ bytes }) => defaultHasher.leaf(bytes));
    };

    it('has the leaf hashes of the stored bytes in its lowest tiles', async () => {
      const leaves = await fill(300);
      const tile = await given.log.readTile({ level: 0, index: 1, width: 44 });
      expect(hashesOf(tile!).map(hex)).toEqual(leaves.slice(256).map(hex));
    });

    it('has the head of every size, also of sizes passed long ago', async () => {
      const leaves = await fill(530);
      for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 530]) {
        const nodes = tileNodeReader(size, (level, index, width) =>
          given.log.readTile({ level, index, width }),
        );
        expect([size, hex(await treeRoot(size, nodes))]).toEqual([
          size,
          hex(rootOf(leaves.slice(0, size))),
        ]);
      }
    });

    it('has no tile beyond its size', async () => {
      await fill(256);
      expect(await given.log.readTile({ level: 0, index: 0, width: 256 })).toHaveLength(8192);
      expect(await given.log.readTile({ level: 0, index: 1, width: 1 })).toBeUndefined();
      expect(await given.log.readTile({ level: 1, index: 0, width: 1 })).toHaveLength(32);
      expect(await given.log.readTile({ level: 1, index: 0, width: 2 })).toBeUndefined();
    });
  });
}
