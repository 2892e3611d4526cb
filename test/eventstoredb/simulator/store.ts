// What the simulator holds: streams, and all events in one order with positions that leave gaps, as a real server's do.
// In memory, or in a file beside it, so that a process that was killed comes back with what it had acknowledged.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface SimulatedEvent extends ProposedEvent {
  readonly stream: string;
  /** 0 for the first event of its stream. */
  readonly revision: number;
  /** Byte offset in the simulated transaction log; never dense. */
  readonly position: number;
  /** Server clock, in milliseconds since 1970. */
  readonly created: number;
}

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

export type AppendOutcome =
  | { readonly kind: 'stored'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong_version'; readonly current: number | undefined }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'too_large'; readonly limit: number };

interface Stream {
  events: SimulatedEvent[];
  /** Revision of the newest event ever, also when it is gone; -1 for none. */
  last: number;
  /** Events below this revision are hidden. */
  from: number;
  state: 'live' | 'soft' | 'tombstone';
}

/** The events of a stream, of which those below revision `from` are hidden. */
export interface Visible {
  readonly events: readonly SimulatedEvent[];
  readonly from: number;
  readonly last: number;
}

/** Index of the first event that `reached` says yes to; events before it all say no. */
export function indexFrom(
  events: readonly SimulatedEvent[],
  reached: (event: SimulatedEvent) => boolean,
): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event && reached(event)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whole append, sum of data, metadata and twice the type: the default of servers up to 25.0. */
const MAX_APPEND = 1024 * 1024;
const RECORD_OVERHEAD = 117;
const FILE = 'simulated.jsonl';

type Line =
  | {
      readonly append: string;
      readonly at: number;
      readonly events: readonly (readonly [string, string, string, string, string])[];
    }
  | { readonly remove: string; readonly state: 'soft' | 'tombstone' };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce(
    (sum, { data, metadata, type }) => sum + data.length + metadata.length + 2 * type.length,
    0,
  );

export class SimulatedStore {
  readonly all: SimulatedEvent[] = [];
  readonly streams = new Map<string, Stream>();
  private readonly listeners = new Set<() => void>();
  private end = 0;
  private file: number | undefined;

  constructor(
    private readonly clock: () => number,
    folder?: string,
    private readonly maxAppend = MAX_APPEND,
  ) {
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const path = join(folder, FILE);
    if (existsSync(path)) this.load(readFileSync(path, 'utf8'));
    this.file = openSync(path, 'a');
  }

  /** The last line may have been cut off by a kill; nothing was acknowledged for it. */
  private load(text: string): void {
    for (const line of text.split('\n').slice(0, -1)) {
      const entry = JSON.parse(line) as Line;
      if ('remove' in entry) this.stream(entry.remove).state = entry.state;
      else
        this.store(
          entry.append,
          entry.events.map(([id, type, contentType, data, metadata]) => ({
            id,
            type,
            contentType,
            data: bytesOf(data),
            metadata: bytesOf(metadata),
          })),
          entry.at,
        );
    }
  }

  private write(line: Line): void {
    if (this.file !== undefined) writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  private stream(name: string): Stream {
    const known = this.streams.get(name);
    if (known) return known;
    const made: Stream = { events: [], last: -1, from: 0, state: 'live' };
    this.streams.set(name, made);
    return made;
  }

  /** Checks as IndexWriter.CheckCommit of the server does: version first, then whether it was stored before. */
  append(name: string, expected: Expected, events: readonly ProposedEvent[]): AppendOutcome {
    const stream = this.stream(name);
    if (stream.state === 'tombstone') return { kind: 'deleted' };
    if (sizeOf(events) > this.maxAppend) return { kind: 'too_large', limit: this.maxAppend };
    const refusal = this.check(stream, expected, events);
    if (refusal !== 'append') return refusal;
    const at = this.clock();
    const lines = events.map(({ id, type, contentType, data, metadata }) => {
      return [id, type, contentType, base64(data), base64(metadata)] as const;
    });
    this.write({ append: name, at, events: lines });
    const outcome = this.store(name, events, at);
    for (const listener of [...this.listeners]) listener();
    return outcome;
  }

  private check(
    stream: Stream,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): AppendOutcome | 'append' {
    const current = stream.state === 'soft' ? -1 : stream.last;
    const wrong = { kind: 'wrong_version', current: current < 0 ? undefined : current } as const;
    if (typeof expected !== 'number' && expected !== 'no_stream') {
      const before = this.findAnywhere(stream, events);
      if (before) return before;
      return expected === 'stream_exists' && current < 0 ? wrong : 'append';
    }
    const version = expected === 'no_stream' ? -1 : expected;
    if (version === current) return 'append';
    return (version < current && this.storedAt(stream, version + 1, events)) || wrong;
  }

  /** The same ids at exactly these numbers: success as the first time. */
  private storedAt(stream: Stream, from: number, events: readonly ProposedEvent[]) {
    const start = indexFrom(stream.events, ({ revision }) => revision >= from);
    const there = stream.events
      .slice(start, start + events.length)
      .filter(({ revision }, at) => revision === from + at);
    const same =
      there.length === events.length && there.every(({ id }, at) => id === events[at]?.id);
    const last = there.at(-1);
    return same && last
      ? ({ kind: 'stored', revision: last.revision, position: last.position } as const)
      : undefined;
  }

  /** Without a version the server only remembers recent ids; here: those of the last 1,000 events. */
  private findAnywhere(stream: Stream, events: readonly ProposedEvent[]) {
    const first = stream.events.slice(-1000).find(({ id }) => id === events[0]?.id);
    return first && this.storedAt(stream, first.revision, events);
  }

  private store(name: string, events: readonly ProposedEvent[], created: number): AppendOutcome {
    const stream = this.stream(name);
    if (stream.state === 'soft') {
      stream.from = stream.last + 1;
      stream.state = 'live';
    }
    for (const event of events) {
      const position = this.end;
      this.end += RECORD_OVERHEAD + event.data.length + event.metadata.length + event.type.length;
      const stored = { ...event, stream: name, revision: ++stream.last, position, created };
      stream.events.push(stored);
      this.all.push(stored);
    }
    return {
      kind: 'stored',
      revision: stream.last,
      position: this.all.at(-1)?.position ?? 0,
    };
  }

  remove(name: string, expected: Expected, state: 'soft' | 'tombstone'): AppendOutcome {
    const stream = this.stream(name);
    if (stream.state === 'tombstone') return { kind: 'deleted' };
    const refusal = this.check(stream, expected, []);
    if (refusal !== 'append' && refusal.kind !== 'stored') return refusal;
    this.write({ remove: name, state });
    stream.state = state;
    return { kind: 'stored', revision: stream.last, position: this.end };
  }

  /** What a reader sees of a stream; `undefined` where he is told "not found". */
  read(name: string): Visible | 'deleted' | undefined {
    const stream = this.streams.get(name);
    if (stream?.state === 'tombstone') return 'deleted';
    if (!stream || stream.state === 'soft' || stream.last < 0) return undefined;
    const from = Math.max(stream.from, this.hiddenBelow(name, stream.last));
    return { events: stream.events, from, last: stream.last };
  }

  /** `$tb` and `$maxCount` of the stream's metadata hide events at once. */
  private hiddenBelow(name: string, last: number): number {
    const newest = this.streams.get(`$$${name}`)?.events.at(-1);
    if (!newest) return 0;
    const { $tb = 0, $maxCount } = JSON.parse(Buffer.from(newest.data).toString('utf8')) as {
      $tb?: number;
      $maxCount?: number;
    };
    return Math.max($tb, $maxCount === undefined ? 0 : last + 1 - $maxCount);
  }

  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  // What only an accident or an attacker does. Only for stores in memory.

  /** As after truncation and scavenging: these events are on no disk any more. */
  forget(name: string, gone: (event: SimulatedEvent) => boolean): void {
    const stream = this.stream(name);
    const kept = this.all.filter((event) => event.stream !== name || !gone(event));
    stream.events = stream.events.filter((event) => !gone(event));
    this.all.splice(0, this.all.length, ...kept);
  }

  /** As after an older backup was restored: the newest events never were. */
  cutEnd(count: number): void {
    for (const { stream: name } of this.all.splice(this.all.length - count)) {
      const stream = this.stream(name);
      stream.events.pop();
      stream.last -= 1;
    }
  }

  alter(name: string, revision: number, change: Partial<ProposedEvent>): void {
    const replace = (list: SimulatedEvent[]) => {
      const at = list.findIndex((event) => event.stream === name && event.revision === revision);
      const before = list[at];
      if (!before) throw new Error(`${name} has no event ${revision}`);
      list[at] = { ...before, ...change };
    };
    replace(this.all);
    replace(this.stream(name).events);
  }
}
