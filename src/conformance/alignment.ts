// The nearest lawful path: optimal alignments of cases with a Petri net (van der Aalst, Adriansyah, van Dongen 2012).
// A second view, never a score: the optimal alignment is not unique. The search is bounded and says when it stopped.
import type { Case } from './case.js';
import { MinHeap } from './heap.js';
import { NetSpace, type PetriNet } from './petriNet.js';
import { WorstFirst } from './worstFirst.js';

/**
 * One step of an alignment. synchronous: done and lawful; log: done, not lawful there; model: owed, not done;
 * silent: a model step that leaves no event. `event` is the place in the trace, `transition` the name in the net.
 */
export type Move =
  | {
      readonly kind: 'synchronous';
      readonly activity: string;
      readonly event: number;
      readonly transition: string;
    }
  | { readonly kind: 'log'; readonly activity: string; readonly event: number }
  | { readonly kind: 'model'; readonly activity: string; readonly transition: string }
  | { readonly kind: 'silent'; readonly transition: string };

/**
 * `optimal`: `moves` log and model moves (as few as possible; silent ones are free), `fitness` =
 * 1 - moves / (trace length + moves of the shortest lawful path), and one optimal alignment, the same every time.
 * `bounded`: the search stopped at its limit; at least `atLeast` moves are needed. `unreachable`: the net has no
 * lawful path to its end.
 */
export type Alignment =
  | {
      readonly kind: 'optimal';
      readonly moves: number;
      readonly fitness: number;
      readonly steps: readonly Move[];
      readonly explored: number;
    }
  | { readonly kind: 'bounded'; readonly atLeast: number; readonly explored: number }
  | { readonly kind: 'unreachable'; readonly explored: number };

export interface AlignmentSettings {
  /** The most states (marking, place in the trace) to settle per trace; 200,000 when absent. */
  readonly maxStates?: number;
}

/** A silent move costs one part of this: fewer silent moves decide between paths of equal moves. */
const MOVE_COST = 2 ** 24;

/** Aligns traces with one net; what is learnt about the net, and each variant's result, is kept. */
export class Aligner {
  private readonly space: NetSpace;
  private readonly maxStates: number;
  private readonly results = new Map<string, Alignment>();
  private shortest: number | undefined;

  /** @throws {ConformanceError} `net.invalid` */
  constructor(net: PetriNet, { maxStates = 200_000 }: AlignmentSettings = {}) {
    this.space = new NetSpace(net);
    this.maxStates = maxStates;
  }

  align(trace: readonly string[]): Alignment {
    const variant = JSON.stringify(trace);
    const known = this.results.get(variant);
    if (known !== undefined) return known;
    const found = search(this.space, trace, this.maxStates);
    const result = found.kind === 'optimal' ? this.withFitness(found, trace.length) : found;
    this.results.set(variant, result);
    return result;
  }

  alignCase(given: Case): Alignment {
    return this.align(given.events.map(({ activity }) => activity));
  }

  private withFitness(found: Optimal, length: number): Alignment {
    if (this.shortest === undefined) {
      const empty = length === 0 ? found : search(this.space, [], this.maxStates);
      // The shortest lawful path lies beyond the limit: there is no fitness, but what this trace needs is known.
      if (empty.kind !== 'optimal')
        return { kind: 'bounded', atLeast: found.moves, explored: found.explored + empty.explored };
      this.shortest = empty.moves;
    }
    const worst = length + this.shortest;
    return { ...found, fitness: worst === 0 ? 1 : 1 - found.moves / worst };
  }
}

/** A case far from the model, and the nearest lawful path found for it. */
export interface FarCase {
  readonly id: string;
  readonly alignment: Alignment;
}

/** A whole log against a net. The counts are over the cases aligned; `bounded` cases are listed, not counted. */
export interface AlignmentReport {
  readonly aligned: number;
  readonly fitting: number;
  readonly moves: number;
  readonly meanFitness: number;
  readonly bounded: readonly string[];
  readonly unreachable: readonly string[];
  /** The cases that need most moves, most first; equal ones in the order of the log. */
  readonly farthest: readonly FarCase[];
}

/** Aligns the cases of a log as they come. */
export class LogAlignment {
  private readonly counts = { aligned: 0, fitting: 0, moves: 0 };
  private readonly left = { bounded: [] as string[], unreachable: [] as string[] };
  private readonly farthest: WorstFirst<FarCase>;
  private fitness = 0;

  /** @param worst how many of the farthest cases to keep */
  constructor(
    private readonly aligner: Aligner,
    { worst = 0 }: { readonly worst?: number } = {},
  ) {
    this.farthest = new WorstFirst(worst);
  }

  add(given: Case): void {
    this.addTrace(
      given.id,
      given.events.map(({ activity }) => activity),
    );
  }

  addTrace(id: string, trace: readonly string[]): void {
    const { counts } = this;
    const alignment = this.aligner.align(trace);
    if (alignment.kind !== 'optimal') {
      this.left[alignment.kind].push(id);
      return;
    }
    counts.aligned += 1;
    counts.moves += alignment.moves;
    this.fitness += alignment.fitness;
    if (alignment.moves === 0) counts.fitting += 1;
    else this.farthest.offer({ id, alignment }, alignment.moves);
  }

  report(): AlignmentReport {
    const { aligned } = this.counts;
    return {
      ...this.counts,
      meanFitness: aligned === 0 ? 1 : this.fitness / aligned,
      ...this.left,
      farthest: this.farthest.list().map(({ item }) => item),
    };
  }
}

/** The reports of parts of a log, aligned with different nets, as one. @param worst how many of the farthest to keep */
export function joinAlignments(
  reports: readonly AlignmentReport[],
  worst: number,
): AlignmentReport {
  const sum = (figure: 'aligned' | 'fitting' | 'moves'): number =>
    reports.reduce((total, one) => total + one[figure], 0);
  const aligned = sum('aligned');
  const fitness = reports.reduce((total, one) => total + one.meanFitness * one.aligned, 0);
  const movesOf = ({ alignment }: FarCase): number =>
    alignment.kind === 'optimal' ? alignment.moves : 0;
  return {
    aligned,
    fitting: sum('fitting'),
    moves: sum('moves'),
    meanFitness: aligned === 0 ? 1 : fitness / aligned,
    bounded: reports.flatMap(({ bounded }) => bounded),
    unreachable: reports.flatMap(({ unreachable }) => unreachable),
    farthest: reports
      .flatMap(({ farthest }) => farthest)
      .sort((one, other) => movesOf(other) - movesOf(one))
      .slice(0, worst),
  };
}

export function alignLog(aligner: Aligner, cases: Iterable<Case>): AlignmentReport {
  const alignment = new LogAlignment(aligner);
  for (const given of cases) alignment.add(given);
  return alignment.report();
}

type Optimal = Extract<Alignment, { kind: 'optimal' }>;

/**
 * A* over (marking, place in the trace). The lower bound counts the remaining events that no firing can match any
 * more, and the visible firings still owed beyond the events that are left; both only grow along any path, so every
 * state is settled once.
 */
function search(space: NetSpace, trace: readonly string[], maxStates: number): Alignment {
  const width = trace.length + 1;
  const bounds = new Map<number, number>();
  const best = new Map<number, number>();
  const cameFrom = new Map<number, { readonly from: number; readonly move: Move }>();
  const settled = new Set<number>();
  const queue = new MinHeap();
  const boundOf = (state: number): number => {
    let bound = bounds.get(state);
    if (bound === undefined) bounds.set(state, (bound = lowerBound(space, trace, state, width)));
    return bound;
  };
  const offer = (state: number, cost: number, from: number, move: Move | undefined): void => {
    if (cost >= (best.get(state) ?? Number.POSITIVE_INFINITY)) return;
    const bound = boundOf(state);
    if (bound === Number.POSITIVE_INFINITY) return;
    best.set(state, cost);
    if (move !== undefined) cameFrom.set(state, { from, move });
    queue.push(state, cost + bound * MOVE_COST);
  };
  offer(space.initial * width, 0, -1, undefined);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { item: state } = next;
    if (settled.has(state)) continue;
    const [marking, place] = [Math.floor(state / width), state % width];
    if (marking === space.final && place === trace.length)
      return { kind: 'optimal', ...pathTo(state, cameFrom), fitness: 1, explored: settled.size };
    if (settled.size >= maxStates)
      return {
        kind: 'bounded',
        atLeast: Math.floor(next.cost / MOVE_COST),
        explored: settled.size,
      };
    settled.add(state);
    const cost = best.get(state) ?? 0;
    for (const { target, price, move } of movesFrom(space, trace, marking, place, width))
      offer(target, cost + price, state, move);
  }
  return { kind: 'unreachable', explored: settled.size };
}

interface Way {
  readonly target: number;
  readonly price: number;
  readonly move: Move;
}

function movesFrom(
  space: NetSpace,
  trace: readonly string[],
  marking: number,
  place: number,
  width: number,
): Way[] {
  const ways: Way[] = [];
  const activity = trace[place];
  if (activity !== undefined)
    ways.push({
      target: marking * width + place + 1,
      price: MOVE_COST,
      move: { kind: 'log', activity, event: place },
    });
  for (const { transition, marking: after } of space.firingsOf(marking)) {
    const { name, label } = transition;
    const stay = after * width + place;
    if (label === null) {
      ways.push({ target: stay, price: 1, move: { kind: 'silent', transition: name } });
      continue;
    }
    ways.push({
      target: stay,
      price: MOVE_COST,
      move: { kind: 'model', activity: label, transition: name },
    });
    if (label === activity)
      ways.push({
        target: stay + 1,
        price: 0,
        move: { kind: 'synchronous', activity, event: place, transition: name },
      });
  }
  return ways;
}

function lowerBound(
  space: NetSpace,
  trace: readonly string[],
  state: number,
  width: number,
): number {
  const { visibleMoves, labels } = space.outlookOf(Math.floor(state / width));
  let unmatched = 0;
  const place = state % width;
  for (let index = place; index < trace.length; index += 1)
    if (!labels.has(trace[index] ?? '')) unmatched += 1;
  const matchable = trace.length - place - unmatched;
  return unmatched + Math.max(0, visibleMoves - matchable);
}

function pathTo(
  end: number,
  cameFrom: ReadonlyMap<number, { readonly from: number; readonly move: Move }>,
): { readonly moves: number; readonly steps: readonly Move[] } {
  const steps: Move[] = [];
  for (let link = cameFrom.get(end); link !== undefined; link = cameFrom.get(link.from))
    steps.unshift(link.move);
  const moves = steps.filter(({ kind }) => kind === 'log' || kind === 'model').length;
  return { moves, steps };
}
