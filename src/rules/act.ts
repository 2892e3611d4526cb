// ACT: acts done by whoever held the post, within its powers, and not in one's own cause.
// Somebody whose office the ledger does not register is not accused of lacking it.
import { z } from 'zod';
import type { EventName, LedgerEvent } from '../events/index.js';
import { performersOf } from './acts.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { subjectsOf } from './decisions.js';
import { restatements } from './payments.js';
import { covers, kinshipBetween, postOn, termsOf, type RecordedTerm } from './register.js';
import { defineRule, type Activation } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION, VILLAGE_POWER_SYSTEM } from './sources.js';
import { localDate } from './time.js';

/**
 * Whoever acts in a post holds it on the day of the act; the last day of office counts. Judged for every act whose
 * person and post are recorded. A missing term is the breach where the post is defined or the person has other terms;
 * where the ledger knows neither, its register is not kept for them and the rule is not applicable.
 * Source: domain.md 1.1 M02, 2.9.
 */
const act01 = defineRule({
  id: 'ACT-01',
  title: { zh: '在职履职', en: 'The actor holds the post' },
  statement: {
    zh: '行使职权的人在行为当日担任该职务',
    en: 'Who acts in a post holds it on the day of the act',
  },
  severity: 'S',
  basis: [
    { document: SUNSHINE_OPINION, clause: '清权：界定职权' },
    { document: VILLAGE_POWER_SYSTEM, clause: '职责权限' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: 'any',
  *check(theCase, context) {
    const terms = new Map<string, readonly RecordedTerm[]>();
    const again = theCase.derive(restatements);
    for (const act of theCase.events) {
      if (again.has(act)) continue;
      for (const { person, post } of performersOf(act)) {
        if (post === undefined) continue;
        const day = localDate(act.time);
        let own = terms.get(person);
        if (!own) terms.set(person, (own = termsOf(context, person)));
        const holds = own.some((term) => term.postId === post && covers(term, day));
        if (!holds && own.length === 0 && postOn(context, post, day) === undefined) continue;
        yield {
          act,
          person,
          post,
          broken: holds
            ? undefined
            : {
                found: { zh: `${day} 未担任该职务`, en: `did not hold the post on ${day}` },
                expected: {
                  zh: '由当日在职的人行使',
                  en: 'an act by whoever held the post that day',
                },
              },
        };
      }
    }
  },
});

/** Acts that exercise a power, as against those that prepare or record it. */
const EXERCISES: readonly EventName[] = [
  'matters.StepTaken',
  'matters.ResultRuled',
  'funds.PaymentApproved',
  'projects.ContractSigned',
  'projects.WorkAccepted',
];

/**
 * The power exercised is one of the post's on that day. Not applicable where the act names no power or no post, or
 * where the post's powers are not delimited. Source: domain.md 1.1 M02, 2.9.
 */
const act02 = defineRule({
  id: 'ACT-02',
  title: { zh: '不得越权', en: 'Within the powers of the post' },
  statement: {
    zh: '所行使的职权属于该职务的职权范围',
    en: 'The power exercised is one of the post’s powers',
  },
  severity: 'S',
  basis: [{ document: SUNSHINE_OPINION, clause: '清权：界定职权' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: EXERCISES,
  *check(theCase, context) {
    const again = theCase.derive(restatements);
    for (const act of theCase.events) {
      const power = act.powercode ?? theCase.power;
      if (power === undefined || !EXERCISES.includes(act.name) || again.has(act)) continue;
      for (const { person, post } of performersOf(act)) {
        const defined = post === undefined ? undefined : postOn(context, post, localDate(act.time));
        if (!defined?.powerCodes) continue;
        const { powerCodes } = defined;
        yield {
          act,
          person,
          post,
          broken: powerCodes.includes(power)
            ? undefined
            : {
                found: { zh: `行使职权 ${power}`, en: `exercised power ${power}` },
                expected: {
                  zh: `该职务的职权：${powerCodes.join('、') || '无'}`,
                  en: `the post has: ${powerCodes.join(', ') || 'none'}`,
                },
              },
        };
      }
    }
  },
});

/** Persons who decided by an act: what a conflict of interest forbids. */
function decidersOf(act: LedgerEvent): readonly string[] {
  switch (act.name) {
    case 'matters.PositionStated':
      return act.data.stance === 'absent' ? [] : [act.data.personId];
    case 'matters.BallotTallied':
      return (act.data.votes ?? [])
        .filter(({ choice }) => choice === 'for' || choice === 'against' || choice === 'abstain')
        .map(({ personId }) => personId);
    case 'matters.ResultRuled':
    case 'funds.PaymentApproved':
    case 'projects.ContractSigned':
    case 'projects.WorkAccepted':
      return performersOf(act).map(({ person }) => person);
    default:
      return [];
  }
}

/** Who handled a step in a post; an applicant takes his steps without one. */
const handlerOf = (act: LedgerEvent): string | undefined =>
  act.name === 'matters.StepTaken' && act.actorpost !== undefined ? act.actorperson : undefined;

function recusedBefore(theCase: CaseIndex, person: string, act: LedgerEvent): boolean {
  return theCase.events
    .slice(0, theCase.events.indexOf(act))
    .some((event) => event.name === 'matters.RecusalDeclared' && event.data.personId === person);
}

function judgedInterest(
  theCase: CaseIndex,
  context: RuleContext,
  act: LedgerEvent,
  person: string,
  decides: boolean,
): Activation {
  const subjects = theCase.derive(subjectsOf);
  const kin = kinshipBetween(context, person, subjects);
  const self = subjects.has(person);
  const recused = (self || kin.length > 0) && recusedBefore(theCase, person, act);
  if ((!self && kin.length === 0) || (recused && !decides)) return { act, person };
  const who = self
    ? { zh: '本人即当事人', en: 'is concerned himself' }
    : { zh: '与当事人有亲属关系', en: 'is a relative of who is concerned' };
  return {
    act,
    person,
    broken: {
      found: {
        zh: `${who.zh}，${recused ? '声明回避后仍参与决定' : '未回避'}`,
        en: `${who.en}${recused ? ', declared a recusal and decided all the same' : ' and did not recuse himself'}`,
      },
      expected: { zh: '声明回避，由他人决定', en: 'a declared recusal, and a decision by others' },
      evidence: kin,
    },
  };
}

/**
 * Nobody decides in his own cause or a relative's: no position, vote, ruling, approval, acceptance or signature by a
 * person whom the matter concerns, who is to be paid in it, or who is declared a relative of such a person. A step
 * handled in a post is excused by a recusal recorded before it; a decision never is. Not applicable where the matter
 * concerns no recorded person. Source: domain.md 2.9, 1.5 M29; Villagers' Committees Organic Law art. 32 (relatives).
 */
const act03 = defineRule({
  id: 'ACT-03',
  title: { zh: '利害关系人回避', en: 'No one in his own cause' },
  statement: {
    zh: '当事人及其近亲属不得参与处理和决定，应当回避',
    en: 'Persons concerned and their relatives neither handle nor decide the matter',
  },
  severity: 'S',
  basis: [
    { document: SUNSHINE_OPINION, clause: '配权：权力制衡' },
    { document: VILLAGE_POWER_SYSTEM, clause: '回避' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.MatterOpened', 'funds.PaymentRequested'],
  *check(theCase, context) {
    if (theCase.derive(subjectsOf).size === 0) return;
    const again = theCase.derive(restatements);
    for (const act of theCase.events) {
      if (again.has(act)) continue;
      for (const person of decidersOf(act))
        yield judgedInterest(theCase, context, act, person, true);
      const handler = handlerOf(act);
      if (handler !== undefined) yield judgedInterest(theCase, context, act, handler, false);
    }
  },
});

export const ACT = [act01, act02, act03] as const;
