// RAT-05: who is rated incompetent twice running no longer holds office on the villagers' committee.
// It looks back from a session only, so that a later appraisal never changes an old finding.
import { z } from 'zod';
import { id } from '../events/fields.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { limitParameter } from './deadline.js';
import { dayOf, judged } from './obligation.js';
import { VILLAGERS_LAW_2010_IN_FORCE } from './oversightSources.js';
import { termInRoles } from './holders.js';
import type { Term } from './register.js';
import { defineRule } from './rule.js';
import { SUNSHINE_OPINION, VILLAGERS_LAW } from './sources.js';
import { inTimeOrder, localDate } from './time.js';

type Session = EventOf<'ratings.SessionOpened'>;
type Tally = EventOf<'ratings.RatingTallied'>;

const parameters = z.strictObject({
  /** Roles on the villagers' committee. */
  roles: z.array(id).default(['VCC', 'VCM']),
  /** More than this share of all sheets returned on somebody makes him incompetent. */
  share: z
    .strictObject({ numerator: z.int().min(1).max(100), denominator: z.int().min(1).max(100) })
    .default({ numerator: 1, denominator: 2 }),
  /** How soon after the session the end of the office is recorded. */
  within: limitParameter.default('15cd'),
});
type Parameters = z.output<typeof parameters>;

/** Whether most of the sheets on one person in one session, over all dimensions and groups, say incompetent. */
function incompetent(tallies: readonly Tally[], { share }: Parameters): boolean {
  const bad = tallies.reduce((sum, { data }) => sum + data.counts.incompetent, 0);
  const all = tallies.reduce((sum, { data }) => sum + data.returned, 0);
  return bad * share.denominator > all * share.numerator;
}

const nameOf = (sessionId: string, objectId: string) => `${sessionId} ${objectId}`;

/** The tallies of a case by session and object. */
function talliesByObject(theCase: CaseIndex): ReadonlyMap<string, readonly Tally[]> {
  const found = new Map<string, Tally[]>();
  for (const tally of theCase.of('ratings.RatingTallied')) {
    const name = nameOf(tally.data.sessionId, tally.data.objectId);
    const same = found.get(name);
    if (same) same.push(tally);
    else found.set(name, [tally]);
  }
  return found;
}

/** The tallies on a person in the last session before this one. */
function talliesBefore(session: Session, person: string, context: RuleContext): readonly Tally[] {
  const earlier = eventsOf(
    context.eventsUpTo(oversightKey.rated(person), session),
    'ratings.RatingTallied',
  ).filter(({ data }) => data.sessionId !== session.data.sessionId);
  const last = inTimeOrder(earlier).at(-1);
  return earlier.filter(({ data }) => data.sessionId === last?.data.sessionId);
}

const endOf = (context: RuleContext, { personId, termId }: Term) =>
  eventsOf(context.events(contextKey.person(personId)), 'offices.OfficeEnded').findLast(
    ({ data }) => data.termId === termId,
  );

/**
 * A member of a villagers' committee who is rated incompetent at two appraisals running leaves office; the end of the
 * office is recorded within 15 days. Incompetent: more than half of the sheets returned on the person say so, over all
 * dimensions and rater groups. Charged on the second session; nobody is named, since ending the office is not the
 * rated person's to do. Not applicable to who does not sit on the committee that day, by the recorded register.
 * Source: Villagers' Committees Organic Law art. 33; the share and 15 days are local (Zhejiang: announced in 15 days).
 */
export const rat05 = defineRule({
  id: 'RAT-05',
  title: { zh: '连续两次不称职职务终止', en: 'Twice incompetent, out of office' },
  statement: {
    zh: '村民委员会成员连续两次被评议不称职的，其职务终止',
    en: 'A member of the villagers’ committee rated incompetent twice running leaves office',
  },
  severity: 'S',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十三条' },
    { document: SUNSHINE_OPINION, clause: '督权：“双评”' },
  ],
  validFrom: VILLAGERS_LAW_2010_IN_FORCE,
  parameters,
  triggers: ['ratings.RatingTallied'],
  *check(theCase, context, on) {
    const tallies = theCase.derive(talliesByObject);
    for (const origin of theCase.of('ratings.SessionOpened')) {
      const settings = on(origin);
      const day = localDate(origin.time);
      for (const { objectId: person, kind } of origin.data.objects) {
        const own = tallies.get(nameOf(origin.data.sessionId, person)) ?? [];
        if (kind !== 'person' || !incompetent(own, settings)) continue;
        const before = talliesBefore(origin, person, context);
        const term = termInRoles(context, person, day, settings.roles);
        if (!term || !incompetent(before, settings)) continue;
        const end = endOf(context, term);
        const activation = judged(theCase, context, {
          origin,
          limit: settings.within,
          done: end,
          ...(end ? { doneOn: dayOf(end.data.on) } : {}),
          charge: 'origin',
          what: { zh: '终止职务', en: 'out of office' },
          since: { zh: '第二次被评为不称职', en: 'the second rating as incompetent' },
          evidence: before,
        });
        if (activation) yield activation;
      }
    }
  },
});
