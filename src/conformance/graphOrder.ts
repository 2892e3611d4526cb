// What a process graph says about the order of its tasks: which always come before which, and which need not happen.
// It must never claim an order that some run of the graph breaks.
import { withoutImplied } from './flowGraph.js';
import { checkGraph, neighboursOf, type Neighbours, type ProcessGraph } from './processGraph.js';

export interface TaskOrder {
  readonly id: string;
  /** Some run of the graph goes without it. */
  readonly optional: boolean;
  /** The tasks that always come before it, those left out that follow from others. */
  readonly before: ReadonlySet<string>;
}

export interface GraphOrder {
  /** In an order that the graph allows; tasks of equal rank as the graph lists them. */
  readonly tasks: readonly TaskOrder[];
  /** Ids of flows that lead back: their loops say nothing about which task comes first. */
  readonly loops: readonly string[];
  /** Exclusive gateways from which more than one way leads over tasks. */
  readonly choices: readonly string[];
}

/** @throws {ConformanceError} `graph.invalid` */
export function orderOfGraph(graph: ProcessGraph): GraphOrder {
  checkGraph(graph);
  const around = neighboursOf(graph);
  const done = doneBefore(graph, around);
  const always = intersection(
    graph.nodes.filter(({ kind }) => kind === 'end').map(({ id }) => done.get(id) ?? new Set()),
  );
  const tasks = graph.nodes.filter(({ kind }) => kind === 'task');
  const before = withoutImplied(
    new Map(
      tasks.map(({ id }) => [
        id,
        // A task in a loop comes before itself the second time only.
        new Set([...(done.get(id) ?? [])].filter((one) => one !== id)),
      ]),
    ),
  );
  const loops = loopsOf(graph, around);
  const optional = new Set(tasks.flatMap(({ id }) => (always.has(id) ? [] : [id])));
  const rank = ranksOf(graph, around, new Set(loops));
  return {
    tasks: tasks
      .map(({ id }) => ({ id, optional: !always.has(id), before: before.get(id) ?? new Set() }))
      .sort((one, other) => (rank.get(one.id) ?? 0) - (rank.get(other.id) ?? 0)),
    loops,
    choices: graph.nodes
      .filter(({ id, kind }) => kind === 'exclusive' && isChoice(id, around, optional))
      .map(({ id }) => id),
  };
}

/**
 * For every node, the tasks done whenever it is reached: the greatest solution of "after a task, also the task; at a
 * parallel join, what any way brings; elsewhere, what all ways bring".
 */
function doneBefore(
  { nodes }: ProcessGraph,
  around: ReadonlyMap<string, Neighbours>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const everything = new Set(nodes.filter(({ kind }) => kind === 'task').map(({ id }) => id));
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const done = new Map<string, ReadonlySet<string>>(nodes.map(({ id }) => [id, everything]));
  const after = (id: string): ReadonlySet<string> => {
    const found = done.get(id) ?? everything;
    return kinds.get(id) === 'task' ? new Set([...found, id]) : found;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const { id, kind } of nodes) {
      const ways = (around.get(id)?.into ?? []).map(({ from }) => after(from));
      const found = kind === 'parallel' ? union(ways) : intersection(ways);
      if (found.size === (done.get(id)?.size ?? 0)) continue;
      done.set(id, found);
      changed = true;
    }
  }
  return done;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first, ...others] = sets;
  return new Set([...(first ?? [])].filter((one) => others.every((other) => other.has(one))));
}

/** Flows that close a loop, as a search from the starts in the order of the graph meets them. */
function loopsOf(graph: ProcessGraph, around: ReadonlyMap<string, Neighbours>): string[] {
  const loops: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const { id: start, kind } of graph.nodes) {
    if (kind !== 'start' || state.has(start)) continue;
    const stack = [{ id: start, next: 0 }];
    state.set(start, 'open');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = around.get(top.id)?.out[top.next++];
      if (edge === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(edge.to) === 'open') loops.push(edge.id);
      else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        stack.push({ id: edge.to, next: 0 });
      }
    }
  }
  return loops;
}

/** The place of every node in an order that all flows but the loops keep; the earliest listed first where free. */
function ranksOf(
  { nodes }: ProcessGraph,
  around: ReadonlyMap<string, Neighbours>,
  loops: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const isReady = (id: string): boolean =>
    (around.get(id)?.into ?? []).every((edge) => loops.has(edge.id) || ranks.has(edge.from));
  while (ranks.size < nodes.length) {
    const next = nodes.find(({ id }) => !ranks.has(id) && isReady(id));
    if (next === undefined) break;
    ranks.set(next.id, ranks.size);
  }
  return ranks;
}

/** Whether a gateway decides between tasks, rather than whether one is needed: two ways have optional tasks of their own. */
function isChoice(
  gateway: string,
  around: ReadonlyMap<string, Neighbours>,
  optional: ReadonlySet<string>,
): boolean {
  const reached = (around.get(gateway)?.out ?? []).map(({ to }) => {
    const found = new Set([to]);
    for (const id of found)
      // What lies behind the gateway again is another round.
      if (id !== gateway) for (const edge of around.get(id)?.out ?? []) found.add(edge.to);
    return found;
  });
  const own = reached.filter((mine) =>
    [...mine].some(
      (id) => optional.has(id) && !reached.some((other) => other !== mine && other.has(id)),
    ),
  );
  return own.length > 1;
}
