// The whole course of one decision as readable text: who was present, who stood where, the vote, the ruling, the money.
import type {
  DecisionHistory,
  MeetingHistory,
} from '../../projections/decisions/decisions.queries.js';
import { renderTable } from './table.js';
import { money, or, outcomeWord, report, section } from './words.js';

/** A meeting with attendance, positions and ballots. */
export function meetingText({
  meetingId,
  opened,
  positions,
  recusals,
  ballots,
}: MeetingHistory): string {
  const attendance = opened
    ? `应到 eligible ${opened.data.eligible}；到会 present ${opened.data.presentCount ?? opened.data.present.length}；主持 chair ${or(opened.data.chair ?? null)}`
    : '（未记录到会情况 attendance not recorded）';
  const parts = [
    attendance,
    renderTable(
      [
        { title: '次序', align: 'right' },
        { title: '人员 person' },
        { title: '表态 stance' },
        { title: '意见 text' },
        { title: '事件 event' },
      ],
      positions.map(({ data, eventId }) => [
        String(data.order),
        data.personId,
        data.stance,
        data.text ?? '',
        eventId,
      ]),
      '（无表态记录 / no positions recorded）',
    ),
    ...recusals.map(
      ({ data, eventId }) => `回避 recusal: ${data.personId} ${data.reason} [${eventId}]`,
    ),
    ...ballots.map(
      ({ data, eventId }) =>
        `表决 ballot ${data.ballotId}（${data.mode}）：同意 for ${data.for}，反对 against ${data.against}，弃权 abstain ${data.abstain}，无效 invalid ${data.invalid}；宣布 declared ${outcomeWord(data.declared ?? '')} [${eventId}]`,
    ),
  ];
  return section(`会议 Meeting ${meetingId}`, parts.join('\n\n'));
}

export function renderDecision(history: DecisionHistory): string {
  const { summary } = history;
  return report(
    [
      `# ${summary.title}`,
      '',
      `编号 id: ${summary.matterId}；单位 unit: ${summary.orgunit}；职权 power: ${or(summary.power)}；金额 amount: ${money(summary.amount, summary.currency)}`,
      `立项 opened: ${summary.openedOn}；决定 decided: ${or(summary.decidedOn)}；结果 outcome: ${outcomeWord(summary.outcome ?? '')}；公开 published: ${or(summary.publishedOn)}；办结 closed: ${or(summary.closedOn)}`,
    ].join('\n'),
    ...history.meetings.map(meetingText),
    section(
      '支付 Payments',
      renderTable(
        [
          { title: '编号 id' },
          { title: '收款人 payee' },
          { title: '申请(元)', align: 'right' },
          { title: '已付(元)', align: 'right' },
          { title: '冲销(元)', align: 'right' },
        ],
        history.payments.map((payment) => [
          payment.paymentId,
          payment.payee.name ?? payment.payee.payeeId,
          money(payment.requested, null),
          money(payment.paid, null),
          money(payment.reversed, null),
        ]),
      ),
    ),
    section(
      '时间线 Timeline',
      renderTable(
        [
          { title: '发生 time' },
          { title: '录入 recorded' },
          { title: '事项 what' },
          { title: '人员 person' },
          { title: '位置', align: 'right' },
          { title: '事件 event' },
        ],
        history.timeline.map((event) => [
          event.time,
          event.recordedTime,
          event.name,
          or(event.actorPerson),
          event.position,
          event.eventId,
        ]),
      ),
    ),
  );
}
