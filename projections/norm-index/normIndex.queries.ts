// Runs the norm index over units: judgements, decisions, appraisals and coverage of one snapshot, under one scheme.
// Every figure carries the rules, counts and events behind it. It must never score a natural person.
import { createHash } from 'node:crypto';
import type { IndexScheme } from '../../src/analytics/indexScheme.js';
import {
  computeIndex,
  coverageOf,
  type IndexAdjustments,
  type IndexScore,
  type IndicatorReading,
} from '../../src/analytics/normIndex.js';
import { canonicalize, type Json } from '../../src/kernel/canonicalJson.js';
import type { Position } from '../../src/kernel/position.js';
import type { Adjustment, Veto, Warning } from '../accountability/accountability.queries.js';
import type { ViewSnapshot } from '../reader.js';
import {
  coverageEvidence,
  measure,
  type CoverageEvidence,
  type IndicatorEvidence,
} from './evidence.js';
import { parsePeriod, type IndexPeriod } from './period.js';
import { readRunData, type IndexUnit, type PeriodViolation, type RunData } from './runData.js';

export type { IndexUnit, PeriodViolation } from './runData.js';
export type { CoverageEvidence, IndicatorEvidence } from './evidence.js';

/** What people added to, or held against, the computed score. */
export interface AdjustmentEvidence {
  /** Warnings issued in the period that were not withdrawn. */
  readonly warnings: readonly Warning[];
  readonly vetoes: readonly Veto[];
  /** Why warnings of the last twelve months are a veto, where they are. */
  readonly vetoByWarnings: string | null;
  /** Confirmed serious violations that stayed open too long. */
  readonly openSerious: readonly PeriodViolation[];
  /** Signed adjustments, shown beside the index. */
  readonly adjustments: readonly Adjustment[];
}

export interface UnitIndex {
  readonly unit: IndexUnit;
  readonly score: IndexScore;
  readonly indicators: readonly IndicatorEvidence[];
  readonly coverage: CoverageEvidence;
  readonly adjustment: AdjustmentEvidence;
}

export interface IndexRun {
  readonly scheme: { readonly id: string; readonly version: string; readonly ranking: boolean };
  readonly period: IndexPeriod;
  /** The clock by which acts fall into the period. */
  readonly clock: 'business';
  readonly position: Position | undefined;
  /** Views that stopped: the run does not know what came after. */
  readonly halted: readonly string[];
  readonly rulePacks: readonly string[];
  /** SHA-256 over scheme, period and everything that was measured: same input, same output. */
  readonly inputHash: string;
  readonly outputHash: string;
  readonly units: readonly UnitIndex[];
}

const LEVELS = ['red', 'orange', 'yellow'] as const;

/** The first level of which there were enough warnings within twelve months. */
function vetoByWarnings(scheme: IndexScheme, warnings: readonly Warning[]): string | null {
  const limits = scheme.vetoWarnings;
  if (!limits) return null;
  for (const level of LEVELS) {
    const count = warnings.filter((one) => one.level === level).length;
    if (count >= limits[level]) return `${level} ${count} ≥ ${limits[level]}`;
  }
  return null;
}

function adjustmentEvidence(
  scheme: IndexScheme,
  { from }: IndexPeriod,
  unit: IndexUnit,
  data: RunData,
): AdjustmentEvidence {
  const standing = data.warnings(unit).filter(({ result }) => result !== 'withdrawn');
  return {
    warnings: standing.filter(({ issuedOn }) => issuedOn >= from),
    vetoes: data.vetoes(unit),
    vetoByWarnings: vetoByWarnings(scheme, standing),
    openSerious: data.openSerious(unit),
    adjustments: data.adjustments(unit),
  };
}

function adjustmentsFrom(evidence: AdjustmentEvidence): IndexAdjustments {
  const count = (level: Warning['level']) =>
    evidence.warnings.filter((warning) => warning.level === level).length;
  const points = (kind: Adjustment['kind']) =>
    evidence.adjustments
      .filter((one) => one.kind === kind)
      .reduce((sum, { hundredths }) => sum + hundredths, 0) / 100;
  return {
    bonus: points('bonus'),
    correction: points('correction'),
    warnings: { yellow: count('yellow'), orange: count('orange'), red: count('red') },
    openSerious: evidence.openSerious.length,
    vetoes: [
      ...evidence.vetoes.map(({ kind }) => kind),
      ...(evidence.vetoByWarnings === null ? [] : ['warnings']),
    ],
  };
}

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(JSON.parse(JSON.stringify(value)) as Json))
    .digest('hex');

/** The score of a unit from what was measured of it; the same function answers "what if". */
export function scoreUnit(
  scheme: IndexScheme,
  readings: ReadonlyMap<string, IndicatorReading>,
  coverage: CoverageEvidence,
  adjustment: AdjustmentEvidence,
): IndexScore {
  return computeIndex(scheme, readings, coverageOf(scheme, coverage), adjustmentsFrom(adjustment));
}

/** The readings that an evidence stands for. */
export function readingsOf(
  evidence: readonly IndicatorEvidence[],
  means: ReadonlyMap<string, IndicatorReading>,
): ReadonlyMap<string, IndicatorReading> {
  const readings = new Map(means);
  for (const { id, occasions, severity, notApplicable } of evidence)
    if (occasions !== null && severity !== null && notApplicable === null)
      readings.set(id, { occasions, severity });
  return readings;
}

/** What was measured of one unit, with the score that follows. */
export interface MeasuredUnit extends UnitIndex {
  /** Readings of the indicators that are means. */
  readonly means: ReadonlyMap<string, IndicatorReading>;
}

/** Measures and scores units. @throws LedgerError `view.building` */
export function measureUnits(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  units: readonly IndexUnit[],
  period: IndexPeriod,
): readonly MeasuredUnit[] {
  const data = readRunData(snapshot, scheme, period);
  const indicators = scheme.dimensions.flatMap((dimension) => dimension.indicators);
  return units.map((unit) => {
    const measured = indicators.map((indicator) => measure(scheme, indicator, judged, unit, data));
    const evidence = measured.map((one) => one.evidence);
    const means = new Map(
      measured.flatMap((one) =>
        one.reading && 'mean' in one.reading ? [[one.evidence.id, one.reading] as const] : [],
      ),
    );
    const coverage = coverageEvidence(scheme, period, unit, data);
    const adjustment = adjustmentEvidence(scheme, period, unit, data);
    return {
      unit,
      score: scoreUnit(scheme, readingsOf(evidence, means), coverage, adjustment),
      indicators: evidence,
      coverage,
      adjustment,
      means,
    };
  });
}

/**
 * Runs the index over units for a period of business time.
 * @param judged ids of the rules that this program judges
 * @throws LedgerError `period.invalid`, `view.building`
 */
export function runNormIndex(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  units: readonly IndexUnit[],
  periodText: string,
): IndexRun {
  const period = parsePeriod(periodText);
  const measured = measureUnits(snapshot, scheme, judged, units, period);
  const results = measured.map(({ unit, score, indicators, coverage, adjustment }): UnitIndex => ({
    unit,
    score,
    indicators,
    coverage,
    adjustment,
  }));
  return {
    scheme: { id: scheme.id, version: scheme.version, ranking: scheme.ranking },
    period,
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
    rulePacks: packsUsed(snapshot, period),
    inputHash: hashOf({
      scheme,
      period: period.label,
      units: measured.map(({ unit, indicators, coverage, adjustment, means }) => ({
        unit: unit.orgunit,
        indicators,
        coverage,
        adjustment,
        means: [...means],
      })),
    }),
    outputHash: hashOf(results.map(({ unit, score }) => ({ unit: unit.orgunit, score }))),
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
