// What must hold before a ledger may sign: its log is the one that was signed last, and its newest events are those
// that the tree was grown over. Older events are for `verify`, which reads them all. It must never repair anything.
import { unavailable, type LedgerError } from '../kernel/errors.js';
import { positionOf } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import {
  equalBytes,
  Frontier,
  hashesOf,
  levelSize,
  rootOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  tileWidth,
  type Hash,
} from '../transparency/index.js';
import type { SignedHead } from './headStore.js';
import { sizeOf } from './treeProofs.js';

/** Tiles of newest events whose bytes are hashed again, the partial one not counted. */
const CHECKED_TILES = 4;

const AFTERWARDS = {
  zh: '可继续查询，但不再签名。请换回最新的台账文件后重新启动；无法找回时，移走密钥文件夹并用新密钥签名',
  en: 'Reading goes on, signing does not. Put the newest ledger file back and restart; if it is lost, move the key folder away and sign with a new key',
};

const refusal = (code: string, zh: string, en: string, where?: string): LedgerError =>
  unavailable(code, `${zh}。${AFTERWARDS.zh}`, `${en}. ${AFTERWARDS.en}`, where);

export const logShorter = (signed: number, size: number): LedgerError =>
  refusal(
    'signing.log_shorter',
    `台账只有 ${size} 个事件，而已签名的有 ${signed} 个：台账是旧备份或已被截断`,
    `The ledger has ${size} events, but ${signed} were signed: it is an older backup or was truncated`,
  );

export const rootDiffers = (size: number): LedgerError =>
  refusal(
    'signing.root_differs',
    `前 ${size} 个事件的根哈希与已签名的不同：台账已被改动或不是同一份`,
    `The root over the first ${size} events is not the one that was signed: the ledger was altered or is another copy`,
  );

const eventAltered = (index: number): LedgerError =>
  refusal(
    'signing.event_altered',
    `位置 ${index} 的事件缺失，或与其哈希不符`,
    `The event at position ${index} is missing or does not match its hash`,
    positionOf(index),
  );

const treeAltered = (level: number, index: number): LedgerError =>
  refusal(
    'signing.tree_altered',
    `第 ${level} 层第 ${index} 个哈希缺失，或与下一层不符`,
    `Hash ${index} of level ${level} of the tree is missing or does not follow from the level below`,
    `${level}/${index}`,
  );

/** The hashes of one tile as the log keeps them. @throws the refusal that names what is missing */
async function readHashes(log: EventLog, level: number, index: number, size: number) {
  const width = tileWidth(level, index, size);
  const bytes = await log.readTile({ level, index, width });
  if (bytes === undefined) throw treeAltered(level, index * TILE_WIDTH);
  return hashesOf(bytes);
}

/** Hashes the stored bytes of the newest events again. */
async function checkNewestEvents(log: EventLog, size: number): Promise<void> {
  const last = Math.floor(size / TILE_WIDTH);
  for (let tile = Math.max(0, last - CHECKED_TILES); tileWidth(0, tile, size) > 0; tile++) {
    const first = tile * TILE_WIDTH;
    const after = first === 0 ? undefined : positionOf(first - 1);
    const records = await log.readAll(after, tileWidth(0, tile, size));
    const width = tileWidth(0, tile, size);
    for (let at = 0; at < width; at++)
      if (records[at]?.position !== positionOf(first + at)) throw eventAltered(first + at);
    const leaves = await readHashes(log, 0, tile, size);
    for (const [at, { bytes }] of records.entries()) {
      const leaf = leaves[at];
      if (leaf === undefined || !equalBytes(leaf, treeHasher.leaf(bytes)))
        throw eventAltered(first + at);
    }
  }
}

async function compareLevel(
  log: EventLog,
  level: number,
  roots: readonly Hash[],
  size: number,
): Promise<void> {
  for (let index = 0; index < roots.length; index += TILE_WIDTH) {
    const stored = await readHashes(log, level, index / TILE_WIDTH, size);
    for (const [at, hash] of stored.entries()) {
      const root = roots[index + at];
      if (root === undefined || !equalBytes(hash, root)) throw treeAltered(level, index + at);
    }
  }
}

/**
 * The roots of the complete subtrees of 256 and more leaves, worked out from level 1 of the tree; compares all that
 * is stored above it. One hash for 256 events.
 */
async function checkUpperLevels(log: EventLog, size: number): Promise<Frontier> {
  const frontier = new Frontier(treeHasher);
  const completed: Hash[][] = []; // by level, from level 2
  for (let tile = 0; tileWidth(1, tile, size) > 0; tile++)
    for (const hash of await readHashes(log, 1, tile, size))
      frontier.append(hash, (height, root) => {
        if (height > 0 && height % TILE_HEIGHT === 0)
          (completed[height / TILE_HEIGHT - 1] ??= []).push(root);
      });
  for (const [at, roots] of completed.entries()) await compareLevel(log, at + 2, roots, size);
  return frontier;
}

/** The newest complete tile of leaf hashes leads to its hash in level 1. */
async function checkNewestTile(log: EventLog, size: number): Promise<void> {
  const index = levelSize(1, size) - 1;
  if (index < 0) return;
  const above = await readHashes(log, 1, Math.floor(index / TILE_WIDTH), size);
  const root = rootOf(await readHashes(log, 0, index, size), treeHasher);
  const stored = above[index % TILE_WIDTH];
  if (stored === undefined || !equalBytes(stored, root)) throw treeAltered(1, index);
}

/** The root of the first `size` events, from level 1 upward and from the leaves of the last, partial tile. */
async function recomputeRoot(log: EventLog, size: number): Promise<Hash> {
  const upper = await checkUpperLevels(log, size);
  const rest = new Frontier(treeHasher);
  const index = levelSize(1, size);
  if (tileWidth(0, index, size) > 0)
    for (const hash of await readHashes(log, 0, index, size)) rest.append(hash);
  return new Frontier(treeHasher, size, [...upper.roots, ...rest.roots]).root();
}

/**
 * Proves that the log may be signed further: it still holds what `signed` covers, its tree above the leaves follows
 * from level 1, and its newest events (1,024 and those of the partial tile) are the ones that were hashed.
 * @throws LedgerError `signing.log_shorter`, `signing.root_differs`, `signing.event_altered`, `signing.tree_altered`
 */
export async function proveStart(log: EventLog, signed: SignedHead | undefined): Promise<void> {
  const size = await sizeOf(log);
  if (signed !== undefined && size < signed.size) throw logShorter(signed.size, size);
  // First what can name the very event.
  await checkNewestEvents(log, size);
  await checkNewestTile(log, size);
  if (signed === undefined) return;
  const root = await recomputeRoot(log, signed.size);
  if (!equalBytes(root, signed.root)) throw rootDiffers(signed.size);
}
