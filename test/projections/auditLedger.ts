// A small ledger with one official who leaves, planted so that every part of an audit has something to show. 虚构.
import { createTestLedger, VILLAGE, type TestLedger } from './ledger.js';

const unit = { unitId: 'u1' };
export const HEAD = 'p.head';
export const OTHER = 'p.other';
export const THIRD = 'p.third';

export interface PlantedEvents {
  readonly ledger: TestLedger;
  /** Event ids by what was planted. */
  readonly ids: Readonly<Record<string, string>>;
}

interface MeetingPlan {
  readonly date: string;
  readonly votes?: Readonly<Record<string, 'for' | 'against' | 'abstain'>>;
  readonly stance?: 'for' | 'against';
  readonly recused?: boolean;
  readonly absent?: boolean;
  readonly ruled?: boolean;
  readonly published?: string;
}

async function meeting(
  ledger: TestLedger,
  matterId: string,
  title: string,
  plan: MeetingPlan,
): Promise<Record<string, string>> {
  const at = { time: `${plan.date}T10:00:00+08:00`, powercode: 'V05', matter: matterId };
  const stream = `matter-${matterId}`;
  const ids: Record<string, string> = {};
  ids[`${matterId}.opened`] = await ledger.record(
    'matters.MatterOpened',
    stream,
    { matterId, title, proposer: OTHER, amount: '5000000', currency: 'CNY' },
    at,
  );
  const present = plan.absent === true ? [OTHER, THIRD] : [HEAD, OTHER, THIRD];
  ids[`${matterId}.meeting`] = await ledger.record(
    'matters.MeetingOpened',
    stream,
    {
      matterId,
      meetingId: '1',
      bodyId: 'b1',
      eligible: 3,
      present,
      ...(plan.absent === true ? { absent: [{ personId: HEAD, reason: '出差' }] } : {}),
    },
    at,
  );
  if (plan.recused === true)
    ids[`${matterId}.recusal`] = await ledger.record(
      'matters.RecusalDeclared',
      stream,
      { matterId, meetingId: '1', personId: HEAD, reason: '亲属' },
      at,
    );
  if (plan.stance !== undefined) {
    await ledger.record(
      'matters.PositionStated',
      stream,
      { matterId, meetingId: '1', personId: OTHER, order: 1, stance: 'for' },
      at,
    );
    ids[`${matterId}.stance`] = await ledger.record(
      'matters.PositionStated',
      stream,
      { matterId, meetingId: '1', personId: HEAD, order: 2, stance: plan.stance },
      at,
    );
  }
  const choices = Object.values(plan.votes ?? {});
  const number = (choice: string) => choices.filter((one) => one === choice).length;
  if (plan.votes)
    ids[`${matterId}.ballot`] = await ledger.record(
      'matters.BallotTallied',
      stream,
      {
        matterId,
        ballotId: '1',
        meetingId: '1',
        bodyId: 'b1',
        mode: 'rollCall',
        eligible: 3,
        present: present.length,
        issued: choices.length,
        valid: choices.length,
        invalid: 0,
        for: number('for'),
        against: number('against'),
        abstain: number('abstain'),
        votes: Object.entries(plan.votes).map(([personId, choice]) => ({ personId, choice })),
      },
      at,
    );
  if (plan.ruled !== false)
    ids[`${matterId}.ruled`] = await ledger.record(
      'matters.ResultRuled',
      stream,
      { matterId, rulingId: '1', bodyId: 'b1', outcome: 'adopted' },
      at,
    );
  if (plan.published !== undefined)
    ids[`${matterId}.published`] = await ledger.record(
      'matters.DecisionPublished',
      stream,
      { matterId, noticeId: '1', what: 'decision', places: ['公开栏'] },
      { ...at, time: `${plan.published}T10:00:00+08:00` },
    );
  return ids;
}

async function payment(
  ledger: TestLedger,
  paymentId: string,
  date: string,
  amount: string,
  matter?: string,
): Promise<Record<string, string>> {
  const at = {
    time: `${date}T11:00:00+08:00`,
    powercode: 'V05',
    ...(matter === undefined ? {} : { matter }),
  };
  const stream = `payment-${paymentId}`;
  const common = { paymentId, amount, currency: 'CNY' };
  const payee = { payeeId: 'c1', kind: 'company' as const, name: '虚构公司' };
  return {
    [`${paymentId}.requested`]: await ledger.record(
      'funds.PaymentRequested',
      stream,
      { ...common, category: 'works', purpose: '修路', payee, requestedBy: OTHER },
      at,
    ),
    [`${paymentId}.approved`]: await ledger.record(
      'funds.PaymentApproved',
      stream,
      { ...common, approvalId: '1', role: 'approve', personId: HEAD },
      at,
    ),
    [`${paymentId}.made`]: await ledger.record(
      'funds.PaymentMade',
      stream,
      { ...common, instalmentId: '1', method: 'transfer', payee, paidBy: HEAD },
      at,
    ),
  };
}

async function offices(ledger: TestLedger): Promise<Record<string, string>> {
  const at = { time: '2020-01-02T09:00:00+08:00' };
  await ledger.record(
    'offices.UnitRegistered',
    'unit-u1',
    { ...unit, name: '虚构村', kind: 'village', division: VILLAGE },
    at,
  );
  const ids: Record<string, string> = {};
  for (const [personId, name] of [
    [HEAD, '韦虚构'],
    [OTHER, '黄虚构'],
    [THIRD, '覃虚构'],
  ] as const)
    ids[personId] = await ledger.record(
      'offices.PersonRegistered',
      `person-${personId}`,
      { personId, name },
      at,
    );
  for (const postId of ['post-secretary', 'post-chair'])
    await ledger.record(
      'offices.PostDefined',
      `post-${postId}`,
      { postId, ...unit, title: postId === 'post-chair' ? '村委会主任' : '村党支部书记' },
      at,
    );
  await ledger.record(
    'offices.BodyDefined',
    'body-b1',
    {
      bodyId: 'b1',
      ...unit,
      name: '村两委联席会',
      kind: 'villageTwoCommittees',
      members: [HEAD, OTHER, THIRD],
      quorum: { of: 'eligible', numerator: 2, denominator: 3, strict: false },
    },
    at,
  );
  const held = (termId: string, postId: string, from: string) =>
    ledger.record(
      'offices.OfficeHeld',
      `person-${HEAD}`,
      { termId, personId: HEAD, postId, ...unit, from },
      at,
    );
  ids['t1.held'] = await held('t1', 'post-secretary', '2020-01-01');
  ids['t2.held'] = await held('t2', 'post-chair', '2021-06-01');
  await ledger.record(
    'offices.PortfolioAssigned',
    `person-${HEAD}`,
    { personId: HEAD, ...unit, areas: ['finance'], from: '2020-01-01' },
    at,
  );
  const ended = (termId: string, postId: string) =>
    ledger.record(
      'offices.OfficeEnded',
      `person-${HEAD}`,
      { termId, personId: HEAD, postId, on: '2022-12-31', reason: 'transferred' },
      { time: '2022-12-31T17:00:00+08:00' },
    );
  ids['t1.ended'] = await ended('t1', 'post-secretary');
  ids['t2.ended'] = await ended('t2', 'post-chair');
  return ids;
}

async function rating(ledger: TestLedger): Promise<Record<string, string>> {
  const at = { time: '2022-12-20T09:00:00+08:00' };
  await ledger.record(
    'ratings.SessionOpened',
    'rating-s1',
    {
      sessionId: 's1',
      year: 2022,
      objects: [{ objectId: HEAD, kind: 'person' }],
      dimensions: ['总体'],
    },
    at,
  );
  return {
    rating: await ledger.record(
      'ratings.RatingTallied',
      'rating-s1',
      {
        sessionId: 's1',
        objectId: HEAD,
        dimension: '总体',
        raterGroup: 'partyMembers',
        returned: 10,
        counts: { excellent: 6, competent: 2, basicallyCompetent: 1, incompetent: 1, abstain: 0 },
      },
      at,
    ),
  };
}

/** The whole plant. */
export async function plantedLedger(): Promise<PlantedEvents> {
  const ledger = createTestLedger();
  const all = { [HEAD]: 'for', [OTHER]: 'for', [THIRD]: 'for' } as const;
  const ids = {
    ...(await offices(ledger)),
    // Proper, published after five days.
    ...(await meeting(ledger, 'm1', '修建村道', {
      date: '2020-05-10',
      votes: all,
      stance: 'for',
      published: '2020-05-15',
    })),
    // He objected; never published.
    ...(await meeting(ledger, 'm2', '出租林地', {
      date: '2021-07-01',
      votes: { [HEAD]: 'against', [OTHER]: 'for', [THIRD]: 'for' },
      stance: 'against',
    })),
    ...(await meeting(ledger, 'm3', '亲属低保', {
      date: '2021-08-01',
      recused: true,
      votes: { [OTHER]: 'for', [THIRD]: 'for' },
    })),
    ...(await meeting(ledger, 'm4', '购置设备', {
      date: '2021-09-01',
      absent: true,
      votes: { [OTHER]: 'for', [THIRD]: 'for' },
    })),
    // A meeting without a ruling, on which money was paid.
    ...(await meeting(ledger, 'm5', '应急排涝', { date: '2022-11-20', ruled: false, votes: all })),
    // After he had left.
    ...(await meeting(ledger, 'm6', '离任后事项', { date: '2023-02-01', votes: all })),
    ...(await payment(ledger, 'pay1', '2020-06-01', '5000000', 'm1')),
    ...(await payment(ledger, 'pay2', '2022-11-25', '371160000', 'm5')),
    ...(await payment(ledger, 'pay3', '2022-12-01', '900')),
    ...(await payment(ledger, 'pay4', '2023-03-01', '100')),
    ...(await rating(ledger)),
  };
  return { ledger, ids };
}
