import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outcomeUnder, quorumUnderAny, reaches, type Tally } from '../../src/rules/vr.js';
import { aLedger, day } from './support.js';
import type { BodyKind } from '../../src/rules/names.js';

type Row = readonly [
  kind: BodyKind,
  what: string,
  year: number,
  present: number,
  votesFor: number,
  verdict: 'kept' | 'broken' | 'not applicable',
];

// 90 are eligible throughout; a result is declared adopted. The denominators differ by body.
const PASS: readonly Row[] = [
  ['villagersMeeting', 'more than half of those present', 2024, 60, 31, 'kept'],
  ['villagersMeeting', 'half of those present is not enough', 2024, 60, 30, 'broken'],
  ['villageRepsMeeting', 'more than half of those present', 2024, 60, 31, 'kept'],
  ['villageRepsMeeting', 'half of those present is not enough', 2024, 60, 30, 'broken'],
  ['groupMeeting', 'more than half of those present', 2024, 60, 31, 'kept'],
  ['groupMeeting', 'half of those present is not enough', 2024, 60, 30, 'broken'],
  ['membersMeeting', 'two thirds of all members', 2025, 90, 60, 'kept'],
  ['membersMeeting', 'two thirds of those present are not enough', 2025, 60, 59, 'broken'],
  ['membersMeeting', 'no rule before the law of 2025', 2024, 60, 31, 'not applicable'],
  ['membersAssembly', 'two thirds of all representatives', 2025, 70, 60, 'kept'],
  ['membersAssembly', 'fewer than two thirds of all', 2025, 70, 59, 'broken'],
  ['board', 'more than half of all directors', 2025, 60, 46, 'kept'],
  ['board', 'half of all directors is not enough', 2025, 60, 45, 'broken'],
  ['partyMemberMeeting', 'more than half of all members', 2024, 60, 46, 'kept'],
  ['partyMemberMeeting', 'more than half of those present is not enough', 2024, 60, 45, 'broken'],
  ['partyCommittee', 'more than half of all members', 2024, 60, 46, 'kept'],
  ['partyCommittee', 'half of all members is not enough', 2024, 60, 45, 'broken'],
  ['peoplesCongress', 'more than half of all deputies', 2024, 60, 46, 'kept'],
  ['peoplesCongress', 'more than half of those present is not enough', 2024, 60, 45, 'broken'],
  ['legislature', 'a body that the pack does not speak of', 2024, 60, 1, 'not applicable'],
];

type QuorumRow = readonly [BodyKind, number, number, readonly [number, number] | undefined, string];
const QUORUM: readonly QuorumRow[] = [
  ['villagersMeeting', 2024, 46, undefined, 'kept'],
  // Half of the villagers, and the households are not recorded: nobody can say.
  ['villagersMeeting', 2024, 45, undefined, 'not applicable'],
  ['villagersMeeting', 2024, 45, [30, 20], 'kept'],
  ['villagersMeeting', 2024, 45, [30, 19], 'broken'],
  ['villageRepsMeeting', 2024, 60, undefined, 'kept'],
  ['villageRepsMeeting', 2024, 59, undefined, 'broken'],
  ['groupMeeting', 2024, 60, undefined, 'kept'],
  ['groupMeeting', 2024, 59, [30, 20], 'kept'],
  ['groupMeeting', 2024, 59, [30, 19], 'broken'],
  ['membersMeeting', 2025, 60, undefined, 'kept'],
  ['membersMeeting', 2025, 59, undefined, 'broken'],
  ['board', 2025, 60, undefined, 'kept'],
  ['board', 2025, 59, undefined, 'broken'],
  ['partyMemberMeeting', 2024, 59, undefined, 'broken'],
  ['partyCommittee', 2024, 46, undefined, 'kept'],
  ['partyCommittee', 2024, 45, undefined, 'broken'],
  ['membersAssembly', 2025, 1, undefined, 'not applicable'],
];

const inYear = (year: number) => ({
  time: day(10).replace('2024', `${year}`).replace('-03-', '-06-'),
});

describe('VR, the right denominator for each body', () => {
  it.each(PASS)('%s: %s (%i)', (kind, _, year, present, votesFor, verdict) => {
    const against = present - votesFor;
    const ledger = aLedger()
      .body('X', kind)
      .votes('X', { for: votesFor, against, eligible: 90 }, { declared: 'adopted' }, inYear(year));
    expect(ledger.verdict('BAL-02')).toBe(verdict);
  });

  it.each(QUORUM)(
    '%s in %i: %i of 90 present, households %p: %s',
    (kind, year, present, homes, verdict) => {
      const households = homes ? { households: { eligible: homes[0], present: homes[1] } } : {};
      const ledger = aLedger()
        .body('X', kind)
        .votes('X', { for: 1, present, eligible: 90 }, households, inYear(year));
      expect(ledger.verdict('BAL-03')).toBe(verdict);
    },
  );

  it('counts by groups only where each group must carry the ballot', () => {
    const each = {
      of: 'present',
      numerator: 1,
      denominator: 2,
      strict: true,
      eachGroup: true,
    } as const;
    const group = (name: string, present: number, votesFor: number) => ({
      group: name,
      present,
      for: votesFor,
      against: present - votesFor,
      abstain: 0,
    });
    const tally: Tally = {
      eligible: 70,
      present: 60,
      for: 45,
      against: 15,
      abstain: 0,
      groups: [group('functional', 30, 30), group('geographical', 30, 15)],
    };
    expect(outcomeUnder(each, tally)).toBe('rejected');
    expect(outcomeUnder({ ...each, eachGroup: false }, tally)).toBe('adopted');
    expect(outcomeUnder(each, { ...tally, groups: undefined })).toBe('adopted');
  });
});

describe('laws of shares', () => {
  const share = fc.record({
    of: fc.constantFrom('eligible' as const, 'present' as const, 'valid' as const),
    numerator: fc.integer({ min: 1, max: 10 }),
    denominator: fc.integer({ min: 10, max: 20 }),
    strict: fc.boolean(),
  });
  const count = fc.integer({ min: 0, max: 500 });

  it('a vote more for never loses a ballot', () => {
    fc.assert(
      fc.property(share, count, count, count, (rule, votesFor, against, abstain) => {
        const tally = { eligible: 2000, present: 1600, for: votesFor, against, abstain };
        const more = { ...tally, for: votesFor + 1 };
        if (outcomeUnder(rule, tally) === 'adopted')
          expect(outcomeUnder(rule, more)).toBe('adopted');
      }),
    );
  });
  it('nothing is adopted without a vote for it', () => {
    fc.assert(
      fc.property(share, count, (rule, against) => {
        const tally = { eligible: 0, present: 0, for: 0, against, abstain: 0 };
        expect(outcomeUnder(rule, tally)).toBe('rejected');
      }),
    );
  });
  it('the order of groups changes nothing', () => {
    const group = fc.record({
      group: fc.constant('G'),
      present: count,
      for: count,
      against: count,
      abstain: count,
    });
    fc.assert(
      fc.property(share, fc.array(group, { maxLength: 5 }), (rule, groups) => {
        const tally = { eligible: 9, present: 9, for: 5, against: 4, abstain: 0 };
        const each = { ...rule, of: 'present' as const, eachGroup: true };
        expect(outcomeUnder(each, { ...tally, groups: [...groups].reverse() })).toBe(
          outcomeUnder(each, { ...tally, groups }),
        );
      }),
    );
  });
  it('strict and not strict differ only at the share itself', () => {
    fc.assert(
      fc.property(share, count, count, (rule, part, whole) => {
        const differs =
          reaches(part, whole, { ...rule, strict: true }) !==
          reaches(part, whole, { ...rule, strict: false });
        expect(differs).toBe(part * rule.denominator === whole * rule.numerator);
      }),
    );
  });
  it('an unknown alternative never makes a meeting invalid', () => {
    const byHouseholds = { of: 'households', numerator: 2, denominator: 3, strict: false } as const;
    const byMembers = { of: 'eligible', numerator: 1, denominator: 2, strict: true } as const;
    expect(quorumUnderAny([byMembers, byHouseholds], { eligible: 10, present: 1 })).toBeUndefined();
    expect(quorumUnderAny([], { eligible: 10, present: 1 })).toBeUndefined();
  });
});
