// A meeting as readable text: who was present, who stood where, the vote.
import type { MeetingHistory } from '../../projections/decisions/decisions.queries.js';
import { renderTable } from './table.js';
import { or, outcomeWord, section } from './plainText.js';

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
