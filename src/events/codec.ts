// Between stored bytes and events. Bytes are written once, in canonical form, and never re-written in another.
import { canonicalBytes, parseCanonical, type Json } from '../kernel/canonicalJson.js';
import { corrupt, LedgerError } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import type { Catalogue } from './catalogue.js';
import { storedEventSchema } from './envelopeSchema.js';
import type { NewEvent, RecordedEvent, StoredEvent } from './envelope.js';

/** The C2SP tlog entry limit: a larger content goes in by digest, to the document store. */
export const MAX_EVENT_BYTES = 65_535;

/** What the ledger adds when it accepts an event. */
export interface Acceptance {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly recordedtime: string;
}

/**
 * The canonical bytes of an accepted event.
 * @throws LedgerError `event.too_large`
 */
export function encodeEvent(event: NewEvent, acceptance: Acceptance): Uint8Array {
  const stored: StoredEvent = {
    ...event,
    ...acceptance,
    specversion: '1.0',
    datacontenttype: 'application/json',
  };
  const bytes = canonicalBytes(stored);
  if (bytes.length > MAX_EVENT_BYTES) throw eventTooLarge(event.type, bytes.length);
  return bytes;
}

export function eventTooLarge(type: string, bytes: number): LedgerError {
  return new LedgerError(
    'invalid',
    'event.too_large',
    {
      zh: `事件过大（${bytes} 字节，上限 ${MAX_EVENT_BYTES}）：请把正文存入文档库，只记摘要`,
      en: `The event has ${bytes} bytes; the limit is ${MAX_EVENT_BYTES}. Store the content as a document and record its digest`,
    },
    type,
    { bytes },
  );
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(stored: StoredEvent, position: Position, revision: number, catalogue: Catalogue) {
  const known = catalogue.read(stored.type, stored.data);
  // An unknown type keeps its full type as its name: views skip it, `verify` reports it.
  return {
    ...stored,
    name: known?.name ?? stored.type,
    data: known?.data ?? stored.data,
    position,
    revision,
  };
}

/**
 * Reads stored bytes into the latest shape. Fast path for views: trusts that the bytes are canonical.
 * @throws LedgerError `event.unreadable`, `event.newer_version`
 */
export function decodeEvent(
  bytes: Uint8Array,
  position: Position,
  revision: number,
  catalogue: Catalogue,
): RecordedEvent {
  let stored: StoredEvent;
  try {
    stored = JSON.parse(decoder.decode(bytes)) as StoredEvent;
  } catch {
    throw corrupt(
      'event.unreadable',
      `位置 ${position} 的已存事件不是 JSON`,
      `The stored event at position ${position} is not JSON`,
      position,
    );
  }
  return decode(stored, position, revision, catalogue);
}

/**
 * Reads stored bytes as a sceptic does: canonical form, every envelope attribute, the data at its version.
 * @throws LedgerError `json.not_canonical`, `event.envelope`, `event.unreadable`, `event.newer_version`
 */
export function auditEvent(
  bytes: Uint8Array,
  position: Position,
  revision: number,
  catalogue: Catalogue,
): RecordedEvent {
  const value: Json = parseCanonical(bytes);
  const parsed = storedEventSchema.safeParse(value);
  if (!parsed.success)
    throw corrupt(
      'event.envelope',
      `位置 ${position} 的事件信封有误：${parsed.error.issues[0]?.path.join('/') ?? ''}`,
      `The envelope of the event at position ${position} is not valid: ${parsed.error.issues[0]?.path.join('/') ?? ''}`,
      position,
    );
  return decode(parsed.data, position, revision, catalogue);
}
