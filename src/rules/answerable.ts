// Who held which post of a unit on a day, for duties that a unit neglects and nobody acts on.
// It answers from recorded posts and terms alone; where they are not recorded, nobody is named.
import type { LedgerEvent } from '../events/index.js';
import { eventsOf, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { unitsAt } from './divisions.js';
import { unitKey } from './unitKeys.js';

export interface Holder {
  readonly person: string;
  readonly post: string;
  readonly role: string;
  /** First and, where the term has ended, last day of the term. */
  readonly from: string;
  readonly to: string | undefined;
  readonly held: EventOf<'offices.OfficeHeld'>;
}

function termsOfPost(events: readonly LedgerEvent[], role: string): readonly Holder[] {
  const ends = eventsOf(events, 'offices.OfficeEnded');
  return eventsOf(events, 'offices.OfficeHeld').map((held) => {
    const { personId: person, postId: post, termId, from } = held.data;
    const to = ends.findLast(({ data }) => data.termId === termId)?.data.on;
    return { person, post, role, from, to, held };
  });
}

/** Who held posts of these roles in a unit on a day, in the order of the roles; the last day of a term counts. */
export function holdersOn(
  context: RuleContext,
  unitId: string,
  roles: readonly string[],
  day: string,
): readonly Holder[] {
  const posts = eventsOf(context.events(unitKey.postsOfUnit(unitId)), 'offices.PostDefined');
  return roles.flatMap((role) => {
    const postIds = new Set(
      posts.filter(({ data }) => data.role === role).map(({ data }) => data.postId),
    );
    return [...postIds]
      .flatMap((postId) => termsOfPost(context.events(contextKey.holdersOfPost(postId)), role))
      .filter(({ from, to }) => from <= day && (to === undefined || day <= to));
  });
}

/** The first of {@link holdersOn} among the units of a division code. */
export function answerableOn(
  context: RuleContext,
  division: string,
  roles: readonly string[],
  day: string,
): Holder | undefined {
  for (const unitId of unitsAt(context, division)) {
    const [holder] = holdersOn(context, unitId, roles, day);
    if (holder) return holder;
  }
  return undefined;
}
