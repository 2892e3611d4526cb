// A flow as a process graph: the order that its steps must keep, and no more. What may happen side by side stands side
// by side, so that a case which breaks no rule of the flow is a run of the graph (each step at its first occurrence).
import { rolesOf, type Flow, type FlowStep } from './flow.js';
import { checkCycles, stepBefore } from './flowChecks.js';
import type { ProcessEdge, ProcessGraph, ProcessLane, ProcessNode } from './processGraph.js';

/** Id of the task of a step. */
export const taskOfStep = (n: number): string => `step-${n}`;

/** The steps that must come before each step: the one it follows, and those that a lead or a gap names. */
export function predecessorsOf(flow: Flow): ReadonlyMap<number, ReadonlySet<number>> {
  const before = new Map(flow.steps.map(({ n }) => [n, new Set<number>()]));
  for (const step of flow.steps) {
    const previous = stepBefore(flow, step);
    if (previous !== undefined) before.get(step.n)?.add(previous.n);
    if (step.gap !== undefined && step.after !== undefined) before.get(step.n)?.add(step.after);
    if (step.lead !== undefined && step.before !== undefined) before.get(step.before)?.add(step.n);
  }
  return before;
}

/** Only the relations that do not follow from others. @param before without cycles */
export function withoutImplied<Id>(
  before: ReadonlyMap<Id, ReadonlySet<Id>>,
): ReadonlyMap<Id, ReadonlySet<Id>> {
  const all = new Map<Id, ReadonlySet<Id>>();
  const allBefore = (id: Id): ReadonlySet<Id> => {
    const known = all.get(id);
    if (known) return known;
    const found = new Set<Id>();
    all.set(id, found);
    for (const one of before.get(id) ?? []) {
      found.add(one);
      for (const earlier of allBefore(one)) found.add(earlier);
    }
    return found;
  };
  return new Map(
    [...before].map(([id, direct]) => [
      id,
      new Set([...direct].filter((one) => ![...direct].some((other) => allBefore(other).has(one)))),
    ]),
  );
}

/**
 * The graph of a flow. Ids are stable: `step-N` is the task of step N, `choose-N`/`chosen-N` stand around a step that
 * need not happen, `before-N`/`after-N` join and split what may happen in any order.
 * @param roleName the name of a lane
 * @throws {ConformanceError} `flow.limit.cycle`
 */
export function graphOfFlow(
  flow: Flow,
  roleName: (role: string) => string = (role) => role,
): ProcessGraph {
  checkCycles(flow);
  const draft = new GraphDraft();
  const before = withoutImplied(predecessorsOf(flow));
  const isLast = (n: number): boolean => ![...before.values()].some((steps) => steps.has(n));
  const lanes = lanesOf(flow, roleName);
  draft.node({ id: 'start', kind: 'start', name: '' });
  for (const step of flow.steps) draft.step(step, lanes.get(roleOf(step))?.id);
  draft.node({ id: 'end', kind: 'end', name: '' });
  // The main line first: drawings keep it straight.
  const mainFirst = [
    ...flow.steps.filter(({ optional }) => optional !== true),
    ...flow.steps.filter(({ optional }) => optional === true),
  ];
  for (const step of mainFirst) {
    const previous = [...(before.get(step.n) ?? [])];
    for (const n of previous) draft.link(exitOf(flow, n), entryOf(step));
    if (previous.length === 0) draft.link('start', entryOf(step));
  }
  for (const { n } of mainFirst) if (isLast(n)) draft.link(exitOf(flow, n), 'end');
  return {
    id: `flow-${flow.code}`,
    ...(flow.name !== undefined && { name: flow.name }),
    ...draft.finish(),
    lanes: [...lanes.values()],
  };
}

const entryOf = ({ n, optional }: FlowStep): string =>
  optional === true ? `choose-${n}` : taskOfStep(n);

function exitOf({ steps }: Flow, n: number): string {
  const optional = steps.find((step) => step.n === n)?.optional === true;
  return optional ? `chosen-${n}` : taskOfStep(n);
}

const roleOf = (step: FlowStep): string => rolesOf(step).join(' ');

/** A lane a role, in the order in which the steps name them. */
function lanesOf(
  { steps }: Flow,
  roleName: (role: string) => string,
): ReadonlyMap<string, ProcessLane> {
  const lanes = new Map<string, ProcessLane>();
  for (const step of steps) {
    const role = roleOf(step);
    if (lanes.has(role)) continue;
    const name = rolesOf(step).map(roleName).join('、');
    lanes.set(role, { id: `lane-${lanes.size + 1}`, name, role });
  }
  return lanes;
}

/** Gathers nodes and links; where several links leave or enter one node, a parallel gateway stands between. */
class GraphDraft {
  private readonly nodes: ProcessNode[] = [];
  private readonly fixed: ProcessEdge[] = [];
  private readonly links: { readonly from: string; readonly to: string }[] = [];

  node(node: ProcessNode): void {
    this.nodes.push(node);
  }

  step({ n, name, optional }: FlowStep, lane: string | undefined): void {
    const task = {
      id: taskOfStep(n),
      kind: 'task',
      name,
      ...(lane !== undefined && { lane }),
    } as const;
    if (optional !== true) {
      this.node(task);
      return;
    }
    const [choose, chosen] = [`choose-${n}`, `chosen-${n}`];
    this.node({ id: choose, kind: 'exclusive', name: '' });
    this.node(task);
    this.node({ id: chosen, kind: 'exclusive', name: '' });
    this.fixed.push(
      { id: `flow-${n}-needed`, from: choose, to: task.id, name: '需要' },
      { id: `flow-${n}-done`, from: task.id, to: chosen },
      { id: `flow-${n}-skipped`, from: choose, to: chosen, name: '不需要' },
    );
  }

  link(from: string, to: string): void {
    this.links.push({ from, to });
  }

  finish(): { nodes: ProcessNode[]; edges: ProcessEdge[] } {
    const leaving = countBy(this.links, ({ from }) => from);
    const entering = countBy(this.links, ({ to }) => to);
    const nodes: ProcessNode[] = [];
    const edges: ProcessEdge[] = [...this.fixed];
    const split = (id: string): string => ((leaving.get(id) ?? 0) > 1 ? `after-${id}` : id);
    const join = (id: string): string => ((entering.get(id) ?? 0) > 1 ? `before-${id}` : id);
    for (const node of this.nodes) {
      const { id } = node;
      if (join(id) !== id) {
        nodes.push({ id: join(id), kind: 'parallel', name: '' });
        edges.push({ id: `flow-into-${id}`, from: join(id), to: id });
      }
      nodes.push(node);
      if (split(id) !== id) {
        nodes.push({ id: split(id), kind: 'parallel', name: '' });
        edges.push({ id: `flow-out-of-${id}`, from: id, to: split(id) });
      }
    }
    for (const { from, to } of this.links)
      edges.push({ id: `flow-${from}-to-${to}`, from: split(from), to: join(to) });
    return { nodes, edges };
  }
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
