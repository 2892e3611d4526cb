// Constraints that contradict each other by their order: each is sound, together nobody can keep them.
// Only what holds without condition counts; a condition may keep two orders apart.
import { activitiesOf, type Constraint } from './constraint.js';
import { TEMPLATES, type TemplateHalf } from './templates.js';

/** Constraints whose orders form a cycle, each with the activity that must come before the next one's. */
export interface OrderCycle {
  readonly constraints: readonly Constraint[];
  readonly activities: readonly string[];
}

interface Edge {
  readonly constraint: Constraint;
  readonly to: string;
}

/**
 * Finds a cycle such as precedence(a, b) with precedence(b, a): neither a nor b could ever be done. The same for
 * response: once a is done, b and a would be owed without end.
 */
export function findOrderCycle(constraints: readonly Constraint[]): OrderCycle | undefined {
  return cycleOf(constraints, 'before') ?? cycleOf(constraints, 'after');
}

function cycleOf(
  constraints: readonly Constraint[],
  direction: TemplateHalf['direction'],
): OrderCycle | undefined {
  const next = new Map<string, Edge[]>();
  for (const constraint of constraints) {
    const [a, b] = [activitiesOf(constraint.a), activitiesOf(constraint.b)];
    const [from] = a;
    const [to] = b;
    if (from === undefined || to === undefined || a.length + b.length > 2) continue;
    if (!isUnconditional(constraint) || !owes(constraint, direction)) continue;
    next.set(from, [...(next.get(from) ?? []), { constraint, to }]);
  }
  const done = new Set<string>();
  const visit = (activity: string, path: readonly Edge[]): OrderCycle | undefined => {
    for (const edge of next.get(activity) ?? []) {
      const start = path.findIndex(({ to }) => to === edge.to);
      if (start >= 0) {
        const cycle = [...path.slice(start + 1), edge];
        return {
          constraints: cycle.map(({ constraint }) => constraint),
          activities: [...cycle.map(({ to }) => to)],
        };
      }
      if (done.has(edge.to)) continue;
      const found = visit(edge.to, [...path, edge]);
      if (found) return found;
    }
    done.add(activity);
    return undefined;
  };
  for (const [activity, edges] of next) {
    const [first] = edges;
    if (!first || done.has(activity)) continue;
    const found = visit(activity, [{ constraint: first.constraint, to: activity }]);
    if (found) return found;
  }
  return undefined;
}

const isUnconditional = ({ activation, target, correlation }: Constraint): boolean =>
  activation === undefined && target === undefined && correlation === undefined;

function owes({ template }: Constraint, direction: TemplateHalf['direction']): boolean {
  const found = TEMPLATES.get(template);
  return (
    found !== undefined &&
    'halves' in found &&
    found.halves.some((half) => half.direction === direction && !half.forbidden)
  );
}
