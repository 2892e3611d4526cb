// Petri nets as the lawful model of a case: places, labelled or silent transitions, an initial and a final marking.
// Markings are interned so that a net is explored once, whatever the number of cases; nothing is explored in advance.
import { z } from 'zod';
import { ConformanceError } from './errors.js';

const marking = z.record(z.string(), z.int().min(1));

/** `label` null = silent. An arc is [from, to, weight] between a place and a transition. */
export const petriNetSchema = z.strictObject({
  places: z.array(z.string()),
  transitions: z.array(z.strictObject({ name: z.string(), label: z.string().nullable() })),
  arcs: z.array(z.tuple([z.string(), z.string(), z.int().min(1)])),
  initialMarking: marking,
  finalMarking: marking,
});

export type PetriNet = z.infer<typeof petriNetSchema>;

/** A transition with its place indices and arc weights. */
export interface NetTransition {
  readonly name: string;
  readonly label: string | null;
  readonly inputs: readonly (readonly [place: number, weight: number])[];
  readonly outputs: readonly (readonly [place: number, weight: number])[];
}

/** One way on from a marking. */
export interface Firing {
  readonly transition: NetTransition;
  readonly marking: number;
}

/** What a marking promises, ignoring that tokens are used up: so never more moves than are really needed. */
export interface Outlook {
  /** Least visible firings to put a token on every final place; infinite when that cannot happen. */
  readonly visibleMoves: number;
  /** Labels that could still fire. */
  readonly labels: ReadonlySet<string>;
}

/** A net being explored. Markings are numbers; `initial` and `final` name the two given ones. */
export class NetSpace {
  readonly initial: number;
  readonly final: number;
  private readonly transitions: readonly NetTransition[];
  private readonly finalPlaces: readonly number[];
  private readonly ids = new Map<string, number>();
  private readonly markings: Int32Array[] = [];
  private readonly firings: (readonly Firing[])[] = [];
  private readonly outlooks: Outlook[] = [];

  /** @throws {ConformanceError} `net.invalid` for a doubled name, or an arc or marking that names nothing known */
  constructor(net: PetriNet) {
    const places = indexNames(net.places, 'place');
    this.transitions = readTransitions(net, places);
    const read = (given: Readonly<Record<string, number>>): Int32Array => {
      const tokens = new Int32Array(places.size);
      for (const [name, count] of Object.entries(given)) tokens[indexOf(places, name)] = count;
      return tokens;
    };
    this.initial = this.intern(read(net.initialMarking));
    const final = read(net.finalMarking);
    this.final = this.intern(final);
    this.finalPlaces = [...final.keys()].filter((place) => (final[place] ?? 0) > 0);
  }

  /** The number of markings met so far. */
  get size(): number {
    return this.markings.length;
  }

  /** What can fire in a marking, in the order of the net. */
  firingsOf(id: number): readonly Firing[] {
    return (this.firings[id] ??= this.fire(this.tokens(id)));
  }

  outlookOf(id: number): Outlook {
    return (this.outlooks[id] ??= this.relax(this.tokens(id)));
  }

  private tokens(id: number): Int32Array {
    const tokens = this.markings[id];
    if (tokens === undefined) throw new RangeError(`no marking ${id}`);
    return tokens;
  }

  private fire(tokens: Int32Array): Firing[] {
    const enabled = this.transitions.filter(({ inputs }) =>
      inputs.every(([place, weight]) => (tokens[place] ?? 0) >= weight),
    );
    return enabled.map((transition) => {
      const after = Int32Array.from(tokens);
      for (const [place, weight] of transition.inputs) after[place] = (after[place] ?? 0) - weight;
      for (const [place, weight] of transition.outputs) after[place] = (after[place] ?? 0) + weight;
      return { transition, marking: this.intern(after) };
    });
  }

  /** The h-max relaxation: the cost of a transition is that of its dearest input, tokens are never used up. */
  private relax(tokens: Int32Array): Outlook {
    const cost = Array.from(tokens, (count) => (count > 0 ? 0 : Number.POSITIVE_INFINITY));
    const labels = new Set<string>();
    for (let changed = true; changed;) {
      changed = false;
      for (const { label, inputs, outputs } of this.transitions) {
        let dearest = 0;
        for (const [place] of inputs) dearest = Math.max(dearest, cost[place] ?? 0);
        if (dearest === Number.POSITIVE_INFINITY) continue;
        if (label !== null) labels.add(label);
        const reached = dearest + (label === null ? 0 : 1);
        for (const [place] of outputs)
          if (reached < (cost[place] ?? 0)) {
            cost[place] = reached;
            changed = true;
          }
      }
    }
    const visibleMoves = Math.max(0, ...this.finalPlaces.map((place) => cost[place] ?? 0));
    return { visibleMoves, labels };
  }

  private intern(tokens: Int32Array): number {
    const key = tokens.join();
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.markings.push(tokens) - 1;
    this.ids.set(key, id);
    return id;
  }
}

function readTransitions(net: PetriNet, places: ReadonlyMap<string, number>): NetTransition[] {
  const names = indexNames(
    net.transitions.map(({ name }) => name),
    'transition',
  );
  for (const name of names.keys())
    if (places.has(name))
      throw invalidNet(name, '既是库所又是变迁', 'is both a place and a transition');
  const transitions = net.transitions.map(({ name, label }) => ({
    name,
    label,
    inputs: [] as [number, number][],
    outputs: [] as [number, number][],
  }));
  for (const [from, to, weight] of net.arcs) {
    const consumes = places.has(from);
    const transition = transitions[indexOf(names, consumes ? to : from)];
    const place = indexOf(places, consumes ? from : to);
    (consumes ? transition?.inputs : transition?.outputs)?.push([place, weight]);
  }
  return transitions;
}

function indexNames(names: readonly string[], kind: string): Map<string, number> {
  const index = new Map(names.map((name, place) => [name, place]));
  const doubled = names.find((name, place) => index.get(name) !== place);
  if (doubled !== undefined)
    throw invalidNet(doubled, `${kind} 重名`, `two ${kind}s have this name`);
  return index;
}

function indexOf(index: ReadonlyMap<string, number>, name: string): number {
  const place = index.get(name);
  if (place === undefined) throw invalidNet(name, '未定义', 'is not defined');
  return place;
}

function invalidNet(element: string, zh: string, en: string): ConformanceError {
  return new ConformanceError(
    'net.invalid',
    `Petri 网中的“${element}”${zh}，请更正模型。`,
    `In the Petri net, "${element}" ${en}; correct the model.`,
    { element },
  );
}
