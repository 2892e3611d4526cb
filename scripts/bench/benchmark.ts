// What a benchmark is, and how its figures are taken. A benchmark measures the program as it ships, on real storage;
// it must never decide whether a test passes, since machines differ: only ratios within one run mean something.
import { cpus } from 'node:os';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The same as a multiple of something measured in the same run. */
  readonly ratio?: { readonly value: number; readonly of: string };
  /** Judges the ratio where there is one, else the value. */
  readonly goal?: { readonly relation: '>=' | '<='; readonly value: number };
  readonly note?: string;
}

export interface BenchmarkContext {
  /** An empty folder on the disk to be measured; removed afterwards. */
  readonly folder: string;
  /** Size of the ledger for benchmarks that need a large one. */
  readonly events: number;
  /** Progress, for people. */
  readonly report: (message: string) => void;
}

export interface Benchmark {
  readonly name: string;
  run(context: BenchmarkContext): Promise<readonly Figure[]>;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which the share `q` of the values lies; 0 for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** Seconds of a clock that runs on. */
export const wallClock = (): number => Number(process.hrtime.bigint()) / 1e9;

/** Seconds of processor time that this process has used: what others do beside it counts for little. */
export function processorClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds that `work` took by the clock. */
export async function timed(
  clock: () => number,
  work: () => void | Promise<void>,
): Promise<number> {
  const start = clock();
  await work();
  return clock() - start;
}

/**
 * Runs `work` again and again for about `seconds` of the clock; returns runs per second.
 * The clock is read every 16 runs, since reading it costs time as well.
 */
export async function ratePerSecond(
  clock: () => number,
  seconds: number,
  work: () => void | Promise<void>,
): Promise<number> {
  let runs = 0;
  const start = clock();
  let elapsed = 0;
  while (elapsed < seconds) {
    for (let run = 0; run < 16; run++) await work();
    runs += 16;
    elapsed = clock() - start;
  }
  return runs / elapsed;
}

/** Cores that other processes used since it was made: figures taken beside much of it are not to be trusted. */
export function watchOthers(): () => number {
  const busy = () =>
    cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  const [busyBefore, ownBefore, start] = [busy(), process.cpuUsage(), process.hrtime.bigint()];
  return () => {
    const own = process.cpuUsage(ownBefore);
    const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
    return Math.max(0, (busy() - busyBefore - (own.user + own.system) / 1000) / elapsed);
  };
}
