import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseScheme } from '../../src/analytics/indexScheme.js';
import { catalogue } from '../../src/events/index.js';
import { renderAudit } from '../../src/reports/auditText.js';
import { renderDecisions } from '../../src/reports/decisionsText.js';
import { renderIndex } from '../../src/reports/indexText.js';
import { renderRiskRegister } from '../../src/reports/riskText.js';
import { displayWidth, renderTable } from '../../src/reports/table.js';
import { renderViolation, renderViolations } from '../../src/reports/violationsText.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { runNormIndex } from '../../projections/norm-index/normIndex.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { createProjections } from '../../projections/registry.js';
import { riskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import { RULES } from '../../src/rules/index.js';
import { findViolations, violationById } from '../../projections/violations/violations.queries.js';
import { HEAD, plantedLedger, type PlantedEvents } from '../projections/auditLedger.js';
import { openTestViews, TOWNSHIP, VILLAGE, type TestViews } from '../projections/ledger.js';

const scheme = parseScheme(
  parse(readFileSync(new URL('../../schemes/norm-index.yaml', import.meta.url), 'utf8')),
  catalogue.names,
);
let planted: PlantedEvents;
let views: TestViews;

beforeAll(async () => {
  planted = await plantedLedger();
  await planted.ledger.record(
    'powers.PowerItemPublished',
    'power-V05',
    {
      code: 'V05',
      version: '1',
      level: 'village',
      name: '集体资金支出',
      holder: 'VLM',
      basis: [],
      steps: [{ n: 1, name: '支付', who: 'VACC', evt: 'PaymentMade' }],
      risks: [{ riskId: 'r1', at: 1, grade: 1, text: '未决先付', likelihood: 4, impact: 5 }],
      effectiveFrom: '2020-01-01',
    },
    { orgunit: TOWNSHIP },
  );
  views = await openTestViews(planted.ledger.log, createProjections(createRulePacks([], RULES)));
  await views.runner.catchUp();
});
afterAll(() => views.close());

const read = <T>(query: (snapshot: ViewSnapshot) => T) => views.reader.read(query);
const audit = () => read((snapshot) => departureAudit(snapshot, RULES, HEAD));

describe('a text table', () => {
  it('lines its columns up where Chinese and Latin letters stand together', () => {
    expect(
      renderTable(
        [{ title: '事项 item' }, { title: '金额', align: 'right' }, { title: '备注' }],
        [
          ['修建村道', '3,711,600.00', '虚构'],
          ['road', '9.00', 'ok'],
        ],
      ),
    ).toBe(
      [
        '事项 item          金额  备注',
        '---------  ------------  ----',
        '修建村道   3,711,600.00  虚构',
        'road               9.00  ok',
      ].join('\n'),
    );
  });

  it('counts wide characters twice and combining marks not at all', () => {
    expect(displayWidth('村a')).toBe(3);
    expect(displayWidth('é')).toBe(1);
    expect(displayWidth('x\u0323')).toBe(1);
    expect(displayWidth('（）')).toBe(4);
  });

  it('keeps every row on one line and every column where the header has it', () => {
    const cell = fc.string({ unit: fc.constantFrom('村', 'a', '1', '，', '\n', '\t', ' ') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const lines = renderTable(
          [{ title: '甲' }, { title: '乙', align: 'right' }],
          rows.map(([first, second]) => [first, `${second}|`]),
        ).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        const widths = new Set(lines.map(displayWidth));
        expect(widths.size).toBe(1);
      }),
    );
  });

  it('says so when there is nothing to list', () => {
    expect(renderTable([{ title: '甲' }], [])).toBe('（无 / none）');
  });
});

describe('the reports', () => {
  it('show the audit with person, terms, decisions, money, findings and limits', () => {
    const text = renderAudit(audit());
    for (const said of [
      '被审计人 person: 韦虚构（p.head）',
      '审计期间 period: 2020-01-01 至 2022-12-31',
      '村委会主任',
      '修建村道',
      '合计 total: 3,761,609.00 CNY，3 笔',
      '回避',
      '投诉与信访未入账',
      '由审计人员认定',
      planted.ids['pay2.made']!,
    ])
      expect(text).toContain(said);
  });

  it('show every finding of the audit with its rule, clause, proposal and events', () => {
    const data = audit();
    expect(data.findings.length).toBeGreaterThan(0);
    const text = renderAudit(data);
    for (const finding of data.findings) {
      expect(text).toContain(`${finding.rule.id} ${finding.rule.title.zh}`);
      expect(text).toContain(finding.proposal.reason.zh);
      for (const { eventId } of finding.evidence) expect(text).toContain(eventId);
    }
  });

  it('name a view that has stopped at the head of the report', () => {
    const halted = [{ name: 'funds', reason: 'unreadable' }];
    expect(renderAudit({ ...audit(), halted })).toContain('views halted: funds');
    expect(renderAudit(audit())).not.toContain('halted');
  });

  it('show the register with decided and computed grades', () => {
    const text = renderRiskRegister(
      read((snapshot) => riskRegister(snapshot, { at: '2022-01-01', area: VILLAGE })),
    );
    expect(text).toContain('V05 集体资金支出（1）');
    expect(text).toContain('一级(高) R=20');
    expect(text).toContain('截至 as of 2022-01-01');
  });

  it('show an index without data as 数据不足, without a number', () => {
    const run = read((snapshot) =>
      runNormIndex(
        snapshot,
        scheme,
        RULES.map(({ id }) => id),
        [{ orgunit: VILLAGE, name: '虚构村' }],
        '2022Q4',
      ),
    );
    const text = renderIndex(run);
    expect(text).toContain('数据不足');
    expect(text).toMatch(/451425100201 +虚构村 +— +数据不足/);
    for (const { eventId } of run.units[0]!.indicators.flatMap(({ violations }) => violations))
      expect(text).toContain(eventId);
  });

  it('show the list of violations and each of them opened', () => {
    const found = read((snapshot) => findViolations(snapshot, {}));
    expect(found.total).toBeGreaterThan(0);
    const list = renderViolations(found);
    for (const { id } of found.violations) {
      expect(list).toContain(id);
      const text = renderViolation(read((snapshot) => violationById(snapshot, RULES, id)));
      expect(text).toContain('依据 basis: 《');
      expect(text).toContain(id.split('~')[1]!);
    }
  });

  it('show the list of decisions', () => {
    const text = renderDecisions(read((snapshot) => searchDecisions(snapshot, {})));
    expect(text).toContain('修建村道');
    expect(text).toContain('50,000.00 CNY');
  });

  it('are the same bytes for the same ledger', async () => {
    const again = await openTestViews(
      planted.ledger.log,
      createProjections(createRulePacks([], RULES)),
    );
    await again.runner.catchUp();
    const second = again.reader.read((snapshot) => departureAudit(snapshot, RULES, HEAD));
    again.close();
    expect(renderAudit(second)).toBe(renderAudit(audit()));
  });
});
