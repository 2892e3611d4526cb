// The registry of checks: sixty of them, each with what a reader of a lead must be told.
import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../src/events/index.js';
import { CHECK_GROUPS, type LeadCheck } from '../../../src/analytics/leads/check.js';
import { CHECKS } from '../../../src/analytics/leads/index.js';

const GUILT = /贪污|受贿|违法|犯罪|舞弊|corrupt|fraud|guilt|illegal|stole|crime/i;

/** Every sentence of a check that a reader may see. */
const sentences = ({ title, statement, falsePositives }: LeadCheck) =>
  [title, statement, ...falsePositives].flatMap(({ zh, en }) => [zh, en]);

describe('the checks', () => {
  it('are A01 to A60, each once, in order', () => {
    const expected = Array.from({ length: 60 }, (_, n) => `A${String(n + 1).padStart(2, '0')}`);
    expect(CHECKS.map(({ id }) => id)).toEqual(expected);
  });

  it.each(CHECKS.map((check) => [check.id, check] as const))(
    '%s has a group, a sentence, parameters with defaults, inputs and known false positives, and states no guilt',
    (_, check) => {
      expect(CHECK_GROUPS).toContain(check.group);
      expect(check.parameters.safeParse({}).success).toBe(true);
      expect(check.falsePositives.length).toBeGreaterThan(0);
      expect(check.inputs.length).toBeGreaterThan(0);
      expect(check.inputs.filter((name) => !catalogue.names.includes(name))).toEqual([]);
      expect(Object.keys(check.subjects).length).toBeGreaterThan(0);
      for (const sentence of sentences(check)) {
        expect(sentence.trim()).not.toBe('');
        expect(sentence).not.toMatch(GUILT);
      }
    },
  );
});
