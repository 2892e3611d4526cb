import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { computeRisk, residualRisk } from '../../src/analytics/riskGrade.js';

describe('the computed grade of a risk point', () => {
  it('is high from 16 or at the highest impact, middle from 9, else low', () => {
    expect(computeRisk({ likelihood: 4, impact: 4 })).toEqual({ score: 16, grade: 1 });
    expect(computeRisk({ likelihood: 1, impact: 5 })).toEqual({ score: 5, grade: 1 });
    expect(computeRisk({ likelihood: 3, impact: 4, discretion: 3 })).toEqual({
      score: 15,
      grade: 2,
    });
    expect(computeRisk({ likelihood: 3, impact: 3 })).toEqual({ score: 9, grade: 2 });
    expect(computeRisk({ likelihood: 2, impact: 4 })).toEqual({ score: 8, grade: 3 });
  });

  it('rises by at most four points for confirmed findings', () => {
    expect(computeRisk({ likelihood: 3, impact: 4, confirmedFindings: 9 })).toEqual({
      score: 16,
      grade: 1,
    });
  });

  it('never falls when any factor rises', () => {
    const factor = {
      likelihood: fc.integer({ min: 1, max: 4 }),
      impact: fc.integer({ min: 1, max: 4 }),
    };
    fc.assert(
      fc.property(
        fc.record({ ...factor, discretion: fc.nat(2), confirmedFindings: fc.nat(6) }),
        (f) => {
          const { grade } = computeRisk(f);
          for (const name of ['likelihood', 'impact', 'discretion', 'confirmedFindings'] as const)
            expect(computeRisk({ ...f, [name]: f[name] + 1 }).grade).toBeLessThanOrEqual(grade);
        },
      ),
    );
  });

  it('that remains is never higher than the inherent one, and falls with the strength of the control', () => {
    const strengths = ['none', 'manual', 'systemWarn', 'systemBlock'] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(3),
        fc.nat(6),
        (likelihood, impact, discretion, confirmedFindings) => {
          const factors = { likelihood, impact, discretion, confirmedFindings };
          const grades = strengths.map((strength) => residualRisk(factors, strength).grade);
          expect(grades[0]).toBe(computeRisk(factors).grade);
          for (const [index, grade] of grades.entries())
            expect(grade).toBeGreaterThanOrEqual(grades[index - 1] ?? 1);
        },
      ),
    );
  });

  it('is at best middle for the highest impact, however strong the control', () => {
    expect(residualRisk({ likelihood: 2, impact: 5 }, 'systemBlock')).toEqual({
      score: 5,
      grade: 2,
    });
    expect(residualRisk({ likelihood: 5, impact: 5 }, 'systemBlock').grade).toBe(1);
  });
});
