// CHAIN: from decision to execution to publicity (执行监控链), where no published flow of the matter says so already.
// RESP-01 (who answers at each moment) is a matrix drawn from posts and portfolios, not a predicate on one case.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import { inTimeOrder, localDate } from './time.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { limitParameter } from './deadline.js';
import { decidingRulings, matterOpened, powerItemOf, rulingBodyKind } from './decisions.js';
import { judged } from './obligation.js';
import { defineRule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION, VILLAGERS_LAW } from './sources.js';

/** Whether the flow that the matter follows has the report on its implementation as a step: then FLOW judges it. */
const flowReports = (theCase: CaseIndex, context: RuleContext): boolean =>
  powerItemOf(theCase, context)?.steps.some(({ evt }) => evt === 'ImplementationReported') === true;

/** Matters that were given up need no implementation. */
const givenUp = (theCase: CaseIndex): boolean =>
  theCase
    .of('matters.MatterClosed')
    .some(({ data }) => data.result === 'abandoned' || data.result === 'merged');

/**
 * An important matter that was adopted has a report on its implementation within six months of the last ruling. Charged on
 * the first report after it when late, on the ruling when there was none and a later event shows that the time has passed;
 * nobody is named then. Not applicable to matters that are not marked important, were given up, follow a flow with that
 * step (FLOW judges its limit), or were decided by bodies that report elsewhere. Source: domain.md 1.4 M21 (six months: as
 * in the catalogue of powers, local).
 */
const chain01 = defineRule({
  id: 'CHAIN-01',
  title: { zh: '决定有落实报告', en: 'Decisions are followed by a report' },
  statement: {
    zh: '重大事项决定后按期报告落实情况',
    en: 'The implementation of an important decision is reported in time',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '制权：制度体系和执行监控链' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    limit: limitParameter.default('6m'),
    exceptBodyKinds: z.array(z.enum(BODY_KINDS)).default(['legislature', 'legislatureCommittee']),
  }),
  triggers: ['matters.ResultRuled'],
  *check(theCase, context, on) {
    const origin = inTimeOrder(decidingRulings(theCase)).at(-1);
    if (origin?.data.outcome !== 'adopted' || matterOpened(theCase)?.data.important !== true)
      return;
    if (origin.classification === 'sealed' || givenUp(theCase) || flowReports(theCase, context))
      return;
    const { limit, exceptBodyKinds } = on(origin);
    const kind = rulingBodyKind(theCase, context, origin);
    if (kind !== undefined && exceptBodyKinds.includes(kind)) return;
    const ruled = localDate(origin.time);
    const activation = judged(theCase, context, {
      origin,
      limit,
      done: inTimeOrder(theCase.of('matters.ImplementationReported')).find(
        ({ time }) => localDate(time) >= ruled,
      ),
      what: { zh: '报告落实情况', en: 'reported as implemented' },
      since: { zh: '决定', en: 'the ruling' },
    });
    if (activation) yield activation;
  },
});

/** A posting of the implementation: under the matter, or on the notice board with the matter named. */
const postings = (theCase: CaseIndex) =>
  inTimeOrder([
    ...theCase.of('matters.DecisionPublished').filter(({ data }) => data.what === 'implementation'),
    ...theCase.of('disclosure.NoticePosted').filter(({ data }) => data.class === 'implementation'),
  ]);

/**
 * The implementation of a matter of article 24 is posted within a quarter of the report that it is done. Charged on the
 * first posting after it when late, on the report when there was none and a later event shows that the time has passed;
 * nobody is named then. Only matters of article 24: for others no law asks for it, and a flow that does is FLOW's. Not
 * applicable while the report states less than 100 %. Source: Villagers' Committees Organic Law art. 30 (matters of arts.
 * 23, 24 and their implementation, at least once a quarter); domain.md 1.4 M21.
 */
const chain02 = defineRule({
  id: 'CHAIN-02',
  title: { zh: '落实结果公开', en: 'Implementation is published' },
  statement: {
    zh: '第二十四条事项的实施情况至少每季度公布',
    en: 'The implementation of matters of article 24 is published at least once a quarter',
  },
  severity: 'M',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十条' },
    { document: SUNSHINE_OPINION, clause: '制权：制度体系和执行监控链' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('3m') }),
  triggers: ['matters.ImplementationReported'],
  *check(theCase, context, on) {
    if (matterOpened(theCase)?.data.article24Class === undefined) return;
    const origin = inTimeOrder(theCase.of('matters.ImplementationReported')).find(
      ({ data }) => (data.progressPercent ?? 100) === 100,
    );
    if (!origin || origin.classification === 'sealed') return;
    const reported = localDate(origin.time);
    const activation = judged(theCase, context, {
      origin,
      limit: on(origin).limit,
      done: postings(theCase).find(({ time }) => localDate(time) >= reported),
      what: { zh: '公布实施情况', en: 'published' },
      since: { zh: '实施完成', en: 'the implementation' },
    });
    if (activation) yield activation;
  },
});

export const CHAIN = [chain01, chain02] as const;
