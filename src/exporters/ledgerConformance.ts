// The ledger's matters against the flows that they follow: constraints compiled from each version of a power item, and
// the nearest lawful path beside them. A matter whose flow is not known is counted, never judged.
import {
  Aligner,
  joinAlignments,
  LogAlignment,
  type AlignmentReport,
} from '../conformance/alignment.js';
import type { WorkingDayCalendar } from '../conformance/calendar.js';
import { compileConstraints, type CompiledConstraints } from '../conformance/engine.js';
import type { FlowParameter } from '../conformance/flow.js';
import { compileFlow, type FlowRule } from '../conformance/flowCompiler.js';
import { graphOfFlow, taskOfStep } from '../conformance/flowGraph.js';
import { netOfGraph } from '../conformance/graphNet.js';
import { flowOfItem } from '../conformance/itemFlow.js';
import { joinReports, LogCheck, type LogReport } from '../conformance/logCheck.js';
import type { PetriNet } from '../conformance/petriNet.js';
import type { JudgingMode } from '../conformance/verdict.js';
import type { FlowStep } from '../events/powers.js';
import type { Terms } from '../powers/catalogueChecks.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import type { LedgerMatter } from './ledgerMatters.js';
import { caseOfMatter, NOTICE_KEY, STEP_KEY } from './ledgerXes.js';

export interface LedgerConformanceOptions {
  readonly terms: Terms;
  readonly calendar: WorkingDayCalendar;
  /** How many of the worst cases to keep. */
  readonly worst: number;
  /** Before this instant nothing more will happen in running matters; else the time of their last event. */
  readonly asOf?: number | undefined;
  /** In place of the constraints of the flows. */
  readonly constraints?: CompiledConstraints | undefined;
  /** In place of the nets of the flows; its labels are names of steps. */
  readonly net?: PetriNet | undefined;
}

/**
 * Whether a constraint is about who signs a payment: several people sign one, each in a capacity of his own, and the
 * flow names one role. The rules judge it by the tiers of signatures (PAY-04), never by the flow (FLOW-04).
 */
const isAboutSigner = ({ kind, step }: FlowRule, { steps }: PowerItem): boolean =>
  (kind === 'role' || kind === 'roleRecorded') &&
  steps.some(({ n, evt }) => n === step && evt === 'PaymentApproved');

/** Constraints of one version of a power item, its rule ids beginning with the code. */
export function constraintsOfItem(
  item: PowerItem,
  { roles, parameters }: Terms,
  calendar: WorkingDayCalendar,
): CompiledConstraints {
  const own = item.steps.map(({ who }) => [who, roles.get(who)?.name ?? who] as const);
  const { rules, set } = compileFlow(flowOfItem(item), {
    roles: Object.fromEntries<string>([
      ...[...roles].map(([role, { name }]) => [role, name] as const),
      ...own,
    ]),
    parameters: Object.fromEntries<FlowParameter>(parameters),
    stepAttribute: STEP_KEY,
    postingAttribute: NOTICE_KEY,
  });
  const basis = item.basis.map(({ document, clause }) => ({
    document,
    ...(clause !== undefined && { clause }),
  }));
  const signers = new Set(
    rules.filter((rule) => isAboutSigner(rule, item)).map(({ constraint }) => constraint.id),
  );
  const constraints = set.constraints
    .filter(({ id }) => !signers.has(id))
    .map((one) => ({ ...one, basis }));
  return compileConstraints({ ...set, constraints }, { calendar });
}

/** Judges matters as they come, each by its own flow. */
export class LedgerConformance {
  private readonly checks = new Map<string, LogCheck>();
  private readonly alignments = new Map<string, LogAlignment>();
  private withoutFlow = 0;

  constructor(private readonly options: LedgerConformanceOptions) {}

  add(matter: LedgerMatter): void {
    const { constraints, net, asOf } = this.options;
    const { item, closed } = matter;
    if (item === undefined) this.withoutFlow += 1;
    const check = this.checkFor(item, constraints);
    const mode: JudgingMode = closed ? { closed } : { closed: false, asOf };
    check?.add(caseOfMatter(matter), mode);
    const alignment = this.alignmentFor(item, net);
    // What a running matter has not done yet it may still do: only a closed one has a path to compare.
    if (closed) alignment?.addTrace(matter.matterId, net ? stepNames(matter) : stepTasks(matter));
  }

  report(): {
    readonly report: LogReport;
    readonly alignment: AlignmentReport;
    readonly withoutFlow: number;
  } {
    const { worst } = this.options;
    return {
      report: joinReports(
        [...this.checks.values()].map((check) => check.report()),
        worst,
      ),
      alignment: joinAlignments(
        [...this.alignments.values()].map((alignment) => alignment.report()),
        worst,
      ),
      withoutFlow: this.withoutFlow,
    };
  }

  /** Activities named by given constraints that occurred in no matter. */
  unseen(activities: Iterable<string>): string[] {
    const names = [...activities];
    const checks = [...this.checks.values()];
    return names.filter((name) => checks.every((check) => check.unseen([name]).length > 0));
  }

  private checkFor(
    item: PowerItem | undefined,
    given: CompiledConstraints | undefined,
  ): LogCheck | undefined {
    if (given === undefined && item === undefined) return undefined;
    const key = given === undefined ? keyOf(item) : '';
    let check = this.checks.get(key);
    if (check === undefined) {
      const { terms, calendar, worst } = this.options;
      const compiled = given ?? (item && constraintsOfItem(item, terms, calendar));
      if (compiled === undefined) return undefined;
      this.checks.set(key, (check = new LogCheck(compiled, { worst })));
    }
    return check;
  }

  private alignmentFor(
    item: PowerItem | undefined,
    given: PetriNet | undefined,
  ): LogAlignment | undefined {
    if (given === undefined && item === undefined) return undefined;
    const key = given === undefined ? keyOf(item) : '';
    let alignment = this.alignments.get(key);
    if (alignment === undefined) {
      const net = given ?? (item && netOfItem(item));
      if (net === undefined) return undefined;
      alignment = new LogAlignment(new Aligner(net), { worst: this.options.worst });
      this.alignments.set(key, alignment);
    }
    return alignment;
  }
}

const keyOf = (item: PowerItem | undefined): string => `${item?.code ?? ''}@${item?.version ?? ''}`;

const labelOf = ({ n, name }: Pick<FlowStep, 'n' | 'name'>): string => `${n} ${name}`;

/** The flow of an item as a net, its labels the numbers and names of the steps. */
export function netOfItem(item: PowerItem): PetriNet {
  const labels = new Map(item.steps.map((step) => [taskOfStep(step.n), labelOf(step)]));
  return netOfGraph(graphOfFlow(flowOfItem(item)), ({ id }) => labels.get(id) ?? '');
}

/**
 * The steps of a matter, each at its first occurrence: a step may repeat (nine members state their positions), and
 * whether its order was kept depends on the first time alone.
 */
const stepTasks = ({ process }: LedgerMatter): string[] => [
  ...new Set(process.flatMap(({ step }) => (step === undefined ? [] : [labelOf(step)]))),
];

const stepNames = ({ process }: LedgerMatter): string[] => [
  ...new Set(process.flatMap(({ step }) => (step === undefined ? [] : [step.name]))),
];
