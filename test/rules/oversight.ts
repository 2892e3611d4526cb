// What the tests of the families of supervision share: dates, a unit that goes on living, one violation.
import { expect } from '@jest/globals';
import { aLedger, type Attributes, type TestLedger } from './support.js';
import type { RulePacks } from '../../src/rules/pack.js';

/** 9 o'clock of a day, with whatever else the envelope says. */
export const at = (date: string, more: Attributes = {}): Attributes => ({
  time: `${date}T09:00:00+08:00`,
  ...more,
});

/** A ledger that begins on a day: what is added without a time happens then. */
export const since = (date: string): TestLedger =>
  aLedger().add(
    'offices.UnitRegistered',
    { unitId: 'U1', name: '百灵村', kind: 'village' },
    at(date),
  );

/** Something else that the unit does, by which the ledger knows that the day has come. */
export const passes = (ledger: TestLedger, date: string, orgunit?: string): TestLedger =>
  ledger.add(
    'ratings.SessionOpened',
    {
      sessionId: `later-${date}`,
      year: Number(date.slice(0, 4)),
      objects: [{ objectId: 'nobody', kind: 'group' }],
      dimensions: ['工作效果'],
    },
    at(date, orgunit === undefined ? {} : { orgunit }),
  );

/** The one violation of a rule, with what it says. */
export function only(ledger: TestLedger, rule: string, packs?: RulePacks) {
  const [first, ...others] = ledger.broken(rule, packs);
  expect(others).toEqual([]);
  if (!first?.violation) throw new Error(`${rule} is not broken`);
  return { ...first, found: first.violation.found.en, severity: first.violation.severity };
}
