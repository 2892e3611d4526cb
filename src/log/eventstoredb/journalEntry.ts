// What stands in the journal stream: one server event for each event of the ledger, its exact bytes as the data, and in
// the metadata what the log knows beside them. It must never let in what another program put there.
import { corrupt, LedgerError } from '../../kernel/errors.js';
import { parseInstant } from '../../kernel/time.js';
import { canonicalBytes } from '../../kernel/canonicalJson.js';
import { uuidV7 } from '../../kernel/uuid.js';
import type { Stamps } from '../acceptance.js';
import type { VerbatimCommand } from '../verbatim.js';
import type { ProposedEvent, ServerEvent } from './connection.js';

/** The version of this metadata. A program refuses a journal that holds a newer one. */
export const JOURNAL_FORMAT = 1;
/** Ends a journal: the ledger lives elsewhere from then on. */
export const CLOSED_TYPE = 'org.sunledger.JournalClosed';

/** A command, and the server events that it becomes. */
export interface ProposedCommand extends VerbatimCommand {
  readonly proposed: readonly ProposedEvent[];
}

/** An event of the journal, as far as it can be judged by itself. */
export interface JournalRecord {
  readonly kind: 'event';
  readonly revision: number;
  readonly id: string;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly stream: string;
  /** Which event of its command it is, from 0, of how many. */
  readonly index: number;
  readonly count: number;
  /** Tells the parts of one attempt to append a command from those of another. */
  readonly attempt: string;
  /** Its content lies in a stream of its own, as disclosures. */
  readonly isSealed: boolean;
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
}

export type JournalEntry =
  JournalRecord | { readonly kind: 'closed'; readonly revision: number; readonly id: string };

/** Of a stored event, what is repeated in the metadata or must be this ledger's. */
interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly recordedtime: string;
  readonly commandid: string;
  readonly correlationid: string;
  readonly causationid?: string;
}

type Metadata = ProposedEvent['metadata'];

const decoder = new TextDecoder('utf-8', { fatal: true });
const parseEnvelope = (bytes: Uint8Array): Envelope =>
  JSON.parse(decoder.decode(bytes)) as Envelope;

/** The server events of a command, in order. `attempt` is new for every attempt at other bytes. */
export function toJournal(command: VerbatimCommand, attempt: string): readonly ProposedEvent[] {
  const { commandId, fingerprint, stream, events } = command;
  return events.map(({ id, bytes, disclosures }, index) => {
    const { type, correlationid, causationid } = parseEnvelope(bytes);
    const metadata: Metadata = {
      sunledger: JOURNAL_FORMAT,
      stream,
      command: commandId,
      fingerprint,
      index,
      count: events.length,
      attempt,
      ...(disclosures.length > 0 ? { sealed: true } : {}),
      // The names that the server's own tools go by.
      $correlationId: correlationid,
      ...(causationid === undefined ? {} : { $causationId: causationid }),
    };
    return { id, type, bytes, metadata };
  });
}

/** Ends the journal. */
export function closingEvent({ origin, clock, random }: Stamps): ProposedEvent {
  return {
    id: uuidV7(Math.floor(clock()), random(10)),
    type: CLOSED_TYPE,
    bytes: canonicalBytes({ origin }),
    metadata: { sunledger: JOURNAL_FORMAT },
  };
}

const at = (revision: number): string => `journal ${revision}`;

export const foreignEvent = (revision: number, why: { zh: string; en: string }): LedgerError =>
  corrupt(
    'log.foreign_event',
    `日志流第 ${revision} 号事件不是本台账所写（${why.zh}）：已停止读写，请查明何人写入；台账内容截至此前仍然有效`,
    `Event ${revision} of the journal stream was not written by this ledger (${why.en}); reading and writing stop, find out who wrote it. What the ledger holds before it stands`,
    at(revision),
  );

const newerFormat = (revision: number, format: number): LedgerError =>
  new LedgerError(
    'unavailable',
    'log.newer_format',
    {
      zh: `日志流第 ${revision} 号事件的格式为 ${format}，本程序只认识到 ${JOURNAL_FORMAT}：请升级本节点的程序`,
      en: `Event ${revision} of the journal stream has format ${format}, this program knows formats up to ${JOURNAL_FORMAT}; upgrade the program of this node`,
    },
    at(revision),
  );

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown, from: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= from;

function readMetadata({ revision, metadata }: ServerEvent): Readonly<Record<string, unknown>> {
  const format = (metadata as { sunledger?: unknown } | null | undefined)?.sunledger;
  if (!isCount(format, 1))
    throw foreignEvent(revision, { zh: '没有台账的元数据', en: 'it has no metadata of a ledger' });
  if (format > JOURNAL_FORMAT) throw newerFormat(revision, format);
  return metadata as Readonly<Record<string, unknown>>;
}

function readEnvelope({ revision, bytes }: ServerEvent): Envelope {
  try {
    if (bytes) return parseEnvelope(bytes);
  } catch {
    // Not JSON: told below, without quoting what it is.
  }
  throw foreignEvent(revision, { zh: '内容不是事件', en: 'its content is no event' });
}

/**
 * Reads an event of the journal of a ledger.
 * @throws LedgerError `log.foreign_event`, `log.newer_format`
 */
export function fromJournal(event: ServerEvent, origin: string): JournalEntry {
  const { revision, id, type } = event;
  const metadata = readMetadata(event);
  if (type === CLOSED_TYPE) return { kind: 'closed', revision, id };
  const envelope = readEnvelope(event);
  const { stream, command, fingerprint, index, count, attempt, sealed } = metadata;
  const agrees =
    envelope.source === origin &&
    envelope.id === id &&
    envelope.type === type &&
    envelope.subject === stream &&
    envelope.commandid === command;
  if (!agrees)
    throw foreignEvent(revision, {
      zh: '内容与元数据不一致，或属于另一台账',
      en: 'its content disagrees with its metadata, or is of another ledger',
    });
  if (!isText(fingerprint) || !isText(attempt) || !isCount(count, 1) || !isCount(index, 0))
    throw foreignEvent(revision, { zh: '元数据不完整', en: 'its metadata are not whole' });
  return {
    kind: 'event',
    revision,
    id,
    commandId: envelope.commandid,
    fingerprint,
    stream: envelope.subject,
    index,
    count,
    attempt,
    isSealed: sealed === true,
    bytes: event.bytes ?? new Uint8Array(0),
    recordedAt: parseInstant(envelope.recordedtime).epochMs,
  };
}
