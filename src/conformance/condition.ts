// Data conditions of MP-Declare constraints: small predicates on one event, or on an activation and a target.
// They come from data files and are total. A missing value satisfies no requirement: it equals nothing, and it is
// neither the same person nor a different one.
import { z } from 'zod';
import { isLocalDate, localDayOf, parseInstant, TimeError, epochDay } from '../kernel/time.js';
import { attributeReader, type AttributeReader, type CaseEvent, type CaseSubject } from './case.js';
import {
  admits,
  compileWindow,
  timeWindowSchema,
  type TimeContext,
  type TimeWindow,
} from './window.js';

type Scalar = string | number | boolean;

/** Comparison operators on one attribute. Order is defined between two numbers or between two texts only. */
const OPERATORS = ['equals', 'notEquals', 'atLeast', 'atMost', 'moreThan', 'lessThan'] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * A condition on one event. Exactly one form:
 * `{attribute, equals|notEquals|atLeast|atMost|moreThan|lessThan: value}`, `{attribute, in|notIn: [values]}`,
 * `{attribute, present: true|false}`, `{attribute, within: window}` (the event lies within the time window of the
 * instant or date in that attribute), `{attribute, overdue: 'instant'|'localDate'}` (the event is later than that
 * instant, or its local date is later than that one's), `{all: [...]}`, `{any: [...]}`, `{not: ...}`.
 * On a missing value equals, in, the order comparisons, within and overdue are false; notEquals and notIn are the
 * negations of equals and in, so they are true (a role that was not recorded is not the required role).
 */
export interface Condition {
  readonly attribute?: string | undefined;
  readonly equals?: Scalar | undefined;
  readonly notEquals?: Scalar | undefined;
  readonly atLeast?: Scalar | undefined;
  readonly atMost?: Scalar | undefined;
  readonly moreThan?: Scalar | undefined;
  readonly lessThan?: Scalar | undefined;
  readonly in?: readonly Scalar[] | undefined;
  readonly notIn?: readonly Scalar[] | undefined;
  readonly present?: boolean | undefined;
  readonly within?: TimeWindow | undefined;
  readonly overdue?: 'instant' | 'localDate' | undefined;
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly not?: Condition | undefined;
}

/**
 * How an activation and its target must relate. Exactly one form: `{same: attribute}`, `{different: attribute}`,
 * `{activation: attribute, is: operator, target: attribute}` (activation-side value is-operator target-side value),
 * `{all: [...]}`, `{any: [...]}`, `{not: ...}`. With a missing value on either side every comparison is false: it is
 * neither the same nor different (`not: {same}` is plain negation; write `different` for two recorded values).
 */
export interface Correlation {
  readonly same?: string | undefined;
  readonly different?: string | undefined;
  readonly activation?: string | undefined;
  readonly is?: Operator | undefined;
  readonly target?: string | undefined;
  readonly all?: readonly Correlation[] | undefined;
  readonly any?: readonly Correlation[] | undefined;
  readonly not?: Correlation | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const attributeName = z.string().min(1);

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      attribute: attributeName.optional(),
      equals: scalar.optional(),
      notEquals: scalar.optional(),
      atLeast: scalar.optional(),
      atMost: scalar.optional(),
      moreThan: scalar.optional(),
      lessThan: scalar.optional(),
      in: z.array(scalar).min(1).optional(),
      notIn: z.array(scalar).min(1).optional(),
      present: z.boolean().optional(),
      within: timeWindowSchema.optional(),
      overdue: z.enum(['instant', 'localDate']).optional(),
      all: z.array(conditionSchema).min(1).optional(),
      any: z.array(conditionSchema).min(1).optional(),
      not: conditionSchema.optional(),
    })
    .superRefine(({ attribute, all, any, not, ...operators }, context) => {
      const combined = [all, any, not].filter((part) => part !== undefined).length;
      const compared = Object.values(operators).filter((part) => part !== undefined).length;
      const sound =
        attribute === undefined
          ? combined === 1 && compared === 0
          : combined === 0 && compared === 1;
      if (!sound)
        context.addIssue({
          code: 'custom',
          message: 'a condition is one attribute with one operator, or one of all, any, not',
        });
    }),
);

export const correlationSchema: z.ZodType<Correlation> = z.lazy(() =>
  z
    .strictObject({
      same: attributeName.optional(),
      different: attributeName.optional(),
      activation: attributeName.optional(),
      is: z.enum(OPERATORS).optional(),
      target: attributeName.optional(),
      all: z.array(correlationSchema).min(1).optional(),
      any: z.array(correlationSchema).min(1).optional(),
      not: correlationSchema.optional(),
    })
    .superRefine(({ activation, is, target, ...forms }, context) => {
      const single = Object.values(forms).filter((part) => part !== undefined).length;
      const sides = [activation, is, target].filter((part) => part !== undefined).length;
      if (!(single === 1 ? sides === 0 : single === 0 && sides === 3))
        context.addIssue({
          code: 'custom',
          message:
            'a correlation is one of same, different, all, any, not, or activation + is + target',
        });
    }),
);

/** The attributes that a condition or correlation reads. */
export function attributesRead(part: Condition | Correlation | undefined): readonly string[] {
  if (part === undefined) return [];
  const inner = [...(part.all ?? []), ...(part.any ?? []), ...(part.not ? [part.not] : [])];
  const named =
    'attribute' in part
      ? [part.attribute]
      : 'same' in part || 'different' in part || 'activation' in part
        ? [part.same, part.different, part.activation, part.target]
        : [];
  return [...named.filter((name) => name !== undefined), ...inner.flatMap(attributesRead)];
}

/** Settings that conditions and windows are compiled with. */
export interface ConditionContext extends TimeContext {
  readonly missingValues?: readonly string[];
}

/** Whether a condition holds on an event. */
export type EventPredicate = (event: CaseEvent, subject: CaseSubject) => boolean;

/** Whether a correlation holds between an activation and a target. */
export type PairPredicate = (
  activation: CaseEvent,
  target: CaseEvent,
  subject: CaseSubject,
) => boolean;

export function compileCondition(condition: Condition, context: ConditionContext): EventPredicate {
  const { all, any, not, attribute } = condition;
  if (all !== undefined) return everyOf(all.map((part) => compileCondition(part, context)));
  if (any !== undefined) return someOf(any.map((part) => compileCondition(part, context)));
  if (not !== undefined) return negationOf(compileCondition(not, context));
  const read = attributeReader(attribute ?? '', context.missingValues);
  const { present, within, overdue } = condition;
  if (present !== undefined)
    return (event, subject) => (read(event, subject) !== undefined) === present;
  if (within !== undefined) return withinWindow(read, within, context);
  if (overdue !== undefined) return isOverdue(read, overdue, context);
  for (const list of ['in', 'notIn'] as const) {
    const values = condition[list] && new Set<Scalar>(condition[list]);
    if (values !== undefined)
      return onValue(read, list === 'notIn', (value) => values.has(value) === (list === 'in'));
  }
  for (const operator of OPERATORS) {
    const right = condition[operator];
    if (right !== undefined)
      return onValue(read, operator === 'notEquals', (left) => compare(left, operator, right));
  }
  return () => false;
}

export function compileCorrelation(
  correlation: Correlation,
  context: ConditionContext,
): PairPredicate {
  const { all, any, not, same, different } = correlation;
  if (all !== undefined) return everyOf(all.map((part) => compileCorrelation(part, context)));
  if (any !== undefined) return someOf(any.map((part) => compileCorrelation(part, context)));
  if (not !== undefined) return negationOf(compileCorrelation(not, context));
  const attribute = same ?? different;
  const operator = same !== undefined ? 'equals' : (correlation.is ?? 'notEquals');
  const left = attributeReader(attribute ?? correlation.activation ?? '', context.missingValues);
  const right = attributeReader(attribute ?? correlation.target ?? '', context.missingValues);
  return (activation, target, subject) => {
    const [one, other] = [left(activation, subject), right(target, subject)];
    return one !== undefined && other !== undefined && compare(one, operator, other);
  };
}

function compare(left: Scalar, operator: Operator, right: Scalar): boolean {
  if (operator === 'equals') return left === right;
  if (operator === 'notEquals') return left !== right;
  if (typeof left !== typeof right || typeof left === 'boolean') return false;
  switch (operator) {
    case 'atLeast':
      return left >= right;
    case 'atMost':
      return left <= right;
    case 'moreThan':
      return left > right;
    case 'lessThan':
      return left < right;
  }
}

function onValue(
  read: AttributeReader,
  whenMissing: boolean,
  test: (value: Scalar) => boolean,
): EventPredicate {
  return (event, subject) => {
    const value = read(event, subject);
    return value === undefined ? whenMissing : test(value);
  };
}

/** Whether the event lies within the window that the attribute's instant or date opens (or closes). */
function withinWindow(
  read: AttributeReader,
  window: TimeWindow,
  context: ConditionContext,
): EventPredicate {
  const compiled = compileWindow(window, context);
  const calendar = window.unit === 'cd' || window.unit === 'wd' || window.unit === 'm';
  return (event, subject) => {
    const value = read(event, subject);
    if (value === undefined || typeof value === 'boolean') return false;
    const opened = calendar ? dayOf(value, context) : instantOf(value);
    return opened !== undefined && admits(compiled, opened, compiled.measureOf(event.time));
  };
}

/** Whether the event is later than the due instant, or its local date later than the due date. */
export function isOverdue(
  read: AttributeReader,
  by: 'instant' | 'localDate',
  context: TimeContext,
): EventPredicate {
  return (event, subject) => {
    const due = read(event, subject);
    if (due === undefined || typeof due === 'boolean') return false;
    const [limit, actual] =
      by === 'instant'
        ? [instantOf(due), event.time]
        : [dayOf(due, context), dayOf(event.time, context)];
    return limit !== undefined && actual !== undefined && actual > limit;
  };
}

/** The epoch day of an attribute: a date as written, or the local date of an instant. */
export function dayOf(value: string | number, { zone }: TimeContext): number | undefined {
  if (typeof value === 'string' && isLocalDate(value)) return epochDay(value);
  const instant = instantOf(value);
  return instant === undefined ? undefined : localDayOf(instant, zone);
}

/** Epoch milliseconds of an attribute, or undefined when it is not an instant. */
export function instantOf(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  try {
    return parseInstant(value).epochMs;
  } catch (error) {
    if (error instanceof TimeError) return undefined;
    throw error;
  }
}

type Predicate<Arguments extends unknown[]> = (...parts: Arguments) => boolean;

function everyOf<Arguments extends unknown[]>(
  parts: readonly Predicate<Arguments>[],
): Predicate<Arguments> {
  return (...values) => parts.every((part) => part(...values));
}

function someOf<Arguments extends unknown[]>(
  parts: readonly Predicate<Arguments>[],
): Predicate<Arguments> {
  return (...values) => parts.some((part) => part(...values));
}

function negationOf<Arguments extends unknown[]>(part: Predicate<Arguments>): Predicate<Arguments> {
  return (...values) => !part(...values);
}
