// In which language a report speaks: Chinese (official), English, or both side by side.
import type { Bilingual } from '../kernel/errors.js';
import type { Words } from './document.js';

export const LANGUAGES = ['zh', 'en', 'both'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Longer texts are sentences, which a stroke keeps apart; names only take a space. */
const isName = ({ zh, en }: Bilingual): boolean => zh.length <= 14 && en.split(' ').length <= 3;

/** A text in a language; what is recorded in one language only stays as it is. */
export function say(words: Words, language: Language): string {
  if (typeof words === 'string') return words;
  if (language !== 'both') return words[language];
  return `${words.zh}${isName(words) ? ' ' : ' / '}${words.en}`;
}

/** A text in both languages, the same where only one is recorded. */
export const inBoth = (words: Words): Bilingual =>
  typeof words === 'string' ? { zh: words, en: words } : words;
