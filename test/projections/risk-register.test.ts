import { afterEach, describe, expect, it } from '@jest/globals';
import { accountabilityProjection } from '../../projections/accountability/accountability.projection.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { riskRegisterProjection } from '../../projections/risk-register/riskRegister.projection.js';
import {
  riskRegister,
  type RiskFilter,
  type RiskRegister,
} from '../../projections/risk-register/riskRegister.queries.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import {
  createTestLedger,
  openTestViews,
  TOWNSHIP,
  VILLAGE,
  type TestLedger,
  type TestViews,
} from './ledger.js';
import { decided } from './testRules.js';

const projections = [
  violationsProjection([decided], createRulePacks([], [decided])),
  riskRegisterProjection,
  accountabilityProjection,
];
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function registerOf(ledger: TestLedger) {
  const views = await openTestViews(ledger.log, projections);
  open.push(views);
  await views.runner.catchUp();
  const ask = (filter: RiskFilter) =>
    views.reader.read((snapshot) => riskRegister(snapshot, filter));
  return { views, ask };
}

const item = (version: string, effectiveFrom: string, grade: number) => ({
  code: 'V05',
  version,
  level: 'village' as const,
  name: '集体资金支出',
  holder: 'VLM',
  lead: 'VPS',
  basis: [{ document: '农村集体经济组织法', clause: '第四十三条' }],
  steps: [
    { n: 1, name: '申请', who: 'VACC', evt: 'PaymentRequested' },
    { n: 2, name: '支付', who: 'VACC', evt: 'PaymentMade' },
    { n: 3, name: '公开', who: 'VSC' },
  ],
  risks: [
    {
      riskId: 'r1',
      at: 2,
      grade,
      text: '未经决定即支付',
      control: '双签',
      likelihood: 4,
      impact: 4,
      discretion: 1,
    },
    { riskId: 'r2', at: 3, grade: 3, text: '不公开' },
  ],
  effectiveFrom,
});
const publish = (ledger: TestLedger, version: string, from: string, grade: number) =>
  ledger.record('powers.PowerItemPublished', 'power-V05', item(version, from, grade), {
    orgunit: TOWNSHIP,
  });
const payUndecided = (ledger: TestLedger, paymentId: string, orgunit = VILLAGE) =>
  ledger.record(
    'funds.PaymentMade',
    `payment-${paymentId}`,
    {
      paymentId,
      instalmentId: '1',
      amount: '100',
      currency: 'CNY',
      method: 'cash',
      payee: { payeeId: 'x', kind: 'company' },
    },
    { powercode: 'V05', orgunit },
  );

describe('the risk register', () => {
  it('shows decided beside computed grade, the control, the step and who carries it out', async () => {
    const ledger = createTestLedger();
    const eventId = await publish(ledger, '1', '2020-01-01', 2);
    const { ask } = await registerOf(ledger);
    const register = ask({});
    expect(register.powers).toHaveLength(1);
    expect(register.powers[0]).toMatchObject({
      code: 'V05',
      eventId,
      basis: [{ document: '农村集体经济组织法' }],
      risks: [
        {
          riskId: 'r1',
          decidedGrade: 2,
          computed: { score: 17, grade: 1 },
          control: '双签',
          step: { number: 2, name: '支付', who: 'VACC' },
        },
        { riskId: 'r2', decidedGrade: 3, computed: null },
      ],
    });
    expect(register.totals).toEqual({ high: 0, middle: 1, low: 1 });
  });

  it('counts how often the rules of a step were broken, with the events', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 1);
    const first = await payUndecided(ledger, 'p1');
    const second = await payUndecided(ledger, 'p2', TOWNSHIP);
    const { ask } = await registerOf(ledger);
    const [power] = ask({ power: 'V05' }).powers;
    expect(power?.risks[0]?.broken).toEqual([
      { rule: 'PAY-01', count: 2, eventIds: [first, second] },
    ]);
    expect(power?.risks[1]?.brokenCount).toBe(0);
    expect(ask({ area: VILLAGE }).powers[0]?.brokenCount).toBe(1);
    expect(ask({ area: TOWNSHIP }).powers[0]?.brokenCount).toBe(2);
    expect(ask({ from: '2024-01-01' }).powers[0]?.brokenCount).toBe(0);
  });

  it('answers as of a date: the version in force then, nothing before the first or after retirement', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 3);
    await publish(ledger, '2', '2022-01-01', 1);
    await ledger.record('powers.PowerItemRetired', 'power-V05', {
      code: 'V05',
      on: '2023-06-01',
      reason: '合并',
    });
    const { ask } = await registerOf(ledger);
    const versions = (at?: string) =>
      ask(at === undefined ? {} : { at }).powers.map((p) => p.version);
    expect(versions('2019-12-31')).toEqual([]);
    expect(versions('2021-12-31')).toEqual(['1']);
    expect(versions('2022-01-01')).toEqual(['2']);
    expect(versions('2023-05-31')).toEqual(['2']);
    expect(versions('2023-06-01')).toEqual([]);
    expect(versions()).toEqual([]);
    await publish(ledger, '3', '2024-01-01', 2);
    const later = await registerOf(ledger);
    expect(later.ask({}).powers.map((p) => p.version)).toEqual(['3']);
  });

  it('narrows to a role, a grade or a level', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 1);
    const { ask } = await registerOf(ledger);
    const points = (filter: RiskFilter) =>
      ask(filter).powers.flatMap(({ risks }) => risks.map(({ riskId }) => riskId));
    expect(points({ role: 'VSC' })).toEqual(['r2']);
    expect(points({ grade: 1 })).toEqual(['r1']);
    expect(points({ level: 'township' })).toEqual([]);
    expect(points({ role: 'PS' })).toEqual([]);
  });

  it('is the same after a rebuild', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 3);
    const { views } = await registerOf(ledger);
    await publish(ledger, '2', '2022-01-01', 1);
    await views.runner.catchUp();
    const live = views.digest('risk-register');
    views.runner.startRebuild('risk-register');
    await views.runner.catchUp();
    expect(views.digest('risk-register')).toBe(live);
  });

  const violationOf = (eventId: string) => `PAY-01~${eventId}~0`;
  const confirm = (ledger: TestLedger, eventId: string, on: string) =>
    ledger.record(
      'accountability.ViolationConfirmed',
      `violation-${violationOf(eventId)}`,
      { violationId: violationOf(eventId), decisionId: 'd1' },
      { time: `${on}T09:00:00+08:00` },
    );
  const pointOf = (register: RiskRegister, riskId: string) =>
    register.powers.flatMap(({ risks }) => risks).find((point) => point.riskId === riskId);

  it('raises the computed grade by confirmed findings of 24 months and proposes a higher one from three in 12', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 2);
    const paid = [
      await payUndecided(ledger, 'p1'),
      await payUndecided(ledger, 'p2'),
      await payUndecided(ledger, 'p3'),
    ];
    await confirm(ledger, paid[0]!, '2023-06-01');
    await confirm(ledger, paid[1]!, '2023-07-01');
    const { ask } = await registerOf(ledger);
    expect(pointOf(ask({ at: '2023-12-31' }), 'r1')).toMatchObject({
      computed: { score: 19, confirmedFindings: 2 },
      proposal: null,
    });
    await confirm(ledger, paid[2]!, '2023-08-01');
    const { ask: later } = await registerOf(ledger);
    expect(pointOf(later({ at: '2023-12-31' }), 'r1')?.proposal).toEqual({ grade: 1, findings: 3 });
    // Twelve months on, none of them is recent; 24 months on, none counts.
    expect(pointOf(later({ at: '2024-08-01' }), 'r1')?.proposal).toBeNull();
    expect(pointOf(later({ at: '2025-08-01' }), 'r1')?.computed?.score).toBe(17);
    // What was confirmed later was not known then.
    expect(pointOf(later({ at: '2023-06-30' }), 'r1')?.confirmed).toHaveLength(1);
  });

  it('has points that were found beside the catalogue, in their unit and post, and not after they are retired', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 2);
    await ledger.record('risks.RiskPointIdentified', 'risk-s1', {
      riskId: 's1',
      powerCode: 'V05',
      step: 2,
      unitId: VILLAGE,
      postId: 'post-1',
      description: '印章与支票同一人保管',
      method: 'selfCheck',
      likelihood: 3,
      impact: 3,
    });
    await ledger.record('risks.RiskRetired', 'risk-s1', {
      riskId: 's1',
      on: '2024-01-01',
      reason: '已分设',
    });
    const { ask } = await registerOf(ledger);
    expect(pointOf(ask({ at: '2023-12-31' }), 's1')).toMatchObject({
      method: 'selfCheck',
      decidedGrade: null,
      computed: { score: 9, grade: 2 },
      step: { number: 2, name: '支付', who: 'VACC' },
    });
    expect(ask({ at: '2023-12-31', post: 'post-1' }).powers[0]?.risks).toHaveLength(1);
    expect(pointOf(ask({ at: '2023-12-31', area: VILLAGE }), 's1')).toBeDefined();
    expect(pointOf(ask({ at: '2023-12-31', area: '451425100999' }), 's1')).toBeUndefined();
    expect(pointOf(ask({ at: '2024-01-01' }), 's1')).toBeUndefined();
    expect(pointOf(ask({ at: '2023-05-07' }), 's1')).toBeUndefined();
  });

  it('asks for a reason where the decided grade differs, and shows who gave which', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 2);
    expect(pointOf((await registerOf(ledger)).ask({}), 'r1')?.unexplained).toBe(true);
    await ledger.record('risks.RiskGraded', 'risk-r1', {
      riskId: 'r1',
      gradingId: 'g1',
      decided: 3,
      likelihood: 2,
      reason: '已由系统拦截',
      gradedBy: 'person-cdi',
    });
    expect(pointOf((await registerOf(ledger)).ask({}), 'r1')).toMatchObject({
      decidedGrade: 3,
      unexplained: false,
      computed: { likelihood: 2, score: 9, grade: 2 },
      grading: { by: 'person-cdi', reason: '已由系统拦截' },
    });
  });

  it('shows the grade that remains under the strongest control, and when the next review is due', async () => {
    const ledger = createTestLedger();
    await publish(ledger, '1', '2020-01-01', 1);
    const control = (measureId: string, strength: 'manual' | 'systemBlock') =>
      ledger.record('risks.ControlMeasureSet', 'risk-r1', {
        riskId: 'r1',
        measureId,
        measure: '虚构',
        owner: 'post-1',
        strength,
        ruleIds: ['PAY-01'],
      });
    await control('m1', 'manual');
    await control('m2', 'systemBlock');
    await ledger.record(
      'risks.ControlReviewed',
      'risk-r1',
      { riskId: 'r1', reviewId: 'v1', result: 'effective' },
      { time: '2023-05-10T09:00:00+08:00' },
    );
    const { ask } = await registerOf(ledger);
    const point = pointOf(ask({ at: '2023-11-10' }), 'r1');
    expect(point).toMatchObject({
      computed: { grade: 1, score: 17 },
      residual: { strength: 'systemBlock', score: 5, grade: 3 },
      review: { lastOn: '2023-05-10', dueOn: '2023-11-10', overdue: false },
    });
    expect(point?.controls.map(({ measureId, rules }) => [measureId, rules])).toEqual([
      ['m1', ['PAY-01']],
      ['m2', ['PAY-01']],
    ]);
    expect(pointOf(ask({ at: '2023-11-11' }), 'r1')?.review.overdue).toBe(true);
    expect(pointOf(ask({}), 'r1')?.review.overdue).toBeNull();
    expect(ask({}).heatMap).toEqual([{ likelihood: 4, impact: 4, points: 1 }]);
  });
});
