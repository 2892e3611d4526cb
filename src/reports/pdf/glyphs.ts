// Refuses text that the fonts cannot show. A name with a box in it is a wrong name: better no report than that one.
import { invalid } from '../../kernel/errors.js';
import type { Coverage } from './cmap.js';

/** Characters that show nothing by their nature: joiners, direction marks, soft hyphen, byte order mark. */
const INVISIBLE = /^[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]$/u;
const SPACE = /^\s$/u;
const SELECTOR = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;

export interface MissingGlyph {
  /** `𠮷` or a base with its variation selector. */
  readonly character: string;
  /** `U+20BB7`. */
  readonly codePoints: string;
}

const codePointsOf = (text: string): string =>
  Array.from(text)
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** The first character of a text that no font has. */
export function missingGlyph(text: string, fonts: readonly Coverage[]): MissingGlyph | undefined {
  let before = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const base = before.codePointAt(0) ?? 0;
    const shown = SELECTOR.test(character)
      ? fonts.some((font) => font.has(base) && font.hasVariation(base, code))
      : SPACE.test(character) || INVISIBLE.test(character) || fonts.some((font) => font.has(code));
    if (!shown) {
      const whole = SELECTOR.test(character) ? before + character : character;
      return { character: whole, codePoints: codePointsOf(whole) };
    }
    before = character;
  }
  return undefined;
}

/** Every text of what will be set, with where it stands. */
function* textsIn(value: unknown, path: readonly string[]): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [value, path.join(' ')];
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, [...path, String(index + 1)]);
  else if (typeof value === 'object' && value !== null) {
    const { label } = value as { readonly label?: unknown };
    // The number of a section says more than its place in a list; titles may hold names and are not quoted.
    const here = typeof label === 'string' && label !== '' ? [label.trim()] : path;
    for (const [key, member] of Object.entries(value)) yield* textsIn(member, [...here, key]);
  }
}

/** What depends on the character before it, or is no character at all: variation selectors, halves of surrogate pairs. */
const DEPENDENT = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\\ud[89a-f]/u;

/** Whether the fonts have each character of a text; most reports need no closer look. */
const isCovered = (json: string, fonts: readonly Coverage[]): boolean =>
  !DEPENDENT.test(json) && missingGlyph([...new Set(json)].join(''), fonts) === undefined;

/**
 * @param json the content as JSON
 * @throws LedgerError `report.missing_glyph` naming the character, its code points and where it stands
 */
export function assertGlyphs(content: unknown, json: string, fonts: readonly Coverage[]): void {
  if (isCovered(json, fonts)) return;
  for (const [text, where] of textsIn(content, [])) {
    const missing = missingGlyph(text, fonts);
    if (missing)
      throw invalid(
        'report.missing_glyph',
        `字体中没有字符「${missing.character}」（${missing.codePoints}），不能生成 PDF：请核对该字，或改用 HTML、DOCX 格式`,
        `The fonts have no character "${missing.character}" (${missing.codePoints}), so there can be no PDF; check the character or use HTML or DOCX`,
        where,
      );
  }
}
