// Deadlines written on the events or the case themselves (a due date), judged by instant or by local calendar day.
// Statutory days are calendar days: the local-date form is the default, the instant form is for technical limits.
import { attributeReader, MISSING_VALUES, type Case } from './case.js';
import { dayOf, instantOf, isOverdue } from './condition.js';
import type { TimeContext } from './window.js';

/** How lateness is decided: later than the due instant, or on a later local date than the due date's. */
export type LateBy = 'instant' | 'localDate';

export interface DeadlineSettings extends TimeContext {
  readonly by?: LateBy;
  readonly missingValues?: readonly string[];
}

/** Places of the events that carry a due time, and of those that happened after it. */
export interface EventDeadlines {
  readonly dated: readonly number[];
  readonly late: readonly number[];
}

/**
 * Compares the time of every event with the due instant (epoch milliseconds or RFC 3339) or date (`YYYY-MM-DD`) in
 * one of its attributes. Events without a readable due time are not dated.
 * @throws {TimeError} `time.zone.unknown`
 */
export function checkEventDeadlines(
  given: Case,
  dueAttribute: string,
  { by = 'localDate', missingValues, ...context }: DeadlineSettings = {},
): EventDeadlines {
  const read = attributeReader(dueAttribute, missingValues);
  const overdue = isOverdue(read, by, context);
  const dated: number[] = [];
  const late: number[] = [];
  for (const [index, event] of given.events.entries()) {
    const due = read(event, given);
    if (due === undefined || typeof due === 'boolean') continue;
    if ((by === 'instant' ? instantOf(due) : dayOf(due, context)) === undefined) continue;
    dated.push(index);
    if (overdue(event, given)) late.push(index);
  }
  return { dated, late };
}

/**
 * Whether a case ended after it was due, from two of its attributes; undefined when either is not recorded.
 * @throws {TimeError} `time.zone.unknown`
 */
export function caseEndedLate(
  given: Case,
  endAttribute: string,
  dueAttribute: string,
  { by = 'localDate', missingValues = MISSING_VALUES, ...context }: DeadlineSettings = {},
): boolean | undefined {
  const [end, due] = [endAttribute, dueAttribute].map((name) => {
    const value = Object.hasOwn(given.attributes, name) ? given.attributes[name] : undefined;
    const missing = value === undefined || value === null || typeof value === 'boolean';
    if (missing || missingValues.includes(String(value))) return undefined;
    return by === 'instant' ? instantOf(value) : dayOf(value, context);
  });
  return end === undefined || due === undefined ? undefined : end > due;
}
