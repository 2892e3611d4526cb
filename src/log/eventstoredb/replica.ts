// What a node holds of the ledger: the tables of the embedded log, filled from the journal. Reads and proofs come from
// here. It must never hold an event at another position than the journal gives it, nor accept one in place of another.
import { readFileSync } from 'node:fs';
import { corrupt, type LedgerError } from '../../kernel/errors.js';
import { positionOf } from '../../kernel/position.js';
import type { Database } from '../../sqlite/driver.js';
import { equalBytes } from '../../transparency/index.js';
import { createEventWriter, type EventWriter } from '../sqlite/eventWriter.js';
import { lastRecordedTime } from '../sqlite/ledgerFile.js';
import type { Reads } from '../sqlite/reads.js';
import { TreeWriter, type TreeTables } from '../sqlite/treeTables.js';
import type { JournalMark, WholeCommand } from './assembler.js';
import { foreignEvent } from './journalEntry.js';

/** The disclosures of sealed events, by event id. */
export type Disclosures = ReadonlyMap<string, readonly string[]>;

export const diverged = (at: number, revision: number): LedgerError =>
  corrupt(
    'log.diverged',
    `服务器上日志流第 ${revision} 号事件与本节点所见的位置 ${at} 的事件不同：服务器的内容被改动或换成了另一份，已停止读写`,
    `Event ${revision} of the journal on the server is not the event at position ${at} that this node has seen: the server's content was altered or replaced; reading and writing stop`,
    positionOf(at),
  );

interface FollowerRow {
  readonly next: number;
  readonly events: number;
  readonly last_id: string;
}

export class Replica {
  private readonly writer: EventWriter;
  private readonly remember;
  private state: FollowerRow;
  /** When the newest event was recorded, in milliseconds since 1970. */
  lastRecorded: number;

  constructor(
    private readonly database: Database,
    readonly reads: Reads,
    tree: TreeTables,
  ) {
    database.exec(readFileSync(new URL('./replica.sql', import.meta.url), 'utf8'));
    this.writer = createEventWriter(database, new TreeWriter(database, tree, reads.head() + 1));
    this.remember = database.prepare(
      'INSERT OR REPLACE INTO follower (one, next, events, last_id) VALUES (1, ?, ?, ?)',
    );
    this.state = database
      .prepare('SELECT next, events, last_id FROM follower')
      .get<FollowerRow>() ?? { next: 0, events: 0, last_id: '' };
    this.lastRecorded = lastRecordedTime(reads, database.path);
  }

  get mark(): JournalMark {
    return { next: this.state.next, lastId: this.state.last_id };
  }

  /** How many events the replica holds. */
  get size(): number {
    return this.reads.head() + 1;
  }

  /**
   * Takes whole commands into account, all or none, in the order of the journal. Events that the replica holds already
   * (it was filled from a backup, say) are compared instead.
   * @returns how many events were added
   * @throws LedgerError `log.diverged`, `log.foreign_event`, `storage.*`
   */
  apply(commands: readonly WholeCommand[], disclosures: Disclosures): number {
    const mark = commands.at(-1)?.mark;
    if (!mark) return 0;
    const before = this.size;
    let counted = this.state.events;
    this.database.transaction(() => {
      this.writer.begin(before);
      for (const command of commands) {
        if (counted < this.writer.next) this.compare(command, counted);
        else this.insert(command, disclosures);
        counted += command.records.length;
      }
      this.remember.run([mark.next, counted, mark.lastId]);
    });
    this.state = { next: mark.next, events: counted, last_id: mark.lastId };
    for (const { records } of commands)
      for (const { recordedAt } of records)
        this.lastRecorded = Math.max(this.lastRecorded, recordedAt);
    return this.size - before;
  }

  private compare({ records }: WholeCommand, at: number): void {
    for (const [index, { bytes, revision }] of records.entries()) {
      const held = this.reads.at(at + index);
      if (!held || !equalBytes(held.bytes, bytes)) throw diverged(at + index, revision);
    }
  }

  private insert({ records }: WholeCommand, disclosures: Disclosures): void {
    const [first] = records;
    if (this.reads.command(first.commandId))
      throw foreignEvent(first.revision, {
        zh: '同一命令出现两次',
        en: 'its command is there twice',
      });
    this.writer.insert({
      commandId: first.commandId,
      fingerprint: first.fingerprint,
      stream: first.stream,
      actual: this.reads.revision(first.stream),
      events: records.map(({ id, bytes }) => ({
        id,
        bytes,
        disclosures: disclosures.get(id) ?? [],
      })),
    });
  }
}
