// In what capacity an act of a flow was done: in the role that it states, as a body, or in the posts of who did it.
// What is not recorded is unknown: it must never be taken for a wrong role.
import type { LedgerEvent } from '../events/index.js';
import type { LocalDate } from '../kernel/time.js';
import { performersOf } from './acts.js';
import type { CaseIndex } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { CATALOGUE_BODIES } from './dec.js';
import { meetingById } from './decisions.js';
import { holdersOn } from './holders.js';
import type { BodyKind } from './names.js';
import { bodyKind, postOn } from './register.js';
import { localDate } from './time.js';

export interface Capacity {
  /** The role that the record states. */
  readonly stated: string | undefined;
  /** The kind of the body that acted, where the record names one. */
  readonly body: BodyKind | undefined;
  /** Role codes of the posts that those who did it held on that day; looked up when they are asked for. */
  readonly roles: ReadonlySet<string>;
}

/** The role codes that a person held on a day. */
export type RolesOn = (person: string, day: LocalDate) => readonly string[];

function namedBody(theCase: CaseIndex, event: LedgerEvent): string | undefined {
  const { bodyId, body, meetingId } = event.data as {
    readonly bodyId?: string;
    readonly body?: string;
    readonly meetingId?: string;
  };
  return bodyId ?? body ?? meetingById(theCase, meetingId)?.data.bodyId;
}

function rolesOfPersons(
  context: RuleContext,
  event: LedgerEvent,
  rolesOn: RolesOn,
): ReadonlySet<string> {
  const day = localDate(event.time);
  const roles = new Set<string>();
  const persons = performersOf(event).map(({ person }) => person);
  const { actorperson, actorpost, actoronbehalfof } = event;
  for (const person of [...persons, ...(actoronbehalfof === undefined ? [] : [actoronbehalfof])])
    for (const role of rolesOn(person, day)) roles.add(role);
  // The post in which the recording actor acted says nothing of another person.
  if (actorpost !== undefined && (actorperson === undefined || persons.includes(actorperson))) {
    const role = postOn(context, actorpost, day)?.role;
    if (role !== undefined) roles.add(role);
  }
  return roles;
}

export function capacityOf(
  theCase: CaseIndex,
  context: RuleContext,
  event: LedgerEvent,
  rolesOn: RolesOn,
): Capacity {
  let roles: ReadonlySet<string> | undefined;
  return {
    stated: event.name === 'matters.StepTaken' ? event.data.role : undefined,
    body: bodyKind(context, namedBody(theCase, event)),
    get roles() {
      return (roles ??= rolesOfPersons(context, event, rolesOn));
    },
  };
}

/** Whether a unit has a post of this role: only then can somebody else's doing the step be a wrong role. */
const isStaffed = (context: RuleContext, event: LedgerEvent, role: string): boolean =>
  context
    .eventsUpTo(contextKey.postsOfUnit(event.orgunit), event)
    .some((post) => post.name === 'offices.PostDefined' && post.data.role === role);

/** Whether an act was done in the role that its step names; `undefined` where the record does not tell. */
export function isInRole(
  context: RuleContext,
  event: LedgerEvent,
  capacity: Capacity,
  role: string,
): boolean | undefined {
  const { stated, body } = capacity;
  // The first kind of a body is its own; the further ones may act in its place.
  const kinds = CATALOGUE_BODIES[role];
  if (stated !== undefined) {
    const [own] = CATALOGUE_BODIES[stated] ?? [];
    return stated === role || (kinds !== undefined && own !== undefined && kinds.includes(own));
  }
  if (kinds) return body === undefined ? undefined : kinds.includes(body);
  const { roles } = capacity;
  if (roles.has(role)) return true;
  return roles.size > 0 && isStaffed(context, event, role) ? false : undefined;
}

/** Who answers for an act of a flow: whoever chaired where a body acted, else who did it. */
export function answerableFor(
  theCase: CaseIndex,
  event: LedgerEvent,
): { readonly person: string | undefined; readonly post: string | undefined } {
  const { meetingId } = event.data as { readonly meetingId?: string };
  const collective =
    event.name === 'matters.PositionStated' || event.name === 'matters.BallotTallied';
  const chair = collective ? meetingById(theCase, meetingId)?.data.chair : undefined;
  if (chair !== undefined)
    return { person: chair, post: chair === event.actorperson ? event.actorpost : undefined };
  const [first] = performersOf(event);
  return { person: first?.person, post: first?.post };
}

/** Who alone held a role in the act's unit on a day; `undefined` where nobody did, or several. */
export function soleHolder(
  context: RuleContext,
  act: LedgerEvent,
  role: string,
  day: LocalDate,
): { readonly person: string; readonly post: string } | undefined {
  const [holder, ...others] = holdersOn(context, act.orgunit, [role], day);
  // Two terms of one person in one post, the new one from the day on which the old one ends, are one holder.
  const sole = others.every(
    ({ person, post }) => person === holder?.person && post === holder.post,
  );
  return holder && sole ? { person: holder.person, post: holder.post } : undefined;
}
