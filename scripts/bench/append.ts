// Durable appends with an expected revision, by 1, 10 and 100 writers at once, each on its own streams: as a multiple of
// the disk's own write + fdatasync rate just before and after. Validation, encoding and both indexes are included.
import type { EventLog } from '../../src/log/eventLog.js';
import {
  median,
  processorClock,
  quantile,
  wallClock,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { probeDisk } from './disk.js';
import { openLedger, paymentEvent } from './ledger.js';

const CASES = [
  { writers: 1, appends: 150, goal: 0.8 },
  { writers: 10, appends: 600, goal: 3.5 },
  { writers: 100, appends: 1_500, goal: 5, worst: 25 },
] as const;
/** Short slices, each between two probes of the disk: both then meet the same machine. */
const SLICES = 16;
const PROBE_SECONDS = 0.1;

interface Slice {
  readonly rate: number;
  readonly ratio: number;
  readonly p99: number;
  /** Microseconds of processor time for one append. */
  readonly processor: number;
}

/** A way to append without end, each writer on his own stream. */
function createWriters(log: EventLog, writers: number) {
  const revisions = Array.from({ length: writers }, () => 0);
  let command = 0;
  return async (appends: number): Promise<number[]> => {
    const milliseconds: number[] = [];
    const last = command + appends;
    const write = async (writer: number) => {
      while (command < last) {
        const n = command++;
        const events = [paymentEvent(n, `command-${n}`)];
        const expected = revisions[writer] ?? 0;
        const start = performance.now();
        const { revision } = await log.append({ stream: `payment-w${writer}`, expected, events });
        milliseconds.push(performance.now() - start);
        revisions[writer] = revision;
      }
    };
    await Promise.all(revisions.map((_, writer) => write(writer)));
    return milliseconds;
  };
}

async function measure(
  { folder, report }: BenchmarkContext,
  writers: number,
  appends: number,
): Promise<Slice[]> {
  const log = openLedger(folder, `append-${writers}`);
  const write = createWriters(log, writers);
  await write(appends);
  const slices: Slice[] = [];
  let before = await probeDisk(folder, PROBE_SECONDS);
  for (let slice = 0; slice < SLICES; slice++) {
    const [start, processorStart] = [wallClock(), processorClock()];
    const latencies = await write(appends);
    const seconds = wallClock() - start;
    const processor = ((processorClock() - processorStart) / appends) * 1e6;
    const after = await probeDisk(folder, PROBE_SECONDS);
    const rate = appends / seconds;
    const ratio = rate / ((before + after) / 2);
    slices.push({ rate, ratio, processor, p99: quantile(latencies, 0.99) });
    before = after;
  }
  await log.close();
  report(`${writers} writers: ${slices.map(({ ratio }) => ratio.toFixed(1)).join(' ')} x the disk`);
  return slices;
}

export const append: Benchmark = {
  name: 'append',
  async run(context) {
    const figures: Figure[] = [];
    for (const { writers, appends, goal, ...rest } of CASES) {
      const slices = await measure(context, writers, appends);
      const of = (pick: (slice: Slice) => number) => median(slices.map(pick));
      figures.push(
        {
          what: `append, ${writers} writer${writers > 1 ? 's' : ''}`,
          value: of(({ rate }) => rate),
          unit: 'events/s',
          ratio: { value: of(({ ratio }) => ratio), of: 'the disk' },
          goal: { relation: '>=', value: goal },
        },
        {
          what: '  p99',
          value: of(({ p99 }) => p99),
          unit: 'ms',
          ...('worst' in rest ? { goal: { relation: '<=', value: rest.worst } } : {}),
        },
        { what: '  processor', value: of(({ processor }) => processor), unit: 'µs/event' },
      );
    }
    return figures;
  },
};
