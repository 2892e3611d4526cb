// RISK: risk points (廉政风险点) at the steps that matter, reviewed in time, and graded up when they materialise.
// The grade that a person decided counts; a computed one never does.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { addMonths, type LocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { limitParameter } from './deadline.js';
import { answerableFor, judged, type Obligation } from './obligation.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '制权：岗位廉政风险点排查与防控' },
];

type Published = EventOf<'powers.PowerItemPublished'>;

/** The steps of a power at which a risk point is known: those published with it, and those identified for all units. */
function stepsWithRisk({ data }: Published, context: RuleContext): ReadonlySet<number> {
  const identified = eventsOf(
    context.events(oversightKey.risksOfPower(data.code)),
    'risks.RiskPointIdentified',
  );
  return new Set([
    ...data.risks.map(({ at }) => at),
    ...identified.map((event) => event.data.step),
  ]);
}

/**
 * Each key step of a published power has a risk point, from the item itself or identified for all units at any time.
 * Which steps are key is local: the pack names them by power. Where it names none, the power as a whole needs one.
 * Charged on the publication, once a key step. Source: domain.md 1.4 M23.
 */
const risk01 = defineRule({
  id: 'RISK-01',
  title: { zh: '关键环节有风险点', en: 'Key steps have risk points' },
  statement: {
    zh: '权力事项的每个关键环节至少排查出一个风险点',
    en: 'Every key step of a power has at least one risk point',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Numbers of the key steps by code of the power; local. */
    keySteps: z.record(z.string(), z.array(z.int().min(1)).min(1)).default({}),
  }),
  triggers: ['powers.PowerItemPublished'],
  *check(theCase, context, on) {
    for (const act of theCase.of('powers.PowerItemPublished')) {
      const steps = stepsWithRisk(act, context);
      const key = on(act).keySteps[act.data.code];
      const lacking = {
        found: { zh: '没有风险点', en: 'there is no risk point' },
        expected: { zh: '至少一个风险点', en: 'at least one risk point' },
      };
      if (!key) yield { act, broken: steps.size > 0 ? undefined : lacking };
      for (const step of key ?? [])
        yield {
          act,
          broken: steps.has(step)
            ? undefined
            : {
                ...lacking,
                found: { zh: `第 ${step} 步没有风险点`, en: `step ${step} has no risk point` },
              },
        };
    }
  },
});

type Graded = EventOf<'risks.RiskGraded'>;

/** The events of each risk point of a case, as they happened. */
function riskPointsOf(theCase: CaseIndex): readonly (readonly LedgerEvent[])[] {
  const points = new Map<string, LedgerEvent[]>();
  for (const event of theCase.events)
    if ('riskId' in event.data) {
      const { riskId } = event.data;
      points.set(riskId, [...(points.get(riskId) ?? []), event]);
    }
  return [...points.values()].map(inTimeOrder);
}

const gradeAt = (point: readonly LedgerEvent[], at: LedgerEvent): number | undefined =>
  eventsOf(point.slice(0, point.indexOf(at) + 1), 'risks.RiskGraded').at(-1)?.data.decided;

const reviewParameters = z.strictObject({
  /** How long after a grading or review the next review is due, by grade. */
  high: limitParameter.default('6m'),
  middle: limitParameter.default('12m'),
  low: limitParameter.default('24m'),
  /** How soon a point of grade 1 has a control with an owner. */
  ownerWithin: limitParameter.default('1m'),
});
type ReviewParameters = z.output<typeof reviewParameters>;

const limitOf = ({ high, middle, low }: ReviewParameters, grade: number | undefined): string =>
  grade === 1 ? high : grade === 2 ? middle : low;

/** Who owned the control of a risk point on a day. */
const ownerOn = (point: readonly LedgerEvent[], day: LocalDate): string | undefined =>
  eventsOf(point, 'risks.ControlMeasureSet').findLast(({ time }) => localDate(time) <= day)?.data
    .owner;

/** From each grading or review to the next one, or to the end of the risk point. */
function* reviews(
  point: readonly LedgerEvent[],
  context: RuleContext,
  on: (act: LedgerEvent) => ReviewParameters,
): Generator<Obligation> {
  const first = point.findIndex(({ name }) => name === 'risks.RiskGraded');
  const looks = point
    .slice(Math.max(0, first))
    .filter(({ name }) =>
      ['risks.RiskGraded', 'risks.ControlReviewed', 'risks.RiskRetired'].includes(name),
    );
  if (first < 0) return;
  for (const [index, origin] of looks.entries()) {
    if (origin.name === 'risks.RiskRetired') return;
    const done = looks[index + 1];
    yield {
      origin,
      limit: limitOf(on(origin), gradeAt(point, origin)),
      done,
      answerable: (due) => answerableFor(context, ownerOn(point, due), due),
      what:
        done?.name === 'risks.RiskRetired'
          ? { zh: '撤销，其间未复核', en: 'retired without a review' }
          : { zh: '复核', en: 'reviewed' },
      since: { zh: '上次定级或复核', en: 'the last grading or review' },
    };
  }
}

/** A point of grade 1 has a control with an owner, from before its grading or soon after. */
const ownership = (point: readonly LedgerEvent[], origin: Graded, limit: string): Obligation => ({
  origin,
  limit,
  done: eventsOf(point, 'risks.ControlMeasureSet')[0],
  charge: 'origin',
  what: { zh: '明确防控责任人', en: 'given a control with an owner' },
  since: { zh: '定为一级', en: 'the grading as high' },
});

/**
 * A graded risk point is reviewed within the limit of its grade after each grading or review (1: 6 months, 2: 12,
 * 3: 24), and one of grade 1 has a control with an owner within a month. Charged on the review, grading or
 * retirement that came late; on the last one before where none came and a later event of the risk point or of the unit
 * shows that the limit has passed: who owned the control on the last day answers, if he was in office then. Not
 * applicable to points that nobody has graded. Source: domain.md 1.4 M23; the month is ours.
 */
const risk02 = defineRule({
  id: 'RISK-02',
  title: { zh: '风险点按期复核', en: 'Risk points reviewed in time' },
  statement: {
    zh: '风险点按等级定期复核，一级风险点有防控责任人',
    en: 'Risk points are reviewed as often as their grade asks; one of grade 1 has a control with an owner',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: reviewParameters,
  triggers: ['risks.RiskGraded'],
  *check(theCase, context, on) {
    for (const point of riskPointsOf(theCase)) {
      for (const obligation of reviews(point, context, on)) {
        const activation = judged(theCase, context, obligation);
        if (activation) yield activation;
      }
      for (const act of eventsOf(point, 'risks.RiskGraded')) {
        if (act.data.decided !== 1) continue;
        const activation = judged(theCase, context, ownership(point, act, on(act).ownerWithin));
        if (activation) yield activation;
      }
    }
  },
});

const risesFrom = (grade: number | undefined) => (event: LedgerEvent) =>
  event.name === 'risks.RegradeProposed'
    ? event.data.to < event.data.from
    : event.name === 'risks.RiskGraded' && event.data.decided < (grade ?? 4);

const regradeParameters = z.strictObject({
  findings: z.int().min(1).max(100).default(3),
  months: z.int().min(1).max(120).default(12),
  within: limitParameter.default('30cd'),
});

/** The findings by which a risk point below grade 1 has materialised as often as the parameters allow. */
function* reached(
  point: readonly LedgerEvent[],
  on: (act: LedgerEvent) => z.output<typeof regradeParameters>,
): Generator<EventOf<'risks.RiskMaterialised'>> {
  let counted: EventOf<'risks.RiskMaterialised'>[] = [];
  for (const event of eventsOf(point, 'risks.RiskMaterialised')) {
    const { findings, months } = on(event);
    const since = addMonths(localDate(event.time), -months);
    counted = [...counted.filter(({ time }) => localDate(time) >= since), event];
    if (counted.length < findings) continue;
    counted = [];
    if (gradeAt(point, event) !== 1) yield event;
  }
}

/**
 * When a risk point below grade 1 has materialised in three findings within 12 months, a higher grade is proposed or
 * decided within 30 days. Charged on the finding by which the number was reached, or on the proposal that came late; the
 * count then begins again. Source: domain.md 1.4 M23 (k and the days are ours: the county sets them).
 */
const risk03 = defineRule({
  id: 'RISK-03',
  title: { zh: '多发风险点提级', en: 'Points that recur are graded up' },
  statement: {
    zh: '风险点在规定月数内多次发生问题的，应当提出提高等级',
    en: 'A higher grade is proposed for a risk point that has materialised several times',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: regradeParameters,
  triggers: ['risks.RiskMaterialised'],
  *check(theCase, context, on) {
    for (const point of riskPointsOf(theCase))
      for (const origin of reached(point, on)) {
        const after = point.slice(point.indexOf(origin) + 1);
        const activation: Activation | undefined = judged(theCase, context, {
          origin,
          limit: on(origin).within,
          done: after.find(risesFrom(gradeAt(point, origin))),
          what: { zh: '提出提级', en: 'proposed for a higher grade' },
          since: { zh: '达到次数', en: 'the number was reached' },
        });
        if (activation) yield activation;
      }
  },
});

export const RISK = [risk01, risk02, risk03] as const;
