// The decisions of an audited person's terms: what was decided, by whom, and where the person stood.
// What is not recorded stays unknown: nobody is taken to have attended, voted or agreed because nothing says otherwise.
import type { EventName } from '../../src/events/index.js';
import type { ShareRule } from '../../src/events/offices.js';
import { daysBetween, parseLocalDate } from '../../src/kernel/time.js';
import { localDate } from '../clocks.js';
import type { Entry } from '../decisions/decisions.projection.js';
import type { EventOf } from '../handlers.js';
import type { ViewSnapshot } from '../reader.js';
import type { PersonAct } from './acts.js';
import type { AuditWindow } from './terms.js';

export type Attendance = 'present' | 'absent' | 'recused' | 'unknown';

export interface AuditedBallot {
  readonly ballotId: string;
  readonly date: string;
  readonly bodyId: string;
  readonly mode: string;
  readonly eligible: number;
  readonly present: number;
  /** How many had to be present by the body's own quorum rule; `null`: the body states none. */
  readonly required: number | null;
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  readonly declared: string | null;
  /** The person's choice in a roll call; `null`: not a roll call, or not in it. */
  readonly vote: string | null;
  readonly eventId: string;
}

export interface AuditedDecision {
  readonly matterId: string;
  readonly title: string;
  readonly power: string | null;
  readonly orgunit: string;
  /** Fen. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly bodyId: string | null;
  readonly bodyName: string | null;
  readonly decidedOn: string | null;
  readonly outcome: string | null;
  readonly publishedOn: string | null;
  /** Days from decision to publication; `null` when either is not recorded. */
  readonly daysToPublish: number | null;
  /** Terms of the audited person that hold the days of his part in it. */
  readonly termIds: readonly string[];
  /** The person's part. */
  readonly roles: readonly string[];
  readonly attendance: Attendance;
  /** Stances in the order stated, with their place in the speaking order. */
  readonly stances: readonly {
    readonly stance: string;
    readonly order: number;
    readonly eventId: string;
  }[];
  readonly speakers: number;
  readonly recusals: readonly { readonly reason: string; readonly eventId: string }[];
  readonly dissents: readonly string[];
  readonly ballots: readonly AuditedBallot[];
  readonly meetings: number;
  /** Opening, decision, publication, then the events in which the person appears, each once. */
  readonly eventIds: readonly string[];
}

interface MatterRow {
  matter_id: string;
  title: string;
  power: string | null;
  orgunit: string;
  amount: string | null;
  currency: string | null;
  body_id: string | null;
  decided_on: string | null;
  outcome: string | null;
  published_on: string | null;
  opened_event_id: string;
  decided_event_id: string | null;
  published_event_id: string | null;
}

interface BodyRow {
  body_id: string;
  name: string;
  quorum: string | null;
}

/** Names of the events that an audit reads of a matter. */
const READ: readonly EventName[] = [
  'matters.MeetingOpened',
  'matters.PositionStated',
  'matters.RecusalDeclared',
  'matters.DissentRecorded',
  'matters.BallotTallied',
];

const of = <N extends EventName>(entries: readonly Entry[], name: N) =>
  entries.filter(
    (entry): entry is Entry & Pick<EventOf<N>, 'name' | 'data'> => entry.name === name,
  );

/** How many must be present: at least the share of the whole, or more than it. */
export function requiredBy(quorum: ShareRule, eligible: number): number | null {
  if (quorum.of !== 'eligible') return null;
  const share = (eligible * quorum.numerator) / quorum.denominator;
  return quorum.strict ? Math.floor(share) + 1 : Math.ceil(share);
}

function attendanceOf(entries: readonly Entry[], personId: string): Attendance {
  const meetings = of(entries, 'matters.MeetingOpened');
  const votes = of(entries, 'matters.BallotTallied').flatMap(({ data }) =>
    (data.votes ?? []).filter((vote) => vote.personId === personId).map(({ choice }) => choice),
  );
  if (
    of(entries, 'matters.RecusalDeclared').some(({ data }) => data.personId === personId) ||
    votes.includes('recused')
  )
    return 'recused';
  const voted = votes.some((choice) => choice !== 'absent');
  if (voted || meetings.some(({ data }) => data.present.includes(personId))) return 'present';
  if (
    votes.includes('absent') ||
    meetings.some(({ data }) => data.absent?.some((one) => one.personId === personId))
  )
    return 'absent';
  const spoke = of(entries, 'matters.PositionStated').some(
    ({ data }) => data.personId === personId,
  );
  return spoke || meetings.some(({ data }) => data.chair === personId) ? 'present' : 'unknown';
}

function toBallot(
  { id, time, data }: Entry & Pick<EventOf<'matters.BallotTallied'>, 'data'>,
  personId: string,
  bodies: ReadonlyMap<string, BodyRow>,
): AuditedBallot {
  const quorum = bodies.get(data.bodyId)?.quorum;
  return {
    ballotId: data.ballotId,
    date: localDate(time),
    bodyId: data.bodyId,
    mode: data.mode,
    eligible: data.eligible,
    present: data.present,
    required: quorum ? requiredBy(JSON.parse(quorum) as ShareRule, data.eligible) : null,
    for: data.for,
    against: data.against,
    abstain: data.abstain,
    declared: data.declared ?? null,
    vote: data.votes?.find((vote) => vote.personId === personId)?.choice ?? null,
    eventId: id,
  };
}

function toDecision(
  row: MatterRow,
  entries: readonly Entry[],
  acts: readonly PersonAct[],
  personId: string,
  window: AuditWindow,
  bodies: ReadonlyMap<string, BodyRow>,
): AuditedDecision {
  const spoken = of(entries, 'matters.PositionStated');
  const own = <E extends { data: { personId: string } }>(some: readonly E[]) =>
    some.filter(({ data }) => data.personId === personId);
  const found = [row.opened_event_id, row.decided_event_id, row.published_event_id];
  return {
    matterId: row.matter_id,
    title: row.title,
    power: row.power,
    orgunit: row.orgunit,
    amount: row.amount,
    currency: row.currency,
    bodyId: row.body_id,
    bodyName: row.body_id === null ? null : (bodies.get(row.body_id)?.name ?? null),
    decidedOn: row.decided_on,
    outcome: row.outcome,
    publishedOn: row.published_on,
    daysToPublish:
      row.decided_on === null || row.published_on === null
        ? null
        : daysBetween(parseLocalDate(row.decided_on), parseLocalDate(row.published_on)),
    termIds: [...new Set(acts.flatMap(({ date }) => window.termsOn(date)))],
    roles: [...new Set(acts.flatMap(({ roles }) => roles.map(({ role }) => role)))],
    attendance: attendanceOf(entries, personId),
    stances: own(spoken).map(({ id, data }) => ({
      stance: data.stance,
      order: data.order,
      eventId: id,
    })),
    speakers: new Set(spoken.map(({ data }) => data.personId)).size,
    recusals: own(of(entries, 'matters.RecusalDeclared')).map(({ id, data }) => ({
      reason: data.reason,
      eventId: id,
    })),
    dissents: own(of(entries, 'matters.DissentRecorded')).map(({ id }) => id),
    ballots: of(entries, 'matters.BallotTallied').map((entry) => toBallot(entry, personId, bodies)),
    meetings: of(entries, 'matters.MeetingOpened').length,
    eventIds: [
      ...new Set([
        ...found.flatMap((id) => (id === null ? [] : [id])),
        ...acts.map(({ eventId }) => eventId),
      ]),
    ],
  };
}

function readEntries(
  snapshot: ViewSnapshot,
  matters: string,
): ReadonlyMap<string, readonly Entry[]> {
  const rows = snapshot.all<{ matter_id: string; event: string }>(
    `SELECT matter_id, event FROM {decisions.entry}
     WHERE matter_id IN (SELECT value FROM json_each(?))
       AND event ->> 'name' IN (SELECT value FROM json_each(?)) ORDER BY position`,
    [matters, JSON.stringify(READ)],
  );
  const entries = new Map<string, Entry[]>();
  for (const row of rows) {
    const entry = JSON.parse(row.event) as Entry;
    const list = entries.get(row.matter_id);
    if (list) list.push(entry);
    else entries.set(row.matter_id, [entry]);
  }
  return entries;
}

/** Every matter in which the person had a part during the terms, in the order of opening. */
export function auditedDecisions(
  snapshot: ViewSnapshot,
  personId: string,
  window: AuditWindow,
  inTerm: readonly PersonAct[],
): readonly AuditedDecision[] {
  const acts = new Map<string, PersonAct[]>();
  for (const act of inTerm) {
    if (!act.name.startsWith('matters.')) continue;
    const matterId = act.subject.slice('matter-'.length);
    const list = acts.get(matterId);
    if (list) list.push(act);
    else acts.set(matterId, [act]);
  }
  const matters = JSON.stringify([...acts.keys()]);
  const rows = snapshot.all<MatterRow>(
    `SELECT matter_id, title, power, orgunit, CAST(amount AS TEXT) AS amount, currency, body_id, decided_on, outcome,
       published_on, opened_event_id, decided_event_id, published_event_id
     FROM {decisions.matter} WHERE matter_id IN (SELECT value FROM json_each(?)) ORDER BY number`,
    [matters],
  );
  const entries = readEntries(snapshot, matters);
  const bodies = new Map(
    snapshot
      .all<BodyRow>('SELECT body_id, name, quorum FROM {offices.body}')
      .map((row) => [row.body_id, row]),
  );
  return rows.map((row) =>
    toDecision(
      row,
      entries.get(row.matter_id) ?? [],
      acts.get(row.matter_id) ?? [],
      personId,
      window,
      bodies,
    ),
  );
}
