// Expressions: how a field of a command is found in a record. Text is a template (`"nyc-{ID}"`); numbers and booleans
// are constants; lists and objects are built element by element, absent ones left out; operators begin with `$`.
import { z } from 'zod';
import { LedgerError } from '../../kernel/errors.js';
import type { RecordValue } from '../record.js';
import type { Compiler, Evaluate } from './compiler.js';
import { conditionSchema, compileCondition, type Condition } from './condition.js';
import { expand, parsePath, resolve, type Scope } from './path.js';
import { atField, MappingProblem, recordProblem, type KeyPath } from './problem.js';
import { compileStep, stepSchema, type Step } from './steps.js';
import { compileTemplate } from './template.js';
import { isPresent, textOf } from './text.js';

const steps = z.union([stepSchema, z.array(stepSchema)]);

/** The operators. `$from`, `$first`, ... is the key that names one. */
const OPERATORS = {
  /** A path or an expression, then steps; `else` when the result is absent. */
  $from: z.strictObject({
    $from: z.unknown(),
    then: steps.optional(),
    else: z.unknown().optional(),
  }),
  /** The first of the list that is present. */
  $first: z.strictObject({ $first: z.array(z.unknown()).min(1) }),
  /** The sum of whole numbers; absent when one of them is. */
  $sum: z.strictObject({ $sum: z.array(z.unknown()).min(1) }),
  /** How many items at a path fulfil a condition. */
  $count: z.strictObject({ $count: z.string(), where: conditionSchema.optional() }),
  /** One value for each item at a path that fulfils a condition. */
  $each: z.strictObject({
    $each: z.string(),
    where: conditionSchema.optional(),
    give: z.unknown(),
  }),
  /** One expression or the other. */
  $when: z.strictObject({
    $when: conditionSchema,
    give: z.unknown(),
    else: z.unknown().optional(),
  }),
  /** The how-manieth record of the file it is with this value. Only in the mapping's `define`. */
  $ordinal: z.strictObject({ $ordinal: z.unknown() }),
};
type OperatorName = keyof typeof OPERATORS;

/** @throws MappingProblem */
export function compile(expression: unknown, at: KeyPath, compiler: Compiler): Evaluate {
  if (typeof expression === 'string') return compileTemplate(expression, at, compiler.reads);
  if (typeof expression === 'number' || typeof expression === 'boolean') return () => expression;
  if (expression === null || expression === undefined) return () => undefined;
  if (Array.isArray(expression)) return compileList(expression, at, compiler);
  if (typeof expression !== 'object')
    throw new MappingProblem(at, { zh: '此处不是表达式', en: 'This is not an expression' });
  const operator = Object.keys(expression).find((key) => key.startsWith('$'));
  if (operator === undefined) return compileObject(expression, at, compiler);
  if (!Object.hasOwn(OPERATORS, operator))
    throw new MappingProblem([...at, operator], {
      zh: `没有运算「${operator}」；可用：${Object.keys(OPERATORS).join(' ')}`,
      en: `There is no operator "${operator}"; there are: ${Object.keys(OPERATORS).join(' ')}`,
    });
  return compileOperator(operator as OperatorName, expression, at, compiler);
}

/** Parses with zod inside an expression. @throws MappingProblem at the first issue */
export function parsePart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: KeyPath,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PartProblem(at, result.error);
}

/** A zod error within an expression; `load.ts` words it as it words those of the whole file. */
export class PartProblem extends MappingProblem {
  constructor(
    at: KeyPath,
    readonly error: z.ZodError,
  ) {
    super(at, { zh: error.message, en: error.message });
  }
}

function compileList(items: readonly unknown[], at: KeyPath, compiler: Compiler): Evaluate {
  const compiled = items.map((item, index) => compile(item, [...at, index], compiler));
  return (scope) =>
    compiled.flatMap((evaluate, index) => {
      const value = inField(String(index), () => evaluate(scope));
      return value === undefined ? [] : [value];
    });
}

export function compileObject(expression: object, at: KeyPath, compiler: Compiler): Evaluate {
  const compiled = Object.entries(expression).map(
    ([key, value]) => [key, compile(value, [...at, key], compiler)] as const,
  );
  return (scope) => {
    const result: Record<string, RecordValue> = {};
    for (const [key, evaluate] of compiled) {
      const value = inField(key, () => evaluate(scope));
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}

/** Says of an error in which field of the command it arose. */
function inField<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LedgerError && error.where?.startsWith('/'))
      throw new LedgerError(error.kind, error.code, error.text, `/${field}${error.where}`);
    throw atField(error, `/${field}`);
  }
}

function compileOperator(
  name: OperatorName,
  expression: object,
  at: KeyPath,
  compiler: Compiler,
): Evaluate {
  const sub = (part: unknown, ...keys: KeyPath) => compile(part, [...at, ...keys], compiler);
  const condition = (part: Condition | undefined, key: string) =>
    part && compileCondition(part, [...at, key], compiler);
  switch (name) {
    case '$from':
      return compileFrom(parsePart(OPERATORS.$from, expression, at), at, compiler);
    case '$first': {
      const choices = parsePart(OPERATORS.$first, expression, at).$first.map((choice, index) =>
        sub(choice, '$first', index),
      );
      return (scope) => {
        for (const choice of choices) {
          const value = choice(scope);
          if (isPresent(value)) return value;
        }
        return undefined;
      };
    }
    case '$sum': {
      const terms = parsePart(OPERATORS.$sum, expression, at).$sum.map((term, index) =>
        sub(term, '$sum', index),
      );
      return (scope) => sum(terms.map((term) => numberOf(term(scope))));
    }
    case '$count': {
      const { $count, where } = parsePart(OPERATORS.$count, expression, at);
      const items = itemsAt($count, [...at, '$count'], compiler);
      const test = condition(where, 'where');
      return (scope) => items(scope).filter((item) => !test || test(item)).length;
    }
    case '$each': {
      const { $each, where, give } = parsePart(OPERATORS.$each, expression, at);
      const items = itemsAt($each, [...at, '$each'], compiler);
      const test = condition(where, 'where');
      const evaluate = sub(give, 'give');
      return (scope) =>
        items(scope).flatMap((item) => {
          const value = !test || test(item) ? evaluate(item) : undefined;
          return value === undefined ? [] : [value];
        });
    }
    case '$when': {
      const { $when, give, else: otherwise } = parsePart(OPERATORS.$when, expression, at);
      const test = compileCondition($when, [...at, '$when'], compiler);
      const [yes, no] = [sub(give, 'give'), sub(otherwise, 'else')];
      return (scope) => (test(scope) ? yes(scope) : no(scope));
    }
    case '$ordinal':
      return compileOrdinal(parsePart(OPERATORS.$ordinal, expression, at).$ordinal, at, compiler);
  }
}

function compileFrom(
  { $from, then, else: otherwise }: z.output<typeof OPERATORS.$from>,
  at: KeyPath,
  compiler: Compiler,
): Evaluate {
  const source = compileSource($from, [...at, '$from'], compiler);
  const list = then === undefined ? [] : Array.isArray(then) ? then : [then];
  const compiled: readonly Step[] = list.map((step, index) =>
    compileStep(step, {
      lookups: compiler.lookups,
      at: Array.isArray(then) ? [...at, 'then', index] : [...at, 'then'],
    }),
  );
  const fallback = compile(otherwise, [...at, 'else'], compiler);
  return (scope) => {
    let value = source(scope);
    for (const step of compiled) {
      if (!isPresent(value) || value === undefined) return fallback(scope);
      value = step(value);
    }
    return isPresent(value) ? value : fallback(scope);
  };
}

/** A compiler for the expressions of one mapping, or of one rule of it. */
export function createCompiler(options: Omit<Compiler, 'source'>): Compiler {
  const compiler: Compiler = {
    ...options,
    source: (source, at) => compileSource(source, at, compiler),
  };
  return compiler;
}

function compileSource(source: unknown, at: KeyPath, compiler: Compiler): Evaluate {
  if (typeof source !== 'string' || source.includes('{')) return compile(source, at, compiler);
  const path = parsePath(source, at);
  compiler.reads(path);
  return (scope) => resolve(path, scope);
}

function itemsAt(text: string, at: KeyPath, { reads }: Compiler) {
  const path = parsePath(text, at);
  reads(path);
  return (scope: Scope) => expand(path, scope);
}

function compileOrdinal(of: unknown, at: KeyPath, compiler: Compiler): Evaluate {
  if (!compiler.countsRecords)
    throw new MappingProblem(at, {
      zh: '$ordinal 只能写在映射最外层的 define 中',
      en: '$ordinal stands only in the define of the mapping itself',
    });
  const evaluate = compile(of, [...at, '$ordinal'], compiler);
  return (scope) => {
    const text = textOf(evaluate(scope));
    if (text === undefined) return undefined;
    const seen = scope.memory.get(evaluate) ?? new Map<string, number>();
    scope.memory.set(evaluate, seen);
    const ordinal = (seen.get(text) ?? 0) + 1;
    seen.set(text, ordinal);
    return ordinal;
  };
}

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    total += number;
  }
  return total;
}

function numberOf(value: RecordValue | undefined): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw recordProblem('integer', {
    zh: `「${text.slice(0, 60)}」不是整数`,
    en: `"${text.slice(0, 60)}" is not a whole number`,
  });
}
