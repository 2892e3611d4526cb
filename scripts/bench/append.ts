// Durable appends with an expected revision, by 1, 10 and 100 writers at once, each on its own streams: as a multiple of
// the disk's own write + fdatasync rate just before and after. Validation, encoding and both indexes are included.
import type { EventLog } from '../../src/log/eventLog.js';
import {
  median,
  quantile,
  timed,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { probeDisk } from './disk.js';
import { openLedger, paymentEvent } from './ledger.js';

const ROUNDS = 5;
const CASES = [
  { writers: 1, appends: 1_500, goal: 0.8 },
  { writers: 10, appends: 6_000, goal: 3.5 },
  { writers: 100, appends: 12_000, goal: 5, worst: 25 },
] as const;

interface Sample {
  readonly rate: number;
  readonly ratio: number;
  readonly p99: number;
}

async function write(log: EventLog, writers: number, appends: number): Promise<number[]> {
  const milliseconds: number[] = [];
  let next = 0;
  const writer = async (number: number) => {
    for (let revision = 0; next < appends; revision++) {
      const n = next++;
      const events = [paymentEvent(n, `command-${n}`)];
      const start = performance.now();
      await log.append({ stream: `payment-w${number}`, expected: revision, events });
      milliseconds.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
  return milliseconds;
}

async function sample(
  { folder }: BenchmarkContext,
  name: string,
  writers: number,
  appends: number,
): Promise<Sample> {
  const log = openLedger(folder, name);
  const before = await probeDisk(folder, 0.4);
  let latencies: number[] = [];
  const seconds = await timed(async () => {
    latencies = await write(log, writers, appends);
  });
  const after = await probeDisk(folder, 0.4);
  await log.close();
  const rate = appends / seconds;
  return { rate, ratio: rate / ((before + after) / 2), p99: quantile(latencies, 0.99) };
}

export const append: Benchmark = {
  name: 'append',
  async run(context) {
    const samples = new Map<number, Sample[]>();
    // Rounds are interleaved, so that a slow minute of the machine hits all cases alike.
    for (let round = 0; round < ROUNDS; round++)
      for (const { writers, appends } of CASES) {
        const taken = await sample(context, `append-${round}-${writers}`, writers, appends);
        samples.set(writers, [...(samples.get(writers) ?? []), taken]);
        context.report(
          `round ${round + 1}, ${writers} writers: ${taken.ratio.toFixed(2)} x the disk`,
        );
      }
    return CASES.flatMap((one): Figure[] => {
      const taken = samples.get(one.writers) ?? [];
      const of = (pick: (sample: Sample) => number) => median(taken.map(pick));
      return [
        {
          what: `append, ${one.writers} writer${one.writers > 1 ? 's' : ''}`,
          value: of(({ rate }) => rate),
          unit: 'events/s',
          ratio: { value: of(({ ratio }) => ratio), of: 'the disk' },
          goal: { relation: '>=', value: one.goal },
        },
        {
          what: `  p99`,
          value: of(({ p99 }) => p99),
          unit: 'ms',
          ...('worst' in one ? { goal: { relation: '<=', value: one.worst } } : {}),
        },
      ];
    });
  },
};
