import { describe, expect } from '@jest/globals';
import { checkLog } from '../../src/conformance/logCheck.js';
import { compiled, hashOfIds, readTruthLog } from './logs.js';
import { itWith, readShared, sharedNames } from '../support/sharedFolder.js';

interface Standard {
  readonly violatingCases: number;
  readonly violatingCaseIdsSha256: string;
  readonly violatingCaseIds: readonly string[];
  readonly activatedCases?: number;
  readonly activations?: number;
  readonly violations?: number;
}
interface Declare {
  readonly log: string;
  readonly cases: number;
  readonly events: number;
  readonly constraints: readonly {
    readonly template: string;
    readonly a: string;
    readonly b?: string;
    readonly std: Standard;
  }[];
  readonly model_std: { readonly fitCases: number; readonly totalDeviations: number };
}
interface MpDeclare {
  readonly log: string;
  readonly constraints: readonly (Standard & {
    readonly template: string;
    readonly a: string;
    readonly b: string | null;
    readonly activation: readonly [string, '==' | '!=', string] | null;
    readonly correlation: string | null;
    readonly timeDays: readonly [number, number] | null;
  })[];
}

// The micro files hold all traces of a small alphabet, and no log: declareMicro.test.ts.
const DECLARED = sharedNames('truth', 'declare-*.json', [
  'running-example',
  'receipt',
  'bpic20-domestic',
]).filter((name) => !name.startsWith('micro'));
const MP_DECLARED = sharedNames('truth', 'mpdeclare-*.json', ['receipt', 'bpic20-domestic']);

describe('DECLARE on real logs', () => {
  for (const name of DECLARED)
    itWith('truth', `finds the violating cases of every constraint in ${name}`, () => {
      const truth = readShared(`truth/declare-${name}.json`) as Declare;
      const constraints = compiled(
        truth.constraints.map(({ template, a, b }) => ({ template, a, ...(b ? { b } : {}) })),
      );
      const report = checkLog(constraints, readTruthLog(truth.log));
      expect([report.cases, report.events]).toEqual([truth.cases, truth.events]);
      expect(report.constraints.length).toBe(truth.constraints.length);
      expect(truth.constraints).not.toEqual([]);
      for (const [place, { std, ...constraint }] of truth.constraints.entries()) {
        const found = report.constraints[place]!;
        const label = `${constraint.template}(${constraint.a}, ${constraint.b ?? ''})`;
        expect([label, found.violatingCases.length]).toEqual([label, std.violatingCases]);
        expect(hashOfIds(found.violatingCases)).toBe(std.violatingCaseIdsSha256);
        if (std.activations === undefined) continue;
        expect([label, found.activatedCases, found.activations, found.violations]).toEqual([
          label,
          std.activatedCases,
          std.activations,
          std.violations,
        ]);
        expect(found.fulfilments).toBe(found.activations - found.violations);
      }
      expect(report.fittingCases).toBe(truth.model_std.fitCases);
      const deviations = report.constraints.reduce(
        (sum, one) => sum + one.violatingCases.length,
        0,
      );
      expect(deviations).toBe(truth.model_std.totalDeviations);
    });

  itWith('truth', 'reports violations per activation, never per vacuous case', () => {
    const constraints = compiled([
      {
        template: 'response',
        a: 'T03 Adjust confirmation of receipt',
        b: 'T02 Check confirmation of receipt',
      },
    ]);
    const [found] = checkLog(constraints, readTruthLog('receipt')).constraints;
    expect([found!.violatingCases.length, found!.activatedCases]).toEqual([3, 37]);
  });
});

describe('MP-Declare on real logs', () => {
  for (const name of MP_DECLARED)
    itWith('truth', `judges windows, roles and persons in ${name} as Declare4Py does`, () => {
      const truth = readShared(`truth/mpdeclare-${name}.json`) as MpDeclare;
      const constraints = compiled(
        truth.constraints.map(({ template, a, b, activation, correlation, timeDays }) => ({
          template: template === 'absence1' ? 'absence' : template,
          a,
          ...(b === null ? {} : { b }),
          ...(activation === null
            ? {}
            : {
                activation: {
                  attribute: activation[0],
                  [activation[1] === '==' ? 'equals' : 'notEquals']: activation[2],
                },
              }),
          ...(correlation === null
            ? {}
            : { correlation: { [correlation.split(' ')[0]!]: correlation.split(' ')[1] } }),
          ...(timeDays === null
            ? {}
            : { window: { unit: 'd', min: timeDays[0], max: timeDays[1] } }),
        })),
      );
      const report = checkLog(constraints, readTruthLog(truth.log));
      for (const [place, expected] of truth.constraints.entries()) {
        const found = report.constraints[place]!;
        expect([place, found.violatingCases.length]).toEqual([place, expected.violatingCases]);
        expect(hashOfIds(found.violatingCases)).toBe(expected.violatingCaseIdsSha256);
        expect([place, found.activatedCases, found.activations, found.violations]).toEqual([
          place,
          expected.activatedCases,
          expected.activations,
          expected.violations,
        ]);
      }
    });
});
