// A large ledger of the synthetic county (虚构) for benchmarks.
import type { Config } from '../../src/config.js';
import { countyOf, simulateYears } from '../simulate/county.js';
import { loadYears } from '../simulate/load.js';
import type { BenchmarkContext } from './benchmark.js';

/** The whole county, about as large as asked for. */
export async function fillCounty(
  config: Config,
  { events, report }: BenchmarkContext,
): Promise<{ readonly events: number }> {
  const loaded = await loadYears(config, simulateYears(countyOf(events)));
  report(`${loaded.events} events recorded`);
  return loaded;
}
