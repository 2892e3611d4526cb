// Where a matter stands in its flow: each step with what was done, by whom, by when it was due, and what the rules say.
// It adds no finding of its own: late, missing and out of order are what FLOW, PUB and DEC rules judged.
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/time.js';
import { indexCase, type Case, type CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { limitEnd } from './deadline.js';
import { decidingRulings } from './decisions.js';
import { answerableFor } from './flowCapacity.js';
import { matterFlow, type FlowCase, type FlowStep } from './flowCase.js';
import { missingFigure, resolveLimit, startOf } from './flowLimits.js';
import type { Examination, Judgement, Unjudged } from './judge.js';
import type { JudgingPacks } from './pack.js';
import { localDate } from './time.js';

/**
 * `done`; `late` and `outOfOrder` when it was done so; `missing` when the matter was closed, or went on, without it;
 * `overdue` when it is still owed and its time has passed; `notDue`; `notApplicable` when it need not be done any more.
 */
export type StepState =
  'done' | 'late' | 'outOfOrder' | 'missing' | 'overdue' | 'notDue' | 'notApplicable';

export interface StepAct {
  readonly eventId: string;
  readonly position: string;
  readonly name: string;
  readonly time: string;
  readonly person: string | null;
  readonly post: string | null;
}

export interface StepDue {
  /** Local day; `null` while the step that it counts from is not done, or where it cannot be told. */
  readonly date: string | null;
  /** As the flow writes it, e.g. `{post.result.maxDays}`, and as it is judged, e.g. `5wd`. */
  readonly written: string;
  readonly limit: string | null;
  /** The step that it counts from. */
  readonly from: number;
  /** The pack's source of the figure, where the limit names one. */
  readonly source: string | null;
  readonly unknown: Bilingual | null;
}

/** What a rule says of a step. */
export interface StepFinding {
  readonly rule: string;
  /** As in `violationById`; `null` for an occasion that cannot be judged. */
  readonly violation: string | null;
  readonly text: Bilingual;
}

export interface StepStanding {
  readonly n: number;
  readonly name: string;
  readonly who: string;
  readonly optional: boolean;
  readonly state: StepState;
  readonly inRole: boolean | null;
  readonly acts: readonly StepAct[];
  readonly due: StepDue | null;
  readonly findings: readonly StepFinding[];
  readonly unjudged: readonly StepFinding[];
}

export interface FlowStanding {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  /** `pinned` at opening, or the one `inForce` on that day. */
  readonly chosen: 'pinned' | 'inForce';
  /** What the flow rests on. */
  readonly basis: readonly { readonly document: string; readonly clause?: string | undefined }[];
  readonly steps: readonly StepStanding[];
  /** Why the flow cannot be judged, where it cannot. */
  readonly unreadable: Bilingual | null;
}

/** Rules of other families on the time of a step, by the kind of event that the step leaves. */
const TIMED_BY: Readonly<Record<string, string>> = {
  'PUB-01': 'DecisionPublished',
  'DEC-05': 'AgendaNotified',
};
const isLate = (rule: string): boolean => rule === 'FLOW-03' || rule in TIMED_BY;

interface Question {
  readonly theCase: CaseIndex;
  readonly flow: FlowCase;
  readonly packs: JudgingPacks;
  readonly examination: Examination;
  /** The day on which it is asked. */
  readonly today: LocalDate;
}

const toAct = (theCase: CaseIndex, event: LedgerEvent): StepAct => {
  const { person, post } = answerableFor(theCase, event);
  const { id, position, name, time } = event;
  return { eventId: id, position, name, time, person: person ?? null, post: post ?? null };
};

const concerns = ({ n, evt }: FlowStep, { step, rule }: Judgement): boolean =>
  rule.startsWith('FLOW-') ? step === n : evt !== undefined && TIMED_BY[rule] === evt;

function findingsOf({ examination }: Question, step: FlowStep): readonly StepFinding[] {
  return examination.judgements.flatMap((judgement) => {
    const { rule, act, ordinal, violation } = judgement;
    if (!violation || !concerns(step, judgement)) return [];
    return [{ rule, violation: `${rule}~${act.eventId}~${ordinal}`, text: violation.found }];
  });
}

/** Occasions of a rule of flows or times, on an act of the step, that cannot be judged. */
const unjudgedOf = (
  { examination }: Question,
  step: FlowStep,
  acts: ReadonlySet<string>,
): readonly StepFinding[] =>
  examination.unjudged
    .filter(
      ({ rule, act }: Unjudged) =>
        (rule.startsWith('FLOW-') && acts.has(act.eventId)) ||
        (step.evt !== undefined && TIMED_BY[rule] === step.evt),
    )
    .map(({ rule, reason }) => ({ rule, violation: null, text: reason }));

function dueOf({ flow, packs }: Question, step: FlowStep): StepDue | null {
  const { max, from } = step;
  if (max === undefined || from === undefined || from === step.n) return null;
  const start = startOf(flow, from, flow.eventsOf(step.n)[0]);
  const { figures } = packs.inForce(start ?? flow.opened);
  const base = { written: max, from, source: null, unknown: null };
  const resolved = resolveLimit(max, figures);
  if ('missing' in resolved)
    return { ...base, date: null, limit: null, unknown: missingFigure(resolved.missing) };
  const figure = max.startsWith('{') ? figures[max.slice(1, -1)] : undefined;
  const { limit } = resolved;
  const stated = { ...base, limit, source: figure?.source ?? null };
  if (!start) return { ...stated, date: null };
  const due = limitEnd(limit, localDate(start.time));
  return 'on' in due
    ? { ...stated, date: due.on }
    : { ...stated, date: null, unknown: due.unknown };
}

/** Whether a step that comes after this one in the flow's order has been done. */
function wentOn(flow: FlowCase, n: number): boolean {
  return flow.steps.some((step) => {
    if (flow.eventsOf(step.n).length === 0) return false;
    for (let before = flow.before(step.n); before !== undefined; before = flow.before(before))
      if (before === n) return true;
    return false;
  });
}

function stateOfOpenStep(
  { theCase, flow, today }: Question,
  step: FlowStep,
  due: StepDue | null,
): StepState {
  const [closed] = theCase.of('matters.MatterClosed');
  const refused = decidingRulings(theCase).at(-1)?.data.outcome === 'rejected';
  if (closed?.data.result === 'done') return step.optional === true ? 'notApplicable' : 'missing';
  if (closed || refused) return 'notApplicable';
  if (step.optional !== true && wentOn(flow, step.n)) return 'missing';
  if (due?.date != null && due.date < today && step.optional !== true) return 'overdue';
  return 'notDue';
}

function standingOf(question: Question, step: FlowStep): StepStanding {
  const { theCase, flow } = question;
  const events = flow.eventsOf(step.n);
  const ids = new Set(events.map(({ id }) => id));
  const findings = findingsOf(question, step);
  const due = dueOf(question, step);
  const has = (test: (rule: string) => boolean) => findings.some(({ rule }) => test(rule));
  const done = has((rule) => rule === 'FLOW-01') ? 'outOfOrder' : has(isLate) ? 'late' : 'done';
  const roles = events.map((event) => flow.isInRole(event));
  return {
    n: step.n,
    name: step.name,
    who: step.who,
    optional: step.optional === true,
    state: events.length > 0 ? done : stateOfOpenStep(question, step, due),
    inRole: roles.includes(false) ? false : roles.includes(true) ? true : null,
    acts: events.map((event) => toAct(theCase, event)),
    due,
    findings,
    unjudged: unjudgedOf(question, step, ids),
  };
}

/**
 * Where a matter stands; `undefined` where it has no flow in the ledger.
 * @param today the local day on which it is asked: what is still owed is overdue after its day
 */
export function flowStanding(
  given: Case,
  context: RuleContext,
  examination: Examination,
  packs: JudgingPacks,
  today: LocalDate,
): FlowStanding | undefined {
  const theCase = indexCase(given);
  const matter = matterFlow(theCase, context);
  if (matter.kind === 'none') return undefined;
  if (matter.kind === 'unreadable')
    return {
      code: matter.item.code,
      version: matter.item.version,
      name: matter.item.name,
      chosen: matter.pinned ? 'pinned' : 'inForce',
      basis: matter.item.basis,
      steps: [],
      unreadable: matter.reason,
    };
  const { flow } = matter;
  const question = { theCase, flow, packs, examination, today };
  return {
    code: flow.item.code,
    version: flow.item.version,
    name: flow.item.name,
    chosen: flow.opened.data.flowVersion === undefined ? 'inForce' : 'pinned',
    basis: flow.item.basis,
    steps: flow.steps.map((step) => standingOf(question, step)),
    unreadable: null,
  };
}
