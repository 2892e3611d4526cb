import { describe, expect, it } from '@jest/globals';
import { at, only, passes } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

const survey = { surveyId: 'S1' };
const opens = (ledger: TestLedger, date: string, households?: number) =>
  ledger.add(
    'supervision.SurveyOpened',
    {
      ...survey,
      unitId: 'U1',
      year: 2024,
      title: '问政于民',
      questions: ['今年最想办的事？'],
      ...(households === undefined ? {} : { households }),
    },
    at(date),
  );
const closes = (ledger: TestLedger, date: string) =>
  ledger.add('supervision.SurveyClosed', survey, at(date));
const plans = (ledger: TestLedger, date: string) =>
  ledger.add(
    'supervision.AnnualPlanFixed',
    { planId: 'P1', unitId: 'U1', year: 2024 },
    at(date, { person: 'S' }),
  );

describe('ASK-01, ask before planning', () => {
  const asked = (opened: string, closed: string, planned: string) =>
    plans(closes(opens(aLedger(), opened), closed), planned);
  it('is kept by a survey that began in the first quarter and ended before the plan', () => {
    expect(asked('2024-03-31', '2024-04-20', '2024-04-21').verdict('ASK-01')).toBe('kept');
    expect(asked('2023-12-20', '2024-01-10', '2024-01-10').verdict('ASK-01')).toBe('kept');
  });
  it('is minor when the survey began after the first quarter', () => {
    expect(asked('2024-04-01', '2024-04-20', '2024-04-21').severities('ASK-01')).toEqual(['L']);
  });
  it('is broken by a plan fixed before the survey ended, or without one', () => {
    const early = only(asked('2024-02-01', '2024-03-20', '2024-03-19'), 'ASK-01');
    expect(early).toMatchObject({ severity: 'M', person: 'S' });
    expect(early.found).toBe('the plan was fixed before the survey ended');
    expect(plans(opens(aLedger(), '2024-02-01'), '2024-03-01').verdict('ASK-01')).toBe('broken');
    expect(only(plans(aLedger(), '2024-03-01'), 'ASK-01').found).toBe(
      'there was no survey for the year',
    );
  });
  it('takes the day of the pack', () => {
    const packs = packsWith('ASK-01', { beginBy: '02-15' });
    expect(asked('2024-02-16', '2024-02-20', '2024-03-01').verdict('ASK-01', packs)).toBe('broken');
    expect(() => packsWith('ASK-01', { beginBy: '02-30' })).toThrow('beginBy');
  });
  it('is not applicable without a plan', () => {
    expect(closes(opens(aLedger(), '2024-02-01'), '2024-03-01').verdict('ASK-01')).toBe(
      'not applicable',
    );
  });
});

describe('ASK-02, enough responses', () => {
  const answered = (ledger: TestLedger, singly: number, byHand = 0) => {
    for (let n = 0; n < singly; n++)
      ledger.add('supervision.ResponseReceived', { ...survey, token: `T${n}` });
    if (byHand > 0)
      ledger.add('supervision.ResponsesTallied', {
        ...survey,
        tallyId: 'K1',
        counts: [{ satisfaction: 80, count: byHand }],
      });
    return closes(ledger, '2024-03-01');
  };
  it('wants thirty, counted singly and by hand', () => {
    expect(answered(opens(aLedger(), '2024-02-01'), 10, 20).verdict('ASK-02')).toBe('kept');
    expect(only(answered(opens(aLedger(), '2024-02-01'), 29), 'ASK-02')).toMatchObject({
      found: '29 response(s)',
      severity: 'L',
    });
  });
  it('wants 5 % of the households that the survey states, the share itself being enough', () => {
    expect(answered(opens(aLedger(), '2024-02-01', 620), 31).verdict('ASK-02')).toBe('kept');
    expect(answered(opens(aLedger(), '2024-02-01', 621), 31).verdict('ASK-02')).toBe('broken');
  });
  it('takes the last count of households before the survey where it states none', () => {
    const counted = (on: string, households: number, ledger: TestLedger) =>
      ledger.add('offices.HouseholdsCounted', { unitId: 'U1', on, households }, at(on));
    const ledger = counted('2024-03-01', 2000, counted('2023-01-01', 700, aLedger()));
    expect(answered(opens(ledger, '2024-02-01'), 34).verdict('ASK-02')).toBe('broken');
    const again = counted('2024-03-01', 2000, counted('2023-01-01', 700, aLedger()));
    expect(answered(opens(again, '2024-02-01'), 35).verdict('ASK-02')).toBe('kept');
  });
  it('is not applicable while the survey is open', () => {
    expect(opens(aLedger(), '2024-02-01').verdict('ASK-02')).toBe('not applicable');
  });
});

describe('ASK-03, every opinion is answered', () => {
  const opinion = { opinionId: 'O1' };
  const collected = () =>
    aLedger().add(
      'supervision.OpinionCollected',
      { ...opinion, unitId: 'U1', text: '路灯不亮' },
      at('2024-03-01', { person: 'clerk' }),
    );
  const adopted = (date: string) =>
    collected().add(
      'supervision.OpinionAdopted',
      { ...opinion, measure: '更换路灯' },
      at(date, { person: 'S' }),
    );
  it('is kept on the thirtieth day, which moves when it is a Sunday', () => {
    // Friday 2024-03-01 + 30 days = Sunday 2024-03-31.
    expect(adopted('2024-04-01').verdict('ASK-03')).toBe('kept');
    expect(only(adopted('2024-04-02'), 'ASK-03')).toMatchObject({ severity: 'L', person: 'S' });
  });
  it('is kept by declining with a reason', () => {
    const declined = collected().add(
      'supervision.OpinionDeclined',
      { ...opinion, reason: '已列入明年计划' },
      at('2024-03-20'),
    );
    expect(declined.verdict('ASK-03')).toBe('kept');
  });
  it('is broken without an answer, and does not charge who wrote the opinion down', () => {
    const open = only(passes(collected(), '2024-05-06'), 'ASK-03');
    expect(open).toMatchObject({ found: 'not adopted or declined by 2024-05-06', severity: 'M' });
    expect(open.person).toBeUndefined();
  });
  it('is not applicable while the time may still be running', () => {
    expect(collected().verdict('ASK-03')).toBe('not applicable');
    expect(passes(collected(), '2024-04-30').verdict('ASK-03')).toBe('not applicable');
  });
  it('cannot be judged in a year without holiday data, unless the answer came in time anyway', () => {
    const later = (date: string) =>
      aLedger()
        .add(
          'supervision.OpinionCollected',
          { ...opinion, unitId: 'U1', text: '路灯不亮' },
          at('2090-03-01'),
        )
        .add('supervision.OpinionAdopted', { ...opinion, measure: '更换' }, at(date));
    expect(later('2090-03-31').verdict('ASK-03')).toBe('kept');
    expect(later('2090-04-01').verdict('ASK-03')).toBe('unjudged');
  });
});
