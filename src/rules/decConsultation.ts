// DEC-03: consultation before the meeting (会前酝酿沟通).
// Consultation prepares a decision; it must never be taken for one.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import type { Bilingual } from '../kernel/errors.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { isImportant, type Meeting } from './decisions.js';
import { TOWNSHIP_LEADERSHIP } from './names.js';
import { bodyKind, rolesOn } from './register.js';
import { defineRule, type Breach } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { happenedBefore, isDayOnly, localDate, minutesBetween } from './time.js';

function consultationBreach(
  meeting: Meeting,
  theCase: CaseIndex,
  context: RuleContext,
  parameters: { minutesBefore: number; secretaryRoles: string[]; deputyRoles: string[] },
): Breach | undefined {
  const expected = {
    zh: '会前由书记与副书记、委员充分酝酿',
    en: 'a consultation of the secretary with deputies before the meeting',
  };
  const before = theCase
    .of('matters.PreConsultationHeld')
    .filter(({ time }) => !happenedBefore(meeting.time, time));
  if (before.length === 0)
    return {
      found: { zh: '会前没有酝酿沟通', en: 'no consultation before the meeting' },
      expected,
    };
  const problems = before.map((held): Bilingual | undefined => {
    if (
      !isDayOnly(held.time) &&
      !isDayOnly(meeting.time) &&
      minutesBetween(held.time, meeting.time) < parameters.minutesBefore
    )
      return { zh: '酝酿与会议间隔过短', en: 'consulted right before the meeting' };
    const roles = [held.data.initiator, ...held.data.participants].flatMap((person) =>
      rolesOn(context, person, localDate(held.time)),
    );
    // Nobody's role is known: the register does not say who was there.
    if (roles.length === 0) return undefined;
    const has = (wanted: readonly string[]) => roles.some((role) => wanted.includes(role));
    return has(parameters.secretaryRoles) && has(parameters.deputyRoles)
      ? undefined
      : { zh: '酝酿缺书记或副书记', en: 'secretary or deputies took no part' };
  });
  const [found] = problems;
  return problems.includes(undefined) || !found ? undefined : { found, expected, evidence: before };
}

/**
 * Before the meeting of the township leadership on an important matter, the secretary consulted with at least one
 * deputy, and not within the hour. Who took part is judged where the register knows anyone's role. Not applicable to
 * matters not marked important and to other bodies; the missing consultation is the breach. Source: domain.md 1.2 M11.
 */
export const dec03 = defineRule({
  id: 'DEC-03',
  title: { zh: '会前酝酿沟通', en: 'Consultation before the meeting' },
  statement: {
    zh: '重要事项上会前，书记与副书记、委员充分酝酿',
    en: 'Before the meeting on an important matter the secretary consults with the deputies',
  },
  severity: 'L',
  basis: [{ document: SUNSHINE_OPINION, clause: '配权：会前酝酿沟通' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    bodyKinds: z.array(z.enum(BODY_KINDS)).default([...TOWNSHIP_LEADERSHIP]),
    minutesBefore: z.int().min(0).default(60),
    secretaryRoles: z.array(z.string()).default(['PS']),
    deputyRoles: z.array(z.string()).default(['DPS']),
  }),
  triggers: ['matters.MeetingOpened'],
  *check(theCase, context, on) {
    if (!isImportant(theCase)) return;
    const act = theCase.of('matters.MeetingOpened').find((meeting) => {
      const kind = bodyKind(context, meeting.data.bodyId);
      return kind !== undefined && on(meeting).bodyKinds.includes(kind);
    });
    if (!act) return;
    yield {
      act,
      person: act.data.chair,
      broken: consultationBreach(act, theCase, context, on(act)),
    };
  },
});
