// The whole course of one decision as a report: who was present, who stood where, the vote, the ruling, the money.
import type {
  DecisionHistory,
  MeetingHistory,
  Recorded,
} from '../../../projections/decisions/decisions.queries.js';
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
import type { Block, FlowStep, ReportDocument, Section, Words } from '../document.js';
import { eventWords, outcomeWords, stanceWords } from '../words.js';
import { LEADS, listDocument, personIn, type Frame } from './frame.js';
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

const NOT_RECORDED = said('未记录', 'not recorded');

/** The steps of a decision, each with the days on which the ledger has it. */
function flow(history: DecisionHistory): Block {
  const step = (
    zh: string,
    en: string,
    records: readonly Pick<Recorded, 'time' | 'eventId'>[],
  ): FlowStep => {
    const days = [...new Set(records.map((record) => localDate(record.time)))];
    const [first] = days;
    const more = days.length > 1 ? ` +${days.length - 1}` : '';
    return first === undefined
      ? { title: said(zh, en), note: NOT_RECORDED, state: 'missing' }
      : {
          title: said(zh, en),
          note: `${first}${more}`,
          state: 'done',
          events: records.map(({ eventId }) => eventId),
        };
  };
  const opened = (meetings: readonly MeetingHistory[]) =>
    meetings.flatMap((meeting) => meeting.opened ?? []);
  return {
    kind: 'chart',
    form: 'flow',
    title: said('决策流程', 'Course of the decision'),
    alt: said(
      '自立项至办结的各环节及其日期；虚线框为台账未记录的环节',
      'The steps from opening to closing with their days; a dashed box is a step that the ledger does not record',
    ),
    steps: [
      step('立项', 'opened', history.opened ? [history.opened] : []),
      step('会前调研', 'studied', history.preStudies),
      step('酝酿沟通', 'consulted', history.preConsultations),
      step('议题告知', 'announced', history.agendaNotices),
      step('会议讨论', 'discussed', opened(history.meetings)),
      step(
        '表态',
        'positions',
        history.meetings.flatMap(({ positions }) => positions),
      ),
      step('票决', 'voted', [
        ...history.ballots,
        ...history.meetings.flatMap(({ ballots }) => ballots),
      ]),
      step('裁定', 'ruled', history.rulings),
      step('公开', 'published', history.publications),
      step('实施', 'carried out', history.implementation),
      step('办结', 'closed', history.closing ? [history.closing] : []),
    ],
  };
}

function meetingSection(meeting: MeetingHistory, frame: Frame): Section {
  const personCell = personIn(frame);
  const { opened, positions, recusals, dissents, ballots } = meeting;
  return {
    title: said(`会议 ${meeting.meetingId}`, `Meeting ${meeting.meetingId}`),
    blocks: [
      opened === undefined
        ? {
            kind: 'paragraph',
            text: said('未记录到会情况。', 'Attendance is not recorded.'),
          }
        : {
            kind: 'facts',
            rows: [
              fact('应到', 'eligible', count(opened.data.eligible, [opened.eventId])),
              fact(
                '到会',
                'present',
                count(opened.data.presentCount ?? opened.data.present.length, [opened.eventId]),
              ),
              fact('主持', 'chair', personCell(opened.data.chair ?? null)),
            ],
          },
      {
        kind: 'table',
        title: said('逐人表态', 'Positions'),
        columns: [
          column('次序', 'order'),
          column('人员', 'person'),
          column('表态', 'stance'),
          column('意见', 'text'),
        ],
        rows: positions.map(({ data, eventId }) => [
          count(data.order, [eventId]),
          personCell(data.personId),
          text(stanceWords(data.stance)),
          text(data.text ?? ''),
        ]),
      },
      {
        kind: 'table',
        title: said('回避与保留意见', 'Recusals and dissents'),
        columns: [column('类别', 'kind'), column('人员', 'person'), column('内容', 'content')],
        rows: [
          ...recusals.map(({ data, eventId }) => [
            text(said('回避', 'recusal'), [eventId]),
            personCell(data.personId),
            text(data.reason),
          ]),
          ...dissents.map(({ data, eventId }) => [
            text(said('保留意见', 'dissent'), [eventId]),
            personCell(data.personId),
            text(data.text),
          ]),
        ],
      },
      ballotTable(ballots),
    ],
  };
}

const MODES: Readonly<Record<string, Words>> = {
  secret: said('无记名', 'secret'),
  rollCall: said('记名', 'roll call'),
  showOfHands: said('举手', 'show of hands'),
};

const ballotTable = (ballots: readonly Recorded<'matters.BallotTallied'>[]): Block => ({
  kind: 'table',
  title: said('表决', 'Ballots'),
  columns: [
    column('表决', 'ballot'),
    column('方式', 'mode'),
    column('同意', 'for'),
    column('反对', 'against'),
    column('弃权', 'abstain'),
    column('无效', 'invalid'),
    column('宣布', 'declared'),
  ],
  rows: ballots.map(({ data, eventId }) => [
    code(data.ballotId, [eventId]),
    text(MODES[data.mode] ?? data.mode),
    count(data.for),
    count(data.against),
    count(data.abstain),
    count(data.invalid),
    outcome(data.declared),
  ]),
});

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
        { title: said('流程', 'Course'), blocks: [flow(history)] },
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
