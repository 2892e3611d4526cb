// What the file of an audit adds to its report: how it was carried out, feedback, orders, transfers.
// What nobody recorded is said to be missing; it must never be filled in.
import type { AuditFile } from '../../../projections/audit-files/auditFile.js';
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import {
  adoptedWords,
  reviewLevelWords,
  samplingWords,
  scopeWords,
  teamRoleWords,
} from '../auditWords.js';
import {
  code,
  column,
  count,
  date,
  fact,
  LEDGER_CURRENCY,
  maybe,
  money,
  none,
  percent,
  said,
  text,
  YUAN,
} from '../cells.js';
import type { Block, Cell, Fact, Section, Table } from '../document.js';
import { inBoth } from '../language.js';
import { paragraph } from './auditBooks.js';
import { personIn, type Frame } from './frame.js';

const NOT_RECORDED = said('未记录', 'not recorded');

const firstDay = (steps: readonly { readonly day: string; readonly eventId: string }[]): Cell =>
  maybe(steps[0], ({ day, eventId }) => date(day, [eventId]), NOT_RECORDED);

const scopesOf = (file: AuditFile): Cell =>
  maybe(file.commission, ({ scope, eventId }) => {
    const words = scope.map((one) => inBoth(scopeWords(one)));
    return text(said(words.map(({ zh }) => zh).join('、'), words.map(({ en }) => en).join(', ')), [
      eventId,
    ]);
  });

function procedureFacts(file: AuditFile): readonly Fact[] {
  const { commission, snapshots } = file;
  return [
    fact('审计编号', 'audit', code(file.auditId)),
    fact(
      '委托文号',
      'commission',
      maybe(commission, (one) => code(one.documentNumber, [one.eventId]), NOT_RECORDED),
    ),
    fact('审计范围', 'scope', scopesOf(file)),
    fact('通知送达', 'notice served', firstDay(file.notices)),
    fact('审前公告', 'announced', firstDay(file.announcements)),
    fact(
      '证据固定',
      'evidence fixed',
      maybe(
        snapshots.at(-1),
        ({ lastPosition, rootHash, eventId }) => code(`0–${lastPosition} ${rootHash}`, [eventId]),
        NOT_RECORDED,
      ),
    ),
    fact(
      '现场审计',
      'fieldwork',
      maybe(
        file.fieldwork[0],
        ({ from, to, eventId }) => text(said(`${from} 至 ${to}`, `${from} to ${to}`), [eventId]),
        NOT_RECORDED,
      ),
    ),
    fact(
      '工作底稿',
      'working papers',
      count(
        file.papers.length,
        file.papers.map(({ eventId }) => eventId),
      ),
    ),
  ];
}

const team = (file: AuditFile, frame: Frame): Table => ({
  kind: 'table',
  title: said('审计组', 'Team'),
  columns: [column('成员', 'member'), column('分工', 'role'), column('回避声明', 'recusal')],
  rows: file.team.map(({ personId, role, recusal }) => [
    personIn(frame)(personId),
    text(teamRoleWords(role)),
    maybe(
      recusal,
      ({ conflict, reason, eventId }) =>
        text(
          conflict
            ? said(`应当回避${reason ? `：${reason}` : ''}`, 'has a conflict')
            : said('无需回避', 'no conflict'),
          [eventId],
        ),
      said('未声明', 'not declared'),
    ),
  ]),
});

/** How the audit came about and was carried out (审计依据与实施). */
export const procedureSection = ({ file }: DepartureAudit, frame: Frame): Section => ({
  title: said('审计依据与实施', 'How the audit was carried out'),
  blocks:
    file === null
      ? [
          paragraph(
            '台账中尚无此次审计的立项与委托记录；本件为按台账数据生成的审计数据，不是受托审计报告。',
            'No audit of these terms is on record as begun or commissioned: these are audit data, not a commissioned report.',
          ),
        ]
      : [{ kind: 'facts', rows: procedureFacts(file) }, team(file, frame)],
});

const orders = (file: AuditFile): Table => ({
  kind: 'table',
  title: said('整改要求', 'Rectification'),
  columns: [
    column('问题', 'finding'),
    column('整改期限', 'due'),
    column('整改情况', 'reported'),
    column('收回', 'recovered', { unit: YUAN }),
    column('销号', 'accepted'),
  ],
  rows: file.findings
    .filter(
      ({ orderedDueOn, rectifications }) => orderedDueOn !== null || rectifications.length > 0,
    )
    .map((one) => {
      const last = one.rectifications.at(-1);
      return [
        text(one.finding.title, one.eventIds),
        maybe(one.orderedDueOn, (day) => date(day)),
        maybe(
          last,
          ({ text: words, eventId }) => text(words, [eventId]),
          said('未报告', 'not reported'),
        ),
        maybe(last?.recovered, (fen) => money(fen, last?.currency ?? LEDGER_CURRENCY)),
        maybe(one.acceptedOn, (day) => date(day), said('未销号', 'not accepted')),
      ];
    }),
});

const transfers = (file: AuditFile): Table => ({
  kind: 'table',
  columns: [column('日期', 'date'), column('移送', 'to'), column('事由', 'reason')],
  rows: file.transfers.map(({ day, eventId, to, reason }) => [
    date(day, [eventId]),
    code(to),
    text(reason),
  ]),
});

/** Orders, hand-overs and the opinions of the reviewers (处理意见与建议; 移送事项). */
export function opinionsSection({ file }: DepartureAudit): Section {
  const reviews = file?.reviews ?? [];
  const blocks: readonly Block[] = [
    ...(reviews.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            title: said('复核审定意见', 'Reviews'),
            columns: [
              column('日期', 'date'),
              column('层级', 'level'),
              column('结果', 'result'),
              column('意见', 'opinion'),
            ],
            rows: reviews.map(({ day, eventId, level, approved, opinion }) => [
              date(day, [eventId]),
              text(reviewLevelWords(level)),
              text(approved ? said('同意', 'approved') : said('退回', 'returned')),
              maybe(opinion, (words) => text(words)),
            ]),
          },
        ]),
    ...(file && file.findings.some(({ orderedDueOn }) => orderedDueOn !== null)
      ? [orders(file)]
      : []),
  ];
  return {
    title: said('处理意见与建议、移送事项', 'Orders, proposals, hand-overs'),
    publish: 'whole',
    blocks:
      blocks.length > 0
        ? blocks
        : [
            paragraph(
              '台账中尚无处理意见、整改要求或移送记录，由审计机关在审定时提出。',
              'No opinion, order or hand-over is on record yet; the audit office states them when it approves the report.',
            ),
          ],
    // Whom it concerns is not guilty yet: the public is not told.
    ...(file && file.transfers.length > 0
      ? { sections: [{ title: said('移送事项', 'Cases handed over'), blocks: [transfers(file)] }] }
      : {}),
  };
}

/** What the audited person answered, and what became of it (反馈意见及采纳情况). */
export const feedbackSection = ({ file }: DepartureAudit, frame: Frame): Section => ({
  title: said('被审计人反馈意见及采纳情况', "The audited person's opinion"),
  blocks:
    file === null || file.feedback.length === 0
      ? [
          paragraph(
            (file?.drafts.length ?? 0) === 0
              ? '尚未征求被审计人意见。'
              : '征求意见稿已送达，台账中没有反馈意见；期满未反馈的，视为无异议。',
            (file?.drafts.length ?? 0) === 0
              ? 'The audited person has not been heard yet.'
              : 'The draft was sent; no answer is on record. Silence to the end of the period is taken as no objection.',
          ),
        ]
      : [
          {
            kind: 'table',
            columns: [
              column('日期', 'date'),
              column('提出人', 'from'),
              column('意见', 'opinion'),
              column('采纳', 'adopted'),
              column('理由', 'reason'),
            ],
            rows: file.feedback.map(({ day, eventId, feedback, answer }) => [
              date(day, [eventId]),
              personIn(frame)(feedback.from),
              text(feedback.text),
              maybe(
                answer,
                (one) => text(adoptedWords(one.adopted), [one.eventId]),
                said('未答复', 'not answered'),
              ),
              maybe(answer, ({ reason }) => text(reason)),
            ]),
          },
        ],
});

/** How much of what was looked at (抽样说明). */
export const sampleBlocks = (file: AuditFile | null): readonly Block[] =>
  file === null || file.samples.length === 0
    ? []
    : [
        {
          kind: 'table',
          title: said('抽样说明', 'Samples'),
          columns: [
            column('内容', 'scope'),
            column('总体', 'population'),
            column('总数', 'items'),
            column('抽查', 'sampled'),
            column('比例', 'share'),
            column('方法', 'method'),
          ],
          rows: file.samples.map((sample) => [
            text(scopeWords(sample.scope)),
            text(sample.population, [sample.eventId]),
            count(sample.items),
            count(sample.sampledItems),
            sample.items === 0 ? none() : percent(sample.sampledItems / sample.items, 1),
            text(samplingWords(sample.method)),
          ]),
        },
      ];
