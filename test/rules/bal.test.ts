import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aLedger, day, nationalPacks, packsWith, type TestLedger } from './support.js';

const half = { of: 'present', numerator: 1, denominator: 2, strict: true } as const;

describe('BAL-01, the tally adds up', () => {
  it('is kept when every count agrees', () => {
    expect(aLedger().votes('X', { for: 5, against: 2, abstain: 1 }).verdict('BAL-01')).toBe('kept');
  });
  it.each([
    ['more ballots counted than issued', { issued: 4 }],
    ['valid votes that are not for, against and abstaining', { valid: 6 }],
    ['more ballots than people present', { present: 4 }],
    ['more present than eligible', { eligible: 4 }],
  ])('is broken by %s', (_, wrong) => {
    expect(aLedger().votes('X', { for: 4, against: 1 }, wrong).verdict('BAL-01')).toBe('broken');
  });
  it('is broken when the roll call says otherwise, and says how', () => {
    const votes = [
      { personId: 'A', choice: 'for' as const },
      { personId: 'B', choice: 'against' as const },
    ];
    const [violation] = aLedger()
      .votes('X', { for: 2 }, { mode: 'rollCall', votes })
      .broken('BAL-01');
    expect(violation?.violation?.found.en).toBe(
      'the roll call has 1 for, the tally 2; the roll call has 1 against, the tally 0',
    );
    expect(violation?.violation?.severity).toBe('S');
  });
  it('is broken when one member is listed twice', () => {
    const votes = [
      { personId: 'A', choice: 'for' as const },
      { personId: 'A', choice: 'for' as const },
    ];
    expect(aLedger().votes('X', { for: 2 }, { mode: 'rollCall', votes }).verdict('BAL-01')).toBe(
      'broken',
    );
  });
  it('is broken when the groups do not add up', () => {
    const groups = [{ group: 'G1', present: 2, for: 1, against: 1, abstain: 0 }];
    expect(aLedger().votes('X', { for: 2, against: 1 }, { groups }).verdict('BAL-01')).toBe(
      'broken',
    );
  });
  it('is not applicable without a ballot', () => {
    expect(aLedger().opens().rules('adopted').verdict('BAL-01')).toBe('not applicable');
  });
});

describe('BAL-02, the result follows from the tally', () => {
  const declared = (votesFor: number, against: number, outcome: 'adopted' | 'rejected') =>
    aLedger()
      .body('X', 'other', { pass: half })
      .votes('X', { for: votesFor, against }, { declared: outcome });

  it('is kept when the declared result is the recomputed one', () => {
    expect(declared(5, 4, 'adopted').verdict('BAL-02')).toBe('kept');
  });
  it('is broken when a lost ballot is declared adopted, and says what would have been right', () => {
    const [violation] = declared(4, 5, 'adopted').broken('BAL-02');
    expect(violation?.violation?.expected).toEqual({
      zh: '按超过到会的 1/2，应为“未通过”',
      en: 'by more than 1/2 of those present: rejected',
    });
  });
  it('takes exactly half as lost where more than half is needed', () => {
    expect(declared(5, 5, 'adopted').verdict('BAL-02')).toBe('broken');
    expect(declared(5, 5, 'rejected').verdict('BAL-02')).toBe('kept');
  });
  it('is not applicable where no share is known', () => {
    const ledger = aLedger()
      .body('X', 'other')
      .votes('X', { for: 1, against: 9 }, { declared: 'adopted' });
    expect(ledger.verdict('BAL-02')).toBe('not applicable');
  });
  it('is not applicable to a deferral', () => {
    const ledger = aLedger()
      .body('X', 'other', { pass: half })
      .votes('X', { for: 5 }, { declared: 'deferred' });
    expect(ledger.verdict('BAL-02')).toBe('not applicable');
  });
  it('takes the ballot’s own share before the body’s, and the body’s before the pack’s', () => {
    const twoThirds = { of: 'eligible', numerator: 2, denominator: 3, strict: false } as const;
    const ledger = (body: object, ballot: object) =>
      aLedger()
        .body('X', 'villageRepsMeeting', body)
        .votes('X', { for: 6, against: 4 }, { declared: 'adopted', ...ballot })
        .verdict('BAL-02');
    expect(ledger({}, {})).toBe('kept');
    expect(ledger({ pass: twoThirds }, {})).toBe('broken');
    expect(ledger({ pass: twoThirds }, { pass: half })).toBe('kept');
  });
  it('asks two thirds of all members for a land contracting plan, whatever the body’s general share', () => {
    const plan = (votesFor: number, article24Class: number) =>
      aLedger()
        .body('X', 'villageRepsMeeting', { pass: half })
        .opens({ article24Class })
        .votes('X', { for: votesFor, against: 30 - votesFor }, { declared: 'adopted' })
        .verdict('BAL-02');
    expect(plan(19, 2)).toBe('kept');
    expect(plan(19, 4)).toBe('broken');
    expect(plan(20, 4)).toBe('kept');
  });
  it('judges a ruling that departs from the ballot, and one that repeats it only once', () => {
    const ledger = declared(4, 5, 'rejected').rules('adopted', { bodyId: 'X', ruledBy: 'Z' });
    expect(ledger.broken('BAL-02').map(({ act, person }) => [act.name, person])).toEqual([
      ['matters.ResultRuled', 'Z'],
    ]);
    const repeated = declared(4, 5, 'adopted').rules('adopted', { bodyId: 'X' });
    expect(repeated.broken('BAL-02')).toHaveLength(1);
  });
  it('does not pair a ruling with a ballot by guess', () => {
    const ledger = aLedger()
      .body('X', 'other', { pass: half })
      .votes('X', { for: 1, against: 2 })
      .votes('X', { for: 2, against: 1 }, { ballotId: 'B2' })
      .rules('adopted', { bodyId: 'X' });
    expect(ledger.verdict('BAL-02')).toBe('not applicable');
  });
});

describe('BAL-03, quorum', () => {
  it('takes the body’s own quorum first', () => {
    const quorum = { of: 'eligible', numerator: 1, denominator: 2, strict: false };
    const ledger = (present: number) =>
      aLedger()
        .body('X', 'other', { quorum })
        .votes('X', { for: 1, present, eligible: 10 })
        .verdict('BAL-03');
    expect(ledger(5)).toBe('kept');
    expect(ledger(4)).toBe('broken');
  });
  it('is not applicable to a body whose quorum nobody knows', () => {
    const ledger = aLedger().body('X', 'other').votes('X', { for: 1, eligible: 10 });
    expect(ledger.verdict('BAL-03')).toBe('not applicable');
  });
  it('judges a meeting that decided without a ballot, and no meeting that decided nothing', () => {
    const meeting = aLedger()
      .body('X', 'villageRepsMeeting')
      .opens()
      .meets('X', { eligible: 30, presentCount: 19 });
    expect(meeting.verdict('BAL-03')).toBe('not applicable');
    expect(meeting.rules('adopted', { meetingId: 'E1' }).verdict('BAL-03')).toBe('broken');
  });
});

describe('BAL-04, mode of ballot', () => {
  const ledger = (more: object, voteMode?: string) =>
    aLedger()
      .body('X', 'partyCommittee', voteMode ? { voteMode } : {})
      .votes('X', { for: 1 }, more);
  it('is kept, broken and not applicable by the body’s mode', () => {
    expect(ledger({ mode: 'secret' }, 'secret').verdict('BAL-04')).toBe('kept');
    expect(ledger({ mode: 'showOfHands' }, 'secret').verdict('BAL-04')).toBe('broken');
    expect(ledger({ mode: 'showOfHands' }).verdict('BAL-04')).toBe('not applicable');
  });
  it('takes a power’s mode before the body’s', () => {
    const packs = packsWith('BAL-04', { powers: { T05: ['secret'] } });
    const personnel = aLedger()
      .body('X', 'partyCommittee', { voteMode: 'showOfHands' })
      .votes('X', { for: 1 }, { mode: 'showOfHands' }, { power: 'T05' });
    expect(personnel.verdict('BAL-04', packs)).toBe('broken');
  });
  it('is broken by a secret ballot that lists who voted what', () => {
    const votes = [{ personId: 'A', choice: 'for' as const }];
    expect(ledger({ votes }).verdict('BAL-04')).toBe('broken');
  });
});

describe('BAL-05, tellers without an interest', () => {
  const ledger = (teller: string | undefined, concerns?: string[]) =>
    aLedger()
      .add('offices.KinshipDeclared', { personId: 'K', relativeId: 'A', relation: 'sibling' })
      .opens(concerns ? { concerns } : {})
      .votes('X', { for: 1 }, teller ? { teller } : {})
      .verdict('BAL-05');
  it('is kept by a stranger', () => expect(ledger('S', ['A'])).toBe('kept'));
  it('is broken by the person concerned', () => expect(ledger('A', ['A'])).toBe('broken'));
  it('is broken by a relative, whoever of the two declared it', () => {
    expect(ledger('K', ['A'])).toBe('broken');
    expect(ledger('A', ['K'])).toBe('broken');
  });
  it('is not applicable where nobody is concerned or no teller is named', () => {
    expect(ledger('S')).toBe('not applicable');
    expect(ledger(undefined, ['A'])).toBe('not applicable');
  });
});

describe('BAL-06, the roll', () => {
  const body = (ledger: TestLedger) => ledger.body('X', 'board', { members: ['A', 'B', 'C'] });
  const change = {
    bodyId: 'X',
    effectiveFrom: '2024-03-05',
    joined: ['D'],
    left: ['A', 'B'],
  };
  it('is kept when those eligible are the members', () => {
    expect(body(aLedger()).votes('X', { for: 3 }).verdict('BAL-06')).toBe('kept');
  });
  it('counts the members of the day of the ballot', () => {
    const ledger = body(aLedger()).add('offices.BodyMembershipChanged', change);
    const before = ledger.votes('X', { for: 3 }, {}, { time: day(4) });
    expect(before.verdict('BAL-06')).toBe('kept');
    expect(
      before.votes('X', { for: 3 }, { ballotId: 'B2' }, { time: day(5) }).verdict('BAL-06'),
    ).toBe('broken');
  });
  it('follows the days on which changes took effect, not the order in which they were recorded', () => {
    const joins = (on: string) => ({ bodyId: 'X', effectiveFrom: on, joined: ['A'], left: [] });
    const leaves = (on: string) => ({ bodyId: 'X', effectiveFrom: on, joined: [], left: ['A'] });
    // The second term first, and re-election on the day on which the first ended.
    const ledger = aLedger()
      .body('X', 'board')
      .add('offices.BodyMembershipChanged', joins('2022-01-01'))
      .add('offices.BodyMembershipChanged', joins('2018-01-01'))
      .add('offices.BodyMembershipChanged', leaves('2022-01-01'));
    expect(ledger.votes('X', { for: 1 }, {}, { time: day(1) }).verdict('BAL-06')).toBe('kept');
  });
  it('is broken by a voter who is no member', () => {
    const votes = ['A', 'B', 'Z'].map((personId) => ({ personId, choice: 'for' as const }));
    expect(
      body(aLedger()).votes('X', { for: 3 }, { mode: 'rollCall', votes }).verdict('BAL-06'),
    ).toBe('broken');
  });
  it('is not applicable to a body without recorded members', () => {
    expect(aLedger().body('X', 'board').votes('X', { for: 3 }).verdict('BAL-06')).toBe(
      'not applicable',
    );
  });
});

describe('laws of ballots', () => {
  const choices = fc.array(
    fc.constantFrom('for' as const, 'against' as const, 'abstain' as const),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  const ballot = (order: readonly string[], list: readonly ('for' | 'against' | 'abstain')[]) => {
    const count = (choice: string) => list.filter((each) => each === choice).length;
    const votes = order.map((personId) => ({
      personId,
      choice: list[Number(personId.slice(1))] ?? 'for',
    }));
    return aLedger()
      .body('X', 'other', { pass: half })
      .votes(
        'X',
        { for: count('for'), against: count('against'), abstain: count('abstain') },
        { mode: 'rollCall', votes, declared: 'adopted' },
      )
      .examine()
      .judgements.map(({ rule, violation }) => [rule, violation?.found]);
  };
  it('the order of the roll call changes nothing', () => {
    const cases = choices.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(
          list.map((_, index) => `P${index}`),
          { minLength: list.length },
        ),
      ),
    );
    fc.assert(
      fc.property(cases, ([list, order]) => {
        expect(ballot(order, list)).toEqual(ballot([...order].sort(), list));
      }),
    );
  });
  it('judging a case twice, or through other packs objects, gives the same answer', () => {
    fc.assert(
      fc.property(choices, (list) => {
        const order = list.map((_, index) => `P${index}`);
        expect(ballot(order, list)).toEqual(ballot(order, list));
      }),
    );
    expect(nationalPacks.packs.map(({ id }) => id)).toContain('cn.voc.2018');
  });
});
