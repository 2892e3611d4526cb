// What every engine does in the same way when it accepts events: stamp, encode, fingerprint, tell who listens.
import { createHash } from 'node:crypto';
import { encodeEvent } from '../events/codec.js';
import { SALT_LENGTH } from '../transparency/index.js';
import { originSchema } from '../events/envelopeSchema.js';
import type { NewEvent } from '../events/envelope.js';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import type { Clock, Randomness } from '../kernel/clock.js';
import { invalid } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import { formatInstant } from '../kernel/time.js';
import { uuidV7 } from '../kernel/uuid.js';
import { versionConflict, type AppendRequest, type ExpectedRevision } from './eventLog.js';

/** Where an engine's stamps come from. */
export interface Stamps {
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Randomness;
}

/** @throws LedgerError `log.origin` when the origin is no URI */
export function checkOrigin(origin: string): void {
  if (!originSchema.safeParse(origin).success)
    throw invalid(
      'log.origin',
      '台账来源须为 URI，不超过 300 个字符',
      'The origin of a ledger is a URI of at most 300 characters',
      'origin',
    );
}

/**
 * The ledger's own clock, in whole milliseconds: recorded times never decrease, so a system clock that was set back
 * yields the last recorded time again until it has caught up (docs/adr/0003).
 */
export function monotonic(clock: Clock, notBefore = 0): Clock {
  let last = notBefore;
  return () => {
    const now = Math.floor(clock());
    if (now > last) last = now;
    return last;
  };
}

export interface EncodedEvent {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly disclosures: readonly string[];
}

/** Stamps and encodes one event. @throws what {@link encodeEvent} throws */
function accept(event: NewEvent, stream: string, stamps: Stamps): EncodedEvent {
  const now = stamps.clock();
  const id = uuidV7(now, stamps.random(10));
  const acceptance = {
    id,
    source: stamps.origin,
    subject: stream,
    recordedtime: formatInstant(now, 0),
  };
  return { id, ...encodeEvent(event, acceptance, () => stamps.random(SALT_LENGTH)) };
}

/**
 * Encodes all events of a request for a stream that holds `actual` events.
 * @throws LedgerError `log.conflict`, and what {@link encodeEvent} throws
 */
export function acceptAll(request: AppendRequest, actual: number, stamps: Stamps): EncodedEvent[] {
  const { stream, expected, events } = request;
  if (!agrees(expected, actual)) throw versionConflict(stream, expected, actual);
  return events.map((event) => accept(event, stream, stamps));
}

const agrees = (expected: ExpectedRevision, actual: number) =>
  expected === 'any' || (expected === 'none' ? 0 : expected) === actual;

/** A request that passed what can be checked without the log. */
export interface CheckedRequest {
  readonly request: AppendRequest;
  readonly commandId: string;
  readonly fingerprint: string;
}

/**
 * Finds the command id that all events share, and the fingerprint of the content (the expected revision is none of it:
 * a retry may have read the stream again).
 * @throws LedgerError `log.request`, `json.not_canonical`
 */
export function checkRequest(request: AppendRequest): CheckedRequest {
  const commandId = request.events[0]?.commandid;
  if (commandId === undefined || request.events.some((event) => event.commandid !== commandId))
    throw invalid(
      'log.request',
      '一次追加须含至少一个事件，且同属一个命令',
      'An append needs at least one event, all of one command',
      request.stream,
    );
  return { request, commandId, fingerprint: request.fingerprint ?? digestOf(request) };
}

function digestOf({ stream, events }: AppendRequest): string {
  return createHash('sha256').update(canonicalBytes({ stream, events })).digest('hex');
}

/** @throws LedgerError `log.request` unless the limit is a whole number from 1 */
export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw invalid(
      'log.request',
      '每页条数须为正整数',
      'The number of events to read is a whole number from 1',
      'limit',
    );
}

export interface Listeners {
  subscribe(onHead: (head: Position) => void): () => void;
  tell(head: Position): void;
}

/** Listeners are told in turns of their own, so that one that throws harms neither the writer nor the others. */
export function createListeners(): Listeners {
  const listeners = new Set<{ onHead: (head: Position) => void }>();
  return {
    subscribe(onHead) {
      const listener = { onHead };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(head) {
      for (const listener of listeners)
        queueMicrotask(() => {
          if (listeners.has(listener)) listener.onHead(head);
        });
    },
  };
}
