// Who holds a post, and the posts of a unit, on a day: the register of offices read from the side of the post.
// It knows only posts that were defined and terms that were recorded.
import { contextKey, type RuleContext } from './context.js';
import { unitsAt } from './divisions.js';
import { covers, postOn, termsAmong, termsOn, type RecordedTerm, type Term } from './register.js';

/** All recorded terms of a post, whoever held it. */
export const termsOfPost = (context: RuleContext, postId: string): readonly RecordedTerm[] =>
  termsAmong(context.events(contextKey.holdersOfPost(postId)));

/** Who holds a post on a day. */
export const holdersOfPost = (
  context: RuleContext,
  postId: string,
  day: string,
): readonly string[] =>
  termsOfPost(context, postId)
    .filter((term) => covers(term, day))
    .map(({ personId }) => personId);

/** The term in which a person held a post of one of these roles on a day. */
export const termInRoles = (
  context: RuleContext,
  person: string,
  day: string,
  roles: readonly string[],
): Term | undefined =>
  termsOn(context, person, day).find(({ postId }) =>
    roles.includes(postOn(context, postId, day)?.role ?? ''),
  );

/** The posts of a unit that have one of these roles. */
export function postsOfRoles(
  context: RuleContext,
  unitId: string,
  roles: readonly string[],
): readonly string[] {
  const posts = new Set<string>();
  for (const event of context.events(contextKey.postsOfUnit(unitId)))
    if (event.name === 'offices.PostDefined' && roles.includes(event.data.role ?? ''))
      posts.add(event.data.postId);
  return [...posts];
}

/** Who held a post of a role, and by which term. */
export interface Holder extends Pick<RecordedTerm, 'from' | 'to' | 'held'> {
  readonly person: string;
  readonly post: string;
  readonly role: string;
}

/**
 * Who held posts of these roles in a unit on a day, in the order of the roles; the last day of a term counts. Where posts
 * and terms are not recorded, nobody is named.
 */
export const holdersOn = (
  context: RuleContext,
  unitId: string,
  roles: readonly string[],
  day: string,
): readonly Holder[] =>
  roles.flatMap((role) =>
    postsOfRoles(context, unitId, [role])
      .flatMap((post) => termsOfPost(context, post))
      .filter((term) => covers(term, day))
      .map(({ personId, postId, from, to, held }) => ({
        person: personId,
        post: postId,
        role,
        from,
        to,
        held,
      })),
  );

/** The first of {@link holdersOn} among the units of a division code: who answers for a duty that nobody acted on. */
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
