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
