// Process graphs as bare BPMN for the layout library, and the positions in what it gives back.
import { BpmnModdle, type ModdleElement } from 'bpmn-moddle';
import type { NodeKind, ProcessGraph } from '../conformance/processGraph.js';
import type { Box, Point } from './layout/geometry.js';

const TYPES: Readonly<Record<NodeKind, string>> = {
  start: 'bpmn:StartEvent',
  end: 'bpmn:EndEvent',
  task: 'bpmn:UserTask',
  exclusive: 'bpmn:ExclusiveGateway',
  parallel: 'bpmn:ParallelGateway',
};

/** The nodes and flows of a graph as BPMN elements, linked to each other. */
export interface FlowElements {
  readonly nodes: ReadonlyMap<string, ModdleElement>;
  readonly flows: ReadonlyMap<string, ModdleElement>;
}

export function flowElements(moddle: BpmnModdle, graph: ProcessGraph): FlowElements {
  const nodes = new Map(
    graph.nodes.map(({ id, kind, name }) => [
      id,
      moddle.create(TYPES[kind], { id, ...(name !== '' && { name }), incoming: [], outgoing: [] }),
    ]),
  );
  const flows = new Map(
    graph.edges.map(({ id, from, to, name }) => {
      const [sourceRef, targetRef] = [nodes.get(from), nodes.get(to)];
      const flow = moddle.create('bpmn:SequenceFlow', {
        id,
        ...(name !== undefined && { name }),
        sourceRef,
        targetRef,
      });
      listOf(sourceRef, 'outgoing').push(flow);
      listOf(targetRef, 'incoming').push(flow);
      return [id, flow];
    }),
  );
  return { nodes, flows };
}

const listOf = (element: ModdleElement | undefined, property: string): ModdleElement[] =>
  (element?.[property] ?? []) as ModdleElement[];

/** The graph without words, lanes or extensions. */
export async function writeBareBpmn(graph: ProcessGraph): Promise<string> {
  const moddle = new BpmnModdle();
  const { nodes, flows } = flowElements(moddle, {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, name: '' })),
    edges: graph.edges.map(({ id, from, to }) => ({ id, from, to })),
  });
  const definitions = moddle.create('bpmn:Definitions', {
    targetNamespace: 'urn:sunledger:layout',
    rootElements: [
      moddle.create('bpmn:Process', {
        id: 'process',
        flowElements: [...nodes.values(), ...flows.values()],
      }),
    ],
  });
  return (await moddle.toXML(definitions)).xml;
}

interface Shape {
  readonly bpmnElement?: { readonly id?: string };
  readonly bounds?: Box;
  readonly waypoint?: readonly Point[];
}

/** The positions of the first diagram, by id of the element drawn. */
export async function readPositions(xml: string): Promise<{
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
}> {
  const { rootElement } = await new BpmnModdle().fromXML(xml);
  const [diagram] = listOf(rootElement, 'diagrams');
  const plane = diagram?.['plane'] as ModdleElement | undefined;
  const boxes = new Map<string, Box>();
  const lines = new Map<string, readonly Point[]>();
  for (const { bpmnElement, bounds, waypoint } of listOf(
    plane,
    'planeElement',
  ) as unknown as Shape[]) {
    const id = bpmnElement?.id;
    if (id === undefined) continue;
    if (bounds)
      boxes.set(id, { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height });
    if (waypoint)
      lines.set(
        id,
        waypoint.map(({ x, y }) => ({ x, y })),
      );
  }
  return { boxes, lines };
}
