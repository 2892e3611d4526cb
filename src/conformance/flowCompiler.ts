// Compiles a flow's steps to MP-Declare constraints: order, mandatory steps, roles and limits.
// Every constraint keeps the step and the limit it came from; the compiler adds no norm that the flow does not state.
import { LEDGER_ZONE } from '../kernel/time.js';
import type { Period } from './calendar.js';
import type { Condition } from './condition.js';
import { loadConstraintSet, type Constraint, type ConstraintSet } from './constraint.js';
import {
  resolveLimit,
  rolesOf,
  type Flow,
  type FlowParameter,
  type FlowRuleKind,
  type FlowStep,
} from './flow.js';
import { checkCycles, checkReferences, stepBefore } from './flowChecks.js';
import { describeLimit, describeRule } from './flowTitles.js';
import type { TimeWindow } from './window.js';

/** One compiled constraint with its origin. `other` is the step a limit or an order refers to. */
export interface FlowRule {
  readonly kind: FlowRuleKind;
  readonly step: number;
  readonly other?: number;
  readonly limit?: Period;
  readonly constraint: Constraint;
}

export interface CompiledFlow {
  readonly flow: Flow;
  readonly rules: readonly FlowRule[];
  readonly set: ConstraintSet;
}

/** What a flow is compiled with. Attribute and activity names have the ledger's defaults. */
export interface FlowSettings {
  /** Known role codes; a `who` outside them is an error. */
  readonly roles: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, FlowParameter>>;
  readonly zone?: string;
  /** Whether a last day that is no working day moves to the next one (default true; Civil Code 203). */
  readonly rollToWorkingDay?: boolean;
  /** The attribute that holds the role in which an event was done (`org:role`). */
  readonly roleAttribute?: string;
  /** The attribute that holds the step number, read only where two steps share one event name (`step`). */
  readonly stepAttribute?: string;
  /** The attribute that holds the instant or date of a step's own trigger (`trigger`). */
  readonly triggerAttribute?: string;
  /** The attribute that identifies a posting on its posting and removal (`notice`). */
  readonly postingAttribute?: string;
  readonly removalActivity?: string;
  readonly notificationActivity?: string;
  /**
   * Compiles these kinds of rules alone; limits of other kinds are not even read. An order that a lead or a gap says is
   * compiled as an order where those are left out.
   */
  readonly only?: readonly FlowRuleKind[];
}

/**
 * Compiles one flow. Rule ids are `<code>.<step>.<kind>`, stable under renaming.
 * @throws {ConformanceError} `flow.role.unknown`, `flow.step.unknown`, `flow.limit.cycle`,
 * `flow.parameter.missing`, `flow.parameter.invalid`
 */
export function compileFlow(flow: Flow, settings: FlowSettings): CompiledFlow {
  checkReferences(flow, settings.roles);
  checkCycles(flow);
  const compiler = new FlowCompiler(flow, settings);
  const rules = flow.steps.flatMap((step) => compiler.rulesOf(step));
  const set = loadConstraintSet({
    name: flow.code,
    zone: settings.zone ?? LEDGER_ZONE,
    constraints: rules.map(({ constraint }) => constraint),
  });
  return { flow, rules, set };
}

type ConstraintBody = Omit<Constraint, 'id' | 'title'>;

class FlowCompiler {
  private readonly shared: ReadonlySet<string>;

  constructor(
    private readonly flow: Flow,
    private readonly settings: FlowSettings,
  ) {
    const names = flow.steps.map(({ evt }) => evt);
    this.shared = new Set(names.filter((name, place) => names.indexOf(name) !== place));
  }

  rulesOf(step: FlowStep): FlowRule[] {
    return [
      ...this.mandatory(step),
      ...this.order(step),
      ...this.role(step),
      ...this.max(step),
      ...this.lead(step),
      ...this.gap(step),
      ...this.stay(step),
      ...this.notice(step),
    ];
  }

  private wants(kind: FlowRuleKind): boolean {
    return this.settings.only?.includes(kind) ?? true;
  }

  private mandatory(step: FlowStep): FlowRule[] {
    if (step.optional === true || !this.wants('mandatory')) return [];
    return [
      this.rule('mandatory', step, { template: 'existence', ...this.asActivation('a', step) }),
    ];
  }

  /** A step comes after the step it follows, unless a lead or a gap already says so. */
  private order(step: FlowStep): FlowRule[] {
    const previous = stepBefore(this.flow, step);
    if (previous === undefined || !this.wants('order')) return [];
    const said =
      (this.wants('lead') && previous.lead !== undefined && previous.before === step.n) ||
      (this.wants('gap') && step.gap !== undefined && step.after === previous.n);
    if (said) return [];
    return [
      this.rule('order', step, { template: 'precedence', ...this.pair(previous, step) }, previous),
    ];
  }

  private role(step: FlowStep): FlowRule[] {
    const attribute = this.settings.roleAttribute ?? 'org:role';
    const charge = (condition: Condition): ConstraintBody => ({
      template: 'absence',
      a: step.evt,
      activation: allOf([condition, this.identity(step)]),
    });
    return [
      this.rule(
        'role',
        step,
        charge({
          all: [
            { attribute, present: true },
            { attribute, notIn: [...rolesOf(step)] },
          ],
        }),
      ),
      this.rule('roleRecorded', step, charge({ attribute, present: false })),
    ].filter(({ kind }) => this.wants(kind));
  }

  private max(step: FlowStep): FlowRule[] {
    const limit = this.limit(step, 'max');
    if (limit === undefined) return [];
    const window = this.upTo(limit);
    if (step.from !== step.n) {
      const from = this.step(step.from);
      // What need not happen cannot be owed: an optional step is only too late when it happens.
      const body: ConstraintBody =
        step.optional === true
          ? { template: 'precedence', ...this.pair(from, step), window }
          : {
              template: 'response',
              ...this.asActivation('a', from),
              ...this.asTarget('b', step),
              window,
            };
      return [this.rule('max', step, body, from, limit)];
    }
    return [this.rule('max', step, this.fromOwnTrigger(step, window), undefined, limit)];
  }

  private fromOwnTrigger(step: FlowStep, window: TimeWindow): ConstraintBody {
    if (step.trigger !== undefined)
      return step.optional === true
        ? { template: 'precedence', a: step.trigger, ...this.asActivation('b', step), window }
        : { template: 'response', a: step.trigger, ...this.asTarget('b', step), window };
    const attribute = this.settings.triggerAttribute ?? 'trigger';
    const late: Condition = {
      all: [{ attribute, present: true }, { not: { attribute, within: window } }],
    };
    return { template: 'absence', a: step.evt, activation: allOf([late, this.identity(step)]) };
  }

  private lead(step: FlowStep): FlowRule[] {
    const limit = this.limit(step, 'lead');
    if (limit === undefined) return [];
    const meeting = this.step(step.before);
    const body: ConstraintBody = {
      template: 'precedence',
      ...this.pair(step, meeting),
      window: { unit: limit.unit, min: limit.n },
    };
    return [this.rule('lead', step, body, meeting, limit)];
  }

  private gap(step: FlowStep): FlowRule[] {
    const limit = this.limit(step, 'gap');
    if (limit === undefined) return [];
    const earlier = this.step(step.after);
    const body: ConstraintBody = {
      template: 'precedence',
      ...this.pair(earlier, step),
      window: { unit: limit.unit, min: limit.n },
    };
    return [this.rule('gap', step, body, earlier, limit)];
  }

  /** The same posting must not be removed before it has stayed up long enough. */
  private stay(step: FlowStep): FlowRule[] {
    const limit = this.limit(step, 'stay');
    if (limit === undefined || limit.n === 0) return [];
    const body: ConstraintBody = {
      template: 'nonsuccession',
      ...this.asActivation('a', step),
      b: this.settings.removalActivity ?? 'NoticeRemoved',
      correlation: { same: this.settings.postingAttribute ?? 'notice' },
      window: { unit: limit.unit, under: limit.n },
    };
    return [this.rule('stay', step, body, undefined, limit)];
  }

  private notice(step: FlowStep): FlowRule[] {
    const limit = this.limit(step, 'notice');
    if (limit === undefined) return [];
    const body: ConstraintBody = {
      template: 'precedence',
      a: this.settings.notificationActivity ?? 'AgendaNotified',
      ...this.asActivation('b', step),
      window: { unit: limit.unit, min: limit.n },
    };
    return [this.rule('notice', step, body, undefined, limit)];
  }

  private rule(
    kind: FlowRuleKind,
    step: FlowStep,
    body: ConstraintBody,
    other?: FlowStep,
    limit?: Period,
  ): FlowRule {
    const title = describeRule(kind, step, {
      other,
      limit: limit && describeLimit(limit),
      roles: this.settings.roles,
    });
    return {
      kind,
      step: step.n,
      ...(other && { other: other.n }),
      ...(limit && { limit }),
      constraint: { id: `${this.flow.code}.${step.n}.${kind}`, title, ...body },
    };
  }

  private limit(
    step: FlowStep,
    field: 'max' | 'lead' | 'gap' | 'stay' | 'notice',
  ): Period | undefined {
    if (!this.wants(field)) return undefined;
    return resolveLimit(this.flow, step, field, this.settings.parameters ?? {});
  }

  private upTo({ n, unit }: Period): TimeWindow {
    return {
      unit,
      max: n,
      ...((this.settings.rollToWorkingDay ?? true) && { rollToWorkingDay: true }),
    };
  }

  private step(n: number | undefined): FlowStep {
    const found = this.flow.steps.find((step) => step.n === n);
    if (found === undefined) throw new RangeError(`no step ${String(n)}`);
    return found;
  }

  /** precedence(earlier, later): each later event is charged. */
  private pair(
    earlier: FlowStep,
    later: FlowStep,
  ): Pick<Constraint, 'a' | 'b' | 'activation' | 'target'> {
    return { ...this.asTarget('a', earlier), ...this.asActivation('b', later) };
  }

  private asActivation<Role extends 'a' | 'b'>(
    role: Role,
    step: FlowStep,
  ): Record<Role, string> & { activation?: Condition } {
    const identity = this.identity(step);
    return { ...named(role, step.evt), ...(identity && { activation: identity }) };
  }

  private asTarget<Role extends 'a' | 'b'>(
    role: Role,
    step: FlowStep,
  ): Record<Role, string> & { target?: Condition } {
    const identity = this.identity(step);
    return { ...named(role, step.evt), ...(identity && { target: identity }) };
  }

  /** Tells a step's events from those of another step with the same event name. */
  private identity(step: FlowStep): Condition | undefined {
    if (!this.shared.has(step.evt)) return undefined;
    return { attribute: this.settings.stepAttribute ?? 'step', equals: step.n };
  }
}

function named<Role extends 'a' | 'b'>(role: Role, activity: string): Record<Role, string> {
  return { [role]: activity } as Record<Role, string>;
}

function allOf(conditions: readonly (Condition | undefined)[]): Condition {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 1 && given[0] !== undefined ? given[0] : { all: given };
}
