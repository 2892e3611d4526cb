import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { matchesRule, parseScheme } from '../../src/analytics/indexScheme.js';
import { computeIndex, coverageOf, type IndicatorReading } from '../../src/analytics/normIndex.js';
import { catalogue } from '../../src/events/index.js';

const document = parse(
  readFileSync(new URL('../../schemes/norm-index.yaml', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const scheme = parseScheme(document, catalogue.names);

const occasion = (severity: number, occasions: number): IndicatorReading => ({
  severity,
  occasions,
});
/** domain.md 4.2, "Worked example". */
const worked = new Map<string, IndicatorReading>([
  ['I1.1', occasion(0.6, 46)],
  ['I1.2', occasion(1.0, 24)],
  ['I1.3', occasion(1.5, 88)],
  ['I2.1', occasion(1.0, 12)],
  ['I2.2', occasion(0.85, 12)],
  ['I2.3', occasion(0.6, 10)],
  ['I2.4', occasion(0, 12)],
  ['I2.5', occasion(0.5, 12)],
  ['I3.1', occasion(3.0, 240)],
  ['I3.2', occasion(3.6, 240)],
  ['I3.3', occasion(2.4, 240)],
  ['I3.4', occasion(2.0, 240)],
  ['I3.5', occasion(0.25, 12)],
  ['I4.1', occasion(0, 4)],
  ['I4.2', occasion(0.25, 6)],
  ['I4.3', occasion(0, 3)],
  ['I5.1', occasion(1.85, 40)],
  ['I5.2', occasion(1.2, 40)],
  ['I5.3', occasion(1.0, 40)],
  ['I6.1', occasion(2.7, 120)],
  ['I6.2', occasion(0.75, 120)],
  ['I7.1', occasion(1.2, 18)],
  ['I7.2', occasion(0.6, 9)],
  ['I7.3', occasion(0.25, 4)],
  ['I8.1', { mean: 88 }],
  ['I8.2', { mean: 91 }],
]);

describe('the norm index', () => {
  it('gives the worked example: base 79.09, final 78.09, basically sound', () => {
    const score = computeIndex(scheme, worked, 1, {
      bonus: 1,
      warnings: { yellow: 2, orange: 1 },
    });
    expect(score.dimensions.map((dimension) => dimension.score?.toFixed(2))).toEqual([
      '80.51',
      '66.86',
      '81.42',
      '86.11',
      '76.25',
      '91.80',
      '76.51',
      '89.50',
    ]);
    expect(score).toMatchObject({
      status: 'scored',
      base: 79.09,
      deduction: 2,
      bonus: 1,
      index: 78.09,
      grade: { zh: '基本规范' },
    });
  });

  it('shows three undecided payments among 240 as 75, not as 98.8', () => {
    const score = computeIndex(scheme, new Map([['I3.1', occasion(3, 240)]]), 1);
    expect(score.index).toBe(75);
  });

  it('has no number where nothing was measured or coverage is too low: no data is not 100', () => {
    expect(computeIndex(scheme, new Map(), 1)).toMatchObject({
      status: 'insufficient',
      index: null,
      grade: { zh: '数据不足' },
    });
    expect(computeIndex(scheme, worked, 0.79)).toMatchObject({
      status: 'insufficient',
      base: null,
    });
    expect(computeIndex(scheme, worked, 0.8)).toMatchObject({ status: 'indicative', base: 79.09 });
    expect(computeIndex(scheme, worked, 0.95).status).toBe('scored');
  });

  it('counts missing bank lines and missing periodic events as missing coverage', () => {
    const nothing = { bankLines: 0, matchedBankLines: 0, periodicExpected: 0, periodicPresent: 0 };
    expect(coverageOf(scheme, nothing)).toBe(0);
    expect(
      coverageOf(scheme, {
        bankLines: 10,
        matchedBankLines: 9,
        periodicExpected: 4,
        periodicPresent: 3,
      }),
    ).toBeCloseTo(0.84, 10);
  });

  it('caps an index with an open serious finding at 79.9 and one with a veto at 59.9', () => {
    const clean = new Map([['I3.1', occasion(0, 240)]]);
    expect(computeIndex(scheme, clean, 1, { openSerious: 1 })).toMatchObject({
      index: 79.9,
      cap: 79.9,
    });
    expect(computeIndex(scheme, clean, 1, { openSerious: 1, vetoes: ['伪造纪要'] })).toMatchObject({
      index: 59.9,
      grade: { zh: '不规范' },
    });
    expect(computeIndex(scheme, clean, 1, { bonus: 9, warnings: { red: 100 } })).toMatchObject({
      bonus: 3,
      deduction: 15,
      index: 88,
    });
  });

  it('redistributes weight without gaining or losing any, and accounts for every lost point', () => {
    const ids = scheme.dimensions.flatMap(({ indicators }) => indicators.map(({ id }) => id));
    fc.assert(
      fc.property(
        fc.array(
          fc.option(fc.record({ occasions: fc.nat(300), violations: fc.nat(40) }), {
            nil: undefined,
          }),
          { minLength: ids.length, maxLength: ids.length },
        ),
        (drawn) => {
          const readings = new Map<string, IndicatorReading>();
          for (const [index, reading] of drawn.entries())
            if (reading)
              readings.set(ids[index]!, occasion(reading.violations * 0.6, reading.occasions));
          const score = computeIndex(scheme, readings, 1);
          if (score.base === null) return;
          const parts = score.dimensions.flatMap(({ indicators }) => indicators);
          const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
          expect(sum(parts.map((part) => part.effectiveWeight))).toBeCloseTo(100, 8);
          expect(100 - sum(parts.map(({ lost }) => lost))).toBeCloseTo(score.base, 1);
          expect(score.base).toBeGreaterThanOrEqual(0);
          expect(score.base).toBeLessThanOrEqual(100);
        },
      ),
    );
  });

  it('never rises when a violation is added', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 300 }), (violations, occasions) => {
        const at = (severity: number) =>
          computeIndex(scheme, new Map(worked).set('I3.1', occasion(severity, occasions)), 1).index;
        expect(at(violations + 1)).toBeLessThanOrEqual(at(violations) ?? 0);
      }),
    );
  });
});

describe('an index scheme', () => {
  const refusal = (change: Record<string, unknown>) => {
    try {
      parseScheme({ ...document, ...change }, catalogue.names);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  const dimensions = document['dimensions'] as { weight: number; indicators: object[] }[];

  it('is refused when weights do not add up, with the place', () => {
    const [first, ...rest] = dimensions;
    expect(refusal({ dimensions: [{ ...first, weight: 9 }, ...rest] })).toContain('dimensions');
    expect(refusal({ dimensions: rest })).toContain('100');
    const short = { ...first, indicators: first!.indicators.slice(1) };
    expect(refusal({ dimensions: [short, ...rest] })).toContain('I1');
  });

  it('is refused for an unknown source, an unknown event, a tolerance of zero or grades out of order', () => {
    const [first, ...rest] = dimensions;
    const changed = (change: object) => [
      {
        ...first,
        indicators: [{ ...first!.indicators[0], ...change }, ...first!.indicators.slice(1)],
      },
      ...rest,
    ];
    expect(refusal({ dimensions: changed({ source: 'gossip' }) })).toContain('source');
    expect(refusal({ dimensions: changed({ tolerance: 0 }) })).toContain('tolerance');
    expect(refusal({ dimensions: changed({ id: 'I1.2' }) })).toContain('I1.2');
    const coverage = document['coverage'] as object;
    const periodic = [{ event: 'funds.Nothing', every: 'month' }];
    expect(refusal({ coverage: { ...coverage, periodic } })).toContain('funds.Nothing');
    const grades = (document['grades'] as unknown[]).slice().reverse();
    expect(refusal({ grades })).toContain('grades');
    expect(refusal({})).toBe('accepted');
  });

  it('means a family by a star and one rule by its id', () => {
    expect(matchesRule(['BAL-*', 'DEC-01'], 'BAL-03')).toBe(true);
    expect(matchesRule(['BAL-*', 'DEC-01'], 'DEC-11')).toBe(false);
  });
});
