// The standing of a report in words: one line at its foot, the same for every report in every form.
import type { Standing } from '../signing/standing.js';

/** "台账 ledger: ...；位置 position: 4868；树 tree: 4869；根 root: ...；已签名 signed: ≤ 4869", and the views that stopped. */
export function standingText(standing: Standing): string {
  const { ledger, position, treeSize, root, signedSize, halted } = standing;
  const signed = signedSize === null ? '尚未签名 not signed' : `已签名 signed: ≤ ${signedSize}`;
  const line = `台账 ledger: ${ledger}；位置 position: ${position ?? '（空 empty）'}；树 tree: ${treeSize}；根 root: ${root}；${signed}`;
  return halted.length === 0
    ? line
    : `${line}\n注意：以下视图已停止，不含其后的记录 views halted: ${halted.join(', ')}`;
}

/** A report with its standing at the foot. */
export const withStanding = (report: string, standing: Standing): string =>
  `${report.trimEnd()}\n\n${standingText(standing)}\n`;
