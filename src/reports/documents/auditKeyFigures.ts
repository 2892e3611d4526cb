// The figures that every audit report must state (domain.md 5.2), of the person and of each unit.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { UnitBooks } from '../../../projections/departure-audit/books/unitBooks.js';
import { approvalWords } from '../auditWords.js';
import {
  code,
  column,
  count,
  counted,
  decimal,
  maybe,
  money,
  none,
  said,
  text,
  YUAN,
} from '../cells.js';
import type { Block, Cell, Row, Section, Words } from '../document.js';
import { severityWords } from '../words.js';
import { sumCell } from './auditBooks.js';

const NOT_RECORDED: Words = said('未记录', 'not recorded');

const row = (name: Words, amount: Cell, number: Cell = none('')): Row => [
  text(name),
  amount,
  number,
];

function moneyRows(books: UnitBooks): readonly Row[] {
  const known = (fen: string | null, currency: string, events?: readonly string[]) =>
    maybe(fen, (value) => money(value, currency, events), NOT_RECORDED);
  const balances =
    books.balances.length === 0
      ? [row(said('期初、期末资金', 'opening and closing money'), none(NOT_RECORDED))]
      : books.balances.flatMap((balance) => [
          row(
            said('期初资金', 'opening money'),
            known(balance.opening, balance.currency, balance.openingEvents),
          ),
          row(said('期末资金', 'closing money'), known(balance.closing, balance.currency)),
          row(
            said('收入总额', 'income'),
            money(balance.incomeTotal.amount, balance.currency, balance.incomeTotal.eventIds),
            count(balance.incomeTotal.events),
          ),
          row(
            said('支出总额', 'spending'),
            money(balance.spendingTotal.amount, balance.currency, balance.spendingTotal.eventIds),
            count(balance.spendingTotal.events),
          ),
          row(
            said('账外资金（银行流水无入账）', 'off the books (bank lines unexplained)'),
            balance.bank.balance === null && balance.bank.unexplained.count === 0
              ? none(NOT_RECORDED)
              : money(balance.bank.unexplained.moved, balance.currency),
            counted(balance.bank.unexplained),
          ),
        ]);
  const totals = books.assets.totals;
  const assets =
    totals.length === 0
      ? [row(said('期初、期末资产', 'opening and closing assets'), none(NOT_RECORDED))]
      : totals.flatMap((one) => [
          row(said('期初资产', 'opening assets'), sumCell(one.opening), count(one.opening.count)),
          row(said('期末资产', 'closing assets'), sumCell(one.closing), count(one.closing.count)),
        ]);
  const claims = (['receivable', 'debt'] as const).flatMap((kind) => {
    const name =
      kind === 'receivable' ? said('期末债权', 'receivables') : said('期末债务', 'debts');
    const found = books.debts.movements.filter((one) => one.kind === kind);
    return found.length === 0
      ? [row(name, none(NOT_RECORDED))]
      : found.map(({ closing }) => row(name, sumCell(closing)));
  });
  return [...balances, ...assets, ...claims];
}

function workRows(books: UnitBooks): readonly Row[] {
  const { publicity, approvals } = books;
  const together = (
    of: (one: UnitBooks['publicity']['classes'][number]) => { eventIds: readonly string[] },
  ) => {
    const ids = publicity.classes.flatMap((one) => of(one).eventIds);
    return count(ids.length, ids);
  };
  const notices = (cell: () => Cell) =>
    publicity.classes.length === 0 ? none(NOT_RECORDED) : cell();
  return [
    row(
      said('公告逾期', 'notices late'),
      none(''),
      notices(() => together((one) => one.late)),
    ),
    row(
      said('公告缺失', 'notices missing'),
      none(''),
      notices(() => together((one) => one.missing)),
    ),
    row(
      said('决策应公开而未公开', 'decisions not published'),
      none(''),
      counted(publicity.decisions.missing),
    ),
    ...(approvals.length === 0
      ? [row(said('平均审批用时（日）', 'mean days of an approval'), none(''), none(NOT_RECORDED))]
      : approvals.map(({ what, count: number, meanDays }) => {
          const { zh, en } = approvalWords(what) as { zh: string; en: string };
          return row(
            said(`平均审批用时（${zh} ${number} 件，日）`, `mean days of ${number} ${en}`),
            none(''),
            decimal(meanDays, 1),
          );
        })),
  ];
}

const unitTable = (books: UnitBooks): Block => ({
  kind: 'table',
  title: books.unitName ?? books.unitId,
  columns: [
    column('指标', 'figure'),
    column('金额', 'amount', { unit: YUAN }),
    column('数量', 'number'),
  ],
  rows: [...moneyRows(books), ...workRows(books)],
});

function personTable({ decisionCounts, complaints, keyFigures }: DepartureAudit): Block {
  const { perHead, recovered } = keyFigures;
  return {
    kind: 'table',
    title: said('本人任期', 'The terms of the person'),
    columns: [
      column('指标', 'figure'),
      column('金额', 'amount', { unit: YUAN }),
      column('数量', 'number'),
    ],
    rows: [
      row(
        said('决策：表决有效', 'decisions with a valid vote'),
        none(''),
        counted(decisionCounts.validBallot),
      ),
      row(
        said('决策：表决有瑕疵', 'decisions with a faulty vote'),
        none(''),
        counted(decisionCounts.faultyBallot),
      ),
      row(
        said('决策：无表决记录', 'decisions without a vote'),
        none(''),
        counted(decisionCounts.withoutBallot),
      ),
      row(
        said('涉及本人投诉', 'complaints naming the person'),
        none(''),
        complaints.received.count === 0 ? none(NOT_RECORDED) : counted(complaints.received),
      ),
      ...(perHead.length === 0
        ? [row(said('人均结余', 'money a head'), none(NOT_RECORDED))]
        : perHead.map(({ unitName, unitId, currency, amount, population, eventIds }) =>
            row(
              said(
                `人均结余（${unitName ?? unitId}，${population} 人）`,
                `money a head (${unitName ?? unitId})`,
              ),
              money(amount, currency, eventIds),
            ),
          )),
      ...(recovered.length === 0
        ? [row(said('已收回金额', 'recovered'), none(NOT_RECORDED))]
        : recovered.map((sum) => row(said('已收回金额', 'recovered'), sumCell(sum)))),
    ],
  };
}

const violationTable = ({ keyFigures: { violations } }: DepartureAudit): Block => ({
  kind: 'table',
  title: said('违规线索分类', 'Violations by rule'),
  columns: [
    column('规则', 'rule'),
    column('名称', 'title'),
    column('严重度', 'severity'),
    column('件数', 'number'),
    column('涉及金额', 'amount', { unit: YUAN }),
  ],
  rows: violations.map(({ rule, title, severity, found, amounts }) => [
    code(rule),
    text(title),
    text(severityWords(severity)),
    counted(found),
    maybe(amounts[0], sumCell),
  ]),
  footnotes: [
    said(
      '同一笔资金可能涉及多条规则，各行金额不可相加。',
      'One payment may break several rules: the amounts of the rows must not be added up.',
    ),
  ],
});

export const keyFiguresSection = (audit: DepartureAudit): Section => ({
  title: said('主要数据', 'Key figures'),
  blocks: [personTable(audit), ...audit.books.map(unitTable), violationTable(audit)],
});
