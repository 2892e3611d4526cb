// The report of a departure audit: every section of domain.md 5.2 with its figures, in the order given there; what the public
// version shows of it; and that nothing is called zero that nobody recorded.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import type { FinishedDocument } from '../../src/reports/finish.js';
import { flatten } from '../../src/reports/numbering.js';
import { auditPlan } from '../../src/reports/plans.js';
import { render } from '../../src/reports/renderers.js';
import { RULES } from '../../src/rules/index.js';
import { HEAD } from '../projections/auditLedger.js';
import { recordAuditFile } from '../projections/auditFileFacts.js';
import { recordBooks } from '../projections/bookFacts.js';
import { openDesk, type Desk } from './drawnUp.js';

const SECTIONS = [
  '审计依据与实施',
  '基本情况',
  '主要数据',
  '任期目标完成情况',
  '财务总览',
  '任职单位财务收支',
  '债权债务',
  '专项资金与补偿费',
  '工程项目',
  '资产资源',
  '重大事项决策',
  '本人经手资金',
  '公开情况',
  '民主评议',
  '投诉与信访',
  '群众关心的热点问题',
  '审计发现问题与责任建议',
  '审计发现问题情况表',
  '审计评价',
  '处理意见与建议、移送事项',
  '被审计人反馈意见及采纳情况',
  '范围与局限',
];

let desk: Desk;
let bare: Desk;
let audit: FinishedDocument;
beforeAll(async () => {
  desk = await openDesk(async ({ ledger }) => {
    await recordBooks(ledger);
    await recordAuditFile(ledger);
  });
  bare = await openDesk();
  audit = await desk.audit();
});
afterAll(() => {
  desk.close();
  bare.close();
});

const textOf = async (document: FinishedDocument): Promise<string> =>
  Buffer.from(await render(document, 'text')).toString('utf8');
const titles = ({ sections }: FinishedDocument) =>
  sections.map(({ title }) => (typeof title === 'string' ? title : title.zh));
/** The text under one heading. */
const under = (text: string, heading: string): string =>
  text.split(/^## /m).find((part) => part.includes(heading)) ?? '';

describe('the report of a departure audit', () => {
  it('has every section in the order of the law, and signatures of everybody who answers for it', () => {
    expect(titles(audit)).toEqual(SECTIONS);
    expect(audit.signatures).toHaveLength(6);
  });

  it('states every figure of the books where it belongs', async () => {
    const text = await textOf(audit);
    for (const [heading, figures] of [
      [
        '主要数据',
        [
          '期初资金',
          '10,000,050.00',
          '期末债权',
          '700.00',
          '人均结余',
          '平均审批用时',
          '涉及本人投诉',
        ],
      ],
      ['任期目标完成情况', ['集体收入', '12.50', '9.8', '-2.70', '未报告']],
      [
        '五、财务总览',
        ['期初余额', '10,000,050.00', '平衡', '年末结余', '三公与非生产性支出', '账外', '123.00'],
      ],
      ['债权债务', ['600.00', '200.00', '100.00', '700.00', '3 年以上', '未解除']],
      ['专项资金与补偿费', ['征地补偿费', '9,000.00', '2,500.00', '6,500.00', '333']],
      ['工程项目', ['村道硬化', '公开招标', '12.5%', '4,450.00', '2020-12-20']],
      ['资产资源', ['7,300.00', '林地', '80.00', '3,000.00', '1,300.00', '1,700.00']],
      ['公开情况', ['应公开', '缺失', '财务']],
      ['投诉与信访', ['涉及本人', '属实', '未办结']],
      ['群众关心的热点问题', ['修路的钱花在哪里', '已核对合同与支付']],
      ['审计发现问题情况表', ['违规', '500.00', '《虚构办法》第一条', '限 2023-06-30']],
      ['处理意见', ['已退回', '300.00', '同意', 'county-discipline']],
      ['被审计人反馈意见', ['情况属实，已整改', '部分采纳']],
      ['二十二、范围与局限', ['未取得资料：2020 年会议记录', '抽样', '20.0%']],
    ] as const) {
      const part = under(text, heading);
      expect([heading, figures.filter((figure) => !part.includes(figure))]).toEqual([heading, []]);
    }
  });

  it('cites only events of its ledger, and opens what it states', () => {
    expect(audit.references.filter(({ position }) => position === null)).toEqual([]);
    expect(audit.references.length).toBeGreaterThan(80);
  });

  it('says that nothing is recorded where nothing is, rather than print a zero', async () => {
    const text = await textOf(await bare.audit());
    for (const heading of [
      '任期目标',
      '债权债务',
      '专项资金',
      '工程项目',
      '资产资源',
      '投诉与信访',
    ])
      expect([heading, under(text, heading).includes('不等于没有')]).toEqual([heading, true]);
    expect(under(text, '审计依据与实施')).toContain('尚无此次审计的立项与委托记录');
    expect(under(text, '五、财务总览')).toContain('期初未记录，无法核对');
  });

  it('shows the public its conclusion, masked: money, totals and titles, nobody by name', async () => {
    const open = await desk.audit({ masked: true });
    const text = await textOf(open);
    for (const name of ['韦虚构', '黄虚构', '虚构承租人', '虚构公司1', 'p.head', 'p.auditor1'])
      expect([name, text.includes(name)]).toEqual([name, false]);
    for (const shown of ['多付工程款（违规）', '财务总览', '审计评价', '处理意见与建议', '合计'])
      expect([shown, text.includes(shown)]).toEqual([shown, true]);
    for (const hidden of [
      'SEG-03',
      'county-discipline',
      '涉嫌违纪',
      '投诉与信访',
      '本人经手资金',
      '被审计人反馈意见',
    ])
      expect([hidden, text.includes(hidden)]).toEqual([hidden, false]);
    const total = flatten(open.sections).find(({ title }) =>
      JSON.stringify(title).includes('工程项目'),
    );
    expect(total?.blocks).toMatchObject([{ kind: 'table', rows: [] }]);
  });

  it('follows the regime of the audited person and how far the audit has come', async () => {
    const words = JSON.stringify([audit.subtitle, audit.statements, audit.signatures]);
    expect(words).toContain('村（社区）干部 · 审定稿');
    expect(words).toContain('村民委员会组织法');
    const leader = await desk.draw((snapshot) =>
      auditPlan({
        ...departureAudit(snapshot, RULES, HEAD),
        template: 'townshipLeader',
        file: null,
      }),
    );
    const others = JSON.stringify([leader.subtitle, leader.statements, leader.signatures]);
    expect(others).toContain('乡镇领导干部 · 初稿');
    expect(others).toContain('2019');
  });
});
