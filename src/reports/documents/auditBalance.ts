// The money of a unit over the term (domain.md 5.2, 4 and T4a to T4d): opening, income, spending, closing, and whether
// books and bank agree. The identity is shown in full so that a reader can add it up.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { Balance, Line } from '../../../projections/departure-audit/books/balance.js';
import { incomeClassWords } from '../auditWords.js';
import { column, count, counted, maybe, money, none, percent, said, text, YUAN } from '../cells.js';
import type { Block, Row, Section, Table, Words } from '../document.js';
import { byUnit, unrecorded } from './auditBooks.js';

const NO_OPENING = said('未记录', 'not recorded');
const AMOUNT = [column('金额', 'amount', { unit: YUAN }), column('笔数', 'entries')] as const;

/** Share of a whole to a tenth of a percent; for display only. */
const shareOf = (part: string, whole: string): number | null =>
  whole === '0' ? null : Number((BigInt(part) * 10_000n) / BigInt(whole)) / 10_000;

const lineRow = (name: Words, currency: string, { amount, events, eventIds }: Line): Row => [
  text(name),
  money(amount, currency, eventIds),
  count(events),
];

function overview(balance: Balance, closing: string): Table {
  const { currency, since, opening, openingEvents } = balance;
  const known = (fen: string | null, events?: readonly string[]) =>
    maybe(fen, (amount) => money(amount, currency, events), NO_OPENING);
  const state =
    balance.closing === null
      ? said('期初未记录，无法核对', 'no opening on record: cannot be checked')
      : said(
          '期初＋收入－支出＋冲销＝期末，平衡',
          'opening + income − spending + reversals = closing',
        );
  return {
    kind: 'table',
    title: said('财务总览', 'Money in sum'),
    columns: [column('项目', 'item'), ...AMOUNT],
    rows: [
      [
        text(said(`期初余额（${since || '—'}）`, `opening (${since || '—'})`)),
        known(opening, openingEvents),
        none(''),
      ],
      lineRow(said('加：收入合计', 'plus income'), currency, balance.incomeTotal),
      lineRow(said('减：支出合计', 'less spending'), currency, balance.spendingTotal),
      lineRow(said('加：冲销收回', 'plus reversals'), currency, balance.reversed),
      [
        text(said(`期末余额（${closing}）`, `closing (${closing})`)),
        known(balance.closing),
        none(''),
      ],
    ],
    footnotes: [state],
  };
}

function byCategory(
  title: Words,
  currency: string,
  lines: readonly Line[],
  total: Line,
  name: (key: string) => Words,
): Table {
  return {
    kind: 'table',
    title,
    columns: [column('类别', 'class'), ...AMOUNT, column('占比', 'share')],
    rows: lines.map((line) => [
      ...lineRow(line.key === '' ? said('未分类', 'unclassified') : name(line.key), currency, line),
      maybe(shareOf(line.amount, total.amount), (share) => percent(share, 1)),
    ]),
    totals: [[...lineRow(said('合计', 'total'), currency, total), none('')]],
  };
}

const yearEnds = ({
  currency,
  yearEnds: years,
  unproductive,
  spendingTotal,
}: Balance): readonly Block[] => [
  {
    kind: 'table',
    title: said('年末结余', 'Balance at the end of each year'),
    columns: [column('年度', 'year'), column('结余', 'balance', { unit: YUAN })],
    rows: years.map(({ year, closing }) => [
      text(year),
      maybe(closing, (fen) => money(fen, currency), NO_OPENING),
    ]),
  },
  {
    kind: 'table',
    title: said('三公与非生产性支出', 'Hospitality, training, gifts, cars and travel'),
    columns: [column('项目', 'item'), ...AMOUNT, column('占支出', 'of spending')],
    rows: [
      [
        ...lineRow(said('三公与非生产性支出', 'unproductive spending'), currency, unproductive),
        maybe(shareOf(unproductive.amount, spendingTotal.amount), (share) => percent(share, 1)),
      ],
    ],
    footnotes: [
      said(
        '按支出类别名称归集（招待、接待、培训、慰问、考察、公车、出国）；类别写成别的名称的支出不在其中。',
        'Collected by the name of the category; spending booked under another name is not in it.',
      ),
    ],
  },
];

function reconciliation({ currency, closing, bank, cashCounts }: Balance): Table {
  const missing = said('未记录', 'not recorded');
  const amount = (fen: string | null) => maybe(fen, (value) => money(value, currency), missing);
  return {
    kind: 'table',
    title: said('银行与现金核对', 'Books, bank and cash'),
    columns: [
      column('项目', 'item'),
      column('金额', 'amount', { unit: YUAN }),
      column('笔数', 'entries'),
    ],
    rows: [
      [text(said('账面余额', 'by the books')), amount(closing), none('')],
      [text(said('银行对账单余额', 'by the bank')), amount(bank.balance), none('')],
      [text(said('差额（账面减银行）', 'books less bank')), amount(bank.difference), none('')],
      [
        text(
          said('银行流水无入账记录（账外）', 'bank lines that no record explains (off the books)'),
        ),
        money(bank.unexplained.moved, currency),
        counted(bank.unexplained),
      ],
      [text(said('现金盘点', 'cash counts')), none(''), counted(cashCounts.all)],
      [
        text(said('其中账实不符', 'of these differing from the books')),
        none(''),
        counted(cashCounts.differing),
      ],
    ],
    footnotes: [
      said(
        '无入账记录的银行流水按收付绝对额合计；差额可能为现金或未达账项，须逐笔核实。',
        'Unexplained lines are added up in absolute amounts; a difference may be cash or items in transit.',
      ),
    ],
  };
}

export const balanceSection = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('财务总览', 'Money of the units in sum'), publish: 'whole' },
    ({ balances, closing }) =>
      balances.length === 0
        ? [unrecorded('单位账户与收支', 'accounts and money of the unit')]
        : balances.flatMap((balance): readonly Block[] => [
            overview(balance, closing),
            byCategory(
              said('收入分类', 'Income by class'),
              balance.currency,
              balance.income,
              balance.incomeTotal,
              incomeClassWords,
            ),
            byCategory(
              said('支出分类', 'Spending by category'),
              balance.currency,
              balance.spending,
              balance.spendingTotal,
              (key) => key,
            ),
            ...yearEnds(balance),
            reconciliation(balance),
          ]),
  );
