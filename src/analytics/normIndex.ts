// The norm index (乡村权力运行规范指数) of one unit and period: the arithmetic of domain.md 4.2, and nothing else.
// It must never score a natural person, nor turn missing data into a good score.
import type { Bilingual } from '../kernel/errors.js';
import type { IndexScheme, IndicatorDefinition } from './indexScheme.js';

/** What was found for an indicator; `undefined` where nothing could be found out. */
export type IndicatorReading =
  | {
      /** Applicable occasions (O). */
      readonly occasions: number;
      /** Sum of the weights of the violations. */
      readonly severity: number;
    }
  | {
      /** 0 to 100. */
      readonly mean: number;
    };

/** What the ledger holds against what it should hold. */
export interface CoverageReading {
  readonly bankLines: number;
  readonly matchedBankLines: number;
  readonly periodicExpected: number;
  readonly periodicPresent: number;
}

/** Facts from outside the indicators. Left out: none. */
export interface IndexAdjustments {
  /** Points, documented from outside. */
  readonly bonus?: number;
  /** Points of signed corrections, of either sign. */
  readonly correction?: number;
  readonly warnings?: { readonly yellow?: number; readonly orange?: number; readonly red?: number };
  /** Confirmed serious findings that have been open for more than 30 days. */
  readonly openSerious?: number;
  readonly vetoes?: readonly string[];
}

export interface IndicatorScore {
  readonly id: string;
  readonly title: Bilingual;
  readonly weight: number;
  /** Points out of 100 that the indicator carries after redistribution; 0 when not applicable. */
  readonly effectiveWeight: number;
  /** 0 to 100; `null`: not applicable. */
  readonly score: number | null;
  readonly lost: number;
}

export interface DimensionScore {
  readonly id: string;
  readonly title: Bilingual;
  readonly weight: number;
  readonly effectiveWeight: number;
  readonly score: number | null;
  readonly indicators: readonly IndicatorScore[];
}

export interface IndexScore {
  /** `scored`; `indicative` (仅供参考): coverage is not full; `insufficient` (数据不足): there is no number. */
  readonly status: 'scored' | 'indicative' | 'insufficient';
  /** Coverage, 0 to 1. */
  readonly coverage: number;
  readonly dimensions: readonly DimensionScore[];
  /** Two decimals; `null` when data are insufficient. */
  readonly base: number | null;
  readonly bonus: number;
  readonly correction: number;
  readonly deduction: number;
  readonly cap: number | null;
  readonly index: number | null;
  readonly grade: Bilingual;
  readonly vetoes: readonly string[];
}

export const INSUFFICIENT: Bilingual = { zh: '数据不足', en: 'insufficient data' };

/**
 * Two decimals, halves up. Every figure is rounded as it is shown and reckoned with as it is shown, so that a reader
 * who checks the printed table comes to the same result.
 */
const round = (value: number) => Math.round((value + Number.EPSILON) * 100) / 100;

/**
 * Score of an indicator: `100 × max(0, 1 − Σsev / (O × ρ))`; a mean is its own score.
 * @returns `null` (not applicable) without a reading or without an occasion
 */
export function scoreOf(
  indicator: IndicatorDefinition,
  reading: IndicatorReading | undefined,
): number | null {
  if (!reading) return null;
  if ('mean' in reading) return round(reading.mean);
  if (reading.occasions === 0 || !('tolerance' in indicator)) return null;
  const share = reading.severity / (reading.occasions * indicator.tolerance);
  return round(100 * Math.max(0, 1 - share));
}

/** `C = w × matched / all bank lines + (1 − w) × periodic events present / expected`. Nothing of nothing is no coverage. */
export function coverageOf(scheme: IndexScheme, reading: CoverageReading): number {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const { bankWeight } = scheme.coverage;
  return (
    bankWeight * share(reading.matchedBankLines, reading.bankLines) +
    (1 - bankWeight) * share(reading.periodicPresent, reading.periodicExpected)
  );
}

function scoreDimensions(
  scheme: IndexScheme,
  readings: ReadonlyMap<string, IndicatorReading>,
): readonly DimensionScore[] {
  const scored = scheme.dimensions.map((dimension) => {
    const indicators = dimension.indicators.map((indicator) => ({
      indicator,
      score: scoreOf(indicator, readings.get(indicator.id)),
    }));
    const weight = indicators.reduce(
      (sum, { indicator, score }) => (score === null ? sum : sum + indicator.weight),
      0,
    );
    return { dimension, indicators, weight };
  });
  const whole = scored.reduce(
    (sum, { dimension, weight }) => (weight > 0 ? sum + dimension.weight : sum),
    0,
  );
  return scored.map(({ dimension, indicators, weight }) => {
    const effectiveWeight = weight > 0 ? (dimension.weight / whole) * 100 : 0;
    const parts = indicators.map(({ indicator, score }): IndicatorScore => {
      const effective = score === null ? 0 : (effectiveWeight * indicator.weight) / weight;
      return {
        id: indicator.id,
        title: indicator.title,
        weight: indicator.weight,
        effectiveWeight: effective,
        score,
        lost: (effective * (100 - (score ?? 100))) / 100,
      };
    });
    const sum = parts.reduce((total, part) => total + part.effectiveWeight * (part.score ?? 0), 0);
    return {
      id: dimension.id,
      title: dimension.title,
      weight: dimension.weight,
      effectiveWeight,
      score: weight > 0 ? round(sum / effectiveWeight) : null,
      indicators: parts,
    };
  });
}

/**
 * `Base = Σ w × s / 100`; `Index = clamp(Base + bonus + corrections − warnings, 0, 100)`, then caps, then the coverage gate.
 * The weight of an indicator without occasions goes to the others of its dimension; that of a dimension without
 * indicators goes to the other dimensions.
 */
export function computeIndex(
  scheme: IndexScheme,
  readings: ReadonlyMap<string, IndicatorReading>,
  coverage: number,
  adjustments: IndexAdjustments = {},
): IndexScore {
  const dimensions = scoreDimensions(scheme, readings);
  const { yellow = 0, orange = 0, red = 0 } = adjustments.warnings ?? {};
  const vetoes = adjustments.vetoes ?? [];
  const bonus = Math.min(adjustments.bonus ?? 0, scheme.bonusCap);
  const deduction = Math.min(
    yellow * scheme.warnings.yellow + orange * scheme.warnings.orange + red * scheme.warnings.red,
    scheme.warnings.cap,
  );
  const correction = adjustments.correction ?? 0;
  const common = { coverage, dimensions, bonus, correction, deduction, vetoes };
  const measured = dimensions.filter(({ score }) => score !== null);
  if (coverage < scheme.coverage.number || measured.length === 0)
    return {
      ...common,
      status: 'insufficient',
      base: null,
      cap: null,
      index: null,
      grade: INSUFFICIENT,
    };
  const base = measured.reduce(
    (sum, { effectiveWeight, score }) => sum + (effectiveWeight * (score ?? 0)) / 100,
    0,
  );
  const cap =
    vetoes.length > 0
      ? scheme.caps.veto
      : (adjustments.openSerious ?? 0) > 0
        ? scheme.caps.openSerious
        : null;
  const free = Math.min(100, Math.max(0, base + bonus + correction - deduction));
  const index = round(Math.min(free, cap ?? 100));
  const grade = scheme.grades.find(({ from }) => from === undefined || index >= from);
  return {
    ...common,
    status: coverage < scheme.coverage.full ? 'indicative' : 'scored',
    base: round(base),
    cap: cap !== null && cap < free ? cap : null,
    index,
    grade: grade?.title ?? INSUFFICIENT,
  };
}
