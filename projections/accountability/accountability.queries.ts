// What may be asked of people's decisions: what became of a violation, which warnings, vetoes and adjustments a unit has,
// what fell due. Dates are local business dates; an answer is as of the snapshot's position.
import type { ViewSnapshot } from '../reader.js';

/** What people made of a computed violation. */
export interface ViolationStanding {
  /** The latest of confirming and rebutting; `undefined` where neither was decided. */
  readonly decision: 'confirmed' | 'rebutted' | undefined;
  readonly decidedOn: string | undefined;
  readonly reason: string | undefined;
  readonly rectifiedOn: string | undefined;
  /** Every decision, in ledger order. */
  readonly eventIds: readonly string[];
}

interface DecisionRow {
  violation_id: string;
  kind: 'confirmed' | 'rebutted' | 'rectified';
  decided_on: string;
  reason: string | null;
  event_id: string;
}

const UNDECIDED: ViolationStanding = {
  decision: undefined,
  decidedOn: undefined,
  reason: undefined,
  rectifiedOn: undefined,
  eventIds: [],
};

const withDecision = (
  standing: ViolationStanding,
  { kind, decided_on: on, reason, event_id: eventId }: DecisionRow,
): ViolationStanding => ({
  ...standing,
  ...(kind === 'rectified'
    ? { rectifiedOn: standing.rectifiedOn ?? on }
    : { decision: kind, decidedOn: on, reason: reason ?? undefined }),
  eventIds: [...standing.eventIds, eventId],
});

/** Violations on which people decided anything, by id. */
export function violationStandings(snapshot: ViewSnapshot): ReadonlyMap<string, ViolationStanding> {
  const standings = new Map<string, ViolationStanding>();
  for (const row of snapshot.all<DecisionRow>(
    'SELECT violation_id, kind, decided_on, reason, event_id FROM {accountability.violation_decision} ORDER BY position',
  ))
    standings.set(
      row.violation_id,
      withDecision(standings.get(row.violation_id) ?? UNDECIDED, row),
    );
  return standings;
}

export interface Warning {
  readonly warningId: string;
  readonly level: 'blue' | 'yellow' | 'orange' | 'red';
  readonly unitId: string;
  readonly reason: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly closedOn: string | null;
  /** How it ended: a withdrawn warning no longer counts. */
  readonly result: 'rectified' | 'withdrawn' | 'raised' | null;
  readonly eventId: string;
}

/** Warnings issued from one day to another, both included. */
export const warningsIssued = (
  snapshot: ViewSnapshot,
  from: string,
  to: string,
): readonly Warning[] =>
  snapshot.all<Warning>(
    `SELECT warning_id AS warningId, level, unit_id AS unitId, reason, issued_on AS issuedOn, due_on AS dueOn,
       closed_on AS closedOn, result, event_id AS eventId
     FROM {accountability.warning} WHERE issued_on >= ? AND issued_on <= ? ORDER BY issued_on, warning_id`,
    [from, to],
  );

export interface Veto {
  readonly vetoId: string;
  readonly unitId: string;
  readonly kind: string;
  readonly on: string;
  readonly reason: string;
  readonly document: string;
  readonly eventId: string;
}

export const vetoesBetween = (snapshot: ViewSnapshot, from: string, to: string): readonly Veto[] =>
  snapshot.all<Veto>(
    `SELECT veto_id AS vetoId, unit_id AS unitId, kind, on_day AS "on", reason, document, event_id AS eventId
     FROM {accountability.veto} WHERE on_day >= ? AND on_day <= ? ORDER BY on_day, veto_id`,
    [from, to],
  );

export interface Adjustment {
  readonly adjustmentId: string;
  readonly unitId: string;
  readonly kind: 'bonus' | 'correction';
  /** Hundredths of a point. */
  readonly hundredths: number;
  readonly reason: string;
  readonly document: string;
  readonly signedBy: string;
  readonly eventId: string;
}

/** Manual adjustments of one period, as its label says. */
export const adjustmentsOf = (snapshot: ViewSnapshot, period: string): readonly Adjustment[] =>
  snapshot.all<Adjustment>(
    `SELECT adjustment_id AS adjustmentId, unit_id AS unitId, kind, hundredths, reason, document, signed_by AS signedBy,
       event_id AS eventId
     FROM {accountability.index_adjustment} WHERE period = ? ORDER BY adjustment_id`,
    [period],
  );

export interface Obligation {
  readonly kind: 'warning' | 'problem' | 'finding' | 'activity';
  readonly id: string;
  readonly unitId: string | null;
  readonly dueOn: string;
  readonly doneOn: string | null;
  readonly eventId: string;
}

/** What fell due from one day to another, both included. */
export const obligationsDue = (
  snapshot: ViewSnapshot,
  from: string,
  to: string,
): readonly Obligation[] =>
  snapshot.all<Obligation>(
    `SELECT kind, id, unit_id AS unitId, due_on AS dueOn, done_on AS doneOn, due_event_id AS eventId
     FROM {accountability.obligation} WHERE due_on >= ? AND due_on <= ? ORDER BY due_on, kind, id`,
    [from, to],
  );

export interface AmountDue {
  readonly id: string;
  readonly orgunit: string;
  readonly dueOn: string;
  /** Fen. */
  readonly amount: bigint;
  /** Fen settled up to the day asked for. */
  readonly settled: bigint;
  readonly currency: string;
  readonly eventId: string;
}

/** Money that fell due from one day to another, and what of it was settled by the second. */
export function amountsDue(snapshot: ViewSnapshot, from: string, to: string): readonly AmountDue[] {
  const settled = new Map<string, bigint>();
  for (const { due_id: id, amount } of snapshot.all<{ due_id: string; amount: string }>(
    `SELECT due_id, amount FROM {accountability.amount_settled} WHERE settled_on <= ? AND due_id IN (
       SELECT id FROM {accountability.amount_due} WHERE due_on >= ? AND due_on <= ?)`,
    [to, from, to],
  ))
    settled.set(id, (settled.get(id) ?? 0n) + BigInt(amount));
  return snapshot
    .all<Omit<AmountDue, 'amount' | 'settled'> & { amount: string }>(
      `SELECT id, orgunit, due_on AS dueOn, amount, currency, event_id AS eventId
       FROM {accountability.amount_due} WHERE due_on >= ? AND due_on <= ? ORDER BY due_on, id`,
      [from, to],
    )
    .map((row) => ({ ...row, amount: BigInt(row.amount), settled: settled.get(row.id) ?? 0n }));
}

export interface Satisfaction {
  readonly unitId: string;
  readonly responses: number;
  /** Sum of the satisfactions, each 0 to 100. */
  readonly points: number;
  readonly eventId: string;
}

/** Answers of surveys in the months given, one row a survey. */
export const satisfactionIn = (
  snapshot: ViewSnapshot,
  months: readonly string[],
): readonly Satisfaction[] =>
  snapshot.all<Satisfaction>(
    `SELECT unit_id AS unitId, sum(responses) AS responses, sum(responses * satisfaction) AS points, event_id AS eventId
     FROM {accountability.satisfaction} JOIN {accountability.survey} USING (survey_id)
     WHERE month IN (SELECT value FROM json_each(?)) GROUP BY survey_id ORDER BY survey_id`,
    [JSON.stringify(months)],
  );

export interface AdoptedScheme {
  readonly schemeId: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly digest: string;
  /** YAML or JSON. */
  readonly content: string;
  readonly eventId: string;
}

/** Adopted schemes of the index, the first to take effect first; ties in ledger order. */
export const adoptedSchemes = (snapshot: ViewSnapshot): readonly AdoptedScheme[] =>
  snapshot.all<AdoptedScheme>(
    `SELECT scheme_id AS schemeId, version, effective_from AS effectiveFrom, digest, content, event_id AS eventId
     FROM {accountability.scheme} ORDER BY effective_from, position`,
  );

export interface RecordedRun {
  readonly runId: string;
  readonly completedOn: string;
  readonly eventId: string;
  /** Data of `accountability.IndexRunCompleted`. */
  readonly run: unknown;
}

export const recordedRuns = (snapshot: ViewSnapshot): readonly RecordedRun[] =>
  snapshot
    .all<Omit<RecordedRun, 'run'> & { run: string }>(
      `SELECT run_id AS runId, completed_on AS completedOn, event_id AS eventId, run
       FROM {accountability.index_run} ORDER BY position`,
    )
    .map((row) => ({ ...row, run: JSON.parse(row.run) as unknown }));

export interface IndexObjection {
  readonly objectionId: string;
  readonly runId: string;
  readonly unitId: string;
  readonly indicator: string | null;
  readonly violationId: string | null;
  readonly text: string;
  readonly lodgedOn: string;
  readonly resolvedOn: string | null;
  readonly result: 'upheld' | 'partlyUpheld' | 'rejected' | null;
  readonly reason: string | null;
  readonly eventId: string;
}

export const indexObjections = (snapshot: ViewSnapshot): readonly IndexObjection[] =>
  snapshot.all<IndexObjection>(
    `SELECT objection_id AS objectionId, run_id AS runId, unit_id AS unitId, indicator, violation_id AS violationId, text,
       lodged_on AS lodgedOn, resolved_on AS resolvedOn, result, reason, event_id AS eventId
     FROM {accountability.index_objection} ORDER BY lodged_on, objection_id`,
  );
