// Decides a group of waiting appends against what the node holds: which are answered at once, which are to be stored and
// how. The same checks, in the same order, as the embedded engine makes inside its transaction.
import type { LedgerError } from '../../kernel/errors.js';
import { isLedgerError } from '../../kernel/errors.js';
import { acceptAll, type CheckedRequest, type Stamps } from '../acceptance.js';
import { commandReused, type AppendResult } from '../eventLog.js';
import type { Reads, RecordedCommand } from '../sqlite/reads.js';
import type { VerbatimCommand } from '../verbatim.js';
import type { ProposedEvent } from './connection.js';
import { toJournal, type ProposedCommand } from './journalEntry.js';

/** Servers up to 25.0 take appends of 1 MiB: data, metadata and twice the type of every event. */
export const MAX_APPEND_BYTES = 960 * 1024;

export interface Pending extends CheckedRequest {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A command that is to be stored. */
export interface PlannedCommand extends ProposedCommand {
  readonly pending: Pending;
}

export interface GroupPlan {
  readonly commands: readonly PlannedCommand[];
  /** What is answered without storing anything; retries within the group wait for what they repeat. */
  readonly answers: readonly { readonly pending: Pending; readonly answer: () => void }[];
  /** A refusal rests on a stream that may have grown on another node: look there first. */
  readonly maybeBehind: boolean;
}

export function answerRecorded(
  pending: Pending,
  { fingerprint, ...result }: RecordedCommand,
  replayed: boolean,
): void {
  if (fingerprint === pending.fingerprint) pending.resolve({ ...result, replayed });
  else pending.reject(commandReused(pending.commandId));
}

const sizeOf = ({ bytes, metadata, type }: ProposedEvent): number =>
  bytes.length + Buffer.byteLength(JSON.stringify(metadata)) + 2 * type.length;

/** True where more events are expected than are held here. */
const expectsMore = (error: LedgerError): boolean =>
  error.code === 'log.conflict' &&
  Number(error.details['expected']) > Number(error.details['actual']);

class Planner {
  readonly commands: PlannedCommand[] = [];
  readonly answers: { pending: Pending; answer: () => void }[] = [];
  maybeBehind = false;
  private readonly grown = new Map<string, number>();
  private readonly planned = new Set<string>();
  private bytes = 0;

  constructor(
    private readonly reads: Reads,
    private readonly stamps: Stamps,
    private readonly attempt: string,
  ) {}

  /** False when the group is full: this one and those behind it wait for the next. */
  add(pending: Pending): boolean {
    const { request, commandId, fingerprint } = pending;
    // A retry of what is being stored now is answered when that is.
    if (this.planned.has(commandId)) return true;
    const recorded = this.reads.command(commandId);
    if (recorded) {
      this.answers.push({ pending, answer: () => answerRecorded(pending, recorded, true) });
      return true;
    }
    const { stream } = request;
    const actual = this.grown.get(stream) ?? this.reads.revision(stream);
    try {
      const events = acceptAll(request, actual, this.stamps);
      return this.plan(pending, { commandId, fingerprint, stream, events }, actual);
    } catch (error) {
      if (isLedgerError(error)) this.maybeBehind ||= expectsMore(error);
      this.answers.push({ pending, answer: () => pending.reject(error) });
      return true;
    }
  }

  private plan(pending: Pending, command: VerbatimCommand, actual: number): boolean {
    const proposed = toJournal(command, this.attempt);
    const bytes = proposed.reduce((sum, event) => sum + sizeOf(event), 0);
    if (this.commands.length > 0 && this.bytes + bytes > MAX_APPEND_BYTES) return false;
    this.bytes += bytes;
    this.commands.push({ ...command, pending, proposed });
    this.planned.add(command.commandId);
    this.grown.set(command.stream, actual + command.events.length);
    return true;
  }
}

/** @param attempt not used before: names this attempt in the journal */
export function planGroup(
  group: readonly Pending[],
  reads: Reads,
  stamps: Stamps,
  attempt: string,
): GroupPlan {
  const planner = new Planner(reads, stamps, attempt);
  for (const pending of group) if (!planner.add(pending)) break;
  return planner;
}

/** The commands that fit into one append; at least one, however large. */
export function firstAppend(commands: readonly ProposedCommand[]): readonly ProposedCommand[] {
  let bytes = 0;
  const end = commands.findIndex(({ proposed }, index) => {
    bytes += proposed.reduce((sum, event) => sum + sizeOf(event), 0);
    return index > 0 && bytes > MAX_APPEND_BYTES;
  });
  return end < 0 ? commands : commands.slice(0, end);
}

/** Cuts events into appends that the server takes; a command that fits into one is never cut. */
export function intoParts(events: readonly ProposedEvent[]): readonly ProposedEvent[][] {
  const parts: ProposedEvent[][] = [];
  let bytes = Infinity;
  for (const event of events) {
    const size = sizeOf(event);
    if (bytes + size > MAX_APPEND_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(event);
    bytes += size;
  }
  return parts;
}
