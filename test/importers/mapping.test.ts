// The mapping language: what it can say, and how it is refused when it says something wrong.
import { describe, expect, it } from '@jest/globals';
import { allCommands } from '../../src/commands/registry.js';
import { applyMapping, scopeOf } from '../../src/importers/mapping/apply.js';
import { parseMapping } from '../../src/importers/mapping/load.js';
import type { Memory } from '../../src/importers/mapping/path.js';
import type { RecordValue } from '../../src/importers/record.js';
import { isLedgerError } from '../../src/kernel/errors.js';

const ATTRIBUTES = `{ time: '2026-01-01T00:00:00+08:00', orgunit: '451425100001', classification: public, rulepack: t }`;

/** A mapping with one rule, `data.note` being the expression under test. */
const mappingOf = (expression: string, more = '') => `mapping: m
title: { zh: 甲, en: A }
source: { format: jsonl }
lookups: { votes: { 'Yes': for, 'No': against } }
attributes: ${ATTRIBUTES}
${more}
rules:
  - name: r
    command: matters.TakeStep
    key: '{id}'
    data: { matterId: m, stepId: s, activity: a, note: ${expression} }
`;

function evaluate(expression: string, value: RecordValue, more = ''): unknown {
  const mapping = parseMapping(mappingOf(expression, more), 'm.yaml', allCommands);
  const scope = scopeOf(
    { row: 3, value, parents: [{ '@date': '5/6/2012' }] },
    'f.jsonl',
    new Map(),
  );
  const [command] = applyMapping(mapping, scope);
  return (command?.data as Record<string, unknown>)['note'];
}

function refusal(work: () => unknown): { code: string; where: string | undefined; en: string } {
  try {
    work();
  } catch (error) {
    if (isLedgerError(error)) return { code: error.code, where: error.where, en: error.text.en };
    throw error;
  }
  throw new Error('nothing was refused');
}

const RECORD = {
  id: 'x-1',
  name: '  甲 乙\n',
  'a.b': { c: [{ v: 'Yes' }, { v: 'No' }, { v: 'Yes' }] },
  n: 5,
  zero: 0,
  blank: ' ',
  none: null,
  list: ['p', 'q', 'p'],
};

describe('expressions', () => {
  it.each<[string, unknown]>([
    [`'{name}'`, '甲 乙'],
    [`'{id}/{n} {{x}}'`, 'x-1/5 {x}'],
    [`'{id}-{blank}'`, undefined],
    [`'{none}'`, undefined],
    [`'constant'`, 'constant'],
    [`7`, 7],
    [`'{$row} {$file}'`, '3 f.jsonl'],
    [`'{^.@date}'`, '5/6/2012'],
    [`"{'a.b'.c[1].v}"`, 'No'],
    [`"{'a.b'.c[-1].v}"`, 'Yes'],
    [`{ $from: "'a.b'.c[*].v", then: [lookup: votes, join: '、'] }`, 'for、against、for'],
    [`{ $count: "'a.b'.c[*]", where: { value: v, is: 'Yes' } }`, 2],
    [
      `{ $each: "'a.b'.c[*]", where: { value: v, isNot: 'No' }, give: '{$index}{v}{^.n}' }`,
      ['1Yes5', '3Yes5'],
    ],
    [`{ $sum: ['{n}', '{zero}', 2] }`, 7],
    [`{ $sum: ['{n}', '{none}'] }`, undefined],
    [`{ $first: ['{none}', '{blank}', '{zero}', '{n}'] }`, '0'],
    [`{ $when: { value: n, in: [4, 5] }, give: yes, else: no }`, 'yes'],
    [`{ $when: { value: none, present: true }, give: yes }`, undefined],
    [
      `{ $when: { any: [{ value: id, matches: '^y' }, { not: { value: n, is: 6 } }] }, give: yes }`,
      'yes',
    ],
    [
      `{ $when: { all: [{ value: id, before: 'x-2' }, { value: none, before: 'x' }] }, give: yes, else: no }`,
      'no',
    ],
    [`{ $from: none, then: { integer: true }, else: '-' }`, '-'],
    [`{ $from: list, then: [unique: true, { skip: 1 }] }`, ['q']],
    [
      `{ a: '{none}', b: ['{none}', '{n}'], c: { $from: n, then: { integer: true } } }`,
      { b: ['5'], c: 5 },
    ],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, RECORD)).toEqual(expected);
  });

  it.each<[string, string, unknown]>([
    [`{ collapse: true }`, 'a \n b', 'a b'],
    [`{ replace: { pattern: '\\s+', with: '' } }`, ' a b ', 'ab'],
    [`{ match: { pattern: '第(\\d+)號', group: 1 } }`, '府法字第123號', '123'],
    [`{ match: '\\d{4}' }`, 'none', undefined],
    [`{ split: { by: '[,、]', at: -1 } }`, 'a,、b、 c ', 'c'],
    [`{ split: ',' }`, 'a,,b', ['a', 'b']],
    [`{ absentIf: [无, '0001-01-01'] }`, '无', undefined],
    [`{ case: lower }`, 'ÀB', 'àb'],
    [`{ pad: { length: 6, with: '0', at: end } }`, '4514', '451400'],
    [`{ pad: { length: 6, with: '0', at: start } }`, '42', '000042'],
    [`{ integer: true }`, '12.0', 12],
    [`{ money: {} }`, '1,003,000.5', '100300050'],
    [`{ money: {} }`, '０.０５', '5'],
    [`{ money: { unit: fen } }`, '12', '12'],
    [`{ money: { unit: tenThousandYuan } }`, '3.71', '3710000'],
    [`{ money: { sign: flip } }`, '12.30', '-1230'],
    [`{ money: { sign: drop } }`, '-12.30', '1230'],
    [`{ money: { parentheses: true } }`, '(1,234.50)', '-123450'],
    [`{ money: { floatNoise: true } }`, '417000.0000000001', '41700000'],
    [`{ money: { floatNoise: true } }`, '1.35e+08', '13500000000'],
    [`{ date: dd/MM/yyyy }`, '17/10/2012', '2012-10-17'],
    [`{ date: 民國roc年M月d日 }`, '民國98年6月5日', '2009-06-05'],
    [`{ date: [yyyy-MM-dd, roc.MM.dd] }`, '102.05.29', '2013-05-29'],
    [`[{ date: yyyyMMdd }, { addDays: 1 }]`, '20240228', '2024-02-29'],
    [
      `{ time: { format: yyyy-MM-dd HH:mm, zone: Asia/Shanghai } }`,
      '2022-05-16 10:01',
      '2022-05-16T10:01:00+08:00',
    ],
    [
      `{ time: { format: yyyy/M/d, zone: America/New_York, at: '12:00' } }`,
      '2021/7/1',
      '2021-07-01T12:00:00-04:00',
    ],
    [
      `{ time: { format: "yyyy-MM-dd'T'HH:mm:ssXXX" } }`,
      '2021-07-01T08:00:00+0930',
      '2021-07-01T08:00:00+09:30',
    ],
    [`{ id: true }`, 'nyc-12', 'nyc-12'],
    [`{ digest: { prefix: p- } }`, '张三', 'p-1d841bc0ee98309c'],
  ])('the step %s turns %j into %j', (step, text, expected) => {
    expect(evaluate(`{ $from: v, then: ${step} }`, { id: '1', v: text })).toEqual(expected);
  });

  it.each<[string, string, string]>([
    [`{ lookup: votes }`, 'Maybe', 'mapping.lookup'],
    [`{ integer: true }`, '12.5', 'mapping.integer'],
    [`{ money: {} }`, '0.005', 'mapping.amount'],
    [`{ money: { floatNoise: true } }`, '0.005', 'mapping.amount'],
    [`{ money: {} }`, '1,00', 'mapping.amount'],
    [`{ date: dd/MM/yyyy }`, '30/02/2012', 'time.date.malformed'],
    [`{ date: dd/MM/yyyy }`, '2012-02-03', 'mapping.date'],
    [`{ time: { format: yyyy-MM-dd HH:mm } }`, '2022-05-16 10:01', 'mapping.time'],
    [
      `{ time: { format: yyyy-MM-dd HH:mm, zone: America/New_York } }`,
      '2021-03-14 02:30',
      'mapping.time',
    ],
    [`{ pad: { length: 2, with: '0', at: end } }`, '123', 'mapping.too_long'],
  ])('the step %s refuses %j', (step, text, code) => {
    const found = refusal(() => evaluate(`{ $from: v, then: ${step} }`, { id: '1', v: text }));
    expect(found).toMatchObject({ code, where: 'r/data/note' });
  });

  it('never take a structure for a text', () => {
    expect(refusal(() => evaluate(`'{v}'`, { id: '1', v: { a: 1 } })).code).toBe(
      'mapping.not_text',
    );
  });

  it('count the records of one value where the mapping asks for it', () => {
    const text = mappingOf(`'{$nth}'`, `define: { nth: { $ordinal: '{v}' } }`);
    const mapping = parseMapping(text, 'm.yaml', allCommands);
    const memory: Memory = new Map();
    const notes = ['a', 'b', 'a', 'a'].map((v, index) => {
      const scope = scopeOf({ row: index + 1, value: { id: String(index), v } }, 'f', memory);
      return (applyMapping(mapping, scope)[0]?.data as { note: string }).note;
    });
    expect(notes).toEqual(['1', '1', '2', '3']);
  });
});

describe('spells of time', () => {
  const text = `mapping: m
title: { zh: 甲, en: A }
source: { format: jsonl }
attributes: ${ATTRIBUTES}
rules:
  - name: joined
    command: offices.ChangeBodyMembership
    forEach: { periods: { of: 'terms[*]', by: '{body}', from: '{from}', to: '{to}' } }
    key: '{^.id}:{by}:{from}'
    data: { bodyId: '{by}', effectiveFrom: '{from}', joined: ['{^.id}'], left: [], reason: '{to}' }
`;
  const spells = (terms: readonly Record<string, string>[]) =>
    applyMapping(
      parseMapping(text, 'm.yaml', allCommands),
      scopeOf({ row: 1, value: { id: 'p', terms } }, 'f', new Map()),
    ).map(({ data }) => {
      const { bodyId, effectiveFrom, reason } = data as Record<string, string>;
      return [bodyId, effectiveFrom, reason];
    });

  it('join where they touch or overlap, each body by itself', () => {
    expect(
      spells([
        { body: 'b', from: '2018-01-01', to: '2021-12-31' },
        { body: 'a', from: '2014-01-01', to: '2017-12-31' },
        { body: 'a', from: '2018-01-01', to: '2021-12-31' },
        { body: 'a', from: '2016-01-01', to: '2016-12-31' },
        { body: 'b', from: '2010-01-01', to: '2013-12-31' },
      ]),
    ).toEqual([
      ['a', '2014-01-01', '2021-12-31'],
      ['b', '2010-01-01', '2013-12-31'],
      ['b', '2018-01-01', '2021-12-31'],
    ]);
  });

  it('have no end while the last of them lasts', () => {
    expect(
      spells([
        { body: 'a', from: '2014-01-01' },
        { body: 'a', from: '2020-01-01', to: '2021-01-01' },
      ]),
    ).toEqual([['a', '2014-01-01', undefined]]);
  });
});

describe('a mapping that is wrong', () => {
  const good = mappingOf(`'{v}'`);
  const refused = (text: string) => refusal(() => parseMapping(text, 'm.yaml', allCommands));

  it.each<[string, string, string, string, string]>([
    [
      'an unknown key',
      good.replace('source:', 'sauce: 1\nsource:'),
      'sauce',
      'sauce',
      'Unknown key "sauce"',
    ],
    [
      'a missing key',
      good.replace('mapping: m\n', ''),
      'mapping',
      'title',
      'The key "mapping" is missing',
    ],
    ['no rules', good.replace(/rules:[^]*/, 'rules: []'), 'rules', 'rules', '>=1'],
    [
      'a missing key of a rule',
      good.replace(`    key: '{id}'\n`, ''),
      'rules.0.key',
      'name',
      'is missing',
    ],
    ['an unknown format', good.replace('jsonl', 'ods'), 'source.format', 'format', 'xlsx'],
    [
      'an unknown encoding',
      good.replace('format: jsonl', 'format: jsonl, encoding: klingon'),
      'source.encoding',
      'encoding',
      'unknown encoding',
    ],
    ['no record path', good.replace('jsonl', 'json'), 'source', 'source', '"record"'],
    [
      'an unknown command',
      good.replace('TakeStep', 'TakeSteps'),
      'rules.0.command',
      'command',
      'matters.TakeSteps',
    ],
    [
      'a field that the command has not',
      good.replace('activity: a', 'activity: a, amount: 1'),
      'rules.0.data.amount',
      'amount',
      'has no field "amount"',
    ],
    [
      'a field that the command needs',
      good.replace('activity: a, ', ''),
      'rules.0.data',
      'data',
      '"activity" is missing',
    ],
    [
      'a missing attribute',
      good.replace("orgunit: '451425100001', ", ''),
      'rules.0.attributes',
      'name',
      '"orgunit" is missing',
    ],
    [
      'a path that is none',
      good.replace("'{v}'", "'{a..b}'"),
      'rules.0.data.note',
      'note',
      '"a..b"',
    ],
    [
      'braces that do not match',
      good.replace("'{v}'", "'{v'"),
      'rules.0.data.note',
      'note',
      'braces',
    ],
    [
      'an unknown operator',
      good.replace("'{v}'", '{ $form: v }'),
      'rules.0.data.note.$form',
      '$form',
      '$form',
    ],
    [
      'an unknown step',
      good.replace("'{v}'", '{ $from: v, then: { trim: true } }'),
      'rules.0.data.note.then.trim',
      'trim',
      'Unknown key "trim"',
    ],
    [
      'two steps in one',
      good.replace("'{v}'", '{ $from: v, then: { id: true, case: upper } }'),
      'rules.0.data.note.then',
      'then',
      'exactly one',
    ],
    [
      'a table that is not there',
      good.replace("'{v}'", '{ $from: v, then: { lookup: x } }'),
      'rules.0.data.note.then.lookup',
      'lookup',
      '"x"',
    ],
    [
      'a date without day',
      good.replace("'{v}'", '{ $from: v, then: { date: yyyy-MM } }'),
      'rules.0.data.note.then.date',
      'date',
      'yyyy-MM',
    ],
    [
      'a zone that is none',
      good.replace(
        "'{v}'",
        '{ $from: v, then: { time: { format: yyyy-MM-dd, zone: Mars/Base } } }',
      ),
      'rules.0.data.note.then.time.zone',
      'zone',
      'time zone',
    ],
    [
      'a wrong regular expression',
      good.replace("'{v}'", "{ $from: v, then: { match: '(' } }"),
      'rules.0.data.note.then.match',
      'match',
      'regular expression',
    ],
    [
      'a condition without a value',
      good.replace("'{v}'", '{ $when: { is: 1 }, give: 2 }'),
      'rules.0.data.note.$when',
      '$when',
      'both a value',
    ],
    [
      'an ordinal elsewhere than in define',
      good.replace("'{v}'", "{ $ordinal: '{v}' }"),
      'rules.0.data.note',
      'note',
      '$ordinal',
    ],
    [
      'items without [*]',
      good.replace('    key:', '    forEach: items\n    key:'),
      'rules.0.forEach',
      'forEach',
      '[*]',
    ],
  ])('with %s is refused at its place', (_, text, path, there, en) => {
    const found = refused(text);
    expect(found.code).toBe('mapping.invalid');
    const [, line, column, key] = /^m\.yaml:(\d+):(\d+) (.*)$/.exec(found.where ?? '') ?? [];
    expect(key).toBe(path);
    const place = text.split('\n')[Number(line) - 1]?.slice(Number(column) - 1);
    expect(place?.slice(0, there.length)).toBe(there);
    expect(found.en).toContain(en);
  });

  it('with two rules of one name is refused', () => {
    const rule = good.slice(good.indexOf('  - name'));
    expect(refused(good + rule)).toMatchObject({ where: 'm.yaml:12:5 rules.1.name' });
  });

  it('that is no YAML is refused at its line', () => {
    expect(refused('mapping: m\nrules: [')).toMatchObject({ code: 'mapping.not_yaml' });
    expect(refused('mapping: a\nmapping: b\n').where).toBe('m.yaml:2:1');
    expect(refused('').code).toBe('mapping.invalid');
  });
});
