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

/** The packs that judged what an answer shows. */
export const rulePacksText = (packs: readonly string[]): string =>
  `规则包 rule packs: ${packs.join(', ') || '—'}`;

/** Parts of a report, one blank line between. */
export const report = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

export const section = (title: string, body: string): string => `## ${title}\n\n${body}`;
