// Opens an index: what each lost point rests on, what would change it, which powers and posts it comes from, how it
// compares with the unit's own past. It must never compute in another way than the run itself does.
import type { IndexScheme } from '../../src/analytics/indexScheme.js';
import type { IndexScore } from '../../src/analytics/normIndex.js';
import { invalid, type Bilingual } from '../../src/kernel/errors.js';
import type { ViewSnapshot } from '../reader.js';
import type { IndicatorEvidence } from './evidence.js';
import {
  measureUnits,
  readingsOf,
  scoreUnit,
  type IndexUnit,
  type MeasuredUnit,
  type UnitIndex,
} from './normIndex.queries.js';
import { earlierPeriods, parsePeriod, type IndexPeriod } from './period.js';

/** One thing that costs points. */
export interface Deduction {
  readonly kind: 'violation' | 'obligation';
  readonly indicator: string;
  /** Of a violation as in `violationById`; of an obligation its kind and id. */
  readonly id: string;
  readonly rule: string | null;
  readonly severity: 'S' | 'M' | 'L';
  readonly power: string | null;
  readonly post: string | null;
  readonly eventId: string;
  /** Points that the index would gain if this alone were not held against the unit; `null` where there is no index. */
  readonly gain: number | null;
}

export interface LostShare {
  /** Power code or post; `null` where the act names none. */
  readonly key: string | null;
  readonly deductions: number;
  /** Points lost, shared among the deductions of each indicator by their weight. */
  readonly lost: number;
}

export interface PastIndex {
  readonly period: string;
  readonly index: number | null;
  readonly status: IndexScore['status'];
  readonly grade: Bilingual;
}

/** What follows from an index. A proposal: a person decides. */
export interface Proposal {
  readonly text: Bilingual;
  readonly because: Bilingual;
}

export interface IndexExplanation extends UnitIndex {
  readonly scheme: { readonly id: string; readonly version: string };
  readonly period: IndexPeriod;
  readonly position: string | undefined;
  readonly halted: readonly string[];
  /** The dearest first. */
  readonly deductions: readonly Deduction[];
  readonly byPower: readonly LostShare[];
  readonly byPost: readonly LostShare[];
  /** The same length of time before, the latest first. */
  readonly past: readonly PastIndex[];
  readonly proposals: readonly Proposal[];
}

const round = (value: number) => Math.round((value + Number.EPSILON) * 100) / 100;

/** The evidence without some deductions. What happened stays an occasion. */
function without(
  scheme: IndexScheme,
  evidence: readonly IndicatorEvidence[],
  ids: ReadonlySet<string>,
): readonly IndicatorEvidence[] {
  return evidence.map((one) => {
    if (one.severity === null || (one.violations.length === 0 && one.obligations.length === 0))
      return one;
    const dropped =
      one.violations
        .filter(({ id }) => ids.has(id))
        .reduce((sum, { severity }) => sum + scheme.severity[severity], 0) +
      one.obligations.filter(({ kind, id, open }) => open && ids.has(`${kind}:${id}`)).length *
        scheme.severity.M;
    return dropped === 0 ? one : { ...one, severity: Math.max(0, one.severity - dropped) };
  });
}

/** The score if some deductions did not stand. */
const scoreWithout = (
  scheme: IndexScheme,
  unit: MeasuredUnit,
  ids: ReadonlySet<string>,
): IndexScore =>
  scoreUnit(
    scheme,
    readingsOf(without(scheme, unit.indicators, ids), unit.means),
    unit.coverage,
    unit.adjustment,
  );

function deductionsOf(scheme: IndexScheme, unit: MeasuredUnit): readonly Deduction[] {
  const gainOf = (id: string): number | null => {
    const index = scoreWithout(scheme, unit, new Set([id])).index;
    return index === null || unit.score.index === null ? null : round(index - unit.score.index);
  };
  const deductions = unit.indicators.flatMap((evidence): Deduction[] => [
    ...evidence.violations.map(({ id, rule, severity, power, post, eventId }): Deduction => ({
      kind: 'violation',
      indicator: evidence.id,
      id,
      rule,
      severity,
      power,
      post,
      eventId,
      gain: gainOf(id),
    })),
    ...evidence.obligations
      .filter(({ open }) => open)
      .map(({ kind, id, eventId }): Deduction => ({
        kind: 'obligation',
        indicator: evidence.id,
        id: `${kind}:${id}`,
        rule: null,
        severity: 'M',
        power: null,
        post: null,
        eventId,
        gain: gainOf(`${kind}:${id}`),
      })),
  ]);
  return deductions.sort((a, b) => (b.gain ?? 0) - (a.gain ?? 0) || (a.id < b.id ? -1 : 1));
}

/** Lost points by a property of the deductions; those of one indicator share its loss by their weight. */
function shares(
  scheme: IndexScheme,
  { score }: UnitIndex,
  deductions: readonly Deduction[],
  keyOf: (deduction: Deduction) => string | null,
): readonly LostShare[] {
  const lostOf = new Map(
    score.dimensions.flatMap(({ indicators }) =>
      indicators.map(({ id, lost }) => [id, lost] as const),
    ),
  );
  const weightOf = new Map<string, number>();
  for (const { indicator, severity } of deductions)
    weightOf.set(indicator, (weightOf.get(indicator) ?? 0) + scheme.severity[severity]);
  const groups = new Map<string | null, { deductions: number; lost: number }>();
  for (const deduction of deductions) {
    const whole = weightOf.get(deduction.indicator) ?? 0;
    const part = whole === 0 ? 0 : scheme.severity[deduction.severity] / whole;
    const group = groups.get(keyOf(deduction)) ?? { deductions: 0, lost: 0 };
    group.deductions++;
    group.lost += (lostOf.get(deduction.indicator) ?? 0) * part;
    groups.set(keyOf(deduction), group);
  }
  return [...groups]
    .map(([key, { deductions: count, lost }]) => ({ key, deductions: count, lost: round(lost) }))
    .sort((a, b) => b.lost - a.lost || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
}

function proposalsOf(
  scheme: IndexScheme,
  { score }: UnitIndex,
  past: readonly PastIndex[],
): readonly Proposal[] {
  const grade = scheme.grades.find(({ title }) => title.zh === score.grade.zh);
  const rule = scheme.accountability;
  const runOfLow = rule
    ? [score.index, ...past.map(({ index }) => index)].slice(0, rule.successive)
    : [];
  const low =
    rule !== undefined &&
    runOfLow.length === rule.successive &&
    runOfLow.every((index) => index !== null && index < rule.below);
  const ofGrade: Proposal[] = grade?.consequence
    ? [
        {
          text: grade.consequence,
          because: { zh: `等次：${grade.title.zh}`, en: `grade: ${grade.title.en}` },
        },
      ]
    : [];
  const ofProcedure: Proposal[] =
    rule && (low || score.vetoes.length > 0)
      ? [
          {
            text: rule.proposal,
            because:
              score.vetoes.length > 0
                ? { zh: '一票否决', en: 'veto' }
                : {
                    zh: `连续 ${rule.successive} 期低于 ${rule.below} 分`,
                    en: `${rule.successive} periods in a row below ${rule.below}`,
                  },
          },
        ]
      : [];
  return [...ofGrade, ...ofProcedure];
}

/** How a unit scored in the periods before. */
function pastOf(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  unit: IndexUnit,
  label: string,
  count: number,
): readonly PastIndex[] {
  return earlierPeriods(label, count).flatMap((earlier) =>
    measureUnits(snapshot, scheme, judged, [unit], parsePeriod(earlier)).map(({ score }) => ({
      period: earlier,
      index: score.index,
      status: score.status,
      grade: score.grade,
    })),
  );
}

/**
 * Explains the index of one unit.
 * @param pastPeriods how many earlier periods to compare with
 * @throws LedgerError `period.invalid`, `view.building`
 */
export function explainIndex(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  unit: IndexUnit,
  periodText: string,
  pastPeriods = 4,
): IndexExplanation {
  const period = parsePeriod(periodText);
  const [measured] = measureUnits(snapshot, scheme, judged, [unit], period);
  if (!measured) throw new RangeError('one unit gives one result');
  const { means, ...result } = measured;
  const deductions = deductionsOf(scheme, { ...result, means });
  const past = pastOf(snapshot, scheme, judged, unit, periodText, pastPeriods);
  return {
    ...result,
    scheme: { id: scheme.id, version: scheme.version },
    period,
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
    deductions,
    byPower: shares(scheme, result, deductions, ({ power }) => power),
    byPost: shares(scheme, result, deductions, ({ post }) => post),
    past,
    proposals: proposalsOf(scheme, result, past),
  };
}

export interface WhatIf {
  readonly unit: IndexUnit;
  readonly period: string;
  readonly without: readonly string[];
  readonly now: IndexScore;
  readonly then: IndexScore;
}

/**
 * The index of a unit if some deductions did not stand.
 * @param ids of deductions, as {@link explainIndex} lists them
 * @throws LedgerError `index.unknown_deduction` for one that costs the unit nothing in the period
 */
export function whatIf(
  snapshot: ViewSnapshot,
  scheme: IndexScheme,
  judged: readonly string[],
  unit: IndexUnit,
  periodText: string,
  ids: readonly string[],
): WhatIf {
  const [measured] = measureUnits(snapshot, scheme, judged, [unit], parsePeriod(periodText));
  if (!measured) throw new RangeError('one unit gives one result');
  const known = new Set(deductionsOf(scheme, measured).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw invalid(
      'index.unknown_deduction',
      `「${unknown}」不是该单位本期的扣分项：请用 index explain 查看`,
      `"${unknown}" is no deduction of this unit in this period; see index explain`,
      unknown,
    );
  return {
    unit,
    period: periodText,
    without: ids,
    now: measured.score,
    then: scoreWithout(scheme, measured, new Set(ids)),
  };
}
