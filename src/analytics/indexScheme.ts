// A norm-index scheme: which indicators count how much. It is data (YAML), checked here; it holds no results.
// A scheme that does not add up must never be used in part.
import { z } from 'zod';
import { invalid } from '../kernel/errors.js';

const title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const rulePattern = z.string().regex(/^[A-Z]+-(\d{2}|\*)$/, 'a rule id such as PAY-01, or PAY-*');
const points = z.number().min(0).max(100);
const weight = z.number().positive().max(100);

/** Kinds of obligation that are no rule: see the view `accountability`. */
export const OBLIGATIONS = ['warning', 'problem', 'finding', 'activity'] as const;
export type ObligationKind = (typeof OBLIGATIONS)[number];

const indicator = z.discriminatedUnion('source', [
  z.strictObject({
    id: z.string(),
    title,
    weight,
    /** Violations of rules against occasions on which they applied. */
    source: z.literal('violations'),
    rules: z.array(rulePattern),
    /** Rules whose activations are counted as occasions (O). */
    occasions: z.array(rulePattern),
    /** What fell due in the period and was not done by its day: each is an occasion, and broken it weighs as medium. */
    obligations: z.array(z.enum(OBLIGATIONS)).default([]),
    /** Share of violations at which the score reaches 0 (ρ). */
    tolerance: z.number().positive().max(1),
  }),
  z.strictObject({
    id: z.string(),
    title,
    weight,
    /** Money that fell due in the period against what of it was still open at the period's end. */
    source: z.literal('amounts'),
    tolerance: z.number().positive().max(1),
  }),
  z.strictObject({
    id: z.string(),
    title,
    weight,
    /** Mean of the appraisals tallied. */
    source: z.literal('ratings'),
    scores: z.strictObject({
      excellent: points,
      competent: points,
      basicallyCompetent: points,
      incompetent: points,
    }),
  }),
  z.strictObject({
    id: z.string(),
    title,
    weight,
    /** Mean satisfaction of a survey. */
    source: z.literal('survey'),
    minimumResponses: z.int().positive(),
  }),
]);
export type IndicatorDefinition = z.output<typeof indicator>;

export const CADENCES = ['month', 'quarter', 'year'] as const;

const schemeShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  version: z.string().regex(/^[a-z0-9.]+$/i),
  title,
  source: z.string().optional(),
  /** Weight of one violation by severity. */
  severity: z.strictObject({ S: points, M: points, L: points }),
  dimensions: z
    .array(z.strictObject({ id: z.string(), title, weight, indicators: z.array(indicator).min(1) }))
    .min(1),
  warnings: z.strictObject({ yellow: points, orange: points, red: points, cap: points }),
  bonusCap: points,
  caps: z.strictObject({
    openSerious: points,
    veto: points,
    /** Days after its confirmation from which an open serious violation caps the index. */
    openSeriousDays: z.int().min(0).default(30),
  }),
  /** So many warnings of one level within the twelve months before the period's end are a veto. */
  vetoWarnings: z
    .strictObject({ yellow: z.int().min(1), orange: z.int().min(1), red: z.int().min(1) })
    .optional(),
  /** Whether units may be compared by their numbers; without it only grades are shown. */
  ranking: z.boolean().default(true),
  coverage: z.strictObject({
    bankWeight: z.number().min(0).max(1),
    /** Below `number`: no number. Below `full`: the number is indicative. */
    number: z.number().min(0).max(1),
    full: z.number().min(0).max(1),
    periodic: z.array(z.strictObject({ event: z.string(), every: z.enum(CADENCES) })).min(1),
  }),
  /** From the best; the last one has no lower bound. What follows from a grade is proposed; a person decides. */
  grades: z
    .array(z.strictObject({ title, from: points.optional(), consequence: title.optional() }))
    .min(2),
  /** A veto, or so many successive periods below this index, is proposed for the accountability procedure. */
  accountability: z
    .strictObject({ below: points, successive: z.int().min(2), proposal: title })
    .optional(),
});
export type IndexScheme = z.output<typeof schemeShape>;

const refuse = (zh: string, en: string, where: string) => invalid('scheme.invalid', zh, en, where);

/** Weights are decimal figures that people write; their sum is compared as such. */
const isSum = (weights: readonly { weight: number }[], expected: number) =>
  Math.abs(weights.reduce((sum, each) => sum + each.weight, 0) - expected) < 1e-9;

function checkSums(scheme: IndexScheme): void {
  if (!isSum(scheme.dimensions, 100))
    throw refuse(
      '各维度权重之和应为 100',
      'The weights of the dimensions must add up to 100',
      'dimensions',
    );
  for (const dimension of scheme.dimensions)
    if (!isSum(dimension.indicators, dimension.weight))
      throw refuse(
        `维度 ${dimension.id} 的指标权重之和应为 ${dimension.weight}`,
        `The weights of the indicators of ${dimension.id} must add up to ${dimension.weight}`,
        `dimensions/${dimension.id}`,
      );
}

function checkNames(scheme: IndexScheme, eventNames: readonly string[]): void {
  const ids = scheme.dimensions.flatMap(({ id, indicators }) => [
    id,
    ...indicators.map((each) => each.id),
  ]);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined)
    throw refuse(`编号 ${repeated} 重复`, `The id ${repeated} is used twice`, repeated);
  for (const { event } of scheme.coverage.periodic)
    if (!eventNames.includes(event))
      throw refuse(
        `定期事件「${event}」不在事件目录中`,
        `The periodic event "${event}" is not in the catalogue of events`,
        `coverage/periodic/${event}`,
      );
}

function checkMeasured(scheme: IndexScheme): void {
  for (const indicator of scheme.dimensions.flatMap(({ indicators }) => indicators))
    if (
      indicator.source === 'violations' &&
      indicator.rules.length + indicator.obligations.length === 0
    )
      throw refuse(
        `指标 ${indicator.id} 没有规则也没有应办事项，无从计分`,
        `The indicator ${indicator.id} names neither rules nor obligations, so nothing measures it`,
        indicator.id,
      );
}

/** A rule that this program does not know is a slip of the pen; a family (`PAY-*`) must have at least one. */
function checkRules(scheme: IndexScheme, ruleIds: readonly string[]): void {
  for (const indicator of scheme.dimensions.flatMap(({ indicators }) => indicators)) {
    if (indicator.source !== 'violations') continue;
    const unknown = [...indicator.rules, ...indicator.occasions].find(
      (pattern) => !ruleIds.some((id) => matchesRule([pattern], id)),
    );
    if (unknown !== undefined)
      throw refuse(
        `指标 ${indicator.id} 提到未知规则「${unknown}」`,
        `The indicator ${indicator.id} names an unknown rule "${unknown}"`,
        `${indicator.id}/${unknown}`,
      );
  }
}

function checkOrder(scheme: IndexScheme): void {
  const bounds = scheme.grades.map(({ from }) => from);
  const falls = bounds
    .slice(0, -1)
    .every((from, index) => from !== undefined && from > (bounds[index + 1] ?? -1));
  if (!falls || bounds.at(-1) !== undefined)
    throw refuse(
      '等次须从高到低，且最后一档不设下限',
      'Grades must fall, and the last must have no lower bound',
      'grades',
    );
  if (scheme.coverage.number > scheme.coverage.full)
    throw refuse(
      '覆盖率下限不得高于完整线',
      'The coverage that allows a number must not exceed that of a full one',
      'coverage',
    );
}

/**
 * Checks a scheme: shape, weights that add up, ids used once, known periodic events, falling grades.
 * @param eventNames names of the catalogue
 * @param ruleIds of the rules that this program judges; left out, rules are not checked
 * @throws LedgerError `scheme.invalid`, naming the place
 */
export function parseScheme(
  document: unknown,
  eventNames: readonly string[],
  ruleIds?: readonly string[],
): IndexScheme {
  const parsed = schemeShape.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('/') ?? '';
    throw refuse(
      `指数方案有误：${where} ${issue?.message ?? ''}`,
      `The index scheme is not valid: ${where} ${issue?.message ?? ''}`,
      where,
    );
  }
  checkSums(parsed.data);
  checkNames(parsed.data, eventNames);
  checkOrder(parsed.data);
  checkMeasured(parsed.data);
  if (ruleIds) checkRules(parsed.data, ruleIds);
  return parsed.data;
}

/** Whether a rule is meant by one of the patterns. */
export function matchesRule(patterns: readonly string[], ruleId: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? ruleId.startsWith(pattern.slice(0, -1)) : pattern === ruleId,
  );
}
