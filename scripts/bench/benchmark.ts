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

/** Seconds that `work` took. */
export async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Runs `work` again and again for about `seconds`; returns runs per second. */
export async function ratePerSecond(
  seconds: number,
  work: () => void | Promise<void>,
): Promise<number> {
  let runs = 0;
  const start = process.hrtime.bigint();
  let elapsed = 0;
  while (elapsed < seconds) {
    await work();
    runs++;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
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
