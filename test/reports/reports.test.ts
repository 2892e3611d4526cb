// Reports as text on the terminal: what they say, and that the columns line up.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseScheme } from '../../src/analytics/indexScheme.js';
import { catalogue } from '../../src/events/index.js';
import type { FinishedDocument } from '../../src/reports/finish.js';
import {
  decisionPlan,
  decisionsPlan,
  indexPlan,
  risksPlan,
  violationPlan,
  violationsPlan,
} from '../../src/reports/plans.js';
import { textRenderer } from '../../src/reports/renderers/text.js';
import { displayWidth, renderTable } from '../../src/reports/table.js';
import { decision, searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { runNormIndex } from '../../projections/norm-index/normIndex.queries.js';
import { riskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import { RULES } from '../../src/rules/index.js';
import { findViolations, violationById } from '../../projections/violations/violations.queries.js';
import { TOWNSHIP, VILLAGE } from '../projections/ledger.js';
import { finished, openDesk, type Desk } from './drawnUp.js';

const scheme = parseScheme(
  parse(readFileSync(new URL('../../schemes/norm-index.yaml', import.meta.url), 'utf8')),
  catalogue.names,
);
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk(({ ledger }) =>
    ledger.record(
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
    ),
  );
});
afterAll(() => desk.close());

const textOf = async (document: FinishedDocument): Promise<string> =>
  new TextDecoder().decode(await textRenderer.render(document, 'both'));
const WHOLE = { shown: 1, total: null, more: false };

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

describe('the reports on a terminal', () => {
  it('show the audit with person, terms, decisions, money, findings and limits', async () => {
    const text = await textOf(await desk.audit());
    for (const said of [
      '被审计人 person: 韦虚构（p.head）',
      '审计期间起 period from: 2020-01-01',
      '审计期间止 period to: 2022-12-31',
      '村委会主任',
      '修建村道',
      '3,761,609.00',
      '回避',
      '投诉与信访未入账',
      '由审计人员认定',
      '是线索，不是结论',
      desk.planted.ids['pay2.made']!,
    ])
      expect(text).toContain(said);
  });

  it('number every event that a figure rests on, and list each with position and leaf hash', async () => {
    const document = await desk.audit();
    const text = await textOf(document);
    expect(document.references.length).toBeGreaterThan(20);
    for (const [index, { eventId, position, leaf }] of document.references.entries()) {
      expect(position).toMatch(/^\d+$/);
      expect(text).toMatch(
        new RegExp(
          `^ *${index + 1}  ${eventId} +${position ?? ''} .*${leaf!.replace(/[+/]/g, '\\$&')}$`,
          'm',
        ),
      );
    }
  });

  it('name a view that has stopped at the head of the report', async () => {
    const halted = finished({
      provenance: { ...(await desk.audit()).provenance, halted: ['funds'] },
    });
    expect(await textOf(halted)).toContain(
      'views halted, and what came after is not in this report: funds',
    );
    expect(await textOf(await desk.audit())).not.toContain('halted');
  });

  it('show the register with decided and computed grades', async () => {
    const text = await textOf(
      await desk.draw((snapshot) =>
        risksPlan(riskRegister(snapshot, { at: '2022-01-01', area: VILLAGE })),
      ),
    );
    expect(text).toContain('V05 集体资金支出（1）');
    expect(text).toContain('一级(高) R=20');
    expect(text).toContain('powers in force: 2022-01-01');
  });

  it('show an index without data as 数据不足, without a number', async () => {
    const text = await textOf(
      await desk.draw((snapshot) =>
        indexPlan(
          runNormIndex(
            snapshot,
            scheme,
            RULES.map(({ id }) => id),
            [{ orgunit: VILLAGE, name: '虚构村' }],
            '2022Q4',
          ),
        ),
      ),
    );
    expect(text).toMatch(/451425100201 +虚构村 +— +数据不足/);
  });

  it('show the list of violations and each of them opened to clause and events', async () => {
    const found = desk.read((snapshot) => findViolations(snapshot, {}));
    expect(found.total).toBeGreaterThan(0);
    const extent = { shown: found.total, total: found.total, more: false };
    const list = await textOf(await desk.draw(() => violationsPlan(found.violations, extent)));
    for (const { id } of found.violations) {
      expect(list).toContain(id);
      const text = await textOf(
        await desk.draw((snapshot) => violationPlan(violationById(snapshot, RULES, id))),
      );
      expect(text).toContain('依据 basis: 《');
      expect(text).toContain(id.split('~')[1]!);
    }
  });

  it('show the list of decisions, and say when it is not all of them', async () => {
    const list = (limit: number) => (snapshot: Parameters<typeof searchDecisions>[0]) => {
      const { decisions, next } = searchDecisions(snapshot, {}, { limit });
      const more = next !== undefined;
      return decisionsPlan(decisions, { shown: decisions.length, total: null, more });
    };
    const whole = await textOf(await desk.draw(list(50)));
    expect(whole).toContain('修建村道');
    expect(whole).toContain('50,000.00');
    expect(whole).toContain('为全部');
    expect(await textOf(await desk.draw(list(2)))).toContain('尚有未列出的');
  });

  it('show the course of a decision with who stood where, by name', async () => {
    const text = await textOf(
      await desk.draw((snapshot) => decisionPlan(decision(snapshot, 'm2')!)),
    );
    expect(text).toMatch(/韦虚构（p\.head） +反对 against/);
    expect(text).toContain('未记录 not recorded');
  });

  it('are the same bytes for the same ledger, and other bytes for another extent', async () => {
    const again = await openDesk();
    const first = await textOf(await again.audit());
    again.close();
    const other = await openDesk();
    expect(await textOf(await other.audit())).toBe(first);
    other.close();
    expect(await textOf(await desk.draw(() => decisionsPlan([], WHOLE)))).not.toBe(
      await textOf(await desk.draw(() => decisionsPlan([], { ...WHOLE, more: true }))),
    );
  });
});
