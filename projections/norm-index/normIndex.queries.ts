// Runs the norm index over units: judgements, appraisals and coverage of one snapshot, under one scheme.
// Every figure carries the rules, counts and events behind it. It must never score a natural person.
import {
  matchesRule,
  type IndexScheme,
  type IndicatorDefinition,
} from '../../src/analytics/indexScheme.js';
import {
  computeIndex,
  coverageOf,
  type CoverageReading,
  type IndexAdjustments,
  type IndexScore,
  type IndicatorReading,
} from '../../src/analytics/normIndex.js';
import type { Severity } from '../../src/rules/rule.js';
import type { ViewSnapshot } from '../reader.js';
import { activations, type ActivationCount } from '../violations/violations.queries.js';
import { parsePeriod, type IndexPeriod } from './period.js';

export interface IndexUnit {
  /** 12-digit division code. */
  readonly orgunit: string;
  readonly name: string;
}

/** A violation that an indicator deducts for. */
export interface DeductedViolation {
  /** As in `violationById`. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly eventId: string;
}

/** What lies behind the score of an indicator. */
export interface IndicatorEvidence {
  readonly id: string;
  /** Rules of the scheme that this program judges. */
  readonly rules: readonly string[];
  /** How often each rule applied in the period, where it did. */
  readonly activations: readonly {
    readonly rule: string;
    readonly kept: number;
    readonly broken: number;
  }[];
  /** `null`: not measured by occasions. */
  readonly occasions: number | null;
  readonly severity: number | null;
  readonly violations: readonly DeductedViolation[];
  /** Appraisals behind a mean: event ids of the tallies, and how many sheets were counted. */
  readonly ratings: { readonly sheets: number; readonly eventIds: readonly string[] } | null;
  /** Why there is no score: no rule of it is judged, or nothing happened to which it applies. */
  readonly notApplicable: 'notJudged' | 'noOccasion' | 'notRecorded' | null;
}

export interface CoverageEvidence extends CoverageReading {
  readonly unmatchedBankLineEvents: readonly string[];
  readonly missing: readonly { readonly event: string; readonly period: string }[];
}

export interface UnitIndex {
  readonly unit: IndexUnit;
  readonly score: IndexScore;
  readonly indicators: readonly IndicatorEvidence[];
  readonly coverage: CoverageEvidence;
}

export interface IndexRun {
  readonly scheme: { readonly id: string; readonly version: string };
  readonly period: IndexPeriod;
  /** The clock by which acts fall into the period. */
  readonly clock: 'business';
  readonly position: string | undefined;
  /** Views that stopped: the run does not know what came after. */
  readonly halted: readonly string[];
  readonly rulePacks: readonly string[];
  readonly units: readonly UnitIndex[];
}

interface RatingRow {
  orgunit: string;
  excellent: number;
  competent: number;
  basically_competent: number;
  incompetent: number;
  event_id: string;
}

interface BankLineRow {
  orgunit: string;
  event_id: string;
  match_event_id: string | null;
}

/** Everything read for a run, by unit. */
interface RunData {
  readonly activations: ReadonlyMap<string, readonly ActivationCount[]>;
  readonly violations: ReadonlyMap<string, readonly DeductedViolation[]>;
  readonly ratings: ReadonlyMap<string, readonly RatingRow[]>;
  readonly bankLines: ReadonlyMap<string, readonly BankLineRow[]>;
  readonly presences: ReadonlyMap<string, ReadonlySet<string>>;
}

function byUnit<T extends { orgunit: string }>(rows: readonly T[]): Map<string, T[]> {
  const units = new Map<string, T[]>();
  for (const row of rows) {
    const list = units.get(row.orgunit);
    if (list) list.push(row);
    else units.set(row.orgunit, [row]);
  }
  return units;
}

function readPresences(snapshot: ViewSnapshot, scheme: IndexScheme, months: string) {
  const names = [...new Set(scheme.coverage.periodic.map(({ event }) => event))];
  const rows = snapshot.all<{ orgunit: string; month: string; name: string }>(
    `SELECT orgunit, month, name FROM {norm-index.event_month}
     WHERE month IN (SELECT value FROM json_each(?)) AND name IN (SELECT value FROM json_each(?))`,
    [months, JSON.stringify(names)],
  );
  return new Map(
    [...byUnit(rows)].map(([unit, present]) => [
      unit,
      new Set(present.map(({ month, name }) => `${month} ${name}`)),
    ]),
  );
}

function readData(snapshot: ViewSnapshot, scheme: IndexScheme, period: IndexPeriod): RunData {
  const months = JSON.stringify(period.months);
  const quarters = JSON.stringify(period.quarters);
  return {
    activations: byUnit(activations(snapshot, { quarters: period.quarters })),
    violations: byUnit(
      snapshot.all<DeductedViolation & { orgunit: string }>(
        `SELECT orgunit, rule || '~' || act_event || '~' || ordinal AS id, rule, severity, act_event AS eventId
         FROM {violations.violation} WHERE quarter IN (SELECT value FROM json_each(?)) ORDER BY position, rule, ordinal`,
        [quarters],
      ),
    ),
    ratings: byUnit(
      snapshot.all<RatingRow>(
        `SELECT orgunit, excellent, competent, basically_competent, incompetent, event_id
         FROM {norm-index.rating_tally} WHERE month IN (SELECT value FROM json_each(?))
         ORDER BY session_id, object_id, dimension, rater_group`,
        [months],
      ),
    ),
    bankLines: byUnit(
      snapshot.all<BankLineRow>(
        `SELECT orgunit, event_id, match_event_id FROM {norm-index.bank_line}
         WHERE month IN (SELECT value FROM json_each(?)) ORDER BY bank_line_id`,
        [months],
      ),
    ),
    presences: readPresences(snapshot, scheme, months),
  };
}

/** The stretches of the period in which a periodic event is due, as lists of months. */
function dueStretches(period: IndexPeriod, every: 'month' | 'quarter' | 'year') {
  if (every === 'month') return period.months.map((month) => ({ label: month, months: [month] }));
  if (every === 'quarter')
    return period.quarters.map((quarter, index) => ({
      label: quarter,
      months: period.months.slice(index * 3, index * 3 + 3),
    }));
  return period.years.map((year) => ({
    label: year,
    months: period.months.filter((month) => month.startsWith(year)),
  }));
}

function readCoverage(
  scheme: IndexScheme,
  period: IndexPeriod,
  data: RunData,
  orgunit: string,
): CoverageEvidence {
  const lines = data.bankLines.get(orgunit) ?? [];
  const present = data.presences.get(orgunit);
  const due = scheme.coverage.periodic.flatMap(({ event, every }) =>
    dueStretches(period, every).map(({ label, months }) => ({
      event,
      period: label,
      present: months.some((month) => present?.has(`${month} ${event}`)),
    })),
  );
  const missing = due.filter((one) => !one.present);
  return {
    bankLines: lines.length,
    matchedBankLines: lines.filter((line) => line.match_event_id !== null).length,
    periodicExpected: due.length,
    periodicPresent: due.length - missing.length,
    unmatchedBankLineEvents: lines
      .filter((line) => line.match_event_id === null)
      .map((line) => line.event_id),
    missing: missing.map(({ event, period: label }) => ({ event, period: label })),
  };
}

const nothing = {
  rules: [],
  activations: [],
  occasions: null,
  severity: null,
  violations: [],
  ratings: null,
} as const;

function readRatings(
  indicator: Extract<IndicatorDefinition, { source: 'ratings' }>,
  rows: readonly RatingRow[],
): { evidence: IndicatorEvidence; reading: IndicatorReading | undefined } {
  const { excellent, competent, basicallyCompetent, incompetent } = indicator.scores;
  let sheets = 0;
  let points = 0;
  for (const row of rows) {
    sheets += row.excellent + row.competent + row.basically_competent + row.incompetent;
    points +=
      row.excellent * excellent +
      row.competent * competent +
      row.basically_competent * basicallyCompetent +
      row.incompetent * incompetent;
  }
  return {
    evidence: {
      ...nothing,
      id: indicator.id,
      ratings: { sheets, eventIds: rows.map(({ event_id: eventId }) => eventId) },
      notApplicable: sheets === 0 ? 'noOccasion' : null,
    },
    reading: sheets === 0 ? undefined : { mean: points / sheets },
  };
}

function readViolations(
  scheme: IndexScheme,
  indicator: Extract<IndicatorDefinition, { source: 'violations' }>,
  judged: readonly string[],
  data: RunData,
  orgunit: string,
): { evidence: IndicatorEvidence; reading: IndicatorReading | undefined } {
  const rules = judged.filter((rule) => matchesRule(indicator.rules, rule));
  const counts = (data.activations.get(orgunit) ?? []).filter(
    ({ rule }) => matchesRule(indicator.rules, rule) || matchesRule(indicator.occasions, rule),
  );
  const violations = (data.violations.get(orgunit) ?? []).filter(({ rule }) =>
    matchesRule(indicator.rules, rule),
  );
  const total = ({ kept, serious, medium, minor }: ActivationCount) =>
    kept + serious + medium + minor;
  const counted = counts
    .filter(({ rule }) => matchesRule(indicator.occasions, rule))
    .reduce((sum, count) => sum + total(count), 0);
  // What was broken did occur, also where the counted rule did not apply to it: a violation must never vanish as N/A.
  const occasions = Math.max(counted, new Set(violations.map(({ eventId }) => eventId)).size);
  const severity = (['S', 'M', 'L'] as const).reduce(
    (sum, grade) =>
      sum +
      scheme.severity[grade] *
        violations.filter((violation) => violation.severity === grade).length,
    0,
  );
  return {
    evidence: {
      ...nothing,
      id: indicator.id,
      rules,
      activations: counts.map((count) => ({
        rule: count.rule,
        kept: count.kept,
        broken: total(count) - count.kept,
      })),
      occasions,
      severity,
      violations: violations.map(({ id, rule, severity: grade, eventId }) => ({
        id,
        rule,
        severity: grade,
        eventId,
      })),
      notApplicable: rules.length === 0 ? 'notJudged' : occasions === 0 ? 'noOccasion' : null,
    },
    reading: { occasions, severity },
  };
}

/**
 * Runs the index over units for a period of business time.
 * @param judged ids of the rules that this program judges
 * @param adjustments facts from outside the events, by unit
 * @throws LedgerError `period.invalid`, `view.building`
 */
export function runNormIndex(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  units: readonly IndexUnit[],
  periodText: string,
  adjustments: ReadonlyMap<string, IndexAdjustments> = new Map(),
): IndexRun {
  const period = parsePeriod(periodText);
  const data = readData(snapshot, scheme, period);
  const indicators = scheme.dimensions.flatMap((dimension) => dimension.indicators);
  const results = units.map((unit): UnitIndex => {
    const readings = new Map<string, IndicatorReading>();
    const evidence = indicators.map((indicator): IndicatorEvidence => {
      if (indicator.source === 'survey')
        return { ...nothing, id: indicator.id, notApplicable: 'notRecorded' };
      const found =
        indicator.source === 'ratings'
          ? readRatings(indicator, data.ratings.get(unit.orgunit) ?? [])
          : readViolations(scheme, indicator, judged, data, unit.orgunit);
      if (found.reading) readings.set(indicator.id, found.reading);
      return found.evidence;
    });
    const coverage = readCoverage(scheme, period, data, unit.orgunit);
    return {
      unit,
      score: computeIndex(
        scheme,
        readings,
        coverageOf(scheme, coverage),
        adjustments.get(unit.orgunit),
      ),
      indicators: evidence,
      coverage,
    };
  });
  return {
    scheme: { id: scheme.id, version: scheme.version },
    period,
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
    rulePacks: packsUsed(snapshot, period),
    units: results,
  };
}

function packsUsed(snapshot: ViewSnapshot, { quarters }: IndexPeriod): readonly string[] {
  const rows = snapshot.all<{ packs: string }>(
    'SELECT DISTINCT packs FROM {violations.violation} WHERE quarter IN (SELECT value FROM json_each(?))',
    [JSON.stringify(quarters)],
  );
  return [...new Set(rows.flatMap(({ packs }) => JSON.parse(packs) as string[]))].sort();
}
