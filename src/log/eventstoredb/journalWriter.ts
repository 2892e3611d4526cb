// The writing half: appends that wait share one append to the journal, at the one place that this node believes to be
// its end. Where another node was faster, the group is decided again on what that node wrote. It must never acknowledge
// what is not in the journal, nor record a command twice.
import { LedgerError } from '../../kernel/errors.js';
import { checkRequest, monotonic, type Stamps } from '../acceptance.js';
import { outcomeUnknown, type AppendRequest, type AppendResult } from '../eventLog.js';
import type { VerbatimCommand } from '../verbatim.js';
import type { Connection, ProposedEvent, ServerEvent } from './connection.js';
import {
  answerRecorded,
  firstAppend,
  intoParts,
  planGroup,
  type GroupPlan,
  type Pending,
} from './groupPlan.js';
import type { Intake } from './intake.js';
import { appendAt, AppendGivenUp } from './journalAppend.js';
import { closingEvent, toJournal, type ProposedCommand } from './journalEntry.js';
import type { Disclosures, Replica } from './replica.js';
import { sealCommands } from './sealing.js';
import type { LedgerStreams } from './streams.js';

/** Bounds how long one group takes; the rest follows in the next. */
const GROUP_LIMIT = 500;
const PAGE = 1000;
/** How long the parts of another node's command are waited for before they are taken for abandoned. */
const PARTS_MILLISECONDS = 1000;

export interface WriterOptions {
  readonly stamps: Stamps;
  readonly replica: Replica;
  readonly intake: Intake;
  readonly streams: LedgerStreams;
  readonly patience: number;
  /** The connection to write through, once it may be. @throws LedgerError with why not */
  readonly ready: () => Promise<Connection>;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const notAlone = () =>
  new LedgerError('conflict', 'migrate.not_alone', {
    zh: '迁移期间另有节点写入了服务器：请停止所有节点后重试',
    en: 'Another node wrote to the server during the migration; stop all nodes and try again',
  });

const disclosuresOf = (commands: readonly VerbatimCommand[]): Disclosures =>
  new Map(commands.flatMap(({ events }) => events.map(({ id, disclosures }) => [id, disclosures])));

export class JournalWriter {
  private readonly queue: Pending[] = [];
  private running: Promise<void> | undefined;
  private stopped: LedgerError | undefined;
  /** How many groups in a row other nodes were faster than. */
  private lost = 0;
  /** An append was given up that may be stored yet. */
  private inDoubt = false;

  constructor(private readonly options: WriterOptions) {}

  append(request: AppendRequest): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.stopped) throw this.stopped;
      this.queue.push({ ...checkRequest(request), resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Settles what waits; later appends are refused with `reason`. */
  async stop(reason: LedgerError): Promise<void> {
    this.stopped = reason;
    await this.running;
  }

  private async run(): Promise<void> {
    // Whatever arrives in the same turn shares the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const group = this.queue.slice(0, GROUP_LIMIT);
      try {
        await this.carryOut(await this.options.ready(), group);
      } catch (error) {
        this.settle(group, ({ reject }) => reject(error));
      }
    }
    this.running = undefined;
  }

  /** Answers appends and takes them off the queue. */
  private settle(group: readonly Pending[], answer: (pending: Pending) => void): void {
    const settled = new Set(group);
    this.queue.splice(0, this.queue.length, ...this.queue.filter((one) => !settled.has(one)));
    for (const pending of group) answer(pending);
  }

  /** One group, once: what it could not store stays in the queue. */
  private async carryOut(connection: Connection, group: readonly Pending[]): Promise<void> {
    if (this.inDoubt || this.lost > 0) await this.catchUp(connection);
    this.inDoubt = false;
    let [plan, place] = this.plan(group);
    if (plan.maybeBehind) {
      await this.catchUp(connection);
      [plan, place] = this.plan(group);
    }
    for (const { pending, answer } of plan.answers) this.settle([pending], answer);
    if (plan.commands.length === 0) return;
    // The place goes with the plan: what arrives from now on was not considered in it.
    const stored = await this.storePlanned(connection, plan, place);
    if (!stored) {
      this.lost += 1;
      await pause(Math.random() * Math.min(200, 2 ** Math.min(this.lost, 8)));
      return;
    }
    this.lost = 0;
    await this.acknowledge(plan, stored, group);
  }

  /** Decides a group on what the node holds now; and the revision behind all of that. */
  private plan(group: readonly Pending[]): [plan: GroupPlan, place: number] {
    const { stamps, replica, intake } = this.options;
    const clock = monotonic(stamps.clock, replica.lastRecorded);
    const attempt = hex(stamps.random(8));
    return [planGroup(group, replica.reads, { ...stamps, clock }, attempt), intake.next];
  }

  /** Reads what other nodes have written; a command of theirs that is half there is given time. */
  async catchUp(connection: Connection): Promise<void> {
    const { intake, streams } = this.options;
    const end = performance.now() + PARTS_MILLISECONDS;
    do {
      for (let page = PAGE; page === PAGE;) {
        const events = await connection.read(streams.journal, intake.next, PAGE);
        await intake.feed(events);
        page = events.length;
      }
      if (!intake.isWaiting) return;
      await pause(50);
    } while (performance.now() < end);
  }

  private async storePlanned(connection: Connection, { commands }: GroupPlan, place: number) {
    try {
      return await this.store(connection, commands, place);
    } catch (error) {
      if (!(error instanceof AppendGivenUp)) throw error;
      this.inDoubt = true;
      // Parts that were stored already are void unless the rest follows: nothing of the command is recorded by them.
      if (error.inDoubt)
        this.settle(
          commands.map(({ pending }) => pending),
          ({ commandId, reject }) => reject(outcomeUnknown(commandId, error.cause)),
        );
      throw error.cause;
    }
  }

  /**
   * The events as the journal now holds them; `undefined` where another node was faster.
   * @throws AppendGivenUp, and what sealing throws
   */
  private async store(
    connection: Connection,
    commands: readonly ProposedCommand[],
    first: number,
  ): Promise<readonly ServerEvent[] | undefined> {
    const { streams, patience } = this.options;
    await sealCommands({ connection, streams, patience }, commands);
    const stored: ServerEvent[] = [];
    for (const part of intoParts(commands.flatMap(({ proposed }) => proposed))) {
      const at = first + stored.length;
      const place = { connection, stream: streams.journal, at, patience };
      if ((await appendAt(place, part)) === 'lost') return undefined;
      stored.push(...part.map((event, index) => asStored(event, at + index)));
    }
    return stored;
  }

  private async acknowledge(
    { commands }: GroupPlan,
    stored: readonly ServerEvent[],
    group: readonly Pending[],
  ): Promise<void> {
    const { intake, replica } = this.options;
    const planned = new Map(commands.map(({ commandId, pending }) => [commandId, pending]));
    const answered = group.filter(({ commandId }) => planned.has(commandId));
    try {
      await intake.feed(stored, disclosuresOf(commands));
    } catch (error) {
      this.settle(answered, ({ commandId, reject }) => reject(outcomeUnknown(commandId, error)));
      throw error;
    }
    this.settle(answered, (pending) => {
      const recorded = replica.reads.command(pending.commandId);
      if (recorded) answerRecorded(pending, recorded, planned.get(pending.commandId) !== pending);
      else pending.reject(outcomeUnknown(pending.commandId, undefined));
    });
  }

  /**
   * Puts recorded commands behind the journal's end as they are, for a ledger that moves here.
   * @throws LedgerError `migrate.not_alone`, `engine.*`
   */
  async copyIn(commands: readonly VerbatimCommand[]): Promise<void> {
    const { stamps, intake, ready } = this.options;
    const connection = await ready();
    const attempt = hex(stamps.random(8));
    const proposed = commands.map((one) => ({ ...one, proposed: toJournal(one, attempt) }));
    for (let done = 0; done < proposed.length;) {
      const group = firstAppend(proposed.slice(done));
      const stored = await this.alone(this.store(connection, group, intake.next));
      await intake.feed(stored ?? [], disclosuresOf(group));
      done += group.length;
    }
  }

  /** Ends the journal for good: the ledger lives elsewhere from now on. @throws LedgerError as {@link copyIn} */
  async closeJournal(): Promise<void> {
    const { stamps, intake, streams, patience, ready } = this.options;
    const connection = await ready();
    const place = { connection, stream: streams.journal, at: intake.next, patience };
    const outcome = await this.alone(appendAt(place, [closingEvent(stamps)]));
    if (outcome === 'lost') throw notAlone();
  }

  /** What nobody else may come in between of. */
  private async alone<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      if (result === undefined) throw notAlone();
      return result;
    } catch (error) {
      throw error instanceof AppendGivenUp ? error.cause : error;
    }
  }
}

const asStored = ({ id, type, bytes, metadata }: ProposedEvent, revision: number): ServerEvent => ({
  revision,
  id,
  type,
  bytes,
  metadata,
  created: 0,
});
