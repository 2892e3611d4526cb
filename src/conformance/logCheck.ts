// A whole log against a constraint set: cases come one at a time and are forgotten, counts and the worst cases stay.
// It must never count a constraint that was not activated as kept.
import type { Case } from './case.js';
import type { Constraint } from './constraint.js';
import {
  CaseMonitor,
  judgeCase,
  type CompiledConstraints,
  type ExplainedVerdict,
} from './engine.js';
import type { JudgingMode } from './verdict.js';
import { WorstFirst } from './worstFirst.js';

/** One constraint over a whole log. Where no case activates it, it is not applicable: neither kept nor broken. */
export interface ConstraintReport {
  readonly constraint: Constraint;
  readonly activations: number;
  readonly fulfilments: number;
  readonly violations: number;
  /** Activations of running cases that are neither fulfilled nor violated yet. */
  readonly pending: number;
  readonly activatedCases: number;
  /** Ids of the cases that violate it, in the order of the log. */
  readonly violatingCases: readonly string[];
}

/** A case with what it violates, every activation explained. Places of events count from 0. */
export interface WorstCase {
  readonly case: Case;
  /** Violated activations, over all constraints. */
  readonly violations: number;
  readonly verdicts: readonly ExplainedVerdict[];
}

/** A whole log. A fitting case violates no constraint (and may activate none). */
export interface LogReport {
  readonly cases: number;
  readonly runningCases: number;
  readonly events: number;
  readonly fittingCases: number;
  readonly constraints: readonly ConstraintReport[];
  /** The cases with most violations, most first; equal ones in the order of the log. */
  readonly worst: readonly WorstCase[];
}

/** Judges the cases of a log as they come. */
export class LogCheck {
  private readonly totals: {
    -readonly [K in keyof Omit<ConstraintReport, 'violatingCases'>]: ConstraintReport[K];
  }[];
  private readonly violating: string[][];
  private readonly monitor: CaseMonitor;
  private readonly worst: WorstFirst<{ readonly given: Case; readonly mode: JudgingMode }>;
  private readonly seen = new Set<string>();
  private readonly counts = { cases: 0, runningCases: 0, events: 0, fittingCases: 0 };

  /** @param worst how many of the worst cases to keep and explain */
  constructor(
    private readonly compiled: CompiledConstraints,
    { worst = 0 }: { readonly worst?: number } = {},
  ) {
    const none = { activations: 0, fulfilments: 0, violations: 0, pending: 0, activatedCases: 0 };
    this.totals = compiled.set.constraints.map((constraint) => ({ constraint, ...none }));
    this.violating = this.totals.map(() => []);
    this.monitor = new CaseMonitor(compiled, { id: '', attributes: {} });
    this.worst = new WorstFirst(worst);
  }

  /** Judges one case and forgets it, unless it is among the worst so far. */
  add(given: Case, mode: JudgingMode = { closed: true }): void {
    const { monitor, counts } = this;
    monitor.reset(given);
    for (const event of given.events) {
      monitor.append(event);
      this.seen.add(event.activity);
    }
    counts.cases += 1;
    if (!mode.closed) counts.runningCases += 1;
    counts.events += given.events.length;
    let violations = 0;
    monitor.eachActivatable((place) => {
      violations += this.tally(place, given.id, mode);
    });
    if (violations === 0) counts.fittingCases += 1;
    else this.worst.offer({ given, mode }, violations);
  }

  /** Activities that occurred in no case so far. */
  unseen(activities: Iterable<string>): string[] {
    return [...activities].filter((activity) => !this.seen.has(activity));
  }

  report(): LogReport {
    return {
      ...this.counts,
      constraints: this.totals.map((total, place) => ({
        ...total,
        violatingCases: this.violating[place] ?? [],
      })),
      worst: this.worst.list().map(({ item: { given, mode }, badness }) => ({
        case: given,
        violations: badness,
        verdicts: judgeCase(this.compiled, given, mode).filter((one) => one.violations > 0),
      })),
    };
  }

  /** Adds the verdict on one constraint to its totals; returns the violations. */
  private tally(place: number, caseId: string, mode: JudgingMode): number {
    const total = this.totals[place];
    if (total === undefined) return 0;
    const found = this.monitor.tally(place, mode);
    total.activations += found.activations;
    total.fulfilments += found.fulfilments;
    total.violations += found.violations;
    total.pending += found.pending;
    if (found.activations > 0) total.activatedCases += 1;
    if (found.violations > 0) this.violating[place]?.push(caseId);
    return found.violations;
  }
}

/** The reports of parts of a log, judged by different sets, as one. @param worst how many of the worst cases to keep */
export function joinReports(reports: readonly LogReport[], worst: number): LogReport {
  const sum = (figure: 'cases' | 'runningCases' | 'events' | 'fittingCases'): number =>
    reports.reduce((total, one) => total + one[figure], 0);
  return {
    cases: sum('cases'),
    runningCases: sum('runningCases'),
    events: sum('events'),
    fittingCases: sum('fittingCases'),
    constraints: reports.flatMap(({ constraints }) => constraints),
    worst: reports
      .flatMap((one) => one.worst)
      .sort((one, other) => other.violations - one.violations)
      .slice(0, worst),
  };
}

/** Judges every case of a log as closed. Cases are read once, one at a time. */
export function checkLog(compiled: CompiledConstraints, cases: Iterable<Case>): LogReport {
  const check = new LogCheck(compiled);
  for (const given of cases) check.add(given);
  return check.report();
}
