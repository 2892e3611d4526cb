// XES logs as cases for the conformance engine. A log is judged whole: the first case that cannot be understood ends the
// reading with its error, since figures about the rest would pass for figures about all.
import type { Case, CaseEvent } from '../conformance/case.js';
import type { ByteOptions } from './bytes.js';
import { noRecords } from './errors.js';
import { readXes, type XesCase, type XesHeader } from './xes.js';
import { openXml } from './xmlText.js';

export interface CaseLogOptions extends ByteOptions {
  /** Zone of time stamps that have no offset. */
  readonly zone?: string | undefined;
  /** A classifier of the log, or attribute keys, that name the activity instead of `concept:name`. */
  readonly classifier?: string | undefined;
  /** Only events of this `lifecycle:transition`; events that state none are kept. */
  readonly lifecycle?: string | undefined;
  /** OCEL: objects of this type are the cases. */
  readonly objectType?: string | undefined;
}

/** A log being read: its cases, and the attributes met so far, as conditions name them. */
export interface CaseLog {
  readonly cases: AsyncIterable<Case>;
  readonly attributes: () => ReadonlySet<string>;
  /** Where the case that was read last stands: the file, and the line where the file has lines. */
  readonly place: () => string;
  close(): Promise<void>;
}

/**
 * Opens a XES log, packed or not.
 * @param file name of the file, for errors
 * @throws LedgerError (from `cases`) `import.*`
 */
export async function openXesCases(
  path: string,
  file: string,
  options: CaseLogOptions = {},
): Promise<CaseLog> {
  const { text, encoding } = await openXml(path, options);
  const { zone, classifier, lifecycle } = options;
  const { header, cases } = readXes(text, {
    file,
    encoding,
    zone,
    classifier,
    required: ['activity', 'time'],
  });
  const last = { line: 1 };
  return {
    cases: judgeable(cases, lifecycle, file, last),
    attributes: () => attributesOf(header),
    place: () => `${file}:${last.line}`,
    close: () => Promise.resolve(),
  };
}

async function* judgeable(
  cases: AsyncIterable<XesCase>,
  lifecycle: string | undefined,
  file: string,
  last: { line: number },
): AsyncGenerator<Case> {
  let count = 0;
  for await (const one of cases) {
    const [problem] = one.problems;
    if (problem) throw problem;
    count++;
    last.line = one.line;
    yield caseOf(one, lifecycle);
  }
  if (count === 0) throw noRecords(file, 'log/trace');
}

/** @param lifecycle as in {@link CaseLogOptions} */
export function caseOf({ id, attributes, events }: XesCase, lifecycle?: string): Case {
  const kept =
    lifecycle === undefined
      ? events
      : events.filter((event) => (event.lifecycle ?? lifecycle) === lifecycle);
  return {
    id,
    attributes,
    events: kept.map(
      ({
        activity,
        time,
        resource,
        group,
        role,
        lifecycle: transition,
        attributes: own,
      }): CaseEvent => ({
        activity,
        // Required above: a case with an event without time has a problem.
        time: time ?? Number.NaN,
        resource,
        group,
        role,
        lifecycle: transition,
        attributes: own,
      }),
    ),
  };
}

const attributesOf = ({ traceTypes, eventTypes }: XesHeader): ReadonlySet<string> =>
  new Set([
    ...Object.keys(eventTypes),
    ...Object.keys(traceTypes).map((key) => `case:${key}`),
    // Given by the trace's place in the log where it has no name of its own.
    'case:concept:name',
  ]);
