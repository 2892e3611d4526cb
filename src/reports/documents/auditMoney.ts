// Money as sections of the audit report: that of the units, month by month, and what passed through the person's own hands.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { MoneyPart } from '../../../projections/departure-audit/money.js';
import type { MoneySums, UnitMoney } from '../../../projections/departure-audit/unitMoney.js';
import {
  code,
  column,
  count,
  date,
  maybe,
  money,
  none,
  party,
  said,
  text,
  YUAN,
} from '../cells.js';
import type { Block, Cell, Section, Table, Words } from '../document.js';
import { moneyPartWords } from '../words.js';

/** Bars of one currency: amounts of several cannot stand beside each other. */
function monthChart({ months }: UnitMoney, currency: string): Block {
  const own = months.filter((month) => month.currency === currency);
  const values = (of: (month: (typeof own)[number]) => string): readonly Cell[] =>
    own.map((month) => money(of(month), currency));
  return {
    kind: 'chart',
    form: 'bars',
    beside: true,
    title: said('收支按月', 'Income and expenditure by month'),
    alt: said(
      `${own[0]?.month ?? ''} 至 ${own.at(-1)?.month ?? ''} 各月收入与支出，数字见下表`,
      `Income and expenditure by month from ${own[0]?.month ?? ''} to ${own.at(-1)?.month ?? ''}; the figures are in the table below`,
    ),
    unit: currency === 'CNY' ? YUAN : currency,
    categories: own.map(({ month }) => month),
    series: [
      { name: said('收入', 'income'), values: values(({ income }) => income) },
      { name: said('支出', 'paid'), values: values(({ paid }) => paid) },
    ],
  };
}

const sums = ({ currency, income, paid, reversed, events }: MoneySums): readonly Cell[] => [
  money(income, currency),
  money(paid, currency),
  money(reversed, currency),
  count(events),
];

const monthTable = ({ months, totals }: UnitMoney): Table => ({
  kind: 'table',
  title: said('收支按月', 'Income and expenditure by month'),
  columns: [
    column('月份', 'month'),
    column('收入', 'income', { unit: YUAN }),
    column('支出', 'paid', { unit: YUAN }),
    column('冲销收回', 'reversed', { unit: YUAN }),
    column('笔数', 'entries'),
  ],
  rows: months.map((month) => [text(month.month), ...sums(month)]),
  totals: totals.map((total) => [text(said('合计', 'total')), ...sums(total)]),
  footnotes: [
    said(
      '支出为付出金额，未减冲销；笔数为入账事件数，可按单位和月份逐笔查询。',
      'Expenditure is what left, before reversals; entries are events, which unit and month list one by one.',
    ),
  ],
});

/** Income and expenditure of each unit while the person held office there. */
export function unitMoneySection({ unitMoney }: DepartureAudit): Section {
  return {
    title: said('任职单位财务收支', "Money of the person's units"),
    publish: 'whole',
    blocks: [
      {
        kind: 'paragraph',
        text: said(
          '以下为任职单位在任期内入账的全部收支，不等于本人经手。',
          'All income and expenditure of the units on record during the terms; not what the person handled.',
        ),
        tone: 'note',
      },
    ],
    sections: unitMoney.map((found): Section => {
      const { unitName, unitId, from, to, months } = found;
      const name = unitName ?? unitId;
      const currencies = [...new Set(months.map(({ currency }) => currency))];
      const period: Words = said(
        `${name}（${from ?? '—'} 至 ${to ?? '今'}）`,
        `${name} (${from ?? '—'} to ${to ?? 'today'})`,
      );
      return {
        title: period,
        publish: 'whole',
        blocks:
          months.length === 0
            ? [
                {
                  kind: 'paragraph',
                  text: said(
                    '任期内没有该单位收支入账。',
                    'No income or expenditure of this unit is on record for the term.',
                  ),
                },
              ]
            : [...currencies.map((currency) => monthChart(found, currency)), monthTable(found)],
      };
    }),
  };
}

const moneyTable = (title: Words, { rows, totals }: MoneyPart): Table => ({
  kind: 'table',
  title,
  columns: [
    column('日期', 'date'),
    column('金额', 'amount', { unit: YUAN }),
    column('收款人', 'payee'),
    column('用途', 'purpose'),
    column('方式或角色', 'method or role'),
    column('付款编号', 'payment'),
  ],
  rows: rows.map((row) => [
    date(row.date, [row.eventId]),
    money(row.amount, row.currency),
    maybe(row.payee, (name) => party(name)),
    maybe(row.purpose, (purpose) => text(purpose)),
    maybe(row.detail, (detail) => text(moneyPartWords(detail))),
    code(row.paymentId),
  ]),
  totals: totals.map((total) => [
    text(said(`合计 ${total.count} 笔`, `total of ${total.count}`)),
    money(total.amount, total.currency, total.eventIds),
    none(''),
    none(''),
    none(''),
    none(''),
  ]),
});

/** Payments that the person asked for, signed or paid out. */
export function ownMoneySection({ payments }: DepartureAudit): Section {
  return {
    title: said('本人经手资金', "Money in the person's own hands"),
    wide: true,
    blocks: [
      moneyTable(said('申请', 'requested'), payments.requested),
      moneyTable(said('审批', 'approved'), payments.approved),
      moneyTable(said('支付', 'paid out'), payments.made),
    ],
  };
}
