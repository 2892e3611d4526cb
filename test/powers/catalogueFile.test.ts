import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileFlow } from '../../src/conformance/flowCompiler.js';
import { loadFlow } from '../../src/conformance/flow.js';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import { parseCatalogue } from '../../src/powers/catalogueFile.js';
import { itemsInForce, powerRegister } from '../../src/powers/powerRegister.js';
import { sharedPath } from '../support/sharedFolder.js';
import { parseSmall, shippedTexts, SMALL, smallWith } from './catalogueFiles.js';

const shipped = parseCatalogue(shippedTexts);
const register = powerRegister(
  shipped.items.map(({ item }) => ({ name: 'powers.PowerItemPublished', data: item }) as const),
);

function refusal(text: string): LedgerError {
  try {
    parseCatalogue([{ name: 'village.yaml', text }]);
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error('The catalogue was accepted');
}

describe('the shipped catalogue', () => {
  it('lists 26 township and 20 village items in force, with no warning', () => {
    expect(shipped.warnings).toEqual([]);
    for (const day of ['2021-01-01', '2025-04-30', '2025-05-01', '2026-01-01']) {
      const levels = itemsInForce(register, day).map(({ level }) => level);
      expect(levels.filter((level) => level === 'township')).toHaveLength(26);
      expect(levels.filter((level) => level === 'village')).toHaveLength(20);
    }
  });

  it('keeps the appliance subsidy queryable and out of force after January 2013', () => {
    const on = (day: string) =>
      itemsInForce(register, day).find(({ code }) => code === 'T21')?.name;
    expect(on('2013-01-31')).toContain('家电下乡');
    expect(on('2013-02-01')).toBeUndefined();
    expect(on('2026-01-01')).toBe('惠农补贴一卡通发放');
  });

  it('lets the villagers decide on land compensation before, and the members since, the law of 2025', () => {
    const body = (day: string) =>
      itemsInForce(register, day).find(({ code }) => code === 'V14')?.decision?.body;
    expect([body('2025-04-30'), body('2025-05-01')]).toEqual(['VAS', 'CMA']);
  });

  it('has flows that the conformance engine compiles', () => {
    const settings = {
      roles: Object.fromEntries(shipped.roles),
      parameters: Object.fromEntries(shipped.parameters),
    };
    for (const { item } of shipped.items)
      expect(
        compileFlow(loadFlow({ code: item.code, steps: item.steps }), settings).rules.length,
      ).toBeGreaterThan(item.steps.length);
  });

  it('gives the factors of every risk point', () => {
    for (const { item } of shipped.items)
      for (const { likelihood, impact, discretion } of item.risks)
        expect([likelihood, impact, discretion].every((factor) => factor !== undefined)).toBe(true);
  });

  const facts = sharedPath('domain', 'catalogue.yaml');
  const itFacts = existsSync(facts) ? it : it.skip;
  itFacts(`agrees with the facts of the domain [needs ${facts}]`, () => {
    interface Fact {
      code: string;
      holder: string;
      lead: string;
      steps: Record<string, unknown>[];
      risks: { at: number; grade: number }[];
    }
    const known = parse(readFileSync(facts, 'utf8')) as Record<
      'townshipPowers' | 'villagePowers',
      Fact[]
    >;
    const limits = ['n', 'who', 'max', 'from', 'lead', 'before', 'gap', 'after', 'stay', 'notice'];
    const pick = (step: object) =>
      Object.fromEntries(Object.entries(step).filter(([key]) => limits.includes(key)));
    const current = new Map(itemsInForce(register, '2026-01-01').map((item) => [item.code, item]));
    for (const fact of [...known.townshipPowers, ...known.villagePowers]) {
      const item = current.get(fact.code);
      expect([item?.holder, item?.lead]).toEqual([fact.holder, fact.lead]);
      expect(item?.steps.map(pick)).toEqual(fact.steps.map(pick));
      expect(item?.risks.map(({ at, grade }) => ({ at, grade }))).toEqual(
        fact.risks.map(({ at, grade }) => ({ at, grade })),
      );
    }
  });
});

describe('a catalogue file', () => {
  it('becomes power items that can be published', () => {
    const [written] = parseSmall().items;
    expect(written?.where).toBe('village.yaml:13');
    expect(written?.item).toMatchObject({
      code: 'V01',
      version: '1',
      level: 'village',
      effectiveFrom: '2021-01-01',
      decision: { body: 'VC', mode: '投票', note: '三分之二以上到会；过半数同意' },
      risks: [{ riskId: 'V01-R1', grade: 1 }],
    });
  });

  const faults: readonly [why: string, from: string, to: string, code: string, line: number][] = [
    ['an unknown role', 'who: VPS, evt', 'who: XYZ, evt', 'catalogue.unknown_role', 22],
    ['an unknown leading post', 'lead: VPS', 'lead: XYZ', 'catalogue.unknown_role', 17],
    ['a limit from a step that is not there', 'from: 1', 'from: 9', 'catalogue.unknown_step', 24],
    ['a risk point at no step', 'at: 3', 'at: 7', 'catalogue.unknown_step', 27],
    ['steps that skip a number', 'n: 3', 'n: 4', 'catalogue.unknown_step', 24],
    [
      'a limit by an unknown parameter',
      "stay: '{post.days}'",
      "stay: '{no}'",
      'catalogue.unknown_parameter',
      23,
    ],
    [
      'a limit by an amount of money',
      "stay: '{post.days}'",
      "stay: '{tier}'",
      'catalogue.unknown_parameter',
      23,
    ],
    [
      'a text that names no parameter',
      '{tier} 以上',
      '{tear} 以上',
      'catalogue.unknown_parameter',
      15,
    ],
    ['a max without its from', 'max: 30cd, from: 1', 'max: 30cd', 'catalogue.incomplete_limit', 24],
    [
      'limits in a cycle',
      'max: 30cd, from: 1',
      'lead: 1cd, before: 1',
      'catalogue.limit_cycle',
      22,
    ],
    [
      'no content',
      '    content: 决定村级事项，{tier} 以上须表决。\n',
      '',
      'catalogue.missing_attribute',
      13,
    ],
    [
      'no basis',
      'basis:\n      - { document: 村民委员会组织法, clause: 第24条 }',
      'basis: []',
      'catalogue.missing_attribute',
      18,
    ],
    ['no version anywhere', "version: '1'\n", '', 'catalogue.missing_attribute', 12],
    ['a limit that is none', 'max: 30cd', 'max: soon', 'catalogue.schema', 24],
    ['a field that is not known', 'lead: VPS', 'lead: VPS\n    leed: VPS', 'catalogue.schema', 18],
    [
      'an end before the beginning',
      'code: V01',
      "code: V01\n    effectiveTo: '2020-01-01'",
      'catalogue.validity',
      13,
    ],
    ['a parameter without source', 'unit: cd, local: true', 'unit: cd', 'catalogue.schema', 6],
    [
      'no head',
      "catalogue: { id: test, title: 测试目录, unit: '451425000000' }\n",
      '',
      'catalogue.head',
      1,
    ],
    ['text that is no YAML', 'roles:\n', 'roles: [\n', 'catalogue.yaml', 4],
  ];
  for (const [why, from, to, code, line] of faults)
    it(`is refused for ${why}, by file and line`, () => {
      const error = refusal(smallWith([from, to]));
      expect([error.code, error.where]).toEqual([code, `village.yaml:${line}`]);
      expect(error.text.zh).toMatch(/\p{Script=Han}/u);
      expect(error.text.en).toMatch(/[a-z]{3}/);
    });

  it('is refused for a code listed twice, in one file or two', () => {
    const item = SMALL.slice(SMALL.indexOf('  - code: V01'));
    expect(refusal(SMALL + item).code).toBe('catalogue.duplicate_code');
    const other = `level: village\nversion: '2'\neffectiveFrom: '2022-01-01'\nitems:\n${item}`;
    expect(() =>
      parseCatalogue([
        { name: 'a.yaml', text: SMALL },
        { name: 'b.yaml', text: other },
      ]),
    ).toThrow(/b\.yaml:5/);
  });

  it('may give an item several versions that follow each other', () => {
    const item = SMALL.slice(SMALL.indexOf('  - code: V01'));
    const first = smallWith(['code: V01', "code: V01\n    effectiveTo: '2025-05-01'"]);
    const second = item.replace(
      'code: V01',
      "code: V01\n    version: '2'\n    effectiveFrom: '2025-05-01'",
    );
    expect(
      parseCatalogue([{ name: 'a.yaml', text: first + second }]).items.map(
        ({ item: { version } }) => version,
      ),
    ).toEqual(['1', '2']);
  });

  it('warns of another number of items than the level should have', () => {
    const [warning] = parseSmall(['expected: 1', 'expected: 20']).warnings;
    expect(warning).toMatchObject({ code: 'catalogue.count', where: 'village.yaml:13' });
    expect(parseSmall(['expected: 1\n', '']).warnings).toHaveLength(1);
  });

  it('names every problem, not only the first', () => {
    const error = refusal(smallWith(['lead: VPS', 'lead: XYZ'], ['from: 1', 'from: 9']));
    expect(error.details['problems']).toHaveLength(2);
  });

  it('is refused, not followed, when its aliases explode', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => {
        const before = 'abcdefgh'[index] ?? 'a';
        return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`;
      })
      .join('\n')}\n`;
    expect(refusal(bomb).code).toBe('catalogue.yaml');
  });

  it('is either read or refused with a place, whatever is cut out of it', () => {
    fc.assert(
      fc.property(fc.nat(SMALL.length), fc.nat(60), (start, length) => {
        const text = SMALL.slice(0, start) + SMALL.slice(start + length);
        try {
          parseCatalogue([{ name: 'village.yaml', text }]);
        } catch (error) {
          if (!isLedgerError(error)) throw error;
          expect(error.where).toMatch(/^village\.yaml:\d+$/);
        }
      }),
    );
  });
});
