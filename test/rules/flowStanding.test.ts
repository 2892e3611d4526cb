import { describe, expect, it } from '@jest/globals';
import { parseLocalDate } from '../../src/kernel/time.js';
import { flowStanding } from '../../src/rules/flowStanding.js';
import { RULES } from '../../src/rules/index.js';
import { examine } from '../../src/rules/judge.js';
import { aLedger, day, demoPacks, nationalPacks, type TestLedger } from './support.js';

const STEPS = [
  { n: 1, name: '提议', who: 'VCC', evt: 'PreStudyRecorded' },
  { n: 2, name: '审核', who: 'VACC', evt: 'LegalityReviewed', max: '5cd', from: 1 },
  { n: 3, name: '复核', who: 'VACC', evt: 'FiledForRecord', optional: true },
  { n: 4, name: '决定', who: 'VC', evt: 'ResultRuled' },
  {
    n: 5,
    name: '公布',
    who: 'VC',
    evt: 'DecisionPublished',
    max: '{post.result.maxDays}',
    from: 4,
  },
];

const matter = (flowVersion?: string) =>
  aLedger()
    .add(
      'powers.PowerItemPublished',
      {
        code: 'V90',
        version: '1',
        level: 'village',
        name: '测试',
        holder: 'VC',
        basis: [{ document: '村民委员会组织法', clause: '第24条' }],
        steps: STEPS,
        risks: [],
        effectiveFrom: '2020-01-01',
      },
      { time: day(1), matter: undefined },
    )
    .opens(flowVersion === undefined ? {} : { flowVersion }, { time: day(1), power: 'V90' });
const study = (ledger: TestLedger, at: number) =>
  ledger.add(
    'matters.PreStudyRecorded',
    { matterId: 'M1', authors: [] },
    { time: day(at), person: 'P' },
  );
const review = (ledger: TestLedger, at: number) =>
  ledger.add(
    'matters.StepTaken',
    { matterId: 'M1', stepId: 's', activity: 'LegalityReviewed' },
    { time: day(at), person: 'Q', post: 'post-q' },
  );
const rule = (ledger: TestLedger, at: number, outcome: 'adopted' | 'rejected' = 'adopted') =>
  ledger.rules(outcome, {}, { time: day(at) });
const close = (ledger: TestLedger, at: number) =>
  ledger.add('matters.MatterClosed', { matterId: 'M1', result: 'done' }, { time: day(at) });

function standing(ledger: TestLedger, today: string, packs = demoPacks) {
  const theCase = ledger.cases().find(({ id }) => id === 'matter-M1')!;
  const examination = examine(theCase, ledger, RULES, packs);
  const found = flowStanding(theCase, ledger, examination, packs, parseLocalDate(today));
  if (!found) throw new Error('no flow');
  return found;
}
const states = (ledger: TestLedger, today = '2024-03-05') =>
  standing(ledger, today).steps.map(({ state }) => state);

describe('where a matter stands in its flow', () => {
  it('says of each step that it is done, and by whom, or when it is due', () => {
    const { steps, chosen, basis } = standing(review(study(matter('1'), 2), 4), '2024-03-05');
    expect(chosen).toBe('pinned');
    expect(basis).toEqual([{ document: '村民委员会组织法', clause: '第24条' }]);
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'notDue', 'notDue', 'notDue']);
    expect(steps[1]).toMatchObject({
      acts: [{ name: 'matters.StepTaken', time: day(4), person: 'Q', post: 'post-q' }],
      due: { date: '2024-03-07', written: '5cd', limit: '5cd', from: 1 },
      findings: [],
    });
    expect(steps[4]?.due).toMatchObject({
      date: null,
      limit: '5wd',
      written: '{post.result.maxDays}',
    });
  });

  it('says what is late, what is overdue, and what is missing', () => {
    expect(states(review(study(matter(), 2), 11))).toEqual([
      'done',
      'late',
      'notDue',
      'notDue',
      'notDue',
    ]);
    expect(states(study(matter(), 2), '2024-03-07')[1]).toBe('notDue');
    expect(states(study(matter(), 2), '2024-03-08')[1]).toBe('overdue');
    expect(states(rule(study(matter(), 2), 4))[1]).toBe('missing');
    expect(states(close(rule(review(study(matter(), 2), 3), 4), 6), '2024-03-06')).toEqual([
      'done',
      'done',
      'notApplicable',
      'done',
      'missing',
    ]);
  });

  it('says what was out of order, with the violation that says so', () => {
    const ledger = rule(study(review(matter(), 2), 3), 4);
    const [, second] = standing(ledger, '2024-03-05').steps;
    expect(second?.state).toBe('outOfOrder');
    const [judged] = ledger.broken('FLOW-01');
    expect(second?.findings).toMatchObject([
      { rule: 'FLOW-01', violation: `FLOW-01~${judged?.act.eventId}~${judged?.ordinal}` },
    ]);
  });

  it('owes nothing more where the matter was refused', () => {
    expect(states(rule(review(study(matter(), 2), 3), 4, 'rejected'))[4]).toBe('notApplicable');
  });

  it('puts a posting that is late or not done at the step of posting', () => {
    const ruled = rule(review(study(matter(), 2), 3), 4);
    const notPosted = ruled.add(
      'matters.MinutesEntered',
      { matterId: 'M1', meetingId: 'E' },
      { time: day(29) },
    );
    const last = standing(notPosted, '2024-03-29').steps;
    expect(last[3]).toMatchObject({ state: 'done', findings: [] });
    expect(last[4]).toMatchObject({ state: 'overdue', findings: [{ rule: 'PUB-01' }] });
  });

  it('says that a figure or a holiday year is missing, and guesses no date', () => {
    const ruled = rule(review(study(matter(), 2), 3), 4);
    const [, , , , posting] = standing(ruled, '2024-03-05', nationalPacks).steps;
    expect(posting?.due).toMatchObject({ date: null, limit: null });
    expect(posting?.due?.unknown?.en).toContain('{post.result.maxDays}');
    const far = study(matter(), 2).rules('adopted', {}, { time: '2090-03-01T09:00:00+08:00' });
    expect(standing(far, '2090-03-02').steps[4]?.due?.unknown?.en).toContain('2090');
  });
});
