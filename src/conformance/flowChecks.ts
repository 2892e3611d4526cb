// What must hold between the steps of a flow before it is compiled: references, roles, and no cycle of limits.
// It must never repair a flow: what is wrong is named and refused.
import { flowError, rolesOf, type Flow, type FlowStep } from './flow.js';

/** The step that a step follows: the one named by a bare `from`, else the mandatory step listed before it. */
export function stepBefore(flow: Flow, step: FlowStep): FlowStep | undefined {
  if (step.max === undefined && step.from !== undefined && step.from !== step.n)
    return flow.steps.find(({ n }) => n === step.from);
  const place = flow.steps.indexOf(step);
  return flow.steps.slice(0, place).findLast(({ optional }) => optional !== true);
}

/**
 * Roles and steps that a flow names must exist.
 * @throws {ConformanceError} `flow.role.unknown`, `flow.step.unknown`
 */
export function checkReferences(flow: Flow, roles: Readonly<Record<string, unknown>>): void {
  const numbers = new Set(flow.steps.map(({ n }) => n));
  for (const step of flow.steps) {
    for (const role of rolesOf(step))
      if (!Object.hasOwn(roles, role))
        throw flowError('flow.role.unknown', flow.code, {
          step: String(step.n),
          field: 'who',
          role,
          zh: `角色 ${role} 不在角色表中`,
          en: `role ${role} is not in the table of roles`,
        });
    for (const field of ['from', 'before', 'after'] as const) {
      const target = step[field];
      if (target === undefined || numbers.has(target)) continue;
      throw flowError('flow.step.unknown', flow.code, {
        step: String(step.n),
        field,
        zh: `${field} 指向不存在的第 ${target} 步`,
        en: `${field} names step ${target}, which does not exist`,
      });
    }
  }
}

/**
 * Limits and the listed order say which step comes before which; a cycle could never be kept.
 * @throws {ConformanceError} `flow.limit.cycle`
 */
export function checkCycles(flow: Flow): void {
  const next = new Map<number, number[]>(flow.steps.map(({ n }) => [n, []]));
  const link = (earlier: number, later: number): unknown => next.get(earlier)?.push(later);
  for (const step of flow.steps) {
    if (step.from !== undefined && step.from !== step.n) link(step.from, step.n);
    if (step.before !== undefined) link(step.n, step.before);
    if (step.after !== undefined) link(step.after, step.n);
    const previous = stepBefore(flow, step);
    if (previous !== undefined) link(previous.n, step.n);
  }
  const done = new Set<number>();
  const visit = (n: number, path: readonly number[]): void => {
    const start = path.indexOf(n);
    if (start >= 0) {
      const cycle = [...path.slice(start), n].join(' → ');
      throw flowError('flow.limit.cycle', flow.code, {
        step: String(n),
        field: 'limits',
        cycle,
        zh: `期限与顺序互相循环（${cycle}），无法同时满足`,
        en: `limits and order form a cycle (${cycle}) that nobody can keep`,
      });
    }
    if (done.has(n)) return;
    for (const later of next.get(n) ?? []) visit(later, [...path, n]);
    done.add(n);
  };
  for (const { n } of flow.steps) visit(n, []);
}
