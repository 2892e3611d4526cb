// What the audit adds up: the money of the units by month, and the shares of good marks by year.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { createProjections } from '../../projections/registry.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { RULES } from '../../src/rules/index.js';
import { HEAD, plantedLedger } from './auditLedger.js';
import { openTestViews, VILLAGE, type TestViews } from './ledger.js';

let views: TestViews;
beforeAll(async () => {
  const { ledger } = await plantedLedger();
  const income = (incomeId: string, day: string, amount: string, currency = 'CNY') =>
    ledger.record(
      'funds.IncomeReceived',
      `income-${incomeId}`,
      { incomeId, class: 'subsidy', amount, currency },
      { time: `${day}T09:00:00+08:00` },
    );
  await income('i1', '2020-06-30', '700');
  await income('i2', '2020-06-01', '300');
  await income('i3', '2021-01-01', '5', 'USD');
  // After he had left.
  await income('i4', '2023-01-01', '999999');
  await ledger.record(
    'funds.PaymentReversed',
    'payment-pay1',
    {
      paymentId: 'pay1',
      reversalId: 'r1',
      amount: '100',
      currency: 'CNY',
      reason: '退回',
      approvedBy: HEAD,
    },
    { time: '2020-07-01T09:00:00+08:00' },
  );
  views = await openTestViews(ledger.log, createProjections(createRulePacks([], RULES)));
  await views.runner.catchUp();
});
afterAll(() => views.close());

const audit = (termId?: string) =>
  views.reader.read((snapshot) => departureAudit(snapshot, RULES, HEAD, termId));

describe('the money of the units of an audit', () => {
  it('is summed by month and currency over overlapping terms of one unit once, within them alone', () => {
    const [unit, ...others] = audit().unitMoney;
    expect(others).toEqual([]);
    expect(unit).toMatchObject({
      unitId: 'u1',
      unitName: '虚构村',
      orgunit: VILLAGE,
      from: '2020-01-01',
      to: '2022-12-31',
    });
    expect(unit?.months).toEqual([
      {
        month: '2020-06',
        currency: 'CNY',
        income: '1000',
        paid: '5000000',
        reversed: '0',
        events: 3,
      },
      { month: '2020-07', currency: 'CNY', income: '0', paid: '0', reversed: '100', events: 1 },
      { month: '2021-01', currency: 'USD', income: '5', paid: '0', reversed: '0', events: 1 },
      {
        month: '2022-11',
        currency: 'CNY',
        income: '0',
        paid: '371160000',
        reversed: '0',
        events: 1,
      },
      { month: '2022-12', currency: 'CNY', income: '0', paid: '900', reversed: '0', events: 1 },
    ]);
  });

  it('has totals that equal the sum of their months', () => {
    for (const { months, totals } of audit().unitMoney)
      for (const total of totals)
        for (const measure of ['income', 'paid', 'reversed'] as const) {
          const own = months.filter(({ currency }) => currency === total.currency);
          const sum = own.reduce((fen, month) => fen + BigInt(month[measure]), 0n);
          expect([total.currency, measure, total[measure]]).toEqual([
            total.currency,
            measure,
            sum.toString(),
          ]);
        }
  });

  it('is of the one term where one is asked for', () => {
    expect(audit('t2').unitMoney[0]).toMatchObject({ from: '2021-06-01', to: '2022-12-31' });
    expect(audit('t2').unitMoney[0]?.months.map(({ month }) => month)).toEqual([
      '2022-11',
      '2022-12',
    ]);
  });
});

describe('the appraisals of an audit', () => {
  it('are shares of the marks given, by year and group', () => {
    const { ratingYears, ratings } = audit();
    expect(ratingYears).toEqual([
      {
        year: 2022,
        raterGroup: 'partyMembers',
        marks: 10,
        excellentShare: 0.6,
        competentShare: 0.8,
        eventIds: ratings.map(({ eventId }) => eventId),
      },
    ]);
  });
});
