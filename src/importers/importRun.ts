// One run of an import: its state, and how a record becomes commands on their way to the ledger.
import type { CommandHandler, CommandOutcome, CommandRequest } from '../commands/commandHandler.js';
import type { EventAttributes } from '../events/envelope.js';
import { isLedgerError, LedgerError } from '../kernel/errors.js';
import { InFlight } from './inFlight.js';
import {
  newCounts,
  type FileSummary,
  type ImportCounts,
  type ImportSummary,
} from './importSummary.js';
import { applyMapping, onceCommands, scopeOf, type PlannedCommand } from './mapping/apply.js';
import type { Mapping } from './mapping/compile.js';
import type { Memory } from './mapping/path.js';
import { Mentions, type Mention } from './mentions.js';
import type { SourceRecord } from './record.js';
import { rejectOf, type RejectWriter } from './rejects.js';

/** Commands under way at one time. */
const IN_FLIGHT = 2000;

/** Errors of the ledger rather than of a command: to go on would only repeat them. */
const concernsTheLedger = ({ kind }: LedgerError): boolean =>
  kind === 'unavailable' || kind === 'corrupt' || kind === 'conflict';

/** The same error, said of a rule of the mapping. */
const saidOf = (rule: string, { kind, code, text, where = '', details }: LedgerError) =>
  new LedgerError(kind, code, text, where.startsWith('/') ? rule + where : rule, details);

/** The mapping gives texts; the handler's own parse says whether they are what an envelope needs. */
const requestOf = ({ name, data, attributes }: PlannedCommand): CommandRequest => ({
  name,
  data,
  attributes: attributes as unknown as EventAttributes,
});

/** A command of an intelligible record; with its mention when it is one, and new. */
interface Planned {
  readonly command: PlannedCommand;
  readonly mention?: Mention;
}

/** What belongs to the file that is being read. */
export interface FileContext {
  readonly summary: FileSummary;
  readonly rejects: RejectWriter;
  readonly memory: Memory;
}

export class ImportRun {
  readonly summary: ImportSummary;
  /** Set once the ledger cannot take more, or the program itself failed. */
  fatal: Error | undefined;
  private readonly mentions = new Mentions();
  private readonly inFlight = new InFlight(IN_FLIGHT);

  constructor(
    private readonly mapping: Mapping,
    private readonly handler: CommandHandler,
  ) {
    this.summary = { mapping: mapping.id, ...newCounts(), events: {}, files: [] };
  }

  /** One by one, since each may refer to the one before. @throws LedgerError when one is refused */
  async once(): Promise<void> {
    for (const [index, command] of onceCommands(this.mapping).entries()) {
      const outcome = await this.handler.handle(requestOf(command)).catch((error: unknown) => {
        throw isLedgerError(error) ? saidOf(`once.${index}`, error) : error;
      });
      this.count(outcome, this.summary);
    }
  }

  /** The first failure counts. */
  fail(error: unknown): void {
    this.fatal ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Resolves when all that was sent is recorded or refused. */
  settled(): Promise<void> {
    return this.inFlight.idle();
  }

  /** A record whose commands are not all intelligible is refused whole, so that no half case enters the ledger. */
  async record(record: SourceRecord, context: FileContext): Promise<void> {
    const { summary, rejects, memory } = context;
    summary.records++;
    let planned: readonly Planned[];
    try {
      if ('error' in record) throw record.error;
      const scope = scopeOf(record, summary.file, memory);
      const commands = applyMapping(this.mapping, scope, (id) => this.mentions.has(id));
      planned = commands.map((command) => this.plan(command));
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      await rejects.add(rejectOf(record.row, error));
      return;
    }
    if (planned.length === 0) summary.ignored++;
    for (const { command, mention } of planned) {
      // Known before this record, or twice in it.
      if (command.repeats !== undefined && (!mention || this.mentions.has(mention.id))) {
        summary.repeated++;
        continue;
      }
      if (mention) this.mentions.remember(mention);
      await this.inFlight.room();
      this.inFlight.start(() => this.send(command, record.row, context));
    }
  }

  /** @throws LedgerError `command.invalid`, `import.contradiction`, said of the rule that made the command */
  private plan(command: PlannedCommand): Planned {
    if (command.known) return { command };
    try {
      const mention = command.repeats === undefined ? undefined : this.mentions.look(command);
      // What is known was checked when it was new.
      if (command.repeats !== undefined && !mention) return { command };
      this.handler.check(requestOf(command));
      return mention ? { command, mention } : { command };
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      throw saidOf(command.rule, error);
    }
  }

  private async send(
    command: PlannedCommand,
    row: number,
    { summary, rejects }: FileContext,
  ): Promise<void> {
    try {
      this.count(await this.handler.handle(requestOf(command)), summary);
    } catch (error) {
      if (!isLedgerError(error) || concernsTheLedger(error)) this.fail(error);
      // The fact was recorded from an earlier file, and the mapping says that the first account stands.
      else if (command.repeats === 'first' && error.code === 'log.command_reused')
        summary.duplicates++;
      else rejects.note(rejectOf(row, error, command.rule));
    }
  }

  private count({ status, recorded = [] }: CommandOutcome, counts: ImportCounts): void {
    if (status !== 'recorded') {
      counts.duplicates++;
      return;
    }
    counts.accepted++;
    const { events } = this.summary;
    for (const name of recorded) events[name] = (events[name] ?? 0) + 1;
  }
}
