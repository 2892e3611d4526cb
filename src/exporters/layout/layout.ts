// Where the nodes and flows of a process graph stand on paper. A library draws most graphs; where it fails, a layered
// layout draws any. Same graph, same positions; it must never leave a node or a flow without a place.
import type { ProcessGraph } from '../../conformance/processGraph.js';
import { autoLayout } from './autoLayout.js';
import type { Direction, Layout, Point, Size } from './geometry.js';
import { layeredLayout } from './layeredLayout.js';

const MARGIN = 20;

/** @param task the size of every task */
export async function layoutGraph(
  graph: ProcessGraph,
  task: Size,
  direction: Direction,
): Promise<Layout> {
  return placed(
    (await autoLayout(graph, task, direction)) ?? layeredLayout(graph, task, direction),
  );
}

/** A drawing moved into its frame, on whole pixels. */
function placed({ by, boxes, lines }: Omit<Layout, keyof Size>): Layout {
  const corners = [
    ...[...boxes.values()].flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...[...lines.values()].flat(),
  ];
  const left = Math.min(...corners.map(({ x }) => x)) - MARGIN;
  const top = Math.min(...corners.map(({ y }) => y)) - MARGIN;
  const right = Math.max(...corners.map(({ x }) => x)) + MARGIN;
  const bottom = Math.max(...corners.map(({ y }) => y)) + MARGIN;
  const move = <T extends Point>(point: T): T => ({
    ...point,
    x: Math.round(point.x - left),
    y: Math.round(point.y - top),
  });
  return {
    by,
    width: Math.round(right - left),
    height: Math.round(bottom - top),
    boxes: new Map([...boxes].map(([id, box]) => [id, move(box)])),
    lines: new Map([...lines].map(([id, points]) => [id, points.map(move)])),
  };
}
