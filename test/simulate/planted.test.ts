// What was planted in the demo county is found, by violations and by leads; the village where nothing was planted is clean.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { findLeads, type Lead } from '../../projections/leads/leads.queries.js';
import { findViolations, type Violation } from '../../projections/violations/violations.queries.js';
import { simulateCounty, SMALL_COUNTY, type PlantedCase } from '../../scripts/simulate/county.js';
import { townships } from '../../scripts/simulate/divisions.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { openLedger, type Ledger } from '../../src/composition.js';
import { loadConfig } from '../../src/config.js';
import { RULES } from '../../src/rules/index.js';
import { temporaryFolder } from '../support/service.js';

const county = simulateCounty(SMALL_COUNTY);
const folder = temporaryFolder();
let ledger: Ledger;
let violations: readonly Violation[];
let leads: readonly Lead[];

beforeAll(async () => {
  const config = loadConfig({ SUNLEDGER_DATA: folder });
  await loadCounty(config, county);
  ledger = await openLedger(config, { mode: 'read', views: 'inline' });
  await ledger.views.waitFor((await ledger.log.head())!, 100_000);
  ledger.views.read((snapshot) => {
    violations = findViolations(snapshot, {}, { limit: 10_000 }).violations;
    leads = findLeads(snapshot, ledger.leadScheme, {}, { limit: 10_000 }).leads;
  });
}, 120_000);
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function planted(words: string): PlantedCase {
  const found = county.planted.find(({ what }) => what.includes(words));
  if (!found) throw new Error(`nothing planted says "${words}"`);
  return found;
}

/** Rules broken in a case, each once, sorted. */
const rulesOn = (caseId: string): readonly string[] =>
  [...new Set(violations.filter((one) => one.caseId === caseId).map(({ rule }) => rule))].sort();

const leadsOf = (unit: string, check: string): readonly Lead[] =>
  leads.filter((lead) => lead.orgunit === unit && lead.check === check);

describe('the planted cases of the demo county', () => {
  it('money in and out in cash: both payments break rules, and the flow through the account is a lead', () => {
    const { unit, payments = [] } = planted('out the next day in cash');
    expect(payments).toHaveLength(2);
    for (const payment of payments)
      expect(rulesOn(`payment-${payment}`)).toEqual(
        expect.arrayContaining(['PAY-01', 'PAY-04', 'PAY-05', 'PAY-06']),
      );
    expect(leadsOf(unit, 'A06').map(({ amount, severity }) => [amount, severity])).toEqual([
      ['371160000', 'S'],
    ]);
    expect(leadsOf(unit, 'A01').map(({ amount }) => amount)).toEqual(['200000000', '171160000']);
  });

  it('split payments: each after the first breaks the rule, and the twelve together are a lead', () => {
    const { unit, payments = [] } = planted('just under 10,000 yuan');
    const [, ...others] = payments;
    expect(others).toHaveLength(11);
    for (const payment of others) expect(rulesOn(`payment-${payment}`)).toContain('PAY-12');
    const [split, ...more] = leadsOf(unit, 'A07');
    expect(more).toEqual([]);
    expect(split?.statement.en).toContain('12 payments');
  });

  it('a resolution dated back: recorded late, and possible back-dating is a lead', () => {
    const { unit, matter = '' } = planted('entered two months after');
    expect(rulesOn(`matter-${matter}`)).toContain('LED-01');
    expect(leadsOf(unit, 'A18').map(({ amount }) => amount)).toEqual(['32000000', '32000000']);
  });

  it('the leader who spoke first', () => {
    const { matter = '', person } = planted('stated his position first');
    expect(rulesOn(`matter-${matter}`)).toContain('DEC-06');
    const broken = violations.filter(
      ({ caseId, rule }) => caseId === `matter-${matter}` && rule === 'DEC-06',
    );
    expect(broken.map((one) => one.person)).toEqual([person]);
  });

  it('decisions posted late, every year', () => {
    const { unit } = planted('posted four weeks late');
    const years = violations
      .filter(
        ({ orgunit, rule, severity }) => orgunit === unit && rule === 'PUB-01' && severity === 'S',
      )
      .map(({ businessDate }) => businessDate.slice(0, 4));
    expect([...new Set(years)].sort()).toEqual(['2021', '2022', '2023']);
  });

  it('a firm behind which the director’s wife stands: its payment is a lead against him', () => {
    const { unit, person, payments = [] } = planted('is related to');
    expect(leadsOf(unit, 'A27').map((lead) => [lead.person, lead.amount, lead.severity])).toEqual([
      [person, '780000', 'S'],
    ]);
    expect(payments).toHaveLength(1);
  });

  it('the people who leave: each has a departure audit that names the term', () => {
    const leaving = county.planted.filter(({ what }) => what.includes('departure audit'));
    expect(leaving).toHaveLength(2);
    for (const { person = '' } of leaving) {
      const audit = ledger.views.read((snapshot) => departureAudit(snapshot, RULES, person));
      expect(audit.period.to).toMatch(/^2023-/);
    }
  });

  it('are everything that is serious in the villages: the clean village has no serious violation or lead', () => {
    const touched = new Set(county.planted.map(({ unit }) => unit));
    const clean = [1, 2, 3, 4]
      .map((number) => `${townships[0]!.code.slice(0, 9)}${String(number).padStart(3, '0')}`)
      .filter((unit) => !touched.has(unit));
    expect(clean).toHaveLength(1);
    const inClean = ({ orgunit }: { readonly orgunit: string }) => clean.includes(orgunit);
    expect(leads.some(inClean)).toBe(true);
    expect(violations.filter((one) => inClean(one) && one.severity === 'S')).toEqual([]);
    expect(leads.filter((one) => inClean(one) && one.severity === 'S')).toEqual([]);
  });
});
