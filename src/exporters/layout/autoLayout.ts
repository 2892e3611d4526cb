// Positions by bpmn-auto-layout, scaled so that tasks have room for their words. The library throws on some valid
// graphs (bpmn-io/bpmn-auto-layout issue 151) and may leave elements out: then there is no answer, never half of one.
import { layoutProcess } from 'bpmn-auto-layout';
import type { ProcessGraph } from '../../conformance/processGraph.js';
import { readPositions, writeBareBpmn } from '../bpmnDiagram.js';
import {
  sizeOf,
  type Box,
  type Direction,
  type Layout,
  type Point,
  type Size,
} from './geometry.js';

/** The distance between the middles of neighbours in the library's grid: along the process, and across. */
const ITS_PITCH = { along: 150, across: 140 };
/** Room between tasks. */
const GAP = { along: 48, across: 64 };

/** @returns undefined where the library fails */
export async function autoLayout(
  graph: ProcessGraph,
  task: Size,
  direction: Direction,
): Promise<Omit<Layout, keyof Size> | undefined> {
  const bare = await writeBareBpmn(graph);
  let drawn: string;
  try {
    drawn = await layoutProcess(bare);
  } catch {
    // Its own faults on graphs that were checked before: the other layout draws them.
    return undefined;
  }
  const { boxes, lines } = await readPositions(drawn);
  const grow = growth(task, direction);
  const grown = new Map<string, Box>();
  for (const node of graph.nodes) {
    const box = boxes.get(node.id);
    if (box === undefined) return undefined;
    const middle = grow({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    const size = sizeOf(node, task);
    grown.set(node.id, { x: middle.x - size.width / 2, y: middle.y - size.height / 2, ...size });
  }
  const grownLines = new Map<string, readonly Point[]>();
  for (const { id, from, to } of graph.edges) {
    const points = lines.get(id)?.map(grow);
    const [start, end] = [grown.get(from), grown.get(to)];
    if (points === undefined || points.length < 2 || !start || !end) return undefined;
    grownLines.set(id, dockEnd(dockEnd(points, end).toReversed(), start).toReversed());
  }
  return { by: 'auto', boxes: grown, lines: grownLines };
}

/** Spreads the library's grid to tasks of this size; down the page is the same picture with its axes exchanged. */
function growth(task: Size, direction: Direction): (point: Point) => Point {
  const [length, breadth] =
    direction === 'down' ? [task.height, task.width] : [task.width, task.height];
  const along = (length + GAP.along) / ITS_PITCH.along;
  const across = (breadth + GAP.across) / ITS_PITCH.across;
  return ({ x, y }) =>
    direction === 'down' ? { x: y * across, y: x * along } : { x: x * along, y: y * across };
}

/** Ends a line on the border of its box: along its last stretch, towards the middle of the box. */
function dockEnd(points: readonly Point[], box: Box): Point[] {
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? last;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const level = Math.abs(before.y - last.y) <= Math.abs(before.x - last.x);
  const end = level
    ? { x: before.x <= middle.x ? box.x : box.x + box.width, y: clamp(last.y, box.y, box.height) }
    : { x: clamp(last.x, box.x, box.width), y: before.y <= middle.y ? box.y : box.y + box.height };
  return [...points.slice(0, -1), end];
}

const clamp = (value: number, from: number, length: number): number =>
  Math.min(Math.max(value, from), from + length);
