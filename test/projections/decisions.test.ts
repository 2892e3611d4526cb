// The history of decisions: every position, ballot and ruling is there, can be found, and shows its event.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decisionsProjection } from '../../projections/decisions/decisions.projection.js';
import {
  decision,
  searchDecisions,
  type DecisionFilter,
} from '../../projections/decisions/decisions.queries.js';
import { fundsProjection } from '../../projections/funds/funds.projection.js';
import { fact, VILLAGE, type Fact } from '../spec/facts.js';
import { givenViews, type GivenViews } from '../spec/givenViews.js';

const OTHER_VILLAGE = '990000001202';
const at = (time: string) => ({ time: `${time}+08:00` });
const choices = (
  ...votes: readonly (readonly [string, 'for' | 'against' | 'abstain' | 'absent'])[]
) => votes.map(([personId, choice]) => ({ personId, choice }));

/** A matter decided by vote, from opening to closing (虚构). */
const reservoir: readonly Fact[] = [
  fact(
    'matters.MatterOpened',
    {
      matterId: 'reservoir',
      title: '关于修建集体蓄水池的事项',
      proposer: 'zhao',
      amount: '371160000',
      currency: 'CNY',
      place: '上屯水源地',
      important: true,
    },
    { ...at('2023-03-01T09:00:00'), powercode: 'V03' },
  ),
  fact('matters.PreConsultationHeld', {
    matterId: 'reservoir',
    initiator: 'zhao',
    participants: ['qian'],
    outcome: 'toMeeting',
  }),
  fact(
    'matters.MeetingOpened',
    {
      matterId: 'reservoir',
      meetingId: 'meeting-1',
      bodyId: 'village-reps',
      chair: 'zhao',
      eligible: 4,
      present: ['zhao', 'qian', 'sun'],
      absent: [{ personId: 'li', reason: '外出' }],
    },
    at('2023-03-10T15:00:00'),
  ),
  fact('matters.PositionStated', {
    matterId: 'reservoir',
    meetingId: 'meeting-1',
    personId: 'zhao',
    order: 3,
    stance: 'for',
  }),
  fact('matters.PositionStated', {
    matterId: 'reservoir',
    meetingId: 'meeting-1',
    personId: 'qian',
    order: 1,
    stance: 'for',
  }),
  fact('matters.PositionStated', {
    matterId: 'reservoir',
    meetingId: 'meeting-1',
    personId: 'sun',
    order: 2,
    stance: 'against',
    text: '造价偏高，应先询价',
  }),
  fact('matters.DissentRecorded', {
    matterId: 'reservoir',
    meetingId: 'meeting-1',
    personId: 'sun',
    text: '保留意见：未询价',
  }),
  fact(
    'matters.BallotTallied',
    {
      matterId: 'reservoir',
      ballotId: 'ballot-1',
      meetingId: 'meeting-1',
      bodyId: 'village-reps',
      mode: 'rollCall',
      eligible: 4,
      present: 3,
      issued: 3,
      valid: 3,
      for: 2,
      against: 1,
      abstain: 0,
      invalid: 0,
      votes: choices(['zhao', 'for'], ['qian', 'for'], ['sun', 'against'], ['li', 'absent']),
      declared: 'adopted',
    },
    at('2023-03-10T16:00:00'),
  ),
  fact(
    'matters.ResultRuled',
    {
      matterId: 'reservoir',
      rulingId: 'ruling-1',
      ballotId: 'ballot-1',
      bodyId: 'village-reps',
      outcome: 'adopted',
      ruledBy: 'zhao',
      content: '同意修建',
    },
    at('2023-03-10T16:30:00'),
  ),
  fact(
    'matters.DecisionPublished',
    { matterId: 'reservoir', noticeId: 'n1', what: 'decision', places: ['公开栏'] },
    at('2023-03-12T08:00:00'),
  ),
  fact('matters.ImplementationReported', {
    matterId: 'reservoir',
    reportId: 'r1',
    text: '主体完工',
    progressPercent: 60,
  }),
  fact(
    'matters.MatterClosed',
    { matterId: 'reservoir', result: 'done' },
    at('2023-09-01T08:00:00'),
  ),
];
const lease: readonly Fact[] = [
  fact(
    'matters.MatterOpened',
    {
      matterId: 'lease',
      title: '集体鱼塘租赁续签',
      proposer: 'qian',
      amount: '9000000',
      currency: 'CNY',
      place: '下屯',
    },
    { ...at('2023-05-01T09:00:00'), powercode: 'V07', orgunit: OTHER_VILLAGE },
  ),
  fact(
    'matters.ResultRuled',
    { matterId: 'lease', rulingId: 'ruling-2', outcome: 'rejected', ruledBy: 'qian' },
    { ...at('2023-05-20T09:00:00'), orgunit: OTHER_VILLAGE },
  ),
];
const paid = (
  paymentId: string,
  matterId: string | undefined,
  amount: string,
  extra = {},
): readonly Fact[] => [
  fact(
    'funds.PaymentRequested',
    {
      paymentId,
      amount,
      currency: 'CNY',
      category: '工程',
      purpose: '工程款',
      payee: { payeeId: 'builder', name: '某建筑公司', kind: 'company' },
      ...extra,
    },
    { matter: matterId },
  ),
  fact('funds.PaymentMade', {
    paymentId,
    instalmentId: `${paymentId}-1`,
    amount,
    currency: 'CNY',
    method: 'transfer',
    payee: { payeeId: 'builder', kind: 'company' },
  }),
];

let ledger: GivenViews;
beforeEach(async () => {
  ledger = await givenViews([decisionsProjection, fundsProjection], { times: 2 });
});
afterEach(() => ledger.close());

const found = (filter: DecisionFilter) =>
  ledger.read((snapshot) =>
    searchDecisions(snapshot, filter).decisions.map(({ matterId }) => matterId),
  );
const history = (matterId: string) => ledger.read((snapshot) => decision(snapshot, matterId));

describe('the history of one decision', () => {
  it('tells who attended, spoke in which order, voted how and ruled what, each with its event', async () => {
    const results = await ledger.given(...reservoir);
    const told = history('reservoir');
    const [meeting] = told!.meetings;
    expect(meeting?.opened?.data.present).toEqual(['zhao', 'qian', 'sun']);
    expect(meeting?.positions.map(({ data }) => [data.order, data.personId, data.stance])).toEqual([
      [1, 'qian', 'for'],
      [2, 'sun', 'against'],
      [3, 'zhao', 'for'],
    ]);
    expect(meeting?.positions[0]).toMatchObject({
      eventId: results[4]?.eventIds[0],
      position: results[4]?.position,
    });
    expect(meeting?.dissents.map(({ data }) => data.text)).toEqual(['保留意见：未询价']);
    expect(meeting?.ballots[0]?.data.votes).toHaveLength(4);
    expect(told?.rulings.map(({ data }) => data.outcome)).toEqual(['adopted']);
    expect(told?.publications).toHaveLength(1);
    expect(told?.implementation[0]?.data.progressPercent).toBe(60);
    expect(told?.closing?.data.result).toBe('done');
    expect(told?.timeline).toHaveLength(reservoir.length);
    expect(told?.summary).toMatchObject({
      amount: '371160000',
      outcome: 'adopted',
      outcomeBy: 'ruling',
      bodyId: 'village-reps',
      ruledBy: 'zhao',
      decidedOn: '2023-03-10',
      decidedRecordedOn: '2024-01-01',
      publishedOn: '2023-03-12',
      closedOn: '2023-09-01',
    });
  });

  it('shows the payments that name the matter or refer to it, requested and paid', async () => {
    await ledger.given(
      ...reservoir,
      ...paid('p1', 'reservoir', '100000000'),
      ...paid('p2', undefined, '5', { reference: 'reservoir' }),
      ...paid('p3', undefined, '7'),
    );
    expect(
      history('reservoir')?.payments.map(({ paymentId, requested, paid: sum, events }) => [
        paymentId,
        requested,
        sum,
        events.length,
      ]),
    ).toEqual([
      ['p1', '100000000', '100000000', 2],
      ['p2', '5', '5', 2],
    ]);
  });

  it('shows a correction beside what it corrects, and lists the corrected value', async () => {
    const results = await ledger.given(...reservoir);
    const [opening, ruling] = [results[0]!.eventIds[0]!, results[8]!.eventIds[0]!];
    await ledger.given(
      fact('matters.MatterCorrected', {
        matterId: 'reservoir',
        correctionId: 'c1',
        corrects: opening,
        fields: { amount: '361160000', title: '关于修建灌溉蓄水池的事项' },
        reason: '笔误',
        approvedBy: 'sun',
      }),
      fact('matters.MatterCorrected', {
        matterId: 'reservoir',
        correctionId: 'c2',
        corrects: ruling,
        fields: { '/outcome': 'deferred' },
        reason: '误录',
        approvedBy: 'sun',
      }),
    );
    const told = history('reservoir');
    expect(told?.opened?.data.amount).toBe('371160000');
    expect(told?.opened?.corrections).toMatchObject([
      { correctionId: 'c1', reason: '笔误', approvedBy: 'sun' },
    ]);
    expect(told?.summary).toMatchObject({
      amount: '361160000',
      outcome: 'deferred',
      corrections: 2,
    });
    expect(found({ text: '灌溉' })).toEqual(['reservoir']);
    expect(found({ text: '集体蓄水' })).toEqual(['reservoir']);
  });

  it('does not follow a correction that makes no sense, but shows it', async () => {
    const results = await ledger.given(...reservoir);
    await ledger.given(
      fact('matters.MatterCorrected', {
        matterId: 'reservoir',
        correctionId: 'c1',
        corrects: results[0]!.eventIds[0]!,
        fields: { amount: '三百万', __proto__x: 'y' },
        reason: '更正',
        approvedBy: 'sun',
      }),
    );
    expect(history('reservoir')?.summary).toMatchObject({ amount: '371160000', corrections: 1 });
    expect(history('reservoir')?.corrections[0]?.fields['amount']).toBe('三百万');
  });

  it('takes the latest ruling by business time, even when an earlier one is recorded after it', async () => {
    await ledger.given(
      ...reservoir,
      fact(
        'matters.ResultRuled',
        { matterId: 'reservoir', rulingId: 'early', outcome: 'deferred', ruledBy: 'qian' },
        at('2023-03-05T09:00:00'),
      ),
    );
    expect(history('reservoir')?.summary).toMatchObject({ outcome: 'adopted', ruledBy: 'zhao' });
    await ledger.given(
      fact(
        'matters.ResultRuled',
        { matterId: 'reservoir', rulingId: 'late', outcome: 'withdrawn', ruledBy: 'qian' },
        at('2023-04-05T09:00:00'),
      ),
    );
    expect(history('reservoir')?.summary).toMatchObject({ outcome: 'withdrawn', ruledBy: 'qian' });
    expect(history('reservoir')?.rulings).toHaveLength(3);
  });

  it('falls back on what a ballot declared where nobody ruled', async () => {
    await ledger.given(...reservoir.filter(({ name }) => name !== 'matters.ResultRuled'));
    expect(history('reservoir')?.summary).toMatchObject({
      outcome: 'adopted',
      outcomeBy: 'ballot',
    });
  });

  it('is unknown for a matter that was never opened', async () => {
    await ledger.given(...lease);
    expect(history('nothing')).toBeUndefined();
  });
});

describe('finding decisions', () => {
  beforeEach(async () => {
    await ledger.given(...reservoir, ...lease, ...paid('p1', 'lease', '12345'));
  });

  it.each<[string, DecisionFilter, readonly string[]]>([
    ['nothing in particular', {}, ['lease', 'reservoir']],
    ['two characters of the title', { text: '蓄水' }, ['reservoir']],
    ['one character', { text: '塘' }, ['lease']],
    ['words spoken in the meeting', { text: '询价' }, ['reservoir']],
    ['several words', { text: '集体 租赁' }, ['lease']],
    ['words that do not occur', { text: '低保' }, []],
    ['blanks', { text: ' ，' }, []],
    ['a person in any part', { person: 'qian' }, ['lease', 'reservoir']],
    ['a person who proposed', { person: 'qian', roles: ['proposed'] }, ['lease']],
    ['a person who voted', { person: 'sun', roles: ['voted'] }, ['reservoir']],
    ['a person who was away', { person: 'li', roles: ['voted', 'present'] }, []],
    ['a person absent', { person: 'li', roles: ['absent'] }, ['reservoir']],
    ['a person who ruled', { person: 'zhao', roles: ['ruled'] }, ['reservoir']],
    ['a body', { body: 'village-reps' }, ['reservoir']],
    ['a power', { power: 'V07' }, ['lease']],
    ['a unit', { orgunit: VILLAGE }, ['reservoir']],
    ['an area', { area: '990000000000' }, ['lease', 'reservoir']],
    ['an area with only one', { area: '990000001000' }, ['lease']],
    ['part of a place', { place: '水源' }, ['reservoir']],
    ['a payee by id', { payee: 'builder' }, ['lease']],
    ['a payee by name', { payee: '某建筑公司' }, ['lease']],
    ['an amount', { amountFrom: '371160000', amountTo: '371160000' }, ['reservoir']],
    ['an amount of a payment', { amountFrom: '12345', amountTo: '12345' }, ['lease']],
    ['an amount beyond all', { amountFrom: '900000000000000000' }, []],
    ['an opening date', { from: '2023-04-01', to: '2023-05-01' }, ['lease']],
    ['a decision date', { dateOf: 'decided', to: '2023-03-31' }, ['reservoir']],
    ['the recorded clock', { clock: 'recorded', from: '2024-01-01' }, ['lease', 'reservoir']],
    ['an outcome', { outcome: 'rejected' }, ['lease']],
    [
      'everything at once',
      {
        text: '蓄水',
        person: 'sun',
        body: 'village-reps',
        outcome: 'adopted',
        area: VILLAGE,
        power: 'V03',
        amountFrom: '1',
      },
      ['reservoir'],
    ],
  ])('by %s', (_, filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it('says by which event the words were found', () => {
    const [result] = ledger.read(
      (snapshot) => searchDecisions(snapshot, { text: '未询价' }).decisions,
    );
    const dissent = history('reservoir')?.meetings[0]?.dissents[0];
    expect(result?.events.matched).toEqual({
      eventId: dissent?.eventId,
      position: dissent?.position,
    });
  });
});

describe('pages of decisions', () => {
  it.each([undefined, '集体'])('give each decision once, newest first (text %p)', async (text) => {
    const many = Array.from({ length: 23 }, (_, index) => [
      fact('matters.MatterOpened', {
        matterId: `m${index}`,
        title: `集体事项第${index}号`,
        description: '集体经济',
      }),
      fact('matters.StepTaken', {
        matterId: `m${(index * 7) % (index + 1)}`,
        stepId: `s${index}`,
        activity: '公示',
        note: '集体公示',
      }),
    ]).flat();
    await ledger.given(...many);
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = ledger.read((snapshot) =>
        searchDecisions(snapshot, { text }, { limit: 5, after }),
      );
      seen.push(...page.decisions.map(({ matterId }) => matterId));
      expect(page.decisions.length).toBeLessThanOrEqual(5);
      after = page.next;
      more = after !== undefined;
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => `m${22 - index}`));
  });
});
