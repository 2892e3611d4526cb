// Numbers of sections in the Chinese official style: 一、（一）1.（1）; annexes 附件1.
import type { Section } from './document.js';

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1 to 99 in Chinese numerals. */
export function chineseNumeral(n: number): string {
  if (n < 1 || n > 99) return String(n);
  const tens = Math.floor(n / 10);
  return `${tens > 1 ? (DIGITS[tens] ?? '') : ''}${tens > 0 ? '十' : ''}${DIGITS[n % 10] ?? ''}`;
}

const LABELS: readonly ((n: number) => string)[] = [
  (n) => `${chineseNumeral(n)}、`,
  (n) => `（${chineseNumeral(n)}）`,
  (n) => `${n}. `,
  (n) => `（${n}）`,
];

/** A section with the number it stands under. */
export interface NumberedSection extends Omit<Section, 'sections'> {
  /** `一、`, with what parts it from the title. */
  readonly label: string;
  /** 1 for a section of the report itself. */
  readonly level: number;
  readonly sections: readonly NumberedSection[];
}

export function numberSections(
  sections: readonly Section[],
  level = 1,
): readonly NumberedSection[] {
  return sections.map((section, index) => ({
    ...section,
    label: (LABELS[Math.min(level, LABELS.length) - 1] ?? String)(index + 1),
    level,
    sections: numberSections(section.sections ?? [], level + 1),
  }));
}

export const numberAnnexes = (annexes: readonly Section[]): readonly NumberedSection[] =>
  annexes.map((annex, index) => ({
    ...annex,
    label: `附件${index + 1} `,
    level: 1,
    sections: numberSections(annex.sections ?? [], 2),
  }));

/** A section and everything inside it, in reading order. */
export function flatten(sections: readonly NumberedSection[]): readonly NumberedSection[] {
  return sections.flatMap((section) => [section, ...flatten(section.sections)]);
}
