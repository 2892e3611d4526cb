// The scheme of leads and the arithmetic of scores: data that is refused by name, factors that are shown.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CHECKS } from '../../../src/analytics/leads/index.js';
import { createLeadScheme } from '../../../src/analytics/leads/scheme.js';
import {
  amountFactor,
  isDemoted,
  noveltyFactor,
  precisionOf,
  shortListSize,
} from '../../../src/analytics/leads/scoring.js';

const scheme = (entries: readonly object[], more: object = {}) =>
  createLeadScheme({ id: 't', version: '1', title: { zh: '', en: '' }, entries, ...more }, CHECKS);
const a07 = CHECKS.find(({ id }) => id === 'A07');
if (!a07) throw new Error('no A07');
const daysOf = (made: ReturnType<typeof scheme>, unit: string, day: string) =>
  (made.settings(a07, unit, day).parameters as { days: number }).days;

describe('the scheme of leads', () => {
  it('ships as data that the program accepts', () => {
    expect(
      createLeadScheme(parse(readFileSync('schemes/leads.yaml', 'utf8')), CHECKS).document.id,
    ).toBe('cn.default');
  });

  it('lets the near prevail over the general, by date', () => {
    const made = scheme([
      {
        area: '4514',
        validFrom: '2024-01-01',
        validTo: '2025-01-01',
        checks: { A07: { parameters: { days: 30 } } },
      },
      { area: '', checks: { A07: { parameters: { days: 60 } } } },
    ]);
    expect(daysOf(made, '451425100201', '2024-06-01')).toBe(30);
    expect(daysOf(made, '451425100201', '2025-01-01')).toBe(60);
    expect(daysOf(made, '330000000000', '2024-06-01')).toBe(60);
    expect(daysOf(scheme([]), '330000000000', '2024-06-01')).toBe(90);
  });

  it('switches a check off, and weighs it otherwise', () => {
    const made = scheme([{ area: '45', checks: { A07: { enabled: false, severity: 'L' } } }]);
    expect(made.settings(a07, '451425100201', '2024-01-01')).toMatchObject({
      enabled: false,
      severity: 'L',
    });
    expect(made.settings(a07, '330000000000', '2024-01-01')).toMatchObject({
      enabled: true,
      severity: 'S',
    });
  });

  it('refuses an unknown check, an unknown parameter and a threshold of zero, each by its place', () => {
    const code = (entries: readonly object[]) => {
      try {
        scheme(entries);
        return 'accepted';
      } catch (error) {
        return (error as { where?: string }).where;
      }
    };
    expect(code([{ area: '', checks: { A61: {} } }])).toBe('entries/0/checks/A61');
    expect(code([{ area: '', checks: { A07: { parameters: { dayz: 1 } } } }])).toBe(
      'entries/0/checks/A07/parameters/dayz',
    );
    expect(code([{ area: '', checks: { A33: { parameters: { works: '0' } } } }])).toBe(
      'entries/0/checks/A33/parameters/works',
    );
    expect(code([{ area: 'x', checks: {} }])).toBe('entries/0/area');
  });
});

describe('the score', () => {
  it('grows by one for each power of ten above a thousand yuan', () => {
    expect([undefined, '100000', '1000000', '371160000'].map(amountFactor)).toEqual([
      1, 1, 2, 4.57,
    ]);
    // Sums may have more digits than a number holds exactly.
    expect(amountFactor(`1${'0'.repeat(24)}`)).toBe(20);
  });

  it('demotes a type only once enough were decided', () => {
    const scoring = { demoteBelow: 0.1, minimumDecided: 10 };
    expect(isDemoted({ confirmed: 0, dismissed: 9 }, scoring)).toBe(false);
    expect(isDemoted({ confirmed: 0, dismissed: 10 }, scoring)).toBe(true);
    expect(isDemoted({ confirmed: 1, dismissed: 9 }, scoring)).toBe(false);
    expect(precisionOf({ confirmed: 0, dismissed: 0 })).toBeUndefined();
  });

  it('falls with each dismissal, not below a quarter', () => {
    expect([0, 1, 2, 3].map(noveltyFactor)).toEqual([1, 0.5, 0.25, 0.25]);
  });

  it('allows a short list of at most the share, rounded down', () => {
    expect([0, 19, 20, 39, 100].map((count) => shortListSize(count, 0.05))).toEqual([
      0, 0, 1, 1, 5,
    ]);
    expect(shortListSize(100, 0.07)).toBe(7);
  });
});
