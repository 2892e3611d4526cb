// Checks on who did what and on attribute values: four eyes, different persons, sequences, repetition.
// Set semantics over all events of a case; a value that is not recorded counts for nobody.
import { attributeReader, MISSING_VALUES, type Case } from './case.js';
import { CaseView, compileLink } from './link.js';
import { PastTargets } from './pastTargets.js';
import { compileWindow } from './window.js';

type Value = string | number | boolean;

/** What the checks share: which attribute names the person, and which texts stand for "not recorded". */
export interface ResourceOptions {
  readonly attribute?: string;
  readonly missingValues?: readonly string[];
}

/** The recorded values of an attribute over the events of one activity. */
function valuesOf(given: Case, activity: string, options: ResourceOptions): Set<Value> {
  const read = attributeReader(options.attribute ?? 'org:resource', options.missingValues);
  const values = new Set<Value>();
  for (const event of given.events) {
    const value = event.activity === activity ? read(event, given) : undefined;
    if (value !== undefined) values.add(value);
  }
  return values;
}

/**
 * Four eyes on activities `a` and `b`: `kept` when both were done by recorded persons and nobody did both, `broken`
 * when somebody did both, `not applicable` when either was not done by a recorded person.
 */
export function fourEyes(
  given: Case,
  a: string,
  b: string,
  options: ResourceOptions = {},
): 'kept' | 'broken' | 'not applicable' {
  const [one, other] = [valuesOf(given, a, options), valuesOf(given, b, options)];
  if (one.size === 0 || other.size === 0) return 'not applicable';
  for (const value of one) if (other.has(value)) return 'broken';
  return 'kept';
}

/** Whether the activity was done by at least two different recorded persons. */
export function doneByDifferentPersons(
  given: Case,
  activity: string,
  options: ResourceOptions = {},
): boolean {
  return valuesOf(given, activity, options).size >= 2;
}

/** Whether the activities occur somewhere as directly following events (A next B next C). */
export function occursInARow(given: Case, activities: readonly string[]): boolean {
  const { events } = given;
  return (
    activities.length > 0 &&
    events.some((_, start) =>
      activities.every((activity, step) => events[start + step]?.activity === activity),
    )
  );
}

/** Inclusive bounds, in milliseconds, on the time between two matched events. */
export interface StepBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Whether the activities occur in this order, with anything between (existential: one such chain is enough; the
 * response template is the universal form). With `bounds`, bounds[i] holds between the i-th and the next match.
 */
export function eventuallyFollows(
  given: Case,
  activities: readonly string[],
  bounds: readonly StepBounds[] = [],
): boolean {
  const view = new CaseView(given);
  /** reached[i] = events that can be the i-th match of a chain. */
  const reached = activities.map((_, step) => {
    const bound = bounds[step];
    const window = bound && compileWindow({ unit: 'ms', min: bound.minMs, max: bound.maxMs }, {});
    return new PastTargets(compileLink(undefined, window, {}), view);
  });
  for (const event of given.events) {
    const index = view.events.push(event) - 1;
    // Backwards, so that one event never serves as two steps of the same chain.
    for (let step = activities.length - 1; step >= 0; step -= 1) {
      if (activities[step] !== event.activity) continue;
      if (step > 0 && (reached[step - 1]?.find(index) ?? -1) < 0) continue;
      if (step === activities.length - 1) return true;
      reached[step]?.add(index);
    }
  }
  return false;
}

/** How many events carry exactly this value; no value is a placeholder here, the text is taken as it is. */
export function countAttributeValue(given: Case, attribute: string, value: Value): number {
  const read = attributeReader(attribute, []);
  return given.events.filter((event) => read(event, given) === value).length;
}

/** Whether the value occurs at least `min` (2) and at most `max` times among the events. */
export function repeatsAttributeValue(
  given: Case,
  attribute: string,
  value: Value,
  {
    min = 2,
    max = Number.POSITIVE_INFINITY,
  }: { readonly min?: number; readonly max?: number } = {},
): boolean {
  const count = countAttributeValue(given, attribute, value);
  return count >= min && count <= max;
}

/** Places of the events on which two attributes hold the same recorded value, and of those on which both are recorded. */
export function sameValueOnEvent(
  given: Case,
  one: string,
  other: string,
  missingValues: readonly string[] = MISSING_VALUES,
): { readonly both: readonly number[]; readonly same: readonly number[] } {
  const [left, right] = [
    attributeReader(one, missingValues),
    attributeReader(other, missingValues),
  ];
  const both: number[] = [];
  const same: number[] = [];
  for (const [index, event] of given.events.entries()) {
    const [first, second] = [left(event, given), right(event, given)];
    if (first === undefined || second === undefined) continue;
    both.push(index);
    if (first === second) same.push(index);
  }
  return { both, same };
}
