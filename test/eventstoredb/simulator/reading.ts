// The reading call of the Streams service: streams and $all, both directions, and subscriptions that catch up first.
import { invalidPosition, streamDeleted, type Refusal } from './errors.js';
import type { SimulatedNode } from './simulator.js';
import { indexFrom, type SimulatedEvent } from './store.js';
import { shared, streams, type Grpc, type Streams } from './wire.js';
import { nameOf, streamIdentifier } from './writing.js';

type ReadCall = Grpc.ServerWritableStream<Streams.ReadReq, Streams.ReadResp>;
type Options = Streams.ReadReq.Options;

/** How many events a filtered subscription looks at between two checkpoints, by default. */
const SEARCH_WINDOW = 32;
const YIELD_EVERY = 256;
const TICKS_PER_MILLISECOND = 10_000n;
const isBackwards = (options: Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

function toResponse(event: SimulatedEvent): Streams.ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(streamIdentifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', event.contentType);
  recorded
    .getMetadataMap()
    .set('created', (BigInt(Math.floor(event.created)) * TICKS_PER_MILLISECOND).toString());
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
}

/** Waits until the reader takes more, or has gone. */
const drained = (call: ReadCall) =>
  new Promise<void>((resolve) => {
    const done = () => {
      for (const name of ['drain', 'cancelled', 'close', 'error']) call.removeListener(name, done);
      resolve();
    };
    for (const name of ['drain', 'cancelled', 'close', 'error']) call.on(name, done);
    if (call.cancelled || call.destroyed) done();
  });

async function send(call: ReadCall, response: Streams.ReadResp): Promise<void> {
  if (!call.write(response)) await drained(call);
}

type Filter = (event: SimulatedEvent) => boolean;

function filterOf(options: Options): Filter {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const text = filter.getStreamIdentifier()
    ? (event: SimulatedEvent) => event.stream
    : (event: SimulatedEvent) => event.type;
  const prefixes = expression.getPrefixList();
  const pattern = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex());
  return (event) =>
    prefixes.some((prefix) => text(event).startsWith(prefix)) || !!pattern?.test(text(event));
}

/** What is read: a list that only grows, and where in it to begin. */
interface Source {
  readonly events: readonly SimulatedEvent[];
  /** Index of the first event, forwards; of the one after the first, backwards. */
  readonly start: number;
  readonly stop: number;
}

const isRefusal = (source: Source | Refusal): source is Refusal => 'code' in source;

/** Reads begin at the named event, subscriptions behind it; backwards from a position of $all begins before it. */
function sourceOfAll(node: SimulatedNode, options: Options): Source | Refusal {
  const all = options.getAll();
  const events = node.store.all;
  const backwards = isBackwards(options);
  const position = all?.getPosition();
  if (!position) return { events, start: all?.hasStart() ? 0 : events.length, stop: 0 };
  const commit = Number(position.getCommitPosition());
  const at = indexFrom(events, (event) => event.position >= commit);
  if (events[at]?.position !== commit && at !== events.length) return invalidPosition();
  const start = options.hasSubscription() && !backwards ? at + 1 : at;
  return { events, start, stop: 0 };
}

function sourceOfStream(node: SimulatedNode, name: string, options: Options): Source | Refusal {
  const visible = node.store.read(name);
  if (visible === 'deleted') return streamDeleted(name);
  const stream = options.getStream();
  const events = visible?.events ?? [];
  const stop = indexFrom(events, ({ revision }) => revision >= (visible?.from ?? 0));
  if (isBackwards(options)) {
    const from = stream?.hasRevision() ? Number(stream.getRevision()) : Infinity;
    return { events, start: indexFrom(events, ({ revision }) => revision > from), stop };
  }
  const from = stream?.hasRevision()
    ? Number(stream.getRevision())
    : stream?.hasEnd()
      ? Infinity
      : 0;
  const first = options.hasSubscription() && stream?.hasRevision() ? from + 1 : from;
  const start = indexFrom(events, ({ revision }) => revision >= first);
  return { events, start: Math.max(stop, start), stop };
}

async function readOnce(call: ReadCall, { events, start, stop }: Source, options: Options) {
  const count = Number(options.getCount());
  const backwards = isBackwards(options);
  const end = events.length;
  for (let sent = 0; sent < count && !call.cancelled; sent++) {
    const at = backwards ? start - 1 - sent : start + sent;
    const event = at >= stop && at < end ? events[at] : undefined;
    if (!event) break;
    await send(call, toResponse(event));
    if (sent % YIELD_EVERY === 0) await new Promise(setImmediate);
  }
  call.end();
}

function checkpointAt(position: number): Streams.ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const response = new streams.ReadResp();
  response.setCheckpoint(checkpoint);
  return response;
}

function caughtUp(): Streams.ReadResp {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
}

function confirmation(): Streams.ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId('simulated');
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

/** Serves a subscription until the reader goes. The events of the source may grow meanwhile. */
async function follow(
  node: SimulatedNode,
  call: ReadCall,
  next: (index: number) => SimulatedEvent | undefined,
  start: number,
  options: Options,
): Promise<void> {
  const passes = filterOf(options);
  const filter = options.getFilter();
  const window =
    (filter?.hasMax() ? filter.getMax() : SEARCH_WINDOW) *
    Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1);
  let at = start;
  let live = false;
  const gone = new Promise<void>((resolve) => {
    for (const name of ['cancelled', 'close', 'error']) call.once(name, () => resolve());
  });
  await send(call, confirmation());
  while (!call.cancelled && !call.destroyed) {
    const event = next(at);
    if (!event) {
      if (!live && node.sendsCaughtUp) await send(call, caughtUp());
      live = true;
      await node.appended(gone);
      continue;
    }
    at += 1;
    if (passes(event)) await send(call, toResponse(event));
    if (filter && (at - start) % window === 0) await send(call, checkpointAt(event.position));
    if (at % YIELD_EVERY === 0) await new Promise(setImmediate);
  }
}

function notFound(name: string): Streams.ReadResp {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(streamIdentifier(name));
  const response = new streams.ReadResp();
  response.setStreamNotFound(missing);
  return response;
}

async function serve(node: SimulatedNode, call: ReadCall): Promise<void> {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options();
  const stream = options.getStream() && nameOf(options.getStream()?.getStreamIdentifier());
  const refusal = node.refusalOf(call.metadata, { stream: stream ?? '$all', kind: 'read' });
  const source =
    refusal ??
    (stream === undefined ? sourceOfAll(node, options) : sourceOfStream(node, stream, options));
  if (isRefusal(source)) {
    call.emit('error', source);
    return;
  }
  if (node.faults.silent) return;
  if (options.hasSubscription()) {
    const events = () =>
      stream === undefined ? node.store.all : (node.store.streams.get(stream)?.events ?? []);
    await follow(node, call, (index) => events()[index], source.start, options);
    return;
  }
  if (stream !== undefined && node.store.read(stream) === undefined) {
    await send(call, notFound(stream));
    call.end();
    return;
  }
  await readOnce(call, source, options);
}

export const read =
  (node: SimulatedNode): Grpc.handleServerStreamingCall<Streams.ReadReq, Streams.ReadResp> =>
  (call) => {
    serve(node, call).catch((error: unknown) => call.destroy(error as Error));
  };
