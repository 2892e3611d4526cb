// A large ledger of the synthetic county (虚构) for benchmarks.
import type { Config } from '../../src/config.js';
import { simulateCounty, SMALL_COUNTY } from '../simulate/county.js';
import { townships } from '../simulate/divisions.js';
import { loadCounty } from '../simulate/load.js';
import type { BenchmarkContext } from './benchmark.js';

/** What the whole county does in one year, less a little: so many years are always enough. */
const COMMANDS_A_YEAR = 35_000;

/** Years of the whole county, cut off after `count` commands. Most commands are one event. */
export async function fillCounty(
  config: Config,
  { events, report }: BenchmarkContext,
): Promise<{ readonly events: number }> {
  const county = simulateCounty({
    ...SMALL_COUNTY,
    years: Math.ceil(events / COMMANDS_A_YEAR),
    townships: townships.length,
    villages: Math.max(...townships.map(({ villages }) => villages.length)),
  });
  const loaded = await loadCounty(config, {
    commands: county.commands.slice(0, events),
    planted: county.planted,
  });
  report(`${loaded.events} events recorded`);
  return loaded;
}
