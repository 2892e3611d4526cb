// Positions by layers (Sugiyama, by dagre): it draws any graph, loops and skips included.
import * as dagre from '@dagrejs/dagre';
import type { ProcessGraph } from '../../conformance/processGraph.js';
import {
  sizeOf,
  type Box,
  type Direction,
  type Layout,
  type Point,
  type Size,
} from './geometry.js';

/** What is used of the library: its own declarations cannot be resolved under Node's module rules. */
interface Drawing {
  setGraph(options: Readonly<Record<string, unknown>>): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(id: string, size: Size): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  /** The middle of the node. */
  node(id: string): Box;
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] };
}
const { Graph, layout } = dagre as unknown as {
  readonly Graph: new (options: { readonly multigraph: boolean }) => Drawing;
  readonly layout: (drawing: Drawing) => void;
};

export function layeredLayout(
  graph: ProcessGraph,
  task: Size,
  direction: Direction,
): Omit<Layout, keyof Size> {
  const drawing = new Graph({ multigraph: true });
  drawing.setGraph({
    rankdir: direction === 'down' ? 'TB' : 'LR',
    nodesep: 36,
    edgesep: 18,
    ranksep: 48,
  });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) drawing.setNode(node.id, { ...sizeOf(node, task) });
  for (const { id, from, to } of graph.edges) drawing.setEdge(from, to, {}, id);
  layout(drawing);
  const boxes = new Map<string, Box>(
    graph.nodes.map(({ id }) => {
      const { x, y, width, height } = drawing.node(id);
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
  const lines = new Map<string, readonly Point[]>(
    graph.edges.map(({ id, from, to }) => {
      const { points } = drawing.edge(from, to, id);
      return [id, points.map(({ x, y }) => ({ x, y }))];
    }),
  );
  return { by: 'layered', boxes, lines };
}
