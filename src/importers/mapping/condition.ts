// Conditions of `when` and `where`. Values are compared as text, trimmed; dates as YYYY-MM-DD.
import { z } from 'zod';
import type { Compiler } from './compiler.js';
import type { Scope } from './path.js';
import { MappingProblem, type KeyPath } from './problem.js';
import { isPresent, textOf } from './text.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `value` is a path or an expression; the other keys say what must hold of it, all of them. */
export interface Condition {
  value?: unknown;
  present?: boolean | undefined;
  is?: string | number | boolean | undefined;
  isNot?: string | number | boolean | undefined;
  in?: (string | number | boolean)[] | undefined;
  matches?: string | undefined;
  /** Earlier, in the order of text: for dates and times of one form. An expression. */
  before?: unknown;
  all?: Condition[] | undefined;
  any?: Condition[] | undefined;
  not?: Condition | undefined;
}

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({
    value: z.unknown().optional(),
    present: z.boolean().optional(),
    is: scalar.optional(),
    isNot: scalar.optional(),
    in: z.array(scalar).optional(),
    matches: z.string().optional(),
    before: z.unknown().optional(),
    all: z.array(conditionSchema).optional(),
    any: z.array(conditionSchema).optional(),
    not: conditionSchema.optional(),
  }),
);

export type Test = (scope: Scope) => boolean;

/** @throws MappingProblem */
export function compileCondition(condition: Condition, at: KeyPath, compiler: Compiler): Test {
  const tests = [...ofValue(condition, at, compiler), ...ofConditions(condition, at, compiler)];
  if (tests.length === 0)
    throw new MappingProblem(at, {
      zh: '条件是空的：请写 value 与 is、in、present、matches、before 之一，或 all、any、not',
      en: 'The condition says nothing: give value with is, in, present, matches or before, or all, any, not',
    });
  return (scope) => tests.every((test) => test(scope));
}

function ofConditions({ all, any, not }: Condition, at: KeyPath, compiler: Compiler): Test[] {
  const compileAll = (conditions: readonly Condition[], key: string) =>
    conditions.map((each, index) => compileCondition(each, [...at, key, index], compiler));
  const tests: Test[] = all ? compileAll(all, 'all') : [];
  if (any) {
    const choices = compileAll(any, 'any');
    tests.push((scope) => choices.some((test) => test(scope)));
  }
  if (not) {
    const inner = compileCondition(not, [...at, 'not'], compiler);
    tests.push((scope) => !inner(scope));
  }
  return tests;
}

function ofValue(condition: Condition, at: KeyPath, compiler: Compiler): Test[] {
  const { value, present, is, isNot, in: among, matches, before } = condition;
  const wanted = [present, is, isNot, among, matches, before].some((part) => part !== undefined);
  if (wanted !== (value !== undefined))
    throw new MappingProblem(at, {
      zh: '条件须同时写明 value 和对它的要求',
      en: 'A condition needs both a value and what must hold of it',
    });
  if (value === undefined) return [];
  const evaluate = compiler.source(value, [...at, 'value']);
  const text = (scope: Scope) => textOf(evaluate(scope));
  const tests: Test[] = [];
  if (present !== undefined) tests.push((scope) => isPresent(evaluate(scope)) === present);
  if (is !== undefined) tests.push((scope) => text(scope) === String(is));
  if (isNot !== undefined) tests.push((scope) => text(scope) !== String(isNot));
  if (among) {
    const allowed = new Set(among.map(String));
    tests.push((scope) => allowed.has(text(scope) ?? ''));
  }
  if (matches !== undefined) tests.push(matching(matches, text, [...at, 'matches']));
  if (before !== undefined) {
    const limit = compiler.source(before, [...at, 'before']);
    tests.push((scope) => {
      const [own, other] = [text(scope), textOf(limit(scope))];
      return own !== undefined && other !== undefined && own < other;
    });
  }
  return tests;
}

function matching(pattern: string, text: (scope: Scope) => string | undefined, at: KeyPath): Test {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch {
    throw new MappingProblem(at, {
      zh: `「${pattern}」不是有效的正则表达式`,
      en: `"${pattern}" is not a regular expression`,
    });
  }
  return (scope) => expression.test(text(scope) ?? '');
}
