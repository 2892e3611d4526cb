// SVC: applications at the counter: one notice of what is missing, in time, with reasons (01-03); the family's list.
// It judges the office, never the applicant.
import { z } from 'zod';
import { daysBetween, type LocalDate } from '../kernel/time.js';
import { applicationsOf, type Application } from './applications.js';
import type { CaseIndex, EventOf } from './case.js';
import {
  heldAgainst,
  latenessSeverity,
  limitInWords,
  limitParameter,
  type Timeliness,
} from './deadline.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { LICENSING_LAW_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { svc04, svc05 } from './svcCounter.js';
import { svc06 } from './svcRelatives.js';
import { localDate } from './time.js';

const LICENSING_LAW = '中华人民共和国行政许可法';

const serviceBasis = (clause: string): readonly Clause[] => [
  { document: LICENSING_LAW, clause },
  { document: SUNSHINE_OPINION, clause: '亮权：综合便民服务中心' },
];

/** What a correction notice asks for that the ones before it did not. */
function newlyAsked(
  corrections: readonly EventOf<'services.CorrectionRequested'>[],
  index: number,
): readonly string[] {
  const asked = new Set(corrections.slice(0, index).flatMap(({ data }) => data.missing));
  return (corrections[index]?.data.missing ?? []).filter((material) => !asked.has(material));
}

/**
 * Everything that is missing is asked for at once: a later notice that asks for something new is the breach, while one
 * that asks again for what was asked for already is none. Where the pack sets a limit, the first notice comes within it.
 * Applies to every notice; not applicable where nothing was missing. Source: Administrative Licensing Law art. 32 (4)
 * (at once or within 5 days, working days by art. 82; from memory); domain.md 1.3 M16, 2.6.
 */
const svc01 = defineRule({
  id: 'SVC-01',
  title: { zh: '一次性告知', en: 'One notice of what is missing' },
  statement: {
    zh: '需补正的材料在规定期限内一次性告知',
    en: 'What an application lacks is said once, in full and in time',
  },
  severity: 'M',
  basis: serviceBasis('第三十二条'),
  validFrom: LICENSING_LAW_IN_FORCE,
  parameters: z.strictObject({
    /** Limit for the first notice after the application; none by default. */
    within: limitParameter.optional(),
  }),
  triggers: ['services.CorrectionRequested'],
  *check(theCase, _context, on) {
    for (const { received, corrections } of theCase.derive(applicationsOf))
      for (const [index, act] of corrections.entries()) {
        const { within } = on(act);
        const fresh = index === 0 ? [] : newlyAsked(corrections, index);
        if (fresh.length > 0) {
          yield {
            act,
            broken: {
              found: {
                zh: `第 ${index + 1} 次告知又要求：${fresh.join('、')}`,
                en: `notice ${index + 1} asks for more: ${fresh.join(', ')}`,
              },
              expected: { zh: '一次告知全部需补正的材料', en: 'all of it in the first notice' },
              evidence: corrections.slice(0, index),
            },
          };
          continue;
        }
        const timed = index === 0 && received && within !== undefined;
        const held = timed
          ? heldAgainst(within, localDate(received.time), localDate(act.time))
          : undefined;
        if (held?.kind === 'unjudged') yield { act, unjudged: held.reason };
        else if (held?.kind === 'late') {
          const { zh, en } = limitInWords(within ?? '');
          yield {
            act,
            broken: {
              found: { zh: `逾期 ${held.over} 日才告知`, en: `told ${held.over} day(s) late` },
              expected: { zh: `收到申请后 ${zh}内告知`, en: `within ${en} of the application` },
              severity: held.severity,
              evidence: [received as EventOf<'services.ApplicationReceived'>],
            },
          };
        } else yield { act };
      }
  },
});

const svc02Parameters = z.strictObject({
  /** Limits from acceptance to the decision by code of service, where the acceptance states no due time. */
  limits: z.record(z.string(), limitParameter).default({}),
});

/** Held against the day that the acceptance itself states. */
function heldAgainstDay(from: LocalDate, due: LocalDate, end: LocalDate): Timeliness {
  if (end <= due) return { kind: 'inTime' };
  const over = daysBetween(due, end);
  const severity = latenessSeverity(over, Math.max(1, daysBetween(from, due)));
  return { kind: 'late', due, over, severity };
}

function judgedApplication(
  theCase: CaseIndex,
  { received, accepted, decided }: Application,
  limits: Readonly<Record<string, string>>,
): Activation | undefined {
  const limit = received && limits[received.data.service];
  if (!accepted || (accepted.data.dueAt === undefined && limit === undefined)) return undefined;
  const from = localDate(accepted.time);
  const end = localDate((decided ?? { time: theCase.latest }).time);
  const held =
    accepted.data.dueAt === undefined
      ? heldAgainst(limit ?? '', from, end)
      : heldAgainstDay(from, localDate(accepted.data.dueAt), end);
  const act = decided ?? accepted;
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  const person = decided?.data.personId;
  if (held.kind === 'inTime') return decided ? { act, person } : undefined;
  return {
    act,
    person,
    broken: {
      found: decided
        ? {
            zh: `${end} 才作出决定，逾期 ${held.over} 日`,
            en: `decided on ${end}, ${held.over} day(s) late`,
          }
        : {
            zh: `到 ${end} 仍未作出决定，逾期 ${held.over} 日`,
            en: `not decided by ${end}, ${held.over} day(s) over`,
          },
      expected: { zh: `${held.due} 前作出决定`, en: `a decision by ${held.due}` },
      severity: held.severity,
      evidence: decided ? [accepted] : [],
    },
  };
}

/**
 * An application is approved or refused by the day that its acceptance states, else within the limit of the pack for its
 * service, counted from acceptance. Charged on the decision when late, on the acceptance while there is none and a later
 * event of the case shows that the time has passed. Up to 20 % over is minor, up to 100 % medium, more serious. Not
 * applicable where neither a day nor a limit is known. Source: domain.md 2.6 (limits by service), 2.9, 4.2.
 */
const svc02 = defineRule({
  id: 'SVC-02',
  title: { zh: '按期办结', en: 'Decided in time' },
  statement: {
    zh: '受理后在承诺或规定期限内作出决定',
    en: 'An accepted application is decided by the day promised or laid down',
  },
  severity: 'M',
  basis: serviceBasis('第四十二条'),
  validFrom: LICENSING_LAW_IN_FORCE,
  parameters: svc02Parameters,
  triggers: ['services.ApplicationAccepted'],
  *check(theCase, _context, on) {
    for (const application of theCase.derive(applicationsOf)) {
      if (!application.accepted) continue;
      const { limits } = on(application.accepted);
      const activation = judgedApplication(theCase, application, limits);
      if (activation) yield activation;
    }
  },
});

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

/**
 * Whoever is not taken up or is refused is given the reason, in writing. A reason that is not recorded is the breach,
 * and so is a refusal recorded as not written; where that is not recorded, the reason stands for it.
 * Source: Interim Measures for Social Assistance art. 11 (reasons in writing); Administrative Licensing Law arts. 32, 38;
 * domain.md 1.3 M16, 2.6.
 */
const svc03 = defineRule({
  id: 'SVC-03',
  title: { zh: '不予批准须书面说明理由', en: 'A refusal has its reasons' },
  statement: {
    zh: '不予受理、不予批准须书面说明理由',
    en: 'Who is turned away or refused gets the reasons in writing',
  },
  severity: 'M',
  basis: [
    ...serviceBasis('第三十二条、第三十八条'),
    { document: '社会救助暂行办法', clause: '第十一条' },
  ],
  validFrom: LICENSING_LAW_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['services.ApplicationRejected', 'services.ApprovalRefused'],
  *check(theCase) {
    const expected = { zh: '书面说明理由', en: 'the reasons in writing' };
    for (const act of theCase.of('services.ApplicationRejected'))
      yield {
        act,
        broken: isBlank(act.data.reason)
          ? { found: { zh: '不予受理，没有理由', en: 'not taken up, without a reason' }, expected }
          : undefined,
      };
    for (const act of theCase.of('services.ApprovalRefused')) {
      const { personId, reason, written } = act.data;
      yield {
        act,
        person: personId,
        broken: isBlank(reason)
          ? { found: { zh: '不予批准，没有理由', en: 'refused without a reason' }, expected }
          : written === false
            ? {
                found: { zh: '理由没有书面告知', en: 'the reasons were not given in writing' },
                expected,
              }
            : undefined,
      };
    }
  },
});

export const SVC = [svc01, svc02, svc03, svc04, svc05, svc06] as const;
