// What the ledger holds of the catalogue, and publishing the difference. Shared by init, catalogue and flow.
// It must never send a command before the whole catalogue has been read, checked and compared.
import { createCommandHandler } from '../commands/commandHandler.js';
import { allCommands } from '../commands/registry.js';
import { decodeEvent } from '../events/codec.js';
import { catalogue as eventCatalogue, isLedgerEvent } from '../events/index.js';
import type { PowersEvent } from '../events/powers.js';
import { comparePositions, type Position } from '../kernel/position.js';
import { formatInstant, LEDGER_OFFSET_MINUTES } from '../kernel/time.js';
import type { EventLog } from '../log/eventLog.js';
import { diffCatalogue, publicationOf, type CatalogueDiff } from '../powers/catalogueDiff.js';
import type { PowerCatalogue } from '../powers/catalogueFile.js';
import { powerRegister, type PowerRegister } from '../powers/powerRegister.js';

const PAGE = 5000;

/** Every power item that the ledger has, or had at a position. Only records of power streams are decoded. */
export async function readRegister(log: EventLog, upTo?: Position): Promise<PowerRegister> {
  const isLater = (position: Position) =>
    upTo !== undefined && comparePositions(position, upTo) > 0;
  const events: PowersEvent[] = [];
  let after: Position | undefined;
  for (;;) {
    const records = await log.readAll(after, PAGE);
    for (const record of records) {
      if (isLater(record.position)) return powerRegister(events);
      if (!record.stream.startsWith('power-')) continue;
      const event = decodeEvent(record, eventCatalogue);
      if (
        isLedgerEvent(event) &&
        (event.name === 'powers.PowerItemPublished' || event.name === 'powers.PowerItemRetired')
      )
        events.push(event);
    }
    const last = records.at(-1);
    if (!last || records.length < PAGE) return powerRegister(events);
    after = last.position;
  }
}

export interface Published {
  readonly diff: CatalogueDiff;
  /** Versions published and items retired now. */
  readonly published: number;
  readonly retired: number;
}

/**
 * Publishes what the ledger lacks, as events of the unit that issues the catalogue.
 * @param now Unix milliseconds: the time of publication
 * @throws LedgerError `catalogue.version_reused` (nothing is published then) and those of the log
 */
export async function publishCatalogue(
  log: EventLog,
  catalogue: PowerCatalogue,
  now: number,
): Promise<Published> {
  const diff = diffCatalogue(catalogue, await readRegister(log));
  const commands = publicationOf(diff);
  const handler = createCommandHandler(log, eventCatalogue, allCommands);
  for (const { name, data, commandid } of commands)
    await handler.handle({
      name,
      data,
      attributes: {
        time: formatInstant(now, LEDGER_OFFSET_MINUTES),
        actoraccount: 'cli',
        orgunit: catalogue.head.unit,
        powercode: data.code,
        commandid,
        correlationid: `catalogue:${catalogue.head.id}`,
        rulepack: 'none',
        classification: 'public',
      },
    });
  const retired = commands.filter(({ name }) => name === 'powers.RetirePowerItem').length;
  return { diff, published: commands.length - retired, retired };
}
