// Everything that a run of the norm index reads, in one pass over the views, filed by unit.
// It must never leave out a unit's violations: what was rebutted is marked, not dropped.
import type { IndexScheme } from '../../src/analytics/indexScheme.js';
import type { Severity } from '../../src/rules/rule.js';
import {
  adjustmentsOf,
  amountsDue,
  obligationsDue,
  satisfactionIn,
  vetoesBetween,
  violationStandings,
  warningsIssued,
  type Adjustment,
  type AmountDue,
  type Obligation,
  type Satisfaction,
  type Veto,
  type ViolationStanding,
  type Warning,
} from '../accountability/accountability.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { activations, type ActivationCount } from '../violations/violations.queries.js';
import type { IndexPeriod } from './period.js';
import { addDays, addMonths } from '../../src/kernel/time.js';

/** A village or township. */
export interface IndexUnit {
  /** 12-digit division code, to which acts belong. */
  readonly orgunit: string;
  readonly name: string;
  /** Its id in the register of offices, by which decisions name it, where that is another one. */
  readonly unitId?: string | undefined;
  /** The day on which it was dissolved, where it was. */
  readonly dissolvedOn?: string | undefined;
}

/** A violation of the period, with what people made of it. */
export interface PeriodViolation {
  /** As in `violationById`. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly eventId: string;
  readonly orgunit: string;
  readonly power: string | null;
  readonly post: string | null;
  readonly standing: ViolationStanding | undefined;
}

export interface RatingRow {
  readonly orgunit: string;
  readonly excellent: number;
  readonly competent: number;
  readonly basically_competent: number;
  readonly incompetent: number;
  readonly event_id: string;
}

export interface BankLineRow {
  readonly orgunit: string;
  readonly event_id: string;
  readonly match_event_id: string | null;
}

/** Rows of one kind by unit. */
export type ByUnit<T> = (unit: IndexUnit) => readonly T[];

export interface RunData {
  readonly activations: ByUnit<ActivationCount>;
  readonly violations: ByUnit<PeriodViolation>;
  /** Serious violations that somebody confirmed, of whatever period, not rectified by the period's end. */
  readonly openSerious: ByUnit<PeriodViolation>;
  readonly ratings: ByUnit<RatingRow>;
  readonly satisfaction: ByUnit<Satisfaction>;
  readonly bankLines: ByUnit<BankLineRow>;
  /** `month event-name` of periodic events. */
  readonly presences: ByUnit<string>;
  readonly obligations: ByUnit<Obligation>;
  readonly amounts: ByUnit<AmountDue>;
  /** Of the twelve months up to the period's end. */
  readonly warnings: ByUnit<Warning>;
  readonly vetoes: ByUnit<Veto>;
  readonly adjustments: ByUnit<Adjustment>;
}

/** Files rows by the unit that they name, by its division code or by its id. */
function filed<T, V = T>(
  rows: readonly T[],
  unitOf: (row: T) => string | null,
  value: (row: T) => V = (row) => row as unknown as V,
): ByUnit<V> {
  const units = new Map<string, V[]>();
  for (const row of rows) {
    const unit = unitOf(row);
    if (unit === null) continue;
    const list = units.get(unit);
    if (list) list.push(value(row));
    else units.set(unit, [value(row)]);
  }
  return ({ orgunit, unitId }) => [
    ...(units.get(orgunit) ?? []),
    ...(unitId === undefined || unitId === orgunit ? [] : (units.get(unitId) ?? [])),
  ];
}

const byOrgunit = <T extends { readonly orgunit: string }>(rows: readonly T[]): ByUnit<T> =>
  filed(rows, ({ orgunit }) => orgunit);
const byUnitId = <T extends { readonly unitId: string | null }>(rows: readonly T[]): ByUnit<T> =>
  filed(rows, ({ unitId }) => unitId);

const VIOLATION = `SELECT orgunit, rule || '~' || act_event || '~' || ordinal AS id, rule, severity, act_event AS eventId,
  power, post FROM {violations.violation}`;

function readViolations(
  snapshot: ViewSnapshot,
  { quarters }: IndexPeriod,
  standings: ReadonlyMap<string, ViolationStanding>,
): readonly PeriodViolation[] {
  return snapshot
    .all<Omit<PeriodViolation, 'standing'>>(
      `${VIOLATION} WHERE quarter IN (SELECT value FROM json_each(?)) ORDER BY position, rule, ordinal`,
      [JSON.stringify(quarters)],
    )
    .map((row) => ({ ...row, standing: standings.get(row.id) }));
}

/** Whether a confirmed violation was confirmed long enough before the period's end and is still not put right then. */
function isOpen(
  { decision, decidedOn, rectifiedOn }: ViolationStanding,
  latest: string,
  end: string,
) {
  return (
    decision === 'confirmed' &&
    decidedOn !== undefined &&
    decidedOn < latest &&
    (rectifiedOn === undefined || rectifiedOn > end)
  );
}

function readOpenSerious(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  { to }: IndexPeriod,
  standings: ReadonlyMap<string, ViolationStanding>,
): readonly PeriodViolation[] {
  const latest = addDays(to, -scheme.caps.openSeriousDays);
  return [...standings]
    .filter(([, standing]) => isOpen(standing, latest, to))
    .flatMap(([id, standing]) => {
      const [rule = '', eventId = '', ordinal = ''] = id.split('~');
      const row = snapshot.get<Omit<PeriodViolation, 'standing'>>(
        `${VIOLATION} WHERE act_event = ? AND rule = ? AND ordinal = ? AND severity = 'S'`,
        [eventId, rule, Number(ordinal)],
      );
      return row ? [{ ...row, standing }] : [];
    });
}

function readPresences(snapshot: ViewSnapshot, scheme: IndexScheme, months: string) {
  const names = [...new Set(scheme.coverage.periodic.map(({ event }) => event))];
  return snapshot.all<{ orgunit: string; month: string; name: string }>(
    `SELECT orgunit, month, name FROM {norm-index.event_month}
     WHERE month IN (SELECT value FROM json_each(?)) AND name IN (SELECT value FROM json_each(?))
     ORDER BY month, orgunit, name`,
    [months, JSON.stringify(names)],
  );
}

/** Reads what a run needs. @throws LedgerError `view.building` */
export function readRunData(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  period: IndexPeriod,
): RunData {
  const months = JSON.stringify(period.months);
  const standings = violationStandings(snapshot);
  const yearBefore = addMonths(addDays(period.to, 1), -12);
  return {
    activations: byOrgunit(activations(snapshot, { quarters: period.quarters })),
    violations: byOrgunit(readViolations(snapshot, period, standings)),
    openSerious: byOrgunit(readOpenSerious(snapshot, scheme, period, standings)),
    ratings: byOrgunit(
      snapshot.all<RatingRow>(
        `SELECT orgunit, excellent, competent, basically_competent, incompetent, event_id
         FROM {norm-index.rating_tally} WHERE month IN (SELECT value FROM json_each(?))
         ORDER BY session_id, object_id, dimension, rater_group`,
        [months],
      ),
    ),
    satisfaction: byUnitId(satisfactionIn(snapshot, period.months)),
    bankLines: byOrgunit(
      snapshot.all<BankLineRow>(
        `SELECT orgunit, event_id, match_event_id FROM {norm-index.bank_line}
         WHERE month IN (SELECT value FROM json_each(?)) ORDER BY bank_line_id`,
        [months],
      ),
    ),
    presences: filed(
      readPresences(snapshot, scheme, months),
      ({ orgunit }) => orgunit,
      ({ month, name }) => `${month} ${name}`,
    ),
    obligations: byUnitId(obligationsDue(snapshot, period.from, period.to)),
    amounts: byOrgunit(amountsDue(snapshot, period.from, period.to)),
    warnings: byUnitId(warningsIssued(snapshot, yearBefore, period.to)),
    vetoes: byUnitId(vetoesBetween(snapshot, period.from, period.to)),
    adjustments: byUnitId(adjustmentsOf(snapshot, period.label)),
  };
}
