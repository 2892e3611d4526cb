// The shapes of a drawing: points, boxes, sizes, and what a layout of a process graph is. Data only.
import type { ProcessNode } from '../../conformance/processGraph.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which way a process runs: to the right as BPMN is drawn, or down the page, where long ones stay legible. */
export type Direction = 'right' | 'down';

/** All positions lie within (0, 0) and (width, height), in pixels. */
export interface Layout extends Size {
  /** `auto`: by bpmn-auto-layout; `layered`: by dagre. */
  readonly by: 'auto' | 'layered';
  /** By id of the node. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** By id of the flow, from border to border. */
  readonly lines: ReadonlyMap<string, readonly Point[]>;
}

/** The sizes of BPMN's own drawings; a task is as large as its words need. */
export function sizeOf({ kind }: Pick<ProcessNode, 'kind'>, task: Size): Size {
  if (kind === 'task') return task;
  return kind === 'start' || kind === 'end' ? { width: 36, height: 36 } : { width: 50, height: 50 };
}
