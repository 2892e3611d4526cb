import { describe, expect, it } from '@jest/globals';
import { at, only, passes } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

const step = (n: number) => ({ n, name: `环节${n}`, who: 'VCC' });
const publishes = (ledger: TestLedger, risks: readonly number[]) =>
  ledger.add(
    'powers.PowerItemPublished',
    {
      code: 'V05',
      version: '1',
      level: 'village',
      name: '支出审批',
      holder: 'VC',
      basis: [],
      steps: [step(1), step(2), step(3)],
      risks: risks.map((n) => ({ riskId: `R${n}`, at: n, grade: 2, text: '风险' })),
      effectiveFrom: '2024-01-01',
    },
    at('2024-01-02', { subject: 'power-V05' }),
  );
const identifies = (ledger: TestLedger, n: number, unitId?: string) =>
  ledger.add(
    'risks.RiskPointIdentified',
    {
      riskId: `R-${n}`,
      powerCode: 'V05',
      step: n,
      description: '风险',
      method: 'selfCheck',
      likelihood: 3,
      impact: 3,
      ...(unitId === undefined ? {} : { unitId }),
    },
    at('2024-02-01'),
  );

describe('RISK-01, risk points at the key steps', () => {
  const keySteps = packsWith('RISK-01', { keySteps: { V05: [2, 3] } });
  it('is kept by a risk point at each key step that the pack names', () => {
    expect(publishes(aLedger(), [2, 3]).verdict('RISK-01', keySteps)).toBe('kept');
  });
  it('is broken by a key step without one, which is named', () => {
    const ledger = publishes(aLedger(), [2]);
    expect(only(ledger, 'RISK-01', keySteps).found).toBe('step 3 has no risk point');
  });
  it('is cured by a point identified later for all units, not by one for a single unit', () => {
    const ledger = publishes(aLedger(), [2]);
    expect(identifies(ledger, 3, 'U1').verdict('RISK-01', keySteps)).toBe('broken');
    expect(identifies(ledger, 3).verdict('RISK-01', keySteps)).toBe('kept');
  });
  it('asks for one point in all where the pack names no key steps', () => {
    expect(publishes(aLedger(), [1]).verdict('RISK-01')).toBe('kept');
    expect(publishes(aLedger(), []).verdict('RISK-01')).toBe('broken');
  });
  it('is not applicable where no power was published', () => {
    expect(identifies(aLedger(), 1).verdict('RISK-01')).toBe('not applicable');
  });
});

const risk = { riskId: 'R1' };
const graded = (ledger: TestLedger, decided: number, date: string) =>
  ledger.add(
    'risks.RiskGraded',
    { ...risk, gradingId: `G${date}`, decided },
    at(date, { person: 'recorder', post: 'U1.DIS' }),
  );
const controlled = (ledger: TestLedger, date: string, owner = 'Z') =>
  ledger.add(
    'risks.ControlMeasureSet',
    { ...risk, measureId: `C${date}`, measure: '双人复核', owner, strength: 'manual', ruleIds: [] },
    at(date),
  );
const reviewed = (ledger: TestLedger, date: string) =>
  ledger.add(
    'risks.ControlReviewed',
    { ...risk, reviewId: `W${date}`, result: 'effective' },
    at(date),
  );
const retired = (ledger: TestLedger, date: string) =>
  ledger.add('risks.RiskRetired', { ...risk, on: date, reason: '职权取消' }, at(date));
/** Grade 1 on Thursday 2024-01-11, with an owner. */
const high = () => controlled(graded(aLedger().holds('Z', 'VCC'), 1, '2024-01-11'), '2024-01-12');

describe('RISK-02, reviewed in time', () => {
  it('is kept on the last day of the six months of grade 1, and late the day after', () => {
    expect(reviewed(high(), '2024-07-11').verdict('RISK-02')).toBe('kept');
    const late = reviewed(high(), '2024-07-12');
    expect(only(late, 'RISK-02').found).toBe('reviewed on 2024-07-12, 1 day(s) late');
    expect(only(late, 'RISK-02').act.name).toBe('risks.ControlReviewed');
  });
  it('moves a last day that is a holiday to the next working day', () => {
    // Six months after Thursday 4 April (a holiday itself) is Friday 4 October 2024: National Day until Monday 7.
    const ledger = () => controlled(graded(aLedger(), 1, '2024-04-04'), '2024-04-05');
    expect(reviewed(ledger(), '2024-10-08').verdict('RISK-02')).toBe('kept');
    expect(reviewed(ledger(), '2024-10-09').verdict('RISK-02')).toBe('broken');
  });
  it.each([
    [2, '2025-01-13', 'kept'],
    [2, '2025-01-14', 'broken'],
    [3, '2026-01-12', 'kept'],
    [3, '2026-01-13', 'broken'],
  ] as const)('grade %i, reviewed on %s: %s', (grade, date, verdict) => {
    // 11 January 2025 and 2026 are weekend days.
    expect(reviewed(graded(aLedger(), grade, '2024-01-11'), date).verdict('RISK-02')).toBe(verdict);
  });
  it('counts from the last review or grading, under the grade of that day', () => {
    const twice = reviewed(reviewed(high(), '2024-03-11'), '2024-09-11');
    expect(twice.verdict('RISK-02')).toBe('kept');
    const lowered = graded(high(), 3, '2024-02-01');
    expect(reviewed(lowered, '2025-12-01').verdict('RISK-02')).toBe('kept');
  });
  it('charges the owner of the control in office when nothing was done, once a later event shows it', () => {
    expect(passes(high(), '2024-07-31').examine('RISK-02').judgements).toHaveLength(1);
    const forgotten = only(passes(high(), '2024-08-05'), 'RISK-02');
    expect(forgotten).toMatchObject({
      act: { name: 'risks.RiskGraded' },
      person: 'Z',
      post: 'U1.VCC',
      found: 'not reviewed by 2024-08-05',
      severity: 'M',
    });
  });
  it('charges who owned the control on the last day, not who took it over afterwards', () => {
    const ledger = passes(high().holds('N', 'VCC'), '2024-08-05');
    expect(only(controlled(ledger, '2024-07-12', 'N'), 'RISK-02').person).toBe('Z');
    const before = passes(high().holds('N', 'VPS'), '2024-08-05');
    expect(only(controlled(before, '2024-07-11', 'N'), 'RISK-02').person).toBe('N');
  });
  it('names nobody where the owner is not in office, whoever recorded the grading', () => {
    const ledger = graded(aLedger(), 2, '2024-01-11');
    passes(ledger, '2025-02-01');
    const { act, person, post } = only(ledger, 'RISK-02');
    expect([act.name, person, post]).toEqual(['risks.RiskGraded', undefined, undefined]);
  });
  it('is not judged while nothing shows that the limit has passed, nor by another unit', () => {
    expect(graded(aLedger(), 2, '2024-01-11').verdict('RISK-02')).toBe('not applicable');
    const ledger = passes(graded(aLedger(), 2, '2024-01-11'), '2025-02-01', '451425100202');
    expect(ledger.verdict('RISK-02')).toBe('not applicable');
  });
  it('wants an owner for grade 1 within a month, from before or after the grading', () => {
    const grading = () => graded(aLedger(), 1, '2024-01-11');
    expect(controlled(grading(), '2024-02-18').verdict('RISK-02')).toBe('kept');
    expect(controlled(grading(), '2024-02-19').verdict('RISK-02')).toBe('broken');
    const before = graded(controlled(aLedger(), '2023-06-01'), 1, '2024-01-11');
    expect(before.verdict('RISK-02')).toBe('kept');
    expect(only(passes(grading(), '2024-03-01'), 'RISK-02').found).toContain('not given a control');
  });
  it('ends with the risk point', () => {
    expect(retired(high(), '2024-03-01').verdict('RISK-02')).toBe('kept');
    const late = retired(high(), '2025-03-01');
    expect(only(late, 'RISK-02').found).toContain('retired without a review on 2025-03-01');
    expect(only(passes(late, '2026-03-01'), 'RISK-02').found).toContain('2025-03-01');
  });
  it('is not applicable to a point that nobody has graded', () => {
    expect(passes(reviewed(aLedger(), '2024-01-11'), '2026-01-01').verdict('RISK-02')).toBe(
      'not applicable',
    );
  });
  it('cannot be judged where the holidays are unknown', () => {
    const ledger = graded(aLedger(), 3, '2088-03-01');
    expect(reviewed(ledger, '2090-06-01').verdict('RISK-02')).toBe('unjudged');
  });
});

describe('RISK-03, points that recur are graded up', () => {
  const found = (ledger: TestLedger, ...dates: readonly string[]) =>
    dates.reduce(
      (all, date) =>
        all.add('risks.RiskMaterialised', { ...risk, findingId: `F${date}` }, at(date)),
      ledger,
    );
  const proposed = (ledger: TestLedger, to: number, date: string) =>
    ledger.add(
      'risks.RegradeProposed',
      { ...risk, proposalId: `P${date}`, from: 2, to, reason: '多发', findings: [] },
      at(date),
    );
  const thrice = () =>
    found(graded(aLedger(), 2, '2023-01-10'), '2023-03-11', '2023-11-01', '2024-03-11');
  it('is kept by a proposal within 30 days of the third finding, or a higher grade', () => {
    expect(proposed(thrice(), 1, '2024-04-10').verdict('RISK-03')).toBe('kept');
    expect(graded(thrice(), 1, '2024-04-10').verdict('RISK-03')).toBe('kept');
  });
  it('is broken by a late proposal, one downwards, or none', () => {
    expect(proposed(thrice(), 1, '2024-04-11').verdict('RISK-03')).toBe('broken');
    expect(proposed(thrice(), 3, '2024-04-20').verdict('RISK-03')).toBe('broken');
    expect(only(passes(thrice(), '2024-05-01'), 'RISK-03').act.name).toBe('risks.RiskMaterialised');
  });
  it('counts findings of the same twelve months: the same day a year ago is within', () => {
    const apart = found(
      graded(aLedger(), 2, '2023-01-10'),
      '2023-03-10',
      '2023-11-01',
      '2024-03-11',
    );
    expect(passes(apart, '2024-05-01').verdict('RISK-03')).toBe('not applicable');
  });
  it('is not applicable to a point of grade 1, or before the number is reached', () => {
    const first = found(
      graded(aLedger(), 1, '2023-01-10'),
      '2023-03-11',
      '2023-11-01',
      '2024-03-11',
    );
    expect(passes(first, '2024-05-01').verdict('RISK-03')).toBe('not applicable');
    expect(passes(found(aLedger(), '2024-03-11'), '2024-05-01').verdict('RISK-03')).toBe(
      'not applicable',
    );
  });
  it('begins to count again once the number was reached', () => {
    const ledger = graded(thrice(), 2, '2024-03-20');
    proposed(ledger, 1, '2024-04-01');
    found(ledger, '2024-04-02', '2024-04-03');
    expect(passes(ledger, '2024-06-01').verdict('RISK-03')).toBe('kept');
  });
});
