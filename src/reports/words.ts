// The words in which reports say what the ledger's codes mean, Chinese first.
import { formatMajor, type Fen } from '../kernel/money.js';

/** "3,711,600.00 CNY"; a dash where there is no amount. Totals may be longer than any single amount. */
export const money = (fen: string | null, currency: string | null): string =>
  fen === null ? '—' : `${formatMajor(fen as Fen)} ${currency ?? ''}`.trim();

export const or = (text: string | null | undefined, otherwise = '—'): string => text ?? otherwise;

const word = (words: Readonly<Record<string, string>>) => (code: string) =>
  Object.hasOwn(words, code) ? (words[code] ?? code) : code;

export const outcomeWord = word({
  adopted: '通过 adopted',
  rejected: '否决 rejected',
  deferred: '暂缓 deferred',
  withdrawn: '撤回 withdrawn',
});

export const attendanceWord = word({
  present: '到会',
  absent: '缺席',
  recused: '回避',
  unknown: '未记录',
});

export const stanceWord = word({
  for: '赞成',
  against: '反对',
  abstain: '弃权',
  reserved: '保留',
  absent: '缺席',
  recused: '回避',
  present: '到会未投',
  invalid: '废票',
});

export const responsibilityWord = word({
  direct: '直接责任 direct',
  leadership: '领导责任 leadership',
  supervisory: '主管责任 supervisory (before 2019)',
  undetermined: '无法界定 undetermined',
  none: '无 none',
});

export const severityWord = word({ S: '严重 S', M: '中等 M', L: '轻微 L' });

export const gradeWord = (grade: number): string =>
  word({ 1: '一级(高)', 2: '二级(中)', 3: '三级(低)' })(String(grade));

export const endReasonWord = word({
  termExpired: '届满',
  resigned: '辞职',
  recalled: '罢免',
  transferred: '调任',
  retired: '退休',
  terminated: '终止',
  died: '去世',
  unitDissolved: '单位撤销',
});

/** What every report states about itself. */
export function provenance(report: {
  readonly position: string | undefined;
  readonly halted: readonly (string | { readonly name: string })[];
  readonly rulePacks?: readonly string[];
}): string {
  const halted = report.halted.map((view) => (typeof view === 'string' ? view : view.name));
  return [
    `台账位置 position: ${report.position ?? '（空 empty）'}；时间口径 clock: 业务时间 business`,
    ...(report.rulePacks === undefined || report.rulePacks.length === 0
      ? []
      : [`规则包 rule packs: ${report.rulePacks.join(', ')}`]),
    ...(halted.length === 0
      ? []
      : [`注意：以下视图已停止，本报告不含其后的记录 views halted: ${halted.join(', ')}`]),
  ].join('\n');
}

/** Parts of a report, one blank line between. */
export const report = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

export const section = (title: string, body: string): string => `## ${title}\n\n${body}`;
