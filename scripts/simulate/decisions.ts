// A collective decision from study to report, as it should be, with the ways in which the demo lets it go wrong.
import type { Institution } from './institutions.js';
import { postId } from './institutions.js';
import { COURSE, otherSteps } from './flow.js';
import type { Powers } from './powers.js';
import type { Random } from './random.js';
import { hasTender, type MatterScene, type Party } from './scene.js';
import { finishWork, takeSteps } from './steps.js';
import { invite } from './tenders.js';
import { dayAfter, instant, type Entry, type Timeline } from './timeline.js';

export interface DecisionPlan {
  readonly matterId: string;
  readonly title: string;
  /** Power item: its version of the day is pinned, its flow is followed, its body decides. */
  readonly power: string;
  /** Role that proposes, and role that chairs and speaks last. */
  readonly proposer: string;
  readonly chair: string;
  /** Day of the meeting. */
  readonly day: string;
  /** Fen. */
  readonly amount?: string;
  /** With whom the contract of the flow is signed. */
  readonly party?: Party;
  readonly important?: boolean;
  /** Something is built. */
  readonly works?: boolean;
  readonly faults?: {
    /** The chair states his position first. */
    readonly chairFirst?: boolean;
    /** Days from the ruling to its publication; default 2. */
    readonly publishedAfter?: number;
    /** Everything is entered this many days later, back-dated. */
    readonly recordedAfter?: number;
  };
}

export interface Decided {
  readonly matterId: string;
  readonly day: string;
  readonly adopted: boolean;
}

function attendance(random: Random, members: readonly string[], chair: string) {
  const absent = members.filter((id) => id !== chair && random.next() < 0.08);
  return { present: members.filter((id) => !absent.includes(id)), absent };
}

/** Records the whole course of one decision. */
export function decide(
  timeline: Timeline,
  random: Random,
  institution: Institution,
  powers: Powers,
  plan: DecisionPlan,
): Decided {
  const { matterId, day, faults = {} } = plan;
  const { officers, code } = institution;
  const item = powers.item(plan.power, dayAfter(day, COURSE.MatterOpened));
  const bodyRole = item.decision?.body ?? '';
  const body = institution.bodies[bodyRole];
  if (!body) throw new RangeError(`no body ${bodyRole} in ${code}`);
  const delay = faults.recordedAfter ?? 0;
  const by = (role: string, at: Pick<Entry, 'day' | 'time'>): Entry => ({
    ...at,
    orgunit: code,
    person: officers[role] ?? '',
    post: postId(role, code),
    power: plan.power,
    matter: matterId,
    delay,
  });
  const proposer = officers[plan.proposer] ?? '';
  const chair = officers[plan.chair] ?? '';
  const recorder = institution.level === 'township' ? 'OFC' : 'VACC';
  const meetingId = `m-${matterId}`;
  const { present, absent } = attendance(random, body.members, chair);
  const on = (act: keyof typeof COURSE) => ({ day: dayAfter(day, COURSE[act]), time: '10:00' });
  const scene: MatterScene = {
    institution,
    matterId,
    title: plan.title,
    item,
    recorder,
    delay,
    works: plan.works ?? false,
    ...(plan.amount === undefined ? {} : { amount: plan.amount }),
    ...(plan.party === undefined ? {} : { party: plan.party }),
    ...(plan.party === undefined || plan.amount === undefined || !hasTender(item)
      ? {}
      : { bids: invite(random.fork(matterId), code, plan.party, plan.amount, matterId) }),
  };
  const others = otherSteps(item, day);

  timeline.record(
    'matters.OpenMatter',
    {
      matterId,
      title: plan.title,
      flowVersion: item.version,
      proposer,
      ...(plan.important === undefined ? {} : { important: plan.important }),
      ...(plan.amount === undefined ? {} : { amount: plan.amount, currency: 'CNY' }),
      place: institution.name,
    },
    by(plan.proposer, on('MatterOpened')),
  );
  timeline.record(
    'matters.RecordPreStudy',
    { matterId, authors: [proposer], sources: ['入户走访', '现场查看'] },
    by(plan.proposer, on('PreStudyRecorded')),
  );
  takeSteps(timeline, scene, others.before);
  timeline.record(
    'matters.RecordPreConsultation',
    {
      matterId,
      initiator: chair,
      participants: body.members.slice(0, Math.min(5, body.members.length)),
      outcome: 'toMeeting',
    },
    by(plan.chair, on('PreConsultationHeld')),
  );
  timeline.record(
    'matters.NotifyAgenda',
    { matterId, meetingId, recipients: body.members, meetingAt: instant(day, '09:00') },
    by(recorder, on('AgendaNotified')),
  );
  timeline.record(
    'matters.OpenMeeting',
    {
      matterId,
      meetingId,
      bodyId: body.id,
      chair,
      recorder: officers[recorder] ?? '',
      eligible: body.members.length,
      present,
      absent: absent.map((person) => ({ personId: person, reason: '请假' })),
    },
    by(plan.chair, { day, time: '09:00' }),
  );

  const dissenters = new Set(present.filter((id) => id !== chair && random.next() < 0.06));
  const speakers = present.filter((id) => id !== chair).slice(0, 8);
  const order = faults.chairFirst ? [chair, ...speakers] : [...speakers, chair];
  for (const [index, person] of order.entries())
    timeline.record(
      'matters.StatePosition',
      {
        matterId,
        meetingId,
        personId: person,
        order: index + 1,
        stance: dissenters.has(person) ? 'against' : 'for',
        ...(dissenters.has(person) ? { text: '造价偏高，建议重新询价' } : {}),
      },
      by(recorder, { day, time: `09:${String(10 + index * 3).padStart(2, '0')}` }),
    );

  const against = dissenters.size;
  const inFavour = present.length - against;
  const adopted = inFavour * 2 > body.members.length;
  const outcome = adopted ? 'adopted' : 'rejected';
  timeline.record(
    'matters.TallyBallot',
    {
      matterId,
      ballotId: `b-${matterId}`,
      meetingId,
      bodyId: body.id,
      mode: 'showOfHands',
      eligible: body.members.length,
      present: present.length,
      issued: present.length,
      valid: present.length,
      for: inFavour,
      against,
      abstain: 0,
      invalid: 0,
      votes: body.members.map((person) => ({
        personId: person,
        choice: absent.includes(person) ? 'absent' : dissenters.has(person) ? 'against' : 'for',
      })),
      teller: present.find((id) => id !== chair && id !== proposer) ?? chair,
      scrutineer: present.findLast((id) => id !== chair && id !== proposer) ?? chair,
      declared: outcome,
    },
    by(recorder, { day, time: '10:30' }),
  );
  timeline.record(
    'matters.RuleResult',
    {
      matterId,
      rulingId: `r-${matterId}`,
      ballotId: `b-${matterId}`,
      meetingId,
      bodyId: body.id,
      outcome,
      ruledBy: chair,
    },
    by(plan.chair, { day, time: '10:40' }),
  );
  timeline.record(
    'matters.EnterMinutes',
    {
      matterId,
      meetingId,
      text: `${plan.title}：到会 ${present.length} 人，同意 ${inFavour} 人，反对 ${against} 人。`,
    },
    by(recorder, { day, time: '16:00' }),
  );
  timeline.record(
    'matters.PublishDecision',
    {
      matterId,
      noticeId: `n-${matterId}`,
      what: 'decision',
      places: [`${institution.name}公开栏`],
    },
    by(recorder, {
      day: dayAfter(day, faults.publishedAfter ?? COURSE.DecisionPublished),
      time: '10:00',
    }),
  );
  if (adopted) {
    takeSteps(timeline, scene, others.after);
    if (plan.party) finishWork(timeline, scene, day);
    timeline.record(
      'matters.ReportImplementation',
      { matterId, reportId: `i-${matterId}`, text: '已按决议实施', progressPercent: 100 },
      by(plan.proposer, on('ImplementationReported')),
    );
  }
  timeline.record(
    'matters.CloseMatter',
    { matterId, result: adopted ? 'done' : 'rejected' },
    by(plan.proposer, on('MatterClosed')),
  );
  return { matterId, day, adopted };
}
