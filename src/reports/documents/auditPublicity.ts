// Publicity, complaints and villagers' questions as sections of the audit report (domain.md 5.2, 10 to 12).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { ComplaintCounts } from '../../../projections/departure-audit/books/complaints.js';
import type { Publicity } from '../../../projections/departure-audit/books/publicity.js';
import { noticeClassWords } from '../auditWords.js';
import { code, column, counted, date, decimal, maybe, said, text } from '../cells.js';
import type { Block, Row, Section, Words } from '../document.js';
import { byUnit, unrecorded } from './auditBooks.js';

const notices = ({ classes }: Publicity): Block => ({
  kind: 'table',
  title: said('公开栏张贴', 'Notices'),
  columns: [
    column('类别', 'class'),
    column('已张贴', 'posted'),
    column('有期限', 'with a due day'),
    column('逾期', 'late'),
    column('缺失', 'missing'),
    column('有差错', 'faulty'),
    column('异议', 'objections'),
    column('已答复', 'answered'),
  ],
  rows: classes.map((one) => [
    text(noticeClassWords(one.class)),
    ...[one.posted, one.due, one.late, one.missing, one.faulty, one.objections, one.answered].map(
      counted,
    ),
  ]),
  footnotes: [
    said(
      '逾期按公告自身载明的期限；缺失、差错为检查所见。',
      'Late by the day that the notice itself names; missing and faulty as found at checks.',
    ),
  ],
});

const decisions = ({ decisions: { due, posted, missing } }: Publicity): Block => ({
  kind: 'table',
  title: said('决策公开', 'Decisions made public'),
  columns: [column('应公开', 'due'), column('已公开', 'posted'), column('未公开', 'missing')],
  rows: [[due, posted, missing].map(counted)],
});

const rules = ({ rules: rows }: Publicity): Block => ({
  kind: 'table',
  title: said('公开规则比对', 'What the rules on publicity found'),
  columns: [column('规则', 'rule'), column('次数', 'times')],
  rows: rows.map(({ rule, found }) => [code(rule), counted(found)]),
});

export const publicitySection = (audit: DepartureAudit): Section =>
  byUnit(audit, { title: said('公开情况', 'Publicity') }, ({ publicity }): readonly Block[] => [
    decisions(publicity),
    publicity.classes.length === 0 ? unrecorded('公开栏张贴', 'notices') : notices(publicity),
    ...(publicity.rules.length === 0 ? [] : [rules(publicity)]),
  ]);

const complaintRow = (name: Words, counts: ComplaintCounts): Row => [
  text(name),
  ...[
    counts.received,
    counts.closed,
    counts.true,
    counts.unfounded,
    counts.declined,
    counts.open,
  ].map(counted),
  maybe(counts.daysToClose, (days) => decimal(days, 1)),
];

export function complaintsSection({ books, complaints }: DepartureAudit): Section {
  const none = [complaints, ...books.map((one) => one.complaints)].every(
    ({ received }) => received.count === 0,
  );
  return {
    title: said('投诉与信访', 'Complaints'),
    blocks: none
      ? [unrecorded('投诉与信访', 'complaints')]
      : [
          {
            kind: 'table',
            columns: [
              column('对象', 'about'),
              column('收到', 'received'),
              column('办结', 'closed'),
              column('属实', 'true'),
              column('不实', 'unfounded'),
              column('不予受理', 'declined'),
              column('未办结', 'open'),
              column('平均办结', 'mean', { unit: said('日', 'days') }),
            ],
            rows: [
              complaintRow(said('涉及本人', 'naming the person'), complaints),
              ...books.map((one) => complaintRow(one.unitName ?? one.unitId, one.complaints)),
            ],
            footnotes: [
              said(
                '只计件数，内容密封；属实含部分属实，未办结或不实的投诉不作为对任何人的不利依据。',
                'Numbers only, the content is sealed; true includes partly true. An unproved complaint is held against nobody.',
              ),
            ],
          },
        ],
  };
}

export const questionsSection = ({ file }: DepartureAudit): Section => ({
  title: said('群众关心的热点问题', "Villagers' questions"),
  blocks:
    file === null || file.questions.length === 0
      ? [unrecorded('审前公告期间群众所提问题', "villagers' questions")]
      : [
          {
            kind: 'table',
            columns: [
              column('日期', 'date'),
              column('问题', 'question'),
              column('核查与答复', 'answer'),
            ],
            rows: file.questions.map(({ day, eventId, text: asked, answer }) => [
              date(day, [eventId]),
              text(asked),
              maybe(answer, (words) => text(words), said('未答复', 'not answered')),
            ]),
          },
        ],
});
