// AUD-07 and AUD-09: two auditors at least, none in his own cause, and a window that covers the posts held.
// An auditor without recorded posts or kin is not accused of having them.
import { z } from 'zod';
import type { Bilingual } from '../kernel/errors.js';
import { addMonths } from '../kernel/time.js';
import { auditsOf, type Audit } from './auditFacts.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { dayOf } from './obligation.js';
import {
  AUDIT_LAW,
  AUDIT_LAW_REGULATION_IN_FORCE,
  RESPONSIBILITY_AUDIT,
} from './oversightSources.js';
import { kinshipBetween, termsOf } from './register.js';
import { defineRule, type Activation, type Breach } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes } from './time.js';

type Fieldwork = EventOf<'audits.FieldworkDone'>;

const tooFew = (count: number, least: number): Breach | undefined =>
  count >= least
    ? undefined
    : {
        found: { zh: `审计人员 ${count} 人`, en: `${count} auditor(s)` },
        expected: { zh: `不少于 ${least} 人`, en: `at least ${least}` },
      };

/** Whether the auditor held a post in the audited unit within the audited window. */
function workedThere(
  context: RuleContext,
  { trigger, commission }: Audit,
  person: string,
): boolean {
  if (!trigger || !commission) return false;
  const { windowFrom, windowTo } = commission.data;
  return termsOf(context, person).some(
    ({ unitId, from, to }) =>
      unitId === trigger.data.unitId && from <= windowTo && (to === undefined || to >= windowFrom),
  );
}

/** Why somebody should not have taken part in the fieldwork; `undefined`: nothing is known against it. */
function partiality(
  context: RuleContext,
  audit: Audit,
  act: Fieldwork,
  person: string,
): Breach | undefined {
  const auditees = new Set(audit.trigger ? [audit.trigger.data.personId] : []);
  const declared = eventsOf(audit.events, 'audits.RecusalDeclared').filter(
    ({ data, time }) => data.personId === person && compareTimes(time, act.time) <= 0,
  );
  const expected = { zh: '回避', en: 'a recusal' };
  const breach = (found: Bilingual, severity: Breach['severity']): Breach => ({
    found,
    expected,
    severity,
    evidence: declared,
  });
  if (auditees.has(person))
    return breach({ zh: '被审计人参加审计', en: 'the audited person took part' }, 'S');
  if (kinshipBetween(context, person, auditees).length > 0)
    return breach({ zh: '被审计人亲属参加审计', en: 'a relative of the audited took part' }, 'S');
  if (declared.some(({ data }) => data.conflict))
    return breach({ zh: '声明回避后仍参加审计', en: 'took part after a recusal' }, 'S');
  if (workedThere(context, audit, person))
    return breach({ zh: '审计期间在被审计单位任职', en: 'held a post in the audited unit' }, 'M');
  if (declared.length > 0) return undefined;
  return {
    found: { zh: '没有回避声明', en: 'no declaration on conflicts' },
    expected: { zh: '审计前作出声明', en: 'a declaration before the work' },
    severity: 'L',
  };
}

/**
 * An audit team has two auditors at least, fieldwork is done by two at least, and each of them has declared before it
 * whether he has a conflict. Nobody takes part who is the audited person, his declared relative, has declared a conflict
 * (serious), or held a post in the audited unit within the window audited (medium); a missing declaration is minor.
 * Charged on the commission, on each fieldwork, and on it once an auditor. A commission without a team is not judged.
 * Source: Audit Law arts. 14, 43 (inquiries by two; the first from memory); domain.md 5.1.
 */
export const aud07 = defineRule({
  id: 'AUD-07',
  title: { zh: '审计人员二人以上并回避', en: 'Two auditors, none in his own cause' },
  statement: {
    zh: '审计组二人以上，有利害关系的回避',
    en: 'Audits are done by two or more, and who has a conflict stands aside',
  },
  severity: 'M',
  basis: [
    { document: AUDIT_LAW, clause: '第十四条、第四十三条' },
    { document: RESPONSIBILITY_AUDIT, clause: '审计组与回避' },
  ],
  validFrom: AUDIT_LAW_REGULATION_IN_FORCE,
  parameters: z.strictObject({ least: z.int().min(1).max(20).default(2) }),
  triggers: ['audits.AuditCommissioned', 'audits.FieldworkDone'],
  *check(theCase, context, on) {
    for (const audit of theCase.derive(auditsOf)) {
      const team = new Set(
        (audit.commission?.data.team ?? [])
          .filter(({ role }) => role !== 'reviewer')
          .map(({ personId }) => personId),
      );
      if (audit.commission && team.size > 0)
        yield { act: audit.commission, broken: tooFew(team.size, on(audit.commission).least) };
      for (const act of eventsOf(audit.events, 'audits.FieldworkDone')) {
        const present = new Set(act.data.by);
        yield { act, broken: tooFew(present.size, on(act).least) };
        for (const person of present)
          yield { act, person, broken: partiality(context, audit, act, person) };
      }
    }
  },
});

/** What is wrong with the window of an audit, against the recorded terms of the audited person. */
function windowFault(
  context: RuleContext,
  trigger: EventOf<'audits.DepartureTriggered'>,
  { data: { windowFrom, windowTo } }: EventOf<'audits.AuditCommissioned'>,
  years: number,
): Bilingual | undefined {
  const { personId, terms, on } = trigger.data;
  const recorded = termsOf(context, personId);
  const named = terms.map(({ termId, postId }) =>
    recorded.find((term) => term.termId === termId && term.postId === postId),
  );
  const held = named.flatMap((term) => term ?? []);
  if (held.length < named.length)
    return { zh: '列明的任期没有任职记录', en: 'a term that is named is not on record' };
  const ended = recorded.filter(
    (term) => term.to === on && !terms.some(({ termId }) => termId === term.termId),
  );
  if (ended.length > 0)
    return { zh: '遗漏同日终止的任职', en: 'a post that ended the same day is left out' };
  const [first = on] = held.map(({ from }) => from).sort();
  const lookBack = addMonths(dayOf(on), -12 * years);
  const needed = first > lookBack ? first : lookBack;
  return windowFrom <= needed && windowTo >= on
    ? undefined
    : {
        zh: `审计期间 ${windowFrom} 至 ${windowTo}，应当包括 ${needed} 至 ${on}`,
        en: `window from ${windowFrom} to ${windowTo}; it should cover ${needed} to ${on}`,
      };
}

/**
 * The window of an audit covers the terms for which it was triggered, of longer ones the last three years at least, up to
 * the departure; every term named is on record, and no post that ended the same day is left out. A wider window is allowed.
 * Charged on the commission. Not applicable where no trigger or no term of the person is recorded. Source: domain.md
 * 5.1 (union of the terms; mainly the latest three years), 2.9.
 */
export const aud09 = defineRule({
  id: 'AUD-09',
  title: { zh: '审计期间与任期一致', en: 'The window covers the posts held' },
  statement: {
    zh: '审计期间覆盖被审计人任期和全部所任职务',
    en: 'The audited window covers the terms and posts of the audited person',
  },
  severity: 'M',
  basis: [
    { document: SUNSHINE_OPINION, clause: '督权：离任审计' },
    { document: RESPONSIBILITY_AUDIT, clause: '审计期间' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ years: z.int().min(1).max(10).default(3) }),
  triggers: ['audits.AuditCommissioned'],
  *check(theCase, context, on) {
    for (const { trigger, commission: act } of theCase.derive(auditsOf)) {
      if (!trigger || !act || termsOf(context, trigger.data.personId).length === 0) continue;
      const found = windowFault(context, trigger, act, on(act).years);
      const activation: Activation = {
        act,
        broken: found && {
          found,
          expected: { zh: '覆盖任期和所任职务', en: 'the terms and posts held' },
          evidence: [trigger],
        },
      };
      yield activation;
    }
  },
});
