// A33 to A41 on the ledger's own tenders; the indicators themselves are held against the reference cases elsewhere.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, VILLAGE, type TestLedger } from './support.js';

interface Plan {
  readonly id?: string;
  readonly method?: 'openTender' | 'invitedTender' | 'directAward' | 'quoteComparison';
  readonly category?: 'works' | 'goods' | 'services';
  readonly estimate?: number;
  readonly from?: string;
  readonly deadline?: string;
  /** Bidder, yuan, day, rejected. */
  readonly bids?: readonly (readonly [
    bidder: string,
    yuan: number,
    day?: string | undefined,
    rejected?: boolean,
  ])[];
  readonly winner?: string;
  readonly what?: 'award' | 'candidate';
  readonly classification?: readonly string[];
  readonly orgunit?: string;
}

function tender(ledger: TestLedger, plan: Plan = {}): TestLedger {
  const tenderId = plan.id ?? 't';
  const attributes = (day: string) => ({
    time: on(day),
    subject: `tender-${tenderId}`,
    orgunit: plan.orgunit ?? VILLAGE,
  });
  ledger.add(
    'projects.TenderAnnounced',
    {
      tenderId,
      title: `采购${tenderId}`,
      category: plan.category ?? 'goods',
      method: plan.method ?? 'openTender',
      estimate: fen(plan.estimate ?? 100_000),
      currency: 'CNY',
      deadline: plan.deadline ?? on('2024-02-28', 12),
      ...(plan.classification
        ? {
            items: plan.classification.map((classification, n) => ({
              itemId: `i${n}`,
              classification,
            })),
          }
        : {}),
    },
    attributes(plan.from ?? '2024-02-01'),
  );
  for (const [index, [bidder, yuan, day = '2024-02-20', rejected = false]] of (
    plan.bids ?? []
  ).entries()) {
    ledger.add(
      'projects.BidReceived',
      {
        tenderId,
        bidId: `b${index}`,
        bidder: { payeeId: bidder, kind: 'company' },
        amount: fen(yuan),
        currency: 'CNY',
      },
      attributes(day),
    );
    if (rejected)
      ledger.add(
        'projects.BidRejected',
        { tenderId, bidId: `b${index}` },
        attributes('2024-03-01'),
      );
  }
  if (plan.winner !== undefined)
    ledger.add(
      'projects.AwardPosted',
      {
        tenderId,
        awardId: 'w',
        what: plan.what ?? 'award',
        winners: [{ payeeId: plan.winner, kind: 'company' }],
      },
      attributes('2024-03-05'),
    );
  return ledger;
}

const three = [
  ['A', 100],
  ['B', 110],
  ['C', 120],
] as const;

describe('A33 no tender above the threshold', () => {
  const signed = (yuan: number, more: object = {}) =>
    aLedger().add('projects.ContractSigned', {
      contractId: 'k',
      title: '桥',
      party: { payeeId: 'C1', kind: 'company' },
      amount: fen(yuan),
      currency: 'CNY',
      ...more,
    });

  it('begins exactly at the limit of works for contracts', () => {
    expect([count('A33', signed(3_999_999.99)), count('A33', signed(4_000_000))]).toEqual([0, 1]);
  });

  it('is silent where a tender is on record', () => {
    expect(count('A33', signed(5_000_000, { method: 'openTender' }))).toBe(0);
    expect(
      count(
        'A33',
        signed(5_000_000).add('projects.ContractTendered', { contractId: 'k', tenderId: 't' }),
      ),
    ).toBe(0);
  });

  it('knows the limits of goods and services for direct awards', () => {
    const direct = (category: 'goods' | 'services', estimate: number) =>
      count('A33', tender(aLedger(), { method: 'directAward', category, estimate }));
    expect([
      direct('goods', 1_999_999),
      direct('goods', 2_000_000),
      direct('services', 1_000_000),
    ]).toEqual([0, 1, 1]);
    expect(count('A33', tender(aLedger(), { category: 'goods', estimate: 5_000_000 }))).toBe(0);
  });
});

describe('A34 single bid', () => {
  it('asks once the award is posted, and for competitive methods alone', () => {
    const single = (plan: Plan) => count('A34', tender(aLedger(), { bids: [['A', 100]], ...plan }));
    expect([
      single({ winner: 'A' }),
      single({}),
      single({ winner: 'A', method: 'directAward' }),
    ]).toEqual([1, 0, 0]);
  });

  it('is silent for two tenderers, and counts one who bids twice as one', () => {
    expect(
      count(
        'A34',
        tender(aLedger(), {
          bids: [
            ['A', 100],
            ['B', 110],
          ],
          winner: 'A',
        }),
      ),
    ).toBe(0);
    expect(
      count(
        'A34',
        tender(aLedger(), {
          bids: [
            ['A', 100],
            ['A', 110],
          ],
          winner: 'A',
        }),
      ),
    ).toBe(1);
  });
});

describe('A35 short submission period', () => {
  const period = (deadline: string, parameters = {}) =>
    count('A35', tender(aLedger(), { deadline }), { parameters });

  it('counts whole days and needs twenty of them', () => {
    expect([period(on('2024-02-21', 9)), period(on('2024-02-21', 8))]).toEqual([0, 1]);
  });

  it('takes other days from its parameters, and leaves quotes alone', () => {
    expect(period(on('2024-02-17', 9), { days: 15 })).toBe(0);
    expect(
      count('A35', tender(aLedger(), { method: 'quoteComparison', deadline: on('2024-02-03') })),
    ).toBe(0);
  });
});

describe('A36 winning bid too close or too far', () => {
  const gaps = (...others: readonly number[]) => {
    const ledger = aLedger();
    for (const [n, other] of others.entries())
      tender(ledger, {
        id: `t${n}`,
        bids: [
          ['A', 100],
          ['B', other],
        ],
        winner: 'A',
      });
    return leadsOf('A36', ledger).map(({ id, figures }) => [id.split('~')[1], figures['gap']]);
  };

  it('finds low and high outliers among eight gaps and more', () => {
    expect(gaps(110, 110, 110, 110, 110, 110, 111, 100.5)).toContainEqual(['low', '0.5%']);
    expect(gaps(110, 110, 110, 110, 110, 110, 111, 300)).toContainEqual(['high', '200.0%']);
  });

  it('is silent for seven', () => {
    expect(gaps(110, 110, 110, 110, 110, 110, 300)).toEqual([]);
  });
});

describe('A37, A38, A39 within one tender', () => {
  it('finds identical prices of different tenderers', () => {
    expect(
      count(
        'A37',
        tender(aLedger(), {
          bids: [
            ['A', 100],
            ['B', 100],
          ],
          winner: 'A',
        }),
      ),
    ).toBe(1);
    expect(count('A37', tender(aLedger(), { bids: three, winner: 'A' }))).toBe(0);
    expect(
      count(
        'A37',
        tender(aLedger(), {
          bids: [
            ['A', 100],
            ['A', 100],
          ],
          winner: 'A',
        }),
      ),
    ).toBe(0);
  });

  it('finds a winner who bid after the deadline, whatever the offset of the times', () => {
    const late = (day: string) =>
      count(
        'A38',
        tender(aLedger(), {
          deadline: '2024-02-20T01:00:00Z',
          bids: [['A', 100, day]],
          winner: 'A',
        }),
      );
    expect([late('2024-02-20'), late('2024-02-21')]).toEqual([0, 1]);
    expect(
      count(
        'A38',
        tender(aLedger(), { deadline: '2024-02-19T01:00:00Z', bids: [['B', 100]], winner: 'A' }),
      ),
    ).toBe(0);
  });

  it('finds all others disqualified, and the lowest bid disqualified', () => {
    const keys = (plan: Plan) =>
      leadsOf('A39', tender(aLedger(), plan)).map(({ id }) => id.split('~')[1]);
    expect(
      keys({
        bids: [
          ['A', 120],
          ['B', 100, undefined, true],
          ['C', 130, undefined, true],
        ],
        winner: 'A',
      }),
    ).toEqual(['lowest', 'others']);
    expect(
      keys({
        bids: [
          ['A', 120],
          ['D', 125],
          ['C', 130, undefined, true],
        ],
        winner: 'A',
      }),
    ).toEqual([]);
    expect(
      keys({
        bids: [
          ['A', 120],
          ['C', 130, undefined, true],
        ],
        winner: 'A',
        what: 'candidate',
      }),
    ).toEqual([]);
  });
});

describe('A39, A40, A41 across tenders', () => {
  it('finds a buyer whose share of disqualified bids is a high outlier', () => {
    const ledger = aLedger();
    for (let n = 0; n < 9; n++)
      tender(ledger, {
        id: `t${n}`,
        orgunit: `45142510020${n}`,
        bids: [
          ['A', 100],
          ['B', 110, undefined, n === 0 || n > 6],
          ['C', 120, undefined, n === 0],
          ['D', 130, undefined, n === 0],
          ['E', 140],
        ],
        winner: 'A',
      });
    const found = leadsOf('A39', ledger).filter(({ id }) => id.includes('buyer'));
    expect(found.map(({ unit }) => unit)).toContain('451425100200');
  });

  it('finds who bids often and never wins', () => {
    const ledger = aLedger();
    for (let n = 0; n < 10; n++)
      tender(ledger, {
        id: `t${n}`,
        bids: [
          [`W${n}`, 100],
          ['LOSER', 110],
        ],
        winner: `W${n}`,
      });
    expect(leadsOf('A40', ledger)).toMatchObject([
      { figures: { bids: 10, won: 0 }, unit: '451425000000' },
    ]);
    const few = aLedger();
    for (let n = 0; n < 6; n++)
      tender(few, {
        id: `t${n}`,
        bids: [
          [`W${n}`, 100],
          ['LOSER', 110],
        ],
        winner: `W${n}`,
      });
    expect(count('A40', few)).toBe(0);
  });

  it('finds a supplier of unrelated goods, once his tenders are enough', () => {
    const ledger = aLedger();
    for (let n = 0; n < 3; n++)
      tender(ledger, {
        id: `t${n}`,
        bids: [
          ['S', 100],
          ['B', 110],
        ],
        winner: 'S',
        classification: [`${n + 1}0000000`],
      });
    const parameters = { tenders: 3, classes: 3 };
    expect([
      count('A41', ledger),
      count('A41', ledger, { parameters }),
      count('A41', ledger, { parameters: { ...parameters, tenders: 4 } }),
    ]).toEqual([0, 1, 0]);
  });
});

it('looks at no tender that failed as if it had been awarded', () => {
  const ledger = tender(aLedger(), { bids: [['A', 100]] });
  ledger.add(
    'projects.TenderFailed',
    { tenderId: 't', failureId: 'f', reason: '不足三家' },
    { subject: 'tender-t' },
  );
  expect(count('A34', ledger)).toBe(0);
});
