// Takes events of the journal in, from whoever read them first: the subscription, or the writer that knows what it wrote.
// In order, each once; what was taken in can be read. It must never skip one.
import { corrupt, type LedgerError } from '../../kernel/errors.js';
import { positionOf, type Position } from '../../kernel/position.js';
import { auditSealedData } from '../../events/sealing.js';
import type { JsonObject } from '../../transparency/json.js';
import { Assembler, type WholeCommand } from './assembler.js';
import type { ServerEvent } from './connection.js';
import { fromJournal } from './journalEntry.js';
import type { Disclosures, Replica } from './replica.js';

/** Events of one transaction, about. */
const BATCH = 1000;
/** Streams of disclosures that are read at once. */
const FETCHED_AT_ONCE = 16;

export interface IntakeOptions {
  readonly origin: string;
  readonly replica: Replica;
  /** The disclosures of a command, named by its first event; none where they were destroyed. @throws LedgerError `engine.*` */
  readonly readSealed: (firstEventId: string) => Promise<Disclosures>;
  readonly onHead: (head: Position) => void;
}

export const journalGap = (from: number, to: number): LedgerError =>
  corrupt(
    'log.journal_gap',
    `服务器上的日志流缺少第 ${from} 至 ${to} 号事件：可能被截断或清理，已停止读写；请从备份恢复服务器`,
    `Events ${from} to ${to} of the journal are gone from the server: it was truncated or scavenged; reading and writing stop, restore the server from a backup`,
    `journal ${from}–${to}`,
  );

const disclosureAltered = (revision: number): LedgerError =>
  corrupt(
    'log.disclosure_altered',
    `服务器上第 ${revision} 号事件的披露内容与其摘要不符：内容被改动，已停止读写，请查明何人所为`,
    `The disclosures of event ${revision} on the server are not what its digests stand for: they were altered; reading and writing stop, find out by whom`,
    `journal ${revision}`,
  );

export const movedAway = (): LedgerError =>
  corrupt(
    'log.moved',
    '此台账已迁往另一引擎，服务器上的这一份不再接受写入：请检查设置 engine',
    'This ledger was moved to another engine and its copy on the server takes no more events; check the setting engine',
  );

export class Intake {
  private assembler: Assembler;
  /** Revision of the next event to come. */
  private expected: number;
  private settled: number;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly options: IntakeOptions) {
    this.assembler = new Assembler(options.replica.mark);
    this.expected = this.settled = this.assembler.mark.next;
  }

  /** Revision of the first journal event that is not in. All before it can be read, or are parts that wait for more. */
  get next(): number {
    return this.settled;
  }

  /** True while a command's first parts are in and its rest is not. */
  get isWaiting(): boolean {
    return this.assembler.isWaiting;
  }

  /**
   * Takes events in; those that were in already are passed over. Resolves when all commands that they complete can be
   * read. After a failure everything that is not decided must be fed again.
   * @param known disclosures that need not be fetched
   * @throws LedgerError `log.journal_gap`, `log.foreign_event`, `log.newer_format`, `log.diverged`, `log.moved`,
   *   `engine.*`, `storage.*`
   */
  feed(events: readonly ServerEvent[], known: Disclosures = new Map()): Promise<void> {
    const run = this.turn.then(() => this.take(events, known));
    this.turn = run.catch(() => undefined); // told to whoever fed them
    return run;
  }

  private async take(events: readonly ServerEvent[], known: Disclosures): Promise<void> {
    let whole: WholeCommand[] = [];
    let size = 0;
    const flush = async () => {
      await this.apply(whole, known);
      whole = [];
      size = 0;
    };
    try {
      for (const event of events) {
        if (event.revision < this.expected) continue;
        if (event.revision > this.expected) throw journalGap(this.expected, event.revision - 1);
        const entry = fromJournal(event, this.options.origin);
        const command = this.assembler.take(entry);
        this.expected += 1;
        if (entry.kind === 'closed') throw movedAway();
        if (!command) continue;
        whole.push(command);
        size += command.records.length;
        if (size >= BATCH) await flush();
      }
      await flush();
      this.settled = this.expected;
    } catch (error) {
      await this.keepWhole(whole, known);
      this.assembler = new Assembler(this.options.replica.mark);
      this.expected = this.settled = this.assembler.mark.next;
      throw error;
    }
  }

  /** What was whole before the fault is taken in; where even that fails, the fault itself is told. */
  private async keepWhole(whole: readonly WholeCommand[], known: Disclosures): Promise<void> {
    await this.apply(whole, known).catch(() => undefined);
  }

  private async apply(whole: readonly WholeCommand[], known: Disclosures): Promise<void> {
    if (whole.length === 0) return;
    const { replica, onHead } = this.options;
    const added = replica.apply(whole, await this.disclosuresOf(whole, known));
    if (added > 0) onHead(positionOf(replica.size - 1));
  }

  private async disclosuresOf(
    whole: readonly WholeCommand[],
    known: Disclosures,
  ): Promise<Disclosures> {
    const missing = whole
      .map(({ records }) => records)
      .filter((records) => records.some(({ isSealed, id }) => isSealed && !known.has(id)));
    if (missing.length === 0) return known;
    const fetched = new Map(known);
    const waiting = [...missing];
    const fetchNext = async () => {
      for (let records = waiting.pop(); records; records = waiting.pop())
        for (const [event, strings] of await this.fetch(records)) fetched.set(event, strings);
    };
    await Promise.all(Array.from({ length: FETCHED_AT_ONCE }, fetchNext));
    return fetched;
  }

  /** What is there must be what the digests stand for; what is missing is withheld. */
  private async fetch(records: WholeCommand['records']): Promise<Disclosures> {
    const disclosures = await this.options.readSealed(records[0].id);
    for (const { id, bytes, revision } of records) {
      const { data } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { data: JsonObject };
      if ('problem' in auditSealedData(data, disclosures.get(id) ?? []))
        throw disclosureAltered(revision);
    }
    return disclosures;
  }
}
