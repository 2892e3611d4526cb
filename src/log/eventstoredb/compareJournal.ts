// Compares a node's copy of the ledger with the journal on the server, event by event, for `verify`. It must never
// change either.
import { positionOf } from '../../kernel/position.js';
import { equalBytes } from '../../transparency/index.js';
import type { Reads } from '../sqlite/reads.js';
import { checkHistory } from './admission.js';
import { Assembler } from './assembler.js';
import type { Connection } from './connection.js';
import { journalGap } from './intake.js';
import { fromJournal } from './journalEntry.js';
import { diverged } from './replica.js';
import type { LedgerStreams } from './streams.js';

const PAGE = 1000;

export interface ComparedCopy {
  readonly streams: LedgerStreams;
  readonly reads: Reads;
  readonly origin: string;
}

/**
 * Up to the end of the copy: the server may hold more, that is no difference.
 * @throws LedgerError `log.truncated`, `log.journal_gap`, `log.foreign_event`, `log.diverged`, `engine.*`
 */
export async function compareJournal(
  connection: Connection,
  { streams, reads, origin }: ComparedCopy,
): Promise<void> {
  await checkHistory(connection, { streams, mark: { next: 0, lastId: '' } });
  const size = reads.head() + 1;
  const assembler = new Assembler({ next: 0, lastId: '' });
  let [revision, position] = [0, 0];
  while (position < size) {
    const events = await connection.read(streams.journal, revision, PAGE);
    if (events.length === 0) throw diverged(position, revision);
    for (const event of events) {
      if (event.revision !== revision) throw journalGap(revision, event.revision - 1);
      const command = assembler.take(fromJournal(event, origin));
      revision += 1;
      for (const record of command?.records ?? []) {
        const held = reads.at(position);
        // What the copy does not have yet is no difference.
        if (!held && position >= size) return;
        if (held?.position !== positionOf(position) || !equalBytes(held.bytes, record.bytes))
          throw diverged(position, record.revision);
        position += 1;
      }
    }
  }
}
