import { describe, expect, it } from '@jest/globals';
import { at, only, passes } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

const FIVE = [
  { personId: 'a', sector: 'congress' },
  { personId: 'b', sector: 'discipline' },
  { personId: 'c', sector: 'villageBranch' },
  { personId: 'd', sector: 'villagersCommittee' },
  { personId: 'e', sector: 'enterprise' },
] as const;
const team = { teamId: 'G1' };
const forms = (
  ledger: TestLedger,
  members: readonly (typeof FIVE)[number][] = FIVE,
  leader = 'a',
) =>
  ledger.add(
    'supervision.TeamFormed',
    { ...team, unitId: 'T1', members: [...members], leader },
    at('2024-03-01'),
  );
const changes = (
  ledger: TestLedger,
  left: readonly string[],
  more: { joined?: (typeof FIVE)[number][]; leader?: string } = {},
) =>
  ledger.add(
    'supervision.TeamChanged',
    { ...team, changeId: `K${ledger.all.length}`, joined: [], left: [...left], ...more },
    at('2024-04-01'),
  );

describe('SUP-01, five sectors on the team', () => {
  it('is kept by five, and broken by the sector that is missing', () => {
    expect(forms(aLedger()).verdict('SUP-01')).toBe('kept');
    expect(only(forms(aLedger(), FIVE.slice(0, 4)), 'SUP-01')).toMatchObject({
      found: 'nobody from: enterprises and institutions',
      severity: 'L',
    });
  });
  it('judges every change by who is left', () => {
    const broken = only(changes(forms(aLedger()), ['c']), 'SUP-01');
    expect(broken.act.name).toBe('supervision.TeamChanged');
    const replaced = changes(forms(aLedger()), ['c'], {
      joined: [{ personId: 'f', sector: 'villageBranch' } as never],
    });
    expect(replaced.verdict('SUP-01')).toBe('kept');
  });
  it('takes the sectors of the pack', () => {
    const packs = packsWith('SUP-01', { sectors: ['congress', 'masses'] });
    expect(only(forms(aLedger()), 'SUP-01', packs).found).toBe('nobody from: masses');
  });
  it('is not applicable without a team', () => {
    expect(passes(aLedger(), '2024-03-01').verdict('SUP-01')).toBe('not applicable');
  });
});

describe('SUP-02, who leads the team', () => {
  const led = (role: string, from = '2021-01-01') => forms(aLedger().holds('a', role, from, 'T1'));
  it('is kept by the chairman of the congress or the discipline secretary', () => {
    expect(led('NPC').verdict('SUP-02')).toBe('kept');
    expect(led('DIS').verdict('SUP-02')).toBe('kept');
  });
  it('is broken by another post that day', () => {
    expect(only(led('PS'), 'SUP-02')).toMatchObject({
      found: 'the leader holds neither post',
      severity: 'M',
    });
  });
  it('is broken when the leader leaves and nobody follows', () => {
    const ledger = aLedger()
      .holds('a', 'NPC', '2021-01-01', 'T1')
      .holds('b', 'DIS', '2021-01-01', 'T1');
    expect(changes(forms(ledger), ['a'], { leader: 'b' }).verdict('SUP-02')).toBe('kept');
    expect(only(changes(forms(ledger), ['b', 'a']), 'SUP-02').found).toBe('there is no leader');
  });
  it('is not applicable to a leader without a recorded office that day', () => {
    expect(forms(aLedger()).verdict('SUP-02')).toBe('not applicable');
    expect(led('NPC', '2024-03-02').verdict('SUP-02')).toBe('not applicable');
  });
});

describe('SUP-03, who supervises stands aside', () => {
  const complaint = { complaintId: 'Q1' };
  interface About {
    readonly accused?: string[];
    readonly accusedUnit?: string;
  }
  const registered = (ledger: TestLedger, about: About, to: 'supervisionTeam' | 'department') =>
    ledger
      .add(
        'complaints.ComplaintRegistered',
        {
          ...complaint,
          kind: 'complaint',
          channel: 'telephone',
          category: '低保',
          named: false,
          ...about,
        },
        at('2024-03-01', { classification: 'sealed' }),
      )
      .add('complaints.ComplaintRouted', { ...complaint, routingId: 'r', to }, at('2024-03-02'));
  const investigated = (
    ledger: TestLedger,
    about: About,
    to: 'supervisionTeam' | 'department' = 'supervisionTeam',
    investigators = ['c', 'b'],
  ) =>
    registered(ledger, about, to).add(
      'complaints.InvestigationDone',
      { ...complaint, investigationId: 'i', investigators },
      at('2024-03-10', { person: 'clerk' }),
    );
  it('is kept by investigators who have nothing to do with it', () => {
    const ledger = investigated(aLedger().holds('c', 'VPS', '2021-01-01', 'V2'), {
      accused: ['x'],
      accusedUnit: 'V1',
    });
    expect(ledger.verdict('SUP-03')).toBe('kept');
    expect(ledger.examine('SUP-03').judgements).toHaveLength(2);
  });
  it('is serious for who is complained of himself, and for his relative', () => {
    expect(only(investigated(aLedger(), { accused: ['c'] }), 'SUP-03')).toMatchObject({
      person: 'c',
      severity: 'S',
    });
    const kin = aLedger().add('offices.KinshipDeclared', {
      personId: 'x',
      relativeId: 'c',
      relation: 'sibling',
    });
    const found = only(investigated(kin, { accused: ['x'] }), 'SUP-03');
    expect(found).toMatchObject({ person: 'c', severity: 'S' });
    // The declaration would tell who is complained of.
    expect(found.violation?.evidence).toEqual([]);
  });
  it('is medium for a member of the team in a complaint about his own organisation', () => {
    const ownUnit = aLedger().holds('c', 'VPS', '2021-01-01', 'V1');
    expect(only(investigated(ownUnit, { accusedUnit: 'V1' }), 'SUP-03')).toMatchObject({
      person: 'c',
      severity: 'M',
    });
    const colleague = aLedger()
      .holds('c', 'VPS', '2021-01-01', 'V1')
      .holds('x', 'VCC', '2021-01-01', 'V1');
    expect(investigated(colleague, { accused: ['x'] }).verdict('SUP-03')).toBe('broken');
  });
  it('lets a department look into its own work, unless the investigator is on a team', () => {
    const department = () => aLedger().holds('c', 'CIV', '2021-01-01', 'T1');
    const about = { accusedUnit: 'T1' };
    expect(investigated(department(), about, 'department').verdict('SUP-03')).toBe('kept');
    const onTeam = forms(department());
    expect(investigated(onTeam, about, 'department').verdict('SUP-03')).toBe('broken');
    const left = changes(forms(department()), ['c']);
    const after = registered(left, about, 'department').add(
      'complaints.InvestigationDone',
      { ...complaint, investigationId: 'i', investigators: ['c'] },
      at('2024-04-02'),
    );
    expect(after.verdict('SUP-03')).toBe('kept');
  });
  it('is broken by an answer or closing from who is complained of', () => {
    const answered = registered(aLedger(), { accused: ['c'] }, 'department').add(
      'complaints.ComplaintAnswered',
      { ...complaint, answerId: 'w' },
      at('2024-03-20', { person: 'c' }),
    );
    expect(only(answered, 'SUP-03').found).toBe('handled by a person complained of');
  });
  it('is not applicable where nobody and no unit is complained of', () => {
    expect(investigated(aLedger(), {}).verdict('SUP-03')).toBe('not applicable');
  });
});

describe('SUP-04, suggestions are answered', () => {
  const suggestion = { suggestionId: 'J1' };
  const made = (more: { dueOn?: string; to?: string } = {}) =>
    aLedger()
      .holds('M', 'TM', '2021-01-01', 'T1')
      .add(
        'supervision.SuggestionMade',
        { ...suggestion, to: 'M', content: '公开低保名单', ...more },
        at('2024-03-01', { person: 'a' }),
      );
  const answered = (date: string, more: { dueOn?: string } = {}) =>
    made(more).add(
      'supervision.SuggestionAnswered',
      { ...suggestion, answerId: 'w', accepted: true, answer: '照办' },
      at(date),
    );
  it('is kept within 30 days, or by the day that the suggestion names', () => {
    expect(answered('2024-04-01').verdict('SUP-04')).toBe('kept');
    expect(answered('2024-04-02').severities('SUP-04')).toEqual(['L']);
    expect(answered('2024-05-31', { dueOn: '2024-05-31' }).verdict('SUP-04')).toBe('kept');
    expect(answered('2024-06-01', { dueOn: '2024-05-31' }).verdict('SUP-04')).toBe('broken');
  });
  it('weighs the delay against the time that was given', () => {
    const due = { dueOn: '2024-03-11' };
    expect(answered('2024-03-13', due).severities('SUP-04')).toEqual(['L']);
    expect(answered('2024-03-21', due).severities('SUP-04')).toEqual(['M']);
    expect(answered('2024-03-22', due).severities('SUP-04')).toEqual(['S']);
  });
  it('charges to whom it was made when there is no answer: the person, or who holds the post', () => {
    expect(only(passes(made(), '2024-05-06'), 'SUP-04')).toMatchObject({
      person: 'M',
      post: 'T1.TM',
    });
    expect(only(passes(made({ to: 'T1.TM' }), '2024-05-06'), 'SUP-04')).toMatchObject({
      person: 'M',
    });
    expect(only(passes(made({ to: 'T1' }), '2024-05-06'), 'SUP-04').person).toBeUndefined();
  });
  it('charges who was in office on the last day: not who had left by then', () => {
    const left = (on: string) =>
      passes(made(), '2024-05-06').add(
        'offices.OfficeEnded',
        { termId: 'M.T1.TM', personId: 'M', postId: 'T1.TM', on, reason: 'transferred' },
        at(on),
      );
    expect(only(left('2024-04-01'), 'SUP-04').person).toBe('M');
    expect(only(left('2024-03-31'), 'SUP-04').person).toBeUndefined();
  });
  it('is not applicable while the time is running', () => {
    expect(made().verdict('SUP-04')).toBe('not applicable');
  });
});

describe('SUP-05, planned activities are held', () => {
  const planned = () =>
    aLedger().add(
      'supervision.ActivityPlanned',
      { ...team, activityId: 'A1', title: '民主评议', dueOn: '2024-06-30' },
      at('2024-03-01'),
    );
  const held = (date: string) =>
    planned().add(
      'supervision.ActivityHeld',
      { ...team, activityId: 'A1', title: '民主评议', participants: ['a'] },
      at(date),
    );
  it('is kept on the day, also a Sunday, and broken after it', () => {
    expect(held('2024-06-30').verdict('SUP-05')).toBe('kept');
    expect(held('2024-07-01').verdict('SUP-05')).toBe('broken');
  });
  it('is broken when nothing was held', () => {
    expect(only(passes(planned(), '2024-07-01'), 'SUP-05').act.name).toBe(
      'supervision.ActivityPlanned',
    );
  });
  it('is not applicable to what was never planned', () => {
    const ledger = aLedger().add(
      'supervision.ActivityHeld',
      { ...team, activityId: 'A2', title: '民主评议', participants: ['a'] },
      at('2024-06-30'),
    );
    expect(ledger.verdict('SUP-05')).toBe('not applicable');
  });
});
