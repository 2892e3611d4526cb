// The whole course of one decision as a report: who was present, who stood where, the vote, the ruling, the money.
import type { DecisionHistory } from '../../../projections/decisions/decisions.queries.js';
import { localDate } from '../../../projections/clocks.js';
import {
  code,
  column,
  count,
  date,
  fact,
  maybe,
  money,
  party,
  said,
  text,
  time,
  YUAN,
} from '../cells.js';
import type { ReportDocument, Section } from '../document.js';
import { eventWords, outcomeWords } from '../words.js';
import { LEADS, listDocument, personIn, type Frame } from './frame.js';
import { decisionFlow } from './decisionFlow.js';
import { ballotTable, meetingSection } from './decisionMeeting.js';
import { clauseText } from './violationsDocument.js';

const outcome = (value: string | null | undefined) =>
  maybe(value, (some) => text(outcomeWords(some)));

function basics({ summary }: DecisionHistory, frame: Frame): Section {
  const { events } = summary;
  const ids = (event: { readonly eventId: string } | null) =>
    event === null ? undefined : [event.eventId];
  return {
    title: said('事项', 'Matter'),
    blocks: [
      {
        kind: 'facts',
        rows: [
          fact('编号', 'id', code(summary.matterId)),
          fact('单位', 'unit', code(summary.orgunit)),
          fact('职权', 'power', maybe(summary.power, code)),
          fact(
            '金额（元）',
            'amount',
            maybe(summary.amount, (fen) => money(fen, summary.currency ?? 'CNY')),
          ),
          fact('提出人', 'proposer', personIn(frame)(summary.proposer)),
          fact('立项', 'opened', date(summary.openedOn, ids(events.opened))),
          fact(
            '决定',
            'decided',
            maybe(summary.decidedOn, (day) => date(day, ids(events.decided))),
          ),
          fact('结果', 'outcome', outcome(summary.outcome)),
          fact(
            '公开',
            'published',
            maybe(summary.publishedOn, (day) => date(day, ids(events.published))),
          ),
          fact(
            '办结',
            'closed',
            maybe(summary.closedOn, (day) => date(day, ids(events.closed))),
          ),
          fact('更正', 'corrections', count(summary.corrections)),
        ],
      },
    ],
  };
}

const rulings = (history: DecisionHistory, frame: Frame): Section => ({
  title: said('裁定与公开', 'Rulings and publication'),
  blocks: [
    {
      kind: 'table',
      title: said('裁定', 'Rulings'),
      columns: [
        column('日期', 'date'),
        column('结果', 'outcome'),
        column('机构', 'body'),
        column('裁定人', 'by'),
        column('内容与理由', 'content and reason'),
        column('依据', 'basis'),
      ],
      rows: history.rulings.map(({ data, eventId, time: instant }) => [
        date(localDate(instant), [eventId]),
        outcome(data.outcome),
        maybe(data.bodyId, code),
        personIn(frame)(data.ruledBy ?? null),
        text([data.content, data.reason].filter((part) => part !== undefined).join('；')),
        text(clauseText(data.basis ?? [])),
      ]),
    },
    {
      kind: 'table',
      title: said('公开', 'Publications'),
      columns: [column('日期', 'date'), column('地点', 'places')],
      rows: history.publications.map(({ data, eventId, time: instant }) => [
        date(localDate(instant), [eventId]),
        text(data.places.join('，')),
      ]),
    },
  ],
});

const paymentSection = ({ payments }: DecisionHistory): Section => ({
  title: said('支付', 'Payments'),
  blocks: [
    {
      kind: 'table',
      columns: [
        column('编号', 'id'),
        column('收款人', 'payee'),
        column('申请', 'requested', { unit: YUAN }),
        column('已付', 'paid', { unit: YUAN }),
        column('冲销', 'reversed', { unit: YUAN }),
      ],
      rows: payments.map((payment) => [
        code(
          payment.paymentId,
          payment.events.map(({ eventId }) => eventId),
        ),
        party(payment.payee.name ?? payment.payee.payeeId),
        maybe(payment.requested, (fen) => money(fen, payment.currency)),
        money(payment.paid, payment.currency),
        money(payment.reversed, payment.currency),
      ]),
    },
  ],
});

const timeline = (history: DecisionHistory, frame: Frame): Section => ({
  title: said('时间线', 'Timeline'),
  wide: true,
  blocks: [
    {
      kind: 'table',
      columns: [
        column('发生', 'time'),
        column('录入', 'recorded'),
        column('事项', 'what'),
        column('人员', 'person'),
        column('位置', 'position', { align: 'right' }),
        column('更正', 'corrections'),
      ],
      rows: history.timeline.map((event) => [
        time(event.time),
        time(event.recordedTime),
        text(eventWords(event.name), [event.eventId]),
        personIn(frame)(event.actorPerson),
        code(event.position),
        count(
          event.corrections.length,
          event.corrections.map(({ eventId }) => eventId),
        ),
      ]),
    },
  ],
});

export function decisionDocument(history: DecisionHistory, frame: Frame): ReportDocument {
  return {
    ...listDocument(frame, {
      kind: 'decision',
      title: history.summary.title,
      subject: [],
      statements: [LEADS],
      sections: [
        basics(history, frame),
        { title: said('流程', 'Course'), blocks: [decisionFlow(history)] },
        ...history.meetings.map((meeting) => meetingSection(meeting, frame)),
        ...(history.ballots.length === 0
          ? []
          : [
              {
                title: said('不属于会议的表决', 'Ballots outside meetings'),
                blocks: [ballotTable(history.ballots)],
              },
            ]),
        rulings(history, frame),
        paymentSection(history),
        timeline(history, frame),
      ],
    }),
    evidence: 'annex',
  };
}

/** Ids of the persons whom the course of a decision names. */
export const personsOf = (history: DecisionHistory): readonly string[] => [
  ...new Set(
    [
      history.summary.proposer,
      ...history.timeline.map(({ actorPerson }) => actorPerson),
      ...history.rulings.map(({ data }) => data.ruledBy),
      ...history.meetings.flatMap(({ opened, positions, recusals, dissents }) => [
        opened?.data.chair,
        ...[...positions, ...recusals, ...dissents].map(({ data }) => data.personId),
      ]),
    ].flatMap((id) => id ?? []),
  ),
];
