// What lies behind each indicator of one unit: rules, counts, violations, obligations, money, sheets and answers.
// Every figure of it opens to events. It must never turn "not recorded" into "nothing wrong".
import {
  matchesRule,
  type IndexScheme,
  type IndicatorDefinition,
} from '../../src/analytics/indexScheme.js';
import type { CoverageReading, IndicatorReading } from '../../src/analytics/normIndex.js';
import type { Obligation } from '../accountability/accountability.queries.js';
import type { ActivationCount } from '../violations/violations.queries.js';
import type { IndexPeriod } from './period.js';
import type { IndexUnit, PeriodViolation, RunData } from './runData.js';

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
  /** `null`: not measured by occasions. For money: fen that fell due. */
  readonly occasions: number | null;
  /** Sum of the weights of what was broken. For money: fen still open. */
  readonly severity: number | null;
  /** What is deducted for. */
  readonly violations: readonly PeriodViolation[];
  /** Violations that somebody rebutted: shown, not deducted. */
  readonly rebutted: readonly PeriodViolation[];
  /** What fell due in the period; open where it was not done by its day. */
  readonly obligations: readonly (Obligation & { readonly open: boolean })[];
  /** Events of money that fell due, and how much of each was open at the period's end (fen). */
  readonly amounts: readonly {
    readonly id: string;
    readonly eventId: string;
    readonly due: string;
    readonly open: string;
    readonly currency: string;
  }[];
  /** Appraisals or answers behind a mean: their events, and how many were counted. */
  readonly ratings: { readonly sheets: number; readonly eventIds: readonly string[] } | null;
  /** Why there is no score: no rule of it is judged, nothing happened to which it applies, or too few answered. */
  readonly notApplicable: 'notJudged' | 'noOccasion' | 'tooFew' | 'mixedCurrencies' | null;
}

export interface Measured {
  readonly evidence: IndicatorEvidence;
  readonly reading: IndicatorReading | undefined;
}

const NOTHING = {
  rules: [],
  activations: [],
  occasions: null,
  severity: null,
  violations: [],
  rebutted: [],
  obligations: [],
  amounts: [],
  ratings: null,
} as const;

type Of<S extends IndicatorDefinition['source']> = Extract<IndicatorDefinition, { source: S }>;

function ofRatings(indicator: Of<'ratings'>, unit: IndexUnit, data: RunData): Measured {
  const { excellent, competent, basicallyCompetent, incompetent } = indicator.scores;
  const rows = data.ratings(unit);
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
      ...NOTHING,
      id: indicator.id,
      ratings: { sheets, eventIds: rows.map(({ event_id: eventId }) => eventId) },
      notApplicable: sheets === 0 ? 'noOccasion' : null,
    },
    reading: sheets === 0 ? undefined : { mean: points / sheets },
  };
}

/** The mean satisfaction of all answers; not applicable below the least number of answers. */
function ofSurvey(indicator: Of<'survey'>, unit: IndexUnit, data: RunData): Measured {
  const rows = data.satisfaction(unit);
  const sheets = rows.reduce((sum, { responses }) => sum + responses, 0);
  const points = rows.reduce((sum, row) => sum + row.points, 0);
  const enough = sheets >= indicator.minimumResponses;
  return {
    evidence: {
      ...NOTHING,
      id: indicator.id,
      ratings: { sheets, eventIds: rows.map(({ eventId }) => eventId) },
      notApplicable: sheets === 0 ? 'noOccasion' : enough ? null : 'tooFew',
    },
    reading: enough ? { mean: points / sheets } : undefined,
  };
}

function ofAmounts(indicator: Of<'amounts'>, unit: IndexUnit, data: RunData): Measured {
  const rows = data.amounts(unit);
  const open = ({ amount, settled }: (typeof rows)[number]) =>
    settled >= amount ? 0n : amount - settled;
  const mixed = new Set(rows.map(({ currency }) => currency)).size > 1;
  const due = rows.reduce((sum, { amount }) => sum + amount, 0n);
  const overdue = rows.reduce((sum, row) => sum + open(row), 0n);
  const reading = { occasions: Number(due), severity: Number(overdue) };
  return {
    evidence: {
      ...NOTHING,
      id: indicator.id,
      occasions: reading.occasions,
      severity: reading.severity,
      amounts: rows.map((row) => ({
        id: row.id,
        eventId: row.eventId,
        due: String(row.amount),
        open: String(open(row)),
        currency: row.currency,
      })),
      notApplicable: mixed ? 'mixedCurrencies' : due === 0n ? 'noOccasion' : null,
    },
    reading: mixed ? undefined : reading,
  };
}

const total = ({ kept, serious, medium, minor }: ActivationCount): number =>
  kept + serious + medium + minor;

const isRebutted = ({ standing }: PeriodViolation): boolean => standing?.decision === 'rebutted';

function ofViolations(
  scheme: IndexScheme,
  indicator: Of<'violations'>,
  judged: readonly string[],
  unit: IndexUnit,
  data: RunData,
): Measured {
  const rules = judged.filter((rule) => matchesRule(indicator.rules, rule));
  const counts = data
    .activations(unit)
    .filter(
      ({ rule }) => matchesRule(indicator.rules, rule) || matchesRule(indicator.occasions, rule),
    );
  const found = data.violations(unit).filter(({ rule }) => matchesRule(indicator.rules, rule));
  const violations = found.filter((violation) => !isRebutted(violation));
  const obligations = data
    .obligations(unit)
    .filter(({ kind }) => indicator.obligations.includes(kind))
    .map((one) => ({ ...one, open: one.doneOn === null || one.doneOn > one.dueOn }));
  const counted = counts
    .filter(({ rule }) => matchesRule(indicator.occasions, rule))
    .reduce((sum, count) => sum + total(count), 0);
  // What was broken did occur, also where the counted rule did not apply to it: a violation must never vanish as N/A.
  const acts = Math.max(counted, new Set(found.map(({ eventId }) => eventId)).size);
  const occasions = acts + obligations.length;
  const weightOf = (grade: 'S' | 'M' | 'L', among: readonly PeriodViolation[]) =>
    scheme.severity[grade] * among.filter(({ severity }) => severity === grade).length;
  const severity =
    weightOf('S', violations) +
    weightOf('M', violations) +
    weightOf('L', violations) +
    scheme.severity.M * obligations.filter(({ open }) => open).length;
  return {
    evidence: {
      ...NOTHING,
      id: indicator.id,
      rules,
      activations: counts.map((count) => ({
        rule: count.rule,
        kept: count.kept,
        broken: total(count) - count.kept,
      })),
      occasions,
      severity,
      violations,
      rebutted: found.filter(isRebutted),
      obligations,
      notApplicable:
        rules.length + indicator.obligations.length === 0
          ? 'notJudged'
          : occasions === 0
            ? 'noOccasion'
            : null,
    },
    reading: { occasions, severity },
  };
}

/** Measures one indicator of one unit. @param judged ids of the rules that this program judges */
export function measure(
  scheme: IndexScheme,
  indicator: IndicatorDefinition,
  judged: readonly string[],
  unit: IndexUnit,
  data: RunData,
): Measured {
  switch (indicator.source) {
    case 'ratings':
      return ofRatings(indicator, unit, data);
    case 'survey':
      return ofSurvey(indicator, unit, data);
    case 'amounts':
      return ofAmounts(indicator, unit, data);
    case 'violations':
      return ofViolations(scheme, indicator, judged, unit, data);
  }
}

export interface CoverageEvidence extends CoverageReading {
  readonly unmatchedBankLineEvents: readonly string[];
  readonly missing: readonly { readonly event: string; readonly period: string }[];
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

/** What the ledger holds of a unit against what it should hold. */
export function coverageEvidence(
  scheme: IndexScheme,
  period: IndexPeriod,
  unit: IndexUnit,
  data: RunData,
): CoverageEvidence {
  const lines = data.bankLines(unit);
  const present = new Set(data.presences(unit));
  const due = scheme.coverage.periodic.flatMap(({ event, every }) =>
    dueStretches(period, every).map(({ label, months }) => ({
      event,
      period: label,
      present: months.some((month) => present.has(`${month} ${event}`)),
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
