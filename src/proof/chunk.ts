// Checks 16,384 positions at a time: events, leaf hashes, lowest subtree roots, commands. Chunks are independent of
// each other, so that several threads can work; what spans chunks is left to reduction.ts. It must never repair.
import { auditEvent } from '../events/codec.js';
import { isSealed } from '../events/sealing.js';
import type { Catalogue } from '../events/catalogue.js';
import type { RecordedEvent } from '../events/envelope.js';
import { isLedgerError } from '../kernel/errors.js';
import { positionOf } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { CommandRow, LedgerTables } from '../log/ledgerTables.js';
import { treeHasher } from '../log/treeHasher.js';
import {
  equalBytes,
  Frontier,
  HASH_LENGTH,
  rootOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Hash,
} from '../transparency/index.js';
import { finding, Findings, type Finding } from './findings.js';

/** A power of two: the subtrees of a chunk are subtrees of the whole tree. */
export const CHUNK = 16_384;
const PAGE = 4 * TILE_WIDTH;

export interface ChunkSources {
  readonly log: EventLog;
  readonly tables: LedgerTables;
  readonly catalogue: Catalogue;
}

export interface ChunkTask {
  /** A multiple of {@link CHUNK}. */
  readonly from: number;
  /** At most `from` + {@link CHUNK}. */
  readonly to: number;
  /** Sizes, `from` < size <= `to`, at which the roots of the chunk are wanted. Ascending. */
  readonly sizes: readonly number[];
}

/** Where a stream begins and how far it comes within a chunk. */
export interface StreamSpan {
  readonly firstAt: number;
  readonly firstRevision: number;
  lastRevision: number;
}

export interface ChunkResult {
  readonly events: number;
  readonly findings: readonly Finding[];
  readonly omitted: number;
  /** Positions without a readable event. */
  readonly lost: number;
  readonly streams: ReadonlyMap<string, StreamSpan>;
  /** Recorded times of the first readable event, and where it is, and of the last. */
  readonly first: { readonly at: number; readonly recordedtime: string } | undefined;
  readonly lastRecorded: string;
  /** Commands that begin in this chunk. */
  readonly commands: number;
  /** Roots of the complete subtrees within the chunk at each wanted size, and at its end. */
  readonly roots: readonly (readonly Hash[])[];
  readonly endRoots: readonly Hash[];
  /** Digests of recorded documents, and where. */
  readonly documents: readonly { readonly at: number; readonly sha256: string }[];
}

interface Slot {
  readonly at: number;
  record?: StoredRecord;
  event?: RecordedEvent;
  stored?: Hash;
  id?: string;
  computed?: Hash;
}

const isSound = ({ stored, computed }: Slot): boolean =>
  stored !== undefined && computed !== undefined && equalBytes(stored, computed);

const NO_HASH = new Uint8Array(HASH_LENGTH);

class ChunkCheck {
  readonly found = new Findings();
  readonly streams = new Map<string, StreamSpan>();
  readonly documents: { at: number; sha256: string }[] = [];
  readonly roots: (readonly Hash[])[] = [];
  readonly frontier = new Frontier(treeHasher);
  events = 0;
  commands = 0;
  first: { at: number; recordedtime: string } | undefined;
  lastRecorded = '';
  private readonly known: ReadonlySet<string>;
  /** Positions without a readable event. */
  lost = 0;
  private missingFrom: number | undefined;

  constructor(
    private readonly sources: ChunkSources,
    private readonly task: ChunkTask,
  ) {
    this.known = new Set(sources.catalogue.names);
  }

  async page(from: number, to: number): Promise<void> {
    const slots = await this.read(from, to);
    for (const slot of slots) this.checkSlot(slot);
    this.checkCommands(slots);
    for (let at = 0; at < slots.length; at += TILE_WIDTH)
      this.checkBlock(slots.slice(at, at + TILE_WIDTH));
  }

  private async read(from: number, to: number): Promise<Slot[]> {
    const slots = Array.from({ length: to - from }, (_, index): Slot => ({ at: from + index }));
    for (const record of await this.records(from, to)) {
      const slot = slots[Number(record.position) - from];
      if (slot) slot.record = record;
    }
    for (const { sequence, id, leaf } of this.sources.tables.columns(from, to)) {
      const slot = slots[sequence - from];
      if (slot) Object.assign(slot, { id, stored: leaf });
    }
    return slots;
  }

  /** A page that cannot be read as a whole is read one by one, so that the row at fault can be named. */
  private async records(from: number, to: number): Promise<readonly StoredRecord[]> {
    const { log } = this.sources;
    try {
      const after = from === 0 ? undefined : positionOf(from - 1);
      const page = await log.readAll(after, to - from);
      return page.filter(({ position }) => Number(position) < to);
    } catch {
      const records: StoredRecord[] = [];
      for (let at = from; at < to; at++)
        try {
          const record = await log.readAt(positionOf(at));
          if (record) records.push(record);
        } catch (error) {
          // Disclosures are the only column that is parsed on reading.
          const code = isLedgerError(error) ? 'event.unreadable_row' : 'disclosure.malformed';
          this.found.add(finding(code, at));
        }
      return records;
    }
  }

  private checkSlot(slot: Slot): void {
    const { record, at } = slot;
    if (!record) {
      this.lost += 1;
      if (slot.stored === undefined && slot.id === undefined) this.missingFrom ??= at;
      else this.endGap(at);
      slot.computed = slot.stored ?? NO_HASH;
      return;
    }
    this.endGap(at);
    this.events += 1;
    slot.computed = treeHasher.leaf(record.bytes);
    try {
      this.checkRevision(record, at);
      slot.event = auditEvent(record, this.sources.catalogue);
      this.checkEvent(slot.event, record, at);
      // The time of an altered event throws no blame on those after it.
      if (isSound(slot)) this.advanceClock(slot.event, at);
      if (slot.id !== slot.event.id) this.found.add(finding('event.id_altered', at));
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      this.found.add({ code: error.code, text: error.text, position: record.position });
    }
  }

  /** One finding for a run of missing positions. */
  endGap(at: number): void {
    if (this.missingFrom === undefined) return;
    const more = at - this.missingFrom > 1 ? `${this.missingFrom}–${at - 1}` : '';
    this.found.add(finding('log.gap', this.missingFrom, more));
    this.missingFrom = undefined;
  }

  /** By the columns alone, so that an event that cannot be read throws no blame on the next one. */
  private checkRevision({ stream, revision }: StoredRecord, at: number): void {
    const span = this.streams.get(stream);
    if (!span) {
      this.streams.set(stream, { firstAt: at, firstRevision: revision, lastRevision: revision });
      return;
    }
    if (!follows(revision, span.lastRevision, this.lost))
      this.found.add(finding('log.revision', at));
    span.lastRevision = revision;
  }

  private checkEvent(event: RecordedEvent, { stream }: StoredRecord, at: number): void {
    if (event.subject !== stream || event.source !== this.sources.log.origin)
      this.found.add(finding('log.misplaced', at));
    if (event.recordedtime < this.lastRecorded) this.found.add(finding('log.clock', at));
    if (isSealed(event.data)) this.found.add(finding('disclosure.missing', at));
    else if (!this.known.has(event.name))
      this.found.add(finding('event.unknown_type', at, event.type));
    else if (event.name === 'documents.DocumentStored')
      this.documents.push({ at, sha256: (event.data as { sha256: string }).sha256 });
  }

  private advanceClock({ recordedtime }: RecordedEvent, at: number): void {
    this.first ??= { at, recordedtime };
    this.lastRecorded = recordedtime;
  }

  private checkCommands(slots: readonly Slot[]): void {
    const ids = new Set(slots.flatMap(({ event }) => event?.commandid ?? []));
    const rows = this.sources.tables.commands([...ids]);
    for (const { at, event, record } of slots) {
      if (!event || !record) continue;
      const row = rows.get(event.commandid);
      if (!row) this.found.add(finding('command.missing', at));
      else if (!belongs(row, at, record.revision)) this.found.add(finding('command.misplaced', at));
      if (row?.first === at) this.commands += 1;
    }
  }

  /** Up to 256 leaves, and the root that is stored over them when they are 256. */
  private checkBlock(block: readonly Slot[]): void {
    let root: Hash | undefined;
    for (const { at, computed } of block) {
      this.frontier.append(computed ?? NO_HASH, (height, hash) => {
        if (height === TILE_HEIGHT) root = hash;
      });
      if (this.task.sizes[this.roots.length] === at + 1) this.roots.push(this.frontier.roots);
    }
    const index = Math.floor((block[0]?.at ?? 0) / TILE_WIDTH);
    const stored = root && this.sources.tables.subtrees(1, index, index + 1).get(index);
    const differing = block.filter((slot) => slot.record && !isSound(slot));
    if (root && !stored) this.found.add(finding('subtree.missing', `1/${index}`));
    const code = verdictOn(block, root, stored);
    for (const { at } of differing) this.found.add(finding(code, at));
    const whole = block.every(({ record }) => record);
    if (root && stored && whole && differing.length === 0 && !equalBytes(root, stored))
      this.found.add(finding('subtree.altered', `1/${index}`, rangeOf(block)));
  }
}

/**
 * Whether a stream goes on as it should. Where positions were lost, and have been told, their revisions may be missing:
 * the events behind them are not to blame.
 */
export const follows = (revision: number, before: number, lost: number): boolean =>
  revision > before && revision - before - 1 <= lost;

const rangeOf = (block: readonly Slot[]) => `${block[0]?.at ?? 0}–${block.at(-1)?.at ?? 0}`;

const belongs = (row: CommandRow, at: number, revision: number): boolean =>
  at >= row.first &&
  at < row.first + row.count &&
  row.revision - (row.first + row.count - 1) === revision - at;

/** Which of event and leaf hash was altered, as far as the root above them can tell. */
function verdictOn(block: readonly Slot[], root: Hash | undefined, stored: Hash | undefined) {
  if (!root || !stored) return 'event.differs_from_leaf';
  if (equalBytes(root, stored)) return 'leaf.altered';
  const leaves = block.flatMap((slot) => slot.stored ?? []);
  return leaves.length === TILE_WIDTH && equalBytes(rootOf(leaves, treeHasher), stored)
    ? 'event.altered'
    : 'event.differs_from_leaf';
}

/** Checks the positions of one chunk. @throws only what is a fault of the program or of reading it at all */
export async function verifyChunk(
  sources: ChunkSources,
  task: ChunkTask,
  onProgress: (events: number) => void = () => undefined,
): Promise<ChunkResult> {
  const check = new ChunkCheck(sources, task);
  for (let from = task.from; from < task.to; from += PAGE) {
    const to = Math.min(from + PAGE, task.to);
    await check.page(from, to);
    onProgress(to - from);
  }
  check.endGap(task.to);
  const { events, found, lost, streams, first, lastRecorded, commands, roots, documents } = check;
  return {
    events,
    findings: found.list,
    omitted: found.omitted,
    lost,
    streams,
    first,
    lastRecorded,
    commands,
    roots,
    endRoots: check.frontier.roots,
    documents,
  };
}
