// The case the engine judges: one process instance as a plain list of events in its given order.
// The engine never sorts: where two events share a time, the given order (the ledger's sequence) decides.

/** A value of an attribute. Instants are epoch milliseconds or RFC 3339 text; dates are `YYYY-MM-DD`. */
export type AttributeValue = string | number | boolean | null;

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One event. `time` is epoch milliseconds; names follow the XES extensions (IEEE 1849). */
export interface CaseEvent {
  readonly activity: string;
  readonly time: number;
  readonly resource?: string | undefined;
  readonly group?: string | undefined;
  readonly role?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly attributes: Attributes;
}

/** What a case is, apart from its events. */
export interface CaseSubject {
  readonly id: string;
  readonly attributes: Attributes;
}

export interface Case extends CaseSubject {
  readonly events: readonly CaseEvent[];
}

/** Reads one attribute; `undefined` when it is missing. */
export type AttributeReader = (
  event: CaseEvent,
  subject: CaseSubject,
) => string | number | boolean | undefined;

/** Texts that stand for "not recorded" in real logs: such a value is nobody, neither the same nor a different one. */
export const MISSING_VALUES: readonly string[] = ['EMPTY', 'UNKNOWN'];

/**
 * A reader for an attribute key: the XES names `concept:name`, `time:timestamp`, `org:resource`, `org:role`,
 * `org:group` and `lifecycle:transition`; `case:KEY` for an attribute of the case (`case:concept:name` is its id);
 * any other key for an attribute of the event. Null, empty text and the missing values read as `undefined`.
 */
export function attributeReader(
  key: string,
  missingValues: readonly string[] = MISSING_VALUES,
): AttributeReader {
  const missing = new Set(missingValues);
  const raw = rawReader(key);
  return (event, subject) => {
    const value = raw(event, subject);
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' && missing.has(value) ? undefined : value;
  };
}

function rawReader(
  key: string,
): (event: CaseEvent, subject: CaseSubject) => AttributeValue | undefined {
  if (key === 'case:concept:name') return (_, subject) => subject.id;
  if (key.startsWith('case:')) {
    const name = key.slice('case:'.length);
    return (_, { attributes }) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
  }
  switch (key) {
    case 'concept:name':
      return (event) => event.activity;
    case 'time:timestamp':
      return (event) => event.time;
    case 'org:resource':
      return (event) => event.resource;
    case 'org:role':
      return (event) => event.role;
    case 'org:group':
      return (event) => event.group;
    case 'lifecycle:transition':
      return (event) => event.lifecycle;
    default:
      return ({ attributes }) => (Object.hasOwn(attributes, key) ? attributes[key] : undefined);
  }
}

/** The same case with its events by time; equal times keep their given order. */
export function inTimeOrder(given: Case): Case {
  return { ...given, events: [...given.events].sort((left, right) => left.time - right.time) };
}
