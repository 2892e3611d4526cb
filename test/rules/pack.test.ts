import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { readCatalogue } from '../../src/catalogueFolder.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { parseLocalDate } from '../../src/kernel/time.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { loadRulePacks } from '../../src/rules/packFiles.js';
import type { Rule } from '../../src/rules/rule.js';
import {
  aLedger,
  day,
  demoPacks,
  nationalFiles,
  nationalPacks,
  packFile,
  TOWNSHIP,
  VILLAGE,
} from './support.js';

const pack = (id: string, area: string, more: object = {}) => ({
  id,
  version: '1',
  title: { zh: id, en: id },
  area,
  validFrom: '2000-01-01',
  rules: {},
  ...more,
});
const limit = (fen: string) => ({ 'PAY-06': { parameters: { limit: fen } } });
const rule = (id: string): Rule => RULES.find((each) => each.id === id)!;
const act = (time = day(1), orgunit = VILLAGE) => aLedger().pays(1, {}, { time, orgunit }).all[0]!;

function problem(load: () => unknown): { code: string; where: string | undefined } {
  try {
    load();
  } catch (error) {
    if (isLedgerError(error)) return { code: error.code, where: error.where };
    throw error;
  }
  throw new Error('nothing was refused');
}
const inFile = (text: string) =>
  problem(() => loadRulePacks([{ name: 'local.yaml', text }], RULES));
const yaml = (...rules: readonly string[]) =>
  [
    'id: local',
    "version: '1'",
    'title: { zh: 县, en: county }',
    "area: '45'",
    "validFrom: '2020-01-01'",
    ...rules,
  ].join('\n');

describe('rule packs', () => {
  it('override by area, the nearer over the wider, keeping what it does not mention', () => {
    const packs = createRulePacks(
      [
        pack('county', '451425', {
          rules: { 'PAY-06': { severity: 'S', parameters: { exempt: ['工资'] } } },
        }),
        pack('nation', '', { rules: limit('200000') }),
      ],
      RULES,
    );
    expect(packs.settings(rule('PAY-06'), act())).toMatchObject({
      severity: 'S',
      parameters: { limit: '200000', exempt: ['工资'], currency: 'CNY' },
      packs: ['nation@1', 'county@1'],
    });
    expect(packs.settings(rule('PAY-06'), act(day(1), '451426100201'))).toMatchObject({
      severity: 'M',
      packs: ['nation@1'],
    });
  });
  it('hold on the local date of the act: from the first day, until the day before the last', () => {
    const packs = createRulePacks(
      [
        pack('old', '', { validTo: '2024-03-10', rules: limit('1') }),
        pack('new', '', { validFrom: '2024-03-10', rules: limit('2') }),
      ],
      RULES,
    );
    const on = (time: string) => packs.settings(rule('PAY-06'), act(time)).packs;
    expect(on('2024-03-09T23:59:59+08:00')).toEqual(['old@1']);
    expect(on('2024-03-10T00:00:00+08:00')).toEqual(['new@1']);
    expect(on('2024-03-09T16:00:00Z')).toEqual(['new@1']);
    expect(on('1999-12-31T12:00:00+08:00')).toEqual([]);
  });
  it('merge tables key by key with the rule’s defaults and with what they extend', () => {
    const passIn = (time: string) => {
      const { parameters } = nationalPacks.settings(rule('BAL-02'), act(time));
      return Object.keys((parameters as { pass: object }).pass).sort();
    };
    expect(passIn('2024-06-01T09:00:00+08:00')).not.toContain('membersMeeting');
    expect(passIn('2025-06-01T09:00:00+08:00')).toEqual(
      expect.arrayContaining(['villagersMeeting', 'membersMeeting']),
    );
    expect(passIn('2026-06-01T09:00:00+08:00')).toEqual(passIn('2025-06-01T09:00:00+08:00'));
  });
  it('switch a rule off, and its acts are not judged', () => {
    const off = createRulePacks(
      [pack('off', '4', { rules: { 'PAY-06': { enabled: false } } })],
      RULES,
    );
    const cash = aLedger().pays(9999, { method: 'cash' });
    expect(cash.verdict('PAY-06')).toBe('broken');
    expect(cash.verdict('PAY-06', off)).toBe('not applicable');
  });
  it('judge nothing by a rule before it came into force', () => {
    const cash = aLedger().pays(9999, { method: 'cash' }, { time: '1988-09-30T09:00:00+09:00' });
    expect(cash.verdict('PAY-06')).toBe('not applicable');
  });
  it('of different subjects are in force together, and each rule names them all', () => {
    const packs = createRulePacks(
      [
        pack('law.a', '', { subject: 'a', rules: limit('200000') }),
        pack('law.b', '', { subject: 'b', rules: { 'PAY-06': { severity: 'S' } } }),
      ],
      RULES,
    );
    expect(packs.settings(rule('PAY-06'), act())).toMatchObject({
      severity: 'S',
      parameters: { limit: '200000' },
      packs: ['law.a@1', 'law.b@1'],
    });
  });
  it('with an open end hold until the next version of the same id begins', () => {
    const packs = createRulePacks(
      [
        pack('county', '45', { rules: limit('1') }),
        pack('county', '45', { version: '2', validFrom: '2024-03-10', rules: limit('2') }),
      ],
      RULES,
    );
    const on = (number: number) => packs.settings(rule('PAY-06'), act(day(number))).packs;
    expect([on(9), on(10)]).toEqual([['county@1'], ['county@2']]);
  });
  it('may carry on a pack that is no longer in force itself', () => {
    const packs = createRulePacks([pack('child', '', { extends: 'law@1' })], RULES, [
      pack('law', '', { rules: limit('7') }),
    ]);
    expect(packs.settings(rule('PAY-06'), act())).toMatchObject({
      parameters: { limit: '7' },
      packs: ['child@1'],
    });
  });
  it('say of one power what prevails over anything that is said in general, also by a nearer pack', () => {
    const packs = createRulePacks(
      [
        pack('nation', '', {
          rules: { 'PAY-06': { powers: { V05: { mode: 'warn', parameters: { limit: '5' } } } } },
        }),
        pack('county', '45', { rules: limit('9') }),
      ],
      RULES,
    );
    const of = (power?: string) =>
      packs.inForce(act()).of(rule('PAY-06'), power) as { parameters: { limit: string } };
    expect(of('V05')).toMatchObject({
      mode: 'warn',
      parameters: { limit: '5' },
      ofPower: { limit: '5' },
    });
    expect(of('V06')).toMatchObject({ mode: 'record', parameters: { limit: '9' }, ofPower: {} });
    expect(of()).toMatchObject({ parameters: { limit: '9' } });
  });
  it('judge an act by what is said of its own power, else of that of its matter', () => {
    const packs = createRulePacks(
      [
        pack('county', '45', {
          rules: { 'PAY-06': { powers: { V05: { parameters: { limit: '1' } } } } },
        }),
      ],
      RULES,
    );
    const paid = (power?: string) =>
      aLedger()
        .opens({}, { power: 'V05' })
        .requests(9)
        .pays(9, { method: 'cash' }, power === undefined ? {} : { power });
    expect(paid().verdict('PAY-06', packs)).toBe('broken');
    expect(paid('V06').verdict('PAY-06', packs)).toBe('kept');
  });
  it('hold the figures that flows name, the nearer over the wider', () => {
    const figures = (value: number) => ({
      parameters: { days: { value, unit: 'cd', local: true } },
    });
    const packs = createRulePacks(
      [pack('nation', '', figures(10)), pack('county', '45', figures(5))],
      RULES,
    );
    expect(packs.inForce(act()).figures).toMatchObject({ days: { value: 5, unit: 'cd' } });
  });
  it('are known by one digest, whatever their order', () => {
    const both = [pack('a', '45'), pack('b', '44')];
    const digest = (documents: readonly unknown[]) => createRulePacks(documents, RULES).digest;
    expect(digest([...both].reverse())).toBe(digest(both));
    expect(digest([pack('a', '45'), pack('b', '44', { rules: limit('1') })])).not.toBe(
      digest(both),
    );
  });
  it('name every contributing pack in the judgement', () => {
    const [violation] = aLedger().requests(20_000).pays(20_000).broken('PAY-01', demoPacks);
    expect(violation?.packs).toEqual(['cn@2010', 'cn.voc.2018@1', 'demo.451425@2012']);
    expect(TOWNSHIP.startsWith('451425')).toBe(true);
  });
});

describe('a wrong pack is refused', () => {
  it('two packs in force in one area on one day', () => {
    const load = () =>
      createRulePacks([pack('a', '45'), pack('b', '45', { validFrom: '2020-01-01' })], RULES);
    expect(problem(load).code).toBe('rulepack.overlap');
  });
  it.each([
    ['rulepack.unknown_rule', yaml('rules:', '  PAY-99: {}'), 'local.yaml:7'],
    [
      'rulepack.parameters',
      yaml('rules:', '  PAY-06:', '    parameters:', '      limit: 1000'),
      'local.yaml:9',
    ],
    [
      'rulepack.parameters',
      yaml('rules:', '  PAY-06:', '    parameters:', '      limt: "1000"'),
      'local.yaml:9',
    ],
    ['rulepack.invalid', yaml('rules: {}', 'colour: red'), 'local.yaml:7'],
    ['rulepack.invalid', yaml('rules: {}').replace("'45'", '45'), 'local.yaml:4'],
    ['rulepack.invalid', yaml('rules: {}').replace('2020-01-01', '2020-02-30'), 'local.yaml:5'],
    ['rulepack.yaml', yaml('rules: {', '  PAY-06: ['), 'local.yaml:7'],
    ['rulepack.yaml', yaml('rules: {}', 'rules: {}'), 'local.yaml:7'],
    ['rulepack.empty', '', 'local.yaml:1'],
    ['rulepack.validity', yaml("validTo: '2020-01-01'", 'rules: {}'), 'local.yaml:6'],
    [
      'rulepack.parameters',
      yaml('rules:', '  PAY-06:', '    powers:', '      V05: { parameters: { limt: "1" } }'),
      'local.yaml:9',
    ],
    [
      'rulepack.unknown_rule',
      yaml('unknown:', '  - { about: { zh: 甲, en: a }, rules: [PAY-99] }', 'rules: {}'),
      'local.yaml:7',
    ],
    [
      'rulepack.invalid',
      yaml('parameters:', '  days: { value: 3, unit: cd }', 'rules: {}'),
      'local.yaml:7',
    ],
  ])('%s names the file and the line', (code, text, where) => {
    expect(inFile(text)).toEqual({ code, where });
  });
  it('two packs in force on one day, naming file and line of both', () => {
    const other = yaml('rules: {}').replace('id: local', 'id: other');
    expect(inFile(`${yaml('rules: {}')}\n---\n${other}`)).toEqual({
      code: 'rulepack.overlap',
      where: 'local.yaml:12, local.yaml:5',
    });
  });
  it('two of different subjects that say the same, naming what', () => {
    const says = (subject: string) =>
      yaml(`subject: ${subject}`, 'rules:', '  PAY-06:', '    parameters:', '      limit: "1"');
    const other = says('b').replace('id: local', 'id: other');
    expect(inFile(`${says('a')}\n---\n${other}`)).toEqual({
      code: 'rulepack.conflict',
      where: 'local.yaml:21, local.yaml:10',
    });
  });
  it('the same version twice', () => {
    const text = `${yaml('rules: {}')}\n---\n${yaml('rules: {}')}`;
    expect(inFile(text)).toEqual({ code: 'rulepack.duplicate', where: 'local.yaml:9' });
  });
  it('parents in a circle, naming file and line', () => {
    const child = (id: string, area: string, parent: string) =>
      yaml(`extends: ${parent}@1`, 'rules: {}')
        .replace('id: local', `id: ${id}`)
        .replace("'45'", `'${area}'`);
    expect(inFile(`${child('a', '45', 'b')}\n---\n${child('b', '4514', 'a')}`)).toEqual({
      code: 'rulepack.extends',
      where: 'local.yaml:6',
    });
    expect(inFile(child('a', '45', 'gone'))).toEqual({
      code: 'rulepack.extends',
      where: 'local.yaml:6',
    });
  });
  it('one that extends what is not there, or itself', () => {
    for (const parent of ['nobody@1', 'a@1'])
      expect(problem(() => createRulePacks([pack('a', '', { extends: parent })], RULES)).code).toBe(
        'rulepack.extends',
      );
  });
});

describe('the packs that are shipped', () => {
  it.each(readdirSync('examples/rulepacks').filter((name) => name.endsWith('.yaml')))(
    '%s can be adopted beside them',
    (name) => {
      const example = { name, text: readFileSync(`examples/rulepacks/${name}`, 'utf8') };
      const packs = loadRulePacks([...nationalFiles, packFile('demo-county'), example], RULES);
      expect(packs.packs.at(-1)?.title.zh).toMatch(/\p{Script=Han}/u);
    },
  );
  it('give the flows of the catalogue the figures that its files state', () => {
    const { parameters } = readCatalogue();
    const { figures } = demoPacks.inForceOn(parseLocalDate('2026-11-30'), VILLAGE);
    const periods = [...parameters].filter(([, { unit }]) => unit !== 'fen' && unit !== 'ratio');
    expect(periods.length).toBeGreaterThan(5);
    for (const [name, { value, unit }] of periods)
      expect([name, figures[name]]).toEqual([name, expect.objectContaining({ value, unit })]);
  });
  it('mark what is not known of the amendment of 2025, and carry the text of 2018 on', () => {
    const { members } = nationalPacks.inForceOn(parseLocalDate('2026-01-01'), VILLAGE);
    const law = members.find(({ pack: { id } }) => id === 'cn.voc.2026');
    expect(law?.chain.map(({ id }) => id)).toEqual(['cn.voc.2018', 'cn.voc.2026']);
    expect(law?.pack.unknown?.length).toBeGreaterThan(0);
  });
});

describe('every rule', () => {
  it.each(RULES.map((each) => [each.id, each] as const))('%s is whole', (_, each) => {
    expect(each.id).toMatch(/^[A-Z]+-\d{2}$/);
    expect(each.basis.length).toBeGreaterThan(0);
    expect(each.title.zh && each.title.en && each.statement.zh && each.statement.en).toBeTruthy();
    const defaults = each.parameters.parse({});
    expect(each.parameters.parse(defaults)).toEqual(defaults);
    expect(JSON.parse(JSON.stringify(defaults))).toEqual(defaults);
  });
  it('has an id of its own', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });
});
