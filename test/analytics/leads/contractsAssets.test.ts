// A42 to A48 on small ledgers: raised, not raised, at the boundary, and from and until when.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, spend, type TestLedger } from './support.js';

const lease = (ledger: TestLedger, more: object = {}, leaseId = 'z') =>
  ledger.add(
    'assets.LeaseSigned',
    {
      leaseId,
      unitId: 'u',
      title: '鱼塘',
      kind: 'lease',
      lessee: { payeeId: 'L', kind: 'person' },
      from: '2024-01-01',
      to: '2028-12-31',
      rentPerYear: fen(1000),
      currency: 'CNY',
      ...more,
    },
    { time: on('2024-01-01'), subject: `lease-${leaseId}` },
  );

describe('A42 unusual terms of a lease', () => {
  const keys = (ledger: TestLedger) => leadsOf('A42', ledger).map(({ id }) => id.split('~')[1]);

  it('finds a term of more than twenty years', () => {
    expect([
      keys(lease(aLedger(), { to: '2043-12-31' })),
      keys(lease(aLedger(), { to: '2044-01-01' })),
    ]).toEqual([[], ['term']]);
  });

  it('finds a renewal without a vote since the lease was signed', () => {
    const renew = (ledger: TestLedger) =>
      ledger.add(
        'assets.LeaseRenewed',
        {
          leaseId: 'z',
          renewalId: 'r',
          from: '2029-01-01',
          to: '2033-12-31',
          rentPerYear: fen(1000),
          currency: 'CNY',
        },
        { time: on('2028-12-01'), subject: 'lease-z' },
      );
    expect(keys(renew(lease(aLedger())))).toEqual(['renewal.r']);
    const voted = aLedger();
    voted.add(
      'assets.LeaseSigned',
      {
        leaseId: 'z',
        unitId: 'u',
        title: '鱼塘',
        kind: 'lease',
        lessee: { payeeId: 'L', kind: 'person' },
        from: '2024-01-01',
        to: '2028-12-31',
        rentPerYear: fen(1000),
        currency: 'CNY',
      },
      { time: on('2024-01-01'), subject: 'lease-z', matter: 'M1' },
    );
    voted.add(
      'matters.ResultRuled',
      { matterId: 'M1', rulingId: 'r', outcome: 'adopted' },
      { time: on('2028-11-20') },
    );
    expect(keys(renew(voted))).toEqual([]);
  });

  it('compares rents per unit of quantity, and finds those below seven tenths of the median', () => {
    const rents = (last: number, leases = 5) => {
      const ledger = aLedger();
      for (let n = 1; n < leases; n++)
        lease(ledger, { rentPerYear: fen(1000), quantity: { amount: '2.5', unit: 'mu' } }, `z${n}`);
      return keys(lease(ledger, { rentPerYear: fen(last), quantity: { amount: '5', unit: 'mu' } }));
    };
    expect([rents(1400), rents(1399), rents(1399, 4)]).toEqual([[], ['rent'], []]);
  });
});

describe('A43 rent unpaid or never billed', () => {
  const due = (...received: readonly (readonly [yuan: number, day: string])[]) => {
    const ledger = lease(aLedger()).add(
      'assets.RentDue',
      { leaseId: 'z', dueId: 'd', amount: fen(1000), currency: 'CNY', dueOn: '2024-06-01' },
      { time: on('2024-05-01'), subject: 'lease-z' },
    );
    for (const [index, [yuan, day]] of received.entries())
      ledger.add(
        'assets.RentReceived',
        { leaseId: 'z', receiptId: `r${index}`, dueId: 'd', amount: fen(yuan), currency: 'CNY' },
        { time: on(day), subject: 'lease-z' },
      );
    return ledger;
  };

  it('holds from the ninety-first day until the rest is paid', () => {
    expect(leadsOf('A43', due([400, '2024-07-01']))).toMatchObject([
      { on: '2024-08-31', until: undefined, amount: fen(600) },
    ]);
    expect(leadsOf('A43', due([400, '2024-07-01'], [600, '2024-12-01']))).toMatchObject([
      { on: '2024-08-31', until: '2024-12-01' },
    ]);
  });

  it('is silent for what was paid by the ninetieth day', () => {
    expect([
      count('A43', due([1000, '2024-08-30'])),
      count('A43', due([1000, '2024-08-31'])),
    ]).toEqual([0, 1]);
  });

  it('finds a lease that was never billed, from a year on', () => {
    expect(leadsOf('A43', lease(aLedger()))).toMatchObject([
      { on: '2025-01-01', until: undefined },
    ]);
    expect(count('A43', lease(aLedger(), { rentPerYear: '0' }))).toBe(0);
  });
});

const contract = (yuan = 100_000, title = '村道硬化') =>
  aLedger().add(
    'projects.ContractSigned',
    {
      contractId: 'k',
      title,
      party: { payeeId: 'C1', kind: 'company' },
      amount: fen(yuan),
      currency: 'CNY',
    },
    { time: on('2024-01-10') },
  );

describe('A44 large contract variations', () => {
  const varied = (...yuan: readonly number[]) => {
    const ledger = contract();
    for (const [index, each] of yuan.entries())
      ledger.add('projects.ContractVaried', {
        contractId: 'k',
        variationId: `v${index}`,
        amount: fen(each),
        currency: 'CNY',
        reason: '增项',
      });
    return ledger;
  };

  it('adds up variations and begins above a tenth of the price', () => {
    expect(leadsOf('A44', varied(6000, 5000))).toMatchObject([
      { amount: fen(11_000), figures: { variations: 2 } },
    ]);
    expect([count('A44', varied(10_000)), count('A44', varied(10_000.01))]).toEqual([0, 1]);
  });

  it('sets reductions against additions', () => {
    expect(count('A44', varied(15_000, -6000))).toBe(0);
  });
});

describe('A45 paid ahead of progress', () => {
  const paid = (yuan: number, percent: number, certified = '2024-02-01') => {
    const ledger = contract().add(
      'projects.ProgressCertified',
      { contractId: 'k', certificateId: 'c', percent },
      { time: on(certified) },
    );
    spend(ledger, { yuan, day: '2024-03-01', contractId: 'k' });
    return ledger;
  };

  it('allows ten points', () => {
    expect([count('A45', paid(50_000, 40)), count('A45', paid(50_001, 40))]).toEqual([0, 1]);
  });

  it('counts progress certified by the day of payment alone, and is silent where none is ever certified', () => {
    expect(leadsOf('A45', paid(50_000, 90, '2024-04-01'))).toMatchObject([
      { figures: { progress: 0, paid: '50.0%' } },
    ]);
    const without = contract();
    spend(without, { yuan: 50_000, day: '2024-03-01', contractId: 'k' });
    expect(count('A45', without)).toBe(0);
  });
});

describe('A46 two contracts for one project', () => {
  const second = (yuan: number, more: object = {}, day = '2024-02-10') =>
    contract().add(
      'projects.ContractSigned',
      {
        contractId: 'k2',
        title: '村道硬化（二期）',
        party: { payeeId: 'C1', kind: 'company' },
        amount: fen(yuan),
        currency: 'CNY',
        ...more,
      },
      { time: on(day) },
    );

  it('finds another price with the same party', () => {
    expect(leadsOf('A46', second(80_000))).toMatchObject([
      { amount: fen(180_000), figures: { contracts: 2, prices: 2 } },
    ]);
  });

  it('is silent for another party, one price, and after a year', () => {
    expect(count('A46', second(80_000, { party: { payeeId: 'C2', kind: 'company' } }))).toBe(0);
    expect(count('A46', second(100_000))).toBe(0);
    expect([
      count('A46', second(80_000, {}, '2025-01-09')),
      count('A46', second(80_000, {}, '2025-01-10')),
    ]).toEqual([1, 0]);
  });
});

describe('A47 accepted but not on the register', () => {
  const accepted = (title = '村道硬化') =>
    contract(100_000, title).add(
      'projects.WorkAccepted',
      { contractId: 'k', acceptanceId: 'a', acceptedBy: ['p'] },
      { time: on('2024-03-01') },
    );
  const registered = (day: string) =>
    accepted().add(
      'assets.AssetRegistered',
      {
        assetId: 'r',
        unitId: 'u',
        title: '村道',
        kind: 'publicFacility',
        acquired: 'construction',
        value: fen(100_000),
        currency: 'CNY',
        contractId: 'k',
      },
      { time: on(day), subject: 'asset-r' },
    );

  it('holds from the thirty-first day until it is registered', () => {
    expect(leadsOf('A47', accepted())).toMatchObject([{ on: '2024-04-01', until: undefined }]);
    expect(leadsOf('A47', registered('2024-05-05'))).toMatchObject([{ until: '2024-05-05' }]);
    expect([
      count('A47', registered('2024-03-31')),
      count('A47', registered('2024-04-01')),
    ]).toEqual([0, 1]);
  });

  it('leaves repairs alone, which make no new asset', () => {
    expect(count('A47', accepted('水管维修'))).toBe(0);
  });
});

describe('A48 count that differs', () => {
  it('finds what a stocktake misses, and not what it has over', () => {
    const taken = (kind: 'missing' | 'surplus') =>
      count(
        'A48',
        aLedger().add(
          'assets.StocktakeDone',
          {
            stocktakeId: 's',
            unitId: 'u',
            year: 2024,
            countedBy: ['p'],
            counted: 5,
            differences: [{ kind, amount: '-100' }],
          },
          { subject: 'stocktake-s' },
        ),
      );
    expect([taken('missing'), taken('surplus')]).toEqual([1, 0]);
  });

  it('finds cash that is not what the books say, to the fen', () => {
    const counted = (fenCounted: string) =>
      leadsOf(
        'A48',
        aLedger().add('funds.CashCounted', {
          accountId: 'a',
          countId: 'c',
          counted: fenCounted,
          book: '50000',
          currency: 'CNY',
          countedBy: ['p'],
        }),
      );
    expect(counted('50000')).toEqual([]);
    expect(counted('49999')).toMatchObject([{ amount: '1', figures: { difference: '-1' } }]);
  });
});
