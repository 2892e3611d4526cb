// The limits that a flow states between its steps, held against the days on which the steps were done.
// What other rules judge (posting a decision, notice of a meeting, how long a posting stays) is left to them.
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, noticeBefore } from './deadline.js';
import { decidingRulings } from './decisions.js';
import type { FlowFigures } from './figures.js';
import { answerableFor, soleHolder } from './flowCapacity.js';
import { matterFlow, type FlowCase, type FlowStep } from './flowCase.js';
import { missingFigure, resolveLimit, startOf } from './flowLimits.js';
import type { Activation } from './rule.js';
import { compareTimes, localDate } from './time.js';

const named = ({ n, name }: FlowStep) => ({ zh: `第 ${n} 步“${name}”`, en: `step ${n} (${name})` });

const applied = (flow: FlowCase, step: FlowStep, field: string, limit: string) => ({
  limit,
  limitOf: `${flow.item.code}@${flow.item.version} ${field}(${step.n})`,
});

/** A step that must be done within a limit after another: late when done, or not done although the time has passed. */
function judgedMax(
  theCase: CaseIndex,
  context: RuleContext,
  flow: FlowCase,
  step: FlowStep,
  { limit, from }: { readonly limit: string; readonly from: LedgerEvent },
): Activation | undefined {
  const [done] = flow.eventsOf(step.n);
  // The record's own due time is judged by itself.
  if (done?.name === 'matters.StepTaken' && done.data.dueAt !== undefined) return undefined;
  const act = done ?? from;
  const held = heldAgainst(limit, localDate(from.time), localDate(done?.time ?? theCase.latest));
  if (held.kind === 'unjudged') return { act, step: step.n, unjudged: held.reason };
  const who = done
    ? answerableFor(theCase, done)
    : (soleHolder(context, from, step.who, localDate(theCase.latest)) ?? { person: null });
  const base = {
    act,
    person: who.person,
    post: 'post' in who ? who.post : undefined,
    step: step.n,
    applied: applied(flow, step, 'max', limit),
  };
  if (held.kind === 'inTime') return done ? base : undefined;
  const words = named(step);
  const day = localDate(done?.time ?? theCase.latest);
  const { zh, en } = limitInWords(limit);
  return {
    ...base,
    broken: {
      found: done
        ? {
            zh: `${words.zh} ${day} 办理，逾期 ${held.over} 日`,
            en: `${words.en} done on ${day}, ${held.over} day(s) late`,
          }
        : {
            zh: `到 ${day} 仍未办理${words.zh}，逾期 ${held.over} 日`,
            en: `${words.en} not done by ${day}, ${held.over} day(s) over`,
          },
      expected: {
        zh: `${zh}内（${held.due} 前）办理`,
        en: `within ${en}, by ${held.due}`,
      },
      severity: held.severity,
      evidence: [from],
    },
  };
}

/** A step that must not follow another sooner than a limit allows; the later act is charged. */
function judgedGap(
  theCase: CaseIndex,
  flow: FlowCase,
  step: FlowStep,
  {
    limit,
    field,
    earlier,
    later,
  }: { limit: string; field: 'lead' | 'gap'; earlier: LedgerEvent; later: LedgerEvent },
): Activation {
  const held = noticeBefore(limit, localDate(earlier.time), localDate(later.time));
  const base = {
    act: later,
    ...answerableFor(theCase, later),
    step: step.n,
    applied: applied(flow, step, field, limit),
  };
  if (held.kind === 'inTime') return base;
  if (held.kind === 'unjudged') return { act: later, step: step.n, unjudged: held.reason };
  const { zh, en } = limitInWords(limit);
  const [first, second] = [localDate(earlier.time), localDate(later.time)];
  return {
    ...base,
    broken: {
      found: {
        zh: `${first} 之后于 ${second} 即办理，早了 ${held.over} 日`,
        en: `done on ${second} after ${first}, ${held.over} day(s) too early`,
      },
      expected: { zh: `其间至少 ${zh}`, en: `at least ${en} between them` },
      severity: held.severity,
      evidence: [earlier],
    },
  };
}

/** Whether a step that was not done is still owed: not by a closed matter (FLOW-02), nor by one that was not adopted. */
function isOwed(theCase: CaseIndex, step: FlowStep): boolean {
  const refused = decidingRulings(theCase).at(-1)?.data.outcome === 'rejected';
  return step.optional !== true && !refused && theCase.of('matters.MatterClosed').length === 0;
}

function* judgedStep(
  theCase: CaseIndex,
  context: RuleContext,
  flow: FlowCase,
  step: FlowStep,
  figures: (act: LedgerEvent) => FlowFigures,
): Iterable<Activation> {
  const [done] = flow.eventsOf(step.n);
  const resolved = (written: string, act: LedgerEvent) => resolveLimit(written, figures(act));
  if (step.max !== undefined && step.from !== undefined && step.from !== step.n) {
    const from = startOf(flow, step.from, done);
    if (from && step.evt !== 'DecisionPublished' && (done || isOwed(theCase, step))) {
      const found = resolved(step.max, from);
      if ('missing' in found)
        yield { act: done ?? from, step: step.n, unjudged: missingFigure(found.missing) };
      else {
        const activation = judgedMax(theCase, context, flow, step, { limit: found.limit, from });
        if (activation) yield activation;
      }
    }
  }
  const pairs = [
    ['gap', step.after, true],
    ['lead', step.before, false],
  ] as const;
  for (const [field, other, isLater] of pairs) {
    const written = step[field];
    const against = other === undefined ? undefined : flow.eventsOf(other)[0];
    // Notice of an agenda is judged by DEC-05.
    if (written === undefined || !done || !against || step.evt === 'AgendaNotified') continue;
    const [earlier, later] = isLater ? [against, done] : [done, against];
    // In the wrong order altogether: that is FLOW-01.
    if (compareTimes(earlier.time, later.time) > 0) continue;
    const found = resolved(written, later);
    if ('missing' in found)
      yield { act: later, step: step.n, unjudged: missingFigure(found.missing) };
    else yield judgedGap(theCase, flow, step, { limit: found.limit, field, earlier, later });
  }
}

/** Every limit of the flow between two steps that both its record and its time allow to be judged. */
export function* flowTimes(
  theCase: CaseIndex,
  context: RuleContext,
  figures: (act: LedgerEvent) => FlowFigures,
): Iterable<Activation> {
  const matter = matterFlow(theCase, context);
  if (matter.kind !== 'flow') return;
  for (const step of matter.flow.steps)
    yield* judgedStep(theCase, context, matter.flow, step, figures);
}
