// What is proved from the log's own tree: heads, growth between two sizes, and that one event is in a signed head.
// It must never hand out a proof that it has not itself verified.
import { corrupt } from '../kernel/errors.js';
import { positionOf } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import {
  checkGrowth,
  consistencyProof,
  formatProof,
  inclusionFault,
  inclusionProof,
  TILE_HEIGHT,
  tileNodeReader,
  treeRoot,
  type Growth,
  type Hash,
  type NodeReader,
  type TreeHead,
} from '../transparency/index.js';
import type { SignedHead } from './headStore.js';

/** How many events a log holds. */
export async function sizeOf(log: EventLog): Promise<number> {
  const head = await log.head();
  return head === undefined ? 0 : Number(head) + 1;
}

/** Reads the tree of the first `size` events. Make one for each request. */
export const treeReader = (log: EventLog, size: number): NodeReader =>
  tileNodeReader(size, (level, index, width) => log.readTile({ level, index, width }), treeHasher);

/** Nodes that a remembering reader keeps: some megabytes. */
const REMEMBERED_NODES = 16_384;

/**
 * Readers as {@link treeReader} makes them that share what they know of complete subtrees of 256 events and more: those
 * never change, whatever the size of the tree. For whoever makes many proofs.
 */
export function rememberingTreeReaders(log: EventLog): (size: number) => NodeReader {
  const nodes = new Map<string, Hash>();
  return (size) => {
    const read = treeReader(log, size);
    return async (height, index) => {
      if (height < TILE_HEIGHT) return read(height, index);
      const key = `${height}/${index}`;
      const known = nodes.get(key);
      if (known !== undefined) return known;
      const hash = await read(height, index);
      if (nodes.size >= REMEMBERED_NODES) nodes.clear();
      nodes.set(key, hash);
      return hash;
    };
  };
}

/** The head of the first `size` events, from the stored tree. @throws LedgerError `tile.missing` when there are fewer */
export async function treeHead(log: EventLog, size: number): Promise<TreeHead> {
  return { size, root: await treeRoot(size, treeReader(log, size), treeHasher) };
}

export interface Consistency {
  /** Empty where nothing has to be proved: from an empty tree, or between equal sizes. */
  readonly hashes: readonly Hash[];
  readonly growth: Growth;
}

/** The proof that the tree of `current` extends the one of `kept`, and whether it holds. Sizes must not exceed the log. */
export async function consistencyBetween(
  log: EventLog,
  kept: TreeHead,
  current: TreeHead,
): Promise<Consistency> {
  const trivial = kept.size === 0 || kept.size >= current.size;
  const read = treeReader(log, current.size);
  const hashes = trivial ? [] : await consistencyProof(kept.size, current.size, read, treeHasher);
  return { hashes, growth: checkGrowth(kept, current, hashes, treeHasher) };
}

/**
 * The tlog-proof of one event against a signed head that covers it (`head.size` > its position), as text.
 * @param read reads the tree of `head.size` events
 * @throws LedgerError `proof.not_in_head` (kind corrupt) when the event as stored is not in the signed tree: the event,
 *   the tree or the head was altered; `tile.missing`
 */
export async function eventProof(
  log: EventLog,
  head: SignedHead,
  record: StoredRecord,
  read: NodeReader = treeReader(log, head.size),
): Promise<string> {
  const { size, root, note } = head;
  const index = Number(record.position);
  const proof = await inclusionProof(index, size, read, treeHasher);
  const leafHash = treeHasher.leaf(record.bytes);
  const fault = inclusionFault({ index, size, leafHash, proof, root }, treeHasher);
  if (fault !== undefined)
    throw corrupt(
      'proof.not_in_head',
      `位置 ${index} 的事件与已签名的树（大小 ${size}）不符：台账已被改动，请运行 sunledger verify`,
      `The event at position ${index} is not in the signed tree of size ${size}: the ledger was altered; run sunledger verify`,
      positionOf(index),
      { fault },
    );
  return formatProof({ index, hashes: proof, checkpoint: note });
}
