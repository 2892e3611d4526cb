// Times of foreign records: read strictly, or not at all.
import { parseInstant } from '../../../kernel/time.js';

/** Whether a text is an RFC 3339 time with offset. */
export function isInstantText(text: string | undefined): text is string {
  if (text === undefined) return false;
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

/** Days of 24 hours that have passed from one time to another, rounded towards zero. */
export const wholeDaysBetween = (from: string, to: string): number =>
  Math.trunc((parseInstant(to).epochMs - parseInstant(from).epochMs) / 86_400_000);
