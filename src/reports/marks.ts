// Points from a cell to the events it rests on: `[3–7]` into the numbered list, or the ids themselves.
import type { Evidenced } from './document.js';
import type { FinishedDocument } from './finish.js';

/** `3–7, 9` for numbers in any order. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    const [first = 0, last = 0] = [sorted[at], sorted[end]];
    parts.push(first === last ? String(first) : `${first}–${last}`);
    at = end + 1;
  }
  return parts.join(', ');
}

/** What stands behind something evidenced: `[3–7]`, or nothing. */
export type Marks = (of: Evidenced) => string;

export function marksOf({ references }: Pick<FinishedDocument, 'references'>): Marks {
  const numbers = new Map(references.map(({ eventId }, index) => [eventId, index + 1]));
  return ({ events = [] }) => {
    const found = events.flatMap((id) => numbers.get(id) ?? []);
    return found.length === 0 ? '' : `[${ranges(found)}]`;
  };
}

/** The numbers of the events, for links to the list. */
export function numbersOf({
  references,
}: Pick<FinishedDocument, 'references'>): (of: Evidenced) => readonly number[] {
  const numbers = new Map(references.map(({ eventId }, index) => [eventId, index + 1]));
  return ({ events = [] }) => [...new Set(events.flatMap((id) => numbers.get(id) ?? []))];
}
