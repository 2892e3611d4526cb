// Proofs of single events, with the record in the file: what `prove` and `export evidence` hand out.
// It must never hand out a disclosure above the level that was asked for.
import type { Classification, StoredEvent } from '../events/envelope.js';
import { missing } from '../kernel/errors.js';
import { parsePosition } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { SignedHead } from '../signing/signing.js';
import { eventProof } from '../signing/treeProofs.js';
import {
  decodeUtf8,
  formatCarryingProof,
  parseProof,
  type NodeReader,
} from '../transparency/index.js';

/** Up to which classification what is not public may be shown. */
export const DISCLOSE = ['none', 'public', 'internal', 'audit', 'all'] as const;
export type Disclose = (typeof DISCLOSE)[number];

const RANKS: Readonly<Record<Classification, number>> = {
  public: 0,
  internal: 1,
  audit: 2,
  sealed: 3,
};
const HIGHEST: Readonly<Record<Disclose, number>> = {
  none: 0,
  public: 0,
  internal: 1,
  audit: 2,
  all: 3,
};

export const storedEvent = ({ bytes }: StoredRecord): StoredEvent =>
  JSON.parse(decodeUtf8(bytes)) as StoredEvent;

/** The disclosures of a record that may be shown. */
export const shownDisclosures = (record: StoredRecord, level: Disclose): readonly string[] =>
  RANKS[storedEvent(record).classification] <= HIGHEST[level] ? record.disclosures : [];

/** An event by its id or its position. @throws LedgerError `event.missing` */
export async function findRecord(log: EventLog, event: string): Promise<StoredRecord> {
  const record = /^\d+$/.test(event)
    ? await log.readAt(parsePosition(event))
    : await log.findEvent(event);
  if (record) return record;
  throw missing('event.missing', '没有此事件', 'There is no such event', event);
}

/**
 * The `.tlog-proof` of a record, with the record in it.
 * @param read reads the tree of the head; one for many proofs of one head is faster
 * @throws LedgerError `proof.not_in_head`, `tile.missing`
 */
export async function carryingProof(
  log: EventLog,
  head: SignedHead,
  record: StoredRecord,
  vkeys: readonly string[],
  level: Disclose,
  read?: NodeReader,
): Promise<string> {
  const proof = parseProof(await eventProof(log, head, record, read));
  const disclosures = shownDisclosures(record, level);
  return formatCarryingProof(proof, { event: record.bytes, disclosures, vkeys });
}
