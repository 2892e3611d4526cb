// Constraint files: accepted whole, or refused with file, line, constraint and field.
import { describe, expect, it } from '@jest/globals';
import { attributesRead } from '../../src/conformance/condition.js';
import { parseConstraintFile } from '../../src/conformance/constraintFile.js';
import { LogCheck } from '../../src/conformance/logCheck.js';
import { compileConstraints } from '../../src/conformance/engine.js';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import { caseOf, event, word } from './logs.js';

const HEAD = 'name: test\nconstraints:\n';
const parse = (text: string) => parseConstraintFile({ name: 'c.yaml', text });
const refusal = (text: string): LedgerError => {
  try {
    parse(text);
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a constraint file', () => {
  it('is YAML or JSON', () => {
    const yaml = parse(`${HEAD}  - { id: c, template: response, a: x, b: [y, z] }\n`);
    const json = parse(
      '{"name":"test","constraints":[{"id":"c","template":"response","a":"x","b":["y","z"]}]}',
    );
    expect(json.set).toEqual(yaml.set);
  });

  it.each([
    [
      'an unknown template',
      `${HEAD}  - id: c\n    template: respons\n    a: x\n`,
      'constraints.invalid',
      4,
      'c',
      'template',
    ],
    [
      'a missing activity',
      `${HEAD}  - id: c\n    template: response\n    a: x\n`,
      'constraints.invalid',
      3,
      'c',
      'b',
    ],
    [
      'an unknown field',
      `${HEAD}  - id: c\n    template: existence\n    a: x\n    colour: red\n`,
      'constraints.invalid',
      6,
      'c',
      'colour',
    ],
    [
      'a window that ends before it begins',
      `${HEAD}  - id: c\n    template: response\n    a: x\n    b: y\n    window: { unit: d, min: 3,\n      max: 1 }\n`,
      'constraints.invalid',
      7,
      'c',
      'window.min',
    ],
    [
      'a condition of two kinds',
      `${HEAD}  - id: c\n    template: existence\n    a: x\n    activation: { attribute: r, equals: 1, atMost: 2 }\n`,
      'constraints.invalid',
      6,
      'c',
      'activation',
    ],
    [
      'an id given twice',
      `${HEAD}  - { id: c, template: init, a: x }\n  - { id: c, template: end, a: x }\n`,
      'constraints.invalid',
      4,
      'c',
      'id',
    ],
    [
      'a constraint without id',
      `${HEAD}  - { id: c, template: init, a: x }\n  - { template: end, a: x }\n`,
      'constraints.invalid',
      4,
      '#2',
      'id',
    ],
    ['no constraints', 'name: test\n', 'constraints.invalid', 1, '-', 'constraints'],
    ['a list instead of a set', '- 1\n', 'constraints.invalid', 1, '-', '-'],
    ['nothing', '', 'constraints.invalid', 1, '-', '-'],
  ])('%s is refused by line, constraint and field', (_, text, code, line, constraint, field) => {
    const error = refusal(text);
    expect([error.code, error.where]).toEqual([code, `c.yaml:${line}`]);
    expect(error.details).toMatchObject({ constraint, field, line });
    expect(error.text.zh).toMatch(/\p{Script=Han}/u);
  });

  it('that is no YAML, or a bomb of aliases, is refused', () => {
    expect(refusal('name: [\n')).toMatchObject({ code: 'yaml.malformed', where: 'c.yaml:2' });
    expect(refusal('name: a\nname: b\n')).toMatchObject({
      code: 'yaml.malformed',
      where: 'c.yaml:2',
    });
    const bomb = Array.from({ length: 12 }, (_, n) =>
      n === 0
        ? 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'
        : `a${n}: &a${n} [${Array(10)
            .fill(`*a${n - 1}`)
            .join()}]`,
    ).join('\n');
    expect(refusal(bomb).code).toBe('yaml.malformed');
  });

  it('with an unknown zone is refused', () => {
    expect(
      refusal(`name: t\nzone: Mars/Base\nconstraints:\n  - { id: c, template: init, a: x }\n`),
    ).toMatchObject({
      code: 'time.zone.unknown',
      where: 'c.yaml:2',
    });
  });

  it.each([
    ['precedence both ways', ['precedence, a: x, b: y', 'precedence, a: y, b: x'], 'c0, c1'],
    [
      'response in a ring',
      [
        'response, a: x, b: y',
        'existence, a: x',
        'response, a: y, b: z',
        'chainresponse, a: z, b: x',
      ],
      'c0, c2, c3',
    ],
    [
      'succession against precedence',
      ['succession, a: x, b: y', 'altprecedence, a: y, b: x'],
      'c0, c1',
    ],
  ])('%s is a cycle that no case can keep', (_, bodies, constraint) => {
    const error = refusal(
      HEAD + bodies.map((body, n) => `  - { id: c${n}, template: ${body} }\n`).join(''),
    );
    expect(error).toMatchObject({
      code: 'constraints.cycle',
      where: 'c.yaml:3',
      details: { constraint },
    });
    // It is true: a case in which any of the activities occurs breaks one of them.
    const set = compileConstraints({
      name: 't',
      constraints: bodies.map((body, n) => {
        const [template = '', ...roles] = body.split(', ');
        const role = (name: string) => roles.find((one) => one.startsWith(`${name}: `))?.slice(3);
        return {
          id: `c${n}`,
          template: template as 'precedence',
          a: role('a')!,
          ...(role('b') !== undefined && { b: role('b')! }),
        };
      }),
    });
    const check = new LogCheck(set);
    for (const one of ['x', 'y', 'xy', 'yx', 'xyz', 'xyx', 'yxy', 'xyzxyz', 'zyx'].map(word))
      check.add(one);
    expect(check.report().fittingCases).toBe(0);
  });

  it.each([
    [
      'a condition that may keep them apart',
      ['precedence, a: x, b: y, activation: { attribute: r, equals: 1 }', 'precedence, a: y, b: x'],
    ],
    ['different directions', ['precedence, a: x, b: y', 'response, a: y, b: x']],
    ['alternatives', ['precedence, a: [x, z], b: y', 'precedence, a: y, b: x']],
  ])('%s is none', (_, bodies) => {
    const text = HEAD + bodies.map((body, n) => `  - { id: c${n}, template: ${body} }\n`).join('');
    expect(parse(text).set.constraints).toHaveLength(bodies.length);
  });

  it('that names what the log never had is more likely wrong than right', () => {
    const file = parse(
      `${HEAD}  - { id: c, template: response, a: x, b: Y }\n  - id: d\n    template: absence\n    a: x\n    activation: { any: [{ attribute: org:rol, equals: 1 }, { attribute: a/b, present: true }] }\n`,
    );
    const check = new LogCheck(compileConstraints(file.set));
    check.add(caseOf([event('x'), event('y')]));
    const unseen = check.unseen(['x', 'Y']);
    expect(unseen).toEqual(['Y']);
    expect(file.unknownName({ unseen, attributes: new Set() })).toMatchObject({
      code: 'constraints.activity.unknown',
      where: 'c.yaml:3',
      details: { constraint: 'c', field: 'b', activity: 'Y' },
    });
    expect(file.unknownName({ unseen: [], attributes: new Set(['a']) })).toMatchObject({
      code: 'constraints.attribute.unknown',
      where: 'c.yaml:7',
      details: { constraint: 'd', field: 'activation', attribute: 'org:rol' },
    });
    expect(file.unknownName({ unseen: [], attributes: new Set(['a', 'org:rol']) })).toBeUndefined();
  });

  it('names every attribute that its conditions read', () => {
    expect(
      attributesRead({
        all: [
          { same: 'p' },
          { not: { activation: 'q', is: 'equals', target: 'r' } },
          { any: [{ different: 's' }] },
        ],
      }),
    ).toEqual(['p', 'q', 'r', 's']);
  });
});

describe('a log judged case by case', () => {
  const set = compileConstraints({
    name: 't',
    constraints: [
      { id: 'r', template: 'response', a: 'a', b: 'b' },
      { id: 'n', template: 'absence', a: 'z' },
    ],
  });

  it('keeps the worst cases in order, with their explanations, and counts what is still open apart', () => {
    const check = new LogCheck(set, { worst: 2 });
    const given = (id: string, letters: string) => ({ ...word(letters), id });
    for (const [id, letters] of [
      ['one', 'a'],
      ['three', 'zaa'],
      ['fine', 'ab'],
      ['two', 'aa'],
      ['idle', 'c'],
    ] as const)
      check.add(given(id, letters));
    check.add(given('running', 'aa'), { closed: false });
    const { worst, constraints, ...counts } = check.report();
    expect(counts).toEqual({ cases: 6, runningCases: 1, events: 11, fittingCases: 3 });
    expect(worst.map(({ case: { id }, violations }) => [id, violations])).toEqual([
      ['three', 3],
      ['two', 2],
    ]);
    expect(
      worst[0]!.verdicts.map(({ constraint, activationVerdicts }) => [
        constraint.id,
        activationVerdicts.length,
      ]),
    ).toEqual([
      ['r', 2],
      ['n', 1],
    ]);
    expect(constraints[0]).toMatchObject({
      activations: 8,
      fulfilments: 1,
      violations: 5,
      pending: 2,
      activatedCases: 5,
      violatingCases: ['one', 'three', 'two'],
    });
  });
});
