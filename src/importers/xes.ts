// XES event logs (IEEE 1849), streamed case by case; used by the importer and by the conformance engine.
// It must never drop the offset of a time stamp, invent a missing one, or follow an entity.
import type { SaxesTagPlain } from 'saxes';
import type { Bilingual, LedgerError } from '../kernel/errors.js';
import { badRecord, malformed, tooDeep, tooLarge } from './errors.js';
import { exactNumber } from './readers/json.js';
import { localName, parseXml } from './readers/sax.js';
import { MAX_DEPTH, MAX_RECORD_LENGTH, type TextChunks } from './record.js';
import { readXesDate } from './xesDate.js';

export type XesScalar = string | number | boolean;
export type XesType = 'string' | 'date' | 'int' | 'float' | 'boolean' | 'id' | 'list' | 'container';

/**
 * Attributes by key, as written: dates are text with their offset, an integer beyond 2^53 is text.
 * A nested attribute is `parent/child`; a key that repeats within a list is `key#2`, `key#3` ...
 */
export type XesAttributes = Readonly<Record<string, XesScalar>>;

export interface XesEvent {
  /** `concept:name`, or what the classifier says; empty when the log gives none. */
  readonly activity: string;
  /** Epoch milliseconds of `time:timestamp`; absent when the event has none. */
  readonly time?: number;
  /** The same instant as RFC 3339 text, with the offset of the log. */
  readonly timestamp?: string;
  readonly resource?: string;
  readonly group?: string;
  readonly role?: string;
  readonly lifecycle?: string;
  /** All attributes, those above included. */
  readonly attributes: XesAttributes;
}

/** One trace. Events are in file order. */
export interface XesCase {
  /** `concept:name`, else `identity:id`, else `#` and the number of the trace. */
  readonly id: string;
  readonly attributes: XesAttributes;
  readonly events: readonly XesEvent[];
  /** The line on which the trace begins. */
  readonly line: number;
  /** What in this case could not be understood, e.g. a time stamp without offset; that field is absent then. */
  readonly problems: readonly LedgerError[];
}

/** What the log says about itself. Complete when the cases have been read; in a well-ordered log, before the first. */
export interface XesHeader {
  readonly extensions: { name: string; prefix: string; uri: string }[];
  /** Classifier name -> keys, space separated, as written. */
  readonly classifiers: Record<string, string>;
  /** Default attributes that the log declares for its traces and events; they are not filled in. */
  readonly globals: { trace: Record<string, XesScalar>; event: Record<string, XesScalar> };
  readonly attributes: Record<string, XesScalar>;
  /** Type of each attribute key, as first met. */
  readonly traceTypes: Record<string, XesType>;
  readonly eventTypes: Record<string, XesType>;
  /** Events that stand outside any trace, which no case can hold. */
  looseEvents: number;
}

export interface XesOptions {
  /** Zone of time stamps that have no offset (IANA name or offset); without it they are a problem of their case. */
  readonly zone?: string | undefined;
  /** The encoding with which the text was decoded; a file that declares another is refused. */
  readonly encoding?: string;
  /** Name of the file, for errors. */
  readonly file: string;
  /**
   * What names the activity of an event instead of `concept:name`: a classifier of the log by its name, or attribute
   * keys, space separated (a key with spaces in single quotes). Several values are joined by `+`.
   */
  readonly classifier?: string | undefined;
  /** What every event must have; one that lacks it is a problem of its case. */
  readonly required?: readonly ('activity' | 'time')[];
}

const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set<XesType>([
  'string',
  'date',
  'int',
  'float',
  'boolean',
  'id',
  'list',
  'container',
]);
/** A trace may be long, but not endless. */
const MAX_TRACE_LENGTH = 16 * MAX_RECORD_LENGTH;

const newHeader = (): XesHeader => ({
  extensions: [],
  classifiers: {},
  globals: { trace: {}, event: {} },
  attributes: {},
  traceTypes: {},
  eventTypes: {},
  looseEvents: 0,
});

/**
 * Reads a log. Read `cases` to the end once; `header` fills while they are read.
 * @throws LedgerError (from `cases`) `import.malformed` after the cases before the error, `import.doctype_refused`,
 *   `import.too_deep`, `import.record_too_large`
 */
export function readXes(
  text: TextChunks,
  options: XesOptions,
): { readonly header: XesHeader; readonly cases: AsyncIterable<XesCase> } {
  const header = newHeader();
  const sax = { encoding: options.encoding ?? 'utf-8', file: options.file, format: 'XES' };
  const cases = parseXml<XesCase>(text, sax, (parser, push) => {
    const builder = new LogBuilder(options, header, push, parser);
    parser.on('opentag', (tag) => builder.open(tag));
    parser.on('closetag', (tag) => builder.close(tag));
  });
  return { header, cases };
}

/** Attributes being gathered for a log, a global, a trace or an event. */
interface Owner {
  readonly attributes: Record<string, XesScalar>;
  readonly types?: Record<string, XesType>;
}

class LogBuilder {
  private depth = 0;
  private owners: Owner[] = [];
  private keys: string[] = [];
  private trace: { owner: Owner; events: XesEvent[]; problems: LedgerError[] } | undefined;
  private traceNumber = 0;
  private traceStart = 0;
  private traceLine = 0;
  private activityKeys: readonly string[] | undefined;

  constructor(
    private readonly options: XesOptions,
    private readonly header: XesHeader,
    private readonly push: (found: XesCase) => void,
    private readonly place: { readonly position: number; readonly line: number },
  ) {}

  open(tag: SaxesTagPlain): void {
    const name = localName(tag.name);
    if (++this.depth > MAX_DEPTH) throw tooDeep('XES', this.options.file, MAX_DEPTH);
    if (this.depth === 1) {
      if (name !== 'log') throw malformed('XES', `<${name}> ≠ <log>`, this.options.file);
      this.owners.push({ attributes: this.header.attributes });
    } else if (ATTRIBUTE_TYPES.has(name)) this.openAttribute(name as XesType, tag.attributes);
    else this.openPart(name, tag.attributes);
    if (this.trace && this.place.position - this.traceStart > MAX_TRACE_LENGTH)
      throw tooLarge('XES', this.options.file);
  }

  close(tag: SaxesTagPlain): void {
    const name = localName(tag.name);
    this.depth--;
    if (ATTRIBUTE_TYPES.has(name)) this.keys.pop();
    else if (name === 'event') this.closeEvent();
    else if (name === 'trace') this.closeTrace();
    else if (name === 'global') this.owners.pop();
  }

  private openPart(name: string, attributes: Record<string, string>): void {
    if (name === 'trace') {
      const owner = { attributes: {}, types: this.header.traceTypes };
      this.owners.push(owner);
      this.trace = { owner, events: [], problems: [] };
      this.traceStart = this.place.position;
      this.traceLine = this.place.line;
      this.traceNumber++;
    } else if (name === 'event') {
      this.owners.push({ attributes: {}, types: this.header.eventTypes });
    } else if (name === 'global') {
      const scope = attributes['scope'] === 'trace' ? 'trace' : 'event';
      this.owners.push({ attributes: this.header.globals[scope] });
    } else if (name === 'extension') {
      const { name: title = '', prefix = '', uri = '' } = attributes;
      this.header.extensions.push({ name: title, prefix, uri });
    } else if (name === 'classifier')
      this.header.classifiers[attributes['name'] ?? ''] = attributes['keys'] ?? '';
  }

  private openAttribute(type: XesType, { key, value }: Record<string, string>): void {
    const owner = this.owners.at(-1);
    const own = key ?? '';
    const path = [...this.keys, own].join('/');
    this.keys.push(own);
    if (!owner) return;
    if (this.keys.length === 1 && owner.types) owner.types[own] ??= type;
    if (value !== undefined) owner.attributes[freeKey(owner, path)] = scalar(type, value);
  }

  private closeEvent(): void {
    const owner = this.owners.pop();
    if (!this.trace) this.header.looseEvents++;
    else if (owner) this.trace.events.push(this.event(owner.attributes, this.trace));
  }

  private event(
    attributes: Record<string, XesScalar>,
    { events, problems }: { events: XesEvent[]; problems: LedgerError[] },
  ): XesEvent {
    const written = attributes['time:timestamp'];
    const date =
      written === undefined ? undefined : readXesDate(String(written), this.options.zone);
    const activity = this.activityOf(attributes);
    const { required = [], file } = this.options;
    const report = (what: Bilingual) =>
      problems.push(
        badRecord(
          {
            zh: `第 ${this.traceNumber} 个 <trace> 的第 ${events.length + 1} 个 <event> ${what.zh}`,
            en: `<event> ${events.length + 1} of <trace> ${this.traceNumber} ${what.en}`,
          },
          `${file}:${this.place.line}`,
        ),
      );
    if (written !== undefined && date === undefined) report(unreadableTime(String(written)));
    if (written === undefined && required.includes('time')) report(NO_TIME);
    if (activity === '' && required.includes('activity')) report(NO_ACTIVITY);
    const textOf = (field: string, key: string) =>
      attributes[key] === undefined ? {} : { [field]: String(attributes[key]) };
    return {
      activity,
      ...(date && { time: date.epochMs, timestamp: date.text }),
      ...textOf('resource', 'org:resource'),
      ...textOf('group', 'org:group'),
      ...textOf('role', 'org:role'),
      ...textOf('lifecycle', 'lifecycle:transition'),
      attributes,
    };
  }

  private activityOf(attributes: Readonly<Record<string, XesScalar>>): string {
    const { classifier } = this.options;
    if (classifier === undefined) return String(attributes['concept:name'] ?? '');
    this.activityKeys ??= keysOf(this.header.classifiers[classifier] ?? classifier);
    const values = this.activityKeys.map((key) => attributes[key]);
    return values.every((value) => value === undefined)
      ? ''
      : values.map((value) => value ?? '').join('+');
  }

  private closeTrace(): void {
    this.owners.pop();
    const { trace } = this;
    this.trace = undefined;
    if (!trace) return;
    const { attributes } = trace.owner;
    const id = attributes['concept:name'] ?? attributes['identity:id'] ?? `#${this.traceNumber}`;
    this.push({
      id: String(id),
      attributes,
      events: trace.events,
      line: this.traceLine,
      problems: trace.problems,
    });
  }
}

const unreadableTime = (written: string): Bilingual => ({
  zh: `的时间「${written}」无效或没有时区偏移：请写明时区（映射的 source.zone，或 --zone）`,
  en: `has the time "${written}", which is not valid or has no offset; name the zone (the mapping's source.zone, or --zone)`,
});
const NO_TIME: Bilingual = {
  zh: '没有时间 <date key="time:timestamp">：不能判断先后与期限',
  en: 'has no <date key="time:timestamp">, so neither order nor limits can be judged',
};
const NO_ACTIVITY: Bilingual = {
  zh: '没有活动名称 <string key="concept:name">：请补上，或用 --classifier 指明所用的属性',
  en: 'has no <string key="concept:name">; add it, or name the attribute to use with --classifier',
};

/** The keys of a classifier: `concept:name 'org unit'`. */
const keysOf = (keys: string): readonly string[] =>
  Array.from(keys.matchAll(/'([^']+)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');

function freeKey(owner: Owner, path: string): string {
  if (!Object.hasOwn(owner.attributes, path)) return path;
  for (let count = 2; ; count++) {
    const key = `${path}#${count}`;
    if (!Object.hasOwn(owner.attributes, key)) return key;
  }
}

function scalar(type: XesType, value: string): XesScalar {
  if (type === 'boolean') return value === 'true' || value === '1';
  if (type !== 'int' && type !== 'float') return value;
  const number = exactNumber(value.trim());
  // XES writes NaN and INF, which JSON cannot hold.
  return typeof number === 'number' && !Number.isFinite(number) ? value : number;
}
