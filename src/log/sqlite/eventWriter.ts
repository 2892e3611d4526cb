// Writes accepted events with all that stands beside them: leaf hash, tree, disclosures, the recorded command.
// Only inside the caller's transaction: a crash leaves all of it or nothing.
import { positionOf } from '../../kernel/position.js';
import type { Database } from '../../sqlite/driver.js';
import type { EncodedEvent } from '../acceptance.js';
import type { AppendResult } from '../eventLog.js';
import { treeHasher } from '../treeHasher.js';
import type { TreeWriter } from './treeTables.js';

/** Events of one command, for a stream that holds `actual` events. */
export interface AcceptedCommand {
  readonly commandId: string;
  readonly fingerprint: string;
  readonly stream: string;
  readonly actual: number;
  readonly events: readonly EncodedEvent[];
}

export interface EventWriter {
  /** Sequence number of the next event, true only inside a transaction. */
  readonly next: number;
  /** Begins a transaction's work on a log of `size` events. */
  begin(size: number): void;
  insert(command: AcceptedCommand): AppendResult;
}

export function createEventWriter(database: Database, tree: TreeWriter): EventWriter {
  const insertEvent = database.prepare(
    'INSERT INTO event (seq, id, stream, revision, leaf, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertCommand = database.prepare(
    'INSERT INTO command (commandid, fingerprint, first, count, revision) VALUES (?, ?, ?, ?, ?)',
  );
  const insertDisclosures = database.prepare('INSERT INTO disclosure (seq, strings) VALUES (?, ?)');
  let next = 0;

  return {
    get next() {
      return next;
    },
    begin(size) {
      next = size;
      tree.reload(size);
    },
    insert({ commandId, fingerprint, stream, actual, events }) {
      const first = next;
      let revision = actual;
      for (const { id, bytes, disclosures } of events) {
        const leaf = treeHasher.leaf(bytes);
        insertEvent.run([next, id, stream, ++revision, leaf, bytes]);
        tree.append(leaf);
        if (disclosures.length > 0) insertDisclosures.run([next, JSON.stringify(disclosures)]);
        next++;
      }
      insertCommand.run([commandId, fingerprint, first, events.length, revision]);
      return {
        first: positionOf(first),
        position: positionOf(next - 1),
        revision,
        eventIds: events.map(({ id }) => id),
        replayed: false,
      };
    },
  };
}
