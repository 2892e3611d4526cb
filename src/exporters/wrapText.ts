// Breaks text into lines of a given width: Chinese between characters, Latin between words, no closing mark at the
// start of a line. Widths come from Unicode's own table, so the same text breaks in the same places everywhere.
import { displayWidth } from '../reports/table.js';

const CLOSING = /^[，。、；：！？）》」』”’％%,.;:!?)\]}]/u;

/** A Chinese character by itself, or a run of anything else up to a space. */
const pieces = (text: string): readonly string[] =>
  text.match(
    /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+|\s+/gu,
  ) ?? [];

/**
 * @param width in columns: a Chinese character takes two
 * @param most lines; what does not fit ends in an ellipsis
 */
export function wrapText(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text.trim()).flatMap((one) => cut(one, width))) {
    if (displayWidth(line + piece) > width && line !== '' && !CLOSING.test(piece)) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  if (line !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  const last = Array.from(lines[most - 1] ?? '');
  return [...lines.slice(0, most - 1), `${last.slice(0, -1).join('')}…`];
}

/** A word longer than a line is cut. */
function cut(piece: string, width: number): string[] {
  if (displayWidth(piece) <= width) return [piece];
  const parts: string[] = [''];
  for (const character of piece) {
    const last = parts.length - 1;
    if (displayWidth((parts[last] ?? '') + character) > width) parts.push(character);
    else parts[last] = (parts[last] ?? '') + character;
  }
  return parts;
}
