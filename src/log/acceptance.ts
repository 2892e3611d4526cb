// What every engine does in the same way when it accepts events: stamp, encode, fingerprint.
import { createHash } from 'node:crypto';
import { encodeEvent } from '../events/codec.js';
import type { NewEvent } from '../events/envelope.js';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import { formatInstant, type Clock, type Randomness } from '../kernel/clock.js';
import { invalid } from '../kernel/errors.js';
import { uuidV7 } from '../kernel/uuid.js';
import type { AppendRequest } from './eventLog.js';

/** Where an engine's stamps come from. */
export interface Stamps {
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Randomness;
}

/**
 * The ledger's own clock: recorded times never decrease, so a system clock that was set back yields the
 * last recorded time again until it has caught up (docs/adr/0003).
 */
export function monotonic(clock: Clock, notBefore = 0): Clock {
  let last = notBefore;
  return () => (last = Math.max(last, clock()));
}

export interface EncodedEvent {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Stamps and encodes one event. @throws LedgerError `event.too_large`, `json.not_canonical` */
export function accept(event: NewEvent, stream: string, stamps: Stamps): EncodedEvent {
  const now = stamps.clock();
  const id = uuidV7(now, stamps.random(10));
  const bytes = encodeEvent(event, {
    id,
    source: stamps.origin,
    subject: stream,
    recordedtime: formatInstant(now),
  });
  return { id, bytes };
}

/** The command id that all events of a request share. @throws LedgerError `log.request` */
export function commandIdOf(request: AppendRequest): string {
  const commandId = request.events[0]?.commandid;
  if (commandId === undefined || request.events.some((event) => event.commandid !== commandId))
    throw invalid(
      'log.request',
      '一次追加须含至少一个事件，且同属一个命令',
      'An append needs at least one event, all of one command',
      request.stream,
    );
  return commandId;
}

export function fingerprintOf(request: AppendRequest): string {
  if (request.fingerprint !== undefined) return request.fingerprint;
  const content = canonicalBytes({ stream: request.stream, events: request.events });
  return createHash('sha256').update(content).digest('hex');
}
