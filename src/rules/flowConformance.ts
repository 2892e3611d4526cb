// FLOW-01, 02 and 04: the verdicts of the compiled flow on order, mandatory steps and roles, as findings about persons.
// Only what is violated for good is charged; what may still be done is not.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex, EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { answerableFor, soleHolder } from './flowCapacity.js';
import { matterFlow, type FlowCase, type FlowStep } from './flowCase.js';
import { bodyName, listed } from './names.js';
import { matterOpened, powerItemOf } from './decisions.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { isDayOnly, localDate } from './time.js';

const FLOWCHART: Clause = { document: SUNSHINE_OPINION, clause: '配权：职权流程图' };

const stepNamed = (flow: FlowCase, n: number): FlowStep | undefined =>
  flow.steps.find((step) => step.n === n);

const inWords = (step: FlowStep | undefined, n: number) => ({
  zh: `第 ${n} 步“${step?.name ?? ''}”`,
  en: `step ${n} (${step?.name ?? ''})`,
});

/** The flow of a matter, or what is yielded in its place where it cannot be judged. */
function* judgedFlow(
  theCase: CaseIndex,
  context: RuleContext,
  judge: (flow: FlowCase) => Iterable<Activation>,
): Iterable<Activation> {
  const matter = matterFlow(theCase, context);
  if (matter.kind === 'unreadable') yield { act: matter.act, unjudged: matter.reason };
  if (matter.kind === 'flow') yield* judge(matter.flow);
}

/** Whether two acts are of one day and the record of either states no more than the day: then neither came first. */
const isSameDayAtMost = (a: LedgerEvent, b: LedgerEvent): boolean =>
  localDate(a.time) === localDate(b.time) && (isDayOnly(a.time) || isDayOnly(b.time));

function* judgedOrder(theCase: CaseIndex, flow: FlowCase): Iterable<Activation> {
  for (const { rule, verdict, act } of flow.verdicts(false)) {
    if (rule.kind !== 'order' || rule.other === undefined || !act) continue;
    // A step that is carried out in several acts is begun by the first; the others do not begin it again.
    if (flow.eventsOf(rule.step)[0] !== act) continue;
    const done = flow.eventsOf(rule.other);
    const surely = !done.some((event) => isSameDayAtMost(act, event));
    const { person, post } = answerableFor(theCase, act);
    const base = { act, person, post, step: rule.step };
    if (verdict.state !== 'V' || !surely) {
      yield base;
      continue;
    }
    const [here, before] = [rule.step, rule.other].map((n) => inWords(stepNamed(flow, n), n));
    yield {
      ...base,
      broken: {
        found: {
          zh: `${here?.zh ?? ''}办理时，${before?.zh ?? ''}${done.length > 0 ? '还在其后' : '尚未办理'}`,
          en: `${here?.en ?? ''} was carried out ${done.length > 0 ? 'before' : 'without'} ${before?.en ?? ''}`,
        },
        expected: {
          zh: `${here?.zh ?? ''}须在${before?.zh ?? ''}之后`,
          en: `${here?.en ?? ''} comes after ${before?.en ?? ''}`,
        },
        evidence: done,
      },
    };
  }
}

/**
 * Each step of the matter's flow comes after the mandatory step before it (precedence; the later step is charged, to
 * whoever chaired where a body acted, else to who did it). Ties of time are broken by ledger order, and a record that
 * states only the day is never out of order on that day. Not applicable without a flow in the ledger, and to steps
 * that nothing comes before. Source: domain.md 1.2 M12, 2.9.
 */
export const flow01 = defineRule({
  id: 'FLOW-01',
  title: { zh: '按流程顺序办理', en: 'Steps in the order of the flow' },
  statement: {
    zh: '各环节按职权流程图的先后顺序办理',
    en: 'The steps of a matter are carried out in the order of its flow',
  },
  severity: 'M',
  basis: [FLOWCHART],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.MatterOpened'],
  check: (theCase, context) => judgedFlow(theCase, context, (flow) => judgedOrder(theCase, flow)),
});

/** A matter is opened under a flow that is in force; `undefined` where the power is not in the ledger at all. */
function outsideFlow(theCase: CaseIndex, context: RuleContext): Activation | undefined {
  const opened = matterOpened(theCase);
  if (!opened || theCase.power === undefined) return undefined;
  const known = context.events(contextKey.power(theCase.power));
  const published = known.filter((event) => event.name === 'powers.PowerItemPublished');
  if (published.length === 0) return undefined;
  const version = opened.data.flowVersion;
  const power = theCase.power;
  return {
    act: opened,
    broken: {
      found:
        version === undefined
          ? {
              zh: `${localDate(opened.time)} 立项时，职权 ${power} 没有有效的流程`,
              en: `no flow of power ${power} was in force when the matter was opened on ${localDate(opened.time)}`,
            }
          : {
              zh: `所依流程版本 ${version} 未曾发布`,
              en: `the version ${version} of the flow that it names was never published`,
            },
      expected: {
        zh: '按已发布并有效的流程办理',
        en: 'a matter is handled by a published flow in force',
      },
      evidence: published,
    },
  };
}

/** The retirement that had ended the power when the matter was opened. */
function retirement(
  { item, opened }: FlowCase,
  context: RuleContext,
): EventOf<'powers.PowerItemRetired'> | undefined {
  const day = localDate(opened.time);
  return context
    .events(contextKey.power(item.code))
    .find(
      (event): event is EventOf<'powers.PowerItemRetired'> =>
        event.name === 'powers.PowerItemRetired' &&
        event.data.on <= day &&
        item.effectiveFrom <= event.data.on,
    );
}

function owner(
  context: RuleContext,
  act: LedgerEvent,
  step: FlowStep | undefined,
): { readonly person?: string; readonly post?: string } {
  const holder = step && soleHolder(context, act, step.who, localDate(act.time));
  return holder ?? {};
}

function* judgedCompleteness(
  theCase: CaseIndex,
  context: RuleContext,
  flow: FlowCase,
): Iterable<Activation> {
  const ended = retirement(flow, context);
  if (ended) {
    yield {
      act: flow.opened,
      broken: {
        found: {
          zh: `职权 ${flow.item.code} 已于 ${ended.data.on} 废止`,
          en: `power ${flow.item.code} had been retired on ${ended.data.on}`,
        },
        expected: { zh: '不再以已废止的职权立项', en: 'no matter under a retired power' },
        evidence: [ended],
      },
    };
    return;
  }
  const [closed] = theCase.of('matters.MatterClosed');
  if (closed?.data.result !== 'done') return;
  const missing = flow
    .verdicts(true)
    .filter(({ rule, verdict }) => rule.kind === 'mandatory' && verdict.state === 'V')
    .map(({ rule }) => rule.step);
  if (missing.length === 0) yield { act: closed };
  for (const n of missing) {
    const step = stepNamed(flow, n);
    const words = inWords(step, n);
    yield {
      act: closed,
      ...owner(context, closed, step),
      step: n,
      broken: {
        found: { zh: `办结时没有${words.zh}的记录`, en: `closed without a record of ${words.en}` },
        expected: { zh: `${words.zh}必须办理`, en: `${words.en} must be carried out` },
        evidence: [flow.opened],
      },
    };
  }
}

/**
 * A matter that is closed as done has a record of every mandatory step of its flow (existence, judged at closing); each
 * missing step is charged to the one who alone held its role in the unit on that day, else to who closed the matter. A
 * matter opened under a power whose flow was not in force, or retired, is outside any flow. Not applicable to open
 * matters, to those that ended otherwise, and where the power is not in the ledger. Source: domain.md 1.2 M12, 2.9, 4.2.
 */
export const flow02 = defineRule({
  id: 'FLOW-02',
  title: { zh: '必经环节齐全', en: 'No mandatory step is missing' },
  statement: {
    zh: '事项按有效流程办理，办结时必经环节均有记录',
    en: 'A matter follows a flow in force and is closed with every mandatory step on record',
  },
  severity: 'M',
  basis: [FLOWCHART],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.MatterOpened'],
  *check(theCase, context) {
    if (matterFlow(theCase, context).kind !== 'none')
      yield* judgedFlow(theCase, context, (flow) => judgedCompleteness(theCase, context, flow));
    else if (powerItemOf(theCase, context) === undefined) {
      const outside = outsideFlow(theCase, context);
      if (outside) yield outside;
    }
  },
});

/** What is known of the capacity in which an act was done, for a finding. */
function actualRole(flow: FlowCase, act: LedgerEvent) {
  const { stated, body, roles } = flow.capacity(act);
  if (stated !== undefined) return { zh: stated, en: stated };
  if (body !== undefined) return bodyName(body);
  return listed([...roles].sort().map((role) => ({ zh: role, en: role })));
}

function* judgedRoles(theCase: CaseIndex, flow: FlowCase): Iterable<Activation> {
  const wrong = new Set(
    flow
      .verdicts(false)
      .flatMap(({ rule, verdict, act }) =>
        rule.kind === 'role' && verdict.state === 'V' && act ? [act] : [],
      ),
  );
  for (const step of flow.steps) {
    const judged = new Set<string>();
    for (const act of flow.eventsOf(step.n)) {
      // Who has to sign a payment, and in which capacity, is judged by PAY-04.
      if (act.name === 'funds.PaymentApproved' || flow.isInRole(act) === undefined) continue;
      const { person, post } = answerableFor(theCase, act);
      // A body or a person that acts several times in one step is judged once.
      const actor = `${wrong.has(act)} ${person ?? act.id}`;
      if (judged.has(actor)) continue;
      judged.add(actor);
      const actual = actualRole(flow, act);
      const words = inWords(step, step.n);
      yield {
        act,
        person,
        post,
        step: step.n,
        broken: wrong.has(act)
          ? {
              found: {
                zh: `${words.zh}由 ${actual.zh} 办理`,
                en: `${words.en} was carried out by ${actual.en}`,
              },
              expected: {
                zh: `${words.zh}由 ${step.who} 办理`,
                en: `${words.en} is carried out by ${step.who}`,
              },
            }
          : undefined,
      };
    }
  }
}

/**
 * A step is carried out in the role that the flow names for it: the role that the record states; else the kind of body
 * that acted; else a role of the posts that the doer held on that day, where the unit has a post of the step's role at
 * all. Charged to whoever chaired where a body acted, else to who did it. Not applicable where the record does not tell,
 * and to signatures under a payment (PAY-04). Source: domain.md 1.2 M12, 2.9.
 */
export const flow04 = defineRule({
  id: 'FLOW-04',
  title: { zh: '由规定岗位办理', en: 'Carried out in the role of the step' },
  statement: {
    zh: '各环节由流程规定的岗位或者组织办理',
    en: 'Every step is carried out by the post or body that the flow names',
  },
  severity: 'M',
  basis: [FLOWCHART],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.MatterOpened'],
  check: (theCase, context) => judgedFlow(theCase, context, (flow) => judgedRoles(theCase, flow)),
});
