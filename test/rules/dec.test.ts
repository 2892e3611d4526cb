import { describe, expect, it } from '@jest/globals';
import { aLedger, day, demoPacks, packsWith, type TestLedger } from './support.js';

const item = (body: string, version = '1', effectiveFrom = '2020-01-01') => ({
  code: 'V01',
  version,
  level: 'village' as const,
  name: '重大事项',
  holder: 'VRA',
  basis: [],
  decision: { body },
  steps: [],
  risks: [],
  effectiveFrom,
});
const power = { power: 'V01' };

describe('DEC-01, the competent body', () => {
  const ruled = (
    kind: 'villageRepsMeeting' | 'villagersMeeting' | 'villagersCommittee',
    body = 'VRA',
  ) =>
    aLedger()
      .add('powers.PowerItemPublished', item(body))
      .body('X', kind)
      .opens({}, { ...power, time: day(1) })
      .rules('adopted', { bodyId: 'X' })
      .verdict('DEC-01');
  it('is kept by the body named and by the one above it, broken by another', () => {
    expect(ruled('villageRepsMeeting')).toBe('kept');
    expect(ruled('villagersMeeting')).toBe('kept');
    expect(ruled('villagersCommittee')).toBe('broken');
    expect(ruled('villagersCommittee', 'villagersCommittee')).toBe('kept');
  });
  it('takes the version that the matter pinned', () => {
    const ledger = (flowVersion: string) =>
      aLedger()
        .add('powers.PowerItemPublished', item('VRA', '1'))
        .add('powers.PowerItemPublished', item('VC', '2', '2024-03-01'))
        .body('X', 'villagersCommittee')
        .opens({ flowVersion }, { ...power, time: day(5) })
        .rules('adopted', { bodyId: 'X' })
        .verdict('DEC-01');
    expect(ledger('1')).toBe('broken');
    expect(ledger('2')).toBe('kept');
  });
  it('judges the last ruling, not the preparatory ones', () => {
    const ledger = aLedger()
      .add('powers.PowerItemPublished', item('VRA'))
      .body('C', 'villagersCommittee')
      .body('X', 'villageRepsMeeting')
      .opens({}, { ...power, time: day(1) })
      .rules('adopted', { bodyId: 'C' })
      .rules('adopted', { bodyId: 'X' });
    expect(ledger.verdict('DEC-01')).toBe('kept');
  });
  it('is not applicable without a catalogue item or a known body', () => {
    expect(aLedger().opens({}, power).rules('adopted').verdict('DEC-01')).toBe('not applicable');
    expect(ruled('villagersCommittee', 'tiered')).toBe('not applicable');
  });
});

const study = { matterId: 'M1', authors: ['A'] };
const posted = { matterId: 'M1', noticeId: 'N1', what: 'decision' as const, places: ['公开栏'] };
const implemented = { matterId: 'M1', reportId: 'I1', text: '完成' };

/** An important matter with its five steps on days 1 to 5. */
function fiveSteps(skip: readonly string[] = [], studyDay = 1): TestLedger {
  const ledger = aLedger()
    .body('X', 'partyCommittee')
    .opens({ important: true }, { time: day(1) });
  if (!skip.includes('study'))
    ledger.add('matters.PreStudyRecorded', study, { time: day(studyDay) });
  if (!skip.includes('meeting')) ledger.meets('X', {}, { time: day(2) });
  if (!skip.includes('ballot'))
    ledger.votes('X', { for: 5 }, { meetingId: 'E1' }, { time: day(3) });
  ledger.rules('adopted', { bodyId: 'X', meetingId: 'E1' }, { time: day(4) });
  if (!skip.includes('posting')) ledger.add('matters.DecisionPublished', posted, { time: day(5) });
  return ledger.add('matters.ImplementationReported', implemented, { time: day(6) });
}
const closed = { matterId: 'M1', result: 'done' as const };

describe('DEC-02, five steps', () => {
  it('is kept by all five in order', () => expect(fiveSteps().verdict('DEC-02')).toBe('kept'));
  it('names the missing step; a skipped ballot is serious', () => {
    expect(fiveSteps(['study']).broken('DEC-02')[0]?.violation?.found.zh).toBe('缺少会前调研');
    expect(fiveSteps(['study']).severities('DEC-02')).toEqual(['M']);
    expect(fiveSteps(['ballot']).severities('DEC-02')).toEqual(['S']);
  });
  it('names a step out of order', () => {
    expect(fiveSteps([], 3).broken('DEC-02')[0]?.violation?.found.en).toBe('too early: meeting');
  });
  it('asks for posting and implementation when the matter is closed as done', () => {
    const ledger = fiveSteps(['posting']);
    expect(ledger.verdict('DEC-02')).toBe('kept');
    expect(ledger.add('matters.MatterClosed', closed, { time: day(9) }).verdict('DEC-02')).toBe(
      'broken',
    );
    expect(
      fiveSteps()
        .add('matters.MatterClosed', closed, { time: day(9) })
        .verdict('DEC-02'),
    ).toBe('kept');
  });
  it('is not applicable to ordinary and undecided matters', () => {
    expect(aLedger().opens().rules('adopted').verdict('DEC-02')).toBe('not applicable');
    expect(aLedger().opens({ important: true }).verdict('DEC-02')).toBe('not applicable');
  });
});

describe('DEC-03, consultation before the meeting', () => {
  const held = (participants: string[], time: string) => (ledger: TestLedger) =>
    ledger.add(
      'matters.PreConsultationHeld',
      { matterId: 'M1', initiator: 'S', participants, outcome: 'toMeeting' },
      { time },
    );
  const consulted = (consult?: (ledger: TestLedger) => TestLedger, important = true) => {
    const ledger = aLedger().holds('S', 'PS').holds('D', 'DPS').body('X', 'partyCommittee');
    ledger.opens({ important }, { time: day(1) });
    return (consult?.(ledger) ?? ledger).meets('X', {}, { time: day(5) }).verdict('DEC-03');
  };
  it('is kept by secretary and deputy days before', () => {
    expect(consulted(held(['D'], day(3)))).toBe('kept');
  });
  it('is broken without one, after the meeting, without a deputy, or within the hour', () => {
    expect(consulted()).toBe('broken');
    expect(consulted(held(['D'], day(6)))).toBe('broken');
    expect(consulted(held(['S'], day(3)))).toBe('broken');
    expect(consulted(held(['D'], '2024-03-05T08:30:00+08:00'))).toBe('broken');
    expect(consulted(held(['D'], '2024-03-05T08:00:00+08:00'))).toBe('kept');
  });
  it('is not applicable to ordinary matters and other bodies', () => {
    expect(consulted(undefined, false)).toBe('not applicable');
    expect(
      aLedger().body('X', 'board').opens({ important: true }).meets('X').verdict('DEC-03'),
    ).toBe('not applicable');
  });
});

describe('DEC-04, no decision without a meeting', () => {
  const ruled = (kind: 'partyCommittee' | 'office' | 'legislature', build = (l: TestLedger) => l) =>
    build(
      aLedger()
        .body('X', kind)
        .opens({}, { time: day(1) }),
    ).rules('adopted', { bodyId: 'X' }, { time: day(5) });
  it('is kept by a meeting of the body, one or several', () => {
    const once = (l: TestLedger) => l.meets('X', {}, { time: day(3) });
    expect(ruled('partyCommittee', once).verdict('DEC-04')).toBe('kept');
    const twice = (l: TestLedger) => once(l).meets('X', { meetingId: 'E2' }, { time: day(4) });
    expect(ruled('partyCommittee', twice).verdict('DEC-04')).toBe('kept');
  });
  it('is broken without one, after a mere consultation, or before it began', () => {
    expect(ruled('partyCommittee').verdict('DEC-04')).toBe('broken');
    const consultation = {
      matterId: 'M1',
      initiator: 'S',
      participants: ['D'],
      outcome: 'toMeeting' as const,
    };
    const consulted = ruled('partyCommittee', (l) =>
      l.add('matters.PreConsultationHeld', consultation),
    );
    expect(consulted.broken('DEC-04')[0]?.violation?.found.en).toBe(
      'a consultation only, no meeting',
    );
    expect(
      ruled('partyCommittee', (l) => l.meets('X', {}, { time: day(6) })).verdict('DEC-04'),
    ).toBe('broken');
  });
  it('is not applicable to an office or a legislature', () => {
    expect(ruled('office').verdict('DEC-04')).toBe('not applicable');
    expect(ruled('legislature').verdict('DEC-04')).toBe('not applicable');
  });
});

describe('DEC-05, notice of the agenda', () => {
  const meeting = (
    kind: 'villagersMeeting' | 'partyCommittee',
    noticeAt?: string,
    at = day(20),
  ) => {
    const ledger = aLedger().body('X', kind);
    if (noticeAt)
      ledger.add(
        'matters.AgendaNotified',
        { matterId: 'M1', meetingId: 'E1', recipients: [] },
        { time: noticeAt },
      );
    return ledger.meets('X', {}, { time: at });
  };
  it('is kept by ten days for a villagers’ meeting, the day of the notice not counted', () => {
    expect(meeting('villagersMeeting', day(10)).verdict('DEC-05')).toBe('kept');
    expect(meeting('villagersMeeting', day(11)).severities('DEC-05')).toEqual(['L']);
  });
  it('is medium without any notice', () => {
    expect(meeting('villagersMeeting').severities('DEC-05')).toEqual(['M']);
  });
  it('counts working days where the pack does', () => {
    // 2024-03-18 was a Monday: two working days before it is Thursday the 14th.
    expect(meeting('partyCommittee', day(14), day(18)).verdict('DEC-05', demoPacks)).toBe('kept');
    expect(meeting('partyCommittee', day(15), day(18)).verdict('DEC-05', demoPacks)).toBe('broken');
  });
  it('cannot be judged in a year whose holidays nobody has published', () => {
    const far = meeting('partyCommittee', '2090-03-14T09:00:00+08:00', '2090-03-18T09:00:00+08:00');
    const { judgements, unjudged } = far.examine('DEC-05', demoPacks);
    expect(judgements).toEqual([]);
    expect(unjudged).toMatchObject([{ rule: 'DEC-05', act: { name: 'matters.MeetingOpened' } }]);
    expect(unjudged[0]?.reason.en).toContain('does not know the year 2090');
  });
  it('is not applicable to bodies whose notice no pack gives', () => {
    expect(meeting('partyCommittee').verdict('DEC-05')).toBe('not applicable');
  });
});

describe('speaking order', () => {
  /** Positions at a party committee, in speaking order; S is the secretary. */
  const discussion = (...persons: string[]) => {
    const ledger = aLedger()
      .holds('S', 'PS')
      .body('X', 'partyCommittee')
      .opens({}, { time: day(1) });
    ledger.meets('X', { chair: 'C' }, { time: day(5) });
    for (const [index, personId] of persons.entries())
      ledger.add('matters.PositionStated', {
        matterId: 'M1',
        meetingId: 'E1',
        personId,
        order: index + 1,
        stance: 'for',
      });
    return ledger;
  };
  it('DEC-06 is kept when the secretary speaks last, broken when not', () => {
    expect(discussion('A', 'B', 'S').verdict('DEC-06')).toBe('kept');
    expect(discussion('A', 'S', 'B').verdict('DEC-06')).toBe('broken');
  });
  it('DEC-06 holds the chair to it in the secretary’s absence', () => {
    expect(discussion('C', 'A').verdict('DEC-06')).toBe('broken');
    expect(discussion('A', 'C').verdict('DEC-06')).toBe('kept');
  });
  it('DEC-06 is not applicable where he took no position, or alone', () => {
    expect(discussion('A', 'B').verdict('DEC-06')).toBe('not applicable');
    expect(discussion('S').verdict('DEC-06')).toBe('not applicable');
  });
  it('DEC-07 is broken by speaking first, even when he speaks last again', () => {
    expect(discussion('S', 'A', 'S').verdict('DEC-07')).toBe('broken');
    expect(discussion('S', 'A', 'S').verdict('DEC-06')).toBe('kept');
    expect(discussion('A', 'S').verdict('DEC-07')).toBe('kept');
  });
  it('DEC-07 is broken by an instruction before the others have spoken, not by one after', () => {
    const instructed = (time: string) =>
      discussion('A', 'S')
        .add(
          'matters.InstructionRecorded',
          { matterId: 'M1', personId: 'S', text: '按此办' },
          { time },
        )
        .verdict('DEC-07');
    expect(instructed(day(4))).toBe('broken');
    expect(instructed(day(6))).toBe('kept');
  });
  it('DEC-07 is not applicable to a body without a township secretary', () => {
    expect(aLedger().body('X', 'board').meets('X').verdict('DEC-07')).toBe('not applicable');
  });
});

describe('DEC-08, a departure from the majority is explained', () => {
  const ruled = (
    stances: readonly ('for' | 'against' | 'absent')[],
    outcome: 'adopted' | 'rejected',
    more = {},
  ) => {
    const ledger = aLedger().meets('X');
    for (const [index, stance] of stances.entries())
      ledger.add('matters.PositionStated', {
        matterId: 'M1',
        meetingId: 'E1',
        personId: `P${index}`,
        order: index + 1,
        stance,
      });
    return ledger.rules(outcome, { meetingId: 'E1', ...more });
  };
  it('is kept with the majority, or with a reason', () => {
    expect(ruled(['for', 'for', 'against'], 'adopted').verdict('DEC-08')).toBe('kept');
    expect(
      ruled(['for', 'against', 'against'], 'adopted', { reason: '理由' }).verdict('DEC-08'),
    ).toBe('kept');
  });
  it('is broken without one; the absent do not count', () => {
    const ledger = ruled(['for', 'against', 'against', 'absent'], 'adopted', { ruledBy: 'S' });
    expect(ledger.broken('DEC-08')).toMatchObject([{ person: 'S', violation: { severity: 'S' } }]);
  });
  it('is not applicable to a tie, or without positions', () => {
    expect(ruled(['for', 'against'], 'adopted').verdict('DEC-08')).toBe('not applicable');
    expect(aLedger().meets('X').rules('adopted').verdict('DEC-08')).toBe('not applicable');
  });
});

describe('DEC-09, minutes in time', () => {
  const meeting = (kind: 'board' | 'legislature' = 'board') =>
    aLedger()
      .body('X', kind)
      .opens({}, { time: day(1) })
      .meets('X');
  const entered = (time: string) =>
    meeting().add(
      'matters.MinutesEntered',
      { matterId: 'M1', meetingId: 'E1', text: '纪要' },
      { time },
    );
  it('is kept within 3 days, minor after, medium after 15', () => {
    expect(entered(day(4)).verdict('DEC-09')).toBe('kept');
    expect(entered(day(5)).severities('DEC-09')).toEqual(['L']);
    expect(entered(day(19)).severities('DEC-09')).toEqual(['M']);
  });
  it('moves a last day that is no working day to the next working day', () => {
    // A meeting on Thursday 2024-03-07: three days end on Sunday, so Monday the 11th is in time.
    const thursday = aLedger()
      .body('X', 'board')
      .meets('X', {}, { time: day(7) });
    thursday.add(
      'matters.MinutesEntered',
      { matterId: 'M1', meetingId: 'E1', text: '纪要' },
      { time: day(11) },
    );
    expect(thursday.verdict('DEC-09')).toBe('kept');
  });
  it('finds missing minutes once a later event shows that they are overdue', () => {
    expect(meeting().verdict('DEC-09')).toBe('not applicable');
    // Fifteen days end on Saturday the 16th, so on Monday the 18th.
    const monday = meeting().add('matters.MatterClosed', closed, { time: day(18) });
    expect(monday.severities('DEC-09')).toEqual(['L']);
    const later = meeting().add('matters.MatterClosed', closed, { time: day(19) });
    expect(later.severities('DEC-09')).toEqual(['M']);
  });
  it('is not applicable to a legislature', () => {
    expect(
      meeting('legislature')
        .add('matters.MatterClosed', closed, { time: day(18) })
        .verdict('DEC-09'),
    ).toBe('not applicable');
  });
});

describe('DEC-10, dissent on record', () => {
  const objecting = (more: object = {}, stance: 'against' | 'for' = 'against') =>
    aLedger()
      .body('X', 'partyCommittee')
      .meets('X', { recorder: 'R' })
      .add('matters.PositionStated', {
        matterId: 'M1',
        meetingId: 'E1',
        personId: 'A',
        order: 1,
        stance,
        ...more,
      });
  it('is kept by the words of the objection, with the position or as a dissent', () => {
    expect(objecting({ text: '造价过高' }).verdict('DEC-10')).toBe('kept');
    const dissent = { matterId: 'M1', meetingId: 'E1', personId: 'A', text: '造价过高' };
    expect(objecting().add('matters.DissentRecorded', dissent).verdict('DEC-10')).toBe('kept');
  });
  it('is broken by a stance without words, and charges the recorder', () => {
    expect(objecting().broken('DEC-10')).toMatchObject([{ person: 'R' }]);
  });
  it('is not applicable where nobody objects', () => {
    expect(objecting({}, 'for').verdict('DEC-10')).toBe('not applicable');
  });
});

describe('DEC-11, matters of article 24', () => {
  type Kind = 'villagersMeeting' | 'villageRepsMeeting' | 'villagersCommittee' | 'membersAssembly';
  const ruled = (kind: Kind, more: object = {}, article24Class = 2) =>
    aLedger()
      .body('V', 'villagersMeeting')
      .body('C', 'villagersCommittee')
      .body('X', kind)
      .opens({ article24Class }, { time: day(1) })
      .rules('adopted', { bodyId: 'X', ...more }, { time: day(10) });
  const delegation = (more: object = {}) => ({
    delegation: {
      from: 'V',
      classes: [2],
      validFrom: '2024-01-01',
      validTo: '2024-12-31',
      ...more,
    },
  });
  it('is kept by the villagers’ meeting, and by the representatives with a valid delegation', () => {
    expect(ruled('villagersMeeting').verdict('DEC-11')).toBe('kept');
    expect(ruled('villageRepsMeeting', delegation()).verdict('DEC-11')).toBe('kept');
  });
  it.each([
    ['no delegation by the villagers’ meeting', {}],
    ['outside the scope of the delegation', delegation({ classes: [3] })],
    ['outside the term of the delegation', delegation({ validTo: '2024-03-09' })],
    ["delegated by the villagers' committee", delegation({ from: 'C' })],
  ])('is broken: %s', (found, more) => {
    const [violation] = ruled('villageRepsMeeting', more).broken('DEC-11');
    expect(violation?.violation?.found.en).toBe(
      `class 2 decided by the villagers' representatives' meeting: ${found}`,
    );
  });
  it('is broken by a body that no delegation can empower', () => {
    expect(ruled('villagersCommittee', delegation()).verdict('DEC-11')).toBe('broken');
    expect(ruled('membersAssembly', {}, 5).verdict('DEC-11')).toBe('kept');
    expect(ruled('membersAssembly', {}, 7).verdict('DEC-11')).toBe('broken');
  });
  it('is kept by a standing delegation that the area’s pack vouches for', () => {
    const packs = packsWith('DEC-11', { standing: { villageRepsMeeting: [2] } });
    expect(ruled('villageRepsMeeting').verdict('DEC-11', packs)).toBe('kept');
  });
  it('is not applicable to a matter without a class', () => {
    const ledger = aLedger()
      .body('X', 'villagersCommittee')
      .opens()
      .rules('adopted', { bodyId: 'X' });
    expect(ledger.verdict('DEC-11')).toBe('not applicable');
  });
});
