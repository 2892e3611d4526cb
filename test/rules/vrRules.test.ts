import { describe, expect, it } from '@jest/globals';
import type { ShareRule } from '../../src/events/offices.js';
import { strictness, strictnessAmong } from '../../src/rules/vrShares.js';
import { aLedger, at, nationalPacks, packsWith, type TestLedger } from './support.js';
import { RULES } from '../../src/rules/index.js';

const share = (
  of: ShareRule['of'],
  numerator: number,
  denominator: number,
  strict = false,
): ShareRule => ({ of, numerator, denominator, strict });
const half = (of: ShareRule['of']) => share(of, 1, 2, true);
const twoThirds = (of: ShareRule['of']) => share(of, 2, 3);

describe('one share against another', () => {
  it('is compared on the same whole by its fraction, strict above at least', () => {
    expect(strictness(half('present'), half('present'))).toBe('asStrict');
    expect(strictness(share('present', 1, 2), half('present'))).toBe('weaker');
    expect(strictness(half('present'), share('present', 1, 2))).toBe('asStrict');
    expect(strictness(twoThirds('present'), half('present'))).toBe('asStrict');
    expect(strictness(share('eligible', 4, 6), twoThirds('eligible'))).toBe('asStrict');
  });
  it('is weaker on a smaller whole with no larger fraction', () => {
    expect(strictness(twoThirds('present'), twoThirds('eligible'))).toBe('weaker');
    expect(strictness(half('valid'), half('present'))).toBe('weaker');
    expect(strictness(half('eligible'), half('present'))).toBe('asStrict');
  });
  it('cannot be compared where fraction and whole point in different directions, or with households', () => {
    expect(strictness(share('present', 9, 10), half('eligible'))).toBe('incomparable');
    expect(strictness(share('eligible', 1, 3), half('present'))).toBe('incomparable');
    expect(strictness(twoThirds('households'), half('eligible'))).toBe('incomparable');
  });
  it('is weaker than a law that asks for each group, where it does not', () => {
    expect(strictness(half('present'), { ...half('present'), eachGroup: true })).toBe('weaker');
  });
  it('is as strict as alternatives when it is as strict as one of them, weaker when weaker than all', () => {
    const quorum = [half('eligible'), twoThirds('households')];
    expect(strictnessAmong(twoThirds('households'), quorum)).toBe('asStrict');
    expect(strictnessAmong(share('eligible', 1, 3), [half('eligible')])).toBe('weaker');
    expect(strictnessAmong(share('eligible', 1, 3), quorum)).toBe('incomparable');
    expect(strictnessAmong(half('eligible'), [])).toBe('incomparable');
  });
});

describe('VR-01, no weaker rule than the law’s', () => {
  const defined = (
    kind: 'villageRepsMeeting' | 'membersMeeting' | 'board' | 'office',
    rules: { quorum?: ShareRule; pass?: ShareRule },
    date = '2024-03-01',
  ) => aLedger().add('offices.BodyDefined', body(kind, rules), at(date));
  const body = (
    kind: 'villageRepsMeeting' | 'membersMeeting' | 'board' | 'office',
    more: object,
  ) => ({
    bodyId: 'B',
    unitId: 'U1',
    name: 'B',
    kind,
    members: [],
    ...more,
  });
  it('is kept by the law’s own shares and by stricter ones', () => {
    const law = { quorum: twoThirds('eligible'), pass: half('present') };
    expect(defined('villageRepsMeeting', law).examine('VR-01').judgements).toHaveLength(2);
    expect(defined('villageRepsMeeting', law).verdict('VR-01')).toBe('kept');
    expect(defined('villageRepsMeeting', { pass: half('eligible') }).verdict('VR-01')).toBe('kept');
  });
  it('is broken by a smaller quorum, and by a majority of a smaller whole', () => {
    expect(defined('villageRepsMeeting', { quorum: half('eligible') }).verdict('VR-01')).toBe(
      'broken',
    );
    const members = (pass: ShareRule, date: string) =>
      defined('membersMeeting', { pass }, date).verdict('VR-01');
    expect(members(twoThirds('present'), '2025-05-01')).toBe('broken');
    expect(members(twoThirds('eligible'), '2025-05-01')).toBe('kept');
  });
  it('holds the law of the day against it: before 1 May 2025 there was none for members’ meetings', () => {
    expect(
      defined('membersMeeting', { pass: half('present') }, '2025-04-30').verdict('VR-01'),
    ).toBe('not applicable');
  });
  it('judges the rule by which a ballot says it was counted, special majorities included', () => {
    const counted = (pass: ShareRule, article24Class?: number) =>
      aLedger()
        .body('B', 'villageRepsMeeting')
        .opens(article24Class === undefined ? {} : { article24Class })
        .votes('B', { for: 5 }, { pass })
        .verdict('VR-01');
    expect(counted(half('present'))).toBe('kept');
    expect(counted(half('valid'))).toBe('broken');
    expect(counted(half('present'), 4)).toBe('broken');
    expect(counted(twoThirds('eligible'), 4)).toBe('kept');
  });
  it('is not applicable without a rule of its own, and where the law knows none', () => {
    expect(defined('villageRepsMeeting', {}).verdict('VR-01')).toBe('not applicable');
    expect(defined('office', { pass: half('valid') }).verdict('VR-01')).toBe('not applicable');
  });
  it('has the same tables as BAL-02 and BAL-03 in every national pack', () => {
    for (const time of ['2011-01-01', '2024-01-01', '2025-05-01', '2026-02-01']) {
      const act = aLedger().opens({}, at(time)).all[0]!;
      const of = (id: string) =>
        nationalPacks.settings(
          RULES.find((rule) => rule.id === id)!,
          act,
        ).parameters as object;
      const { quorum, ...majorities } = of('VR-01') as { quorum: object };
      expect({ time, ...majorities }).toEqual({ time, ...of('BAL-02') });
      expect({ quorum }).toEqual(of('BAL-03'));
      expect(of('VR-02')).toMatchObject({ quorum });
    }
  });
});

describe('VR-02, household meetings count households', () => {
  const counted = (households: number) =>
    aLedger()
      .body('B', 'villagersMeeting')
      .add('offices.HouseholdsCounted', { unitId: 'U1', on: '2024-01-01', households });
  const ballot = (
    ledger: TestLedger,
    { eligible, present, voters = present }: { eligible: number; present: number; voters?: number },
  ) =>
    ledger
      .votes(
        'B',
        { for: voters, eligible: 1000 },
        { households: { eligible, present }, ballotId: 'B1' },
        at('2024-03-01'),
      )
      .verdict('VR-02');
  it('is kept on all households with one vote each', () => {
    expect(ballot(counted(300), { eligible: 300, present: 200 })).toBe('kept');
  });
  it('allows five per cent fewer than were counted, and no more', () => {
    expect(ballot(counted(300), { eligible: 285, present: 200 })).toBe('kept');
    expect(ballot(counted(300), { eligible: 284, present: 200 })).toBe('broken');
    expect(ballot(counted(300), { eligible: 310, present: 210 })).toBe('kept');
  });
  it('takes the last count before the ballot', () => {
    const ledger = counted(300).add('offices.HouseholdsCounted', {
      unitId: 'U1',
      on: '2024-02-01',
      households: 200,
    });
    ledger.add('offices.HouseholdsCounted', { unitId: 'U1', on: '2024-04-01', households: 900 });
    expect(ballot(ledger, { eligible: 200, present: 150 })).toBe('kept');
  });
  it('is broken by more ballots than households', () => {
    expect(ballot(counted(300), { eligible: 300, present: 200, voters: 201 })).toBe('broken');
  });
  it('lets every villager vote where the persons present make the quorum', () => {
    expect(ballot(counted(300), { eligible: 300, present: 250, voters: 501 })).toBe('kept');
    expect(ballot(counted(300), { eligible: 300, present: 250, voters: 500 })).toBe('broken');
  });
  it('does not doubt the number where no count is recorded', () => {
    const ledger = aLedger().body('B', 'villagersMeeting');
    expect(ballot(ledger, { eligible: 10, present: 8 })).toBe('kept');
  });
  it('is not applicable to ballots without households and to other bodies', () => {
    const ledger = aLedger().body('B', 'villagersMeeting').votes('B', { for: 5 });
    expect(ledger.verdict('VR-02')).toBe('not applicable');
    const reps = aLedger().body('B', 'villageRepsMeeting');
    expect(ballot(reps, { eligible: 10, present: 8 })).toBe('not applicable');
  });
});

describe('VR-03, a valid election and majorities', () => {
  const held = (
    registered: number,
    voted: number,
    votes: readonly number[],
    { day = '2024-03-01', id = 'E1', ledger = aLedger() } = {},
  ) =>
    ledger.add(
      'offices.ElectionHeld',
      {
        electionId: id,
        unitId: 'U1',
        day,
        registered,
        voted,
        elected: votes.map((each, index) => ({
          personId: `p${index}`,
          postId: 'VC',
          votes: each,
        })),
      },
      at(day),
    );
  it('is kept by more than half voting, and more than half of the votes cast for each', () => {
    expect(held(1000, 501, [251, 400]).verdict('VR-03')).toBe('kept');
  });
  it('is broken by exactly half of the registered voters, or of the votes', () => {
    expect(held(1000, 500, [400]).verdict('VR-03')).toBe('broken');
    const [violation] = held(1000, 600, [301, 300]).broken('VR-03');
    expect(violation?.violation?.found.zh).toBe('1 人得票不足：300（投票 600）');
  });
  it('counts the majority of the votes cast, not of the registered voters', () => {
    expect(held(1000, 600, [301]).verdict('VR-03')).toBe('kept');
  });
  it('asks for a third in a further ballot within sixty days', () => {
    const further = (votes: number, day: string) =>
      held(900, 600, [votes], { day, id: 'E2', ledger: held(900, 600, [400]) }).verdict('VR-03');
    expect(further(200, '2024-03-20')).toBe('kept');
    expect(further(199, '2024-03-20')).toBe('broken');
    expect(further(200, '2024-04-30')).toBe('kept');
    expect(further(200, '2024-05-01')).toBe('broken');
  });
  it('is broken by more votes than voters, or voters than are registered', () => {
    expect(held(500, 501, [400]).verdict('VR-03')).toBe('broken');
    expect(held(900, 500, [501]).verdict('VR-03')).toBe('broken');
  });
  it('is kept by an election that failed and elected nobody', () => {
    expect(held(1000, 300, []).verdict('VR-03')).toBe('kept');
  });
  it('is not applicable to other levels, nor without an election', () => {
    const township = aLedger().add(
      'offices.ElectionHeld',
      { electionId: 'E1', unitId: 'T', day: '2024-03-01', registered: 9, voted: 1, elected: [] },
      { orgunit: '451425100000' },
    );
    expect(township.verdict('VR-03')).toBe('not applicable');
    expect(aLedger().opens().verdict('VR-03')).toBe('not applicable');
  });
});

describe('VR-04, as many members as the law says', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
  const defined = (
    kind: 'villagersCommittee' | 'board' | 'membersAssembly' | 'other',
    count: number,
    date = '2025-06-01',
  ) =>
    aLedger().add(
      'offices.BodyDefined',
      { bodyId: 'B', unitId: 'U1', name: 'B', kind, members: people(count) },
      at(date),
    );
  it('is kept by 3 to 7 members of a committee, and broken outside', () => {
    const verdicts = [2, 3, 7, 8].map((count) =>
      defined('villagersCommittee', count).verdict('VR-04', nationalPacks),
    );
    expect(verdicts).toEqual(['broken', 'kept', 'kept', 'broken']);
  });
  it('asks for an odd board, and for more than 20 representatives, once that law is in force', () => {
    expect(defined('board', 4).verdict('VR-04')).toBe('broken');
    expect(defined('board', 5).verdict('VR-04')).toBe('kept');
    expect(defined('membersAssembly', 20).verdict('VR-04')).toBe('broken');
    expect(defined('membersAssembly', 21).verdict('VR-04')).toBe('kept');
    expect(defined('board', 4, '2025-04-30').verdict('VR-04')).toBe('not applicable');
  });
  const changed = (ledger: TestLedger, joined: readonly string[], left: readonly string[]) =>
    ledger.add(
      'offices.BodyMembershipChanged',
      { bodyId: 'B', effectiveFrom: '2025-07-01', joined: [...joined], left: [...left] },
      at('2025-07-01'),
    );
  it('judges who fills seats, not who leaves them', () => {
    const three = () => defined('villagersCommittee', 3);
    expect(changed(three(), [], ['p0']).verdict('VR-04')).toBe('kept');
    expect(changed(three(), people(9).slice(3), []).verdict('VR-04')).toBe('broken');
    const swapped = changed(changed(three(), ['q', 'r', 's', 't', 'u'], []), [], ['p0', 'p1']);
    expect(swapped.verdict('VR-04')).toBe('kept');
  });
  it('is not applicable to other kinds and to bodies without recorded members', () => {
    expect(defined('other', 1).verdict('VR-04')).toBe('not applicable');
    expect(defined('villagersCommittee', 0).verdict('VR-04')).toBe('not applicable');
    expect(
      defined('board', 4).verdict('VR-04', packsWith('VR-04', { sizes: { board: { min: 3 } } })),
    ).toBe('broken');
  });
});
