// One risk point as of a day: its factors and grade, its controls and reviews, what was confirmed on its step.
// The decided grade is a person's; what is computed stands beside it and never replaces it.
import {
  CONTROL_LEVELS,
  computeRisk,
  RAISE_FROM,
  residualRisk,
  REVIEW_MONTHS,
  type ComputedRisk,
  type ControlStrength,
  type RiskFactors,
  type RiskGrade,
} from '../../src/analytics/riskGrade.js';
import { addMonths, parseLocalDate } from '../../src/kernel/time.js';
import type { ViewSnapshot } from '../reader.js';

/** The point as the catalogue or its finder states it. */
export interface StatedPoint {
  readonly riskId: string;
  readonly step: number;
  readonly text: string;
  /** What the catalogue names as its control, in words. */
  readonly control: string | null;
  readonly method: string;
  readonly unitId: string | null;
  readonly postId: string | null;
  readonly grade: RiskGrade | null;
  readonly likelihood: number | null;
  readonly impact: number | null;
  readonly discretion: number | null;
  readonly since: string;
}

export interface Control {
  readonly measureId: string;
  readonly measure: string;
  readonly owner: string;
  readonly dueOn: string | null;
  readonly strength: ControlStrength;
  readonly rules: readonly string[];
  readonly setOn: string;
  readonly eventId: string;
}

/** A confirmed violation or finding on the point's step. */
export interface ConfirmedFinding {
  readonly id: string;
  readonly on: string;
  readonly eventId: string;
}

export interface PointStanding {
  /** `null` where nobody has graded the point. */
  readonly decidedGrade: RiskGrade | null;
  /** The latest grading by an event of its own; `null` where the catalogue's grade stands. */
  readonly grading: {
    readonly on: string;
    readonly by: string | null;
    readonly reason: string | null;
    readonly eventId: string;
  } | null;
  /** `null` where likelihood or impact was not given. */
  readonly computed:
    | (ComputedRisk & {
        readonly likelihood: number;
        readonly impact: number;
        readonly discretion: number;
        readonly confirmedFindings: number;
      })
    | null;
  /** The decided grade differs from the computed one and nobody said why. */
  readonly unexplained: boolean;
  readonly residual: (ComputedRisk & { readonly strength: ControlStrength }) | null;
  readonly controls: readonly Control[];
  readonly review: {
    readonly lastOn: string | null;
    readonly result: string | null;
    /** The last day for the next review. */
    readonly dueOn: string | null;
    /** `null` where the register is not asked for a day. */
    readonly overdue: boolean | null;
  };
  /** Confirmed on this step in the 24 months before. */
  readonly confirmed: readonly ConfirmedFinding[];
  /** A higher grade, where confirmed findings call for one. A person decides. */
  readonly proposal: { readonly grade: RiskGrade; readonly findings: number } | null;
}

interface GradingRow {
  risk_id: string;
  graded_on: string;
  likelihood: number | null;
  impact: number | null;
  discretion: number | null;
  decided: RiskGrade;
  reason: string | null;
  graded_by: string | null;
  event_id: string;
}
interface ControlRow {
  risk_id: string;
  measure_id: string;
  measure: string;
  owner: string;
  due_on: string | null;
  strength: ControlStrength;
  rules: string;
  set_on: string;
  event_id: string;
}
interface ReviewRow {
  risk_id: string;
  reviewed_on: string;
  result: string;
}

/** What is recorded of all points up to a day. */
export interface PointRecords {
  readonly gradings: ReadonlyMap<string, readonly GradingRow[]>;
  readonly controls: ReadonlyMap<string, readonly ControlRow[]>;
  readonly reviews: ReadonlyMap<string, readonly ReviewRow[]>;
  readonly materialised: ReadonlyMap<string, readonly ConfirmedFinding[]>;
  readonly retired: ReadonlySet<string>;
}

function byRisk<T extends { readonly risk_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const points = new Map<string, T[]>();
  for (const row of rows) points.set(row.risk_id, [...(points.get(row.risk_id) ?? []), row]);
  return points;
}

/** Later than any day of the ledger, for a register of the present. */
const ALWAYS = '9999-12-31';

export function readPointRecords(snapshot: ViewSnapshot, at = ALWAYS): PointRecords {
  const materialised = snapshot.all<ConfirmedFinding & { risk_id: string }>(
    `SELECT risk_id, finding_id AS id, on_day AS "on", event_id AS eventId
     FROM {risk-register.materialised} WHERE on_day <= ? ORDER BY on_day, finding_id`,
    [at],
  );
  const rows = <T extends { readonly risk_id: string }>(table: string, day: string) =>
    byRisk(
      snapshot.all<T>(
        `SELECT * FROM {risk-register.${table}} WHERE ${day} <= ? ORDER BY ${day}, position`,
        [at],
      ),
    );
  return {
    gradings: rows<GradingRow>('grading', 'graded_on'),
    controls: rows<ControlRow>('control', 'set_on'),
    reviews: rows<ReviewRow>('review', 'reviewed_on'),
    materialised: byRisk(materialised),
    retired: new Set(
      snapshot
        .all<{ risk_id: string }>(
          'SELECT risk_id FROM {risk-register.point_retired} WHERE on_day <= ?',
          [at],
        )
        .map((row) => row.risk_id),
    ),
  };
}

/** A measure set again under its id replaces the earlier one. */
function controlsOf(rows: readonly ControlRow[]): readonly Control[] {
  const latest = new Map<string, Control>();
  for (const row of rows)
    latest.set(row.measure_id, {
      measureId: row.measure_id,
      measure: row.measure,
      owner: row.owner,
      dueOn: row.due_on,
      strength: row.strength,
      rules: JSON.parse(row.rules) as readonly string[],
      setOn: row.set_on,
      eventId: row.event_id,
    });
  return [...latest.values()];
}

const strongest = (controls: readonly Control[]): ControlStrength =>
  controls.reduce<ControlStrength>(
    (best, { strength }) => (CONTROL_LEVELS[strength] > CONTROL_LEVELS[best] ? strength : best),
    'none',
  );

/** The first day that still lies within so many months before another. */
const monthsBefore = (day: string, months: number): string =>
  addMonths(parseLocalDate(day), -months);

function factorsOf(point: StatedPoint, grading: GradingRow | undefined, confirmed: number) {
  const likelihood = grading?.likelihood ?? point.likelihood;
  const impact = grading?.impact ?? point.impact;
  if (likelihood === null || impact === null) return undefined;
  const discretion = grading?.discretion ?? point.discretion ?? 0;
  return { likelihood, impact, discretion, confirmedFindings: confirmed } satisfies RiskFactors;
}

function reviewOf(
  point: StatedPoint,
  grade: RiskGrade | null,
  records: PointRecords,
  at: string | undefined,
): PointStanding['review'] {
  const last = records.reviews.get(point.riskId)?.at(-1);
  const lastGraded = records.gradings.get(point.riskId)?.at(-1)?.graded_on;
  const from = last?.reviewed_on ?? lastGraded ?? point.since;
  const dueOn = grade === null ? null : addMonths(parseLocalDate(from), REVIEW_MONTHS[grade]);
  return {
    lastOn: last?.reviewed_on ?? null,
    result: last?.result ?? null,
    dueOn,
    overdue: at === undefined || dueOn === null ? null : dueOn < at,
  };
}

/**
 * The standing of a point.
 * @param violations confirmed on the point's step, at any time
 * @param at the day of the register; without one, history is counted back from the latest finding
 */
export function standingOf(
  point: StatedPoint,
  violations: readonly ConfirmedFinding[],
  records: PointRecords,
  at: string | undefined,
): PointStanding {
  const all = [...violations, ...(records.materialised.get(point.riskId) ?? [])].sort((a, b) =>
    a.on < b.on ? -1 : a.on > b.on ? 1 : 0,
  );
  const end = at ?? all.at(-1)?.on;
  const within = (months: number) =>
    end === undefined ? [] : all.filter(({ on }) => on <= end && on > monthsBefore(end, months));
  const confirmed = within(24);
  const grading = records.gradings.get(point.riskId)?.at(-1);
  const decidedGrade = grading?.decided ?? point.grade;
  const factors = factorsOf(point, grading, confirmed.length);
  const computed = factors ? { ...factors, ...computeRisk(factors) } : null;
  const controls = controlsOf(records.controls.get(point.riskId) ?? []);
  const strength = strongest(controls);
  const recent = within(12).length;
  const held = decidedGrade ?? computed?.grade ?? null;
  return {
    decidedGrade,
    grading: grading
      ? {
          on: grading.graded_on,
          by: grading.graded_by,
          reason: grading.reason,
          eventId: grading.event_id,
        }
      : null,
    computed,
    unexplained:
      computed !== null &&
      decidedGrade !== null &&
      computed.grade !== decidedGrade &&
      grading?.reason == null,
    residual: factors ? { ...residualRisk(factors, strength), strength } : null,
    controls,
    review: reviewOf(point, held, records, at),
    confirmed,
    proposal:
      recent >= RAISE_FROM && held !== null && held > 1
        ? { grade: (held - 1) as RiskGrade, findings: recent }
        : null,
  };
}
