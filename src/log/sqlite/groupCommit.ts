// The writing half of the embedded log: appends that wait in the same turn share one transaction (group commit).
// Each is answered on its own. It must never acknowledge what is not durable, nor call stored what is not.
import { isLedgerError, type LedgerError } from '../../kernel/errors.js';
import { positionOf, type Position } from '../../kernel/position.js';
import type { Database } from '../../sqlite/driver.js';
import {
  acceptAll,
  checkRequest,
  type CheckedRequest,
  type EncodedEvent,
  type Stamps,
} from '../acceptance.js';
import {
  commandReused,
  logHalted,
  outcomeUnknown,
  type AppendRequest,
  type AppendResult,
} from '../eventLog.js';
import { createEventWriter } from './eventWriter.js';
import type { Reads, RecordedCommand } from './reads.js';
import type { TreeWriter } from './treeTables.js';

/** Bounds how long one transaction may keep the turn; the rest follows in the next. */
const GROUP_LIMIT = 1000;

interface Pending extends CheckedRequest {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitter {
  append(request: AppendRequest): Promise<AppendResult>;
  /** Why it takes no more appends; `undefined` while it does. */
  readonly stopped: LedgerError | undefined;
  /** Commits what waits, then refuses later appends with `reason`. */
  stop(reason: LedgerError): void;
}

/** The answer to a command that the log already holds. */
function answerRecorded(pending: Pending, recorded: RecordedCommand, replayed: boolean): void {
  const { fingerprint, ...result } = recorded;
  if (fingerprint === pending.fingerprint) pending.resolve({ ...result, replayed });
  else pending.reject(commandReused(pending.commandId));
}

/** True when the failed transaction was surely rolled back: only an error of the commit itself leaves doubt. */
function leftNothing(error: unknown): boolean {
  if (!isLedgerError(error)) return true;
  // A full disk cuts the commit short before its last frame, the one that would make it valid.
  return error.details['duringCommit'] !== true || error.code === 'storage.full';
}

export function createGroupCommitter(
  database: Database,
  reads: Reads,
  tree: TreeWriter,
  stamps: Stamps,
  onHead: (head: Position) => void,
): GroupCommitter {
  const writer = createEventWriter(database, tree);
  let queue: Pending[] = [];
  let scheduled = false;
  let stopped: LedgerError | undefined;

  function append(request: AppendRequest): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (stopped !== undefined) throw stopped;
      queue.push({ ...checkRequest(request), resolve, reject });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      drain();
      if (queue.length > 0) schedule();
    });
  }

  function drain(): void {
    const group = queue.splice(0, GROUP_LIMIT);
    if (group.length === 0) return;
    const answers: (() => void)[] = [];
    let first = 0;
    try {
      database.transaction(() => {
        first = reads.head() + 1;
        writer.begin(first);
        for (const pending of group) answers.push(attempt(pending));
      });
    } catch (error) {
      settleFailed(group, error, first);
      return;
    }
    for (const answer of answers) answer();
    if (writer.next > first) onHead(positionOf(writer.next - 1));
  }

  /**
   * Carries out one append inside the transaction and returns its answer for after the commit. What this append alone
   * is to blame for is found before its first insert; any error of the database fails the whole group.
   */
  function attempt(pending: Pending): () => void {
    const { request, commandId, fingerprint, resolve, reject } = pending;
    const recorded = reads.command(commandId);
    if (recorded) return () => answerRecorded(pending, recorded, true);
    const actual = reads.revision(request.stream);
    let encoded: readonly EncodedEvent[];
    try {
      encoded = acceptAll(request, actual, stamps);
    } catch (error) {
      return () => reject(error);
    }
    const { stream } = request;
    const result = writer.insert({ commandId, fingerprint, stream, actual, events: encoded });
    return () => resolve(result);
  }

  /**
   * After a failed transaction nothing of the group is stored, unless the failure came with the commit itself. Then a
   * further commit, which takes the place of half-written frames in the write-ahead log and syncs the whole ones,
   * makes certain what was stored. Where that fails too, the outcome is unknown and writing stops until a restart; so
   * it does on a damaged file.
   */
  function settleFailed(group: readonly Pending[], error: unknown, first: number): void {
    if (leftNothing(error)) for (const { reject } of group) reject(error);
    else
      try {
        makeCertain();
        lookUp(group, error, first);
      } catch (cause) {
        for (const { commandId, reject } of group) reject(outcomeUnknown(commandId, cause));
        halt(cause);
      }
    if (isLedgerError(error) && error.code === 'storage.corrupt') halt(error);
  }

  /** Answers every append of a failed group by what the log holds; `first` was to be its first sequence number. */
  function lookUp(group: readonly Pending[], error: unknown, first: number): void {
    const seen = new Set<string>();
    for (const pending of group) {
      const recorded = reads.command(pending.commandId);
      if (!recorded) pending.reject(error);
      else {
        const replayed = Number(recorded.first) < first || seen.has(pending.commandId);
        answerRecorded(pending, recorded, replayed);
      }
      seen.add(pending.commandId);
    }
    const head = reads.head();
    if (head >= first) onHead(positionOf(head));
  }

  function halt(cause: unknown): void {
    stopped = logHalted(database.path, cause);
    for (const { reject } of queue.splice(0)) reject(stopped);
  }

  /** A commit that changes no content: the file's user version counts them. */
  function makeCertain(): void {
    database.transaction(() => {
      const row = database.prepare('PRAGMA user_version').get<{ user_version: number }>();
      database.exec(`PRAGMA user_version = ${((row?.user_version ?? 0) + 1) % 0x7fffffff}`);
    });
  }

  return {
    append,
    get stopped() {
      return stopped;
    },
    stop(reason) {
      while (queue.length > 0) drain();
      queue = [];
      stopped ??= reason;
    },
  };
}
