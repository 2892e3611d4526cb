// Departure audits and decision queries on a large synthetic county (虚构), at a tenth of the size and at the whole, so that
// growth shows. The ledger grows by years: an official of three years has the same share of it at either size, one who
// holds office from the first day to the last has ten times as much in the large one. By processor time.
import { join } from 'node:path';
import { searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { personsWhoLeft } from '../../projections/offices/persons.queries.js';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { openLedger, type Ledger } from '../../src/composition.js';
import { openLog } from '../../src/openLog.js';
import { loadConfig } from '../../src/config.js';
import { catalogue } from '../../src/events/index.js';
import { drawUp, seenIn } from '../../src/reports/drawUp.js';
import type { FinishedDocument } from '../../src/reports/finish.js';
import { auditPlan } from '../../src/reports/plans.js';
import { FORMATS } from '../../src/reports/renderer.js';
import { render } from '../../src/reports/renderers.js';
import { RULES } from '../../src/rules/index.js';
import {
  median,
  processorClock,
  timed,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from './benchmark.js';
import { fillCounty } from './county.js';

const ROUNDS = 9;
const VILLAGE = '451425100201';
/** In office for the first three years of the county. */
const SHORT = 'p-bench-short';
/** The secretary of the first township, from the first day to the last. */
const LONG = 'p-451425100000-001';

/** An official who comes and goes, entered after the fact. */
async function enterShort(config: Parameters<typeof openLog>[0]): Promise<void> {
  const log = openLog(config, 'write');
  const handler = createCommandHandler(log, catalogue, allCommands);
  const post = { termId: 't-bench-short', personId: SHORT, postId: `VPS-${VILLAGE}` };
  const commands = [
    ['offices.RegisterPerson', { personId: SHORT, name: '基准（虚构）' }],
    ['offices.HoldOffice', { ...post, unitId: VILLAGE, from: '2021-01-04' }],
    ['offices.EndOffice', { ...post, on: '2023-12-31', reason: 'termExpired' }],
  ] as const;
  for (const [name, data] of commands)
    await handler.handle({
      name,
      data,
      attributes: {
        time: '2023-12-31T17:00:00+08:00',
        actoraccount: 'bench',
        orgunit: VILLAGE,
        commandid: `bench:${name}`,
        correlationid: 'bench',
        rulepack: 'bench',
        classification: 'public',
      },
    });
  await log.close();
}

async function draw(ledger: Ledger, personId: string): Promise<FinishedDocument> {
  const { plan, seen } = ledger.views.read((snapshot) => {
    const made = auditPlan(departureAudit(snapshot, RULES, personId));
    return { plan: made, seen: seenIn(snapshot, made) };
  });
  return drawUp(
    plan,
    seen,
    { ...ledger, program: 'bench' },
    { question: null, audience: 'internal' },
  );
}

/** Milliseconds of processor time, the first run left out: it loads what the others find there. */
async function usual(work: () => void | Promise<void>): Promise<number> {
  await work();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(1000 * (await timed(processorClock, work)));
  return median(rounds);
}

type Measured = ReadonlyMap<string, number>;

async function measure(ledger: Ledger): Promise<Measured> {
  const found = new Map<string, number>();
  const read = (personId: string) => () => {
    ledger.views.read((snapshot) => departureAudit(snapshot, RULES, personId));
  };
  found.set('audit data, three years', await usual(read(SHORT)));
  found.set('audit data, every year', await usual(read(LONG)));
  for (const [what, personId] of [
    ['three years', SHORT],
    ['every year', LONG],
  ] as const) {
    const document = await draw(ledger, personId);
    const pdf = await usual(() => render(document, 'pdf').then(() => undefined));
    let all = pdf;
    for (const format of FORMATS)
      if (format !== 'pdf')
        all += await usual(() => render(document, format).then(() => undefined));
    found.set(`PDF, ${what}`, pdf);
    found.set(`all forms, ${what}`, all);
    found.set(`events cited, ${what}`, document.references.length);
  }
  const filter = { text: '硬化', area: '451425100000', outcome: 'adopted', power: 'V11' } as const;
  found.set(
    'decisions by text and three filters',
    await usual(() => {
      ledger.views.read((snapshot) => searchDecisions(snapshot, filter, { limit: 50 }));
    }),
  );
  return found;
}

const REPORTS = [100, 1000] as const;

/**
 * Reports of everybody who left, one after the other, as a batch draws them: what each costs where none is like the one
 * before it, and megabytes of the process.
 */
async function measureBatch(ledger: Ledger): Promise<Measured> {
  const persons = ledger.views.read(personsWhoLeft);
  const found = new Map<string, number>();
  let drawn = 0;
  for (const reports of REPORTS) {
    const before = drawn;
    const seconds = await timed(processorClock, async () => {
      for (; drawn < reports; drawn++)
        await render(await draw(ledger, persons[drawn % persons.length] ?? LONG), 'pdf');
    });
    found.set(
      `one of the first ${reports} reports, data and PDF`,
      (1000 * seconds) / (reports - before),
    );
    found.set(`memory after ${reports} reports`, process.memoryUsage.rss() / 1e6);
  }
  return found;
}

async function measureCounty(context: BenchmarkContext, events: number): Promise<Measured> {
  const config = loadConfig(
    {},
    { dataDir: join(context.folder, `audits-${events}`), origin: 'urn:sunledger:bench', port: 0 },
  );
  await fillCounty(config, { ...context, events });
  await enterShort(config);
  const ledger = await openLedger(config, { mode: 'read', views: 'inline' });
  try {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, 3_600_000);
    context.report(`views of ${events} events built`);
    return new Map([...(await measure(ledger)), ...(await measureBatch(ledger))]);
  } finally {
    await ledger.close();
  }
}

const UNITS = [
  ['events', 'events'],
  ['memory', 'MB'],
] as const;

const GOALS: Readonly<Record<string, number>> = {
  'audit data, three years': 50,
  'audit data, every year': 50,
  'PDF, three years': 60,
  'all forms, three years': 2000,
  'all forms, every year': 2000,
  'decisions by text and three filters': 50,
};

export const audits: Benchmark = {
  name: 'audits',
  async run(context) {
    const small = await measureCounty(context, Math.round(context.events / 10));
    const large = await measureCounty(context, context.events);
    return [...large].map(([what, value]): Figure => {
      const before = small.get(what) ?? NaN;
      const goal = GOALS[what];
      const unit = UNITS.find(([kind]) => what.startsWith(kind))?.[1] ?? 'CPU-ms';
      return {
        what: `${what}, ${context.events.toLocaleString('en-US')} events`,
        value,
        unit,
        ...(goal === undefined ? {} : { goal: { relation: '<=' as const, value: goal } }),
        note: `${before.toFixed(1)} at a tenth; ${(value / before).toFixed(1)} times`,
      };
    });
  },
};
