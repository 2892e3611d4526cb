import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PastEvent } from '../../src/kernel/decider.js';
import { find, noFacts, withFact, type Facts } from '../../src/kernel/facts.js';
import { usual } from '../spec/givenDecider.js';

const event = (id: string): PastEvent => ({ ...usual, id, name: 'test.Happened', data: {} });

const none: Facts = noFacts;

describe('the facts of a stream', () => {
  it('keep the first event that bore a name', () => {
    const facts = withFact(withFact(none, 'a', event('1')), 'a', event('2'));
    expect(find(facts, 'a')?.id).toBe('1');
  });

  it('start empty for every stream', () => {
    withFact(none, 'a', event('1'));
    expect(find(none, 'a')).toBeUndefined();
    expect(none.shared.size).toBe(0);
  });

  it('never change, though they share what they hold, whichever of them grows', () => {
    const growth = fc.array(
      fc.record({ from: fc.nat({ max: 30 }), key: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(growth, (steps) => {
        const values: { facts: Facts; model: ReadonlyMap<string, string> }[] = [
          { facts: none, model: new Map() },
        ];
        for (const [index, { from, key }] of steps.entries()) {
          const { facts, model } = values[from % values.length]!;
          const id = String(index);
          values.push({
            facts: withFact(facts, key, event(id)),
            model: model.has(key) ? model : new Map([...model, [key, id]]),
          });
        }
        for (const { facts, model } of values)
          for (const key of ['a', 'b', 'c', 'd', 'e', 'absent'])
            expect(find(facts, key)?.id).toBe(model.get(key));
      }),
    );
  });

  it('share one map while a stream is folded', () => {
    const first = withFact(none, 'a', event('1'));
    const second = withFact(first, 'b', event('2'));
    expect(second.shared).toBe(first.shared);
  });
});
