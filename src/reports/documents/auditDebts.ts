// Receivables, debts and guarantees as a section of the audit report (domain.md 5.2, 5).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import {
  AGE_BANDS,
  type AgeBand,
  type Debts,
} from '../../../projections/departure-audit/books/debts.js';
import { claimWords } from '../auditWords.js';
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
import type { Block, Section, Table, Words } from '../document.js';
import { byUnit, sumCell, unrecorded } from './auditBooks.js';

const BANDS: Readonly<Record<AgeBand, Words>> = {
  under1: said('1 年以内', 'under 1 year'),
  '1to2': said('1–2 年', '1–2 years'),
  '2to3': said('2–3 年', '2–3 years'),
  over3: said('3 年以上', 'over 3 years'),
};

const movements = ({ movements: rows }: Debts): readonly Table[] => [
  {
    kind: 'table',
    title: said('债权债务变动', 'What came and went'),
    columns: [
      column('类别', 'kind'),
      column('期初', 'opening', { unit: YUAN }),
      column('新增', 'new', { unit: YUAN }),
      column('清偿', 'settled', { unit: YUAN }),
      column('期末', 'closing', { unit: YUAN }),
    ],
    rows: rows.map(({ kind, opening, added, settled, closing }) => [
      text(claimWords(kind)),
      ...[opening, added, settled, closing].map(sumCell),
    ]),
  },
  {
    kind: 'table',
    title: said('期末账龄', 'Age of what is left'),
    columns: [
      column('类别', 'kind'),
      ...AGE_BANDS.map((band) => ({ title: BANDS[band], unit: YUAN })),
    ],
    rows: rows.map(({ kind, ages }) => [
      text(claimWords(kind)),
      ...AGE_BANDS.map((band) => sumCell(ages[band])),
    ]),
  },
];

const open = ({ open: rows }: Debts): Table => ({
  kind: 'table',
  title: said('期末未清', 'Left open'),
  columns: [
    column('类别', 'kind'),
    column('编号', 'id'),
    column('对方', 'party'),
    column('发生日', 'since'),
    column('到期日', 'due'),
    column('余额', 'left', { unit: YUAN }),
    column('催收次数', 'reminders'),
  ],
  rows: rows.map((row) => [
    text(claimWords(row.kind)),
    code(row.id),
    party(row.party),
    date(row.since),
    maybe(row.dueOn, (day) => date(day)),
    sumCell(row.left),
    row.kind === 'receivable' ? count(row.dunned) : none(''),
  ]),
});

const guarantees = ({ guarantees: rows }: Debts): Table => ({
  kind: 'table',
  title: said('对外担保', 'Guarantees'),
  columns: [
    column('被担保人', 'debtor'),
    column('受益人', 'beneficiary'),
    column('金额', 'amount', { unit: YUAN }),
    column('担保日', 'given'),
    column('到期', 'until'),
    column('解除日', 'released'),
  ],
  rows: rows.map((row) => [
    party(row.debtor, row.eventIds),
    party(row.beneficiary),
    money(row.amount, row.currency, row.eventIds),
    date(row.given),
    maybe(row.until, (day) => date(day)),
    maybe(row.releasedOn, (day) => date(day), said('未解除', 'still holds')),
  ]),
});

export const debtsSection = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('债权债务', 'Receivables and debts') },
    ({ debts }): readonly Block[] => [
      ...(debts.movements.length === 0
        ? [unrecorded('债权债务', 'receivables and debts')]
        : [...movements(debts), open(debts)]),
      ...(debts.guarantees.length === 0
        ? [unrecorded('对外担保', 'guarantees')]
        : [guarantees(debts)]),
    ],
  );
