// What people decide beside the computed index: violations rebutted or confirmed, warnings, vetoes, adjustments,
// obligations, money due, surveys; and the index explained.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { accountabilityProjection } from '../../projections/accountability/accountability.projection.js';
import { explainIndex, whatIf } from '../../projections/norm-index/explain.js';
import { normIndexProjection } from '../../projections/norm-index/normIndex.projection.js';
import { runNormIndex, type UnitIndex } from '../../projections/norm-index/normIndex.queries.js';
import {
  readScheme,
  schemeByVersion,
  schemeFor,
} from '../../projections/norm-index/schemes.queries.js';
import { suspicions } from '../../projections/norm-index/suspicions.queries.js';
import { indexableUnits } from '../../projections/norm-index/units.queries.js';
import { officesProjection } from '../../projections/offices/offices.projection.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import { parseScheme } from '../../src/analytics/indexScheme.js';
import { catalogue } from '../../src/events/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import {
  createTestLedger,
  openTestViews,
  VILLAGE,
  type TestLedger,
  type TestViews,
} from './ledger.js';
import { decided, unsplit } from './testRules.js';

const shippedText = readFileSync(new URL('../../schemes/norm-index.yaml', import.meta.url), 'utf8');
const scheme = parseScheme(parse(shippedText), catalogue.names);
const rules = [decided, unsplit];
const judged = rules.map(({ id }) => id);
const unit = { orgunit: VILLAGE, name: '虚构村' };
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function viewsOf(ledger: TestLedger): Promise<TestViews> {
  const views = await openTestViews(ledger.log, [
    officesProjection,
    violationsProjection(rules, createRulePacks([], rules)),
    normIndexProjection,
    accountabilityProjection,
  ]);
  open.push(views);
  await views.runner.catchUp();
  return views;
}

async function indexOf(ledger: TestLedger, period = '2023Q2'): Promise<UnitIndex> {
  const views = await viewsOf(ledger);
  const [result] = views.reader.read(
    (snapshot) => runNormIndex(snapshot, scheme, judged, [unit], period).units,
  );
  if (!result) throw new Error('no result');
  return result;
}

const payee = { payeeId: 'payee-1', kind: 'company' } as const;
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
      payee: { ...payee, payeeId: `to-${paymentId}` },
    },
    matter === undefined ? {} : { matter },
  );

/** A village whose records of the quarter are complete: 99 decided payments, one without a decision. */
async function village(): Promise<{ ledger: TestLedger; violation: string }> {
  const ledger = createTestLedger();
  for (const month of ['04', '05', '06']) {
    const bankLineId = `b${month}`;
    const on = `2023-${month}-10`;
    await ledger.record(
      'funds.BankLineRecorded',
      `bankline-${bankLineId}`,
      { bankLineId, accountId: 'a', bookedOn: on, amount: '-100', currency: 'CNY' },
      { time: `${on}T10:00:00+08:00` },
    );
    await ledger.record('funds.BankLineMatched', `bankline-${bankLineId}`, {
      bankLineId,
      matches: { kind: 'payment', paymentId: 'p1' },
    });
  }
  await ledger.record('matters.DecisionPublished', 'matter-m1', {
    matterId: 'm1',
    noticeId: 'n1',
    what: 'decision',
    places: ['村务公开栏'],
  });
  await ledger.record('matters.ResultRuled', 'matter-m1', {
    matterId: 'm1',
    rulingId: '1',
    outcome: 'adopted',
  });
  for (let index = 0; index < 99; index++) await pay(ledger, `p${index}`, 'm1');
  return { ledger, violation: `PAY-01~${await pay(ledger, 'p99')}~0` };
}

const confirm = (ledger: TestLedger, violationId: string, on: string) =>
  ledger.record(
    'accountability.ViolationConfirmed',
    `violation-${violationId}`,
    { violationId, decisionId: `confirm-${on}` },
    { time: `${on}T09:00:00+08:00` },
  );
const warn = (
  ledger: TestLedger,
  warningId: string,
  level: 'yellow' | 'orange' | 'red',
  on: string,
) =>
  ledger.record(
    'accountability.WarningIssued',
    `warning-${warningId}`,
    { warningId, level, unitId: VILLAGE, reason: '虚构' },
    { time: `${on}T09:00:00+08:00` },
  );

describe('what people decide on violations', () => {
  it('takes a rebutted violation off the deduction, but shows it', async () => {
    const { ledger, violation } = await village();
    expect((await indexOf(ledger)).score.index).toBe(88);
    await ledger.record('accountability.ViolationRebutted', `violation-${violation}`, {
      violationId: violation,
      decisionId: 'd1',
      reason: '应急抢险',
    });
    const after = await indexOf(ledger);
    expect(after.score.index).toBe(100);
    const indicator = after.indicators.find(({ id }) => id === 'I3.1');
    expect(indicator).toMatchObject({ occasions: 100, severity: 0, violations: [] });
    expect(indicator?.rebutted).toMatchObject([
      { id: violation, standing: { decision: 'rebutted', reason: '应急抢险' } },
    ]);
  });

  it('holds the later of two decisions', async () => {
    const { ledger, violation } = await village();
    await ledger.record('accountability.ViolationRebutted', `violation-${violation}`, {
      violationId: violation,
      decisionId: 'd1',
      reason: '误判',
    });
    await confirm(ledger, violation, '2023-06-20');
    expect((await indexOf(ledger)).score.index).toBe(88);
  });

  it('caps the index while a confirmed serious violation stays open for more than thirty days', async () => {
    const { ledger, violation } = await village();
    // Thirty days before the last day of June is 31 May: confirmed that day, it is open for thirty days and not more.
    await confirm(ledger, violation, '2023-05-31');
    expect((await indexOf(ledger)).score).toMatchObject({ index: 88, cap: null });
    const late = await village();
    await confirm(late.ledger, late.violation, '2023-05-30');
    expect((await indexOf(late.ledger)).score).toMatchObject({ index: 79.9, cap: 79.9 });
    await late.ledger.record(
      'accountability.ViolationRectified',
      `violation-${late.violation}`,
      { violationId: late.violation, reportId: 'r1', text: '已追回' },
      { time: '2023-06-30T09:00:00+08:00' },
    );
    expect((await indexOf(late.ledger)).score).toMatchObject({ index: 88, cap: null });
  });
});

describe('warnings, vetoes and adjustments', () => {
  it('deduct for the warnings of the period, not for those withdrawn or of another', async () => {
    const { ledger } = await village();
    await warn(ledger, 'w1', 'yellow', '2023-05-10');
    await warn(ledger, 'w2', 'orange', '2023-05-11');
    await warn(ledger, 'w3', 'red', '2023-01-11');
    await warn(ledger, 'w4', 'yellow', '2023-05-12');
    await ledger.record('accountability.WarningClosed', 'warning-w4', {
      warningId: 'w4',
      result: 'withdrawn',
    });
    const { score, adjustment } = await indexOf(ledger);
    expect(score).toMatchObject({ deduction: 1.5, index: 86.5, vetoes: [] });
    expect(adjustment.warnings.map(({ warningId }) => warningId)).toEqual(['w1', 'w2']);
  });

  it('are a veto when so many came within twelve months', async () => {
    const { ledger } = await village();
    await warn(ledger, 'w1', 'red', '2022-07-01');
    await warn(ledger, 'w2', 'red', '2023-06-30');
    const { score, adjustment } = await indexOf(ledger);
    expect(adjustment.vetoByWarnings).toBe('red 2 ≥ 2');
    expect(score).toMatchObject({ index: 59.9, vetoes: ['warnings'], grade: { zh: '不规范' } });
    const before = await village();
    await warn(before.ledger, 'w1', 'red', '2022-06-30');
    await warn(before.ledger, 'w2', 'red', '2023-06-30');
    expect((await indexOf(before.ledger)).score.vetoes).toEqual([]);
  });

  it('are shown with who signed them, and only for the period they name', async () => {
    const { ledger } = await village();
    for (const [adjustmentId, period, kind, hundredths] of [
      ['a1', '2023Q2', 'bonus', 450],
      ['a2', '2023Q2', 'correction', -125],
      ['a3', '2023Q1', 'correction', -900],
    ] as const)
      await ledger.record('accountability.IndexAdjusted', `indexadjustment-${adjustmentId}`, {
        adjustmentId,
        unitId: VILLAGE,
        period,
        kind,
        hundredths,
        reason: '虚构',
        document: '虚构〔2023〕1号',
        signedBy: 'p-1',
      });
    const { score, adjustment } = await indexOf(ledger);
    expect(score).toMatchObject({ bonus: 3, correction: -1.25, index: 89.75 });
    expect(adjustment.adjustments.map(({ adjustmentId }) => adjustmentId)).toEqual(['a1', 'a2']);
  });

  it('veto by a recorded fact', async () => {
    const { ledger } = await village();
    await ledger.record('accountability.VetoRecorded', 'veto-v1', {
      vetoId: 'v1',
      unitId: VILLAGE,
      kind: 'falsification',
      on: '2023-06-01',
      reason: '伪造纪要',
      document: '虚构〔2023〕2号',
    });
    expect((await indexOf(ledger)).score).toMatchObject({ index: 59.9, vetoes: ['falsification'] });
  });
});

describe('what fell due', () => {
  const problem = async (ledger: TestLedger, problemId: string, dueOn: string, closed?: string) => {
    await ledger.record('supervision.ProblemFound', `problem-${problemId}`, {
      problemId,
      unitId: VILLAGE,
      severity: 'M',
      text: '虚构',
    });
    await ledger.record('supervision.RectificationOrdered', `problem-${problemId}`, {
      problemId,
      orderId: 'o1',
      dueOn,
    });
    if (closed !== undefined)
      await ledger.record(
        'supervision.ProblemClosed',
        `problem-${problemId}`,
        { problemId, closureId: 'c1', result: 'rectified' },
        { time: `${closed}T09:00:00+08:00` },
      );
  };

  it('counts problems by their day: done on it is kept, a day later or never is not', async () => {
    const { ledger } = await village();
    await problem(ledger, 'q1', '2023-06-01', '2023-06-01');
    await problem(ledger, 'q2', '2023-06-01', '2023-06-02');
    await problem(ledger, 'q3', '2023-06-30');
    await problem(ledger, 'q4', '2023-07-01');
    const indicator = (await indexOf(ledger)).indicators.find(({ id }) => id === 'I7.2');
    expect(indicator).toMatchObject({ occasions: 3, notApplicable: null });
    expect(indicator?.severity).toBeCloseTo(1.2, 10);
    expect(indicator?.obligations.map(({ id, open: isOpen }) => [id, isOpen])).toEqual([
      ['q1', false],
      ['q2', true],
      ['q3', true],
    ]);
  });

  const rentDue = (ledger: TestLedger, dueId: string, dueOn: string, currency = 'CNY') =>
    ledger.record('assets.RentDue', 'lease-l1', {
      leaseId: 'l1',
      dueId,
      amount: '10000',
      currency,
      dueOn,
    });
  const rent = (ledger: TestLedger, receiptId: string, dueId: string, amount: string, on: string) =>
    ledger.record(
      'assets.RentReceived',
      'lease-l1',
      { leaseId: 'l1', receiptId, dueId, amount, currency: 'CNY' },
      { time: `${on}T09:00:00+08:00` },
    );

  it('measures money due by the share that is still open at the end of the period', async () => {
    const { ledger } = await village();
    await rentDue(ledger, 'd1', '2023-04-01');
    await rentDue(ledger, 'd2', '2023-06-30');
    await rent(ledger, 'r1', 'd1', '10000', '2023-06-30');
    await rent(ledger, 'r2', 'd2', '7000', '2023-06-30');
    await rent(ledger, 'r3', 'd2', '3000', '2023-07-01');
    const result = await indexOf(ledger);
    const indicator = result.indicators.find(({ id }) => id === 'I4.4');
    expect(indicator).toMatchObject({ occasions: 20000, severity: 3000 });
    // 3,000 of 20,000 open against a tolerance of 30 %: half of the score.
    const score = result.score.dimensions
      .flatMap(({ indicators }) => indicators)
      .find(({ id }) => id === 'I4.4')?.score;
    expect(score).toBe(50);
  });

  it('does not add up two currencies', async () => {
    const { ledger } = await village();
    await rentDue(ledger, 'd1', '2023-04-01');
    await rentDue(ledger, 'd2', '2023-04-01', 'HKD');
    expect((await indexOf(ledger)).indicators.find(({ id }) => id === 'I4.4')?.notApplicable).toBe(
      'mixedCurrencies',
    );
  });

  it('takes the mean of a survey from thirty answers on', async () => {
    const { ledger } = await village();
    await ledger.record('supervision.SurveyOpened', 'survey-s1', {
      surveyId: 's1',
      unitId: VILLAGE,
      year: 2023,
      title: '问政于民',
      questions: ['满意吗'],
    });
    await ledger.record('supervision.ResponsesTallied', 'survey-s1', {
      surveyId: 's1',
      tallyId: 't1',
      counts: [
        { satisfaction: 100, count: 20 },
        { satisfaction: 70, count: 9 },
      ],
    });
    const few = (await indexOf(ledger)).indicators.find(({ id }) => id === 'I8.2');
    expect(few).toMatchObject({ notApplicable: 'tooFew', ratings: { sheets: 29 } });
    await ledger.record('supervision.ResponseReceived', 'survey-s1', {
      surveyId: 's1',
      token: 'x',
      satisfaction: 70,
    });
    const result = await indexOf(ledger);
    const score = result.score.dimensions.find(({ id }) => id === 'I8')?.score;
    expect(score).toBe(90);
  });
});

describe('an index explained', () => {
  it('says what each deduction would give back, and agrees with the run when it is taken away', async () => {
    const { ledger, violation } = await village();
    const views = await viewsOf(ledger);
    const explained = views.reader.read((snapshot) =>
      explainIndex(snapshot, scheme, judged, unit, '2023Q2', 2),
    );
    expect(explained.deductions).toMatchObject([
      { kind: 'violation', indicator: 'I3.1', id: violation, rule: 'PAY-01', gain: 12 },
    ]);
    expect(explained.past.map(({ period, index }) => [period, index])).toEqual([
      ['2023Q1', null],
      ['2022Q4', null],
    ]);
    expect(explained.proposals.map(({ text }) => text.zh)).toEqual(['反馈问题清单']);
    const answer = views.reader.read((snapshot) =>
      whatIf(snapshot, scheme, judged, unit, '2023Q2', [violation]),
    );
    expect([answer.now.index, answer.then.index]).toEqual([88, 100]);
    expect(() =>
      views.reader.read((snapshot) => whatIf(snapshot, scheme, judged, unit, '2023Q2', ['x'])),
    ).toThrow(/index explain/);
  });

  it('shares the lost points of an indicator among powers and posts, losing none', async () => {
    const { ledger } = await village();
    await pay(ledger, 'q1');
    const views = await viewsOf(ledger);
    const { byPower, byPost, score } = views.reader.read((snapshot) =>
      explainIndex(snapshot, scheme, judged, unit, '2023Q2', 0),
    );
    const lost = score.dimensions
      .flatMap(({ indicators }) => indicators)
      .reduce((sum, one) => sum + one.lost, 0);
    for (const shares of [byPower, byPost])
      expect(shares.reduce((sum, one) => sum + one.lost, 0)).toBeCloseTo(lost, 1);
  });
});

/** Ids of every rule that the shipped scheme names, so that only what a test changed is wrong. */
const allRuleIds = [
  ...new Set([...shippedText.matchAll(/\b([A-Z]+-\d{2})\b/g)].map(([id]) => id)),
  'BAL-01',
  'VR-01',
  'INC-01',
  'TND-01',
  'SUP-01',
];

describe('a scheme of the index', () => {
  const next = shippedText
    .replace(/version: .*/, "version: '2024.1'")
    .replace('yellow: 0.5', 'yellow: 0.9');

  it('holds from the day of its adoption; periods before keep the shipped one', async () => {
    const ledger = createTestLedger();
    await ledger.record('accountability.SchemeAdopted', 'scheme-cn.default', {
      schemeId: 'cn.default',
      version: '2024.1',
      effectiveFrom: '2024-01-01',
      digest: 'a'.repeat(64),
      content: next,
    });
    const views = await viewsOf(ledger);
    const versions = views.reader.read((snapshot) =>
      ['2023Q4', '2024Q1'].map((period) => schemeFor(snapshot, scheme, period).version),
    );
    expect(versions).toEqual([scheme.version, '2024.1']);
    const named = views.reader.read((snapshot) =>
      schemeByVersion(snapshot, scheme, 'cn.default@2024.1'),
    );
    expect(named.warnings.yellow).toBe(0.9);
    expect(() => views.reader.read((snapshot) => schemeByVersion(snapshot, scheme, 'x@1'))).toThrow(
      /index schemes/,
    );
  });

  it.each([
    ['weights that do not add up', (text: string) => text.replace('weight: 20', 'weight: 21')],
    ['a rule that nobody knows', (text: string) => text.replace('[PAY-01, PAY-02]', '[PAY-99]')],
    ['a key that has no meaning', (text: string) => `${text}\nbonus: 3\n`],
    ['text that is no YAML', () => '{'],
  ])('is refused whole for %s', (_, change) => {
    expect(() => readScheme(change(shippedText), allRuleIds)).toThrow(
      expect.objectContaining({ code: 'scheme.invalid' }),
    );
  });
});

describe('units and signs', () => {
  it('leaves out a unit that was dissolved before the period, and says so when it is asked for', async () => {
    const ledger = createTestLedger();
    await ledger.record('offices.UnitRegistered', 'unit-v1', {
      unitId: 'v1',
      division: VILLAGE,
      name: '虚构村',
      kind: 'village',
    });
    await ledger.record('offices.UnitDissolved', 'unit-v1', { unitId: 'v1', on: '2023-05-15' });
    const views = await viewsOf(ledger);
    const during = views.reader.read((snapshot) => indexableUnits(snapshot, [], '2023-04-01'));
    expect(during).toEqual([
      { orgunit: VILLAGE, name: '虚构村', unitId: 'v1', dissolvedOn: '2023-05-15' },
    ]);
    expect(views.reader.read((snapshot) => indexableUnits(snapshot, [], '2023-07-01'))).toEqual([]);
    expect(() =>
      views.reader.read((snapshot) => indexableUnits(snapshot, [VILLAGE], '2023-07-01')),
    ).toThrow(/2023-05-15/);
  });

  it('names records made afterwards, of a unit that did most of them late', async () => {
    const ledger = createTestLedger();
    for (let index = 0; index < 14; index++) await pay(ledger, `p${index}`);
    for (let index = 0; index < 6; index++)
      await ledger.record(
        'funds.PaymentMade',
        `payment-late${index}`,
        {
          paymentId: `late${index}`,
          instalmentId: '1',
          amount: '1',
          currency: 'CNY',
          method: 'transfer',
          payee,
        },
        { recordedtime: '2023-06-25T09:00:00+08:00' },
      );
    const views = await viewsOf(ledger);
    const signs = views.reader.read((snapshot) => suspicions(snapshot, [unit], '2023Q2'));
    expect(signs.get(VILLAGE)?.map(({ kind }) => kind)).toEqual(['backfilled']);
  });
});
