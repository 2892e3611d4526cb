// One meeting on a decision as a section: who was present, who stood where, who recused himself, and the vote.
import type { MeetingHistory, Recorded } from '../../../projections/decisions/decisions.queries.js';
import { code, column, count, fact, maybe, said, text } from '../cells.js';
import type { Block, Section, Words } from '../document.js';
import { outcomeWords, stanceWords } from '../words.js';
import { personIn, type Frame } from './frame.js';

const declared = (value: string | undefined) => maybe(value, (some) => text(outcomeWords(some)));

export function meetingSection(meeting: MeetingHistory, frame: Frame): Section {
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

export const ballotTable = (ballots: readonly Recorded<'matters.BallotTallied'>[]): Block => ({
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
    declared(data.declared),
  ]),
});
