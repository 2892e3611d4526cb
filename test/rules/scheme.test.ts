// The norm index names rules by id: those of the families here must be rules of the book.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { RULES } from '../../src/rules/index.js';
import { familyOf } from '../../src/rules/rule.js';

interface Indicator {
  readonly id: string;
  readonly occasions?: readonly string[];
  readonly rules?: readonly string[];
}
interface Scheme {
  readonly dimensions: readonly { readonly indicators: readonly Indicator[] }[];
}

const FAMILIES = [
  'CAT',
  'ACT',
  'SEG',
  'DEC',
  'BAL',
  'VR',
  'PAY',
  'INC',
  'TND',
  'AST',
  'PUB',
  'SVC',
  'LED',
];
const scheme = parse(readFileSync('schemes/norm-index.yaml', 'utf8')) as Scheme;
const named = scheme.dimensions
  .flatMap(({ indicators }) => indicators)
  .flatMap(({ occasions = [], rules = [] }) => [...occasions, ...rules]);

describe('the norm index', () => {
  it('names only rules that there are', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    for (const name of named.filter((each) => FAMILIES.includes(familyOf(each))))
      if (!name.endsWith('*')) expect(ids).toContain(name);
      else expect(RULES.some(({ id }) => familyOf(id) === familyOf(name))).toBe(true);
  });

  it('has every rule of the catalogue of rules for these families', () => {
    const counts: Readonly<Record<string, number>> = {
      CAT: 5,
      ACT: 3,
      SEG: 6,
      DEC: 11,
      BAL: 6,
      PAY: 12,
      INC: 4,
      TND: 7,
      AST: 5,
      PUB: 10,
      SVC: 6,
      LED: 4,
    };
    for (const [family, count] of Object.entries(counts)) {
      const expected = Array.from(
        { length: count },
        (_, i) => `${family}-${String(i + 1).padStart(2, '0')}`,
      );
      expect(RULES.filter(({ id }) => familyOf(id) === family).map(({ id }) => id)).toEqual(
        expected,
      );
    }
  });
});
