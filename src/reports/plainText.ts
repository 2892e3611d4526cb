// The pieces of answers that are plain text only: sections, amounts, codes in both languages on one line.
import type { Bilingual } from '../kernel/errors.js';
import { formatMajor, type Fen } from '../kernel/money.js';
import type { Words } from './document.js';
import {
  attendanceWords,
  endReasonWords,
  gradeWords,
  outcomeWords,
  responsibilityWords,
  severityWords,
  stanceWords,
} from './words.js';

/** "3,711,600.00 CNY"; a dash where there is no amount. Totals may be longer than any single amount. */
export const money = (fen: string | null, currency: string | null): string =>
  fen === null ? '—' : `${formatMajor(fen as Fen)} ${currency ?? ''}`.trim();

export const or = (text: string | null | undefined, otherwise = '—'): string => text ?? otherwise;

/** Both languages on one line. */
export const both = ({ zh, en }: Bilingual): string => `${zh} ${en}`;

const inLine = (words: Words): string => (typeof words === 'string' ? words : both(words));
const chinese = (words: Words): string => (typeof words === 'string' ? words : words.zh);

export const outcomeWord = (code: string): string => inLine(outcomeWords(code));
export const attendanceWord = (code: string): string => chinese(attendanceWords(code));
export const stanceWord = (code: string): string => chinese(stanceWords(code));
export const responsibilityWord = (code: string): string => inLine(responsibilityWords(code));
export const severityWord = (code: string): string => inLine(severityWords(code));
export const gradeWord = (grade: number): string => chinese(gradeWords(grade));
export const endReasonWord = (code: string): string => chinese(endReasonWords(code));

/** What every answer states about itself. */
export function provenance(report: {
  readonly position: string | null | undefined;
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
