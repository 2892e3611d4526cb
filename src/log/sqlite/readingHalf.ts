// What a log that keeps its events in a ledger file answers to readers; the engines differ only in what they append through.
import { parsePosition, positionOf } from '../../kernel/position.js';
import { checkLimit } from '../acceptance.js';
import type { EventLog } from '../eventLog.js';
import type { Reads } from './reads.js';
import type { TreeTables } from './treeTables.js';

/**
 * The reading methods of an {@link EventLog}.
 * @param attempt runs the work when the log may be read, or rejects with why it may not
 */
export const readingHalf = (
  { reads, tree }: { readonly reads: Reads; readonly tree: TreeTables },
  attempt: <T>(work: () => T) => Promise<T>,
): Pick<
  EventLog,
  | 'readStream'
  | 'readAll'
  | 'readAt'
  | 'readEach'
  | 'findEvent'
  | 'findCommand'
  | 'head'
  | 'readTile'
> => ({
  readStream: (stream, fromRevision = 1) => attempt(() => reads.stream(stream, fromRevision)),
  readAll: (after, limit) =>
    attempt(() => {
      checkLimit(limit);
      return reads.after(after === undefined ? -1 : Number(after), limit);
    }),
  readAt: (position) => attempt(() => reads.at(Number(parsePosition(position)))),
  readEach: (positions) =>
    attempt(() => reads.each(positions.map((position) => Number(parsePosition(position))))),
  findEvent: (eventId) => attempt(() => reads.event(eventId)),
  findCommand: (commandId) => attempt(() => reads.command(commandId)),
  head: () =>
    attempt(() => {
      const sequence = reads.head();
      return sequence < 0 ? undefined : positionOf(sequence);
    }),
  readTile: ({ level, index, width }) => attempt(() => tree.readTile(level, index, width)),
});
