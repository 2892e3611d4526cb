// Departure audits of the demo county (虚构) in every form, and a batch of a thousand PDFs: how long each takes by processor
// time, and whether memory stays flat.
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { openLedger, type Ledger } from '../../src/composition.js';
import { loadConfig } from '../../src/config.js';
import { programVersion } from '../../src/projectRoot.js';
import { drawUp, seenIn } from '../../src/reports/drawUp.js';
import type { FinishedDocument } from '../../src/reports/finish.js';
import { auditPlan } from '../../src/reports/plans.js';
import { FORMATS } from '../../src/reports/renderer.js';
import { render } from '../../src/reports/renderers.js';
import { RULES } from '../../src/rules/index.js';
import { simulateCounty, SMALL_COUNTY } from '../simulate/county.js';
import { loadCounty } from '../simulate/load.js';
import { median, processorClock, timed, type Benchmark, type Figure } from './benchmark.js';

const BATCH = 1000;
/** After which the compiler has seen every kind of page. */
const WARM = 100;
const ROUNDS = 5;

async function draw(ledger: Ledger, personId: string): Promise<FinishedDocument> {
  const { plan, seen } = ledger.views.read((snapshot) => {
    const made = auditPlan(departureAudit(snapshot, RULES, personId));
    return { plan: made, seen: seenIn(snapshot, made) };
  });
  const program = `sunledger ${programVersion}`;
  return drawUp(plan, seen, { ...ledger, program }, { question: null, audience: 'internal' });
}

const officials = (ledger: Ledger): readonly string[] =>
  ledger.views.read((snapshot) =>
    snapshot
      .all<{ person_id: string }>(
        'SELECT DISTINCT person_id FROM {offices.term} ORDER BY person_id',
      )
      .map((row) => row.person_id),
  );

/** Megabytes (2^20 bytes). */
const resident = () => process.memoryUsage().rss / 2 ** 20;
const milliseconds = (seconds: readonly number[]): number => 1000 * median(seconds);

/** Each form once to load what it needs, then again. */
async function everyForm(document: FinishedDocument): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let all = 0;
  for (const format of FORMATS) {
    await render(document, format);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(
        await timed(processorClock, () => render(document, format).then(() => undefined)),
      );
    all += milliseconds(rounds);
    figures.push({ what: `  as ${format}`, value: milliseconds(rounds), unit: 'CPU-ms' });
  }
  const goal = { relation: '<=', value: 2000 } as const;
  return [{ what: 'one audit in all forms', value: all, unit: 'CPU-ms', goal }, ...figures];
}

/** A thousand PDFs of every official in turn, with what each took and the memory on the way. */
async function batch(
  ledger: Ledger,
  report: (message: string) => void,
): Promise<readonly Figure[]> {
  const persons = officials(ledger);
  const seconds: number[] = [];
  let [early, most, drawing] = [0, 0, 0];
  for (let n = 0; n < BATCH; n++) {
    const person = persons[n % persons.length] ?? '';
    let document: FinishedDocument | undefined;
    drawing += await timed(processorClock, async () => {
      document = await draw(ledger, person);
    });
    const drawn = document;
    if (drawn === undefined) continue;
    const took = await timed(processorClock, () => render(drawn, 'pdf').then(() => undefined));
    if (n >= WARM) seconds.push(took);
    if (n === WARM) early = resident();
    most = Math.max(most, n > WARM ? resident() : 0);
    if (n % 100 === 99) report(`${n + 1} reports, ${Math.round(resident())} MiB`);
  }
  return [
    {
      what: `audit of one person drawn up, of ${persons.length}`,
      value: (1000 * drawing) / BATCH,
      unit: 'CPU-ms',
      goal: { relation: '<=', value: 50 },
    },
    {
      what: 'its PDF, after the first',
      value: milliseconds(seconds),
      unit: 'CPU-ms',
      goal: { relation: '<=', value: 60 },
    },
    {
      what: `resident after ${BATCH} PDFs`,
      value: most,
      unit: 'MiB',
      ratio: { value: most / early, of: `after ${WARM}` },
      goal: { relation: '<=', value: 1.15 },
    },
  ];
}

export const reports: Benchmark = {
  name: 'reports',
  async run({ folder, report }) {
    const config = loadConfig({ SUNLEDGER_DATA: folder, SUNLEDGER_PUBLIC_URL: 'http://localhost' });
    const county = simulateCounty(SMALL_COUNTY);
    await loadCounty(config, county);
    const ledger = await openLedger(config, { mode: 'read', views: 'inline' });
    try {
      const head = await ledger.log.head();
      if (head !== undefined) await ledger.views.waitFor(head, 600_000);
      const leaver = county.planted.find(({ what }) => what.includes('transferred'))?.person ?? '';
      const document = await draw(ledger, leaver);
      const first = await timed(processorClock, () =>
        render(document, 'pdf').then(() => undefined),
      );
      const size = `${document.references.length} events cited`;
      return [
        {
          what: `first PDF, fonts and compiler loaded, ${size}`,
          value: 1000 * first,
          unit: 'CPU-ms',
        },
        ...(await everyForm(document)),
        ...(await batch(ledger, report)),
      ];
    } finally {
      await ledger.close();
    }
  },
};
