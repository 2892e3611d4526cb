// SEG: who is in charge of what, and the secretary at a distance from money, people and projects (01, 02, 05, 06).
// Portfolios are judged as recorded; an area that no record mentions is not judged.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { comparePositions } from '../kernel/position.js';
import { addDays, parseLocalDate } from '../kernel/time.js';
import type { CaseIndex } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { paymentsOf, type Payment } from './payments.js';
import { inCharge, unitsOf, type Assignment } from './portfolios.js';
import { holdsRole, postOn } from './register.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { seg03, seg04 } from './segDuties.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes, localDate } from './time.js';

const divisionBasis: readonly Clause[] = [{ document: SUNSHINE_OPINION, clause: '配权：班子分工' }];
const secretaryBasis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '配权：书记不直接分管人事、项目、资金' },
];

function doubleCharge(act: Assignment, area: string, context: RuleContext): Activation {
  const { unitId, personId, from } = act.data;
  const others = inCharge(context, unitId, area, from).filter(
    ({ person, to, assigned }) =>
      // On the day of a handover both are in charge; of two who begin together the later record is charged.
      person !== personId &&
      (to === undefined || to > from) &&
      (assigned.data.from < from || comparePositions(assigned.position, act.position) < 0),
  );
  return {
    act,
    person: personId,
    broken:
      others.length === 0
        ? undefined
        : {
            found: { zh: `${area} 已有人分管`, en: `somebody else is in charge of ${area}` },
            expected: { zh: '每个领域由一名副职分管', en: 'one deputy in charge of each area' },
            evidence: others.map(({ assigned }) => assigned),
          },
  };
}

/** The latest business time known of a unit's portfolios and of the case. */
function latestKnown(theCase: CaseIndex, unitId: string, context: RuleContext): string {
  return context
    .events(contextKey.portfoliosOfUnit(unitId))
    .reduce((latest, { time }) => (compareTimes(time, latest) > 0 ? time : latest), theCase.latest);
}

/**
 * One deputy per area: an area that is assigned has nobody else in charge (the day of a handover excepted), and one
 * whose portfolio ends has somebody in charge again within the grace, judged once a later event of the unit's
 * portfolios shows that the grace has passed. Areas that were never assigned are not judged. Source: domain.md 1.2 M07.
 */
const seg01 = defineRule({
  id: 'SEG-01',
  title: { zh: '一域一人分管', en: 'One deputy per area' },
  statement: {
    zh: '每个领域有且只有一名分管领导',
    en: 'Each area has exactly one deputy in charge',
  },
  severity: 'L',
  basis: divisionBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ graceDays: z.int().min(0).max(366).default(30) }),
  triggers: ['offices.PortfolioAssigned', 'offices.PortfolioEnded'],
  *check(theCase, context, on) {
    for (const act of theCase.of('offices.PortfolioAssigned'))
      for (const area of act.data.areas) yield doubleCharge(act, area, context);
    for (const act of theCase.of('offices.PortfolioEnded')) {
      const { unitId, personId, areas, on: end } = act.data;
      const until = addDays(parseLocalDate(end), on(act).graceDays);
      if (localDate(latestKnown(theCase, unitId, context)) <= until) continue;
      for (const area of areas) {
        // The day after the end must be covered at the latest by the end of the grace.
        const successors = inCharge(context, unitId, area, until > end ? until : addDays(until, 1));
        yield {
          act,
          person: personId,
          broken:
            successors.length > 0
              ? undefined
              : {
                  found: {
                    zh: `${area} 自 ${end} 起无人分管`,
                    en: `nobody in charge of ${area} after ${end}`,
                  },
                  expected: { zh: `${until} 前明确分管人`, en: `a successor by ${until}` },
                },
        };
      }
    }
  },
});

/** Everyone in charge of an area in any unit to which the approver or the act belongs. */
function chargesOf(act: LedgerEvent, approver: string, area: string, context: RuleContext) {
  const units = new Set([act.orgunit, ...unitsOf(context, approver)]);
  return [...units].flatMap((unitId) => inCharge(context, unitId, area, localDate(act.time)));
}

/** The approvals of a payment by persons, in ledger order. */
const approvalsOf = ({ approvals }: Payment) =>
  approvals.filter(({ data }) => data.role === 'approve' && data.personId !== undefined);

/**
 * One of a payment's approvals is by the deputy in charge of its area that day. Not applicable where the pack names
 * no area for the power or category, or nobody is recorded in charge of it. Source: domain.md 1.2 M07, 2.9.
 */
const seg02 = defineRule({
  id: 'SEG-02',
  title: { zh: '由分管领导审批', en: 'The deputy in charge approves' },
  statement: {
    zh: '某领域的审批由当日分管该领域的领导作出',
    en: 'Approvals in an area are given by the deputy in charge of it that day',
  },
  severity: 'M',
  basis: divisionBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Area of a power by its code, and of a payment by its category; local. */
    areaOfPower: z.record(z.string(), z.string()).default({}),
    areaOfCategory: z.record(z.string(), z.string()).default({}),
  }),
  triggers: ['funds.PaymentApproved'],
  *check(theCase, context, on) {
    for (const payment of theCase.derive(paymentsOf)) {
      const approvals = approvalsOf(payment);
      const [act] = approvals;
      if (!act) continue;
      const { areaOfPower, areaOfCategory } = on(act);
      const area =
        areaOfCategory[payment.request?.data.category ?? ''] ??
        areaOfPower[act.powercode ?? theCase.power ?? ''];
      if (area === undefined) continue;
      const charges = approvals.map((event) => {
        const person = event.data.personId ?? '';
        return { person, deputies: chargesOf(event, person, area, context) };
      });
      if (charges.every(({ deputies }) => deputies.length === 0)) continue;
      const right = charges.some(({ person, deputies }) =>
        deputies.some((deputy) => deputy.person === person),
      );
      yield {
        act,
        person: act.data.personId,
        post: act.data.postId,
        broken: right
          ? undefined
          : {
              found: {
                zh: `${area} 由未分管该领域的人审批`,
                en: `approved by nobody in charge of ${area}`,
              },
              expected: { zh: '由分管领导审批', en: 'approval by the deputy in charge' },
              amount: act.data.amount,
              evidence: charges.flatMap(({ deputies }) => deputies.map(({ assigned }) => assigned)),
            },
      };
    }
  },
});

const secretaryRoles = z.array(z.string()).default(['PS']);

/**
 * The township secretary is not put in charge of personnel, projects or funds. Judged on each portfolio given to a
 * secretary, and on taking the secretary's post with such a portfolio; not applicable to other posts (a village
 * secretary may be chair as well). Source: domain.md 1.2 M10: three areas in the seed, five elsewhere.
 */
const seg05 = defineRule({
  id: 'SEG-05',
  title: { zh: '书记不直接分管', en: 'The secretary is not in charge of money, people, projects' },
  statement: {
    zh: '乡镇党委书记不直接分管人事、项目、资金',
    en: 'The township party secretary is not in charge of personnel, projects or funds',
  },
  severity: 'S',
  basis: secretaryBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    secretaryRoles,
    areas: z.array(z.string()).default(['personnel', 'projects', 'funds', '人事', '项目', '资金']),
  }),
  triggers: ['offices.PortfolioAssigned', 'offices.OfficeHeld'],
  *check(theCase, context, on) {
    const judged = (act: LedgerEvent, person: string, areas: readonly string[]): Activation => {
      const forbidden = areas.filter((area) => on(act).areas.includes(area));
      return {
        act,
        person,
        broken:
          forbidden.length === 0
            ? undefined
            : {
                found: {
                  zh: `书记分管${forbidden.join('、')}`,
                  en: `in charge of ${forbidden.join(', ')}`,
                },
                expected: { zh: '由副职分管', en: 'deputies in charge' },
              },
      };
    };
    for (const act of theCase.of('offices.PortfolioAssigned')) {
      const { personId, from, areas } = act.data;
      if (holdsRole(context, personId, from, on(act).secretaryRoles))
        yield judged(act, personId, areas);
    }
    for (const act of theCase.of('offices.OfficeHeld')) {
      const { personId, postId, from, unitId } = act.data;
      const role = postOn(context, postId, from)?.role;
      if (role === undefined || !on(act).secretaryRoles.includes(role)) continue;
      const kept = on(act).areas.filter((area) =>
        inCharge(context, unitId, area, from).some(
          ({ person, to, assigned }) =>
            person === personId && assigned.data.from < from && (to === undefined || to > from),
        ),
      );
      yield judged(act, personId, kept);
    }
  },
});

/**
 * The first approval of a payment, or the first step of an approving kind in a matter of personnel or projects, is
 * not the secretary's; a later, or a collective, ruling may be. Not applicable without an approval by a person.
 * Source: domain.md 1.2 M10, 2.9.
 */
const seg06 = defineRule({
  id: 'SEG-06',
  title: { zh: '书记不作初审', en: 'The secretary is not the first to approve' },
  statement: {
    zh: '人事、项目、资金事项的首道审批不由书记作出',
    en: 'The first approval of personnel, projects or money is not the secretary’s',
  },
  severity: 'M',
  basis: secretaryBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    secretaryRoles,
    /** Powers over personnel and projects, by code of the catalogue. */
    powers: z.array(z.string()).default(['T05', 'T06', 'T15', 'T16', 'T17']),
    /** Activities of steps that approve; local, none by default. */
    approvals: z.array(z.string()).default([]),
  }),
  triggers: ['funds.PaymentApproved', 'matters.StepTaken'],
  *check(theCase, context, on) {
    const judged = (act: LedgerEvent, person: string): Activation => ({
      act,
      person,
      broken: holdsRole(context, person, localDate(act.time), on(act).secretaryRoles)
        ? {
            found: { zh: '首道审批由书记作出', en: 'the secretary approved first' },
            expected: { zh: '先由分管领导审批', en: 'a first approval by the deputy in charge' },
          }
        : undefined,
    });
    for (const payment of theCase.derive(paymentsOf)) {
      const [first] = approvalsOf(payment);
      if (first?.data.personId !== undefined) yield judged(first, first.data.personId);
    }
    const step = theCase
      .of('matters.StepTaken')
      .find((event) => on(event).approvals.includes(event.data.activity));
    if (
      step?.actorperson !== undefined &&
      on(step).powers.includes(step.powercode ?? theCase.power ?? '')
    )
      yield judged(step, step.actorperson);
  },
});

export const SEG = [seg01, seg02, seg03, seg04, seg05, seg06] as const;
