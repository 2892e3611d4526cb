// A01 to A06 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, leadsOf, on, spend, type TestLedger } from './support.js';

/** A matter of 8,000 yuan decided on a day by a kind of body. */
const decided = (ledger: TestLedger, day: string, kind = 'villageTwoCommittees', hour = 9) =>
  ledger
    .body('B', kind as 'villageTwoCommittees')
    .opens({ amount: '800000', currency: 'CNY' }, { time: on('2024-03-01') })
    .rules('adopted', { bodyId: 'B' }, { time: on(day, hour) });

const paid = (ledger: TestLedger, yuan: number, day: string, category?: string) => {
  spend(ledger, { yuan, day, matter: 'M1', ...(category === undefined ? {} : { category }) });
  return ledger;
};

describe('A01 no decision where one is needed', () => {
  it('asks about a payment whose tier needs a body, and names the figures', () => {
    const ledger = aLedger();
    spend(ledger, { yuan: 8000, day: '2024-03-10' });
    const [lead] = leadsOf('A01', ledger);
    expect(lead).toMatchObject({
      amount: '800000',
      currency: 'CNY',
      severity: 'S',
      on: '2024-03-10',
    });
    expect(lead?.statement.zh).toContain('8,000.00 CNY');
    expect(lead?.events).toHaveLength(2);
  });

  it('is silent where the matter was decided, and where the tier asks for nothing', () => {
    expect(count('A01', paid(decided(aLedger(), '2024-03-05'), 8000, '2024-03-10'))).toBe(0);
    const approved = aLedger();
    const id = spend(approved, { yuan: 999, day: '2024-03-10' });
    approved.approves('approve', { paymentId: id, personId: 'p' });
    expect(count('A01', approved)).toBe(0);
  });

  it('begins exactly at the tier', () => {
    const at = (yuan: number) => {
      const ledger = aLedger();
      const id = spend(ledger, { yuan, day: '2024-03-10' });
      return count('A01', ledger.approves('approve', { paymentId: id, personId: 'p' }));
    };
    expect([at(999.99), at(1000)]).toEqual([0, 1]);
  });

  it('asks about a small payment that nobody approved, less loudly', () => {
    const ledger = aLedger();
    spend(ledger, { yuan: 500, day: '2024-03-10' });
    expect(leadsOf('A01', ledger)).toMatchObject([{ severity: 'M' }]);
  });

  it('asks about a matter carried out without a decision, unless told not to', () => {
    const ledger = aLedger()
      .opens()
      .add('matters.ImplementationReported', { matterId: 'M1', reportId: 'r', text: '开工' });
    expect(leadsOf('A01', ledger)).toMatchObject([{ severity: 'M' }]);
    expect(count('A01', ledger, { parameters: { implementation: false } })).toBe(0);
  });
});

describe('A02 money or work before the decision', () => {
  it('asks about a payment that precedes its decision, and counts the days', () => {
    const [lead] = leadsOf('A02', paid(decided(aLedger(), '2024-03-20'), 8000, '2024-03-10'));
    expect(lead).toMatchObject({
      figures: { days: 10, paid: '2024-03-10', decided: '2024-03-20' },
    });
  });

  it('is silent for a decision before, and for one of the same day that states no time', () => {
    expect(
      count('A02', paid(decided(aLedger(), '2024-03-10', undefined, 8), 8000, '2024-03-10')),
    ).toBe(0);
    expect(
      count('A02', paid(decided(aLedger(), '2024-03-10', undefined, 0), 8000, '2024-03-10')),
    ).toBe(0);
  });

  it('asks from the very next day on', () => {
    expect(count('A02', paid(decided(aLedger(), '2024-03-11'), 8000, '2024-03-10'))).toBe(1);
  });

  it('takes an approval for the decision where there is no other', () => {
    const ledger = aLedger();
    const id = spend(ledger, { yuan: 500, day: '2024-03-10' });
    ledger.approves('approve', { paymentId: id, personId: 'p' }, { time: on('2024-03-12') });
    expect(count('A02', ledger)).toBe(1);
  });
});

describe('A03 large sum decided and paid at once', () => {
  const at = (yuan: number, decision: string, payment: string, category?: string) =>
    count('A03', paid(decided(aLedger(), decision, 'villageRepsMeeting'), yuan, payment, category));

  it('asks within a day, for sums above the highest step of the tiers', () => {
    expect(at(20_000, '2024-03-10', '2024-03-11')).toBe(1);
    expect(at(20_000, '2024-03-10', '2024-03-12')).toBe(0);
  });

  it('is silent at the step itself and asks one fen above it', () => {
    expect([
      at(10_000, '2024-03-10', '2024-03-10'),
      at(10_000.01, '2024-03-10', '2024-03-10'),
    ]).toEqual([0, 1]);
  });

  it('leaves emergency relief alone', () => {
    expect(at(20_000, '2024-03-10', '2024-03-10', '抢险救灾')).toBe(0);
  });
});

describe('A04 more paid than decided', () => {
  const at = (...yuan: number[]) => {
    const ledger = decided(aLedger(), '2024-03-05');
    for (const each of yuan) paid(ledger, each, '2024-03-10');
    return leadsOf('A04', ledger);
  };

  it('adds up the payments of the matter and states what is over', () => {
    expect(at(5000, 4000)).toMatchObject([
      { amount: '100000', figures: { decided: '800000', paid: '900000' } },
    ]);
  });

  it('is silent up to the decided amount and asks one fen above it', () => {
    expect([at(5000, 3000).length, at(5000, 3000.01).length]).toEqual([0, 1]);
  });

  it('never adds up currencies, and takes back what was reversed', () => {
    const ledger = decided(aLedger(), '2024-03-05');
    spend(ledger, { yuan: 8000, day: '2024-03-10', matter: 'M1' });
    spend(ledger, { yuan: 8000, day: '2024-03-10', matter: 'M1', currency: 'USD' });
    expect(count('A04', ledger)).toBe(0);
    const id = spend(ledger, { yuan: 100, day: '2024-03-11', matter: 'M1' });
    expect(count('A04', ledger)).toBe(1);
    ledger.add('funds.PaymentReversed', {
      paymentId: id,
      reversalId: 'r',
      amount: '10000',
      currency: 'CNY',
      reason: '误',
      approvedBy: 'q',
    });
    expect(count('A04', ledger)).toBe(0);
  });
});

describe('A05 decided below the required tier', () => {
  it('asks where another body decided than the tier names', () => {
    const [lead] = leadsOf('A05', paid(decided(aLedger(), '2024-03-05'), 20_000, '2024-03-10'));
    expect(lead?.statement.zh).toContain('村民代表会议');
  });

  it('is silent where the right body decided, and where nobody knows which body it was', () => {
    expect(
      count(
        'A05',
        paid(decided(aLedger(), '2024-03-05', 'villageRepsMeeting'), 20_000, '2024-03-10'),
      ),
    ).toBe(0);
    expect(count('A05', paid(aLedger().opens().rules('adopted'), 20_000, '2024-03-10'))).toBe(0);
  });

  it('begins exactly at the tier of the other body', () => {
    const at = (yuan: number) =>
      count('A05', paid(decided(aLedger(), '2024-03-05'), yuan, '2024-03-10'));
    expect([at(9999.99), at(10_000)]).toEqual([0, 1]);
  });
});

describe('A06 money in and out again', () => {
  const income = (yuan: number, payer?: string) =>
    aLedger().add(
      'funds.IncomeReceived',
      {
        incomeId: 'i',
        class: 'landCompensation',
        amount: `${yuan}00`,
        currency: 'CNY',
        ...(payer === undefined ? {} : { payer }),
      },
      { time: on('2023-12-31') },
    );

  it('finds 3,711,600 yuan that left the next day in cash, across the turn of the year', () => {
    const ledger = income(3_711_600);
    spend(ledger, {
      yuan: 2_000_000,
      day: '2024-01-01',
      payee: 'x',
      kind: 'person',
      method: 'cash',
    });
    spend(ledger, {
      yuan: 1_711_600,
      day: '2024-01-01',
      payee: 'x',
      kind: 'person',
      method: 'cash',
    });
    expect(leadsOf('A06', ledger)).toMatchObject([
      { amount: '371160000', severity: 'S', figures: { payments: 2, share: '100.0%' } },
    ]);
  });

  it('is silent for a transfer to a company, unless it is who paid', () => {
    const at = (payer?: string) => {
      const ledger = income(50_000, payer);
      spend(ledger, { yuan: 50_000, day: '2024-01-01', payee: 'C1' });
      return count('A06', ledger);
    };
    expect([at(), at('C1')]).toEqual([0, 1]);
  });

  it('asks up to the second day and from four fifths of the income', () => {
    const at = (yuan: number, day: string) => {
      const ledger = income(50_000);
      spend(ledger, { yuan, day, kind: 'person', payee: 'x' });
      return count('A06', ledger);
    };
    expect([at(40_000, '2024-01-02'), at(39_999, '2024-01-02'), at(40_000, '2024-01-03')]).toEqual([
      1, 0, 0,
    ]);
  });
});
