import { afterEach, describe, expect, it } from '@jest/globals';
import { createRulePacks } from '../../src/rules/pack.js';
import { riskRegisterProjection } from '../../projections/risk-register/riskRegister.projection.js';
import {
  riskRegister,
  type RiskFilter,
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
});
