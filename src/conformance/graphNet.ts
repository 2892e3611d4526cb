// A process graph as a Petri net, for alignments (Dijkman, Dumas, Ouyang 2008): a place per flow, a labelled transition
// per task, silent ones for events and gateways; then silent transitions are fused where no order of tasks can tell.
import type { PetriNet } from './petriNet.js';
import { checkGraph, neighboursOf, type ProcessGraph, type ProcessNode } from './processGraph.js';

interface Transition {
  readonly name: string;
  readonly label: string | null;
  /** Places, as often as the weight of their arc. */
  readonly inputs: string[];
  readonly outputs: string[];
}

const SOURCE = 'source';
const SINK = 'sink';

/**
 * The net of a process. Several ways into a task are alternatives, several ways out of it are all taken (BPMN 2.0,
 * 13.2); start events are alternatives, and so are end events. An unnamed task is silent.
 * @param labelOf the label of a task; its name when left out
 * @throws {ConformanceError} `graph.invalid`
 */
export function netOfGraph(
  graph: ProcessGraph,
  labelOf: (task: ProcessNode) => string = ({ name }) => name,
): PetriNet {
  checkGraph(graph);
  const around = neighboursOf(graph);
  const net = new Draft();
  for (const node of graph.nodes) {
    const { into = [], out = [] } = around.get(node.id) ?? {};
    const [ins, outs] = [into.map(({ id }) => flow(id)), out.map(({ id }) => flow(id))];
    switch (node.kind) {
      case 'start':
        net.add(`start ${node.id}`, null, [SOURCE], outs);
        break;
      case 'end':
        for (const place of ins) net.add(`end ${node.id} ${place}`, null, [place], [SINK]);
        break;
      case 'parallel':
        net.add(`gateway ${node.id}`, null, ins, outs);
        break;
      case 'exclusive': {
        const middle = `at ${node.id}`;
        for (const place of ins) net.add(`join ${node.id} ${place}`, null, [place], [middle]);
        for (const place of outs) net.add(`choose ${node.id} ${place}`, null, [middle], [place]);
        break;
      }
      case 'task': {
        const label = labelOf(node);
        const before = ins.length === 1 ? ins : [`before ${node.id}`];
        if (ins.length !== 1)
          for (const place of ins) net.add(`join ${node.id} ${place}`, null, [place], before);
        net.add(`task ${node.id}`, label === '' ? null : label, before, outs);
      }
    }
  }
  net.fuse();
  return net.finish();
}

const flow = (id: string): string => `flow ${id}`;

class Draft {
  private readonly transitions = new Map<string, Transition>();

  add(
    name: string,
    label: string | null,
    inputs: readonly string[],
    outputs: readonly string[],
  ): void {
    this.transitions.set(name, { name, label, inputs: [...inputs], outputs: [...outputs] });
  }

  /**
   * Fusion of series transitions (Murata 1989, figure 22): a silent transition whose only input comes from one
   * transition and goes nowhere else is part of that one; likewise one whose only output goes to one transition.
   * Complete runs keep their visible activities in every order.
   */
  fuse(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const silent of [...this.transitions.values()])
        if (silent.label === null && (this.intoProducer(silent) || this.intoConsumer(silent)))
          changed = true;
    }
  }

  private intoProducer(silent: Transition): boolean {
    const [place, more] = silent.inputs;
    if (place === undefined || more !== undefined || place === SOURCE) return false;
    const producer = this.onlyOneAround(place)?.producer;
    if (producer === undefined || producer === silent) return false;
    producer.outputs.splice(producer.outputs.indexOf(place), 1, ...silent.outputs);
    return this.transitions.delete(silent.name);
  }

  private intoConsumer(silent: Transition): boolean {
    const [place, more] = silent.outputs;
    if (place === undefined || more !== undefined || place === SINK) return false;
    const consumer = this.onlyOneAround(place)?.consumer;
    if (consumer === undefined || consumer === silent) return false;
    consumer.inputs.splice(consumer.inputs.indexOf(place), 1, ...silent.inputs);
    return this.transitions.delete(silent.name);
  }

  /** The producer and the consumer of a place that has one of each, by one arc. */
  private onlyOneAround(
    place: string,
  ): { readonly producer: Transition; readonly consumer: Transition } | undefined {
    let producer: Transition | undefined;
    let consumer: Transition | undefined;
    for (const transition of this.transitions.values()) {
      for (const output of transition.outputs) {
        if (output !== place) continue;
        if (producer !== undefined) return undefined;
        producer = transition;
      }
      for (const input of transition.inputs) {
        if (input !== place) continue;
        if (consumer !== undefined) return undefined;
        consumer = transition;
      }
    }
    return producer && consumer && { producer, consumer };
  }

  finish(): PetriNet {
    const places = new Set([SOURCE, SINK]);
    const weights = new Map<string, [string, string, number]>();
    const connect = (from: string, to: string): void => {
      const key = JSON.stringify([from, to]);
      const known = weights.get(key);
      if (known === undefined) weights.set(key, [from, to, 1]);
      else known[2] += 1;
    };
    for (const { name, inputs, outputs } of this.transitions.values()) {
      for (const place of [...inputs, ...outputs]) places.add(place);
      for (const place of inputs) connect(place, name);
      for (const place of outputs) connect(name, place);
    }
    return {
      places: [...places],
      transitions: [...this.transitions.values()].map(({ name, label }) => ({ name, label })),
      arcs: [...weights.values()],
      initialMarking: { [SOURCE]: 1 },
      finalMarking: { [SINK]: 1 },
    };
  }
}
