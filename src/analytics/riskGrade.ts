// The grade of a risk point (廉政风险点), computed: domain.md 2.7. A person decides the grade; this stands beside it.

/** 1 一级(高), 2 二级(中), 3 三级(低). */
export type RiskGrade = 1 | 2 | 3;

export interface RiskFactors {
  /** 1 to 5. */
  readonly likelihood: number;
  /** 1 to 5. */
  readonly impact: number;
  /** 0 to 3; 0 when not given. */
  readonly discretion?: number | undefined;
  /** Confirmed findings on the step in 24 months; 0 when not given. */
  readonly confirmedFindings?: number | undefined;
}

export interface ComputedRisk {
  readonly score: number;
  readonly grade: RiskGrade;
}

/** `R = L × I + D + min(4, H)`. Grade 1 from 16 or at impact 5, grade 2 from 9, else grade 3. */
export function computeRisk({
  likelihood,
  impact,
  discretion = 0,
  confirmedFindings = 0,
}: RiskFactors): ComputedRisk {
  const score = likelihood * impact + discretion + Math.min(4, confirmedFindings);
  return { score, grade: score >= 16 || impact === 5 ? 1 : score >= 9 ? 2 : 3 };
}

/** 0 none, 1 manual, 2 the system warns, 3 the system blocks. */
export const CONTROL_LEVELS = { none: 0, manual: 1, systemWarn: 2, systemBlock: 3 } as const;
export type ControlStrength = keyof typeof CONTROL_LEVELS;

/**
 * The grade that remains under the strongest control: each level takes one from the likelihood, down to 1, and the rest
 * is reckoned as before. An impact of 5 alone no longer makes grade 1 where the likelihood has come down to 1.
 * The reduction is this program's proposal (domain.md 2.7 asks for a residual grade and gives no figure).
 */
export function residualRisk(factors: RiskFactors, strength: ControlStrength): ComputedRisk {
  const likelihood = Math.max(1, factors.likelihood - CONTROL_LEVELS[strength]);
  const computed = computeRisk({ ...factors, likelihood });
  if (strength === 'none' || computed.score >= 16 || likelihood > 1) return computed;
  return { score: computed.score, grade: computed.score >= 9 || factors.impact === 5 ? 2 : 3 };
}

/** Months between two reviews of a point's controls, by decided grade (domain.md 1.4, RISK-02). */
export const REVIEW_MONTHS: Readonly<Record<RiskGrade, number>> = { 1: 6, 2: 12, 3: 24 };

/** Confirmed findings within twelve months from which a raised grade is proposed (RISK-03). */
export const RAISE_FROM = 3;
