// Whether the parts of a catalogue agree: roles, steps and parameters that are named exist, limits can be kept.
// Every fault names the item and the field. It must never repair what it finds.
import type { FlowStep } from '../events/powers.js';
import type { Fault, Path, ProblemCode } from './catalogueProblem.js';
import type { FileItem, Parameter, Role } from './catalogueSchema.js';

/** What items may name. */
export interface Terms {
  readonly roles: ReadonlyMap<string, Role>;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** The limits of a step, each with the field that names the other step. */
export const LIMITS = [
  ['max', 'from'],
  ['lead', 'before'],
  ['gap', 'after'],
  ['stay', undefined],
  ['notice', undefined],
] as const;

export const PLACEHOLDER = /\{([^{}]*)\}/g;

type Report = (code: ProblemCode, path: Path, zh: string, en: string) => void;

function checkRoles(item: FileItem, { roles }: Terms, report: Report): void {
  const check = (role: string | undefined, path: Path) => {
    if (role !== undefined && !roles.has(role))
      report(
        'catalogue.unknown_role',
        path,
        `角色 ${role} 不在角色表 roles 中`,
        `role ${role} is not in the table of roles`,
      );
  };
  check(item.holder, ['holder']);
  check(item.lead, ['lead']);
  check(item.decision?.body, ['decision', 'body']);
  for (const [index, { who }] of item.steps.entries()) check(who, ['steps', index, 'who']);
}

function checkNumbers(item: FileItem, report: Report): void {
  for (const [index, { n }] of item.steps.entries())
    if (n !== index + 1)
      report(
        'catalogue.unknown_step',
        ['steps', index, 'n'],
        `步骤须从 1 起连续编号，此处应为 ${index + 1}`,
        `steps are numbered from 1 without gaps; this one is ${index + 1}`,
      );
  const known = (n: number) => n <= item.steps.length;
  for (const [index, step] of item.steps.entries())
    for (const field of ['from', 'before', 'after'] as const) {
      const target = step[field];
      if (target !== undefined && !known(target))
        report(
          'catalogue.unknown_step',
          ['steps', index, field],
          `第 ${step.n} 步的 ${field} 指向不存在的第 ${target} 步`,
          `${field} of step ${step.n} names step ${target}, which does not exist`,
        );
    }
  for (const [index, { at }] of item.risks.entries())
    if (!known(at))
      report(
        'catalogue.unknown_step',
        ['risks', index, 'at'],
        `风险点指向不存在的第 ${at} 步`,
        `a risk point names step ${at}, which does not exist`,
      );
}

function checkLimitPairs(step: FlowStep, index: number, report: Report): void {
  for (const [amount, reference] of LIMITS) {
    if (reference === undefined) continue;
    const lacking =
      step[amount] === undefined
        ? step[reference] !== undefined && reference !== 'from'
        : step[reference] === undefined;
    if (lacking)
      report(
        'catalogue.incomplete_limit',
        ['steps', index],
        `第 ${step.n} 步的 ${amount} 与 ${reference} 须同时给出`,
        `${amount} and ${reference} of step ${step.n} belong together`,
      );
  }
}

/** A limit is a period: a parameter that it names must be one too. */
function checkLimitParameter(
  limit: string | undefined,
  path: Path,
  { parameters }: Terms,
  report: Report,
): void {
  if (limit?.startsWith('{') !== true) return;
  const name = limit.slice(1, -1);
  const found = parameters.get(name);
  if (found === undefined || found.unit === 'fen' || found.unit === 'ratio')
    report(
      'catalogue.unknown_parameter',
      path,
      found === undefined
        ? `期限参数 ${name} 不在参数表 parameters 中`
        : `参数 ${name} 不是期限（cd、wd 或 m）`,
      found === undefined
        ? `parameter ${name} is not in the table of parameters`
        : `parameter ${name} is no period (cd, wd or m)`,
    );
}

function checkLimits(item: FileItem, terms: Terms, report: Report): void {
  for (const [index, step] of item.steps.entries()) {
    checkLimitPairs(step, index, report);
    for (const [amount] of LIMITS)
      checkLimitParameter(step[amount], ['steps', index, amount], terms, report);
  }
  for (const field of ['minDays', 'within'] as const)
    checkLimitParameter(item.publicity?.[field], ['publicity', field], terms, report);
}

function* texts(value: unknown, path: Path): Generator<readonly [string, Path]> {
  if (typeof value === 'string') yield [value, path];
  else if (Array.isArray(value))
    for (const [index, one] of value.entries()) yield* texts(one, [...path, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) yield* texts(one, [...path, key]);
}

/** A `{parameter}` in a text must exist as well: the handbook prints its value. */
function checkPlaceholders(item: FileItem, { parameters }: Terms, report: Report): void {
  const { content, decision, risks, basis } = item;
  for (const [text, path] of texts({ content, decision, risks, basis }, []))
    for (const [, name = ''] of text.matchAll(PLACEHOLDER))
      if (!parameters.has(name))
        report(
          'catalogue.unknown_parameter',
          path,
          `文字中的参数 {${name}} 不在参数表 parameters 中`,
          `the text names {${name}}, which is not in the table of parameters`,
        );
}

/** What must come before what: limits, and the listed order of the steps that are not optional. */
function precedences(steps: readonly FlowStep[]): ReadonlyMap<number, readonly number[]> {
  const next = new Map<number, number[]>(steps.map(({ n }) => [n, []]));
  const link = (earlier: number | undefined, later: number) => {
    if (earlier !== undefined) next.get(earlier)?.push(later);
  };
  for (const [index, step] of steps.entries()) {
    const { n, from, before, after } = step;
    if (from !== n) link(from, n);
    if (before !== undefined) link(n, before);
    link(after, n);
    const bare = step.max === undefined && from !== undefined && from !== n;
    if (!bare) link(steps.slice(0, index).findLast(({ optional }) => optional !== true)?.n, n);
  }
  return next;
}

function findCycle(steps: readonly FlowStep[]): readonly number[] | undefined {
  const next = precedences(steps);
  const done = new Set<number>();
  const visit = (n: number, path: readonly number[]): readonly number[] | undefined => {
    const start = path.indexOf(n);
    if (start >= 0) return [...path.slice(start), n];
    if (done.has(n)) return undefined;
    for (const later of next.get(n) ?? []) {
      const cycle = visit(later, [...path, n]);
      if (cycle) return cycle;
    }
    done.add(n);
    return undefined;
  };
  for (const { n } of steps) {
    const cycle = visit(n, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function checkCycle(item: FileItem, report: Report): void {
  const found = findCycle(item.steps);
  const cycle = found?.join(' → ');
  if (cycle !== undefined)
    report(
      'catalogue.limit_cycle',
      ['steps', item.steps.findIndex(({ n }) => n === found?.[0])],
      `期限与顺序互相循环（${cycle}），无法同时遵守`,
      `limits and order form a cycle (${cycle}) that nobody can keep`,
    );
}

/** All faults of one item. @param path of the item within its file */
export function itemFaults(item: FileItem, path: Path, terms: Terms): readonly Fault[] {
  const faults: Fault[] = [];
  const report: Report = (code, within, zh, en) =>
    faults.push({ code, item: item.code, path: [...path, ...within], zh, en });
  checkRoles(item, terms, report);
  checkNumbers(item, report);
  checkLimits(item, terms, report);
  checkPlaceholders(item, terms, report);
  checkCycle(item, report);
  return faults;
}
