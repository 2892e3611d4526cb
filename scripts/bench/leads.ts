// Finding leads: all of them in one pass over a large synthetic county (虚构), then single new events as they come in.
// By processor time, at a tenth of the size and at the whole, so that growth shows.
import { join } from 'node:path';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { projectionsFor } from '../../src/composition.js';
import { openLog } from '../../src/openLog.js';
import { loadConfig, type Config } from '../../src/config.js';
import { catalogue } from '../../src/events/index.js';
import { openViewWriter } from '../../src/openViews.js';
import {
  processorClock,
  quantile,
  timed,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { fillCounty } from './county.js';

const LIVE_PAYMENTS = 200;

/** The commands of one more payment of a village, as they come in one after the other. */
function paymentCommands(number: number, unit: string) {
  const paymentId = `bench-${number}`;
  const money = { amount: String(900_000 + number * 100), currency: 'CNY' };
  const payee = { payeeId: `c-bench-${number % 7}`, kind: 'company' };
  return [
    ['funds.RequestPayment', { paymentId, ...money, category: '维修', purpose: '零星维修', payee }],
    [
      'funds.ApprovePayment',
      { paymentId, approvalId: `${paymentId}-a`, role: 'approve', personId: 'p-bench', ...money },
    ],
    [
      'funds.MakePayment',
      { paymentId, instalmentId: `${paymentId}-1`, ...money, method: 'transfer', payee },
    ],
  ].map(([name, data], index) => ({
    name: name as string,
    data,
    attributes: {
      time: `2031-${String(1 + (number % 12)).padStart(2, '0')}-10T09:00:00+08:00`,
      actoraccount: 'bench',
      orgunit: unit,
      commandid: `${paymentId}-${index}`,
      correlationid: paymentId,
      rulepack: 'bench',
      classification: 'public' as const,
    },
  }));
}

interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Milliseconds of processor time to check one new event. */
  readonly live: readonly number[];
}

async function measure(config: Config, events: number): Promise<Measured> {
  const log = openLog(config, 'write');
  const projections = (await projectionsFor(config, log)).filter(({ name }) => name === 'leads');
  const { runner, close } = await openViewWriter(config, log, projections);
  const seconds = await timed(processorClock, () => runner.catchUp());
  const handler = createCommandHandler(log, catalogue, allCommands);
  const live: number[] = [];
  for (let number = 0; number < LIVE_PAYMENTS; number++)
    for (const command of paymentCommands(
      number,
      `4514251002${String(number % 4).padStart(2, '0')}`,
    )) {
      await handler.handle(command);
      live.push(1000 * (await timed(processorClock, () => runner.catchUp())));
    }
  const halted = runner.generations().find(({ halt }) => halt);
  close();
  await log.close();
  if (halted?.halt) throw new Error(`${halted.name} halted: ${halted.halt.reason}`);
  return { events, seconds, live };
}

async function measureCounty(context: BenchmarkContext, events: number): Promise<Measured> {
  const config = loadConfig(
    {},
    { dataDir: join(context.folder, `county-${events}`), origin: 'urn:sunledger:bench', port: 0 },
  );
  const filled = await fillCounty(config, { ...context, events });
  return measure(config, filled.events);
}

function figuresOf({ events, seconds, live }: Measured, goal: boolean): readonly Figure[] {
  const size = `${events.toLocaleString('en-US')} events`;
  return [
    {
      what: `all leads in one pass, ${size}`,
      value: events / seconds,
      unit: 'events/CPU-s',
      // 1,000,000 events in 20 seconds.
      ...(goal ? { goal: { relation: '>=' as const, value: 50_000 } } : {}),
      note: `${seconds.toFixed(1)} s, reading and commits included`,
    },
    {
      what: `  a new event checked, ${size}: median`,
      value: quantile(live, 0.5),
      unit: 'ms',
      ...(goal ? { goal: { relation: '<=' as const, value: 2 } } : {}),
    },
    { what: `  a new event checked, ${size}: p99`, value: quantile(live, 0.99), unit: 'ms' },
  ];
}

export const leads: Benchmark = {
  name: 'leads',
  async run(context) {
    const small = await measureCounty(context, Math.round(context.events / 10));
    const large = await measureCounty(context, context.events);
    return [
      ...figuresOf(small, false),
      ...figuresOf(large, true),
      {
        what: '  cost of an event, large beside small ledger',
        value: large.seconds / large.events / (small.seconds / small.events),
        unit: 'times',
      },
    ];
  },
};
