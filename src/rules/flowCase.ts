// A matter held against the flow that it pinned: which event carried out which step, judged by the compiled flow.
// An event that fits several steps is given to the one that charges nobody.
import {
  CaseMonitor,
  compileConstraints,
  type CompiledConstraints,
} from '../conformance/engine.js';
import { ConformanceError } from '../conformance/errors.js';
import { loadFlow, type FlowStep as CompiledStep } from '../conformance/flow.js';
import { stepBefore } from '../conformance/flowChecks.js';
import { compileFlow, type FlowRule } from '../conformance/flowCompiler.js';
import type { ActivationVerdict } from '../conformance/tracker.js';
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { matterOpened, powerItemOf } from './decisions.js';
import { capacityOf, isInRole, type Capacity } from './flowCapacity.js';
import { rolesOn, type PowerItem } from './register.js';
import { compareTimes } from './time.js';

export type FlowStep = PowerItem['steps'][number];

/** A verdict of the compiled flow, on an event or on the matter as a whole. */
export interface FlowVerdict {
  readonly rule: FlowRule;
  readonly verdict: ActivationVerdict;
  /** The event that is judged; `undefined` for the matter. */
  readonly act: LedgerEvent | undefined;
}

export interface FlowCase {
  readonly item: PowerItem;
  readonly opened: EventOf<'matters.MatterOpened'>;
  readonly steps: readonly FlowStep[];
  /** The events that carried a step out, by business time, then in ledger order. */
  eventsOf(step: number): readonly LedgerEvent[];
  stepOf(event: LedgerEvent): number | undefined;
  capacity(event: LedgerEvent): Capacity;
  /** Whether an event was done in the role of its step; `undefined` where the record does not tell. */
  isInRole(event: LedgerEvent): boolean | undefined;
  /** The step that a step follows, by the flow's order. */
  before(step: number): number | undefined;
  /** The verdicts on order, mandatory steps and roles. @param closed whether everything owed had to be done by now */
  verdicts(closed: boolean): readonly FlowVerdict[];
}

/** What a matter's flow is: none, one that cannot be judged (and why), or one to judge by. */
export type MatterFlow =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'unreadable';
      readonly act: LedgerEvent;
      readonly item: PowerItem;
      readonly pinned: boolean;
      readonly reason: Bilingual;
    }
  | { readonly kind: 'flow'; readonly flow: FlowCase };

interface CompiledFlow {
  readonly rules: readonly FlowRule[];
  readonly constraints: CompiledConstraints;
  readonly steps: readonly CompiledStep[];
  readonly before: ReadonlyMap<number, number>;
}

/** Stands for any role but the step's own. */
const OTHER_ROLE = '*';

const activityOf = (step: number): string => `S${step}`;

/** Every step is an activity of its own, whatever event it leaves: which event carries it out is decided here. */
function compile(item: PowerItem): CompiledFlow {
  const flow = loadFlow({
    code: `${item.code}@${item.version}`,
    steps: item.steps.map((step) => ({ ...step, evt: activityOf(step.n) })),
  });
  const { rules, set } = compileFlow(flow, {
    roles: Object.fromEntries(item.steps.map(({ who }) => [who, who])),
    only: ['order', 'mandatory', 'role'],
  });
  const before = new Map<number, number>();
  for (const step of flow.steps) {
    const earlier = stepBefore(flow, step);
    if (earlier) before.set(step.n, earlier.n);
  }
  return { rules, constraints: compileConstraints(set), steps: flow.steps, before };
}

const compiled = new WeakMap<PowerItem, CompiledFlow | ConformanceError>();

/** @returns the error that keeps a flow from being compiled: whoever published it, the ledger recorded it */
function compiledFlow(item: PowerItem): CompiledFlow | ConformanceError {
  const known = compiled.get(item);
  if (known) return known;
  let result: CompiledFlow | ConformanceError;
  try {
    result = compile(item);
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    result = error;
  }
  compiled.set(item, result);
  return result;
}

/** By business time; ties stay in ledger order. */
const inTime = (events: readonly LedgerEvent[]): readonly LedgerEvent[] =>
  [...events].sort((a, b) => compareTimes(a.time, b.time));

const kindOf = ({ name }: LedgerEvent): string => name.slice(name.indexOf('.') + 1);

/** The steps that an event may have carried out. */
function candidates(steps: readonly FlowStep[], event: LedgerEvent): readonly FlowStep[] {
  if (event.name !== 'matters.StepTaken') {
    const kind = kindOf(event);
    return steps.filter(({ evt }) => evt === kind);
  }
  const { step, activity } = event.data;
  if (step !== undefined) return steps.filter(({ n }) => n === step);
  return steps.filter(({ evt, name }) => evt === activity || name === activity);
}

class MatterFlowCase implements FlowCase {
  readonly steps: readonly FlowStep[];
  private readonly timed: readonly LedgerEvent[];
  private readonly roles = new Map<string, readonly string[]>();
  private readonly capacities = new Map<LedgerEvent, Capacity>();
  private readonly byStep = new Map<number, LedgerEvent[]>();
  private readonly placed = new Map<LedgerEvent, number>();
  private readonly judged = new Map<boolean, readonly FlowVerdict[]>();
  private readonly acts: LedgerEvent[] = [];
  private monitor: CaseMonitor | undefined;

  constructor(
    private readonly theCase: CaseIndex,
    private readonly context: RuleContext,
    readonly item: PowerItem,
    readonly opened: EventOf<'matters.MatterOpened'>,
    private readonly flow: CompiledFlow,
  ) {
    this.steps = item.steps;
    this.timed = inTime(theCase.events);
    for (const event of this.timed) this.place(event);
  }

  eventsOf = (step: number): readonly LedgerEvent[] => this.byStep.get(step) ?? [];

  stepOf = (event: LedgerEvent): number | undefined => this.placed.get(event);

  before = (step: number): number | undefined => this.flow.before.get(step);

  capacity = (event: LedgerEvent): Capacity => {
    const known =
      this.capacities.get(event) ?? capacityOf(this.theCase, this.context, event, this.rolesOn);
    this.capacities.set(event, known);
    return known;
  };

  verdicts(closed: boolean): readonly FlowVerdict[] {
    const known = this.judged.get(closed) ?? this.judge(closed);
    this.judged.set(closed, known);
    return known;
  }

  private judge(closed: boolean): readonly FlowVerdict[] {
    const monitor = this.follow();
    return this.flow.rules.flatMap((rule, place) =>
      monitor.explain(place, { closed }).map((verdict) => ({
        rule,
        verdict,
        act: verdict.activation === undefined ? undefined : this.acts[verdict.activation],
      })),
    );
  }

  /** Shows the compiled flow the acts that carried steps out; once, however often it is asked for verdicts. */
  private follow(): CaseMonitor {
    if (this.monitor) return this.monitor;
    const subject = { id: this.theCase.id, attributes: {} };
    const monitor = new CaseMonitor(this.flow.constraints, subject, { explains: true });
    for (const event of this.timed) {
      const step = this.stepOf(event);
      if (step === undefined) continue;
      // What is compiled has no time windows: the place in the order is all that counts.
      const time = this.acts.push(event);
      const role = this.roleFor(event, step);
      monitor.append({ activity: activityOf(step), time, role, attributes: {} });
    }
    return (this.monitor = monitor);
  }

  /** Gives an event to its step; of several steps, to the first that its role fits and that is still to be done. */
  private place(event: LedgerEvent): void {
    const possible = candidates(this.steps, event);
    if (possible.length === 0) return;
    const fitting =
      possible.length === 1
        ? possible
        : possible.filter(({ who }) => this.isBy(event, who) !== false);
    const among = fitting.length > 0 ? fitting : possible;
    const sure = among.filter(({ who }) => among.length > 1 && this.isBy(event, who));
    const chosen = sure.length > 0 ? sure : among;
    const step = chosen.find(({ n }) => this.eventsOf(n).length === 0) ?? chosen.at(-1);
    if (!step) return;
    this.placed.set(event, step.n);
    const events = this.byStep.get(step.n);
    if (events) events.push(event);
    else this.byStep.set(step.n, [event]);
  }

  private isBy(event: LedgerEvent, who: string): boolean | undefined {
    return isInRole(this.context, event, this.capacity(event), who);
  }

  private readonly rolesOn = (person: string, day: LocalDate): readonly string[] => {
    const key = `${person} ${day}`;
    const known = this.roles.get(key) ?? rolesOn(this.context, person, day);
    this.roles.set(key, known);
    return known;
  };

  isInRole = (event: LedgerEvent): boolean | undefined => {
    const n = this.stepOf(event);
    const who = this.steps.find((step) => step.n === n)?.who;
    return who === undefined ? undefined : this.isBy(event, who);
  };

  /** The role as the engine compares it: the step's own when it was kept, another when it was not, none when unknown. */
  private roleFor(event: LedgerEvent, step: number): string | undefined {
    const kept = this.isInRole(event);
    if (kept === undefined) return undefined;
    return kept ? this.steps.find(({ n }) => n === step)?.who : OTHER_ROLE;
  }
}

function flowOf(theCase: CaseIndex, context: RuleContext): MatterFlow {
  const opened = matterOpened(theCase);
  const item = opened && powerItemOf(theCase, context);
  if (!opened || !item || item.steps.length === 0) return { kind: 'none' };
  const flow = compiledFlow(item);
  if (flow instanceof ConformanceError)
    return {
      kind: 'unreadable',
      act: opened,
      item,
      pinned: opened.data.flowVersion !== undefined,
      reason: { zh: flow.zh, en: flow.en },
    };
  return {
    kind: 'flow',
    flow: new MatterFlowCase(theCase, context, item, opened, flow),
  };
}

const flows = new WeakMap<CaseIndex, MatterFlow>();

/** The flow of a matter; derived once for each judging of the case. */
export function matterFlow(theCase: CaseIndex, context: RuleContext): MatterFlow {
  const known = flows.get(theCase);
  if (known) return known;
  const flow = flowOf(theCase, context);
  flows.set(theCase, flow);
  return flow;
}
