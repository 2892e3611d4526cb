// AUD-01, AUD-02, AUD-04: who leaves a post that answers for money is audited, before the next post and the next election.
// The one who left is never charged with the audit that others did not begin.
import { z } from 'zod';
import { id } from '../events/fields.js';
import { END_REASONS } from '../events/offices.js';
import { addDays, addMonths, type LocalDate } from '../kernel/time.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { limitParameter, noticeBefore } from './deadline.js';
import { auditsOf, isDeparture, milestonesOfTerm } from './auditFacts.js';
import { postsOfRoles, termsOfPost } from './holders.js';
import { dayOf, judged } from './obligation.js';
import { VILLAGERS_LAW_2010_IN_FORCE } from './oversightSources.js';
import { termsOf, type RecordedTerm } from './register.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION, VILLAGERS_LAW } from './sources.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

const departureBasis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '督权：离任、转任必审' },
  { document: VILLAGERS_LAW, clause: '第三十五条' },
];

/** Heads of townships and villages. */
const rolesParameter = z.array(id).default(['PS', 'TM', 'VPS', 'VCC']);

const commissionOf = (context: RuleContext, term: RecordedTerm) =>
  milestonesOfTerm(context, term).find(({ name }) => name === 'audits.AuditCommissioned');

/**
 * After the head of a township or village has left a post, or a mid-term audit was triggered or demanded, an audit is
 * commissioned within 30 days. The audit that names the term counts, also one commissioned before he left. Charged on
 * the end of the office (whose date starts the limit) when the commission is late or missing, nobody being named:
 * neither he nor who recorded it owes the audit; a triggered audit is charged on its late commission. Not applicable
 * to who goes on in the same post, to posts without one of the roles, and to who died. Source: domain.md 1.5 M27 (days
 * local), Villagers' Committees Organic Law art. 35.
 */
export const aud01 = defineRule({
  id: 'AUD-01',
  title: { zh: '离任必审', en: 'Every departure is audited' },
  statement: {
    zh: '主要干部离任、转任后三十日内委托审计',
    en: 'An audit is commissioned within 30 days after a head leaves office',
  },
  severity: 'M',
  basis: departureBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    roles: rolesParameter,
    limit: limitParameter.default('30cd'),
    exceptReasons: z.array(z.enum(END_REASONS)).default(['died']),
  }),
  triggers: ['offices.OfficeEnded', 'audits.DepartureTriggered'],
  *check(theCase, context, on) {
    const what = { zh: '委托审计', en: 'audited by commission' };
    for (const origin of theCase.of('offices.OfficeEnded')) {
      const { termId, personId, reason } = origin.data;
      const { roles, limit, exceptReasons } = on(origin);
      const term = termsOf(context, personId).find((other) => other.termId === termId);
      if (!term || exceptReasons.includes(reason) || !isDeparture(context, term, roles)) continue;
      const activation = judged(theCase, context, {
        origin,
        from: dayOf(origin.data.on),
        limit,
        done: commissionOf(context, term),
        charge: 'origin',
        what,
        since: { zh: '离任', en: 'the departure' },
      });
      if (activation) yield activation;
    }
    for (const { trigger: origin, commission } of theCase.derive(auditsOf)) {
      if (origin?.data.reason !== 'midTerm' && origin?.data.reason !== 'villagersDemand') continue;
      const activation = judged(theCase, context, {
        origin,
        limit: on(origin).limit,
        done: commission,
        what,
        since: { zh: '提出审计', en: 'the demand' },
      });
      if (activation) yield activation;
    }
  },
});

type Appointment = EventOf<'offices.AppointmentMade'>;

/** Terms of the appointee in other audited posts that had ended by the new appointment, within so many months. */
const termsLeft = (
  context: RuleContext,
  { data, time }: Appointment,
  roles: readonly string[],
  months: number,
): readonly RecordedTerm[] => {
  const day = localDate(time);
  const by = data.effectiveFrom > day ? data.effectiveFrom : day;
  return termsOf(context, data.personId).filter(
    (term) =>
      term.postId !== data.postId &&
      term.to !== undefined &&
      term.to <= by &&
      term.to >= addMonths(day, -months) &&
      isDeparture(context, term, roles),
  );
};

/**
 * Nobody is appointed to a new post before the report of the audit of the post that he has left was issued. Charged on
 * the appointment and whoever made it, once a term left within the last 24 months. A report counts that had been issued when
 * the appointment was made. Not applicable to who has left no audited post. Source: domain.md 1.5 M27, where it is a
 * warning; 2.8 (results are considered in appointments).
 */
export const aud02 = defineRule({
  id: 'AUD-02',
  title: { zh: '先审计后任用', en: 'Audited before a new post' },
  statement: {
    zh: '离任审计报告出具前不得任命新职',
    en: 'No appointment to a new post before the report of the departure audit',
  },
  severity: 'M',
  basis: departureBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    roles: rolesParameter,
    months: z.int().min(1).max(120).default(24),
  }),
  triggers: ['offices.AppointmentMade'],
  *check(theCase, context, on) {
    for (const act of theCase.of('offices.AppointmentMade')) {
      const { roles, months } = on(act);
      for (const term of termsLeft(context, act, roles, months)) {
        const issued = milestonesOfTerm(context, term, act).some(
          ({ name }) => name === 'audits.ReportIssued',
        );
        yield {
          act,
          broken: issued
            ? undefined
            : {
                found: {
                  zh: `${term.to ?? ''} 离任，未见审计报告即任新职`,
                  en: `left office on ${term.to ?? ''}; no audit report before the new post`,
                },
                expected: { zh: '审计报告出具后任命', en: 'an appointment after the audit report' },
              },
        };
      }
    }
  },
});

type Election = EventOf<'offices.ElectionHeld'>;

const electionParameters = z.strictObject({
  /** Roles of the villagers' committee. */
  roles: z.array(id).default(['VCC', 'VCM']),
  /** How long before the election the conclusion is posted. */
  lead: limitParameter.default('1cd'),
  /** Who leaves within these days after the election was replaced by it (handover: art. 20). */
  handoverDays: z.int().min(0).max(366).default(10),
  /** How far to look back where no earlier election is recorded. */
  termYears: z.int().min(1).max(10).default(5),
});

/** The day after which departures belong to this election: the one before it, else the length of a term. */
function sinceOf(context: RuleContext, act: Election, termYears: number): LocalDate {
  const day = dayOf(act.data.day);
  const earlier = eventsOf(
    context.eventsUpTo(unitKey.elections(act.data.unitId), act),
    'offices.ElectionHeld',
  )
    .map(({ data }) => dayOf(data.day))
    .filter((other) => other < day)
    .sort();
  return earlier.at(-1) ?? addMonths(day, -12 * termYears);
}

function judgedLeaver(
  context: RuleContext,
  act: Election,
  term: RecordedTerm,
  lead: string,
): Activation {
  const posted = milestonesOfTerm(context, term).find(
    ({ name }) => name === 'audits.ConclusionPosted',
  );
  const day = dayOf(act.data.day);
  const held = posted && noticeBefore(lead, localDate(posted.time), day);
  if (held?.kind === 'unjudged') return { act, person: null, unjudged: held.reason };
  return {
    act,
    person: null,
    broken:
      held?.kind === 'inTime'
        ? undefined
        : {
            found: posted
              ? {
                  zh: `${term.to ?? ''} 离任者的审计结果到 ${localDate(posted.time)} 才公布`,
                  en: `the audit of who left on ${term.to ?? ''} was published on ${localDate(posted.time)}`,
                }
              : {
                  zh: `${term.to ?? ''} 离任者的审计结果未公布`,
                  en: `the audit of who left on ${term.to ?? ''} was not published`,
                },
            expected: {
              zh: `${day} 选举之前公布`,
              en: `publication before the election on ${day}`,
            },
            evidence: posted ? [posted] : [],
          },
  };
}

/**
 * The conclusion of the departure audit of everybody who left the villagers' committee since the election before, or with
 * this one, is posted before the election. Charged on the election, once a leaver; nobody is named. Who goes on in the
 * same post has not left. Not applicable where nobody's end of office is recorded. Source: Villagers' Committees Organic
 * Law art. 35; how many days before is a matter of by-laws (Chongqing: 3 before the election committee is chosen).
 */
export const aud04 = defineRule({
  id: 'AUD-04',
  title: { zh: '换届选举前公布离任审计', en: 'Departure audits published before the election' },
  statement: {
    zh: '村民委员会成员离任审计结果在下一届选举之前公布',
    en: 'Audits of committee members who left are published before the next election',
  },
  severity: 'S',
  basis: [{ document: VILLAGERS_LAW, clause: '第三十五条' }],
  validFrom: VILLAGERS_LAW_2010_IN_FORCE,
  parameters: electionParameters,
  triggers: ['offices.ElectionHeld'],
  *check(theCase, context, on) {
    for (const act of theCase.of('offices.ElectionHeld')) {
      const { roles, lead, handoverDays, termYears } = on(act);
      const since = sinceOf(context, act, termYears);
      const until = addDays(dayOf(act.data.day), handoverDays);
      for (const post of postsOfRoles(context, act.data.unitId, roles))
        for (const term of termsOfPost(context, post)) {
          const { to, from } = term;
          if (to === undefined || to <= since || to > until || from >= act.data.day) continue;
          if (isDeparture(context, term, roles)) yield judgedLeaver(context, act, term, lead);
        }
    }
  },
});
