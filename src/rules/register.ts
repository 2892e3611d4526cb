// What the register of offices says on a day: who held which post, who sat on which body, who is related to whom.
// It reads only recorded terms, members and declarations; what is not recorded is unknown, never "no".
import type { OfficesEvent } from '../events/offices.js';
import type { PowersEvent } from '../events/powers.js';
import { eventsOf, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { oncePerList } from './derived.js';
import type { BodyKind } from './names.js';

type DataOf<N extends OfficesEvent['name']> = Extract<OfficesEvent, { name: N }>['data'];
export type Term = DataOf<'offices.OfficeHeld'>;
export type Body = DataOf<'offices.BodyDefined'>;
export type PowerItem = Extract<PowersEvent, { name: 'powers.PowerItemPublished' }>['data'];

export interface RecordedTerm extends Term {
  /** The last day of office, where the term has ended. */
  readonly to: string | undefined;
  /** The event that records it. */
  readonly held: EventOf<'offices.OfficeHeld'>;
}

/** The terms among events on a person or a post, with their ends. */
export const termsAmong = oncePerList((events): readonly RecordedTerm[] => {
  const ends = new Map(
    eventsOf(events, 'offices.OfficeEnded').map(({ data }) => [data.termId, data.on]),
  );
  return eventsOf(events, 'offices.OfficeHeld').map((held) => ({
    ...held.data,
    to: ends.get(held.data.termId),
    held,
  }));
});

/** All recorded terms of a person. */
export const termsOf = (context: RuleContext, personId: string): readonly RecordedTerm[] =>
  termsAmong(context.events(contextKey.person(personId)));

/** Whether a term covers a day; the day on which an office ends is its last. */
export const covers = ({ from, to }: RecordedTerm, day: string): boolean =>
  from <= day && (to === undefined || day <= to);

/** The terms in force on a day. */
export const termsOn = (context: RuleContext, personId: string, day: string): readonly Term[] =>
  termsOf(context, personId).filter((term) => covers(term, day));

export interface Post {
  readonly unitId: string;
  readonly title: string;
  readonly role: string | undefined;
  /** `undefined`: not delimited. */
  readonly powerCodes: readonly string[] | undefined;
}

/** Changes in the order in which they took effect, which need not be the order in which they were recorded. */
const inEffectOrder = <E extends { readonly data: { readonly effectiveFrom: string } }>(
  changes: readonly E[],
  day: string,
): readonly E[] =>
  changes
    .filter(({ data }) => data.effectiveFrom <= day)
    .sort((a, b) =>
      a.data.effectiveFrom < b.data.effectiveFrom
        ? -1
        : a.data.effectiveFrom > b.data.effectiveFrom
          ? 1
          : 0,
    );

const definitionOf = oncePerList((events) => ({
  defined: eventsOf(events, 'offices.PostDefined').at(-1)?.data,
  revisions: eventsOf(events, 'offices.PostRevised'),
}));

/** A post as revised up to a day; `undefined` when the ledger does not define it. */
export function postOn(context: RuleContext, postId: string, day: string): Post | undefined {
  const { defined, revisions } = definitionOf(context.events(contextKey.post(postId)));
  if (!defined) return undefined;
  let { title, powerCodes } = defined;
  for (const { data } of inEffectOrder(revisions, day)) {
    title = data.title ?? title;
    powerCodes = data.powerCodes ?? powerCodes;
  }
  return { unitId: defined.unitId, title, role: defined.role, powerCodes };
}

/** The role codes of the posts that a person held on a day. */
export const rolesOn = (context: RuleContext, personId: string, day: string): readonly string[] =>
  termsOn(context, personId, day).flatMap(({ postId }) => postOn(context, postId, day)?.role ?? []);

export function holdsRole(
  context: RuleContext,
  personId: string | undefined,
  day: string,
  roles: readonly string[],
): boolean {
  return (
    personId !== undefined && rolesOn(context, personId, day).some((role) => roles.includes(role))
  );
}

/** The definition of a body; `undefined` when the ledger has none. */
export function bodyOf(context: RuleContext, bodyId: string | undefined): Body | undefined {
  if (bodyId === undefined) return undefined;
  return context
    .events(contextKey.body(bodyId))
    .findLast((event) => event.name === 'offices.BodyDefined')?.data;
}

export const bodyKind = (context: RuleContext, bodyId: string | undefined): BodyKind | undefined =>
  bodyOf(context, bodyId)?.kind;

const membershipOf = oncePerList((events) => ({
  founding: eventsOf(events, 'offices.BodyDefined').flatMap(({ data }) => data.members),
  changes: eventsOf(events, 'offices.BodyMembershipChanged'),
}));

/**
 * The members of a body on a day; `undefined` when no member was ever recorded. Of changes that take effect on one day
 * those who leave go first, so that who is elected again stays.
 */
export function membersOn(
  context: RuleContext,
  bodyId: string,
  day: string,
): ReadonlySet<string> | undefined {
  const { founding, changes } = membershipOf(context.events(contextKey.body(bodyId)));
  if (founding.length === 0 && changes.length === 0) return undefined;
  const members = new Set(founding);
  const joining: string[] = [];
  let current = '';
  const settle = () => {
    for (const member of joining.splice(0)) members.add(member);
  };
  for (const { data } of inEffectOrder(changes, day)) {
    if (data.effectiveFrom !== current) settle();
    current = data.effectiveFrom;
    for (const member of data.left) members.delete(member);
    joining.push(...data.joined);
  }
  settle();
  return members;
}

/** Declarations of kinship between a person and any of the others. */
export function kinshipBetween(
  context: RuleContext,
  personId: string,
  others: ReadonlySet<string>,
): readonly EventOf<'offices.KinshipDeclared'>[] {
  return context
    .events(contextKey.kin(personId))
    .filter(
      (event): event is EventOf<'offices.KinshipDeclared'> =>
        event.name === 'offices.KinshipDeclared' &&
        others.has(event.data.personId === personId ? event.data.relativeId : event.data.personId),
    );
}

const versionsOf = oncePerList((events) =>
  eventsOf(events, 'powers.PowerItemPublished').map(({ data }) => data),
);

/** The version of a power item that a matter pinned, or else the one in force on a day. */
export function powerItemOn(
  context: RuleContext,
  code: string | undefined,
  day: string,
  version?: string,
): PowerItem | undefined {
  if (code === undefined) return undefined;
  const items = versionsOf(context.events(contextKey.power(code)));
  if (version !== undefined) return items.findLast((item) => item.version === version);
  return items
    .filter(
      ({ effectiveFrom, effectiveTo }) =>
        effectiveFrom <= day && (effectiveTo === undefined || day < effectiveTo),
    )
    .reduce<PowerItem | undefined>(
      (latest, item) => (latest && latest.effectiveFrom > item.effectiveFrom ? latest : item),
      undefined,
    );
}

/** Level of the unit that a 12-digit division code names (GB/T 2260, GB/T 10114). */
export function levelOf(orgunit: string): 'county' | 'township' | 'village' {
  if (!orgunit.endsWith('000')) return 'village';
  return orgunit.endsWith('000000') ? 'county' : 'township';
}
