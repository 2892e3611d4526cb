import { describe, expect, it } from '@jest/globals';
import { parseLocalDate } from '../../src/kernel/time.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks, type RulePacks } from '../../src/rules/pack.js';
import { explainRule } from '../../src/rules/packExplain.js';
import { demoPacks, nationalPacks, VILLAGE } from './support.js';

const explain = (
  id: string,
  on: string,
  packs: RulePacks = nationalPacks,
  scope: { area?: string; power?: string } = {},
) =>
  explainRule(
    RULES.find((rule) => rule.id === id)!,
    packs,
    {
      on: parseLocalDate(on),
      area: scope.area ?? VILLAGE,
      power: scope.power,
    },
  );
const parameter = (explained: ReturnType<typeof explain>, path: string) =>
  explained.parameters.find((one) => one.path === path);

describe('an explanation of a rule', () => {
  it('names for each value the pack, the text it stands in and the law behind it', () => {
    const explained = explain('BAL-02', '2026-06-01');
    expect(parameter(explained, 'pass.villagersMeeting.of')).toEqual({
      path: 'pass.villagersMeeting.of',
      value: 'present',
      origin: {
        pack: 'cn.voc.2026@1',
        carriedOnFrom: 'cn.voc.2018@1',
        source: '村民委员会组织法第二十二条',
        ofPower: null,
      },
    });
    expect(parameter(explained, 'pass.board.numerator')?.origin).toMatchObject({
      pack: 'cn.rceo.2025@1',
      carriedOnFrom: null,
    });
    expect(explained.packs.map(({ name }) => name)).toEqual([
      'cn@2010',
      'cn.rceo.2025@1',
      'cn.voc.2026@1',
    ]);
  });

  it('names the nearest pack that states a value, and the default where none does', () => {
    const explained = explain('PAY-06', '2024-06-01', demoPacks);
    expect(parameter(explained, 'limit')?.origin).toMatchObject({
      pack: 'demo.451425@2012',
      source: '演示值（village.cash.max）',
    });
    expect(parameter(explained, 'currency')).toMatchObject({ value: 'CNY', origin: null });
    expect(explained.severity.origin).toBeNull();
    const elsewhere = explain('PAY-06', '2024-06-01', demoPacks, { area: '33' });
    expect(parameter(elsewhere, 'limit')?.origin?.pack).toBe('cn@2010');
  });

  it('says what the packs do not know about the rule', () => {
    expect(explain('BAL-02', '2026-06-01').unknown.length).toBeGreaterThan(0);
    expect(explain('BAL-02', '2024-06-01').unknown).toEqual([]);
    expect(explain('PAY-06', '2026-06-01').unknown).toEqual([]);
  });

  it('says whether the rule is on, and why not', () => {
    const pack = {
      id: 'off',
      version: '1',
      title: { zh: '关', en: 'off' },
      area: '',
      validFrom: '2000-01-01',
      rules: { 'PAY-06': { enabled: false, mode: 'block' } },
    };
    const off = explain('PAY-06', '2024-06-01', createRulePacks([pack], RULES));
    expect(off).toMatchObject({ enabled: false, mode: { value: 'block' } });
    expect(off.why.en).toContain('off@1');
    expect(explain('PAY-06', '1980-01-01')).toMatchObject({ enabled: false });
    expect(explain('PAY-06', '1980-01-01').why.en).toContain('not in force');
    expect(explain('PAY-06', '2024-06-01')).toMatchObject({ enabled: true });
  });

  it('says what holds for one power alone', () => {
    const pack = {
      id: 'county',
      version: '1',
      title: { zh: '县', en: 'county' },
      area: '45',
      validFrom: '2000-01-01',
      rules: {
        'PUB-01': { powers: { V01: { source: '县办法第三条', parameters: { limit: '3cd' } } } },
      },
    };
    const packs = createRulePacks([pack], RULES);
    const own = explain('PUB-01', '2024-06-01', packs, { power: 'V01' });
    expect(parameter(own, 'limit')).toMatchObject({
      value: '3cd',
      origin: { ofPower: 'V01', source: '县办法第三条' },
    });
    expect(parameter(explain('PUB-01', '2024-06-01', packs), 'limit')).toMatchObject({
      value: '20wd',
      origin: null,
    });
  });

  it('lists the figures that flows name, for rules of flows', () => {
    const { figures } = explain('FLOW-03', '2024-06-01', demoPacks);
    expect(figures.find(({ name }) => name === 'post.minDays')).toMatchObject({
      value: '7cd',
      origin: { pack: 'demo.451425@2012', source: null },
    });
    expect(explain('PAY-06', '2024-06-01', demoPacks).figures).toEqual([]);
  });
});
