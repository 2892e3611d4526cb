// Between stored bytes and events. Bytes are written once, in canonical form, and never re-written in another.
import type { z } from 'zod';
import { canonicalBytes, parseCanonical } from '../kernel/canonicalJson.js';
import { corrupt, invalid, LedgerError } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import type { Catalogue } from './catalogue.js';
import { newEventSchema, storedEventSchema, streamSchema } from './envelopeSchema.js';
import { auditSealedData, isSealed, sealData, unsealData } from './sealing.js';
import type { JsonObject } from '../transparency/json.js';
import type { NewEvent, RecordedEvent, StoredEvent } from './envelope.js';
import { explainIssue, pointerOf } from './issues.js';

/** The C2SP tlog entry limit: a larger content goes in by digest, to the document store. */
export const MAX_EVENT_BYTES = 65_535;

/** What the ledger adds when it accepts an event. */
export interface Acceptance {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly recordedtime: string;
}

function check<S extends z.ZodType>(schema: S, value: unknown, base: string): z.output<S> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const { pointer, zh, en } = explainIssue(schema, value, checked.error);
  const where = base + pointer;
  throw invalid(
    'event.invalid',
    `事件信封有误：${where} ${zh}`,
    `The event envelope is not valid: ${where} ${en}`,
    where,
  );
}

export interface EncodedBytes {
  /** What is stored, hashed and proved: without the content of a non-public event. */
  readonly bytes: Uint8Array;
  /** That content, to be kept beside the log. */
  readonly disclosures: readonly string[];
}

/**
 * The canonical bytes of an accepted event. The envelope is checked here, whoever calls, so that nothing is stored
 * which {@link auditEvent} would refuse later; the data was parsed by the catalogue where the event was decided.
 * @throws LedgerError `event.invalid` with a pointer, `event.too_large`, `json.not_canonical`
 */
export function encodeEvent(
  event: NewEvent,
  acceptance: Acceptance,
  nextSalt: () => Uint8Array,
): EncodedBytes {
  const checked = check(newEventSchema, event, '');
  check(streamSchema, acceptance.subject, '/subject');
  const sealed = sealData(checked.data as JsonObject, checked.classification, nextSalt);
  // In canonical order, so that nothing needs sorting but the data.
  const stored: StoredEvent = {
    actoraccount: checked.actoraccount,
    actoronbehalfof: checked.actoronbehalfof,
    actorperson: checked.actorperson,
    actorpost: checked.actorpost,
    causationid: checked.causationid,
    classification: checked.classification,
    commandid: checked.commandid,
    correlationid: checked.correlationid,
    data: sealed.data,
    datacontenttype: 'application/json',
    id: acceptance.id,
    matter: checked.matter,
    orgunit: checked.orgunit,
    powercode: checked.powercode,
    recordedtime: acceptance.recordedtime,
    rulepack: checked.rulepack,
    source: acceptance.source,
    specversion: '1.0',
    subject: acceptance.subject,
    time: checked.time,
    type: checked.type,
  };
  const bytes = canonicalBytes(stored);
  const length = Math.max(bytes.length, ...sealed.disclosures.map((text) => text.length));
  if (length > MAX_EVENT_BYTES) throw eventTooLarge(checked.type, length);
  return { bytes, disclosures: sealed.disclosures };
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

/** An event as a log holds it (the log port's StoredRecord). */
export interface RecordInLog extends EncodedBytes {
  readonly position: Position;
  readonly revision: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** `stored` is freshly parsed and ours: it is completed in place, which is twice as fast as a copy. */
function complete(
  stored: StoredEvent,
  data: unknown,
  position: Position,
  revision: number,
  catalogue: Catalogue,
): RecordedEvent {
  const event = stored as { -readonly [K in keyof RecordedEvent]: RecordedEvent[K] };
  const known = isSealed(data) ? undefined : catalogue.read(stored.type, data);
  // An unknown type, or withheld data, leaves the full type as the name: views skip it, `verify` reports it.
  event.name = known ? known.name : stored.type;
  if (known) event.data = known.data;
  event.position = position;
  event.revision = revision;
  return event;
}

function parseStored(bytes: Uint8Array): StoredEvent | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    const isEvent = value instanceof Object && 'type' in value && typeof value.type === 'string';
    return isEvent ? (value as StoredEvent) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads stored bytes into the latest shape, the data strictly parsed at its version. For views and deciders: canonical
 * form and envelope are not checked again, since {@link encodeEvent} did so on writing and {@link auditEvent} does in
 * `verify`.
 * @throws LedgerError `event.unreadable`, `event.newer_version`
 */
export function decodeEvent(
  { bytes, position, revision, disclosures }: RecordInLog,
  catalogue: Catalogue,
): RecordedEvent {
  const stored = parseStored(bytes);
  if (!stored)
    throw corrupt(
      'event.unreadable',
      `位置 ${position} 的已存内容不是事件`,
      `What is stored at position ${position} is not an event`,
      position,
    );
  const { data } = stored;
  const whole = disclosures.length > 0 ? unsealData(data as JsonObject, disclosures) : data;
  return complete(stored, whole ?? data, position, revision, catalogue);
}

/**
 * Reads stored bytes as a sceptic does: canonical form, every envelope attribute, the data at its version.
 * @throws LedgerError `json.not_canonical`, `event.envelope`, `event.unreadable`, `event.newer_version`
 */
export function auditEvent(
  { bytes, position, revision, disclosures }: RecordInLog,
  catalogue: Catalogue,
): RecordedEvent {
  const parsed = storedEventSchema.safeParse(parseCanonical(bytes));
  if (!parsed.success) {
    const pointer = pointerOf(parsed.error.issues[0]);
    throw corrupt(
      'event.envelope',
      `位置 ${position} 的事件信封有误：${pointer}`,
      `The envelope of the event at position ${position} is not valid: ${pointer}`,
      position,
    );
  }
  const audited = auditSealedData(parsed.data.data as JsonObject, disclosures);
  if ('problem' in audited)
    throw corrupt(
      audited.problem,
      `位置 ${position} 的披露内容与记录的摘要不符`,
      `The disclosures at position ${position} do not match the recorded digests`,
      position,
    );
  const whole = audited.withheld > 0 ? parsed.data.data : audited.data;
  return complete(parsed.data, whole, position, revision, catalogue);
}
