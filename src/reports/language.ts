// In which language a report speaks: Chinese (official), English, or both side by side.
import type { Bilingual } from '../kernel/errors.js';
import type { Words } from './document.js';

export const LANGUAGES = ['zh', 'en', 'both'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Longer texts are sentences, which a stroke keeps apart; names only take a space. */
const isName = ({ zh, en }: Bilingual): boolean => zh.length <= 14 && en.split(' ').length <= 3;

const HIDDEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g; // eslint-disable-line no-control-regex -- exactly those that must not be shown

/** Control characters by their pictures (U+2400…): they would drive a terminal, and no XML may hold them. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (character) => {
    const unit = character.charCodeAt(0);
    return unit < 0x20 ? String.fromCharCode(0x2400 + unit) : unit === 0x7f ? '\u2421' : '\ufffd';
  });

/** A text in a language; what is recorded in one language only stays as it is. */
export function say(words: Words, language: Language): string {
  if (typeof words === 'string') return visible(words);
  if (language !== 'both') return visible(words[language]);
  return visible(`${words.zh}${isName(words) ? ' ' : ' / '}${words.en}`);
}

/** A text in both languages, the same where only one is recorded. */
export const inBoth = (words: Words): Bilingual =>
  typeof words === 'string' ? { zh: words, en: words } : words;
