// Keeps a node up with the journal: connects, makes sure of the server, subscribes behind the last event that was taken
// in, and does so again with growing pauses whenever any of it ends. It must never go on past an event that it could
// not take in, and always knows what is wrong.
import { isLedgerError, LedgerError, unavailable } from '../../kernel/errors.js';
import {
  admit,
  checkClock,
  checkHistory,
  checkRetention,
  type AdmissionOptions,
  type ClockOptions,
} from './admission.js';
import { logClosed } from '../eventLog.js';
import type { Connection, ServerEvent } from './connection.js';
import type { Intake } from './intake.js';
import type { Replica } from './replica.js';

export interface FollowerOptions {
  /** @throws LedgerError for an address that cannot be used */
  readonly connect: () => Promise<Connection>;
  readonly admission: Omit<AdmissionOptions, 'mark'>;
  readonly replica: Replica;
  readonly intake: Intake;
  /** Left out, clocks are not compared, and the node leaves no word of itself. */
  readonly clock: Omit<ClockOptions, 'streams' | 'stamps'> | undefined;
  /** How often to make sure of the server again while all is quiet. */
  readonly watchMilliseconds: number;
}

/** Events that wait to be taken in before the subscription is asked to pause. */
const BUFFERED = 4000;
/** A node that is behind takes so many in with one commit, or what has come after so long. */
const GATHERED = 1000;
const GATHERING_MILLISECONDS = 50;
/** How often clocks are compared while they agree: it leaves an entry on the server each time. */
const CLOCKS_MILLISECONDS = 300_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

const connecting = (): LedgerError =>
  unavailable(
    'engine.connecting',
    '正在连接服务器，请稍后重试',
    'Connecting to the server; try again shortly',
  );

const catchingUp = (next: number, tip: number): LedgerError =>
  unavailable(
    'engine.catching_up',
    `本节点正在补读台账（${next} / ${tip + 1}），请稍后重试`,
    `This node is catching up with the ledger (${next} of ${tip + 1}); try again shortly`,
  );

function asProblem(error: unknown): LedgerError {
  if (isLedgerError(error)) return error;
  process.emitWarning(error instanceof Error ? error : String(error));
  return unavailable(
    'engine.failed',
    '与服务器交互时程序出错：请查看日志',
    'The program failed while dealing with the server; see its log',
    undefined,
    error,
  );
}

/** Whoever wants to write is not to blame for what is wrong with the engine. */
const asUnavailable = (error: LedgerError): LedgerError =>
  new LedgerError('unavailable', error.code, error.text, error.where, error.details, {
    cause: error,
  });

export class Follower {
  private connection: Connection | undefined;
  private problem: LedgerError | undefined = connecting();
  private clockProblem: LedgerError | undefined;
  /** An event of the journal that cannot be taken in, and where it stands: it will not be another when tried again. */
  private stuck: { readonly at: number; readonly why: LedgerError } | undefined;
  private tip = -1;
  /** When clocks were last compared, and where a gap was last met. */
  private comparedAt = -Infinity;
  private gapAt: number | undefined;
  private stopping = false;
  private stopFollowing: () => void = () => undefined;
  private readonly waiting = new Set<() => void>();
  private readonly running: Promise<void>;

  constructor(private readonly options: FollowerOptions) {
    this.running = this.keepFollowing();
  }

  /** Whether there is {@link trouble}, without making an error of it: asked again after every batch. */
  private get isBehind(): boolean {
    return this.problem !== undefined || this.options.intake.next <= this.tip;
  }

  /** What is wrong; `undefined` while the node keeps up. */
  get trouble(): LedgerError | undefined {
    if (this.problem || !this.isBehind) return this.problem;
    const { next } = this.options.intake;
    return this.stuck?.at === next ? this.stuck.why : catchingUp(next, this.tip);
  }

  /** What speaks against writing, beside {@link trouble}. */
  get refusal(): LedgerError | undefined {
    return this.trouble ?? this.clockProblem;
  }

  /**
   * Resolves with the connection as soon as nothing speaks against its use, or rejects with what does after so long.
   * @param isWriting whether it is to be written through
   */
  async ready(patience: number, isWriting: boolean): Promise<Connection> {
    const end = performance.now() + patience;
    for (;;) {
      if (this.stopping) throw logClosed();
      const isHeld = this.isBehind || (isWriting && this.clockProblem !== undefined);
      if (!isHeld && this.connection) return this.connection;
      const left = end - performance.now();
      if (left <= 0)
        throw isWriting
          ? asUnavailable(this.refusal ?? connecting())
          : (this.trouble ?? connecting());
      await this.news(left);
    }
  }

  /** Resolves when something has changed, or after the time given. */
  private news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
    });
  }

  private changed(): void {
    for (const wake of [...this.waiting]) wake();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.stopFollowing();
    this.changed();
    await this.running;
    await this.connection?.close();
  }

  private async keepFollowing(): Promise<void> {
    let wait = FIRST_PAUSE;
    do {
      try {
        const connection = await this.admitted();
        wait = FIRST_PAUSE;
        await this.follow(connection);
      } catch (error) {
        const problem = asProblem(error);
        this.problem = await this.explained(problem);
        if (problem.code.startsWith('log.'))
          this.stuck = { at: this.options.intake.next, why: problem };
        // A server that does not answer may answer a fresh client.
        if (problem.code === 'engine.timeout') this.connection?.renew();
        wait = Math.min(2 * wait, LONGEST_PAUSE);
      }
    } while (await this.rest(wait * (0.5 + Math.random() / 2)));
  }

  private async explained(problem: LedgerError): Promise<LedgerError> {
    try {
      return (await this.connection?.explain(problem)) ?? problem;
    } catch (error) {
      return asProblem(error);
    }
  }

  /** False when it is time to stop. */
  private async rest(milliseconds: number): Promise<boolean> {
    this.changed();
    if (!this.stopping) await this.news(milliseconds);
    return !this.stopping;
  }

  private async admitted(): Promise<Connection> {
    const { connect, admission, replica } = this.options;
    this.connection ??= await connect();
    this.tip = await admit(this.connection, { ...admission, mark: replica.mark });
    await this.compareClocks();
    this.problem = undefined;
    this.changed();
    return this.connection;
  }

  private async compareClocks(): Promise<void> {
    const { clock, admission } = this.options;
    const isDue = performance.now() - this.comparedAt > CLOCKS_MILLISECONDS;
    if (!clock || !this.connection || !(isDue || this.clockProblem)) return;
    this.comparedAt = performance.now();
    try {
      await checkClock(this.connection, { ...admission, ...clock });
      this.clockProblem = undefined;
    } catch (error) {
      if (!isLedgerError(error) || error.code !== 'engine.clock') throw error;
      this.clockProblem = error;
    }
  }

  /** Takes in what the subscription brings, until it ends. @throws LedgerError with why */
  private async follow(connection: Connection): Promise<void> {
    const { intake, admission } = this.options;
    const buffer: ServerEvent[] = [];
    let failure: unknown;
    let taking: Promise<void> | undefined;
    const after = intake.next === 0 ? undefined : intake.next - 1;
    const isEnough = () => buffer.length >= GATHERED || intake.next + buffer.length > this.tip;
    let takeNow: () => void = () => undefined;
    const subscription = connection.subscribe(admission.streams.journal, after, (event) => {
      buffer.push(event);
      if (buffer.length > BUFFERED) subscription.pause();
      if (isEnough()) takeNow();
      taking ??= take();
    });
    const stop = (why?: unknown) => {
      failure ??= why;
      takeNow();
      void subscription.stop();
    };
    const gathered = () =>
      new Promise<void>((resolve) => {
        // What arrives in the same turn is taken in together.
        if (isEnough()) setImmediate(resolve);
        else {
          const timer = setTimeout(resolve, GATHERING_MILLISECONDS);
          takeNow = () => {
            clearTimeout(timer);
            resolve();
          };
        }
      });
    const take = async () => {
      try {
        await gathered();
        while (buffer.length > 0 && failure === undefined) {
          await intake.feed(buffer.splice(0));
          subscription.resume();
          this.changed();
          await gathered();
        }
      } catch (error) {
        stop(this.isNewGap(error) ? connecting() : error);
      } finally {
        taking = undefined;
      }
    };
    this.stopFollowing = () => stop();
    if (this.stopping) stop();
    const watch = this.watch(connection, stop);
    const ended = await subscription.ended;
    clearInterval(watch);
    await taking;
    await subscription.stop();
    if (failure !== undefined) throw failure as Error;
    if (ended) throw ended;
  }

  /** What was taken back after a failure leaves a gap too: only one that is met again is one of the journal. */
  private isNewGap(error: unknown): boolean {
    const { next } = this.options.intake;
    if (!isLedgerError(error) || error.code !== 'log.journal_gap' || this.gapAt === next)
      return false;
    this.gapAt = next;
    return true;
  }

  /** Looks, now and then, at what no subscription tells: that events may be deleted, or were. */
  private watch(connection: Connection, stop: (why: unknown) => void): NodeJS.Timeout {
    const { admission, intake, replica, watchMilliseconds } = this.options;
    const { streams } = admission;
    let quietAt = -1;
    const look = async () => {
      await checkRetention(connection, streams);
      await checkHistory(connection, { streams, mark: replica.mark });
      await this.compareClocks();
      const [newest] = await connection.readNewest(streams.journal);
      const isMissing = newest !== undefined && newest.revision >= intake.next;
      // Twice at the same place: the subscription is alive and brings nothing.
      if (isMissing && quietAt === intake.next) stop(connecting());
      quietAt = isMissing ? intake.next : -1;
    };
    return setInterval(() => void look().catch(stop), watchMilliseconds);
  }
}
