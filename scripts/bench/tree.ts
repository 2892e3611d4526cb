// The Merkle tree: its cost within an append, building it, serving proofs from it, and verifying a whole ledger.
import { positionOf } from '../../src/kernel/position.js';
import { treeHasher } from '../../src/log/treeHasher.js';
import { loadConfig } from '../../src/config.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import {
  defaultHasher,
  Frontier,
  inclusionProof,
  inclusionFault,
  tileNodeReader,
  treeRoot,
} from '../../src/transparency/index.js';
import {
  median,
  processorClock,
  quantile,
  timed,
  wallClock,
  type Benchmark,
  type Figure,
} from './benchmark.js';
import { fillLedger, openLedger } from './ledger.js';

const LEAVES = 1_000_000;
const PROOFS = 500;

async function buildRate(): Promise<number> {
  const leaf = treeHasher.leaf(new Uint8Array(600));
  const seconds = await timed(processorClock, () => {
    const frontier = new Frontier(treeHasher);
    for (let n = 0; n < LEAVES; n++) frontier.append(leaf);
  });
  return LEAVES / seconds;
}

/** Microseconds of processor time for the leaf hash of an event of usual size and its share of the nodes above. */
async function treeCost(): Promise<number> {
  const bytes = new Uint8Array(600).fill(120);
  const count = 100_000;
  const seconds = await timed(processorClock, () => {
    const frontier = new Frontier(treeHasher);
    for (let n = 0; n < count; n++) frontier.append(treeHasher.leaf(bytes));
  });
  return (seconds / count) * 1e6;
}

const figures = (
  size: string,
  filled: number,
  cost: number,
  built: number,
  served: readonly number[],
  verified: readonly number[],
  events: number,
  seconds: number,
): Figure[] => [
  {
    what: 'leaf and tree, one event of 600 bytes',
    value: cost,
    unit: 'CPU-µs',
    ratio: { value: cost / filled, of: 'an append, 10 a command' },
    goal: { relation: '<=', value: 0.1 },
  },
  {
    what: `build a tree of ${LEAVES.toLocaleString('en-US')} leaf hashes`,
    value: built,
    unit: 'leaves/CPU-s',
    goal: { relation: '>=', value: 150_000 },
  },
  {
    what: `inclusion proof, ${size}, median`,
    value: median(served),
    unit: 'ms',
    goal: { relation: '<=', value: 1 },
    note: `p99 ${quantile(served, 0.99).toFixed(2)} ms`,
  },
  { what: 'proof verified with @noble/hashes, median', value: median(verified), unit: 'ms' },
  {
    what: `verify, ${size}`,
    value: events / seconds,
    unit: 'events/s',
    goal: { relation: '>=', value: 50_000 },
    note: `${seconds.toFixed(1)} s by the clock`,
  },
];

export const tree: Benchmark = {
  name: 'tree',
  async run({ folder, events, report }) {
    const log = openLedger(folder, 'ledger');
    const filling = await timed(processorClock, () => fillLedger(log, events));
    report(`${events} events written in ${filling.toFixed(1)} s of processor time`);
    const read = () =>
      tileNodeReader(
        events,
        (level, index, width) => log.readTile({ level, index, width }),
        treeHasher,
      );
    const root = await treeRoot(events, read(), treeHasher);
    const [served, verified]: [number[], number[]] = [[], []];
    for (let n = 0; n < PROOFS; n++) {
      const index = (n * 7919) % events;
      const start = wallClock();
      const proof = await inclusionProof(index, events, read(), treeHasher);
      served.push((wallClock() - start) * 1000);
      const record = await log.readAt(positionOf(index));
      const before = wallClock();
      const leafHash = defaultHasher.leaf(record?.bytes ?? new Uint8Array(0));
      const fault = inclusionFault({ index, size: events, leafHash, proof, root });
      verified.push((wallClock() - before) * 1000);
      if (fault !== undefined) throw new Error(`proof ${index}: ${fault}`);
    }
    await log.close();
    const config = loadConfig({}, { dataDir: folder, origin: log.origin });
    let found = 0;
    const seconds = await timed(wallClock, async () => {
      found = (await verifyFolder(config)).findings.length;
    });
    if (found > 0) throw new Error(`verify: ${found} findings`);
    const size = `${events.toLocaleString('en-US')} events`;
    const perEvent = (filling / events) * 1e6;
    const [cost, built] = [await treeCost(), await buildRate()];
    return figures(size, perEvent, cost, built, served, verified, events, seconds);
  },
};
