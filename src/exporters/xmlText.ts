// Text for XML 1.0: escaped so that every reader gets back the very same characters. Characters that XML cannot hold
// (control characters, lone surrogates) are refused: it must never drop or replace them.
import { invalid } from '../kernel/errors.js';

// eslint-disable-next-line no-control-regex -- exactly the characters that XML 1.0 excludes
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;
const SPECIAL = /[&<>"\t\n\r]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Checks that XML can hold a text.
 * @param where what the text belongs to, for the error
 * @throws LedgerError `export.unwritable_text`
 */
export function requireXmlText(text: string, where: string): void {
  const found = UNWRITABLE.exec(text);
  if (!found) return;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw invalid(
    'export.unwritable_text',
    `文字中有 XML 不能表示的字符 U+${code}：请改用 JSON 格式导出，或先更正该记录`,
    `A text holds the character U+${code}, which XML cannot hold; export as JSON, or correct the record`,
    where,
  );
}

/** A text for an attribute in double quotes or for the content of an element. @throws LedgerError `export.unwritable_text` */
export function xmlText(text: string, where: string): string {
  requireXmlText(text, where);
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);
}
