// A small demo county, recorded by the real handler on the log in memory.
import { SMALL_COUNTY, type County } from '../../scripts/simulate/county.js';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue, isLedgerEvent, type LedgerEvent } from '../../src/events/index.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';

export const small = { ...SMALL_COUNTY, years: 1 };

/** Carries every command out with the real handler, under the clock of the simulation. */
export async function recordCounty(county: County): Promise<readonly LedgerEvent[]> {
  let now = 0;
  let draws = 0;
  const log = createMemoryEventLog({
    origin: 'urn:test:county',
    clock: () => now,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => (draws = (draws + 7) % 256)),
  });
  const handler = createCommandHandler(log, catalogue, allCommands);
  for (const { recordedAt, request } of county.commands) {
    now = recordedAt;
    const { status } = await handler.handle(request);
    if (status !== 'recorded') throw new Error(`${request.name} was ${status}`);
  }
  const records = await log.readAll(undefined, county.commands.length + 1);
  return records.flatMap((record) => {
    const event = decodeEvent(record, catalogue);
    return isLedgerEvent(event) ? [event] : [];
  });
}
