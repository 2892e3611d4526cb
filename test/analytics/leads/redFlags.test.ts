// The open-contracting reference cases, read in place: every expected score, whatever cases the folder holds.
// A case's settings stand in its file name: `R003-threshold-10`, `R003-procurement_methods-open+selective`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readProcess } from '../../../src/analytics/leads/procurement/process.js';
import {
  INDICATORS,
  redFlags,
  type Indicator,
  type RedFlagSettings,
} from '../../../src/analytics/leads/procurement/redFlags.js';
import { itWith, sharedPath } from '../../support/sharedFolder.js';

const FOLDER = 'data/ocds_redflag_fixtures/tests/fixtures/indicators';

/** What the reference runs all of its cases with. */
const COMMON: RedFlagSettings = {
  no_price_comparison_procurement_methods: ['NPC'],
  excluded: ['EXC'],
};

function settingsOf(name: string): { indicator: Indicator; settings: RedFlagSettings } {
  const [first = '', field, ...values] = name.split('-');
  const indicator = INDICATORS.find((each) => each === first);
  if (!indicator) throw new Error(`no indicator ${first}`);
  const [value] = values;
  if (field === undefined || value === undefined) return { indicator, settings: COMMON };
  if (values.length > 1) {
    const pairs = Array.from({ length: values.length / 2 }, (_, index) => [
      values[2 * index] ?? '',
      Number(values[2 * index + 1]),
    ]);
    return { indicator, settings: { ...COMMON, [field]: Object.fromEntries(pairs) as object } };
  }
  const given = /^[\d.]+$/.test(value) ? Number(value) : value.split('+');
  return { indicator, settings: { ...COMMON, [field]: given } };
}

/** One compiled release a line; blank lines and lines that are no JSON are passed over, as by the reference. */
const processesOf = (text: string) =>
  text.split('\n').flatMap((line) => {
    try {
      return readProcess(JSON.parse(line)) ?? [];
    } catch {
      return [];
    }
  });

const folder = sharedPath(FOLDER);
const cases = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.expected'))
      .map((name) => name.replace(/\.expected$/, ''))
  : [];

describe('the procurement indicators', () => {
  itWith(FOLDER, 'find reference cases to agree with', () => {
    expect(cases.length).toBeGreaterThan(0);
  });
  for (const name of cases)
    it(`agree with the reference case ${name}`, () => {
      const read = (extension: string) => readFileSync(`${folder}/${name}.${extension}`, 'utf8');
      const { indicator, settings } = settingsOf(name);
      const found = redFlags(processesOf(read('jsonl')), { [indicator]: settings });
      expect(found).toEqual(JSON.parse(read('expected')));
    });
});
