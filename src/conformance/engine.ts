// The conformance engine: compiles a constraint set once, then judges single cases, or a case that grows event by
// event. Pure: no clock; vacuous constraints are reported as not applicable, never as kept.
import type { Case, CaseEvent, CaseSubject } from './case.js';
import { CaseRuleTracker, isActivatedByCase } from './caseRules.js';
import { compileCondition, type ConditionContext, type EventPredicate } from './condition.js';
import {
  activitiesOf,
  checkShape,
  missingValuesOf,
  type Constraint,
  type ConstraintSet,
} from './constraint.js';
import { trackHalf } from './halves.js';
import { CaseView, compileLink, type Link } from './link.js';
import { TEMPLATES, type CaseRule, type TemplateHalf } from './templates.js';
import type { ActivationVerdict, Tracker } from './tracker.js';
import { addTallies, type JudgingMode, type Tally } from './verdict.js';
import { compileWindow, type TimeContext } from './window.js';

/** The verdict on one constraint in one case. Not `applicable` (never activated) is neither kept nor broken. */
export interface ConstraintVerdict extends Tally {
  readonly constraint: Constraint;
  readonly applicable: boolean;
}

/** One role that an activity plays for one tracker. */
interface Role {
  readonly tracker: number;
  readonly activation: EventPredicate | true | undefined;
  readonly target: EventPredicate | true | undefined;
}

interface TrackerPlan {
  readonly constraint: number;
  readonly kind: TemplateHalf | CaseRule;
  readonly link: Link;
}

/** A constraint set ready to judge; immutable and shared by any number of cases. */
export interface CompiledConstraints {
  readonly set: ConstraintSet;
  readonly plans: readonly TrackerPlan[];
  /** plans[firstPlan[i]] up to plans[firstPlan[i + 1]] belong to constraint i. */
  readonly firstPlan: readonly number[];
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  /** Constraints that a case activates by its mere existence. */
  readonly onEveryCase: readonly number[];
}

/**
 * Compiles a set. The set's own zone wins over the context's; the ledger's zone is the default.
 * @throws {ConformanceError} `calendar.missing`, `constraints.invalid`
 */
export function compileConstraints(
  set: ConstraintSet,
  context: TimeContext = {},
): CompiledConstraints {
  const conditions: ConditionContext = {
    ...context,
    ...(set.zone === undefined ? {} : { zone: set.zone }),
    missingValues: missingValuesOf(set),
  };
  const plans: TrackerPlan[] = [];
  const firstPlan: number[] = [];
  const roles = new Map<string, Role[]>();
  for (const constraint of set.constraints) {
    checkShape(constraint);
    planConstraint(constraint, firstPlan.push(plans.length) - 1, conditions, plans, roles);
  }
  firstPlan.push(plans.length);
  const onEveryCase = plans
    .filter(({ kind }) => typeof kind === 'string' && isActivatedByCase(kind))
    .map(({ constraint }) => constraint);
  return { set, plans, firstPlan, roles, onEveryCase };
}

function planConstraint(
  constraint: Constraint,
  place: number,
  context: ConditionContext,
  plans: TrackerPlan[],
  roles: Map<string, Role[]>,
): void {
  const template = TEMPLATES.get(constraint.template);
  if (template === undefined) return;
  const window = constraint.window && compileWindow(constraint.window, context);
  const link = compileLink(constraint.correlation, window, context);
  const activation = constraint.activation && compileCondition(constraint.activation, context);
  const target = constraint.target && compileCondition(constraint.target, context);
  const [a, b] = [activitiesOf(constraint.a), activitiesOf(constraint.b)];
  for (const kind of 'rule' in template ? [template.rule] : template.halves) {
    const swapped = typeof kind !== 'string' && kind.activation === 'b';
    const [activating, targeted] = swapped ? [b, a] : [a, b];
    for (const activity of new Set([...a, ...b])) {
      const role: Role = {
        tracker: plans.length,
        activation: activating.includes(activity) ? (activation ?? true) : undefined,
        target: targeted.includes(activity) ? (target ?? true) : undefined,
      };
      const known = roles.get(activity);
      if (known === undefined) roles.set(activity, [role]);
      else known.push(role);
    }
    plans.push({ constraint: place, kind, link });
  }
}

/** Follows one case as it grows. Each event costs time in proportion to the constraints that name its activity. */
export class CaseMonitor {
  private readonly view: CaseView;
  private readonly trackers: readonly Tracker[];
  /** Which trackers have seen an event of this case, so that the others cost nothing. */
  private readonly isUsed: Uint8Array;
  private readonly used: number[] = [];
  /** The turn in which each constraint was last visited, so that it is visited once a turn. */
  private readonly visited: Float64Array;
  private turn = 0;

  /** With `explains`, every activation is remembered so that {@link explain} can name its target and reason. */
  constructor(
    private readonly compiled: CompiledConstraints,
    subject: CaseSubject,
    { explains = false }: { readonly explains?: boolean } = {},
  ) {
    const view = new CaseView(subject);
    this.view = view;
    this.trackers = compiled.plans.map(({ kind, link }) =>
      typeof kind === 'string'
        ? new CaseRuleTracker(kind, view, explains)
        : trackHalf(kind, link, view, explains),
    );
    this.isUsed = new Uint8Array(compiled.plans.length);
    this.visited = new Float64Array(compiled.set.constraints.length);
  }

  /** Takes the next event in the given order (the ledger's order, whatever its time). */
  append(event: CaseEvent): void {
    const index = this.view.events.push(event) - 1;
    const roles = this.compiled.roles.get(event.activity);
    if (roles === undefined) return;
    for (const { tracker, activation, target } of roles) {
      const isActivation = this.plays(activation, event);
      const isTarget = this.plays(target, event);
      if (!isActivation && !isTarget) continue;
      if (this.isUsed[tracker] === 0) {
        this.isUsed[tracker] = 1;
        this.used.push(tracker);
      }
      this.trackers[tracker]?.see(index, isActivation, isTarget);
    }
  }

  /** The tally of the constraint at `place` in the set. */
  tally(place: number, mode: JudgingMode): Tally {
    const { firstPlan } = this.compiled;
    const end = firstPlan[place + 1] ?? 0;
    let total: Tally | undefined;
    for (let plan = firstPlan[place] ?? end; plan < end; plan += 1) {
      const part = this.trackers[plan]?.tally(mode);
      if (part !== undefined) total = total === undefined ? part : addTallies(total, part);
    }
    if (total === undefined) throw new RangeError(`no constraint at ${place}`);
    return total;
  }

  /** The verdicts on all constraints, in the order of the set. */
  verdicts(mode: JudgingMode): ConstraintVerdict[] {
    return this.compiled.set.constraints.map((constraint, place) => {
      const tally = this.tally(place, mode);
      return { constraint, applicable: tally.activations > 0, ...tally };
    });
  }

  /** Every activation of the constraint at `place`; empty unless the monitor was made with `explains`. */
  explain(place: number, mode: JudgingMode): ActivationVerdict[] {
    const { firstPlan } = this.compiled;
    return this.trackers
      .slice(firstPlan[place], firstPlan[place + 1])
      .flatMap((tracker) => tracker.explain(mode));
  }

  /** Forgets the case and starts the next one. */
  reset(subject: CaseSubject): void {
    this.view.reset(subject);
    for (const tracker of this.used) {
      this.trackers[tracker]?.reset();
      this.isUsed[tracker] = 0;
    }
    this.used.length = 0;
  }

  /** Places of the constraints that can have an activation so far, once each; all others are not applicable. */
  eachActivatable(visit: (place: number) => void): void {
    const turn = (this.turn += 1);
    const { onEveryCase, plans } = this.compiled;
    for (const place of onEveryCase) {
      this.visited[place] = turn;
      visit(place);
    }
    for (const tracker of this.used) {
      const place = plans[tracker]?.constraint;
      if (place === undefined || this.visited[place] === turn) continue;
      this.visited[place] = turn;
      visit(place);
    }
  }

  private plays(condition: EventPredicate | true | undefined, event: CaseEvent): boolean {
    if (condition === undefined || condition === true) return condition === true;
    return condition(event, this.view.subject);
  }
}

/** A verdict with every activation named. */
export interface ExplainedVerdict extends ConstraintVerdict {
  readonly activationVerdicts: readonly ActivationVerdict[];
}

/** Judges one case and explains every activation. */
export function judgeCase(
  compiled: CompiledConstraints,
  given: Case,
  mode: JudgingMode,
): ExplainedVerdict[] {
  const monitor = new CaseMonitor(compiled, given, { explains: true });
  for (const event of given.events) monitor.append(event);
  return monitor.verdicts(mode).map((verdict, place) => ({
    ...verdict,
    activationVerdicts: monitor.explain(place, mode),
  }));
}
