// A23 to A26 and the statistics behind them: raised, not raised, at the boundary, known false positives.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countDigits,
  firstDigitTest,
  magnitudesOf,
  NO_DIGITS,
  secondDigitTest,
} from '../../../src/analytics/leads/benford.js';
import {
  bunchingAt,
  concentrationOf,
  fencesOf,
  placeIn,
  quantile,
  shareDifference,
} from '../../../src/analytics/leads/statistics.js';
import { aLedger, count, dayNumber, fen, leadsOf, on, spend } from './support.js';

/** Amounts that follow Benford's law closely: 1.0, 1.03, 1.06 ... over four orders of magnitude. */
const geometric = (n: number) =>
  Array.from({ length: n }, (_, k) => Math.round(1000 * 10 ** ((4 * k) / n)));

describe('the statistics', () => {
  it('take quartiles by the estimator of the open-contracting reference (type 8)', () => {
    expect(quantile([0, 0.2, 1, 1, 1, 1, 1, 1, 1, 1], 0.25)).toBeCloseTo(0.9333, 4);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([], 0.5)).toBeUndefined();
    expect(fencesOf([5])).toEqual({ q1: 5, q3: 5, lower: 5, upper: 5 });
  });

  it('place every value of a sorted list where it stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 })),
        fc.integer({ min: -50, max: 50 }),
        (values, value) => {
          const sorted = [...values].sort((a, b) => a - b);
          const place = placeIn(sorted, value);
          return (
            sorted.slice(0, place).every((each) => each < value) &&
            sorted.slice(place).every((each) => each >= value)
          );
        },
      ),
    );
  });

  it('count the tenths below and above a threshold to the fen, and refuse a threshold of zero', () => {
    const amounts = [899n, 900n, 999n, 1000n, 1099n, 1100n];
    expect(bunchingAt(amounts, 1000n)).toEqual({ below: 2, above: 2, ratio: 1 });
    expect(bunchingAt([900n], 1000n).ratio).toBeUndefined();
    expect(() => bunchingAt(amounts, 0n)).toThrow(
      /阈值须大于零.*A threshold must be more than zero/,
    );
  });

  it('measure concentration exactly, whatever the size of the amounts', () => {
    const huge = 10n ** 17n;
    expect(
      concentrationOf(
        new Map([
          ['a', 3n * huge],
          ['b', huge],
        ]),
      ),
    ).toEqual({ index: 0.625, top: 'a', topShare: 0.75, count: 2 });
    expect(concentrationOf(new Map())).toBeUndefined();
  });

  it('know shares that do not differ, and samples that are empty', () => {
    expect(shareDifference({ hits: 10, of: 100 }, { hits: 20, of: 200 })).toBe(0);
    expect(shareDifference({ hits: 0, of: 0 }, { hits: 1, of: 2 })).toBeUndefined();
    expect(shareDifference({ hits: 5, of: 5 }, { hits: 5, of: 5 })).toBeUndefined();
  });

  it('count digits commutatively, and out again', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n })), (amounts) => {
        const all = amounts.reduce(
          (counts, amount) => countDigits(counts, amount.toString(), 1),
          NO_DIGITS,
        );
        const reversed = [...amounts]
          .reverse()
          .reduce((counts, amount) => countDigits(counts, amount.toString(), 1), NO_DIGITS);
        const none = amounts.reduce(
          (counts, amount) => countDigits(counts, amount.toString(), -1),
          all,
        );
        expect(reversed).toEqual(all);
        expect(none).toEqual(NO_DIGITS);
      }),
    );
  });

  it('find amounts of many causes to conform, and those of one first digit not to', () => {
    const counted = (amounts: readonly number[]) =>
      amounts.reduce((counts, amount) => countDigits(counts, String(amount), 1), NO_DIGITS);
    expect(firstDigitTest(counted(geometric(900)))?.deviation).toBeLessThan(0.006);
    expect(secondDigitTest(counted(geometric(900)))?.deviation).toBeLessThan(0.008);
    expect(
      firstDigitTest(counted(geometric(300).map((amount) => Number(`9${amount}`)))),
    ).toMatchObject({ digit: 9 });
    expect(magnitudesOf(counted([1, 999, 1000]))).toBe(4);
  });
});

describe('A23 many round amounts', () => {
  const year = (round: number, of: number, before = 60) => {
    const ledger = aLedger();
    for (let n = 0; n < before; n++)
      spend(ledger, { yuan: n < 6 ? 2000 : 1234.56 + n, day: '2023-05-05', payee: `p${n}` });
    for (let n = 0; n < of; n++)
      spend(ledger, { yuan: n < round ? 3000 : 1234.56 + n, day: '2024-05-06', payee: `p${n}` });
    return ledger;
  };

  it('compares a year with the unit’s own years before', () => {
    expect(leadsOf('A23', year(40, 60))).toMatchObject([
      { figures: { payments: 60, round: 40, norm: '10.0%' } },
    ]);
  });

  it('needs fifty payments on both sides and three standard errors', () => {
    expect([count('A23', year(40, 49)), count('A23', year(40, 50))]).toEqual([0, 1]);
    expect([count('A23', year(40, 60, 49)), count('A23', year(40, 60, 50))]).toEqual([0, 1]);
    expect([count('A23', year(19, 60)), count('A23', year(20, 60))]).toEqual([0, 1]);
  });
});

describe('A24 leading digits stray', () => {
  const ledgerOf = (amounts: readonly number[], category = '杂项') => {
    const ledger = aLedger();
    for (const [n, amount] of amounts.entries())
      spend(ledger, { yuan: amount / 100, day: dayNumber(n % 360), payee: `p${n}`, category });
    return ledger;
  };
  const stray = geometric(320).map((amount) => Number(`7${amount}`));

  it('raises non-conformity with its deviation and the digit that stands out', () => {
    const leads = leadsOf('A24', ledgerOf(stray));
    expect(leads[0]?.figures).toMatchObject({ payments: 320, digit: 1, mostFrequent: 7 });
    expect(Number(leads[0]?.figures['deviation'])).toBeGreaterThan(0.015);
  });

  it('asks of second digits only where there are enough of them', () => {
    // Every second digit is 5, whatever the first.
    const fives = geometric(1000).map((amount) => Number(`${String(amount)[0] ?? ''}5${amount}`));
    const digitsFound = (amounts: readonly number[]) =>
      leadsOf('A24', ledgerOf(amounts)).map(({ figures }) => figures['digit']);
    expect(digitsFound(fives)).toEqual([2]);
    expect(digitsFound(fives.filter((_, n) => n % 2 === 0))).toEqual([]);
  });

  it('is silent for amounts that conform, for too few, for one order of magnitude and for prices set by rule', () => {
    expect(count('A24', ledgerOf(geometric(320)))).toBe(0);
    expect(count('A24', ledgerOf(stray.slice(0, 299)))).toBe(0);
    expect(count('A24', ledgerOf(Array.from({ length: 320 }, (_, n) => 70_000 + n)))).toBe(0);
    expect(count('A24', ledgerOf(stray, '农业补贴'))).toBe(0);
  });
});

describe('A25 unit price far from its peers', () => {
  const prices = (...yuan: readonly number[]) => {
    const ledger = aLedger();
    for (const [n, price] of yuan.entries())
      ledger.add(
        'projects.TenderAnnounced',
        {
          tenderId: `t${n}`,
          title: '采购',
          category: 'goods',
          method: 'openTender',
          currency: 'CNY',
          items: [{ itemId: 'i', classification: '44000000', unitPrice: fen(price) }],
        },
        { time: on('2024-02-01'), subject: `tender-t${n}` },
      );
    return ledger;
  };
  const peers = [10, 11, 12, 13, 14, 15, 16];

  it('states price and fence', () => {
    expect(leadsOf('A25', prices(...peers, 100))).toMatchObject([
      { figures: { price: fen(100), prices: 8 } },
    ]);
  });

  it('is silent within the fence, for too few prices, and where all peers cost the same', () => {
    expect(count('A25', prices(...peers, 20))).toBe(0);
    expect(count('A25', prices(...peers.slice(1), 100))).toBe(0);
    expect(count('A25', prices(...Array<number>(9).fill(10), 11))).toBe(0);
  });
});

describe('A26 one amount to many persons', () => {
  const paid = (persons: number, days: number, category = '劳务') => {
    const ledger = aLedger();
    for (let n = 0; n < persons; n++)
      spend(ledger, {
        yuan: 600,
        day: dayNumber(Math.round((n * days) / (persons - 1))),
        payee: `x${n}`,
        kind: 'person',
        category,
      });
    return ledger;
  };

  it('counts different persons within a month', () => {
    expect(leadsOf('A26', paid(5, 20))).toMatchObject([
      { amount: fen(3000), figures: { persons: 5, each: fen(600) } },
    ]);
  });

  it('needs five of them within thirty-one days', () => {
    expect([
      count('A26', paid(4, 20)),
      count('A26', paid(5, 31)),
      count('A26', paid(5, 32)),
    ]).toEqual([0, 1, 0]);
  });

  it('is silent for flat subsidies and for one person paid again and again', () => {
    expect(count('A26', paid(5, 20, '低保金'))).toBe(0);
    const ledger = aLedger();
    for (let n = 0; n < 6; n++)
      spend(ledger, { yuan: 600, day: dayNumber(n), payee: 'x', kind: 'person', category: '劳务' });
    expect(count('A26', ledger)).toBe(0);
  });
});
