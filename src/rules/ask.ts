// ASK: asking the public (问政于民, 一问) before the year's plan, enough of them, and answering what they said.
// Answers are anonymous: only their number is looked at, never who gave them.
import { z } from 'zod';
import { parseLocalDate, type LocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { limitParameter, monthDayParameter } from './deadline.js';
import { judged } from './obligation.js';
import { defineRule, type Breach, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { happenedBefore, inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [{ document: SUNSHINE_OPINION, clause: '督权：“一问”问政于民' }];

type Plan = EventOf<'supervision.AnnualPlanFixed'>;
type Survey = EventOf<'supervision.SurveyOpened'>;

/** Why a plan was fixed without asking in time; `undefined`: it was not. */
function askingFault(
  plan: Plan,
  surveys: readonly Survey[],
  lastDay: LocalDate,
  context: RuleContext,
): Breach | undefined {
  const asked = surveys.filter(({ data }) =>
    eventsOf(
      context.events(oversightKey.surveyClosing(data.surveyId)),
      'supervision.SurveyClosed',
    ).some(({ time }) => !happenedBefore(plan.time, time)),
  );
  const expected = {
    zh: `先问政后定计划，最迟 ${lastDay} 开始问卷`,
    en: `a survey that ended before the plan was fixed, begun by ${lastDay}`,
  };
  if (asked.length === 0)
    return {
      found:
        surveys.length === 0
          ? { zh: '本年度没有问卷', en: 'there was no survey for the year' }
          : { zh: '问卷结束前已定计划', en: 'the plan was fixed before the survey ended' },
      expected,
      evidence: surveys,
    };
  if (asked.some(({ time }) => localDate(time) <= lastDay)) return undefined;
  return {
    found: { zh: '问卷开始过晚', en: 'the survey began too late' },
    expected,
    severity: 'L',
    evidence: asked,
  };
}

/**
 * The annual plan of a unit is fixed after a survey of the public for that year has ended, which began by the end of the
 * first quarter. Charged on the fixing of the plan; a survey that only began too late is minor. Not applicable where
 * no plan is recorded. Source: domain.md 1.5 M24 (first quarter: local).
 */
const ask01 = defineRule({
  id: 'ASK-01',
  title: { zh: '先问政后定计划', en: 'Ask before planning' },
  statement: {
    zh: '年度计划确定前在年初开展问政于民问卷',
    en: 'The public is surveyed early in the year, before the annual plan is fixed',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Last month and day on which the year's survey may begin. */
    beginBy: monthDayParameter.default('03-31'),
  }),
  triggers: ['supervision.AnnualPlanFixed'],
  *check(theCase, context, on) {
    for (const act of theCase.of('supervision.AnnualPlanFixed')) {
      const { unitId, year } = act.data;
      const surveys = eventsOf(
        context.events(oversightKey.surveys(unitId, year)),
        'supervision.SurveyOpened',
      );
      const lastDay = parseLocalDate(`${year}-${on(act).beginBy}`);
      yield { act, broken: askingFault(act, surveys, lastDay, context) };
    }
  },
});

/** How many answered: single responses by their tokens, and what was counted by hand. */
function responsesOf(theCase: CaseIndex, surveyId: string): number {
  const tokens = theCase
    .of('supervision.ResponseReceived')
    .filter(({ data }) => data.surveyId === surveyId)
    .map(({ data }) => data.token);
  return theCase
    .of('supervision.ResponsesTallied')
    .filter(({ data }) => data.surveyId === surveyId)
    .flatMap(({ data }) => data.counts)
    .reduce((sum, { count }) => sum + count, new Set(tokens).size);
}

/** Households in the area surveyed: what the survey states, else the last count of the unit before it. */
function householdsOf({ data, time }: Survey, context: RuleContext): number | undefined {
  if (data.households !== undefined) return data.households;
  return eventsOf(context.events(oversightKey.households(data.unitId)), 'offices.HouseholdsCounted')
    .filter((counted) => counted.data.on <= localDate(time))
    .toSorted((a, b) => (a.data.on < b.data.on ? -1 : 1))
    .at(-1)?.data.households;
}

/**
 * A survey that has ended had at least 30 responses, and at least as many as 5 % of the households where their number is
 * known. Charged on the closing. Not applicable while the survey is open. Source: domain.md 1.5 M24 (figures local).
 */
const ask02 = defineRule({
  id: 'ASK-02',
  title: { zh: '问卷份数足够', en: 'Enough responses' },
  statement: {
    zh: '回收问卷不少于规定份数和户数比例',
    en: 'A survey has at least the number of responses that the parameters ask',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    least: z.int().min(1).default(30),
    percentOfHouseholds: z.int().min(0).max(100).default(5),
  }),
  triggers: ['supervision.SurveyClosed'],
  *check(theCase, context, on) {
    for (const act of theCase.of('supervision.SurveyClosed')) {
      const { surveyId } = act.data;
      const opened = theCase
        .of('supervision.SurveyOpened')
        .find(({ data }) => data.surveyId === surveyId);
      if (!opened) continue;
      const { least, percentOfHouseholds } = on(act);
      const households = householdsOf(opened, context) ?? 0;
      const needed = Math.max(least, Math.ceil((households * percentOfHouseholds) / 100));
      const received = responsesOf(theCase, surveyId);
      yield {
        act,
        broken:
          received >= needed
            ? undefined
            : {
                found: { zh: `回收 ${received} 份`, en: `${received} response(s)` },
                expected: { zh: `不少于 ${needed} 份`, en: `at least ${needed}` },
                evidence: [opened],
              },
      };
    }
  },
});

/**
 * Every opinion that was collected is adopted, or declined with a reason, within 30 days. Charged on the answer when it
 * was late, on the collection when there was none and a later event shows that the limit has passed; nobody is named
 * then, since who wrote the opinion down is not who owed the answer. Source: domain.md 1.5 M24 (days local).
 */
const ask03 = defineRule({
  id: 'ASK-03',
  title: { zh: '意见件件有回应', en: 'Every opinion is answered' },
  statement: {
    zh: '收集的意见在期限内采纳，或说明理由不采纳',
    en: 'Every opinion collected is adopted, or declined with a reason, in time',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('30cd') }),
  triggers: ['supervision.OpinionCollected'],
  *check(theCase, context, on) {
    const answers = inTimeOrder([
      ...theCase.of('supervision.OpinionAdopted'),
      ...theCase.of('supervision.OpinionDeclined'),
    ]);
    for (const origin of theCase.of('supervision.OpinionCollected')) {
      const done = answers.find(({ data }) => data.opinionId === origin.data.opinionId);
      const activation = judged(theCase, context, {
        origin,
        limit: on(origin).limit,
        done,
        what: { zh: '采纳或说明不采纳理由', en: 'adopted or declined' },
        since: { zh: '收集', en: 'the collection' },
      });
      if (activation) yield activation;
    }
  },
});

export const ASK = [ask01, ask02, ask03] as const;
