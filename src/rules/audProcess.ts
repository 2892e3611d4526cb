// AUD-03, AUD-05, AUD-06: the conclusion is posted, the audited are heard, and what was found is put right in time.
// The audited person's silence is no fault: the period to answer only has to be left to him.
import { z } from 'zod';
import { AUDIT_TEMPLATES } from '../events/audits.js';
import { auditsOf, type Audit } from './auditFacts.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { answerableFor, dayOf, judged, orderInForce, type Obligation } from './obligation.js';
import {
  AUDIT_LAW,
  AUDIT_LAW_REGULATION,
  AUDIT_LAW_REGULATION_IN_FORCE,
  RESPONSIBILITY_AUDIT,
  RESPONSIBILITY_AUDIT_IN_FORCE,
} from './oversightSources.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION, VILLAGERS_LAW } from './sources.js';
import { compareTimes, localDate } from './time.js';

/**
 * The conclusion of an audit is posted to all villagers within 30 days of its report. Charged on the posting when late, on
 * the report when there was none and a later event shows that the limit has passed. Not applicable before there is a
 * report, and to templates that the area does not publish. Source: domain.md 1.5 M27; Villagers' Committees Organic Law
 * art. 35; the days are by-laws' (Chongqing: 30 days after a departure in mid-term).
 */
export const aud03 = defineRule({
  id: 'AUD-03',
  title: { zh: '审计结论公布', en: 'The conclusion is published' },
  statement: {
    zh: '审计结论以适当方式向村民公布',
    en: 'The conclusion of an audit is posted to all villagers in time',
  },
  severity: 'M',
  basis: [
    { document: SUNSHINE_OPINION, clause: '督权：离任审计结论公布' },
    { document: VILLAGERS_LAW, clause: '第三十五条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    limit: limitParameter.default('30cd'),
    templates: z.array(z.enum(AUDIT_TEMPLATES)).default([...AUDIT_TEMPLATES]),
  }),
  triggers: ['audits.ReportIssued'],
  *check(theCase, context, on) {
    for (const { report: origin, trigger, events } of theCase.derive(auditsOf)) {
      if (!origin) continue;
      const { limit, templates } = on(origin);
      if (trigger && !templates.includes(trigger.data.template)) continue;
      const activation = judged(theCase, context, {
        origin,
        limit,
        done: eventsOf(events, 'audits.ConclusionPosted')[0],
        what: { zh: '公布审计结论', en: 'published' },
        since: { zh: '出具报告', en: 'the report' },
      });
      if (activation) yield activation;
    }
  },
});

const consultationBasis: readonly Clause[] = [
  { document: AUDIT_LAW, clause: '第四十四条' },
  { document: AUDIT_LAW_REGULATION, clause: '第三十九条及期间以工作日计的规定' },
  { document: RESPONSIBILITY_AUDIT, clause: '征求意见' },
];

/** Whether everybody to whom the draft went had answered when the report was issued. */
function allAnswered(
  { events }: Audit,
  draft: EventOf<'audits.DraftReportIssued'>,
  report: EventOf<'audits.ReportIssued'>,
): boolean {
  const answered = new Set(
    eventsOf(events, 'audits.FeedbackReceived')
      .filter(({ time }) => compareTimes(time, report.time) <= 0)
      .map(({ data }) => data.from),
  );
  return draft.data.to.every((person) => answered.has(person));
}

function judgedConsultation(
  audit: Audit,
  act: EventOf<'audits.ReportIssued'>,
  window: string,
): Activation {
  const words = limitInWords(window);
  const expected = {
    zh: `征求意见满 ${words.zh}，或者收到全部意见后出具报告`,
    en: `a report after ${words.en} of consultation, or after everybody has answered`,
  };
  const draft = eventsOf(audit.events, 'audits.DraftReportIssued').findLast(
    ({ time }) => compareTimes(time, act.time) <= 0,
  );
  if (!draft)
    return {
      act,
      broken: { found: { zh: '未征求意见', en: 'nobody was consulted' }, expected },
    };
  if (allAnswered(audit, draft, act)) return { act };
  const [from, day] = [localDate(draft.time), localDate(act.time)];
  const held = heldAgainst(window, from, day);
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  // The last day of the window is still the auditee's: the report comes after it.
  if (held.kind === 'late') return { act };
  return {
    act,
    broken: {
      found: {
        zh: `${from} 征求意见，${day} 即出具报告`,
        en: `consulted on ${from}, reported on ${day}`,
      },
      expected,
      evidence: [draft],
    },
  };
}

/**
 * The audited person and unit have 10 working days to answer the draft before the report is issued, unless all have
 * answered; silence is no objection. The last draft before the report counts; its day is not counted, the tenth is still
 * theirs. Charged on the first report. A year without holiday data is not judged. Source: Audit Law art. 44 with its
 * regulation art. 39 (periods in working days); audit rules of 2019 (10 working days, from memory).
 */
export const aud05 = defineRule({
  id: 'AUD-05',
  title: { zh: '征求被审计人意见', en: 'The audited are heard' },
  statement: {
    zh: '审计报告征求意见不少于十个工作日',
    en: 'The audited have 10 working days to answer the draft',
  },
  severity: 'M',
  basis: consultationBasis,
  validFrom: AUDIT_LAW_REGULATION_IN_FORCE,
  parameters: z.strictObject({ window: limitParameter.default('10wd') }),
  triggers: ['audits.ReportIssued'],
  *check(theCase, _context, on) {
    for (const audit of theCase.derive(auditsOf))
      if (audit.report) yield judgedConsultation(audit, audit.report, on(audit.report).window);
  },
});

/** The findings that have to be put right: confirmed or ordered, and not dismissed afterwards. */
function findingsOf({ events }: Audit): readonly string[] {
  const open = new Set<string>();
  for (const event of events)
    if (event.name === 'audits.FindingConfirmed') open.add(event.data.findingId);
    else if (event.name === 'audits.RectificationOrdered')
      for (const finding of event.data.findingIds) open.add(finding);
    else if (event.name === 'audits.FindingDismissed') open.delete(event.data.findingId);
  return [...open];
}

/** What the rectification of one finding is due for; `undefined` while there is neither an order nor a report. */
function rectification(
  { events, report }: Audit,
  finding: string,
  context: RuleContext,
  limitWithoutOrder: (report: EventOf<'audits.ReportIssued'>) => string,
): Obligation | undefined {
  const order = orderInForce(
    eventsOf(events, 'audits.RectificationOrdered').filter(({ data }) =>
      data.findingIds.includes(finding),
    ),
  );
  const origin = order ?? report;
  const limit = order ? { due: dayOf(order.data.dueOn) } : report && limitWithoutOrder(report);
  if (!origin || limit === undefined) return undefined;
  return {
    origin,
    limit,
    done: events.find(
      (event) =>
        ((event.name === 'audits.RectificationReported' ||
          event.name === 'audits.RectificationAccepted') &&
          event.data.findingId === finding) ||
        (event.name === 'audits.CaseTransferred' && event.data.findingIds.includes(finding)),
    ),
    answerable: (due) => answerableFor(context, order?.data.to, due),
    what: { zh: '整改', en: 'put right' },
    since: { zh: '出具报告', en: 'the report' },
  };
}

/**
 * What an audit found is put right, and that reported, by the day that the order names (a new order before that day moves
 * it), and within 60 days of the report where no order was given. A finding handed over to another authority is no longer
 * the unit's to put right. Charged on the report of rectification when late, on the order or audit report when there was
 * none and a later event shows that the day has passed; to whom the order went answers, if that is somebody in office
 * or a post. Not applicable to findings that were not confirmed. Source: audit rules of 2019 (in force from memory); Audit
 * Law art. 52; 60 days: local.
 */
export const aud06 = defineRule({
  id: 'AUD-06',
  title: { zh: '审计整改按期完成', en: 'Findings are put right in time' },
  statement: {
    zh: '审计发现问题在规定期限内整改',
    en: 'Audit findings are put right within the time set',
  },
  severity: 'M',
  basis: [
    { document: AUDIT_LAW, clause: '第五十二条' },
    { document: RESPONSIBILITY_AUDIT, clause: '整改' },
  ],
  validFrom: RESPONSIBILITY_AUDIT_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('60cd') }),
  triggers: ['audits.FindingConfirmed', 'audits.RectificationOrdered'],
  *check(theCase, context, on) {
    for (const audit of theCase.derive(auditsOf))
      for (const finding of findingsOf(audit)) {
        const due = rectification(audit, finding, context, (report) => on(report).limit);
        const activation = due && judged(theCase, context, due);
        if (activation) yield activation;
      }
  },
});
