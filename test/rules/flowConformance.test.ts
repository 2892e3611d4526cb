import { describe, expect, it } from '@jest/globals';
import { aLedger, day, packsWith, VILLAGE, type TestLedger } from './support.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { RULES } from '../../src/rules/index.js';

interface Step {
  readonly n: number;
  readonly name: string;
  readonly who: string;
  readonly evt?: string;
  readonly [limit: string]: unknown;
}

const STEPS: readonly Step[] = [
  { n: 1, name: '提议', who: 'VCC', evt: 'PreStudyRecorded' },
  { n: 2, name: '审核', who: 'VACC', evt: 'LegalityReviewed' },
  { n: 3, name: '复核', who: 'VACC', evt: 'FiledForRecord', optional: true },
  { n: 4, name: '表决', who: 'VRA', evt: 'BallotTallied' },
  { n: 5, name: '公布', who: 'VC', evt: 'DecisionPublished' },
];

function item(steps: readonly Step[], more: object = {}) {
  return {
    code: 'V90',
    version: '1',
    level: 'village' as const,
    name: '测试',
    holder: 'VC',
    basis: [],
    steps: steps as never,
    risks: [],
    effectiveFrom: '2020-01-01',
    ...more,
  };
}

/** A village whose chair, clerk and group leader are in office, with its representatives' meeting. */
function village(steps: readonly Step[] = STEPS, more: object = {}): TestLedger {
  return aLedger()
    .add('powers.PowerItemPublished', item(steps, more), { time: day(1), matter: undefined })
    .holds('chair', 'VCC', '2020-01-01', VILLAGE)
    .holds('clerk', 'VACC', '2020-01-01', VILLAGE)
    .holds('leader', 'VGL', '2020-01-01', VILLAGE)
    .body('VRA', 'villageRepsMeeting')
    .body('PC', 'partyCommittee')
    .opens({ flowVersion: '1' }, { time: day(2), power: 'V90', person: 'chair' });
}

const study = (ledger: TestLedger, at: number, person = 'chair') =>
  ledger.add(
    'matters.PreStudyRecorded',
    { matterId: 'M1', authors: [] },
    { time: day(at), person },
  );
const step = (
  ledger: TestLedger,
  at: number,
  data: { activity: string; step?: number; role?: string },
  person = 'clerk',
) =>
  ledger.add(
    'matters.StepTaken',
    { matterId: 'M1', stepId: `s${ledger.all.length}`, ...data },
    { time: day(at), person },
  );
const review = (ledger: TestLedger, at: number, person = 'clerk') =>
  step(ledger, at, { activity: 'LegalityReviewed' }, person);
const ballot = (ledger: TestLedger, at: number, bodyId = 'VRA') =>
  ledger
    .meets(bodyId, { meetingId: `E${at}`, chair: 'chair' }, { time: day(at) })
    .votes(
      bodyId,
      { for: 5 },
      { meetingId: `E${at}`, ballotId: `B${at}` },
      { time: day(at), person: 'clerk' },
    );
const published = (ledger: TestLedger, at: number) =>
  ledger.add(
    'matters.DecisionPublished',
    { matterId: 'M1', noticeId: `N${at}`, what: 'decision', places: ['公开栏'] },
    { time: day(at), person: 'clerk' },
  );
const closed = (ledger: TestLedger, at: number, result: 'done' | 'abandoned' = 'done') =>
  ledger.add(
    'matters.MatterClosed',
    { matterId: 'M1', result },
    { time: day(at), person: 'leader' },
  );

const whole = () => published(ballot(review(study(village(), 3), 4), 5), 6);

describe('FLOW-01, steps in the order of the flow', () => {
  it('is kept by each step that the one before it preceded', () => {
    const { judgements } = whole().examine('FLOW-01');
    expect(judgements.map(({ step: n, violation }) => [n, violation])).toEqual([
      [2, undefined],
      [4, undefined],
      [5, undefined],
    ]);
  });

  it('charges the later step, to who did it, once however often it is repeated', () => {
    const ledger = review(review(village(), 3, 'leader'), 4);
    expect(ledger.broken('FLOW-01')).toMatchObject([
      {
        step: 2,
        person: 'leader',
        act: { time: day(3) },
        violation: {
          severity: 'M',
          found: { en: 'step 2 (审核) was carried out without step 1 (提议)' },
        },
      },
    ]);
    const late = study(review(village(), 3), 5);
    expect(late.broken('FLOW-01')[0]?.violation).toMatchObject({
      found: { en: 'step 2 (审核) was carried out before step 1 (提议)' },
      evidence: [late.all.at(-1)?.id],
    });
  });

  it('charges whoever chaired where a body acted', () => {
    const ledger = ballot(study(village(), 3), 5);
    expect(ledger.broken('FLOW-01')).toMatchObject([{ step: 4, person: 'chair' }]);
  });

  it('lets an optional step be left out', () => {
    expect(whole().verdict('FLOW-01')).toBe('kept');
    const after = step(ballot(review(study(village(), 3), 4), 5), 6, {
      activity: 'FiledForRecord',
    });
    expect(after.verdict('FLOW-01')).toBe('kept');
  });

  it('takes business time, then ledger order, and does not split a day', () => {
    expect(study(review(village(), 4), 3).verdict('FLOW-01')).toBe('kept');
    expect(review(study(village(), 3), 3).verdict('FLOW-01')).toBe('kept');
    expect(study(review(village(), 3), 3).verdict('FLOW-01')).toBe('broken');
    const dayOnly = () =>
      village().add(
        'matters.StepTaken',
        { matterId: 'M1', stepId: 's', activity: 'LegalityReviewed' },
        { time: '2024-03-03T00:00:00+08:00', person: 'clerk' },
      );
    expect(study(dayOnly(), 3).verdict('FLOW-01')).toBe('kept');
    expect(study(dayOnly(), 4).verdict('FLOW-01')).toBe('broken');
  });

  it('is not applicable without a flow in the ledger, or before a second step', () => {
    expect(review(aLedger().opens({}, { power: 'V90' }), 3).verdict('FLOW-01')).toBe(
      'not applicable',
    );
    expect(study(village(), 3).verdict('FLOW-01')).toBe('not applicable');
  });

  it('cannot be judged by a flow whose order runs in a circle', () => {
    const circle = [
      { ...STEPS[0]!, max: '3cd', from: 2 },
      { ...STEPS[1]!, max: '3cd', from: 1 },
    ];
    const ledger = review(study(village(circle), 3), 4);
    expect(ledger.verdict('FLOW-01')).toBe('unjudged');
    expect(ledger.examine('FLOW-01').unjudged[0]?.reason.en).toContain('cycle');
  });
});

describe('FLOW-02, no mandatory step is missing', () => {
  it('is kept by a matter that is closed with all of them', () => {
    expect(closed(whole(), 7).examine('FLOW-02').judgements).toMatchObject([
      { act: { name: 'matters.MatterClosed' }, violation: undefined },
    ]);
  });

  it('charges each missing step at closing, to the one who held its role, else to who closed', () => {
    const ledger = closed(ballot(study(village(), 3), 5), 7);
    expect(ledger.broken('FLOW-02')).toMatchObject([
      { step: 2, person: 'clerk', violation: { found: { zh: '办结时没有第 2 步“审核”的记录' } } },
      { step: 5, person: 'leader' },
    ]);
  });

  it('is not applicable to an open matter, nor to one that ended otherwise', () => {
    expect(study(village(), 3).verdict('FLOW-02')).toBe('not applicable');
    expect(closed(study(village(), 3), 7, 'abandoned').verdict('FLOW-02')).toBe('not applicable');
    expect(closed(aLedger().opens({}, { power: 'V91' }), 7).verdict('FLOW-02')).toBe(
      'not applicable',
    );
  });

  it('charges a matter opened outside any flow: under a version never published, too early, or retired', () => {
    const opened = (flowVersion: string | undefined, time: string) =>
      aLedger()
        .add('powers.PowerItemPublished', item(STEPS), { time: day(1), matter: undefined })
        .opens(flowVersion === undefined ? {} : { flowVersion }, { time, power: 'V90' });
    expect(opened('9', day(2)).broken('FLOW-02')[0]?.violation?.found.zh).toBe(
      '所依流程版本 9 未曾发布',
    );
    expect(opened(undefined, '2019-12-31T09:00:00+08:00').verdict('FLOW-02')).toBe('broken');
    expect(opened(undefined, day(2)).verdict('FLOW-02')).toBe('not applicable');
    const retired = aLedger()
      .add('powers.PowerItemPublished', item(STEPS), { time: day(1), matter: undefined })
      .add(
        'powers.PowerItemRetired',
        { code: 'V90', on: '2024-03-02', reason: '政策到期' },
        { time: day(1), matter: undefined },
      )
      .opens({ flowVersion: '1' }, { time: day(2), power: 'V90' });
    expect(retired.broken('FLOW-02')[0]?.violation?.found.en).toContain('retired on 2024-03-02');
  });
});

describe('FLOW-04, carried out in the role of the step', () => {
  const found = (ledger: TestLedger) =>
    ledger.broken('FLOW-04').map(({ step: n, person }) => [n, person]);

  it('is kept by the posts that the doer held, and by the kind of body that acted', () => {
    const { judgements } = whole().examine('FLOW-04');
    expect(judgements.map(({ step: n, violation }) => [n, violation])).toEqual([
      [1, undefined],
      [2, undefined],
      [4, undefined],
    ]);
  });

  it('charges who did a step of another’s role, by his posts, his statement or the body', () => {
    expect(found(study(village(), 3, 'clerk'))).toEqual([[1, 'clerk']]);
    const stated = step(study(village(), 3), 4, { activity: 'x', step: 2, role: 'VGL' });
    expect(found(stated)).toEqual([[2, 'clerk']]);
    expect(found(ballot(village(), 5, 'PC'))).toEqual([[4, 'chair']]);
  });

  it('lets a higher body act for the one that is named', () => {
    const ledger = village().body('VAS', 'villagersMeeting');
    expect(ballot(ledger, 5, 'VAS').verdict('FLOW-04')).toBe('kept');
  });

  it('judges an act by several votes or statements of one person once', () => {
    const ledger = study(study(village(), 3, 'clerk'), 4, 'clerk');
    expect(found(ledger)).toEqual([[1, 'clerk']]);
  });

  it('is not applicable where the record does not tell, or nobody in the unit has the role', () => {
    expect(study(village(), 3, 'stranger').verdict('FLOW-04')).toBe('not applicable');
    const office = [{ n: 1, name: '审查', who: 'LEG', evt: 'PreStudyRecorded' }];
    expect(study(village(office), 3, 'clerk').verdict('FLOW-04')).toBe('not applicable');
  });
});

describe('steps that leave one kind of event', () => {
  const twice: readonly Step[] = [
    { n: 1, name: '党员大会', who: 'VPM', evt: 'BallotTallied' },
    { n: 2, name: '代表会议', who: 'VRA', evt: 'BallotTallied' },
  ];

  it('are told apart by the body that acted', () => {
    const ledger = closed(ballot(village(twice).body('VPM', 'partyMemberMeeting'), 3, 'VPM'), 9);
    expect(ledger.broken('FLOW-02')).toMatchObject([{ step: 2 }]);
  });

  it('are taken in their order where nothing tells them apart', () => {
    const anonymous = (ledger: TestLedger, at: number) =>
      ledger.votes('unknown', { for: 1 }, { ballotId: `B${at}` }, { time: day(at) });
    expect(closed(anonymous(anonymous(village(twice), 3), 4), 9).verdict('FLOW-02')).toBe('kept');
    expect(closed(anonymous(village(twice), 3), 9).broken('FLOW-02')).toMatchObject([{ step: 2 }]);
  });
});

describe('FLOW-03, by the limits of the flow', () => {
  const limited = (more: object): readonly Step[] => [STEPS[0]!, { ...STEPS[1]!, ...more }];
  const within = (limit: string, at: number) =>
    review(study(village(limited({ max: limit, from: 1 })), 3), at);

  it('is kept on the last day and broken on the next, with its weight', () => {
    expect(within('5cd', 8).verdict('FLOW-03')).toBe('kept');
    expect(within('5cd', 11).broken('FLOW-03')).toMatchObject([
      {
        step: 2,
        person: 'clerk',
        violation: {
          severity: 'M',
          found: { en: 'step 2 (审核) done on 2024-03-11, 3 day(s) late' },
          parameters: { limit: '5cd', limitOf: 'V90@1 max(2)' },
        },
      },
    ]);
  });

  it('charges a step that is still owed when a later event shows that the time has passed, to who held its role', () => {
    const ledger = (at: number) =>
      published(study(village(limited({ max: '5cd', from: 1 })), 3), at);
    expect(ledger(8).verdict('FLOW-03')).toBe('not applicable');
    expect(ledger(20).broken('FLOW-03')).toMatchObject([{ step: 2, person: 'clerk' }]);
    const nobody = limited({ max: '5cd', from: 1, who: 'LEG' });
    const unowned = published(study(village(nobody), 3), 20).broken('FLOW-03');
    expect(unowned).toMatchObject([{ step: 2, person: undefined }]);
    expect(closed(study(village(limited({ max: '5cd', from: 1 })), 3), 20).verdict('FLOW-03')).toBe(
      'not applicable',
    );
  });

  it('asks that a gap or a lead is waited for', () => {
    const gap = (at: number) => review(study(village(limited({ gap: '3cd', after: 1 })), 3), at);
    expect([gap(6).verdict('FLOW-03'), gap(5).verdict('FLOW-03')]).toEqual(['kept', 'broken']);
    const lead = (at: number) =>
      review(study(village([{ ...STEPS[0]!, lead: '3cd', before: 2 }, STEPS[1]!]), 3), at);
    expect([lead(6).verdict('FLOW-03'), lead(5).verdict('FLOW-03')]).toEqual(['kept', 'broken']);
    expect(lead(5).broken('FLOW-03')[0]?.violation?.found.en).toBe(
      'done on 2024-03-05 after 2024-03-03, 1 day(s) too early',
    );
  });

  it('takes the figure of the packs, and cannot be judged where none states it', () => {
    const named = within('{review.days}', 11);
    expect(named.verdict('FLOW-03')).toBe('unjudged');
    expect(named.examine('FLOW-03').unjudged[0]?.reason.en).toContain('{review.days}');
    const packs = createRulePacks(
      [
        {
          id: 'county',
          version: '1',
          title: { zh: '县', en: 'county' },
          area: '45',
          validFrom: '2000-01-01',
          parameters: { 'review.days': { value: 5, unit: 'cd', local: true } },
          rules: {},
        },
      ],
      RULES,
    );
    expect(named.verdict('FLOW-03', packs)).toBe('broken');
  });

  it('cannot be judged in working days of a year without holiday data', () => {
    const late = (at: string) =>
      village(limited({ max: '5wd', from: 1 }))
        .add(
          'matters.PreStudyRecorded',
          { matterId: 'M1', authors: [] },
          { time: '2090-03-01T09:00:00+08:00' },
        )
        .add(
          'matters.StepTaken',
          { matterId: 'M1', stepId: 's', activity: 'LegalityReviewed' },
          { time: at },
        );
    expect(late('2090-03-05T09:00:00+08:00').verdict('FLOW-03')).toBe('kept');
    expect(late('2090-04-05T09:00:00+08:00').verdict('FLOW-03')).toBe('unjudged');
  });
});

describe('PUB-01, by the limit that is nearest to the case', () => {
  const posting = (limits: object, more: object = {}) => {
    const steps = [
      { n: 1, name: '决定', who: 'VC', evt: 'ResultRuled' },
      { n: 2, name: '公布', who: 'VC', evt: 'DecisionPublished', ...limits },
    ];
    return (at: number) =>
      published(village(steps, more).rules('adopted', {}, { time: day(1), power: 'V90' }), at);
  };
  const limitOf = (ledger: TestLedger, packs?: ReturnType<typeof packsWith>) =>
    (ledger.broken('PUB-01', packs)[0]?.violation?.parameters as { limit?: string } | undefined)
      ?.limit;
  const own = createRulePacks(
    [
      {
        id: 'county',
        version: '1',
        title: { zh: '县', en: 'county' },
        area: '45',
        validFrom: '2000-01-01',
        rules: {
          'PUB-01': {
            parameters: { limit: '15cd' },
            powers: { V90: { parameters: { limit: '2cd' } } },
          },
        },
      },
    ],
    RULES,
  );
  const general = packsWith('PUB-01', { limit: '15cd' });
  const publicity = (within: string) => ({
    publicity: { what: '决定', where: ['公开栏'], within },
  });

  it('takes the step’s own limit before what the packs say in general', () => {
    const flow = posting({ max: '5cd', from: 1 });
    expect([flow(6).verdict('PUB-01', general), flow(7).verdict('PUB-01', general)]).toEqual([
      'kept',
      'broken',
    ]);
    expect(flow(7).broken('PUB-01', general)[0]?.violation?.parameters).toMatchObject({
      limit: '5cd',
      limitOf: 'V90@1 max(2)',
    });
  });

  it('takes how soon the power item says that it is made public, where the step has no limit', () => {
    expect(limitOf(posting({}, publicity('7cd'))(12), general)).toBe('7cd');
    expect(limitOf(posting({ max: '5cd', from: 1 }, publicity('7cd'))(12), general)).toBe('5cd');
  });

  it('takes the packs’ general limit where the flow has none', () => {
    expect(posting({})(12).verdict('PUB-01', general)).toBe('kept');
    expect(limitOf(posting({})(20), general)).toBe('15cd');
  });

  it('takes what a pack says of the power alone before all others', () => {
    expect(limitOf(posting({ max: '5cd', from: 1 }, publicity('7cd'))(6), own)).toBe('2cd');
  });

  it('counts from the step that the flow counts from', () => {
    const steps = [
      { n: 1, name: '表决', who: 'VC', evt: 'ResultRuled' },
      { n: 2, name: '备案', who: 'VC', evt: 'FiledForRecord' },
      { n: 3, name: '公布', who: 'VC', evt: 'DecisionPublished', max: '5cd', from: 2 },
    ];
    const ruled = () => village(steps).rules('adopted', {}, { time: day(1), power: 'V90' });
    const filed = step(ruled(), 10, { activity: 'FiledForRecord' });
    expect(published(filed, 15).verdict('PUB-01')).toBe('kept');
    expect(published(step(ruled(), 10, { activity: 'FiledForRecord' }), 17).verdict('PUB-01')).toBe(
      'broken',
    );
    expect(closed(ruled(), 30).verdict('PUB-01')).toBe('not applicable');
  });

  it('cannot be judged where the flow names a figure that no pack states', () => {
    expect(posting({ max: '{post.days}', from: 1 })(30).verdict('PUB-01')).toBe('unjudged');
  });
});
