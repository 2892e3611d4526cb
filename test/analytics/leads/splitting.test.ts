// A07 to A11 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, dayNumber, fen, leadsOf, on, spend, type TestLedger } from './support.js';

const payments = (...each: readonly (readonly [yuan: number, day: string])[]): TestLedger => {
  const ledger = aLedger();
  for (const [yuan, day] of each) spend(ledger, { yuan, day, category: '维修' });
  return ledger;
};

describe('A07 splitting below a threshold', () => {
  it('adds up a rolling window and states each figure', () => {
    const [lead, ...others] = leadsOf('A07', payments([6000, '2024-02-01'], [5000, '2024-03-01']));
    expect(others).toEqual([]);
    expect(lead).toMatchObject({
      amount: fen(11_000),
      severity: 'S',
      figures: { payments: 2, threshold: fen(10_000), from: '2024-02-01', to: '2024-03-01' },
    });
  });

  it('reaches across the turn of the year, once', () => {
    expect(count('A07', payments([6000, '2023-12-20'], [5000, '2024-01-15']))).toBe(1);
  });

  it('ends with the ninetieth day and begins exactly at the threshold', () => {
    const apart = (days: number) =>
      count('A07', payments([6000, dayNumber(0)], [5000, dayNumber(days)]));
    expect([apart(90), apart(91)]).toEqual([1, 0]);
    const sum = (yuan: number) =>
      count('A07', payments([6000, '2024-02-01'], [yuan, '2024-02-02']));
    expect([sum(4000), sum(3999.99)]).toEqual([1, 0]);
  });

  it('looks at a fiscal year as a whole where no window shows it, less loudly', () => {
    const year = ['2024-01-10', '2024-04-20', '2024-07-30', '2024-11-20'].map(
      (day) => [3000, day] as const,
    );
    expect(leadsOf('A07', payments(...year))).toMatchObject([
      { severity: 'L', figures: { window: '2024', payments: 4 } },
    ]);
    expect(count('A07', payments(...year.slice(1)))).toBe(0);
  });

  it('never adds up currencies, payees or kinds, and leaves wages and contracts alone', () => {
    const two = (second: object, category = '维修') => {
      const ledger = aLedger();
      spend(ledger, { yuan: 6000, day: '2024-02-01', category });
      spend(ledger, { yuan: 5000, day: '2024-02-02', category, ...second });
      return count('A07', ledger);
    };
    expect(two({ currency: 'USD' })).toBe(0);
    expect(two({ payee: 'C2' })).toBe(0);
    expect(two({ category: '办公' })).toBe(0);
    expect(two({ contractId: 'k' })).toBe(0);
    expect(two({}, '误工补贴')).toBe(0);
    expect(two({})).toBe(1);
  });

  it('is silent where the right body decided on each part', () => {
    const ledger = aLedger()
      .body('B', 'villageRepsMeeting')
      .opens()
      .rules('adopted', { bodyId: 'B' });
    spend(ledger, { yuan: 6000, day: '2024-04-01', matter: 'M1' });
    spend(ledger, { yuan: 5000, day: '2024-04-02', matter: 'M1' });
    expect(count('A07', ledger)).toBe(0);
  });

  it('refuses a threshold of zero by name', () => {
    expect(() => leadsOf('A07', aLedger(), { parameters: { thresholds: ['0'] } })).toThrow(
      /A07.parameters.thresholds.0.*阈值须大于零/,
    );
  });
});

describe('A08 amounts bunched below a threshold', () => {
  const band = (below: number, above: number) => {
    const ledger = aLedger();
    for (let n = 0; n < below; n++)
      spend(ledger, { yuan: 9000 + n, day: '2024-05-06', payee: `b${n}` });
    for (let n = 0; n < above; n++)
      spend(ledger, { yuan: 10_999.99 - n, day: '2024-05-07', payee: `a${n}` });
    return ledger;
  };

  it('counts a tenth on either side and cites the payments below', () => {
    expect(leadsOf('A08', band(12, 3))).toMatchObject([
      { figures: { below: 12, above: 3, ratio: 4, threshold: fen(10_000) }, eventCount: 24 },
    ]);
  });

  it('needs ten below and more than three times as many', () => {
    expect([count('A08', band(9, 0)), count('A08', band(10, 0))]).toEqual([0, 1]);
    expect([count('A08', band(12, 4)), count('A08', band(13, 4))]).toEqual([0, 1]);
  });

  it('takes thresholds of another currency from its parameters alone', () => {
    const ledger = aLedger();
    for (let n = 0; n < 12; n++)
      spend(ledger, { yuan: 99_000, day: '2024-05-06', currency: 'TWD', payee: `p${n}` });
    const parameters = { thresholds: [fen(100_000)], currency: 'TWD' };
    expect([count('A08', ledger), count('A08', ledger, { parameters })]).toEqual([0, 1]);
  });
});

describe('A09 one project in several contracts', () => {
  const contracts = (days: readonly string[], yuan: number, more: object = {}) => {
    const ledger = aLedger();
    for (const [index, day] of days.entries())
      ledger.add(
        'projects.ContractSigned',
        {
          contractId: `k${index}`,
          title: `道路硬化工程（${'一二三'[index] ?? ''}标段）`,
          party: { payeeId: 'C1', kind: 'company' },
          amount: fen(yuan),
          currency: 'CNY',
          ...more,
        },
        { time: on(day) },
      );
    return ledger;
  };
  const near = ['2024-01-01', '2024-02-01'];

  it('knows parts of a project by their title', () => {
    expect(leadsOf('A09', contracts(near, 2_000_000))).toMatchObject([
      { amount: fen(4_000_000), figures: { contracts: 2 } },
    ]);
  });

  it('ends with the sixtieth day and begins exactly at the limit', () => {
    expect(count('A09', contracts(['2024-01-01', dayNumber(60)], 2_000_000))).toBe(1);
    expect(count('A09', contracts(['2024-01-01', dayNumber(61)], 2_000_000))).toBe(0);
    expect(count('A09', contracts(near, 1_999_999.99))).toBe(0);
  });

  it('is silent for what was openly tendered', () => {
    expect(count('A09', contracts(near, 2_000_000, { method: 'openTender' }))).toBe(0);
  });
});

describe('A10 payees that share an address or owner', () => {
  const suppliers = (telephones: readonly string[], paidBy: readonly string[]) => {
    const ledger = aLedger();
    for (const [index, telephone] of telephones.entries()) {
      const supplierId = `s${index}`;
      ledger.add(
        'projects.SupplierRegistered',
        { supplierId, registrationId: 'r', name: supplierId, telephone },
        { subject: `supplier-${supplierId}` },
      );
      spend(ledger, {
        yuan: 100,
        day: '2024-02-01',
        payee: supplierId,
        orgunit: paidBy[index] ?? '',
      });
    }
    return ledger;
  };
  const unit = '451425100201';

  it('compares telephone numbers by their digits, and names the payees', () => {
    const [lead] = leadsOf('A10', suppliers(['0771-123', '0771 123'], [unit, unit]));
    expect(lead?.statement.zh).toContain('s0、s1');
  });

  it('is silent for other numbers, for payees of different units, and for what is to be ignored', () => {
    expect(count('A10', suppliers(['1', '2'], [unit, unit]))).toBe(0);
    expect(count('A10', suppliers(['1', '1'], [unit, '451425100202']))).toBe(0);
    expect(
      count('A10', suppliers(['1', '1'], [unit, unit]), { parameters: { ignore: ['telephone'] } }),
    ).toBe(0);
  });
});

describe('A11 invoices in unbroken sequence', () => {
  const invoices = (numbers: readonly string[], days: readonly string[]) => {
    const ledger = aLedger();
    for (const [index, number] of numbers.entries()) {
      const paymentId = spend(ledger, { yuan: 100 + index, day: days[index] ?? '2024-02-01' });
      ledger.add('funds.VoucherAttached', {
        paymentId,
        voucherId: 'v',
        kind: 'invoice',
        issuer: 'C1',
        number,
        amount: fen(100),
        currency: 'CNY',
      });
    }
    return ledger;
  };
  const days = ['2024-02-01', '2024-03-01', '2024-04-01'];

  it('finds three numbers in a row on different days', () => {
    expect(leadsOf('A11', invoices(['A099', 'A100', 'A101'], days))).toMatchObject([
      { figures: { numbers: 3, days: 3 } },
    ]);
  });

  it('is silent for a gap, for two numbers, and for one batch on one day to one payee', () => {
    expect(count('A11', invoices(['A1', 'A2', 'A4'], days))).toBe(0);
    expect(count('A11', invoices(['A1', 'A2'], days))).toBe(0);
    expect(count('A11', invoices(['A1', 'A2', 'A3'], []))).toBe(0);
  });
});
