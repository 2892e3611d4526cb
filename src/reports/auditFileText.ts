// The file of one audit as readable text: its clocks, team, findings with what became of them, papers and reports.
import type { AuditStage } from '../../projections/audit-files/auditClocks.js';
import type { AuditFile } from '../../projections/audit-files/auditFile.js';
import type {
  AuditSummary,
  AuditWithClocks,
  DueDeparture,
} from '../../projections/audit-files/auditFiles.queries.js';
import { renderTable } from './table.js';
import { endReasonWord, money, or, report, responsibilityWord, section } from './plainText.js';

const STATES: Readonly<Record<AuditStage['state'], string>> = {
  done: '✓ 完成 done',
  doneLate: '! 逾期完成 done late',
  overdue: '✗ 逾期未办 overdue',
  open: '… 待办 open',
  notYet: '  未到 not yet',
};

const FINDING_STATES = { raised: '待认定', confirmed: '已认定', dismissed: '不予认定' } as const;
const NATURES = { unlawful: '违法', breach: '违规', irregular: '管理不规范' } as const;

const titled = (...titles: readonly string[]) => titles.map((title) => ({ title }));

const stagesText = (stages: readonly AuditStage[]): string =>
  renderTable(
    titled('环节 stage', '状态 state', '期限 due', '完成 done', '说明 note'),
    stages.map(({ title, state, dueOn, doneOn, note }) => [
      `${title.zh} ${title.en}`,
      STATES[state],
      or(dueOn),
      or(doneOn),
      or(note?.zh, ''),
    ]),
  );

/** A person by name, where it is registered, and always by id: names are not unique. */
const called = (personId: string, names: AuditWithClocks['names']): string =>
  names[personId] === undefined ? personId : `${names[personId]} ${personId}`;

const teamText = ({ file: { team }, names }: AuditWithClocks): string =>
  renderTable(
    titled('成员 member', '分工 role', '回避声明 declared', '说明 note'),
    team.map(({ personId, role, recusal }) => [
      called(personId, names),
      role,
      recusal === null ? '未声明' : recusal.conflict ? '应当回避' : '无需回避',
      or(recusal?.reason, ''),
    ]),
  );

const findingsText = ({ findings }: AuditFile): string =>
  renderTable(
    titled(
      '编号 id',
      '问题 title',
      '定性',
      '金额 amount',
      '责任建议 proposal',
      '认定 state',
      '整改期限',
      '销号 accepted',
      '证据 events',
    ),
    findings.map(({ finding, state, responsibility, orderedDueOn, acceptedOn, eventIds }) => [
      finding.findingId,
      finding.title,
      NATURES[finding.nature],
      money(finding.amount ?? null, finding.currency ?? null),
      responsibilityWord(responsibility),
      FINDING_STATES[state],
      or(orderedDueOn),
      or(acceptedOn),
      [...finding.evidence, ...eventIds].join(' '),
    ]),
  );

const reportsText = ({ drafts, reports, postings }: AuditFile): string =>
  renderTable(
    titled('文号 number', '版本 version', '日期 day', '台账位置 position', '文件 files'),
    [
      ...drafts.map(({ day, position, sha256 }) => [
        '—',
        '征求意见稿 draft',
        day,
        String(position),
        sha256,
      ]),
      ...reports.map(({ number, version, day, position, files }) => [
        number,
        version === 'internal' ? '内部 internal' : '公开 public',
        day,
        String(position),
        files.map(({ format, sha256 }) => `${format} ${sha256}`).join(' '),
      ]),
      ...postings.map(({ day, places, contentHash }) => [
        '—',
        '公示 posted',
        day,
        '—',
        `${places.join('、')} ${contentHash}`,
      ]),
    ],
  );

export function renderAuditFile(audit: AuditWithClocks): string {
  const { file, stages, at, names } = audit;
  const { trigger, commission } = file;
  return report(
    [
      `# 审计 Audit ${file.auditId}`,
      `被审计人 person: ${trigger ? called(trigger.personId, names) : '—'}；单位 unit: ${or(trigger?.unitId)}；离任日 left on: ${or(trigger?.on)}；原因 reason: ${trigger ? endReasonWord(trigger.reason) : '—'}`,
      `委托文号 commission: ${or(commission?.documentNumber)}；审计期间 window: ${or(commission?.windowFrom)} 至 ${or(commission?.windowTo)}`,
      `截至 as of ${at}`,
    ].join('\n'),
    section('程序与期限 Stages and clocks', stagesText(stages)),
    section('审计组 Team', teamText(audit)),
    section(
      '发现问题（疑点与建议，不是结论）Findings: proposals, not verdicts',
      findingsText(file),
    ),
    section('报告与公示 Reports', reportsText(file)),
    section(
      '步骤 Steps',
      renderTable(
        titled('时间 time', '步骤 step', '事件 event'),
        file.steps.map(({ time, name, eventId }) => [time, name, eventId]),
      ),
    ),
  );
}

export const renderAuditList = (audits: readonly AuditSummary[]): string =>
  report(
    '# 审计 Audits',
    renderTable(
      titled(
        '编号 id',
        '被审计人 person',
        '单位 unit',
        '离任日 left on',
        '当前环节 stage',
        '逾期 overdue',
        '发现',
        '归档 filed',
      ),
      audits.map((audit) => [
        audit.auditId,
        or(audit.personId),
        or(audit.unitId),
        or(audit.triggeredOn),
        or(audit.stage?.title.zh),
        audit.overdue.join(' ') || '—',
        String(audit.findings),
        or(audit.filedOn),
      ]),
    ),
  );

export const renderDueDepartures = (due: readonly DueDeparture[]): string =>
  report(
    '# 应审未审的离任 Departures without an audit',
    renderTable(
      titled(
        '人员 person',
        '单位 unit',
        '离任日 left on',
        '原因 reason',
        '职务 posts',
        '事件 events',
      ),
      due.map(({ personId, orgunit, endedOn, reason, terms, eventIds }) => [
        personId,
        orgunit,
        endedOn,
        endReasonWord(reason),
        terms.map(({ postId }) => postId).join(' '),
        eventIds.join(' '),
      ]),
    ),
  );
