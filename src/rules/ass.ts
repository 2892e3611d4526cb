// ASS: county inspection (县级监督考核): problems found are closed in time, and every unit of the plan is inspected.
import { z } from 'zod';
import { addDays } from '../kernel/time.js';
import { eventsOf } from './case.js';
import { oversightKey } from './contextOversight.js';
import { answerableFor, dayOf, judged, orderInForce, shownAfter } from './obligation.js';
import { defineRule, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [{ document: SUNSHINE_OPINION, clause: '督权：县级监督考核' }];

/**
 * A problem found by inspection is closed by the day of the order to put it right; a new order before that day moves it.
 * Charged on the closing when late, on the order when there was none and a later event shows that the day has passed: to
 * whom the order went answers, if that is somebody in office or a post. Not applicable to problems without an order.
 * Source: domain.md 1.5 M28.
 */
const ass01 = defineRule({
  id: 'ASS-01',
  title: { zh: '督查问题按期销号', en: 'Problems are closed in time' },
  statement: {
    zh: '督查发现的问题按整改期限销号，逾期未销号的提示',
    en: 'Problems found by inspection are closed by the day ordered',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['supervision.RectificationOrdered'],
  *check(theCase, context) {
    const orders = inTimeOrder(theCase.of('supervision.RectificationOrdered'));
    const closures = inTimeOrder(theCase.of('supervision.ProblemClosed'));
    for (const problemId of new Set(orders.map(({ data }) => data.problemId))) {
      const origin = orderInForce(orders.filter(({ data }) => data.problemId === problemId));
      if (!origin) continue;
      const activation = judged(theCase, context, {
        origin,
        limit: { due: dayOf(origin.data.dueOn) },
        done: closures.find(({ data }) => data.problemId === problemId),
        answerable: (due) => answerableFor(context, origin.data.to, due),
        what: { zh: '销号', en: 'closed' },
        since: { zh: '整改通知', en: 'the order' },
        evidence: theCase
          .of('supervision.ProblemFound')
          .filter(({ data }) => data.problemId === problemId),
      });
      if (activation) yield activation;
    }
  },
});

const SHOWN = 10;

/**
 * Inspections under an assessment plan reach every unit of the plan within its year. Charged on the plan, kept as soon as
 * all were inspected, broken once a later inspection under the plan or event of the planning unit shows that the
 * year has passed; nobody is named. Inspections that name no plan do not count. Source: domain.md 1.5 M28 (all 13 townships
 * per cycle).
 */
const ass02 = defineRule({
  id: 'ASS-02',
  title: { zh: '督查覆盖全部单位', en: 'Inspections reach every unit' },
  statement: {
    zh: '年度督查覆盖计划内全部单位',
    en: 'Every unit of the assessment plan is inspected within the year',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Days after the year until which an inspection still counts. */
    graceDays: z.int().min(0).max(366).default(0),
  }),
  triggers: ['supervision.AssessmentPlanSet'],
  *check(theCase, context, on) {
    for (const act of theCase.of('supervision.AssessmentPlanSet')) {
      const { planId, year, units } = act.data;
      const last = addDays(dayOf(`${year}-12-31`), on(act).graceDays);
      const inspections = eventsOf(
        context.events(oversightKey.inspectionsOfPlan(planId)),
        'supervision.InspectionDone',
      );
      const reached = new Set(
        inspections.filter(({ time }) => localDate(time) <= last).map(({ data }) => data.unitId),
      );
      const missed = [...new Set(units)].filter((unit) => !reached.has(unit));
      if (missed.length === 0) {
        yield { act, person: null };
        continue;
      }
      const late = inspections.some(({ time }) => localDate(time) > last);
      if (!late && shownAfter(theCase, context, act.orgunit, last) === undefined) continue;
      const names = missed.slice(0, SHOWN).join(', ');
      yield {
        act,
        person: null,
        broken: {
          found: {
            zh: `${missed.length} 个单位未督查：${names}`,
            en: `${missed.length} unit(s) not inspected: ${names}`,
          },
          expected: { zh: `${last} 前全部督查`, en: `all inspected by ${last}` },
        },
      };
    }
  },
});

export const ASS = [ass01, ass02] as const;
