// The control flow of a process as a graph: the part of BPMN 2.0 that this program knows. Plain data, no positions.
// It must never hold a node whose meaning for the order of activities is not known.
import { ConformanceError } from './errors.js';

/** `exclusive`: one of its ways; `parallel`: all of its ways. */
export type NodeKind = 'start' | 'end' | 'task' | 'exclusive' | 'parallel';

export interface ProcessNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Of a task, its activity; empty where the model gives none. */
  readonly name: string;
  /** Id of its lane. */
  readonly lane?: string;
}

export interface ProcessEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly name?: string;
}

/** A lane: who does what lies in it. */
export interface ProcessLane {
  readonly id: string;
  readonly name: string;
  /** Code of its role, where the model knows roles. */
  readonly role?: string;
}

export interface ProcessGraph {
  readonly id: string;
  readonly name?: string;
  readonly nodes: readonly ProcessNode[];
  readonly edges: readonly ProcessEdge[];
  readonly lanes: readonly ProcessLane[];
}

/** The edges into and out of every node, in the order of the graph. */
export interface Neighbours {
  readonly into: readonly ProcessEdge[];
  readonly out: readonly ProcessEdge[];
}

export function neighboursOf({ nodes, edges }: ProcessGraph): ReadonlyMap<string, Neighbours> {
  const found = new Map(
    nodes.map(({ id }) => [id, { into: [] as ProcessEdge[], out: [] as ProcessEdge[] }]),
  );
  for (const edge of edges) {
    found.get(edge.from)?.out.push(edge);
    found.get(edge.to)?.into.push(edge);
  }
  return found;
}

/**
 * Checks that the graph is a process: ids once, edges between its nodes, a start, an end, every node on a way from a
 * start to an end, nothing into a start or out of an end.
 * @throws {ConformanceError} `graph.invalid`; `details.element` is the id of the node or edge
 */
export function checkGraph(graph: ProcessGraph): void {
  const { nodes, edges } = graph;
  const seen = new Set<string>();
  for (const { id } of [...nodes, ...edges]) {
    if (seen.has(id)) throw invalidGraph(id, '编号重复', 'has the id of another element');
    seen.add(id);
  }
  const around = neighboursOf(graph);
  for (const { id, from, to } of edges)
    for (const end of [from, to])
      if (!around.has(end))
        throw invalidGraph(id, `指向不存在的“${end}”`, `names "${end}", which does not exist`);
  for (const kind of ['start', 'end'] as const)
    if (!nodes.some((node) => node.kind === kind))
      throw invalidGraph(
        graph.id,
        kind === 'start' ? '没有开始事件' : '没有结束事件',
        kind === 'start' ? 'has no start event' : 'has no end event',
      );
  checkWays(graph, around);
}

function checkWays({ nodes }: ProcessGraph, around: ReadonlyMap<string, Neighbours>): void {
  for (const { id, kind } of nodes) {
    const { into = [], out = [] } = around.get(id) ?? {};
    if (kind === 'start' && into.length > 0)
      throw invalidGraph(id, '是开始事件，却有流入', 'is a start event with an incoming flow');
    if (kind === 'end' && out.length > 0)
      throw invalidGraph(id, '是结束事件，却有流出', 'is an end event with an outgoing flow');
  }
  const reach = (kind: NodeKind, step: (found: Neighbours) => readonly string[]): Set<string> => {
    const reached = new Set(nodes.filter((node) => node.kind === kind).map(({ id }) => id));
    for (const id of reached) {
      const found = around.get(id);
      if (found) for (const next of step(found)) reached.add(next);
    }
    return reached;
  };
  const fromStart = reach('start', ({ out }) => out.map(({ to }) => to));
  const toEnd = reach('end', ({ into }) => into.map(({ from }) => from));
  for (const { id } of nodes) {
    if (!fromStart.has(id))
      throw invalidGraph(id, '从开始事件无法到达', 'cannot be reached from a start event');
    if (!toEnd.has(id)) throw invalidGraph(id, '无法到达结束事件', 'leads to no end event');
  }
}

export function invalidGraph(element: string, zh: string, en: string): ConformanceError {
  return new ConformanceError(
    'graph.invalid',
    `流程图中的“${element}”${zh}，请更正模型。`,
    `In the process, "${element}" ${en}; correct the model.`,
    { element },
  );
}
