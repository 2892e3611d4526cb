import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../src/rules/index.js';
import { aLedger, at, packsWith, type Attributes, type TestLedger } from './support.js';

const COUNTY = '451425000000';

interface Item {
  readonly name?: string;
  readonly version?: string;
  readonly level?: 'township' | 'village';
  readonly from?: string;
  readonly to?: string;
  readonly basis?: readonly string[];
  readonly content?: string;
  readonly lead?: string | undefined;
  readonly steps?: number;
}

/** Publishes a power item with all its attributes, unless told otherwise. */
function publish(
  ledger: TestLedger,
  code: string,
  item: Item = {},
  attributes: Attributes = at('2021-01-01'),
): TestLedger {
  const { steps = 1 } = item;
  return ledger.add(
    'powers.PowerItemPublished',
    {
      code,
      version: item.version ?? '1',
      level: item.level ?? 'village',
      name: item.name ?? `事项 ${code}`,
      content: item.content ?? '内容',
      holder: 'VC',
      ...('lead' in item ? {} : { lead: 'VCC' }),
      ...(item.lead === undefined ? {} : { lead: item.lead }),
      basis: (item.basis ?? ['村民委员会组织法']).map((document) => ({ document })),
      steps: Array.from({ length: steps }, (_, index) => ({
        n: index + 1,
        name: '办理',
        who: 'VC',
      })),
      risks: [],
      effectiveFrom: item.from ?? '2021-01-01',
      ...(item.to === undefined ? {} : { effectiveTo: item.to }),
    },
    { orgunit: COUNTY, ...attributes },
  );
}

const two = packsWith('CAT-01', { expected: { village: 2 } });

describe('CAT-01, number and codes of the powers', () => {
  const both = () => publish(publish(aLedger(), 'V01'), 'V02');
  it('is kept when the items of a level are as many as laid down, whatever other levels have', () => {
    expect(publish(both(), 'T01', { level: 'township' }).verdict('CAT-01', two)).toBe('kept');
  });
  it('charges only the last item that takes effect on a day', () => {
    const judged = both().examine('CAT-01', two).judgements;
    expect(judged.map(({ act }) => act.eventId.slice(-1))).toEqual(['1']);
  });
  it('is broken by one too few or too many, and says how many there are', () => {
    expect(publish(aLedger(), 'V01').verdict('CAT-01', two)).toBe('broken');
    const [violation] = publish(both(), 'V03').broken('CAT-01', two);
    expect(violation?.violation?.found.zh).toBe('2021-01-01 起共 3 项');
  });
  it('counts what is in force: a new version replaces the old one, a later one does not count yet', () => {
    const versions = publish(both(), 'V02', { version: '2', from: '2025-05-01' });
    expect(versions.verdict('CAT-01', two)).toBe('kept');
    const ended = publish(both(), 'V03', { from: '2012-06-15', to: '2013-02-01' });
    expect(ended.verdict('CAT-01', two)).toBe('kept');
  });
  it('is broken by a retirement that leaves too few, on the day from which it holds', () => {
    const retired = both().add(
      'powers.PowerItemRetired',
      { code: 'V02', on: '2023-01-01', reason: '取消' },
      { orgunit: COUNTY, ...at('2022-12-01') },
    );
    const [violation] = retired.broken('CAT-01', two);
    expect(violation).toMatchObject({
      act: { name: 'powers.PowerItemRetired' },
      violation: { found: { en: '1 item(s) from 2023-01-01 on' } },
    });
  });
  it('is broken by one name under two codes, two versions from one day, or a code at two levels', () => {
    const none = packsWith('CAT-01', {});
    expect(both().verdict('CAT-01', none)).toBe('kept');
    const named = publish(publish(aLedger(), 'V01', { name: '出租' }), 'V02', { name: '出租' });
    expect(named.broken('CAT-01', none)[0]?.violation?.found.zh).toMatch(/编码不唯一：V01、V02/);
    expect(publish(both(), 'V02', { version: '2' }).verdict('CAT-01', none)).toBe('broken');
    expect(publish(both(), 'V02', { level: 'township' }).verdict('CAT-01', none)).toBe('broken');
  });
  it('does not count another county’s', () => {
    const other = publish(both(), 'V03', {}, { orgunit: '451424000000', ...at('2021-01-01') });
    expect(
      other.examine('CAT-01', two).judgements.filter(({ orgunit }) => orgunit === COUNTY),
    ).toMatchObject([{ violation: undefined }]);
  });
  it('is not applicable without a publication', () => {
    expect(aLedger().opens().verdict('CAT-01', two)).toBe('not applicable');
  });
});

describe('CAT-02, a basis in force', () => {
  const law = (ledger: TestLedger, more: { from?: string; to?: string } = {}) =>
    ledger.add('powers.PolicyDocumentPublished', {
      documentId: 'L1',
      title: '村民委员会组织法',
      issuer: '全国人大常委会',
      issuedOn: '2010-10-28',
      effectiveFrom: more.from ?? '2010-10-28',
      ...(more.to === undefined ? {} : { effectiveTo: more.to }),
    });
  const repeal = (ledger: TestLedger, effectiveTo: string) =>
    ledger.add('powers.PolicyDocumentRepealed', { documentId: 'L1', effectiveTo });
  it('is kept by one document in force among those cited', () => {
    const ledger = law(publish(aLedger(), 'V01', { basis: ['未登记的文件', '村民委员会组织法'] }));
    expect(ledger.verdict('CAT-02')).toBe('kept');
  });
  it('is broken by an item without basis', () => {
    expect(publish(aLedger(), 'V01', { basis: [] }).verdict('CAT-02')).toBe('broken');
  });
  it('is broken by a document that has ended, is not in force yet, was repealed or replaced', () => {
    const item = () => publish(aLedger(), 'V01');
    expect(law(item(), { to: '2021-01-01' }).verdict('CAT-02')).toBe('broken');
    expect(law(item(), { to: '2021-01-02' }).verdict('CAT-02')).toBe('kept');
    expect(law(item(), { from: '2021-01-02' }).verdict('CAT-02')).toBe('broken');
    expect(repeal(law(item()), '2021-01-01').verdict('CAT-02')).toBe('broken');
    expect(repeal(law(item()), '2021-01-02').verdict('CAT-02')).toBe('kept');
    const replaced = (from: string) =>
      law(item())
        .add('powers.PolicyDocumentPublished', {
          documentId: 'L2',
          title: '新法',
          issuer: '全国人大常委会',
          issuedOn: '2020-10-28',
          effectiveFrom: from,
          supersedes: 'L1',
        })
        .verdict('CAT-02');
    expect(replaced('2021-01-01')).toBe('broken');
    expect(replaced('2021-01-02')).toBe('kept');
  });
  it('cannot be judged where no document in force is cited and others are not registered', () => {
    expect(publish(aLedger(), 'V01').verdict('CAT-02')).toBe('unjudged');
    const mixed = law(publish(aLedger(), 'V01', { basis: ['甲', '村民委员会组织法'] }), {
      to: '2020-01-01',
    });
    expect(mixed.examine('CAT-02').unjudged[0]?.reason.zh).toBe('依据尚未登记：甲');
  });
  it('is not applicable without a power item', () => {
    expect(law(aLedger()).verdict('CAT-02')).toBe('not applicable');
  });
});

describe('CAT-03, a responsible post', () => {
  it('is kept with one, broken without, not applicable without a power item', () => {
    expect(publish(aLedger(), 'V01').verdict('CAT-03')).toBe('kept');
    expect(publish(aLedger(), 'V01', { lead: undefined }).verdict('CAT-03')).toBe('broken');
    expect(aLedger().opens().verdict('CAT-03')).toBe('not applicable');
  });
});

describe('CAT-04, content, flow and basis', () => {
  it('is kept with all three', () => {
    expect(publish(aLedger(), 'V01').verdict('CAT-04')).toBe('kept');
  });
  it('is broken by any that is missing, and names it', () => {
    const lacking = (item: Item) =>
      publish(aLedger(), 'V01', item).broken('CAT-04')[0]?.violation?.found.zh;
    expect(lacking({ content: ' ' })).toBe('缺少基本内容');
    expect(lacking({ steps: 0 })).toBe('缺少办理流程');
    expect(lacking({ steps: 0, basis: [] })).toBe('缺少办理流程、法律法规依据');
  });
  it('is not applicable without a power item', () => {
    expect(aLedger().opens().verdict('CAT-04')).toBe('not applicable');
  });
});

describe('CAT-05, a rule that charges has a clause', () => {
  const warn = (ruleIds: readonly string[] | undefined, ledger = aLedger()) =>
    ledger.add('accountability.WarningIssued', {
      warningId: 'W1',
      level: 'yellow',
      unitId: 'U1',
      reason: '逾期',
      ...(ruleIds === undefined ? {} : { ruleIds: [...ruleIds] }),
    });
  const linked = (effectiveTo?: string) =>
    aLedger()
      .add(
        'powers.PolicyDocumentPublished',
        {
          documentId: 'D1',
          title: '评估办法',
          issuer: '县纪委',
          issuedOn: '2012-06-15',
          effectiveFrom: '2012-06-15',
          ...(effectiveTo === undefined ? {} : { effectiveTo }),
        },
        at('2024-03-01'),
      )
      .add('powers.ClauseLinked', { documentId: 'D1', clause: '第九条', ruleId: 'LOCAL-01' });
  it('holds for every rule of the book, whose clauses are in itself', () => {
    for (const { basis } of RULES)
      for (const { document, clause } of basis) {
        expect(document.trim()).not.toBe('');
        expect(clause.trim()).not.toBe('');
      }
    expect(warn(RULES.map(({ id }) => id).slice(0, 50)).verdict('CAT-05')).toBe('kept');
  });
  it('is kept by a county’s own rule that is linked to a document in force', () => {
    expect(warn(['PAY-02', 'LOCAL-01'], linked()).verdict('CAT-05')).toBe('kept');
  });
  it('is broken by a rule without a clause, or with one of a document that had ended', () => {
    const [violation] = warn(['PAY-02', 'LOCAL-01']).broken('CAT-05');
    expect(violation?.violation?.found.en).toBe('rules without a clause: LOCAL-01');
    expect(warn(['LOCAL-01'], linked('2024-03-01')).verdict('CAT-05')).toBe('broken');
    expect(warn(['LOCAL-01'], linked('2024-03-02')).verdict('CAT-05')).toBe('kept');
  });
  it('holds for problems that inspectors find', () => {
    const found = (ruleId: string) =>
      aLedger()
        .add('supervision.ProblemFound', {
          problemId: 'P1',
          unitId: 'U1',
          severity: 'M',
          ruleId,
          text: '未公示',
        })
        .verdict('CAT-05');
    expect(found('PUB-01')).toBe('kept');
    expect(found('XYZ-01')).toBe('broken');
  });
  it('is not applicable to acts that cite no rule', () => {
    expect(warn(undefined).verdict('CAT-05')).toBe('not applicable');
    expect(warn([]).verdict('CAT-05')).toBe('not applicable');
  });
});
