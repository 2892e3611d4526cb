// The log in memory, for unit tests. It keeps the contract of the port, and nothing after the process ends.
import { comparePositions, positionOf, type Position } from '../../kernel/position.js';
import { accept, commandIdOf, fingerprintOf, monotonic, type Stamps } from '../acceptance.js';
import {
  commandReused,
  versionConflict,
  type AppendRequest,
  type AppendResult,
  type EventLog,
  type StoredRecord,
} from '../eventLog.js';

type Recorded = AppendResult & { readonly fingerprint: string };

export function createMemoryEventLog(given: Stamps): EventLog {
  const stamps = { ...given, clock: monotonic(given.clock) };
  const records: StoredRecord[] = [];
  const streams = new Map<string, StoredRecord[]>();
  const events = new Map<string, StoredRecord>();
  const commands = new Map<string, Recorded>();
  const listeners = new Set<(head: Position) => void>();

  function append(request: AppendRequest): AppendResult {
    const commandId = commandIdOf(request);
    const fingerprint = fingerprintOf(request);
    const before = commands.get(commandId);
    if (before) {
      if (before.fingerprint !== fingerprint) throw commandReused(commandId);
      return { ...before, replayed: true };
    }
    const { stream, expected } = request;
    const actual = streams.get(stream)?.length ?? 0;
    if (expected !== 'any' && (expected === 'none' ? 0 : expected) !== actual)
      throw versionConflict(stream, expected, actual);
    const encoded = request.events.map((event) => accept(event, stream, stamps));
    const added = encoded.map(({ bytes }, index) => ({
      position: positionOf(records.length + index),
      stream,
      revision: actual + index + 1,
      bytes,
    }));
    const result: Recorded = {
      first: positionOf(records.length),
      position: positionOf(records.length + added.length - 1),
      revision: actual + added.length,
      eventIds: encoded.map(({ id }) => id),
      replayed: false,
      fingerprint,
    };
    records.push(...added);
    streams.set(stream, [...(streams.get(stream) ?? []), ...added]);
    for (const [index, record] of added.entries()) events.set(encoded[index]?.id ?? '', record);
    commands.set(commandId, result);
    for (const listener of listeners) listener(result.position);
    return result;
  }

  const indexAfter = (after: Position | undefined) => {
    if (after === undefined) return 0;
    const index = records.findIndex((record) => comparePositions(record.position, after) > 0);
    return index < 0 ? records.length : index;
  };

  return {
    origin: stamps.origin,
    append: (request) =>
      new Promise((resolve) => {
        resolve(append(request));
      }),
    readStream: (stream, fromRevision = 1) =>
      Promise.resolve((streams.get(stream) ?? []).slice(Math.max(0, fromRevision - 1))),
    readAll: (after, limit) => {
      const start = indexAfter(after);
      return Promise.resolve(records.slice(start, start + limit));
    },
    readAt: (position) => Promise.resolve(records.find((record) => record.position === position)),
    findEvent: (eventId) => Promise.resolve(events.get(eventId)),
    findCommand: (commandId) => Promise.resolve(commands.get(commandId)),
    head: () => Promise.resolve(records.at(-1)?.position),
    subscribe(onHead) {
      listeners.add(onHead);
      return () => listeners.delete(onHead);
    },
    close: () => Promise.resolve(),
  };
}
