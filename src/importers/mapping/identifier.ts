// Foreign names and numbers -> identifiers of the ledger (events/fields.ts `id`). Two different names never meet
// in one identifier: whatever had to be replaced is told apart by a digest of the original.
import { createHash } from 'node:crypto';

const MAX_LENGTH = 120;
const DIGEST_LENGTH = 12;

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** `Committee on Land Use` -> `Committee-on-Land-Use~2f8c0a…`; an identifier stays what it is. */
export function toIdentifier(text: string): string {
  const original = text.normalize('NFC').trim();
  const replaced = original.replace(/[^\p{L}\p{N}._:~-]+/gu, '-').replace(/^-+|-+$/g, '');
  if (replaced === original && original.length <= MAX_LENGTH) return original;
  const digest = sha256(original).slice(0, DIGEST_LENGTH);
  const room = MAX_LENGTH - DIGEST_LENGTH - 1;
  // Cut by characters, so that no surrogate is left alone.
  let kept = '';
  for (const character of replaced) {
    if (kept.length + character.length > room) break;
    kept += character;
  }
  return `${kept}~${digest}`;
}

/** A pseudonym: the same text always gives the same one, and it does not show the text. */
export function toDigest(text: string, length: number, prefix: string): string {
  return prefix + sha256(text.normalize('NFC').trim()).slice(0, length);
}
