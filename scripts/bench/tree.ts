// The Merkle tree: its cost within an append, building it, serving proofs from it, and verifying a whole ledger.
import { availableParallelism } from 'node:os';
import { positionOf } from '../../src/kernel/position.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { treeHasher } from '../../src/log/treeHasher.js';
import { loadConfig } from '../../src/config.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { rememberingTreeReaders, treeReader } from '../../src/signing/treeProofs.js';
import {
  defaultHasher,
  Frontier,
  inclusionProof,
  inclusionFault,
  treeRoot,
  type Hash,
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

interface ProofTimes {
  /** Milliseconds of each proof: by a reader that knows nothing yet, and as the service makes them. */
  readonly cold: number[];
  readonly served: number[];
  readonly verified: number[];
  /** Milliseconds of processor time for one proof as the service makes them. */
  readonly processor: number;
}

/** Makes and checks proofs of events all over the log. @throws Error when one does not verify */
async function timeProofs(log: EventLog, events: number): Promise<ProofTimes> {
  const root = await treeRoot(events, treeReader(log, events), treeHasher);
  const remembering = rememberingTreeReaders(log);
  const [cold, served, verified]: [number[], number[], number[]] = [[], [], []];
  const milliseconds = async (into: number[], work: () => unknown) => {
    const start = wallClock();
    await work();
    into.push((wallClock() - start) * 1000);
  };
  let processor = 0;
  for (let n = 0; n < PROOFS; n++) {
    const index = (n * 7919) % events;
    await milliseconds(cold, () =>
      inclusionProof(index, events, treeReader(log, events), treeHasher),
    );
    let proof: readonly Hash[] = [];
    const before = processorClock();
    await milliseconds(served, async () => {
      proof = await inclusionProof(index, events, remembering(events), treeHasher);
    });
    processor += processorClock() - before;
    const record = await log.readAt(positionOf(index));
    await milliseconds(verified, () => {
      const leafHash = defaultHasher.leaf(record?.bytes ?? new Uint8Array(0));
      const fault = inclusionFault({ index, size: events, leafHash, proof, root });
      if (fault !== undefined) throw new Error(`proof ${index}: ${fault}`);
    });
  }
  return { cold, served, verified, processor: (processor / PROOFS) * 1000 };
}

interface Verification {
  readonly wall: number;
  /** Of all threads together. */
  readonly processor: number;
}

async function timeVerify(folder: string, origin: string): Promise<Verification> {
  const config = loadConfig({}, { dataDir: folder, origin });
  const before = processorClock();
  const wall = await timed(wallClock, async () => {
    const { findings } = await verifyFolder(config);
    if (findings.length > 0) throw new Error(`verify: ${findings.length} findings`);
  });
  return { wall, processor: processorClock() - before };
}

const proofFigures = (
  size: string,
  { cold, served, verified, processor }: ProofTimes,
): Figure[] => [
  {
    what: `inclusion proof as served, ${size}, median`,
    value: median(served),
    unit: 'ms',
    goal: { relation: '<=', value: 1 },
    note: `p99 ${quantile(served, 0.99).toFixed(2)} ms; ${processor.toFixed(2)} CPU-ms`,
  },
  { what: '  by a reader that knows nothing yet, median', value: median(cold), unit: 'ms' },
  { what: 'proof verified with @noble/hashes, median', value: median(verified), unit: 'ms' },
];

const verifyFigures = (
  size: string,
  events: number,
  { wall, processor }: Verification,
): Figure[] => [
  {
    what: `verify, ${size}`,
    value: events / wall,
    unit: 'events/s',
    goal: { relation: '>=', value: 50_000 },
    note: `${wall.toFixed(1)} s by the clock on ${availableParallelism()} cores`,
  },
  {
    what: '  processor, all threads',
    value: (processor / events) * 1e6,
    unit: 'µs/event',
    note: `${processor.toFixed(1)} CPU-s, ${(processor / availableParallelism()).toFixed(1)} s if the cores were its own`,
  },
];

export const tree: Benchmark = {
  name: 'tree',
  async run({ folder, events, report }) {
    const log = openLedger(folder, 'ledger');
    const filling = await timed(processorClock, () => fillLedger(log, events));
    report(`${events} events written in ${filling.toFixed(1)} s of processor time`);
    const proofs = await timeProofs(log, events);
    await log.close();
    const verification = await timeVerify(folder, log.origin);
    const cost = await treeCost();
    const size = `${events.toLocaleString('en-US')} events`;
    return [
      {
        what: 'leaf and tree, one event of 600 bytes',
        value: cost,
        unit: 'CPU-µs',
        ratio: { value: cost / ((filling / events) * 1e6), of: 'an append, 10 a command' },
        goal: { relation: '<=', value: 0.1 },
      },
      {
        what: `build a tree of ${LEAVES.toLocaleString('en-US')} leaf hashes`,
        value: await buildRate(),
        unit: 'leaves/CPU-s',
        goal: { relation: '>=', value: 150_000 },
      },
      ...proofFigures(size, proofs),
      ...verifyFigures(size, events, verification),
    ];
  },
};
