import { describe, expect, it } from '@jest/globals';
import { isLedgerError } from '../../src/kernel/errors.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { loadRulePacks } from '../../src/rules/packFiles.js';
import type { Rule } from '../../src/rules/rule.js';
import { aLedger, day, demoPacks, packFile, TOWNSHIP, VILLAGE } from './support.js';

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
    const law = packFile('cn');
    const packs = loadRulePacks([law], RULES);
    const passIn = (time: string) =>
      Object.keys((packs.settings(rule('BAL-02'), act(time)).parameters as { pass: object }).pass);
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
  it('name every contributing pack in the judgement', () => {
    const [violation] = aLedger().requests(20_000).pays(20_000).broken('PAY-01', demoPacks);
    expect(violation?.packs).toEqual(['cn@2010', 'demo.451425@2012']);
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
    ['rulepack.invalid', yaml('rules: {}', 'colour: red'), 'local.yaml:1'],
    ['rulepack.invalid', yaml('rules: {}').replace("'45'", '45'), 'local.yaml:4'],
    ['rulepack.invalid', yaml('rules: {}').replace('2020-01-01', '2020-02-30'), 'local.yaml:5'],
    ['rulepack.yaml', yaml('rules: {', '  PAY-06: ['), 'local.yaml:7'],
    ['rulepack.yaml', yaml('rules: {}', 'rules: {}'), 'local.yaml:7'],
    ['rulepack.empty', '', 'local.yaml:1'],
  ])('%s names the file and the line', (code, text, where) => {
    expect(inFile(text)).toEqual({ code, where });
  });
  it('one that extends what is not there, or itself', () => {
    for (const parent of ['nobody@1', 'a@1'])
      expect(problem(() => createRulePacks([pack('a', '', { extends: parent })], RULES)).code).toBe(
        'rulepack.extends',
      );
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
