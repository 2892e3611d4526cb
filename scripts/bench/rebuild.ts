// Rebuilding every view from the log of a large synthetic county (虚构), and the memory of the server that then serves it.
// By processor time, and as a share of read + JSON.parse of the same ledger in the same run.
import { join } from 'node:path';
import type { Projection } from '../../projections/projection.js';
import { projectionsFor } from '../../src/composition.js';
import { openLog } from '../../src/openLog.js';
import { loadConfig, type Config } from '../../src/config.js';
import { openViewWriter } from '../../src/openViews.js';
import {
  median,
  processorClock,
  timed,
  wallClock,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { fillCounty } from './county.js';
import { measureNewEvents } from './newEvents.js';
import { parseRecord, scan } from './read.js';
import { measureServer } from './server.js';

const ROUNDS = 3;

/** The same projection; `add` learns the processor seconds of each batch that it applies. */
const metered = (projection: Projection, add: (seconds: number) => void): Projection => ({
  ...projection,
  open(writer, source) {
    const projector = projection.open(writer, source);
    return {
      apply: async (events) =>
        add(await timed(processorClock, async () => projector.apply(events))),
    };
  },
});

interface Rebuild {
  readonly wall: number;
  readonly processor: number;
  /** Processor seconds by view. */
  readonly views: ReadonlyMap<string, number>;
}

/** @throws Error when a view halted: then its figure would be that of something else */
async function rebuildAll(config: Config): Promise<Rebuild> {
  const views = new Map<string, number>();
  const log = openLog(config, 'read');
  const projections = (await projectionsFor(config, log)).map((projection) =>
    metered(projection, (seconds) =>
      views.set(projection.name, (views.get(projection.name) ?? 0) + seconds),
    ),
  );
  const { runner, close } = await openViewWriter(config, log, projections);
  const [wall, processor] = [wallClock(), processorClock()];
  await runner.catchUp();
  const rebuilt = { wall: wallClock() - wall, processor: processorClock() - processor, views };
  const halted = runner.generations().find(({ halt }) => halt);
  close();
  await log.close();
  if (halted?.halt) throw new Error(`${halted.name} halted: ${halted.halt.reason}`);
  return rebuilt;
}

/** Events per processor second of reading and parsing alone. */
async function parseRate(config: Config, events: number): Promise<number> {
  const log = openLog(config, 'read');
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rates.push(events / (await timed(processorClock, () => scan(log, parseRecord))));
  await log.close();
  return median(rates);
}

interface Measured {
  readonly config: Config;
  readonly events: number;
  readonly rebuilt: Rebuild;
  readonly newEvent: Figure;
}

/** Fills a county with so many events, rebuilds its views, and records new events. */
async function measureCounty(context: BenchmarkContext, folder: string): Promise<Measured> {
  const config = loadConfig(
    {},
    { dataDir: join(context.folder, folder), origin: 'urn:sunledger:bench', port: 0 },
  );
  const { events } = await fillCounty(config, context);
  const rebuilt = await rebuildAll(config);
  return { config, events, rebuilt, newEvent: await measureNewEvents(config, events) };
}

const microseconds = ({ events, rebuilt }: Measured): number => (rebuilt.processor / events) * 1e6;

/** What each event costs at ten times as many events, as a multiple of what it cost before. */
function growth(before: Measured, after: Measured): readonly Figure[] {
  const times = (after.events / before.events).toFixed(0);
  const grown = (what: string, from: number, to: number, unit: string): Figure => ({
    what: `  ${what}, at ${times} times as many events`,
    value: to,
    unit,
    ratio: {
      value: to / from,
      of: `${from.toPrecision(3)} at ${before.events.toLocaleString('en-US')}`,
    },
  });
  return [
    grown('rebuild', microseconds(before), microseconds(after), 'µs/event'),
    grown('one new event judged', before.newEvent.value, after.newEvent.value, 'ms CPU'),
  ];
}

export const rebuild: Benchmark = {
  name: 'rebuild',
  async run(context) {
    const tenth = await measureCounty(
      { ...context, events: Math.max(1, Math.round(context.events / 10)) },
      'tenth',
    );
    const whole = await measureCounty(context, 'county');
    const { config, events, rebuilt, newEvent } = whole;
    const { wall, processor, views } = rebuilt;
    const parse = await parseRate(config, events);
    const rate = events / processor;
    const unit = 'events/CPU-s';
    const perEvent = (what: string, seconds: number): Figure => ({
      what: `  ${what}`,
      value: (seconds / events) * 1e6,
      unit: 'µs/event',
      ratio: { value: events / seconds / parse, of: 'read + JSON.parse' },
    });
    const applied = [...views.values()].reduce((sum, seconds) => sum + seconds, 0);
    return [
      { what: 'county: read + JSON.parse', value: parse, unit },
      {
        what: `rebuild of ${views.size} views, ${events.toLocaleString('en-US')} events`,
        value: events / wall,
        unit: 'events/s',
        goal: { relation: '>=', value: 30_000 },
      },
      {
        what: 'rebuild, by processor time',
        value: rate,
        unit,
        ratio: { value: rate / parse, of: 'read + JSON.parse' },
        goal: { relation: '>=', value: 0.25 },
        note: `${microseconds(whole).toFixed(1)} µs/event`,
      },
      ...[...views].map(([name, seconds]) => perEvent(name, seconds)),
      perEvent('reading, decoding, commits', processor - applied),
      newEvent,
      ...growth(tenth, whole),
      ...(await measureServer(config, context.report)),
    ];
  },
};
