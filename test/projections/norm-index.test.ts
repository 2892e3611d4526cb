import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseScheme } from '../../src/analytics/indexScheme.js';
import { catalogue } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { accountabilityProjection } from '../../projections/accountability/accountability.projection.js';
import { normIndexProjection } from '../../projections/norm-index/normIndex.projection.js';
import { runNormIndex } from '../../projections/norm-index/normIndex.queries.js';
import { earlierPeriods, parsePeriod } from '../../projections/norm-index/period.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import {
  catchUpInPieces,
  createTestLedger,
  openTestViews,
  VILLAGE,
  type TestLedger,
  type TestViews,
} from './ledger.js';
import { decided, unsplit } from './testRules.js';

const scheme = parseScheme(
  parse(readFileSync(new URL('../../schemes/norm-index.yaml', import.meta.url), 'utf8')),
  catalogue.names,
);
const rules = [decided, unsplit];
const projections = [
  violationsProjection(rules, createRulePacks([], rules)),
  normIndexProjection,
  accountabilityProjection,
];
const unit = { orgunit: VILLAGE, name: '虚构村' };
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function viewsOf(ledger: TestLedger, ends: readonly number[] = []) {
  const views = await openTestViews(ledger.log, projections);
  open.push(views);
  await catchUpInPieces(views.runner, ends.map(positionOf));
  return views;
}
const run = (views: TestViews, period = '2023Q2') =>
  views.reader.read((snapshot) =>
    runNormIndex(
      snapshot,
      scheme,
      rules.map(({ id }) => id),
      [unit],
      period,
    ),
  );

const pay = (ledger: TestLedger, paymentId: string, matter?: string) =>
  ledger.record(
    'funds.PaymentMade',
    `payment-${paymentId}`,
    {
      paymentId,
      instalmentId: '1',
      amount: '100',
      currency: 'CNY',
      method: 'transfer',
      payee: { payeeId: `payee-${paymentId}`, kind: 'company' },
    },
    matter === undefined ? {} : { matter },
  );
const bankLine = (ledger: TestLedger, bankLineId: string, bookedOn: string) =>
  ledger.record(
    'funds.BankLineRecorded',
    `bankline-${bankLineId}`,
    { bankLineId, accountId: 'a', bookedOn, amount: '-100', currency: 'CNY' },
    { time: `${bookedOn}T10:00:00+08:00` },
  );
const match = (ledger: TestLedger, bankLineId: string) =>
  ledger.record('funds.BankLineMatched', `bankline-${bankLineId}`, {
    bankLineId,
    matches: { kind: 'payment', paymentId: 'p1' },
  });
const publication = (ledger: TestLedger) =>
  ledger.record('matters.DecisionPublished', 'matter-m1', {
    matterId: 'm1',
    noticeId: 'n1',
    what: 'decision',
    places: ['村务公开栏'],
  });

/** A quarter whose records are complete. */
async function complete(ledger: TestLedger) {
  for (const month of ['04', '05', '06']) {
    await bankLine(ledger, `b${month}`, `2023-${month}-10`);
    await match(ledger, `b${month}`);
  }
  await publication(ledger);
}

describe('a run of the norm index', () => {
  it('scores a unit whose records are complete, with rules, counts and events behind each deduction', async () => {
    const ledger = createTestLedger();
    await complete(ledger);
    await ledger.record('matters.ResultRuled', 'matter-m1', {
      matterId: 'm1',
      rulingId: '1',
      outcome: 'adopted',
    });
    for (let index = 0; index < 99; index++) await pay(ledger, `p${index}`, 'm1');
    const undecided = await pay(ledger, 'p99');
    const views = await viewsOf(ledger);
    const [result] = run(views).units;
    expect(result?.coverage).toMatchObject({
      bankLines: 3,
      matchedBankLines: 3,
      periodicExpected: 4,
      periodicPresent: 4,
      missing: [],
    });
    const indicator = result?.indicators.find(({ id }) => id === 'I3.1');
    expect(indicator).toMatchObject({
      id: 'I3.1',
      rules: ['PAY-01'],
      activations: [{ rule: 'PAY-01', kept: 99, broken: 1 }],
      occasions: 100,
      severity: 1,
      violations: [
        { id: `PAY-01~${undecided}~0`, rule: 'PAY-01', severity: 'S', eventId: undecided },
      ],
      rebutted: [],
      ratings: null,
      notApplicable: null,
    });
    const dimension = result?.score.dimensions.find(({ id }) => id === 'I3');
    expect(dimension?.indicators.find(({ id }) => id === 'I3.1')?.score).toBe(80);
    // PAY-01 at 80 (weight 6) and PAY-12 at 100 (weight 4) carry the whole index.
    expect(result?.score).toMatchObject({ status: 'scored', index: 88, grade: { zh: '较规范' } });
  });

  it('says 数据不足, never 100, for a unit that recorded nothing', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', 'm1');
    const views = await viewsOf(ledger);
    const [result] = run(views, '2022Q1').units;
    expect(result?.score).toMatchObject({ status: 'insufficient', index: null });
    expect(result?.coverage.missing).toHaveLength(4);
    expect(result?.indicators.find(({ id }) => id === 'I3.1')?.notApplicable).toBe('noOccasion');
    expect(result?.indicators.find(({ id }) => id === 'I6.1')?.notApplicable).toBe('notJudged');
  });

  it('lowers coverage for each bank line that matches nothing, and names it', async () => {
    const ledger = createTestLedger();
    await complete(ledger);
    const loose = await bankLine(ledger, 'b9', '2023-06-20');
    await pay(ledger, 'p1', 'm1');
    const views = await viewsOf(ledger);
    const [result] = run(views).units;
    expect(result?.coverage.unmatchedBankLineEvents).toEqual([loose]);
    expect(result?.score).toMatchObject({ status: 'indicative', coverage: 0.6 * 0.75 + 0.4 });
  });

  it('takes the mean of the appraisal sheets and names their tallies', async () => {
    const ledger = createTestLedger();
    await complete(ledger);
    await ledger.record('ratings.SessionOpened', 'rating-s1', {
      sessionId: 's1',
      year: 2023,
      objects: [{ objectId: 'committee', kind: 'group' }],
      dimensions: ['总体'],
    });
    const tally = await ledger.record('ratings.RatingTallied', 'rating-s1', {
      sessionId: 's1',
      objectId: 'committee',
      dimension: '总体',
      raterGroup: 'massRepresentatives',
      returned: 12,
      counts: { excellent: 5, competent: 3, basicallyCompetent: 1, incompetent: 1, abstain: 2 },
    });
    const views = await viewsOf(ledger);
    const [result] = run(views).units;
    expect(result?.indicators.find(({ id }) => id === 'I8.1')?.ratings).toEqual({
      sheets: 10,
      eventIds: [tally],
    });
    const opinion = result?.score.dimensions.find(({ id }) => id === 'I8');
    expect(opinion?.score).toBe(80);
  });

  it('does not let a violation vanish because the counted rule never applied', async () => {
    const ledger = createTestLedger();
    await complete(ledger);
    const undecided = await pay(ledger, 'p1');
    const only = violationsProjection([decided], createRulePacks([], [decided]));
    const views = await openTestViews(ledger.log, [
      only,
      normIndexProjection,
      accountabilityProjection,
    ]);
    open.push(views);
    await views.runner.catchUp();
    const counting = {
      ...scheme,
      dimensions: scheme.dimensions.map((dimension) => ({
        ...dimension,
        indicators: dimension.indicators.map((indicator) =>
          indicator.id === 'I3.1' && indicator.source === 'violations'
            ? { ...indicator, occasions: ['PAY-12'] }
            : indicator,
        ),
      })),
    };
    const [result] = views.reader.read(
      (snapshot) => runNormIndex(snapshot, counting, ['PAY-01'], [unit], '2023Q2').units,
    );
    expect(result?.indicators.find(({ id }) => id === 'I3.1')).toMatchObject({
      occasions: 1,
      violations: [{ eventId: undecided }],
    });
    expect(result?.score.index).toBe(0);
  });

  it('gives the same bytes twice, names its packs, position and clock', async () => {
    const ledger = createTestLedger();
    await complete(ledger);
    await pay(ledger, 'p1');
    const views = await viewsOf(ledger);
    expect(JSON.stringify(run(views))).toBe(JSON.stringify(run(await viewsOf(ledger, [1, 3]))));
    expect(run(views)).toMatchObject({ clock: 'business', position: '7', halted: [] });
  });

  it('holds the same rows however the log is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('line', 'match', 'pay'), fc.nat(3)), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fc.nat(12), { maxLength: 5 }),
        async (script, cuts) => {
          const ledger = createTestLedger();
          for (const [kind, number] of script)
            if (kind === 'line') await bankLine(ledger, `b${number}`, '2023-05-05');
            else if (kind === 'match') await match(ledger, `b${number}`);
            else await pay(ledger, `p${number}`);
          const whole = await viewsOf(ledger);
          const pieces = await viewsOf(
            ledger,
            [...new Set(cuts)].sort((a, b) => a - b),
          );
          expect(pieces.digest('norm-index')).toBe(whole.digest('norm-index'));
          for (const views of open.splice(0)) views.close();
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('a period of the index', () => {
  it('has a first and a last day, and periods of its length before it', () => {
    expect(parsePeriod('2024Q1')).toMatchObject({ from: '2024-01-01', to: '2024-03-31' });
    expect(earlierPeriods('2024Q1', 2)).toEqual(['2023Q4', '2023Q3']);
    expect(earlierPeriods('2024', 2)).toEqual(['2023', '2022']);
    expect(earlierPeriods('2023Q3..2024Q2', 1)).toEqual(['2022Q3..2023Q2']);
  });

  it('is a quarter, a year or a run of quarters', () => {
    expect(parsePeriod('2023Q4').months).toEqual(['2023-10', '2023-11', '2023-12']);
    expect(parsePeriod('2023')).toMatchObject({
      quarters: ['2023Q1', '2023Q2', '2023Q3', '2023Q4'],
      years: ['2023'],
    });
    expect(parsePeriod('2023Q3..2024Q2')).toMatchObject({
      quarters: ['2023Q3', '2023Q4', '2024Q1', '2024Q2'],
      years: [],
    });
  });

  it.each(['2023Q5', '2023-04', '2024Q2..2023Q3', '1990..2023', '', '1000Q1..2000Q1'])(
    'is refused when it is written %p',
    (text) => {
      expect(() => parsePeriod(text)).toThrow(/2023Q4/);
    },
  );
});
