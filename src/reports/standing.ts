// What the log itself says of the place at which a report stands, and of the events it rests on.
// It reads only what no later event can change, so that the same position gives the same answer for ever.
import type { ViewSnapshot } from '../../projections/reader.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import type { Position } from '../kernel/position.js';
import { treeHead } from '../signing/treeProofs.js';
import { encodeBase64 } from '../transparency/index.js';
import type { Provenance } from './document.js';
import type { EvidenceEntry } from './finish.js';

interface Envelope {
  readonly type: string;
  readonly time: string;
  readonly recordedtime: string;
}

const decoder = new TextDecoder();
const envelopeOf = ({ bytes }: StoredRecord): Envelope =>
  JSON.parse(decoder.decode(bytes)) as Envelope;

/** A view that stopped: what came after is in no answer drawn from it. */
export interface HaltedView {
  readonly view: string;
  /** Where it stopped. */
  readonly position: string;
  readonly reason: string;
}

export const haltedViews = ({ halted }: Pick<ViewSnapshot, 'halted'>): readonly HaltedView[] =>
  halted.map(({ name, halt }) => ({
    view: name,
    position: halt?.position ?? '',
    reason: halt?.reason ?? '',
  }));

export type Standing = Pick<Provenance, 'position' | 'recordedAt' | 'tree'>;

/** @throws LedgerError `log.*`, `tile.missing` where the log does not reach the position */
export async function standingAt(log: EventLog, position: Position | undefined): Promise<Standing> {
  if (position === undefined) return { position: null, recordedAt: null, tree: null };
  const record = await log.readAt(position);
  const { size, root } = await treeHead(log, Number(position) + 1);
  return {
    position,
    recordedAt: record === undefined ? null : envelopeOf(record).recordedtime,
    tree: { size, root: encodeBase64(root) },
  };
}

/** `org.sunledger.matters.PositionStated.v1` to `matters.PositionStated`. */
const shortName = (type: string) => type.replace(/^org\.sunledger\./, '').replace(/\.v\d+$/, '');

/** Entries of the events that the log has; what it does not have is left out. */
export async function evidenceOf(
  log: EventLog,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, EvidenceEntry>> {
  const entries = new Map<string, EvidenceEntry>();
  for (const eventId of eventIds) {
    const record = await log.findEvent(eventId);
    if (!record) continue;
    const { type, time } = envelopeOf(record);
    entries.set(eventId, {
      eventId,
      position: record.position,
      name: shortName(type),
      time,
      leaf: encodeBase64(treeHasher.leaf(record.bytes)),
    });
  }
  return entries;
}
