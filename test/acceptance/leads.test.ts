// Leads over real files: what the view of leads says of them equals what is counted in the files themselves.
import { afterEach, describe, expect, jest } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { leadsProjection } from '../../projections/leads/leads.projection.js';
import { findViolations } from '../../projections/violations/violations.queries.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import { CHECKS } from '../../src/analytics/leads/index.js';
import { createLeadScheme } from '../../src/analytics/leads/scheme.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { parseLocalDate } from '../../src/kernel/time.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { PUB } from '../../src/rules/pub.js';
import { openTestViews, type TestViews } from '../projections/ledger.js';
import { createWorkbench, rejectsOf, type Workbench } from '../importers/workbench.js';
import { countingStamps } from '../spec/givenViews.js';
import { dataPath, itWith, named, parseCsv, tally } from './importBench.js';

jest.setTimeout(600_000);

const title = { zh: '测试', en: 'test' };

/** Rule packs with parameters of one rule for an area. */
const packsOf = (area: string, rule: string, parameters: object) =>
  createRulePacks(
    [
      {
        id: 'test',
        version: '1',
        title,
        area,
        validFrom: '2010-01-01',
        rules: { [rule]: { parameters } },
      },
    ],
    RULES,
  );
/** A scheme of some checks with their parameters. */
const schemeOf = (checks: Readonly<Record<string, object>>) =>
  createLeadScheme(
    {
      id: 'test',
      version: '1',
      title,
      entries: [
        {
          area: '',
          checks: Object.fromEntries(
            Object.entries(checks).map(([id, parameters]) => [id, { parameters }]),
          ),
        },
      ],
    },
    CHECKS.filter(({ id }) => id in checks),
  );

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function openBench(): { bench: Workbench; log: ReturnType<typeof createMemoryEventLog> } {
  const log = createMemoryEventLog(countingStamps());
  const bench = createWorkbench(log);
  closing.push(() => bench.close());
  return { bench, log };
}

interface FoundLead {
  readonly id: string;
  readonly check: string;
  readonly on: string;
  readonly currency: string | null;
  readonly figures: Readonly<Record<string, string | number>>;
  /** Ids of the events that it rests on. */
  readonly events: readonly string[];
}

/** The leads that the view shows of a log. */
async function leadsIn(
  log: ReturnType<typeof createMemoryEventLog>,
  checks: Readonly<Record<string, object>>,
  packs = createRulePacks([], RULES),
): Promise<readonly FoundLead[]> {
  const views: TestViews = await openTestViews(log, [leadsProjection(schemeOf(checks), packs)]);
  try {
    await views.runner.catchUp();
    return views.reader.read((snapshot) =>
      snapshot
        .all<{
          lead_id: string;
          check_id: string;
          on_date: string;
          currency: string | null;
          figures: string;
          events: string;
        }>('SELECT * FROM {leads.lead} ORDER BY lead_id')
        .map((row) => ({
          id: row.lead_id,
          check: row.check_id,
          on: row.on_date,
          currency: row.currency,
          figures: JSON.parse(row.figures) as FoundLead['figures'],
          events: (JSON.parse(row.events) as [string, number][]).map(([id]) => id),
        })),
    );
  } finally {
    views.close();
  }
}

const SUGGESTIONS = 'tw_councils/suggestions/suggestions_taipei_dev.json';

describe('grants of Taipei around NT$100,000', () => {
  interface Grant {
    county: string;
    councilor: string;
    suggestion: string;
    position: string;
    suggest_expense: number | null;
    approved_expense: number | null;
    suggest_year: string;
    suggest_month: string;
  }

  /** Amounts by year, each grant once: the reports of a year are cumulative. */
  function amountsByYear(): ReadonlyMap<string, readonly number[]> {
    const squeeze = (text: string) => text.replace(/\s/g, '');
    const seen = new Map<string, number>();
    const first = new Map<string, Grant>();
    for (const grant of JSON.parse(readFileSync(dataPath(SUGGESTIONS), 'utf8')) as Grant[]) {
      const { county, suggest_year: year, councilor, position, suggestion } = grant;
      const what = [county, year, squeeze(councilor), squeeze(position), squeeze(suggestion)].join(
        '|',
      );
      const inReport = `${grant.suggest_month}|${what}`;
      seen.set(inReport, (seen.get(inReport) ?? 0) + 1);
      const key = `${what}|${seen.get(inReport) ?? 0}`;
      if (!first.has(key)) first.set(key, grant);
    }
    const years = new Map<string, number[]>();
    for (const { suggest_year: year, suggest_expense, approved_expense } of first.values()) {
      const amount = suggest_expense ?? approved_expense;
      if (amount !== null) years.set(year, [...(years.get(year) ?? []), Math.round(amount * 100)]);
    }
    return years;
  }

  const around = (amounts: readonly number[], threshold: number) => ({
    below: amounts.filter((amount) => amount * 10 >= threshold * 9 && amount < threshold).length,
    above: amounts.filter((amount) => amount >= threshold && amount * 10 < threshold * 11).length,
  });

  itWith(
    `data/${SUGGESTIONS}`,
    'just below and just above are counted as the file has them, year by year, from NT$100,000 and beyond it',
    async () => {
      const { bench, log } = openBench();
      expect(
        (await bench.example('tw-council-suggestions.yaml', dataPath(SUGGESTIONS))).rejected,
      ).toBe(0);
      const years = amountsByYear();
      // "Not more than NT$100,000" may be bought without quotations: the step lies one fen above it.
      for (const threshold of [10_000_000, 10_000_001]) {
        const found = await leadsIn(log, {
          A08: { thresholds: [String(threshold)], currency: 'TWD', least: 1, ratio: 0.01 },
        });
        const counted = [...years]
          .map(([year, amounts]) => [year, around(amounts, threshold)] as const)
          .filter(([, { below }]) => below > 0);
        expect(
          Object.fromEntries(
            found.map(({ on, figures }) => [
              on.slice(0, 4),
              { below: figures['below'], above: figures['above'] },
            ]),
          ),
        ).toEqual(Object.fromEntries(counted));
        expect(counted.length).toBeGreaterThan(1);
        if (threshold !== 10_000_001) continue;
        // Ten and three times as many are needed: what the file has decides.
        const usual = await leadsIn(log, {
          A08: { thresholds: [String(threshold)], currency: 'TWD' },
        });
        expect(usual.map(({ on }) => on.slice(0, 4)).sort()).toEqual(
          counted
            .filter(([, { below, above }]) => below >= 10 && below > 3 * above)
            .map(([year]) => year)
            .sort(),
        );
      }
    },
  );
});

const OXFORD = 'funds_uk_oxford/data';

describe('spending of Oxford', () => {
  interface Line {
    readonly file: string;
    /** Line of a document, as `document_line`. */
    readonly line: string;
    readonly supplier: string;
    readonly pence: bigint;
    readonly all: string;
  }

  /** So many rows of a file, and all that stand twice or state no amount; `SUNLEDGER_ACCEPTANCE=all` takes every one. */
  const ROWS = process.env['SUNLEDGER_ACCEPTANCE'] === 'all' ? Infinity : 500;
  const AMOUNT = /^(-?)£?([\d,]+)(?:\.(\d{1,2}))?$/;

  /** The files as they are, or cut to {@link ROWS}, in a folder of their own. */
  function cutFiles(names: readonly string[]): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), 'sunledger-oxford-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    return names.map((name) => {
      const text = readFileSync(dataPath(OXFORD, name), 'utf8');
      const [header = [], ...rows] = parseCsv(text.replace(/^\uFEFF/, ''));
      const times = tally(rows, (row) => row.join('|'));
      const amount = header.findIndex((title) => title.trim().toLowerCase() === 'amount');
      const kept = rows.filter(
        (row, index) =>
          index < ROWS ||
          (times[row.join('|')] ?? 0) > 1 ||
          !AMOUNT.test((row[amount] ?? '').trim()),
      );
      const cut = join(folder, name);
      writeFileSync(
        cut,
        (text.startsWith('\uFEFF') ? '\uFEFF' : '') + stringify([header, ...kept]),
      );
      return cut;
    });
  }

  /** Every row that states an amount; and how many do not. */
  function linesOf(file: string): { lines: readonly Line[]; unreadable: number } {
    const [header = [], ...rows] = parseCsv(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    const at = (name: string) =>
      header.findIndex((title) => title.trim().toLowerCase().replaceAll('_', ' ') === name);
    const cell = (row: readonly string[], name: string) => (row[at(name)] ?? '').trim();
    const lines = rows.flatMap((row) => {
      const match = AMOUNT.exec(cell(row, 'amount'));
      if (!match) return [];
      const [, sign = '', pounds = '', pence = ''] = match;
      const amount = BigInt(pounds.replaceAll(',', '') + pence.padEnd(2, '0'));
      return {
        file,
        line: cell(row, 'trans no').replace(/\s*[-_]\s*/, '_'),
        supplier: cell(row, 'supplier id') || 'none',
        pence: sign === '-' ? -amount : amount,
        all: row.map((text) => text.trim()).join('|'),
      };
    });
    return { lines, unreadable: rows.length - lines.length };
  }

  const sums = <T>(items: readonly T[], key: (item: T) => string, amount: (item: T) => bigint) => {
    const totals: Record<string, bigint> = {};
    for (const item of items) totals[key(item)] = (totals[key(item)] ?? 0n) + amount(item);
    return totals;
  };

  /** `ox-<line>-<supplier>-<ordinal>` without the ordinal. */
  const rowOf = (id: string) => id.replace(/^ox-/, '').replace(/-\d+$/, '');

  itWith(
    `data/${OXFORD}`,
    'adds up, file by file, to what the files state, whatever their headers; what stands twice is asked about',
    async () => {
      const files = readdirSync(dataPath(OXFORD)).filter((name) => name.endsWith('.csv'));
      const { bench, log } = openBench();
      const paths = cutFiles(files);
      const parsed = paths.map(linesOf);
      const lines = parsed.flatMap((each) => each.lines);
      const summary = await bench.example('uk-oxford-spending.yaml', ...paths);
      expect(summary.files.flatMap(({ failure }) => failure ?? [])).toEqual([]);
      expect(summary.rejected).toBe(parsed.reduce((sum, { unreadable }) => sum + unreadable, 0));
      for (const index of files.keys())
        if (summary.files[index]!.rejected > 0)
          for (const { code, zh } of rejectsOf(summary, index))
            expect([code, zh]).toEqual(['mapping.key_missing', expect.stringMatching(/\S/)]);

      const fileOf = new Map(
        lines.map(({ line, supplier, file }) => [`${line}-${supplier}`, file]),
      );
      const events = await bench.events();
      const moved = [
        ...named(events, 'funds.PaymentMade').map(({ id, data }) => ({
          id,
          row: rowOf(data.instalmentId),
          pence: BigInt(data.amount),
        })),
        ...named(events, 'funds.PaymentReversed').map(({ id, data }) => ({
          id,
          row: rowOf(data.reversalId),
          pence: -BigInt(data.amount),
        })),
      ];
      expect(moved).toHaveLength(lines.length);
      expect(
        sums(
          moved,
          ({ row }) => fileOf.get(row) ?? row,
          ({ pence }) => pence,
        ),
      ).toEqual(
        sums(
          lines,
          ({ file }) => file,
          ({ pence }) => pence,
        ),
      );
      // Nothing is added by a second reading.
      const again = await bench.example('uk-oxford-spending.yaml', ...paths);
      expect(again.accepted).toBe(0);

      const found = await leadsIn(log, { A16: {} });
      const asked = found.map((lead) => new Set(lead.events));
      const copies = Object.entries(tally(lines, ({ all }) => all)).filter(([, n]) => n > 1);
      expect(copies.length).toBeGreaterThan(0);
      for (const [all] of copies) {
        const line = lines.find((each) => each.all === all)!;
        const ids = moved.flatMap(({ id, row }) =>
          row === `${line.line}-${line.supplier}` ? [id] : [],
        );
        expect(ids.length).toBeGreaterThan(1);
        expect(asked.some((rests) => ids.every((id) => rests.has(id)))).toBe(true);
      }
      expect(new Set(found.map(({ currency }) => currency))).toEqual(new Set(['GBP']));
      // No name that the council struck out, and no person's, stands in the ledger.
      const open = JSON.stringify(events);
      expect(open).not.toMatch(/redacted|reacted personal/i);
    },
  );
});

/** So many cases of a log are enough to count by; `SUNLEDGER_ACCEPTANCE=all` takes every one. */
const CASES = process.env['SUNLEDGER_ACCEPTANCE'] === 'all' ? Infinity : 1500;

/** A log of the first cases of another, as a file of its own. */
function firstCases(path: string): string {
  const [head = '', ...traces] = gunzipSync(readFileSync(path)).toString('utf8').split('<trace>');
  if (traces.length <= CASES) return path;
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-cases-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const cut = join(folder, basename(path));
  const kept = traces.slice(0, CASES).map((trace) => `<trace>${trace}`);
  writeFileSync(cut, gzipSync(`${[head, ...kept].join('').trimEnd()}\n</log>\n`));
  return cut;
}

/** What an XES log says of each case, read without the ledger's own reader. */
interface Trace {
  readonly events: readonly { readonly activity: string; readonly at: string }[];
}

function tracesOf(path: string): readonly Trace[] {
  const text = gunzipSync(readFileSync(path)).toString('utf8');
  return text
    .split('<trace>')
    .slice(1)
    .map((trace) => ({
      events: trace
        .split('<event>')
        .slice(1)
        .map((event) => ({
          activity: /key="concept:name" value="([^"]*)"/.exec(event)?.[1] ?? '',
          at: /key="time:timestamp" value="([^"]*)"/.exec(event)?.[1] ?? '',
        })),
    }));
}

const earliest = (times: readonly string[]): string | undefined =>
  [...times].sort((a, b) => Date.parse(a) - Date.parse(b))[0];

const UNIVERSITY = '990001000528';

describe('travel of a university', () => {
  const counted = (found: readonly FoundLead[]) =>
    tally(found, ({ check }) => check) as { A01?: number; A02?: number };
  const nonZero = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));

  for (const file of ['RequestForPayment.xes.gz'])
    itWith(
      `data/process/bpic2020/${file}`,
      `payments without approval or before it are those of ${file}`,
      async () => {
        const { bench, log } = openBench();
        const path = firstCases(dataPath('process', 'bpic2020', file));
        const summary = await bench.example('travel-payments-xes.yaml', path);
        expect([summary.rejected, summary.files.flatMap(({ failure }) => failure ?? [])]).toEqual([
          0,
          [],
        ]);
        const counts = { A01: 0, A02: 0 };
        for (const { events } of tracesOf(path)) {
          const paid = events.find(({ activity }) => activity === 'Payment Handled')?.at;
          const approved = earliest(
            events.flatMap(({ activity, at }) => (/ FINAL_APPROVED by /.test(activity) ? at : [])),
          );
          if (paid === undefined) continue;
          if (approved === undefined) counts.A01++;
          else if (Date.parse(paid) < Date.parse(approved)) counts.A02++;
        }
        const packs = packsOf(UNIVERSITY, 'PAY-01', {
          currency: 'EUR',
          tiers: [{ signers: ['approve'] }],
        });
        const found = await leadsIn(log, { A01: {}, A02: {} }, packs);
        expect(counted(found)).toEqual(nonZero(counts));
      },
    );

  const PERMITS = 'PermitLog.xes.gz';
  itWith(
    `data/process/bpic2020/${PERMITS}`,
    'trips without a permit or begun before it are those of the log',
    async () => {
      const { bench, log } = openBench();
      const path = firstCases(dataPath('process', 'bpic2020', PERMITS));
      const summary = await bench.example('travel-permits-xes.yaml', path);
      expect([summary.rejected, summary.files.flatMap(({ failure }) => failure ?? [])]).toEqual([
        0,
        [],
      ]);
      const counts = { A01: 0, A02: 0 };
      for (const { events } of tracesOf(path)) {
        const begun = events.find(({ activity }) => activity === 'Start trip')?.at;
        const permitted = earliest(
          events.flatMap(({ activity, at }) =>
            activity.startsWith('Permit FINAL_APPROVED by ') ? at : [],
          ),
        );
        if (begun === undefined) continue;
        if (permitted === undefined) counts.A01++;
        // The log states the day of a trip, not the hour.
        else if (begun.slice(0, 10) < permitted.slice(0, 10)) counts.A02++;
      }
      expect(counts.A01 + counts.A02).toBeGreaterThan(100);
      expect(counted(await leadsIn(log, { A01: {}, A02: {} }))).toEqual(counts);
    },
  );
});

const PENALTIES = 'cn_ccgp_penalties/dev_ids_1-500.csv';

describe('penalties of public procurement', () => {
  itWith(`data/${PENALTIES}`, 'published late are those that the file dates so', async () => {
    const { bench, log } = openBench();
    const path = dataPath(PENALTIES);
    expect((await bench.example('cn-procurement-penalties.yaml', path)).rejected).toBe(0);
    const [header = [], ...rows] = parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
    const late = rows.filter((row) => {
      const day = (name: string) => parseLocalDate((row[header.indexOf(name)] ?? '').slice(0, 10));
      const due = calendar.deadline(
        day('punishment_date'),
        { n: 7, unit: 'wd' },
        { rollToWorkingDay: true },
      );
      return day('announcement_date') > due;
    });
    const packs = packsOf('990000000156', 'PUB-01', { limit: '7wd' });
    const views = await openTestViews(log, [violationsProjection(PUB, packs)]);
    closing.push(() => views.close());
    await views.runner.catchUp();
    const { total } = views.reader.read((snapshot) => findViolations(snapshot, {}));
    expect(total).toBe(late.length);
    expect(late.length).toBeGreaterThan(0);
  });
});
