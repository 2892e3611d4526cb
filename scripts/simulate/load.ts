// Loads the simulated county into an empty ledger, under the clock of the simulation: what is recorded on a day
// bears that day. It must never write into a ledger that already holds events.
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { initialiseDataFolder, openLog } from '../../src/openLog.js';
import { adoptShippedPacks } from '../../src/shippedPacks.js';
import type { Config } from '../../src/config.js';
import { catalogue } from '../../src/events/index.js';
import { refused } from '../../src/kernel/errors.js';
import type { County } from './county.js';
import type { ScheduledCommand } from './timeline.js';

export interface Loaded {
  readonly commands: number;
  readonly events: number;
}

/** How many commands share a commit: those of one moment cannot contradict each other in this simulation. */
const IN_FLIGHT = 200;

/** Loads the county as one. @throws LedgerError `demo.not_empty` */
export const loadCounty = (config: Config, county: County): Promise<Loaded> =>
  loadYears(config, [county]);

/**
 * Loads one year after the other; a year is let go when it is recorded.
 * @param onProgress told how many commands have been recorded
 * @throws LedgerError `demo.not_empty` when the ledger already has events
 */
export async function loadYears(
  config: Config,
  years: Iterable<Pick<County, 'commands'>>,
  onProgress: (done: number) => void = () => undefined,
): Promise<Loaded> {
  initialiseDataFolder(config);
  let now = 0;
  const log = openLog(config, 'write', () => now);
  try {
    if ((await log.head()) !== undefined)
      throw refused(
        'demo.not_empty',
        '台账已有记录，不能装入演示数据',
        'The ledger already holds records; demo data is loaded into an empty one only',
        config.dataDir,
      );
    const handler = createCommandHandler(log, catalogue, allCommands);
    let done = 0;
    for (const { commands } of years)
      for (const batch of momentsOf(commands)) {
        now = batch[0]?.recordedAt ?? now;
        if (done === 0) await adoptShippedPacks(config, log, handler, () => now);
        await Promise.all(batch.map(({ request }) => handler.handle(request)));
        done += batch.length;
        onProgress(done);
      }
    const head = await log.head();
    return { commands: done, events: head === undefined ? 0 : Number(head) + 1 };
  } finally {
    await log.close();
  }
}

/** Commands of one moment, at most {@link IN_FLIGHT} together. */
function* momentsOf(commands: readonly ScheduledCommand[]): Generator<readonly ScheduledCommand[]> {
  for (let from = 0; from < commands.length;) {
    let to = from + 1;
    while (
      to < commands.length &&
      to - from < IN_FLIGHT &&
      commands[to]?.recordedAt === commands[from]?.recordedAt
    )
      to++;
    yield commands.slice(from, to);
    from = to;
  }
}
