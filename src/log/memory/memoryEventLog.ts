// The log in memory, for unit tests. It keeps the contract of the port, and nothing after the process ends.
import { positionOf, type Position } from '../../kernel/position.js';
import { HASH_LENGTH, rootOf, type TileCoordinates } from '../../transparency/index.js';
import {
  acceptAll,
  checkLimit,
  checkOrigin,
  checkRequest,
  createListeners,
  monotonic,
  type Stamps,
} from '../acceptance.js';
import {
  commandReused,
  logClosed,
  type AppendRequest,
  type AppendResult,
  type EventLog,
  type StoredRecord,
} from '../eventLog.js';
import { treeHasher } from '../treeHasher.js';

type Recorded = AppendResult & { readonly fingerprint: string };

/** Readers get their own bytes: what they do to them must not reach the log. */
const copy = (record: StoredRecord): StoredRecord => ({ ...record, bytes: record.bytes.slice() });

class MemoryStore {
  readonly records: StoredRecord[] = [];
  readonly streams = new Map<string, StoredRecord[]>();
  readonly events = new Map<string, StoredRecord>();
  readonly commands = new Map<string, Recorded>();

  constructor(private readonly stamps: Stamps) {}

  append(request: AppendRequest): AppendResult {
    const { commandId, fingerprint } = checkRequest(request);
    const before = this.commands.get(commandId);
    if (before) {
      const { fingerprint: recorded, ...result } = before;
      if (recorded !== fingerprint) throw commandReused(commandId);
      return { ...result, replayed: true };
    }
    const stream = this.streams.get(request.stream) ?? [];
    const encoded = acceptAll(request, stream.length, this.stamps);
    const first = positionOf(this.records.length);
    this.streams.set(request.stream, stream);
    for (const { id, bytes, disclosures } of encoded) {
      const position = positionOf(this.records.length);
      const revision = stream.length + 1;
      const record = { position, stream: request.stream, revision, bytes, disclosures };
      this.records.push(record);
      stream.push(record);
      this.events.set(id, record);
    }
    const result: AppendResult = {
      first,
      position: positionOf(this.records.length - 1),
      revision: stream.length,
      eventIds: encoded.map(({ id }) => id),
      replayed: false,
    };
    this.commands.set(commandId, { ...result, fingerprint });
    return result;
  }

  readTile({ level, index, width }: TileCoordinates): Uint8Array | undefined {
    const span = 256 ** level;
    const first = index * 256 * span;
    if (width < 1 || first + width * span > this.records.length) return undefined;
    const bytes = new Uint8Array(width * HASH_LENGTH);
    for (let at = 0; at < width; at++) {
      const leaves = this.records.slice(first + at * span, first + (at + 1) * span);
      bytes.set(
        rootOf(
          leaves.map((record) => treeHasher.leaf(record.bytes)),
          treeHasher,
        ),
        at * HASH_LENGTH,
      );
    }
    return bytes;
  }
}

/** @throws LedgerError `log.origin` */
export function createMemoryEventLog(given: Stamps): EventLog {
  checkOrigin(given.origin);
  const store = new MemoryStore({ ...given, clock: monotonic(given.clock) });
  const listeners = createListeners();
  let closed = false;

  function attempt<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (closed) throw logClosed();
      resolve(work());
    });
  }
  const copied = (record: StoredRecord | undefined) => record && copy(record);

  return {
    origin: given.origin,
    append: (request) =>
      attempt(() => {
        const result = store.append(request);
        if (!result.replayed) listeners.tell(result.position);
        return result;
      }),
    readStream: (stream, fromRevision = 1) =>
      attempt(() =>
        (store.streams.get(stream) ?? []).slice(Math.max(0, fromRevision - 1)).map(copy),
      ),
    readAll: (after, limit) =>
      attempt(() => {
        checkLimit(limit);
        const start = after === undefined ? 0 : Number(after) + 1;
        return store.records.slice(start, start + limit).map(copy);
      }),
    readAt: (position) => attempt(() => copied(store.records[Number(position)])),
    readEach: (positions) =>
      attempt(() =>
        [...new Set(positions.map(Number))]
          .sort((a, b) => a - b)
          .flatMap((position) => copied(store.records[position]) ?? []),
      ),
    findEvent: (eventId) => attempt(() => copied(store.events.get(eventId))),
    findCommand: (commandId) => attempt(() => store.commands.get(commandId)),
    head: () => attempt((): Position | undefined => store.records.at(-1)?.position),
    readTile: (tile) => attempt(() => store.readTile(tile)),
    subscribe: (onHead) => listeners.subscribe(onHead),
    status: () => ({ state: 'ready' }),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
