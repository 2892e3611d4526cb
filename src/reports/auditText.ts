// The departure audit as readable text. It renders what it is given; it must never compute a figure of its own.
import type { DepartureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import type { MoneyPart } from '../../projections/departure-audit/money.js';
import { renderTable, type Column } from './table.js';
import {
  attendanceWord,
  endReasonWord,
  money,
  or,
  outcomeWord,
  provenance,
  report,
  responsibilityWord,
  section,
  severityWord,
  stanceWord,
} from './words.js';

const right = (title: string): Column => ({ title, align: 'right' });
const left = (title: string): Column => ({ title });

const termsText = ({ terms }: DepartureAudit) =>
  renderTable(
    ['职务 post', '单位 unit', '起 from', '止 to', '离任原因 reason', '任期 term'].map(left),
    terms.map((term) => [
      or(term.postTitle, term.postId),
      or(term.unitName ?? term.unitId),
      or(term.from),
      or(term.endedOn, '在任'),
      term.endReason === null ? '—' : endReasonWord(term.endReason),
      term.termId,
    ]),
  );

const portfoliosText = ({ portfolios }: DepartureAudit) =>
  renderTable(
    ['日期 date', '分工 area', '变动 change', '文号 document', '事件 event'].map(left),
    portfolios.map(({ since, area, assigned, documentNumber, event }) => [
      since,
      area,
      assigned ? '分管' : '解除',
      or(documentNumber),
      event.eventId,
    ]),
  );

function countsText({ decisionCounts: counts }: DepartureAudit): string {
  const names: Readonly<Record<keyof typeof counts, string>> = {
    all: '参与事项 decisions',
    adopted: '其中通过 adopted',
    rejected: '其中否决 rejected',
    attended: '到会 attended',
    absent: '缺席 absent',
    recused: '回避 recused',
    votedFor: '记名赞成 voted for',
    votedAgainst: '记名反对 voted against',
    abstained: '记名弃权 abstained',
    withoutBallot: '已决定而无表决记录 decided without a ballot',
    unpublished: '已决定而未公开 decided, not published',
  };
  return renderTable(
    [left('项目 item'), right('数量 count')],
    (Object.keys(names) as (keyof typeof counts)[]).map((key) => [
      names[key],
      String(counts[key].count),
    ]),
  );
}

const decisionsText = ({ decisions }: DepartureAudit) =>
  renderTable(
    [
      left('决定日 date'),
      left('事项 subject'),
      left('机构 body'),
      right('到/需 present/required'),
      right('赞:反:弃'),
      left('本人到会'),
      left('表态(序)'),
      left('票'),
      left('结果 outcome'),
      right('公开用时(日)'),
      left('事件 event'),
    ],
    decisions.map((decision) => {
      const ballot = decision.ballots.at(-1);
      return [
        or(decision.decidedOn),
        decision.title,
        or(decision.bodyName ?? decision.bodyId),
        ballot ? `${ballot.present}/${or(ballot.required?.toString())}` : '—',
        ballot ? `${ballot.for}:${ballot.against}:${ballot.abstain}` : '—',
        attendanceWord(decision.attendance),
        decision.stances.map(({ stance, order }) => `${stanceWord(stance)}(${order})`).join(' ') ||
          '—',
        decision.ballots
          .flatMap(({ vote }) => (vote === null ? [] : [stanceWord(vote)]))
          .join(' ') || '—',
        decision.outcome === null ? '—' : outcomeWord(decision.outcome),
        decision.publishedOn === null ? '未公开' : or(decision.daysToPublish?.toString()),
        or(decision.eventIds[0]),
      ];
    }),
  );

function moneyText(title: string, { rows, totals }: MoneyPart): string {
  const sums = totals.map(
    ({ currency, amount, count }) => `合计 total: ${money(amount, currency)}，${count} 笔`,
  );
  const table = renderTable(
    [
      left('日期 date'),
      right('金额 amount'),
      left('收款人 payee'),
      left('用途 purpose'),
      left('方式/角色'),
      left('事件 event'),
    ],
    rows.map((row) => [
      row.date,
      money(row.amount, row.currency),
      or(row.payee),
      or(row.purpose),
      or(row.detail),
      row.eventId,
    ]),
  );
  return [`### ${title}`, ...sums, '', table].join('\n');
}

function findingsText({ findings }: DepartureAudit): string {
  if (findings.length === 0) return '（无 / none）';
  return findings
    .map((finding, index) =>
      [
        `${index + 1}. [${severityWord(finding.severity)}] ${finding.rule.id} ${finding.rule.title.zh} / ${finding.rule.title.en}`,
        `   事实 found: ${finding.found.zh} / ${finding.found.en}`,
        `   应当 expected: ${finding.expected.zh} / ${finding.expected.en}`,
        `   日期 date: ${finding.businessDate}；金额(元) amount: ${money(finding.amount, null)}；${finding.as === 'charged' ? '本人行为 charged' : '参与决策 participated'}`,
        `   依据 basis: ${finding.rule.basis.map(({ document, clause }) => `《${document}》${clause}`).join('；')}`,
        `   规则包 packs: ${finding.packs.join(', ') || '—'}`,
        `   责任建议 proposal: ${responsibilityWord(finding.proposal.responsibility)}（${finding.proposal.reason.zh} / ${finding.proposal.reason.en}）`,
        `   证据 evidence: ${finding.evidence.map(({ eventId }) => eventId).join(', ')}`,
        ...(finding.documents.length === 0
          ? []
          : [`   文件 documents: ${finding.documents.map(({ sha256 }) => sha256).join(', ')}`]),
      ].join('\n'),
    )
    .join('\n\n');
}

const ratingsText = ({ ratings }: DepartureAudit) =>
  renderTable(
    [
      left('年度 year'),
      left('评议人 raters'),
      left('维度 dimension'),
      ...['优秀', '称职', '基本称职', '不称职', '弃权'].map(right),
      left('事件 event'),
    ],
    ratings.map((rating) => [
      or(rating.year?.toString()),
      rating.raterGroup,
      rating.dimension,
      String(rating.excellent),
      String(rating.competent),
      String(rating.basicallyCompetent),
      String(rating.incompetent),
      String(rating.abstain),
      rating.eventId,
    ]),
  );

const limitationsText = ({
  limitations,
  outside,
  beforeLeaving,
  relatedViolations,
}: DepartureAudit) =>
  [
    ...limitations.map(
      ({ text, records }) =>
        `- ${text.zh} / ${text.en}${records === null ? '' : `（${records.count}）`}`,
    ),
    `- 任期外行为未计入 acts outside the terms, left out: ${outside.acts.count}；任期外违规 violations: ${outside.violations.count}`,
    `- 参与事项中他人行为或记录方面的违规，不提责任建议 other violations in these matters, no proposal made: ${relatedViolations.count}`,
    `- 离任前 90 日内的行为 acts in the 90 days before leaving: ${beforeLeaving.count}`,
  ].join('\n');

/** The audit as text: the sections of domain.md 5.2 for which the ledger holds records. */
export function renderAudit(audit: DepartureAudit): string {
  const { person, period, payments } = audit;
  return report(
    `# 离任审计（初稿）Departure audit (draft)\n\n被审计人 person: ${or(person.name, '姓名未登记')}（${person.personId}）\n审计期间 period: ${or(period.from)} 至 ${or(period.to, '今')}\n${provenance(audit)}`,
    section('一、任职 Posts held', termsText(audit)),
    section('二、分工 Portfolios', portfoliosText(audit)),
    section('三、决策概况 Decisions in figures', countsText(audit)),
    section('四、重大决策表 Decisions', decisionsText(audit)),
    section(
      '五、资金 Money',
      [
        moneyText('申请 requested', payments.requested),
        moneyText('审批 approved', payments.approved),
        moneyText('支付 paid out', payments.made),
      ].join('\n\n'),
    ),
    section('六、民主评议 Appraisals', ratingsText(audit)),
    section('七、发现问题与责任建议 Findings', findingsText(audit)),
    section('八、范围与局限 Scope and limitations', limitationsText(audit)),
    '责任为系统建议，由审计人员认定。Responsibility is proposed by the system and decided by the auditors.',
  );
}
