// The decisions of an audited person's terms, as a section of the audit report.
import type { AuditedDecision } from '../../../projections/departure-audit/decisions.js';
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { code, column, counted, date, maybe, none, said, text } from '../cells.js';
import type { Block, Cell, FlowStep, Row, Section, Words } from '../document.js';
import { inBoth } from '../language.js';
import { attendanceWords, outcomeWords, stanceWords } from '../words.js';

type Counts = DepartureAudit['decisionCounts'];

const NAMES: readonly (readonly [key: keyof Counts, name: Words])[] = [
  ['all', said('参与事项', 'decisions')],
  ['adopted', said('其中通过', 'adopted')],
  ['rejected', said('其中否决', 'rejected')],
  ['attended', said('到会', 'attended')],
  ['absent', said('缺席', 'absent')],
  ['recused', said('回避', 'recused')],
  ['votedFor', said('记名赞成', 'voted for')],
  ['votedAgainst', said('记名反对', 'voted against')],
  ['abstained', said('记名弃权', 'abstained')],
  ['withoutBallot', said('已决定而无表决记录', 'decided without ballot')],
  ['unpublished', said('已决定而未公开', 'decided, not published')],
];

const figures = (counts: Counts): Block => ({
  kind: 'table',
  columns: [column('项目', 'item'), column('数量', 'count')],
  rows: NAMES.map(([key, name]) => [text(name), counted(counts[key])]),
});

/** How far the matters came; a step that some matters lack is flagged by a number of its own. */
function flow(counts: Counts): Block {
  const step = (name: Words, key: keyof Counts, flagged = false): FlowStep => ({
    title: name,
    note: said(`${counts[key].count} 项`, String(counts[key].count)),
    state: flagged ? (counts[key].count > 0 ? 'flagged' : 'missing') : 'done',
    events: counts[key].eventIds,
  });
  return {
    kind: 'chart',
    form: 'flow',
    beside: true,
    title: said('决策流程概览', 'How far the matters came'),
    alt: said(
      '参与事项、到会、通过、无表决记录、未公开各有多少项',
      'How many matters there were, were attended, were adopted, lacked a ballot, were not published',
    ),
    steps: [
      step(said('参与事项', 'matters'), 'all'),
      step(said('本人到会', 'attended'), 'attended'),
      step(said('通过', 'adopted'), 'adopted'),
      step(said('无表决记录', 'no ballot'), 'withoutBallot', true),
      step(said('未公开', 'not published'), 'unpublished', true),
    ],
  };
}

const joined = (parts: readonly Words[]): Cell =>
  parts.length === 0
    ? none()
    : text(
        said(
          parts.map((part) => inBoth(part).zh).join('、'),
          parts.map((part) => inBoth(part).en).join(', '),
        ),
      );

function row(decision: AuditedDecision): Row {
  const ballot = decision.ballots.at(-1);
  const present = ballot && `${ballot.present}/${ballot.required ?? '—'}`;
  return [
    maybe(decision.decidedOn, (day) => date(day)),
    text(decision.title, decision.eventIds),
    maybe(decision.bodyName ?? decision.bodyId, (name) => text(name)),
    maybe(present, (shown) => code(shown, ballot && [ballot.eventId])),
    maybe(ballot, ({ for: yes, against, abstain }) => code(`${yes}:${against}:${abstain}`)),
    text(attendanceWords(decision.attendance)),
    joined([
      ...decision.stances.map(({ stance, order }) => {
        const { zh, en } = inBoth(stanceWords(stance));
        return said(`${zh}(${order})`, `${en}(${order})`);
      }),
      ...decision.ballots.flatMap(({ vote }) => {
        if (vote === null) return [];
        const { zh, en } = inBoth(stanceWords(vote));
        return [said(`投${zh}票`, `voted ${en}`)];
      }),
    ]),
    maybe(decision.outcome, (outcome) => text(outcomeWords(outcome))),
    decision.publishedOn === null
      ? none(said('未公开', 'not published'))
      : maybe(decision.daysToPublish, (days) => code(String(days))),
  ];
}

export function decisionSection({ decisions, decisionCounts }: DepartureAudit): Section {
  return {
    title: said('重大事项决策', 'Decisions'),
    blocks: [],
    sections: [
      {
        title: said('决策概况', 'Decisions in figures'),
        blocks: [flow(decisionCounts), figures(decisionCounts)],
      },
      {
        title: said('重大决策表', 'Decisions'),
        wide: true,
        blocks: [
          {
            kind: 'table',
            columns: [
              column('决定日', 'date'),
              column('事项', 'subject'),
              column('机构', 'body'),
              column('到会/应有', 'present/required', { align: 'right' }),
              column('赞成:反对:弃权', 'for:against:abstain', { align: 'right' }),
              column('本人到会', 'attendance'),
              column('表态(次序)与投票', 'stance (order) and vote'),
              column('结果', 'outcome'),
              column('公开用时', 'days to publish', {
                align: 'right',
                unit: said('日', 'days'),
              }),
            ],
            rows: decisions.map(row),
            footnotes: [
              said(
                '“应有”为机构章程规定的法定到会人数；“—”表示章程未规定。多次表决时列最后一次。',
                '"required" is the quorum of the body; "—": it states none. Of several ballots the last is listed.',
              ),
            ],
          },
        ],
      },
    ],
  };
}
