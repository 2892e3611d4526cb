// CMP-02 and CMP-05 to CMP-07: how soon complaints, petitions and reports are taken up, decided, told and reviewed.
// Each limit has the unit of its own law: petitions run in calendar days, reports in working days.
import { z } from 'zod';
import { COMPLAINT_KINDS } from '../events/complaints.js';
import type { LedgerEvent } from '../events/index.js';
import { daysBetween, type LocalDate } from '../kernel/time.js';
import { eventsOf, type EventOf } from './case.js';
import { complaintsOf, type Complaint } from './complaintFacts.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitParameter } from './deadline.js';
import { answerableFor, dayOf, judged, type Answerable } from './obligation.js';
import {
  ACCUSATION_RULES,
  ACCUSATION_RULES_IN_FORCE,
  PETITION_REGULATION,
  PETITION_REGULATION_IN_FORCE,
} from './oversightSources.js';
import { defineRule } from './rule.js';
import { localDate } from './time.js';

const kindsParameter = (...kinds: (typeof COMPLAINT_KINDS)[number][]) =>
  z.array(z.enum(COMPLAINT_KINDS)).default(kinds);

/** To whom the complaint had last been handed by a day, where that is somebody in office or a post. */
const handling =
  ({ events }: Complaint, context: RuleContext) =>
  (due: LocalDate): Answerable => {
    const routed = eventsOf(events, 'complaints.ComplaintRouted').findLast(
      ({ time }) => localDate(time) <= due,
    );
    return answerableFor(context, routed?.data.handler, due);
  };

const after = (events: readonly LedgerEvent[], event: LedgerEvent): readonly LedgerEvent[] =>
  events.slice(events.indexOf(event) + 1);

/**
 * A re-examination or final review (复查、复核) is decided within 30 days of the request; a report of wrongdoing that has to be
 * passed on is passed on within 5 working days of its registration. Charged on the decision or routing that was late, or
 * on the request when nothing was decided and a later event shows that the limit has passed. Whether a report had to
 * be passed on is not recorded, so that one never routed is not judged here. Source: Regulation on Petition Work arts. 35,
 * 36; rules on reports to discipline bodies (domain.md 2.6).
 */
export const cmp02 = defineRule({
  id: 'CMP-02',
  title: { zh: '复查复核与转送期限', en: 'Reviews and forwarding in time' },
  statement: {
    zh: '复查、复核三十日内作出意见，检举控告五个工作日内转送',
    en: 'Reviews are decided within 30 days; reports are passed on within 5 working days',
  },
  severity: 'M',
  basis: [
    { document: PETITION_REGULATION, clause: '第三十五条、第三十六条' },
    { document: ACCUSATION_RULES, clause: '受理与转送' },
  ],
  validFrom: PETITION_REGULATION_IN_FORCE,
  parameters: z.strictObject({
    review: limitParameter.default('30cd'),
    forward: limitParameter.default('5wd'),
    forwardedKinds: kindsParameter('report'),
  }),
  triggers: ['complaints.ReviewRequested', 'complaints.ComplaintRouted'],
  *check(theCase, context, on) {
    for (const complaint of theCase.derive(complaintsOf)) {
      const { registered, events } = complaint;
      for (const origin of eventsOf(events, 'complaints.ReviewRequested')) {
        const activation = judged(theCase, context, {
          origin,
          limit: on(origin).review,
          done: eventsOf(events, 'complaints.ReviewDecided').find(
            ({ data }) => data.reviewId === origin.data.reviewId,
          ),
          what: { zh: '作出复查复核意见', en: 'decided' },
          since: { zh: '申请', en: 'the request' },
        });
        if (activation) yield activation;
      }
      const [routed] = eventsOf(events, 'complaints.ComplaintRouted');
      const { forward, forwardedKinds } = on(registered);
      if (!routed || !forwardedKinds.includes(registered.data.kind)) continue;
      const activation = judged(theCase, context, {
        origin: registered,
        limit: forward,
        done: routed,
        what: { zh: '转送', en: 'passed on' },
        since: { zh: '登记', en: 'the registration' },
      });
      if (activation) yield activation;
    }
  },
});

const decisionParameters = z.strictObject({
  kinds: kindsParameter('complaint', 'petition'),
  days: z.int().min(1).max(3650).default(60),
  extensionDays: z.int().min(0).max(3650).default(30),
});

/** How many days the decision has: an extension counts when it was granted in time and the petitioner was told. */
function daysGranted(
  { events }: Complaint,
  accepted: EventOf<'complaints.ComplaintAccepted'>,
  { days, extensionDays }: z.output<typeof decisionParameters>,
): number {
  const from = localDate(accepted.time);
  const extended = eventsOf(events, 'complaints.ExtensionGranted')
    .filter(
      ({ data, time }) =>
        data.told && heldAgainst(`${days}cd`, from, localDate(time)).kind !== 'late',
    )
    .map(({ data }) => daysBetween(from, dayOf(data.until)));
  return Math.min(Math.max(days, ...extended), days + extensionDays);
}

/**
 * A complaint or petition is answered or closed within 60 days of its acceptance, or within the extension that was
 * approved and told before they ended, of 30 days at the most. Charged on the answer when late; on the acceptance when
 * there was none and a later event shows that the limit has passed: then whoever it was routed to answers. Not
 * applicable to reports, suggestions and what was never accepted. Source: Regulation on Petition Work art. 34.
 */
export const cmp05 = defineRule({
  id: 'CMP-05',
  title: { zh: '六十日内办结', en: 'Decided within 60 days' },
  statement: {
    zh: '自受理之日起六十日内办结；经批准并告知可以延长，不超过三十日',
    en: 'Decided within 60 days of acceptance, and 30 more where that was approved and told',
  },
  severity: 'M',
  basis: [{ document: PETITION_REGULATION, clause: '第三十四条' }],
  validFrom: PETITION_REGULATION_IN_FORCE,
  parameters: decisionParameters,
  triggers: ['complaints.ComplaintAccepted'],
  *check(theCase, context, on) {
    for (const complaint of theCase.derive(complaintsOf)) {
      const [origin] = eventsOf(complaint.events, 'complaints.ComplaintAccepted');
      if (!origin || !on(origin).kinds.includes(complaint.registered.data.kind)) continue;
      const days = daysGranted(complaint, origin, on(origin));
      const activation = judged(theCase, context, {
        origin,
        limit: `${days}cd`,
        done: after(complaint.events, origin).find(
          ({ name }) =>
            name === 'complaints.ComplaintAnswered' || name === 'complaints.ComplaintClosed',
        ),
        answerable: handling(complaint, context),
        what: { zh: '办结答复', en: 'answered' },
        since: { zh: '受理', en: 'acceptance' },
        evidence: eventsOf(complaint.events, 'complaints.ExtensionGranted'),
      });
      if (activation) yield activation;
    }
  },
});

/** Whether an event tells the petitioner what becomes of the petition, or hands it to who has to. */
function respondsTo(event: LedgerEvent): boolean {
  switch (event.name) {
    case 'complaints.ComplaintAccepted':
    case 'complaints.ComplaintClosed':
      return event.data.told;
    case 'complaints.ComplaintDeclined':
    case 'complaints.ComplaintRouted':
    case 'complaints.ComplaintEscalated':
    case 'complaints.ComplaintAnswered':
      return true;
    default:
      return false;
  }
}

/**
 * Within 15 days of its registration a complaint or petition is passed on, or the petitioner is told whether it is
 * accepted. An acceptance that was not told is none here. Charged on the response that was late, or on the
 * registration when there was none and a later event shows that the limit has passed. Source: Regulation on Petition
 * Work arts. 22, 23.
 */
export const cmp06 = defineRule({
  id: 'CMP-06',
  title: { zh: '十五日内转送或告知', en: 'Passed on or told within 15 days' },
  statement: {
    zh: '收到之日起十五日内转送，或者告知是否受理',
    en: 'Passed on, or told whether accepted, within 15 days of receipt',
  },
  severity: 'M',
  basis: [{ document: PETITION_REGULATION, clause: '第二十二条、第二十三条' }],
  validFrom: PETITION_REGULATION_IN_FORCE,
  parameters: z.strictObject({
    kinds: kindsParameter('complaint', 'petition'),
    limit: limitParameter.default('15cd'),
  }),
  triggers: ['complaints.ComplaintRegistered'],
  *check(theCase, context, on) {
    for (const { registered: origin, events } of theCase.derive(complaintsOf)) {
      const { kinds, limit } = on(origin);
      if (!kinds.includes(origin.data.kind)) continue;
      const activation = judged(theCase, context, {
        origin,
        limit,
        done: events.find(respondsTo),
        what: { zh: '转送或告知是否受理', en: 'passed on or told' },
        since: { zh: '登记', en: 'the registration' },
      });
      if (activation) yield activation;
    }
  },
});

/**
 * Whoever reports wrongdoing under his name is told within 15 working days whether the report is accepted, and the result
 * within 15 working days of the end of the investigation. Charged on the telling when late, else on the registration
 * or the investigation. Not applicable to anonymous reports; a year without holiday data is not judged. Source: rules on
 * reports to discipline bodies, 2020 (domain.md 2.6; in force from memory).
 */
export const cmp07 = defineRule({
  id: 'CMP-07',
  title: {
    zh: '实名举报十五个工作日内告知、反馈',
    en: 'Named reports: told within 15 working days',
  },
  statement: {
    zh: '实名检举控告十五个工作日内告知受理情况，办结后十五个工作日内反馈结果',
    en: 'Named reports: acceptance told within 15 working days, the result within 15 of the end',
  },
  severity: 'M',
  basis: [{ document: ACCUSATION_RULES, clause: '实名检举控告的告知与反馈' }],
  validFrom: ACCUSATION_RULES_IN_FORCE,
  parameters: z.strictObject({
    kinds: kindsParameter('report'),
    acceptance: limitParameter.default('15wd'),
    result: limitParameter.default('15wd'),
  }),
  triggers: ['complaints.ComplaintRegistered'],
  *check(theCase, context, on) {
    for (const complaint of theCase.derive(complaintsOf)) {
      const { registered, events } = complaint;
      const { kinds, acceptance } = on(registered);
      if (!registered.data.named || !kinds.includes(registered.data.kind)) continue;
      const told = judged(theCase, context, {
        origin: registered,
        limit: acceptance,
        done: events.find(
          (event) =>
            event.name === 'complaints.ComplaintDeclined' ||
            (event.name === 'complaints.ComplaintAccepted' && event.data.told),
        ),
        answerable: handling(complaint, context),
        what: { zh: '告知受理情况', en: 'told whether accepted' },
        since: { zh: '登记', en: 'the registration' },
      });
      if (told) yield told;
      const investigation = eventsOf(events, 'complaints.InvestigationDone').at(-1);
      if (!investigation) continue;
      const result = judged(theCase, context, {
        origin: investigation,
        limit: on(investigation).result,
        done: after(events, investigation).find(
          (event) =>
            event.name === 'complaints.ComplaintAnswered' ||
            (event.name === 'complaints.ComplaintClosed' && event.data.told),
        ),
        answerable: handling(complaint, context),
        what: { zh: '反馈办理结果', en: 'told of the result' },
        since: { zh: '调查结束', en: 'the investigation' },
      });
      if (result) yield result;
    }
  },
});
