// Flows as data: the step grammar of the power catalogue (max/from, lead/before, gap/after, stay, notice, who).
// A flow is accepted whole or refused with the step and the field named; an unreadable limit is never skipped.
import { z } from 'zod';
import type { Period, PeriodUnit } from './calendar.js';
import { ConformanceError, type ConformanceErrorCode } from './errors.js';

const stepNumber = z.int().min(1);
const limit = z
  .string()
  .regex(
    /^(\d{1,5}(cd|wd|m)|\{[\w.-]+\})$/,
    'a limit is a number with cd, wd or m, or a {parameter}',
  );

/**
 * One step. `max` from step `from`, `lead` before step `before`, `gap` after step `after`, `stay` of a posting,
 * `notice` to the members before a meeting; `from` equal to the step's own `n` counts from the step's own trigger
 * (the activity `trigger`, or the time in the step's trigger attribute). `who` is one role code or several allowed
 * ones. `from` without `max` says only which step this one follows. An `optional` step need not happen; its limits hold when it does.
 */
export const flowStepSchema = z
  .strictObject({
    n: stepNumber,
    name: z.string().min(1),
    nameEn: z.string().min(1).optional(),
    who: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
    evt: z.string().min(1),
    max: limit.optional(),
    from: stepNumber.optional(),
    lead: limit.optional(),
    before: stepNumber.optional(),
    gap: limit.optional(),
    after: stepNumber.optional(),
    stay: limit.optional(),
    notice: limit.optional(),
    trigger: z.string().min(1).optional(),
    optional: z.boolean().optional(),
    every: z.string().optional(),
    evidence: z.string().optional(),
    note: z.string().optional(),
  })
  .superRefine((step, context) => {
    for (const [amount, reference] of LIMIT_PAIRS)
      if (
        step[amount] === undefined
          ? step[reference] !== undefined && reference !== 'from'
          : step[reference] === undefined
      )
        context.addIssue({
          code: 'custom',
          path: [step[amount] === undefined ? amount : reference],
          message: `${amount} and ${reference} belong together`,
        });
    if (step.trigger !== undefined && step.from !== step.n)
      context.addIssue({ code: 'custom', path: ['trigger'], message: 'a trigger needs from = n' });
  });

const LIMIT_PAIRS = [
  ['max', 'from'],
  ['lead', 'before'],
  ['gap', 'after'],
] as const;

export const flowSchema = z.strictObject({
  code: z.string().min(1),
  name: z.string().min(1).optional(),
  steps: z.array(flowStepSchema).min(1),
});

export type FlowStep = z.infer<typeof flowStepSchema>;
export type Flow = z.infer<typeof flowSchema>;

/** What a compiled constraint checks: FLOW-01 order, FLOW-02 mandatory, FLOW-03 the limits, FLOW-04 role. */
export type FlowRuleKind =
  'order' | 'mandatory' | 'role' | 'roleRecorded' | 'max' | 'lead' | 'gap' | 'stay' | 'notice';

/** The role codes allowed to do a step. */
export function rolesOf({ who }: FlowStep): readonly string[] {
  return typeof who === 'string' ? [who] : who;
}

/** A parameter of a rule pack; a limit needs a whole `value` with unit cd, wd or m. Other fields are ignored here. */
export interface FlowParameter {
  readonly value: unknown;
  readonly unit?: unknown;
}

/**
 * Reads one flow from the object a YAML or JSON file holds.
 * @throws {ConformanceError} `flow.invalid`, `flow.step.duplicate`; `details` holds `flow`, `step` and `field`
 */
export function loadFlow(source: unknown): Flow {
  const result = flowSchema.safeParse(source);
  const code = codeOf(source);
  if (!result.success) {
    const { path, message } = result.error.issues[0] ?? { path: [], message: 'invalid' };
    const place = path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : undefined;
    const field = path.slice(place === undefined ? 0 : 2).join('.') || '-';
    throw flowError('flow.invalid', code, {
      step: place === undefined ? '-' : stepNameOf(source, place),
      field,
      zh: `字段 ${field} 有误（${message}）`,
      en: `field ${field}: ${message}`,
    });
  }
  const seen = new Set<number>();
  for (const { n } of result.data.steps) {
    if (seen.has(n))
      throw flowError('flow.step.duplicate', code, {
        step: String(n),
        field: 'n',
        zh: '步骤编号重复',
        en: 'two steps have this number',
      });
    seen.add(n);
  }
  return result.data;
}

/**
 * The period of a limit such as `5wd` or `{post.minDays}`.
 * @throws {ConformanceError} `flow.parameter.missing`, `flow.parameter.invalid`
 */
export function resolveLimit(
  flow: Flow,
  step: FlowStep,
  field: 'max' | 'lead' | 'gap' | 'stay' | 'notice',
  parameters: Readonly<Record<string, FlowParameter>>,
): Period | undefined {
  const text = step[field];
  if (text === undefined) return undefined;
  const written = /^(\d+)(cd|wd|m)$/.exec(text);
  if (written !== null) return { n: Number(written[1]), unit: written[2] as PeriodUnit };
  const name = text.slice(1, -1);
  const place = { step: String(step.n), field };
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter === undefined)
    throw flowError('flow.parameter.missing', flow.code, {
      ...place,
      parameter: name,
      zh: `缺少参数 ${name}，请在规则包中补充`,
      en: `parameter ${name} is missing; add it to the rule pack`,
    });
  const { value, unit } = parameter;
  const sound = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (!sound || (unit !== 'cd' && unit !== 'wd' && unit !== 'm'))
    throw flowError('flow.parameter.invalid', flow.code, {
      ...place,
      parameter: name,
      zh: `参数 ${name} 不是以 cd、wd 或 m 计的整数期限`,
      en: `parameter ${name} is no whole number of cd, wd or m`,
    });
  return { n: value, unit };
}

/** An error about one step of a flow; the extra fields go to `details`. */
export function flowError(
  code: ConformanceErrorCode,
  flow: string,
  { zh, en, step, ...place }: { zh: string; en: string; step: string } & Record<string, string>,
): ConformanceError {
  return new ConformanceError(
    code,
    `流程“${flow}”第 ${step} 步：${zh}。`,
    `Flow "${flow}", step ${step}: ${en}.`,
    { flow, step, ...place },
  );
}

function codeOf(source: unknown): string {
  const code = (source as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code !== '' ? code : '-';
}

function stepNameOf(source: unknown, place: number): string {
  const steps = (source as { readonly steps?: readonly unknown[] }).steps;
  const n = (steps?.[place] as { readonly n?: unknown } | null | undefined)?.n;
  return typeof n === 'number' ? String(n) : `#${place + 1}`;
}
