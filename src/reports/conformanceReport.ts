// What a conformance check says, as plain data: per constraint its activations and what became of them, the worst cases
// opened to their events, and the nearest lawful paths beside it. A constraint that was never activated is not applicable.
import type { Case, CaseEvent } from '../conformance/case.js';
import type { AlignmentReport, Move } from '../conformance/alignment.js';
import type { Constraint } from '../conformance/constraint.js';
import type { ExplainedVerdict } from '../conformance/engine.js';
import type { ConstraintReport, LogReport, WorstCase } from '../conformance/logCheck.js';
import type { ActivationVerdict } from '../conformance/tracker.js';
import type { Reason } from '../conformance/verdict.js';
import type { WindowEnd } from '../conformance/window.js';
import type { Bilingual } from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';

/** An event as a finding names it; `place` counts from 1. */
export interface NamedEvent {
  readonly place: number;
  readonly activity: string;
  /** RFC 3339. */
  readonly time: string;
  readonly resource: string | null;
}

/** One activation that was violated: by which event, why, and the event that decides it. */
export interface ViolatedActivation {
  /** `null` where the case as a whole is charged. */
  readonly event: NamedEvent | null;
  readonly reason: Reason | null;
  readonly decidedBy: readonly NamedEvent[];
  /** The last moment or day allowed, where there is one. */
  readonly latest: string | null;
}

export interface ConstraintFigures {
  readonly id: string;
  readonly template: string;
  readonly a: Constraint['a'];
  readonly b: NonNullable<Constraint['b']> | null;
  readonly title: Bilingual | null;
  readonly severity: string | null;
  readonly basis: readonly { readonly document: string; readonly clause?: string | undefined }[];
  /** False where no case activates it: then it is neither kept nor broken. */
  readonly applicable: boolean;
  readonly activations: number;
  readonly fulfilments: number;
  readonly violations: number;
  readonly pending: number;
  readonly activatedCases: number;
  readonly violatingCases: number;
  readonly violatingCaseIds: readonly string[];
}

export interface CaseFigures {
  readonly case: string;
  readonly violations: number;
  readonly constraints: readonly {
    readonly id: string;
    readonly title: Bilingual | null;
    readonly violated: readonly ViolatedActivation[];
  }[];
}

export interface AlignmentFigures extends Omit<AlignmentReport, 'farthest'> {
  readonly model: string;
  readonly farthest: readonly {
    readonly case: string;
    readonly moves: number;
    readonly fitness: number;
    readonly steps: readonly Move[];
  }[];
}

export interface ConformanceReport {
  /** What was judged: a file, or the ledger. */
  readonly of: string;
  readonly cases: number;
  readonly runningCases: number;
  readonly events: number;
  /** Cases that violate nothing; `null` where no constraint was given. */
  readonly fittingCases: number | null;
  readonly constraints: readonly ConstraintFigures[];
  readonly worst: readonly CaseFigures[];
  readonly alignment: AlignmentFigures | null;
}

/** Minutes east of UTC in which times are written. */
type Offset = number;

const named = ({ events }: Case, place: number, offset: Offset): NamedEvent => {
  const event: CaseEvent | undefined = events[place];
  return {
    place: place + 1,
    activity: event?.activity ?? '',
    time: event === undefined ? '' : formatInstant(event.time, offset),
    resource: event?.resource ?? null,
  };
};

function endOf(end: WindowEnd | undefined, offset: Offset): string | null {
  if (end === undefined) return null;
  if ('date' in end) return end.date;
  // A last day in a year whose holidays are not published yet.
  return 'instant' in end ? formatInstant(end.instant, offset) : `${end.unknownYear}-?`;
}

function violated(given: Case, verdict: ActivationVerdict, offset: Offset): ViolatedActivation {
  const { activation, reason, events, latest } = verdict;
  return {
    event: activation === undefined ? null : named(given, activation, offset),
    reason: reason ?? null,
    decidedBy: events
      .filter((place) => place !== activation)
      .map((place) => named(given, place, offset)),
    latest: endOf(latest, offset),
  };
}

const caseConstraint = (
  given: Case,
  { constraint, activationVerdicts }: ExplainedVerdict,
  offset: Offset,
) => ({
  id: constraint.id,
  title: constraint.title ?? null,
  violated: activationVerdicts
    .filter(({ state }) => state === 'V')
    .map((verdict) => violated(given, verdict, offset)),
});

const caseFigures = (
  { case: given, violations, verdicts }: WorstCase,
  offset: Offset,
): CaseFigures => ({
  case: given.id,
  violations,
  constraints: verdicts.map((verdict) => caseConstraint(given, verdict, offset)),
});

const constraintFigures = ({ constraint, violatingCases, ...counts }: ConstraintReport) => ({
  id: constraint.id,
  template: constraint.template,
  a: constraint.a,
  b: constraint.b ?? null,
  title: constraint.title ?? null,
  severity: constraint.severity ?? null,
  basis: constraint.basis ?? [],
  applicable: counts.activations > 0,
  ...counts,
  violatingCases: violatingCases.length,
  violatingCaseIds: violatingCases,
});

/**
 * @param of what was judged
 * @param offset minutes east of UTC in which times are written
 */
export function conformanceReport(
  of: string,
  found: LogReport,
  alignment?: { readonly model: string; readonly report: AlignmentReport },
  offset: Offset = 0,
): ConformanceReport {
  const { cases, runningCases, events, fittingCases, constraints, worst } = found;
  return {
    of,
    cases,
    runningCases,
    events,
    fittingCases: constraints.length === 0 ? null : fittingCases,
    constraints: constraints.map(constraintFigures),
    worst: worst.map((one) => caseFigures(one, offset)),
    alignment: alignment ? alignmentFigures(alignment.model, alignment.report) : null,
  };
}

const alignmentFigures = (
  model: string,
  { farthest, ...counts }: AlignmentReport,
): AlignmentFigures => ({
  model,
  ...counts,
  farthest: farthest.flatMap(({ id, alignment }) =>
    alignment.kind === 'optimal'
      ? [{ case: id, moves: alignment.moves, fitness: alignment.fitness, steps: alignment.steps }]
      : [],
  ),
});
