// Judging one new event of a large ledger: a step of an existing matter is recorded, the views catch up, again and again.
// What counts is the processor time of the view of violations for that one event.
import type { Projection } from '../../projections/projection.js';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { projectionsFor } from '../../src/composition.js';
import { openLog } from '../../src/openLog.js';
import type { Config } from '../../src/config.js';
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue, isLedgerEvent } from '../../src/events/index.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { openViewWriter } from '../../src/openViews.js';
import { median, processorClock, quantile, timed, type Figure } from './benchmark.js';

/** The first ones, while the compiler still works in the same process, are told apart. */
const FIRST = 200;
const EVENTS = 2 * FIRST;

interface Matter {
  readonly matterId: string;
  readonly orgunit: string;
  readonly powercode: string | undefined;
}

/** Matters from all over the ledger. */
async function someMatters(log: EventLog, events: number): Promise<readonly Matter[]> {
  const found: Matter[] = [];
  const head = await log.head();
  for (let index = 0; index < EVENTS * 40 && found.length < EVENTS; index++) {
    const [record] = await log.readAll(
      head === undefined ? undefined : (String((index * 7919) % events) as typeof head),
      1,
    );
    const event = record && decodeEvent(record, catalogue);
    if (!event || !isLedgerEvent(event) || !event.name.startsWith('matters.')) continue;
    const { matterId } = event.data as { readonly matterId: string };
    found.push({ matterId, orgunit: event.orgunit, powercode: event.powercode });
  }
  return found;
}

/** @throws Error when a view halted */
export async function measureNewEvents(config: Config, events: number): Promise<Figure> {
  const log = openLog(config, 'write');
  const times: number[] = [];
  const metered = (projection: Projection): Projection =>
    projection.name !== 'violations'
      ? projection
      : {
          ...projection,
          open(writer, source) {
            const projector = projection.open(writer, source);
            return {
              apply: async (batch) =>
                void times.push(await timed(processorClock, async () => projector.apply(batch))),
            };
          },
        };
  const projections = (await projectionsFor(config, log)).map(metered);
  const { runner, close } = await openViewWriter(config, log, projections);
  const handler = createCommandHandler(log, catalogue, allCommands);
  try {
    await runner.catchUp();
    times.length = 0;
    for (const [index, { matterId, orgunit, powercode }] of (
      await someMatters(log, events)
    ).entries()) {
      await handler.handle({
        name: 'matters.TakeStep',
        data: { matterId, stepId: `bench-${index}`, activity: '查阅' },
        attributes: {
          time: '2027-01-04T09:00:00+08:00',
          actoraccount: 'bench',
          orgunit,
          ...(powercode === undefined ? {} : { powercode }),
          matter: matterId,
          commandid: `bench-new-${index}`,
          correlationid: 'bench',
          rulepack: 'bench',
          classification: 'public',
        },
      });
      await runner.catchUp();
    }
    const halted = runner.generations().find(({ halt }) => halt);
    if (halted?.halt) throw new Error(`${halted.name} halted: ${halted.halt.reason}`);
  } finally {
    close();
    await log.close();
  }
  const inMilliseconds = times.map((seconds) => seconds * 1000);
  const [first, later] = [inMilliseconds.slice(0, FIRST), inMilliseconds.slice(FIRST)];
  return {
    what: `one new event judged (median), at ${events.toLocaleString('en-US')} events`,
    value: median(later),
    unit: 'ms CPU',
    goal: { relation: '<=', value: 1 },
    note: `p95 ${quantile(later, 0.95).toFixed(2)} ms, ${later.length} events; the ${first.length} before them ${median(first).toFixed(2)} ms`,
  };
}
