// The graph of a flow, its net, and what a graph says about order: they must agree with the constraints of the flow.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Aligner } from '../../src/conformance/alignment.js';
import { compileConstraints, judgeCase } from '../../src/conformance/engine.js';
import { ConformanceError } from '../../src/conformance/errors.js';
import type { Flow, FlowStep } from '../../src/conformance/flow.js';
import { checkCycles } from '../../src/conformance/flowChecks.js';
import { compileFlow } from '../../src/conformance/flowCompiler.js';
import { graphOfFlow, predecessorsOf, withoutImplied } from '../../src/conformance/flowGraph.js';
import { netOfGraph } from '../../src/conformance/graphNet.js';
import { orderOfGraph } from '../../src/conformance/graphOrder.js';
import type { ProcessGraph } from '../../src/conformance/processGraph.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { caseOf, event } from './logs.js';

const stepOf = (n: number, more: Partial<FlowStep> = {}): FlowStep => ({
  n,
  name: `step ${n}`,
  who: 'VC',
  evt: `E${n}`,
  ...more,
});

/** Any flow of up to seven steps whose order is possible: optional steps, bare `from`, gaps and leads of no days. */
const anyFlow: fc.Arbitrary<Flow> = fc
  .integer({ min: 1, max: 7 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          optional: fc.boolean(),
          from: fc.option(fc.integer({ min: 1, max: count }), { nil: undefined }),
          after: fc.option(fc.integer({ min: 1, max: count }), { nil: undefined }),
          before: fc.option(fc.integer({ min: 1, max: count }), { nil: undefined }),
          n: fc.constant(index + 1),
        }),
      ),
    ),
  )
  .map((steps) => ({
    code: 'T',
    name: 'test',
    steps: steps.map(({ n, optional, from, after, before }) =>
      stepOf(n, {
        ...(optional && { optional: true }),
        ...(from !== undefined && from !== n && { from }),
        ...(after !== undefined && after !== n && { gap: '0cd', after }),
        ...(before !== undefined && before !== n && { lead: '0cd', before }),
      }),
    ),
  }))
  .filter((flow) => {
    try {
      checkCycles(flow);
      return true;
    } catch (error) {
      if (isLedgerError(error)) return false;
      throw error;
    }
  });

/** A flow, and some of its steps in any order, each once. */
const flowAndTrace = anyFlow.chain((flow) =>
  fc.tuple(fc.constant(flow), fc.shuffledSubarray(flow.steps.map(({ n }) => n))),
);

const labelled = (flow: Flow) =>
  netOfGraph(graphOfFlow(flow), ({ id }) => `E${id.slice('step-'.length)}`);

describe('the graph of a flow', () => {
  it('runs just the cases that break no rule of order and leave no mandatory step out', () => {
    fc.assert(
      fc.property(flowAndTrace, ([flow, trace]) => {
        const { rules } = compileFlow(flow, { roles: { VC: 'VC' } });
        const set = compileConstraints({
          name: 'order',
          constraints: rules
            .filter(({ kind }) => kind !== 'role' && kind !== 'roleRecorded')
            .map(({ constraint }) => constraint),
        });
        const given = caseOf(trace.map((n, place) => event(`E${n}`, place)));
        const verdicts = judgeCase(set, given, { closed: true });
        // What follows an optional step that never happened is a matter of its own rule; the graph lets it pass.
        const optional = new Set(flow.steps.filter((step) => step.optional).map(({ n }) => n));
        const skipped = [...predecessorsOf(flow)].some(
          ([n, before]) =>
            trace.includes(n) &&
            [...before].some((one) => optional.has(one) && !trace.includes(one)),
        );
        const lawful = verdicts.every(({ violations }) => violations === 0);
        const fits = new Aligner(labelled(flow)).align(trace.map((n) => `E${n}`));
        expect(fits.kind).toBe('optimal');
        const isRun = fits.kind === 'optimal' && fits.moves === 0;
        if (!skipped) expect(isRun).toBe(lawful);
        else if (lawful) expect(isRun).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('gives back the order that it was made from', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const order = orderOfGraph(graphOfFlow(flow));
        expect([order.loops, order.choices]).toEqual([[], []]);
        const optional = new Set(flow.steps.filter((step) => step.optional).map(({ n }) => n));
        for (const task of order.tasks) {
          const n = Number(task.id.slice('step-'.length));
          expect(task.optional).toBe(optional.has(n));
          // A step that may be skipped cannot be relied on to have happened.
          const direct = [...(withoutImplied(predecessorsOf(flow)).get(n) ?? [])];
          for (const one of direct)
            if (!optional.has(one)) expect(isBefore(order, one, n)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function isBefore(order: ReturnType<typeof orderOfGraph>, one: number, other: number): boolean {
  const before = order.tasks.find(({ id }) => id === `step-${other}`)?.before ?? new Set<string>();
  return (
    before.has(`step-${one}`) ||
    [...before].some((id) => isBefore(order, one, Number(id.slice('step-'.length))))
  );
}

const graphOf = (
  nodes: Readonly<Record<string, 'start' | 'end' | 'task' | 'exclusive' | 'parallel'>>,
  ...edges: readonly string[]
): ProcessGraph => ({
  id: 'p',
  nodes: Object.entries(nodes).map(([id, kind]) => ({ id, kind, name: kind === 'task' ? id : '' })),
  edges: edges.map((edge) => {
    const [from = '', to = ''] = edge.split('-');
    return { id: edge, from, to };
  }),
  lanes: [],
});

describe('what a graph says about order', () => {
  it('knows choices, loops and what a parallel join waits for', () => {
    const graph = graphOf(
      {
        s: 'start',
        a: 'task',
        x: 'exclusive',
        b: 'task',
        c: 'task',
        y: 'exclusive',
        m: 'exclusive',
        p: 'parallel',
        d: 'task',
        e: 'task',
        q: 'parallel',
        z: 'exclusive',
        f: 'task',
        t: 'end',
      },
      ...[
        's-a',
        'a-x',
        'x-b',
        'x-c',
        'b-y',
        'c-y',
        'y-m',
        'm-p',
        'p-d',
        'p-e',
        'd-q',
        'e-q',
        'q-z',
      ],
      ...['z-f', 'f-m', 'z-t'],
    );
    const sound = graphOf(
      { s: 'start', a: 'task', m: 'exclusive', d: 'task', z: 'exclusive', f: 'task', t: 'end' },
      ...['s-a', 'a-m', 'm-d', 'd-z', 'z-f', 'f-m', 'z-t'],
    );
    const found = orderOfGraph(sound);
    expect(found.loops).toEqual(['f-m']);
    expect(found.choices).toEqual([]);
    expect(found.tasks.map(({ id, optional, before }) => [id, optional, [...before]])).toEqual([
      ['a', false, []],
      ['d', false, ['a']],
      ['f', true, ['d']],
    ]);
    const wide = orderOfGraph(graph);
    expect(wide.choices).toEqual(['x']);
    const task = (name: string) => wide.tasks.find(({ id }) => id === name)!;
    expect([task('b').optional, task('c').optional, task('d').optional]).toEqual([
      true,
      true,
      false,
    ]);
    expect([...task('f').before].sort()).toEqual(['d', 'e']);
  });

  it.each([
    ['no start', graphOf({ a: 'task', t: 'end' }, 'a-t'), 'p'],
    ['no end', graphOf({ s: 'start', a: 'task' }, 's-a'), 'p'],
    [
      'a node that nothing reaches',
      graphOf({ s: 'start', a: 'task', t: 'end' }, 's-t', 'a-t'),
      'a',
    ],
    ['a dead end', graphOf({ s: 'start', a: 'task', t: 'end' }, 's-t', 's-a'), 'a'],
    ['a flow to nowhere', graphOf({ s: 'start', t: 'end' }, 's-t', 's-q'), 's-q'],
    ['a flow into a start', graphOf({ s: 'start', a: 'task', t: 'end' }, 's-a', 'a-s', 'a-t'), 's'],
    ['one flow twice', graphOf({ s: 'start', t: 'end' }, 's-t', 's-t'), 's-t'],
  ])('%s is refused by name', (_, graph, element) => {
    const refused = (() => {
      try {
        netOfGraph(graph);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(ConformanceError);
    expect((refused as ConformanceError).details).toMatchObject({ element });
  });

  it('keeps an unnamed task silent, and several flows into a task alternatives', () => {
    const graph = graphOf(
      { s: 'start', x: 'exclusive', a: 'task', t: 'end' },
      ...['s-x', 'x-a', 'a-t'],
    );
    const twice: ProcessGraph = {
      ...graph,
      edges: [...graph.edges, { id: 'again', from: 'x', to: 'a' }],
    };
    expect(new Aligner(netOfGraph(twice)).align(['a'])).toMatchObject({ moves: 0 });
    expect(new Aligner(netOfGraph(twice, () => '')).align([])).toMatchObject({ moves: 0 });
  });
});
