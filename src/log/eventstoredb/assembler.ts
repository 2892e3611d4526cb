// From journal events to whole commands. A command that is too large for one append comes in several, one right behind
// the other; where another node got in between, its first parts are void, on every node alike (docs/adr/0011).
import { foreignEvent, type JournalEntry, type JournalRecord } from './journalEntry.js';

/** Up to where the journal is decided: nothing that comes later changes it. */
export interface JournalMark {
  /** Revision of the first journal event that is not decided. */
  readonly next: number;
  /** Id of the event before it; empty at the beginning. */
  readonly lastId: string;
}

/** All events of a command, and the mark behind it. */
export interface WholeCommand {
  readonly records: readonly [JournalRecord, ...JournalRecord[]];
  readonly mark: JournalMark;
}

export class Assembler {
  private open: [JournalRecord, ...JournalRecord[]] | undefined;
  private lastId: string;

  constructor(private decided: JournalMark) {
    this.lastId = decided.lastId;
  }

  get mark(): JournalMark {
    return this.decided;
  }

  /** True while the parts of a command are there and the rest is not. */
  get isWaiting(): boolean {
    return this.open !== undefined;
  }

  /**
   * Takes the next event; answers the command that it completes.
   * @throws LedgerError `log.foreign_event` for a part whose beginning is not there
   */
  take(entry: JournalEntry): WholeCommand | undefined {
    let whole: WholeCommand['records'] | undefined;
    if (entry.kind === 'event') whole = this.takeRecord(entry);
    else this.endWith(entry.revision);
    this.lastId = entry.id;
    if (whole || entry.kind === 'closed')
      this.decided = { next: entry.revision + 1, lastId: entry.id };
    return whole && { records: whole, mark: this.decided };
  }

  private takeRecord(record: JournalRecord): WholeCommand['records'] | undefined {
    const [first] = this.open ?? [];
    if (this.open && first?.attempt === record.attempt && record.index === this.open.length)
      this.open.push(record);
    else {
      this.endWith(record.revision);
      if (record.index !== 0)
        throw foreignEvent(record.revision, {
          zh: '命令的前段不在此前',
          en: 'the beginning of its command is not before it',
        });
      this.open = [record];
    }
    if (this.open.length < record.count) return undefined;
    const whole = this.open;
    this.open = undefined;
    return whole;
  }

  /** What waited for its rest is void: something else stands where that would have had to be. */
  private endWith(revision: number): void {
    if (this.open) this.decided = { next: revision, lastId: this.lastId };
    this.open = undefined;
  }
}
