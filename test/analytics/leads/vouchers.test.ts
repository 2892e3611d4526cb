// A12 to A16 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, dayNumber, fen, leadsOf, on, spend, type TestLedger } from './support.js';

const voucher = (
  ledger: TestLedger,
  paymentId: string,
  kind: 'invoice' | 'whiteSlip',
  yuan: number,
  more: object = {},
) =>
  ledger.add('funds.VoucherAttached', {
    paymentId,
    voucherId: `v${ledger.all.length}`,
    kind,
    issuer: 'C1',
    amount: fen(yuan),
    currency: 'CNY',
    ...more,
  });

describe('A12 large share without legal vouchers', () => {
  const year = (slips: number, invoices: number) => {
    const ledger = aLedger();
    voucher(ledger, spend(ledger, { yuan: slips, day: '2024-02-01' }), 'whiteSlip', slips);
    voucher(ledger, spend(ledger, { yuan: invoices, day: '2024-02-02' }), 'invoice', invoices);
    return ledger;
  };

  it('states the share of the amount that has vouchers', () => {
    expect(leadsOf('A12', year(2000, 8000))).toMatchObject([
      { amount: fen(2000), figures: { share: '20.0%' } },
    ]);
  });

  it('begins above five per cent and from a thousand yuan', () => {
    expect([count('A12', year(1000, 19_000)), count('A12', year(1000, 18_000))]).toEqual([0, 1]);
    expect(count('A12', year(999, 1000))).toBe(0);
  });
});

describe('A13 invoice used twice', () => {
  const twice = (numbers: readonly [string, string]) => {
    const ledger = aLedger();
    const ids = numbers.map((number, index) => {
      const id = spend(ledger, { yuan: 500 + index, day: '2024-02-01' });
      voucher(ledger, id, 'invoice', 500, { number });
      return id;
    });
    return { ledger, ids };
  };

  it('hangs on the second use', () => {
    const { ledger } = twice(['77', '77']);
    expect(leadsOf('A13', ledger)).toMatchObject([
      { anchor: { p: ledger.all.length - 1 }, amount: fen(501) },
    ]);
  });

  it('is silent for other numbers and once the second payment was taken back', () => {
    expect(count('A13', twice(['77', '78']).ledger)).toBe(0);
    const { ledger, ids } = twice(['77', '77']);
    ledger.add('funds.PaymentReversed', {
      paymentId: ids[1] ?? '',
      reversalId: 'r',
      amount: fen(501),
      currency: 'CNY',
      reason: '误',
      approvedBy: 'q',
    });
    expect(count('A13', ledger)).toBe(0);
  });
});

describe('A14 papers missing for works', () => {
  const works = (paid: number, accepted = false, contract = true) => {
    const ledger = aLedger();
    if (contract)
      ledger.add('projects.ContractSigned', {
        contractId: 'k',
        title: '沟渠',
        party: { payeeId: 'C1', kind: 'company' },
        amount: fen(100_000),
        currency: 'CNY',
      });
    if (accepted)
      ledger.add('projects.WorkAccepted', {
        contractId: 'k',
        acceptanceId: 'a',
        acceptedBy: ['p'],
      });
    spend(ledger, {
      yuan: paid,
      day: '2024-04-01',
      category: '工程',
      ...(contract ? { contractId: 'k' } : {}),
    });
    return ledger;
  };

  it('asks for the contract, and for the acceptance once the price is paid', () => {
    expect(leadsOf('A14', works(20_000, false, false))).toMatchObject([
      { figures: { missing: 'contract' } },
    ]);
    expect(leadsOf('A14', works(100_000))).toMatchObject([{ figures: { missing: 'acceptance' } }]);
  });

  it('is silent for a part payment, for accepted works, and for other spending', () => {
    expect(count('A14', works(94_999))).toBe(0);
    expect(count('A14', works(100_000, true))).toBe(0);
    const other = aLedger();
    spend(other, { yuan: 20_000, day: '2024-04-01', category: '慰问' });
    expect(count('A14', other)).toBe(0);
  });

  it('begins at 95 per cent of the price', () => {
    expect(count('A14', works(95_000))).toBe(1);
  });
});

describe('A15 one hand in several signatures', () => {
  const signed = (
    yuan: number,
    ...signatures: readonly (readonly ['handle' | 'certify' | 'approve', string])[]
  ) => {
    const ledger = aLedger();
    const paymentId = spend(ledger, { yuan, day: '2024-02-01' });
    for (const [role, personId] of signatures) ledger.approves(role, { paymentId, personId });
    return ledger;
  };

  it('finds a single signature, and one person in two parts', () => {
    expect(leadsOf('A15', signed(2000, ['approve', 'a']))).toMatchObject([
      { person: 'a', figures: { signers: 1 } },
    ]);
    expect(
      leadsOf('A15', signed(2000, ['certify', 'a'], ['approve', 'a'], ['handle', 'b'])),
    ).toMatchObject([{ person: 'a', figures: { parts: 'approve, certify' } }]);
  });

  it('is silent for three persons, up to the limit, and where no signature is recorded', () => {
    expect(count('A15', signed(2000, ['handle', 'a'], ['certify', 'b'], ['approve', 'c']))).toBe(0);
    expect([
      count('A15', signed(1000, ['approve', 'a'])),
      count('A15', signed(1000.01, ['approve', 'a'])),
    ]).toEqual([0, 1]);
    expect(count('A15', signed(2000))).toBe(0);
  });
});

describe('A16 possible duplicate payment', () => {
  const pair = (days: number, more: object = {}) => {
    const ledger = aLedger();
    spend(ledger, { yuan: 3000, day: dayNumber(0), purpose: '修灯' });
    spend(ledger, { yuan: 3000, day: dayNumber(days), purpose: '修灯', ...more });
    return ledger;
  };

  it('counts what was paid once too often', () => {
    expect(leadsOf('A16', pair(5))).toMatchObject([
      { amount: fen(3000), severity: 'M', figures: { payments: 2 } },
    ]);
  });

  it('is quieter where the purposes differ', () => {
    expect(leadsOf('A16', pair(5, { purpose: '另一处' }))).toMatchObject([{ severity: 'L' }]);
  });

  it('ends with the thirtieth day', () => {
    expect([count('A16', pair(30)), count('A16', pair(31))]).toEqual([1, 0]);
  });

  it('is silent for wages, other amounts and other payees', () => {
    expect(count('A16', pair(5, { category: '工资' }))).toBe(0);
    expect(count('A16', pair(5, { yuan: 3001 }))).toBe(0);
    expect(count('A16', pair(5, { payee: 'C2' }))).toBe(0);
  });

  it('finds one voucher image under two payments of different payees', () => {
    const ledger = aLedger();
    const attachments = [{ sha256: 'a'.repeat(64), mediaType: 'image/png', bytes: 1 }];
    for (const payee of ['C1', 'C2'])
      voucher(ledger, spend(ledger, { yuan: 700, day: '2024-02-01', payee }), 'invoice', 700, {
        number: payee,
        attachments,
      });
    expect(leadsOf('A16', ledger)).toMatchObject([{ severity: 'M' }]);
    expect(leadsOf('A16', ledger)[0]?.id).toContain('file');
  });
});

it('tells nothing apart by the order of the day', () => {
  const ledger = aLedger();
  spend(ledger, { yuan: 3000, day: '2024-03-02' });
  spend(ledger, { yuan: 3000, day: '2024-03-01' });
  expect(leadsOf('A16', ledger)).toMatchObject([{ on: '2024-03-02' }]);
  expect(on('2024-03-01')).toBe('2024-03-01T09:00:00+08:00');
});
