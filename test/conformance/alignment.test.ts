import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Aligner, alignLog, type Alignment } from '../../src/conformance/alignment.js';
import { ConformanceError } from '../../src/conformance/errors.js';
import { NetSpace, petriNetSchema, type PetriNet } from '../../src/conformance/petriNet.js';
import { readTruthLog } from './logs.js';
import { itWith, readShared, sharedNames } from '../support/sharedFolder.js';

interface PetriTruth {
  readonly log: string;
  readonly net: unknown;
  readonly cases: number;
  readonly alignments: {
    readonly fitCases: number;
    readonly totalMoves: number;
    readonly 'shortestModelPath(own)': number;
    readonly aggregate: { readonly average_trace_fitness: number };
    readonly perVariant: Readonly<
      Record<string, { readonly moves: number; readonly fitness: number }>
    >;
  };
}

/** Replays an alignment: it must spell the trace, fire from the initial to the final marking, and cost its moves. */
function replay(net: PetriNet, trace: readonly string[], result: Alignment): void {
  if (result.kind !== 'optimal') throw new Error(`not aligned: ${result.kind}`);
  const space = new NetSpace(net);
  let marking = space.initial;
  const spelt: string[] = [];
  for (const move of result.steps) {
    if (move.kind === 'log' || move.kind === 'synchronous') {
      expect(move.event).toBe(spelt.length);
      spelt.push(move.activity);
    }
    if (move.kind === 'log') continue;
    const firing = space
      .firingsOf(marking)
      .find(({ transition }) => transition.name === move.transition);
    expect(firing?.transition.label).toBe(move.kind === 'silent' ? null : move.activity);
    marking = firing!.marking;
  }
  expect(spelt).toEqual(trace);
  expect(marking).toBe(space.final);
  expect(result.steps.filter(({ kind }) => kind === 'log' || kind === 'model')).toHaveLength(
    result.moves,
  );
}

describe('alignments on real logs', () => {
  const nets = sharedNames('truth', 'petri-*.json', [
    'running-example-alpha',
    'running-example-bpmn',
    'running-example-inductive',
    'running-example-pnml',
    'receipt-norm',
    'receipt-inductive-0.2',
    'bpic20-domestic-norm',
  ]);
  for (const name of nets)
    itWith('truth', `need as many moves as pm4py finds for every variant of ${name}`, () => {
      const truth = readShared(`truth/petri-${name}.json`) as PetriTruth;
      const net = petriNetSchema.parse(truth.net);
      const aligner = new Aligner(net);
      const expected = truth.alignments;
      for (const [variant, { moves, fitness }] of Object.entries(expected.perVariant)) {
        const trace = variant.split('|');
        const result = aligner.align(trace);
        expect(result).toMatchObject({ kind: 'optimal', moves });
        if (result.kind === 'optimal') expect(result.fitness).toBeCloseTo(fitness, 10);
        replay(net, trace, result);
      }
      expect(aligner.align([])).toMatchObject({ moves: expected['shortestModelPath(own)'] });
      const report = alignLog(aligner, readTruthLog(truth.log));
      expect([report.aligned, report.fitting, report.moves]).toEqual([
        truth.cases,
        expected.fitCases,
        expected.totalMoves,
      ]);
      expect(report.meanFitness).toBeCloseTo(expected.aggregate.average_trace_fitness, 10);
    });
});

type Tree =
  | { readonly leaf: string | null }
  | {
      readonly operator: 'sequence' | 'choice' | 'parallel' | 'loop';
      readonly children: readonly Tree[];
    };

const { tree: anyTree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.record({ leaf: fc.constantFrom('a', 'b', 'c', null) }),
    fc.record({
      operator: fc.constantFrom(
        'sequence' as const,
        'choice' as const,
        'parallel' as const,
        'loop' as const,
      ),
      children: fc.array(tie('tree'), { minLength: 2, maxLength: 2 }),
    }),
  ),
}));

/** The textbook translation of a process tree to a sound workflow net. */
function netOf(tree: Tree): PetriNet {
  const places = ['source', 'sink'];
  const transitions: { name: string; label: string | null }[] = [];
  const arcs: [string, string, number][] = [];
  const place = (): string => `p${places.push('') - 1}`;
  const fire = (label: string | null, from: readonly string[], to: readonly string[]): void => {
    const name = `t${transitions.length}`;
    transitions.push({ name, label });
    for (const one of from) arcs.push([one, name, 1]);
    for (const one of to) arcs.push([name, one, 1]);
  };
  const build = (node: Tree, from: string, to: string): void => {
    if ('leaf' in node) {
      fire(node.leaf, [from], [to]);
      return;
    }
    const [first, second] = node.children as [Tree, Tree];
    const [one, other, three, four] = [place(), place(), place(), place()];
    if (node.operator === 'sequence') {
      build(first, from, one);
      build(second, one, to);
    } else if (node.operator === 'choice') {
      build(first, from, to);
      build(second, from, to);
    } else if (node.operator === 'parallel') {
      fire(null, [from], [one, other]);
      build(first, one, three);
      build(second, other, four);
      fire(null, [three, four], [to]);
    } else {
      fire(null, [from], [one]);
      build(first, one, other);
      build(second, other, one);
      fire(null, [other], [to]);
    }
  };
  build(tree, 'source', 'sink');
  const named = places.map((name, index) => (name === '' ? `p${index}` : name));
  return {
    places: named,
    transitions,
    arcs,
    initialMarking: { source: 1 },
    finalMarking: { sink: 1 },
  };
}

/** Words of the tree up to a length, as strings; loops are unrolled as far as that length allows. */
function wordsOf(tree: Tree, limit: number): Set<string> {
  const keep = (words: Iterable<string>): Set<string> =>
    new Set([...words].filter((one) => one.length <= limit));
  const joined = (left: Set<string>, right: Set<string>): string[] =>
    [...left].flatMap((one) => [...right].map((other) => one + other));
  const shuffles = (left: string, right: string): string[] =>
    left === '' || right === ''
      ? [left + right]
      : [
          ...shuffles(left.slice(1), right).map((rest) => left.charAt(0) + rest),
          ...shuffles(left, right.slice(1)).map((rest) => right.charAt(0) + rest),
        ];
  if ('leaf' in tree) return new Set([tree.leaf ?? '']);
  const [first, second] = tree.children.map((child) => wordsOf(child, limit)) as [
    Set<string>,
    Set<string>,
  ];
  switch (tree.operator) {
    case 'sequence':
      return keep(joined(first, second));
    case 'choice':
      return new Set([...first, ...second]);
    case 'parallel':
      return keep(
        [...first].flatMap((one) => [...second].flatMap((other) => shuffles(one, other))),
      );
    case 'loop': {
      let words = keep(first);
      for (let size = -1; size !== words.size;) {
        size = words.size;
        words = keep([...words, ...joined(words, new Set(joined(second, first)))]);
      }
      return words;
    }
  }
}

/** Insertions and deletions between two words. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [place, letter] of Array.from(one).entries()) {
    const next = [place + 1];
    for (let index = 0; index < other.length; index += 1)
      next.push(
        letter === other.charAt(index) ? row[index]! : 1 + Math.min(row[index + 1]!, next[index]!),
      );
    row = next;
  }
  return row[other.length]!;
}

describe('the nearest lawful path', () => {
  it('is as near as the nearest word of the model, on random models and traces', () => {
    fc.assert(
      fc.property(
        anyTree,
        fc.array(fc.constantFrom('a', 'b', 'c', 'x'), { maxLength: 4 }),
        (tree, trace) => {
          const net = netOf(tree);
          const result = new Aligner(net).align(trace);
          replay(net, trace, result);
          const words = [...wordsOf(tree, 9)];
          fc.pre(words.length > 0);
          const moves = Math.min(...words.map((one) => distance(trace.join(''), one)));
          const shortest = Math.min(...words.map((one) => one.length));
          for (const maxStates of [0, 1, 2, 5]) {
            const bounded = new Aligner(net, { maxStates }).align(trace);
            if (bounded.kind === 'bounded') expect(bounded.atLeast).toBeLessThanOrEqual(moves);
          }
          const worst = trace.length + shortest;
          expect(result).toMatchObject({
            kind: 'optimal',
            moves,
            fitness: worst === 0 ? 1 : 1 - moves / worst,
          });
        },
      ),
      {
        numRuns: 400,
        examples: [
          // The trace fits within a limit that the shortest lawful path does not.
          [
            {
              operator: 'parallel',
              children: [
                { operator: 'sequence', children: [{ leaf: 'a' }, { leaf: 'c' }] },
                { leaf: 'b' },
              ],
            },
            ['c', 'b'],
          ],
        ],
      },
    );
  });

  const chain: PetriNet = {
    places: ['p0', 'p1', 'p2'],
    transitions: [
      { name: 'ta', label: 'a' },
      { name: 'tb', label: 'b' },
    ],
    arcs: [
      ['p0', 'ta', 1],
      ['ta', 'p1', 1],
      ['p1', 'tb', 1],
      ['tb', 'p2', 1],
    ],
    initialMarking: { p0: 1 },
    finalMarking: { p2: 1 },
  };

  it('names what was skipped and what was extra', () => {
    const result = new Aligner(chain).align(['a', 'x']);
    expect(result).toMatchObject({ kind: 'optimal', moves: 2, fitness: 0.5 });
    const steps = result.kind === 'optimal' ? result.steps : [];
    expect(steps[0]).toEqual({ kind: 'synchronous', activity: 'a', event: 0, transition: 'ta' });
    expect(steps).toContainEqual({ kind: 'log', activity: 'x', event: 1 });
    expect(steps).toContainEqual({ kind: 'model', activity: 'b', transition: 'tb' });
  });

  it('says when it stopped at its limit, with a bound that is never too high', () => {
    const truth: PetriNet = { ...chain };
    const trace = ['b', 'a', 'b', 'a', 'b', 'a'];
    const full = new Aligner(truth).align(trace);
    const bounded = new Aligner(truth, { maxStates: 3 }).align(trace);
    expect(full).toMatchObject({ kind: 'optimal', moves: 4 });
    expect(bounded).toMatchObject({ kind: 'bounded', explored: 3 });
    if (bounded.kind === 'bounded') {
      expect(bounded.atLeast).toBeGreaterThan(0);
      expect(bounded.atLeast).toBeLessThanOrEqual(4);
    }
    const report = alignLog(new Aligner(truth, { maxStates: 0 }), [
      { id: 'c', attributes: {}, events: [] },
    ]);
    expect(report).toMatchObject({ aligned: 0, bounded: ['c'] });
  });

  it('stops on a net that makes tokens without end, and says when no path leads to the end', () => {
    const spring: PetriNet = {
      ...chain,
      transitions: [...chain.transitions, { name: 'more', label: null }],
      arcs: [...chain.arcs, ['p0', 'more', 1], ['more', 'p0', 2]],
      finalMarking: { p1: 2, p2: 5 },
    };
    expect(new Aligner(spring, { maxStates: 50 }).align(['a']).kind).toBe('bounded');
    expect(new Aligner({ ...chain, finalMarking: { p0: 1, p2: 1 } }).align(['a']).kind).toBe(
      'unreachable',
    );
    expect(new Aligner({ ...chain, arcs: chain.arcs.slice(0, 3) }).align(['a']).kind).toBe(
      'unreachable',
    );
  });

  it('respects arc weights', () => {
    const pair: PetriNet = {
      ...chain,
      arcs: [
        ['p0', 'ta', 1],
        ['ta', 'p1', 1],
        ['p1', 'tb', 2],
        ['tb', 'p2', 1],
      ],
      initialMarking: { p0: 2 },
    };
    expect(new Aligner(pair).align(['a', 'a', 'b'])).toMatchObject({ moves: 0, fitness: 1 });
    expect(new Aligner(pair).align(['a', 'b'])).toMatchObject({ moves: 1 });
  });

  it.each([
    ['an arc to nothing', { ...chain, arcs: [['p0', 'tx', 1]] as [string, string, number][] }],
    ['an arc between places', { ...chain, arcs: [['p0', 'p1', 1]] as [string, string, number][] }],
    ['a marking of nothing', { ...chain, finalMarking: { p9: 1 } }],
    ['a doubled place', { ...chain, places: [...chain.places, 'p0'] }],
    [
      'a doubled transition',
      { ...chain, transitions: [...chain.transitions, { name: 'ta', label: null }] },
    ],
    ['one name for both kinds', { ...chain, places: [...chain.places, 'ta'] }],
  ])('%s is refused', (_, net) => {
    expect(() => new Aligner(net)).toThrow(ConformanceError);
  });
});
