// Loads the simulated county into an empty ledger, under the clock of the simulation: what is recorded on a day
// bears that day. It must never write into a ledger that already holds events.
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { adoptShippedPacks, initialiseDataFolder, openLog } from '../../src/composition.js';
import type { Config } from '../../src/config.js';
import { catalogue } from '../../src/events/index.js';
import { refused } from '../../src/kernel/errors.js';
import type { County } from './county.js';

export interface Loaded {
  readonly commands: number;
  readonly events: number;
}

/** How many commands share a commit: those of one moment cannot contradict each other in this simulation. */
const IN_FLIGHT = 200;

/** @throws LedgerError `demo.not_empty` when the ledger already has events */
export async function loadCounty(
  config: Config,
  { commands }: County,
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
    now = commands[0]?.recordedAt ?? 0;
    await adoptShippedPacks(config, log, handler, () => now);
    let done = 0;
    while (done < commands.length) {
      const moment = commands[done]?.recordedAt ?? 0;
      now = moment;
      let end = done;
      while (
        end < commands.length &&
        end - done < IN_FLIGHT &&
        commands[end]?.recordedAt === moment
      )
        end++;
      await Promise.all(commands.slice(done, end).map(({ request }) => handler.handle(request)));
      done = end;
      onProgress(done);
    }
    const head = await log.head();
    return { commands: commands.length, events: head === undefined ? 0 : Number(head) + 1 };
  } finally {
    await log.close();
  }
}
