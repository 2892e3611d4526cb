// Constraint sets as data: the schema of one MP-Declare constraint, and the loader of a YAML or JSON object.
// A set is accepted whole or refused with the constraint and the field named; nothing is dropped or defaulted away.
import { z } from 'zod';
import { MISSING_VALUES } from './case.js';
import { conditionSchema, correlationSchema } from './condition.js';
import { ConformanceError } from './errors.js';
import { TEMPLATE_NAMES, TEMPLATES } from './templates.js';
import { timeWindowSchema } from './window.js';

const activity = z.string().min(1);
const activities = z.union([activity, z.array(activity).min(1)]);
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/**
 * One constraint. `a` and `b` are activity names, or lists of alternatives (branched DECLARE). For templates judged
 * per activation, `activation` filters the activating event, `target` the target; `correlation` and `window` relate
 * them, and a target counts only when both hold. A two-sided template (succession, coexistence ...) is exactly the
 * conjunction of its two halves, each with these conditions. For existence, absence, init and end, `activation`
 * filters the events of `a`; for choice, `activation` filters `a` and `target` filters `b`.
 */
export const constraintSchema = z.strictObject({
  id: z.string().min(1),
  template: z.enum(TEMPLATE_NAMES),
  a: activities,
  b: activities.optional(),
  activation: conditionSchema.optional(),
  target: conditionSchema.optional(),
  correlation: correlationSchema.optional(),
  window: timeWindowSchema.optional(),
  title: bilingual.optional(),
  severity: z.enum(['S', 'M', 'L']).optional(),
  basis: z
    .array(z.strictObject({ document: z.string().min(1), clause: z.string().optional() }))
    .optional(),
});

export type Constraint = z.infer<typeof constraintSchema>;

/** A set of constraints with the settings they share. */
export const constraintSetSchema = z.strictObject({
  name: z.string().min(1),
  zone: z.string().min(1).optional(),
  missingValues: z.array(z.string()).optional(),
  constraints: z.array(constraintSchema).min(1),
});

export type ConstraintSet = z.infer<typeof constraintSetSchema>;

/** The values that stand for "not recorded" in a set. */
export function missingValuesOf(set: ConstraintSet): readonly string[] {
  return set.missingValues ?? MISSING_VALUES;
}

/**
 * Reads a constraint set from the object a YAML or JSON file holds.
 * @throws {ConformanceError} `constraints.invalid`; `details` holds `constraint` (its id, or its place) and `field`
 */
export function loadConstraintSet(source: unknown): ConstraintSet {
  const result = constraintSetSchema.safeParse(source);
  if (!result.success) {
    const { path, message } = clearest(result.error.issues);
    const place = path[0] === 'constraints' && typeof path[1] === 'number' ? path[1] : undefined;
    const name = place === undefined ? '-' : nameOf(source, place);
    throw invalid(name, path.slice(place === undefined ? 0 : 2).join('.') || '-', message);
  }
  const seen = new Set<string>();
  for (const constraint of result.data.constraints) {
    if (seen.has(constraint.id)) throw invalid(constraint.id, 'id', 'two constraints have this id');
    seen.add(constraint.id);
    checkShape(constraint);
  }
  return result.data;
}

/** The activity names of one role. */
export function activitiesOf(role: string | readonly string[] | undefined): readonly string[] {
  return role === undefined ? [] : typeof role === 'string' ? [role] : role;
}

/**
 * Checks what the schema cannot: the fields that the template takes.
 * @throws {ConformanceError} `constraints.invalid`
 */
export function checkShape(constraint: Constraint): void {
  const template = TEMPLATES.get(constraint.template);
  const refuse = (field: string, message: string): never => {
    throw invalid(constraint.id, field, message);
  };
  if (template === undefined) return refuse('template', 'unknown template');
  if (template.activities === 2 && constraint.b === undefined)
    refuse('b', `template ${template.name} needs b`);
  if (template.activities === 1)
    for (const field of ['b', 'target'] as const)
      if (constraint[field] !== undefined) refuse(field, `template ${template.name} takes none`);
  if ('rule' in template)
    for (const field of ['correlation', 'window'] as const)
      if (constraint[field] !== undefined)
        refuse(field, `template ${template.name} has no target to relate`);
  const { activation, target, correlation, a, b } = constraint;
  const told = activation !== undefined || target !== undefined || correlation !== undefined;
  const shared = activitiesOf(a).some((name) => activitiesOf(b).includes(name));
  // T(a, a) is trivially true or false in LTLf; an event is never its own target here, so the author must say more.
  if (shared && !told)
    refuse('b', 'a and b name the same activity; add a condition that tells them apart');
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The issue that says most: inside a failed union, the deepest one. */
function clearest(issues: readonly z.core.$ZodIssue[]): Issue {
  const found: Issue[] = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return { path: [...issue.path, issue.keys[0] ?? ''], message: issue.message };
    if (issue.code !== 'invalid_union') return { path: issue.path, message: issue.message };
    const inner = issue.errors.filter((branch) => branch.length > 0).map(clearest);
    const best = inner.sort((one, other) => other.path.length - one.path.length)[0];
    return best === undefined || best.path.length === 0
      ? { path: issue.path, message: issue.message }
      : { path: [...issue.path, ...best.path], message: best.message };
  });
  return found[0] ?? { path: [], message: 'invalid' };
}

function nameOf(source: unknown, place: number): string {
  const list = (source as { readonly constraints?: readonly unknown[] }).constraints;
  const id = (list?.[place] as { readonly id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id !== '' ? id : `#${place + 1}`;
}

function invalid(constraint: string, field: string, message: string): ConformanceError {
  return new ConformanceError(
    'constraints.invalid',
    `约束“${constraint}”的字段 ${field} 有误（${message}），整套约束未被采用，请更正后重试。`,
    `Constraint "${constraint}", field ${field}: ${message}; correct it, the set was not accepted.`,
    { constraint, field },
  );
}
