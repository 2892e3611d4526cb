// Assets, resources and leases as a section of the audit report (domain.md 5.2, 8).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type {
  AssetMovement,
  AuditedLease,
  Holding,
  LeaseTotal,
} from '../../../projections/departure-audit/books/assets.js';
import type { UnitBooks } from '../../../projections/departure-audit/books/unitBooks.js';
import { assetKindWords, awardWords } from '../auditWords.js';
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
import type { Block, Row, Section } from '../document.js';
import { byUnit, sumCell, totalCell, unrecorded } from './auditBooks.js';

const held = ({ count: number, ...sum }: Holding) => [count(number, sum.eventIds), sumCell(sum)];

const movementRow = (name: AssetMovement['kind'], movement: AssetMovement): Row => [
  text(name === '' ? said('合计', 'total') : assetKindWords(name)),
  ...held(movement.opening),
  ...held(movement.added),
  ...held(movement.disposed),
  ...held(movement.closing),
];

const PAIR = (zh: string, en: string) => [
  column(`${zh}件数`, `${en}, number`),
  column(`${zh}价值`, `${en}, value`, { unit: YUAN }),
];

const register = ({ movements, totals }: UnitBooks['assets']): Block => ({
  kind: 'table',
  title: said('资产变动', 'What came and went'),
  columns: [
    column('类别', 'kind'),
    ...PAIR('期初', 'opening'),
    ...PAIR('新增', 'added'),
    ...PAIR('处置', 'disposed'),
    ...PAIR('期末', 'closing'),
  ],
  rows: movements.map((movement) => movementRow(movement.kind, movement)),
  totals: totals.map((movement) => movementRow('', movement)),
  footnotes: [
    said(
      '价值为登记价值；以“期初”方式登记的资产列入期初，不论何时登记。',
      'Values are those registered; what was registered as an opening position counts as opening.',
    ),
  ],
});

const leaseRow = (lease: AuditedLease, decisions: UnitBooks['leaseDecisions']): Row => {
  const decision = decisions.find(({ matterId }) => matterId === lease.matterId);
  const { quantity, currency } = lease;
  return [
    text(lease.title, lease.eventIds),
    party(lease.lessee),
    maybe(quantity, ({ amount, unit }) => code(`${amount} ${unit}`)),
    text(`${lease.from} — ${lease.to}`),
    maybe(lease.unitPrice, (fen) => money(fen, currency)),
    money(lease.rentPerYear, currency, lease.eventIds),
    sumCell(lease.due),
    sumCell(lease.received),
    sumCell(lease.overdue),
    maybe(lease.method, (method) => text(awardWords(method))),
    maybe(
      decision,
      ({ decidedOn, eventId }) =>
        decidedOn === null
          ? text(said('未决', 'not decided'), [eventId])
          : date(decidedOn, [eventId]),
      said('无记录', 'no record'),
    ),
  ];
};

const leaseTotal = ({ due, received, overdue }: LeaseTotal): Row => [
  text(said('合计', 'total')),
  ...Array.from({ length: 5 }, () => none('')),
  totalCell(due),
  totalCell(received),
  totalCell(overdue),
  none(''),
  none(''),
];

const leases = ({ assets, leaseDecisions }: UnitBooks): Block => ({
  kind: 'table',
  title: said('租赁发包', 'Leases'),
  columns: [
    column('标的', 'object'),
    column('承租方', 'lessee'),
    column('面积数量', 'quantity'),
    column('租期', 'term'),
    column('单价', 'unit price', { unit: said('元/年', 'yuan a year') }),
    column('年租金', 'rent a year', { unit: YUAN }),
    column('应收', 'due', { unit: YUAN }),
    column('实收', 'received', { unit: YUAN }),
    column('逾期', 'overdue', { unit: YUAN }),
    column('方式', 'method'),
    column('表决日', 'vote'),
  ],
  rows: assets.leases.map((lease) => leaseRow(lease, leaseDecisions)),
  totals: assets.leaseTotals.map(leaseTotal),
});

const stocktakes = ({ stocktakes: rows }: UnitBooks['assets']): Block => ({
  kind: 'table',
  title: said('资产盘点', 'Stocktakes'),
  columns: [
    column('年度', 'year'),
    column('盘点日', 'date'),
    column('盘点件数', 'counted'),
    column('差异', 'differences'),
  ],
  rows: rows.map(({ year, on, counted, differences, eventId }) => [
    text(String(year)),
    date(on, [eventId]),
    count(counted),
    count(differences),
  ]),
});

export const assetsSection = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('资产资源', 'Assets and resources'), wide: true, publish: 'totals' },
    (books): readonly Block[] => [
      books.assets.movements.length === 0
        ? unrecorded('资产登记', 'the register of assets')
        : register(books.assets),
      books.assets.leases.length === 0 ? unrecorded('资产资源租赁发包', 'leases') : leases(books),
      ...(books.assets.stocktakes.length === 0 ? [] : [stocktakes(books.assets)]),
    ],
  );
