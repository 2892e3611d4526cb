import { describe, expect } from '@jest/globals';
import { CaseMonitor, judgeCase, type CompiledConstraints } from '../../src/conformance/engine.js';
import { TEMPLATES, type TemplateName } from '../../src/conformance/templates.js';
import { compiled, word } from './logs.js';
import { itWith, readShared } from '../support/sharedFolder.js';

const perTemplate = (order: readonly string[]): CompiledConstraints =>
  compiled(
    order.map((template) => ({
      template,
      a: 'a',
      ...(TEMPLATES.get(template as TemplateName)!.activities === 2 ? { b: 'b' } : {}),
    })),
  );

type Counts = readonly (number | null)[];
interface Micro {
  readonly templateOrder: readonly string[];
  readonly rows: readonly (readonly [string, string, string, string, Counts, Counts])[];
}
interface MicroOpen {
  readonly templateOrder: readonly string[];
  readonly rows: readonly (readonly [string, string, string])[];
}

describe('the 23 templates on every trace over a, b, c', () => {
  itWith('truth', 'agree with LTLf, in verdict, activations and violations', () => {
    const truth = readShared('truth/declare-micro.json') as Micro;
    const constraints = perTemplate(truth.templateOrder);
    expect(truth.templateOrder).toHaveLength(23);
    expect(truth.rows).toHaveLength(364);
    for (const [letters, std, , , activations, violations] of truth.rows) {
      const verdicts = judgeCase(constraints, word(letters), { closed: true });
      const bits = verdicts.map((verdict) => (verdict.state === 'S' ? '1' : '0')).join('');
      expect([letters, bits]).toEqual([letters, std]);
      const known = (values: Counts): number[] => values.filter((value) => value !== null);
      const counted = verdicts.filter((_, place) => activations[place] !== null);
      expect([letters, counted.map((verdict) => verdict.activations)]).toEqual([
        letters,
        known(activations),
      ]);
      expect([letters, counted.map((verdict) => verdict.violations)]).toEqual([
        letters,
        known(violations),
      ]);
      const contradictions = verdicts.filter(
        (verdict) =>
          verdict.violations > 0 !== (verdict.state === 'V') ||
          verdict.pending !== 0 ||
          verdict.fulfilments + verdict.violations !== verdict.activations ||
          verdict.applicable !== verdict.activations > 0,
      );
      expect([letters, contradictions]).toEqual([letters, []]);
    }
  });

  itWith('truth', 'tell the four states of a running case after each prefix', () => {
    const truth = readShared('truth/declare-micro-open.json') as MicroOpen;
    const constraints = perTemplate(truth.templateOrder);
    expect(truth.rows).toHaveLength(121);
    for (const [letters, states] of truth.rows) {
      const monitor = new CaseMonitor(constraints, { id: letters, attributes: {} });
      for (const { activity, time } of word(letters).events)
        monitor.append({ activity, time, attributes: {} });
      const found = monitor.verdicts({ closed: false }).map(({ state }) => state);
      expect([letters, found.join('')]).toEqual([letters, states]);
    }
  });
});
