// The document model: numbers of sections and events, what is written how, the digest, and the version for everybody.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize } from '../../src/kernel/canonicalJson.js';
import {
  code,
  column,
  count,
  decimal,
  money,
  none,
  party,
  percent,
  person,
  said,
  text,
  time,
} from '../../src/reports/cells.js';
import { sharesOf } from '../../src/reports/columnWidths.js';
import { displayCell, displayNumber } from '../../src/reports/display.js';
import type { Cell, ReportDocument, Section } from '../../src/reports/document.js';
import { gridOf } from '../../src/reports/grid.js';
import { inBoth, say } from '../../src/reports/language.js';
import { marksOf, ranges } from '../../src/reports/marks.js';
import { mask, maskName } from '../../src/reports/mask.js';
import { chineseNumeral, flatten, numberSections } from '../../src/reports/numbering.js';
import { finished, openDesk, type Desk } from './drawnUp.js';

const zh = (words: Parameters<typeof say>[0]) => say(words, 'zh');

describe('sections', () => {
  it('are numbered 一、（一）1.（1）, in reading order', () => {
    const deep: Section = { title: '丁', blocks: [] };
    const sections: readonly Section[] = [
      {
        title: '甲',
        blocks: [],
        sections: [
          {
            title: '乙',
            blocks: [],
            sections: [{ title: '丙', blocks: [], sections: [deep, deep] }],
          },
        ],
      },
      { title: '戊', blocks: [] },
    ];
    expect(flatten(numberSections(sections)).map(({ label, level }) => `${label}${level}`)).toEqual(
      ['一、1', '（一）2', '1. 3', '（1）4', '（2）4', '二、1'],
    );
  });

  it.each([
    [1, '一'],
    [10, '十'],
    [11, '十一'],
    [20, '二十'],
    [99, '九十九'],
    [100, '100'],
  ])('write %d as %s', (n, numeral) => {
    expect(chineseNumeral(n)).toBe(numeral);
  });
});

describe('the marks of events', () => {
  it('join neighbours', () => {
    expect(ranges([5, 3, 4, 9, 3])).toBe('3–5, 9');
    expect(ranges([])).toBe('');
  });

  it('name every number once, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (numbers) => {
        const named = ranges(numbers)
          .split(', ')
          .filter((part) => part !== '')
          .flatMap((part) => {
            const [from = 0, to = from] = part.split('–').map(Number);
            return Array.from({ length: to - from + 1 }, (_, index) => from + index);
          });
        expect(named).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }),
    );
  });

  it('count events in reading order, each once, and say of a stranger that the ledger has it not', () => {
    const document = finished({
      evidence: 'annex',
      sections: [
        {
          title: '甲',
          blocks: [
            {
              kind: 'table',
              columns: [column('乙', 'b')],
              rows: [[count(1, ['e2', 'e1'])], [count(2, ['e2'])]],
            },
          ],
        },
      ],
    });
    expect(document.references.map(({ eventId, position }) => [eventId, position])).toEqual([
      ['e2', null],
      ['e1', null],
    ]);
    expect(marksOf(document)({ events: ['e1', 'e2'] })).toBe('[1–2]');
  });
});

describe('a cell', () => {
  it.each<[string, Cell, string]>([
    ['money of the ledger', money('371160000', 'CNY'), '3,711,600.00'],
    ['negative money', money('-5', 'CNY'), '-0.05'],
    ['other money', money('100', 'TWD'), '1.00 TWD'],
    [
      'money beyond any number',
      money('123456789012345678901', 'CNY'),
      '1,234,567,890,123,456,789.01',
    ],
    ['a count', count(1234), '1,234'],
    ['a figure', decimal(-1234.5, 2), '-1,234.50'],
    ['a share', percent(0.958, 1), '95.8%'],
    ['an instant', time('2023-09-14T09:10:00.123+08:00'), '2023-09-14 09:10:00 +08:00'],
    ['an instant in UTC', time('2023-09-14T10:00:00.000Z'), '2023-09-14 10:00:00 UTC'],
    ['a text of several lines', text('甲\n乙\t丙'), '甲 乙 丙'],
    ['a person without a name', person('p.1', null), 'p.1'],
    ['nothing', none(), '—'],
    ['nothing, with a reason', none(said('未公开', 'not published')), '未公开'],
  ])('writes %s', (_, cell, written) => {
    expect(displayCell(cell, zh)).toBe(written);
  });

  it('groups thousands as the money of the kernel does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (value) => {
        expect(displayNumber(value, 0).replaceAll(',', '')).toBe(String(value));
        expect(displayNumber(value, 0)).toMatch(/^-?\d{1,3}(,\d{3})*$/);
      }),
    );
  });
});

describe('a language', () => {
  it('is Chinese, English or both, with a stroke between sentences', () => {
    const name = said('结果', 'outcome');
    expect([say(name, 'zh'), say(name, 'en'), say(name, 'both')]).toEqual([
      '结果',
      'outcome',
      '结果 outcome',
    ]);
    expect(say(said('甲', 'one two three four'), 'both')).toBe('甲 / one two three four');
    expect(say('原文', 'en')).toBe('原文');
    expect(inBoth('原文')).toEqual({ zh: '原文', en: '原文' });
  });
});

describe('a table', () => {
  it('shows the ids of its events in a last column, unless a cell shows them already', () => {
    const table = {
      kind: 'table',
      columns: [column('甲', 'a')],
      rows: [[count(1, ['e1', 'e2'])]],
    } as const;
    const grid = gridOf(table, zh, 'first');
    expect(grid.columns.map(({ title, align }) => [title, align])).toEqual([
      ['甲', 'right'],
      ['事件', 'left'],
    ]);
    expect(grid.rows[0]?.[1]).toEqual({ kind: 'code', text: 'e1 +1' });
    expect(gridOf(table, zh, 'all').rows[0]?.[1]).toEqual({ kind: 'code', text: 'e1 e2' });
    const shown = { ...table, rows: [[code('x~e1', ['e1'])]] };
    expect(gridOf(shown, zh, 'first').columns).toHaveLength(1);
  });

  it('gives its columns the whole line, whatever they want', () => {
    const width = fc.record({ fixed: fc.boolean(), natural: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(
        fc.array(width, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 40, max: 160 }),
        (widths, line) => {
          const shares = sharesOf(widths, line);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
          expect(Math.min(...shares)).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('the digest of a report', () => {
  it('is over the content alone: not over addresses, nor over the program that wrote it', () => {
    const document = finished({ title: '甲' });
    const { digest, links, program, ...content } = document;
    expect(createHash('sha256').update(canonicalize(content)).digest('hex')).toBe(digest);
    expect(finished({ title: '甲' }, null).digest).toBe(digest);
    expect(finished({ title: '乙' }).digest).not.toBe(digest);
    expect(links.verify).toBe('https://ledger.test/verify/tree/1#root');
    expect(program).toBe('sunledger test');
  });

  it('stands in the QR code with an address: of the question, or of the check where the question names a person', () => {
    const path = '/api/v1/decisions';
    const list = finished({ question: { path, query: 'asOf=7&from=2021-01-01' } });
    expect(list.links.qr).toBe(
      `https://ledger.test${path}?asOf=7&from=2021-01-01#sha256=${list.digest}`,
    );
    for (const query of ['asOf=7&person=p.1', 'text=张三', 'payee=x', 'place=x']) {
      const { links } = finished({ question: { path, query } });
      expect(links.qr).toBe(links.verify);
    }
    const signed = finished({ question: { path, query: '' }, signatures: [{ role: '主审' }] });
    expect(signed.links.qr).toBe(signed.links.verify);
    expect(finished({}, null).links.qr).toBeNull();
  });
});

describe('a name for everybody', () => {
  it.each([
    ['张小三', '张*三'],
    ['张三', '张*'],
    ['欧阳小娜', '欧**娜'],
    ['张', '*'],
    ['Ann Lee', 'A*****e'],
    ['陆秀燕（虚构）', '陆*燕（虚构）'],
    ['𠮷田三', '𠮷*三'],
  ])('turns %s into %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('the version for everybody', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  it('holds no name, no id of a person and no event id that the full audit knows, in any text', async () => {
    const full = await desk.audit();
    const open = JSON.stringify(await desk.audit({ masked: true }));
    expect(JSON.stringify(full)).toContain('韦虚构');
    for (const secret of [
      '韦虚构',
      'p.head',
      '虚构公司',
      'audits/p',
      ...full.references.map(({ eventId }) => eventId),
    ])
      expect([secret, open.includes(secret)]).toEqual([secret, false]);
    expect(open).toContain('韦*构');
  });

  it('keeps what domain.md 5.2 publishes: posts, money of the unit, titles of findings, limits', async () => {
    const open = await desk.audit({ masked: true });
    expect(open.sections.map(({ label, title }) => label + zh(title))).toEqual([
      '一、基本情况',
      '二、财务总览',
      '三、任职单位财务收支',
      '四、专项资金与补偿费',
      '五、工程项目',
      '六、资产资源',
      '七、审计发现问题与责任建议',
      '八、审计评价',
      '九、处理意见与建议、移送事项',
      '十、范围与局限',
    ]);
    const findings = open.sections[6]?.blocks.find((block) => block.kind === 'findings');
    expect(findings?.items.length).toBeGreaterThan(0);
    expect(findings?.items.every(({ facts }) => facts.length === 0)).toBe(true);
    expect(open.marking.audience).toBe('public');
  });

  it('masks a name also where it stands inside a sentence, and a party that may be a person', () => {
    const document: ReportDocument = {
      ...finished({}),
      sections: [
        {
          title: '甲',
          publish: 'whole',
          blocks: [
            {
              kind: 'facts',
              rows: [
                { name: '人', value: person('p.7', '张小三') },
                { name: '收款', value: party('李四光') },
              ],
            },
            { kind: 'paragraph', text: '张小三（p.7）付给李四光' },
            { kind: 'table', columns: [column('乙', 'b')], rows: [[text('王五')]] },
          ],
        },
        {
          title: '不公开',
          blocks: [{ kind: 'facts', rows: [{ name: '人', value: person('p.8', '王五') }] }],
        },
      ],
      annexes: [],
    };
    const masked = mask(document);
    expect(masked.sections).toHaveLength(1);
    const blocks = JSON.stringify(masked.sections[0]?.blocks);
    expect(blocks).toContain('张*三（＊＊＊）付给李*光');
    // Known from a section that is not published.
    expect(blocks).toContain('王*');
    expect(blocks).not.toMatch(/张小三|李四光|王五|p\.7/);
  });

  it('shows totals without their rows where only totals are published', () => {
    const rows = [[text('甲方'), money('100', 'CNY')]];
    const masked = mask({
      ...finished({}),
      sections: [
        {
          title: '甲',
          publish: 'totals',
          blocks: [
            {
              kind: 'table',
              columns: [column('乙', 'b'), column('丙', 'c')],
              rows,
              totals: [[text('合计'), money('100', 'CNY')]],
            },
            { kind: 'table', columns: [column('乙', 'b'), column('丙', 'c')], rows },
          ],
        },
      ],
      annexes: [],
    });
    expect(masked.sections[0]?.blocks).toHaveLength(1);
    expect(JSON.stringify(masked)).not.toContain('甲方');
    expect(JSON.stringify(masked)).toContain('合计');
  });
});
