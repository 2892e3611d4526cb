// The ledger's events as events of a process: which activity each is, who did it in which role, and which step of its
// flow it carries out. What is not recorded stays open; it must never be guessed from the order in which things came.
import type { LedgerEvent } from '../events/index.js';
import type { BODY_KINDS } from '../events/offices.js';
import type { FlowStep } from '../events/powers.js';
import { parseInstant } from '../kernel/time.js';
import { performersOf } from '../rules/acts.js';
import { isDayOnly, localDate } from '../rules/time.js';
import { activityOfStep } from './itemFlow.js';

/** What the ledger knows of posts and bodies. */
export interface Offices {
  /** Role code of a post. */
  readonly roleOfPost: (postId: string) => string | undefined;
  readonly kindOfBody: (bodyId: string) => string | undefined;
  /** Kinds of the bodies on which a person sat on a local day. */
  readonly bodiesOf: (personId: string, day: string) => readonly string[];
  /** Posts that a person held on a local day. */
  readonly postsOf: (personId: string, day: string) => readonly string[];
}

/** An event of a case, read as part of a process. */
export interface ProcessEvent {
  readonly event: LedgerEvent;
  readonly activity: string;
  /** The first person who did it. */
  readonly person: string | undefined;
  readonly role: string | undefined;
  /** The step of the flow that it carries out, where that is certain. */
  readonly step: FlowStep | undefined;
}

/** Role codes of bodies that meet (catalogue/county.yaml), by kind. */
const ROLE_OF_BODY: Readonly<Partial<Record<(typeof BODY_KINDS)[number], string>>> = {
  partyCommittee: 'PC',
  partyCongress: 'PCG',
  peoplesCongress: 'NPCG',
  jointLeadershipMeeting: 'LTM',
  villageTwoCommittees: 'VLM',
  villageBranch: 'VPB',
  villagersCommittee: 'VC',
  villagersMeeting: 'VAS',
  villageRepsMeeting: 'VRA',
  groupMeeting: 'VGM',
  partyMemberMeeting: 'VPM',
  supervisionCommittee: 'VSC',
  supervisionTeam: 'SUP',
  collectiveEconomicOrg: 'COL',
  board: 'COL',
  membersMeeting: 'CMA',
  membersAssembly: 'CMA',
};

const roleOfKind = (kind: string | undefined): string | undefined =>
  (ROLE_OF_BODY as Readonly<Record<string, string | undefined>>)[kind ?? ''];

/** The name of the event without its capability; a step taken is named by its own activity. */
export const activityOf = (event: LedgerEvent): string =>
  event.name === 'matters.StepTaken'
    ? event.data.activity
    : event.name.slice(event.name.indexOf('.') + 1);

/** The body that acted: named by the event, or by the meeting in which it happened. */
function bodyOf(
  event: LedgerEvent,
  bodyOfMeeting: ReadonlyMap<string, string>,
): string | undefined {
  const { data } = event as { readonly data: Readonly<Record<string, unknown>> };
  const named = data['bodyId'] ?? data['body'];
  if (typeof named === 'string') return named;
  const meeting = data['meetingId'];
  // Who tells the members of a meeting is not the meeting.
  return typeof meeting === 'string' && event.name !== 'matters.AgendaNotified'
    ? bodyOfMeeting.get(meeting)
    : undefined;
}

const present = (...roles: readonly (string | undefined)[]): readonly string[] =>
  roles.filter((role) => role !== undefined);

/** The roles in which the event says that it was done: its own word, else its body's and that of the doer's post. */
function recordedRoles(
  event: LedgerEvent,
  { roleOfPost, kindOfBody }: Offices,
  bodyOfMeeting: ReadonlyMap<string, string>,
): readonly string[] {
  if (event.name === 'matters.StepTaken' && event.data.role !== undefined) return [event.data.role];
  const body = bodyOf(event, bodyOfMeeting);
  const [performer] = performersOf(event);
  return present(
    body === undefined ? undefined : roleOfKind(kindOfBody(body)),
    performer?.post === undefined ? undefined : roleOfPost(performer.post),
  );
}

/** The roles that the doer had on that day: posts held, and bodies on which he sat. */
function rolesHeld(
  event: LedgerEvent,
  person: string | undefined,
  { roleOfPost, bodiesOf, postsOf }: Offices,
): readonly string[] {
  if (person === undefined) return [];
  const day = localDate(event.time);
  return present(
    ...postsOf(person, day).map((post) => roleOfPost(post)),
    ...bodiesOf(person, day).map(roleOfKind),
  );
}

/**
 * The step that an event carries out: the one it names, else the only one with its activity, else the only one of
 * those that is for its role.
 */
export function stepOf(
  event: LedgerEvent,
  roles: readonly string[],
  steps: readonly FlowStep[],
): FlowStep | undefined {
  const activity = activityOf(event);
  const candidates = steps.filter((step) => activityOfStep(step) === activity);
  const named = event.name === 'matters.StepTaken' ? event.data.step : undefined;
  if (named !== undefined) return candidates.find(({ n }) => n === named);
  if (candidates.length < 2) return candidates[0];
  const [own, other] = candidates.filter(({ who }) => roles.includes(who));
  return other === undefined ? own : undefined;
}

/**
 * The events of a case in the order in which they happened; ledger order where times are equal, and on any day of
 * which a record states only the day.
 * @param events in ledger order
 */
export function inOrder(events: readonly LedgerEvent[]): LedgerEvent[] {
  const dayOnly = new Set(
    events.filter(({ time }) => isDayOnly(time)).map(({ time }) => localDate(time)),
  );
  const keyed = events.map((event) => ({
    event,
    day: localDate(event.time),
    time: parseInstant(event.time).epochMs,
  }));
  return keyed
    .sort((one, other) =>
      one.day !== other.day
        ? one.day < other.day
          ? -1
          : 1
        : dayOnly.has(one.day)
          ? 0
          : one.time - other.time,
    )
    .map(({ event }) => event);
}

/**
 * Reads the events of one case as a process.
 * @param events in ledger order
 * @param steps of the flow that the case follows
 */
export function processOf(
  events: readonly LedgerEvent[],
  steps: readonly FlowStep[],
  offices: Offices,
): ProcessEvent[] {
  const bodyOfMeeting = new Map<string, string>();
  for (const event of events)
    if (event.name === 'matters.MeetingOpened')
      bodyOfMeeting.set(event.data.meetingId, event.data.bodyId);
  return inOrder(events).map((event) => {
    const person = performersOf(event)[0]?.person;
    const recorded = recordedRoles(event, offices, bodyOfMeeting);
    const step = stepOf(event, recorded, steps);
    return { event, activity: activityOf(event), person, role: roleIn(step), step };

    /**
     * Most events name no body: its members open its matters and post its notices, each from his own post; and a post
     * is seldom named for anybody but the one who recorded. So whoever had the role that the step needs, acted in it.
     */
    function roleIn(taken: FlowStep | undefined): string | undefined {
      const { who } = taken ?? {};
      if (who === undefined || recorded.includes(who)) return who ?? recorded[0];
      const named = event.name === 'matters.StepTaken' && event.data.role !== undefined;
      return !named && rolesHeld(event, person, offices).includes(who) ? who : recorded[0];
    }
  });
}

/** Whether the matter has been closed: then what is missing is missing for good. */
export const isClosed = (events: readonly LedgerEvent[]): boolean =>
  events.some(({ name }) => name === 'matters.MatterClosed');
