// The log port: an append-only sequence of events in streams. Every engine passes test/contract/eventLog.contract.ts.
// It must never change or forget what it has acknowledged, nor acknowledge what is not durable.
import { LedgerError, unavailable, type Bilingual } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import type { NewEvent } from '../events/envelope.js';
import type { TileCoordinates } from '../transparency/index.js';

/** `none`: the stream must not exist; a number: how many events it must have; `any`: not checked. */
export type ExpectedRevision = 'none' | 'any' | number;

/** An event as the log holds it: exact bytes, never re-serialised. */
export interface StoredRecord {
  readonly position: Position;
  readonly stream: string;
  /** 1 for the first event of its stream. */
  readonly revision: number;
  readonly bytes: Uint8Array;
  /** What the digests of a non-public event stand for (RFC 9901), where it is kept; empty for a public event. */
  readonly disclosures: readonly string[];
}

export interface AppendResult {
  /** Position of the first and of the last event of the command. */
  readonly first: Position;
  readonly position: Position;
  /** Number of events in the stream after the command. */
  readonly revision: number;
  readonly eventIds: readonly string[];
  /** True when the command had been recorded before and nothing was added now. */
  readonly replayed: boolean;
}

export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** At least one; all with the same `commandid`. */
  readonly events: readonly NewEvent[];
  /**
   * Digest (hex) of what the caller asked for. The same command id with the same fingerprint is a retry.
   * Left out, the log takes the digest of stream and events.
   */
  readonly fingerprint?: string;
}

export type LogStatus =
  | { readonly state: 'ready' }
  /** Reads go on, as far as they can. `code` and `text` say what keeps the log from taking appends. */
  | { readonly state: 'refusing'; readonly code: string; readonly text: Bilingual };

export interface EventLog {
  /** URI of the ledger: the `source` of its events. */
  readonly origin: string;
  /**
   * Appends all events or none. Resolves when they are durable.
   * Checked in this order: is it a retry (answered as the first time), does the stream stand at `expected`, is every
   * event well-formed. A refusal stores nothing and concerns no other append.
   * @throws LedgerError `log.conflict` (details.expected, details.actual), `log.command_reused`, `log.request`,
   *   `event.invalid`, `event.too_large`, `json.not_canonical`, `storage.*` (nothing stored),
   *   `log.outcome_unknown` (look the command up before trying again), `log.halted`, `log.read_only`, `log.closed`
   */
  append(request: AppendRequest): Promise<AppendResult>;
  /** Events of a stream in order, from a revision (default 1). Empty when there is no such stream. */
  readStream(stream: string, fromRevision?: number): Promise<readonly StoredRecord[]>;
  /** Up to `limit` (at least 1) events after a position, in log order; `undefined` means from the beginning. */
  readAll(after: Position | undefined, limit: number): Promise<readonly StoredRecord[]>;
  readAt(position: Position): Promise<StoredRecord | undefined>;
  /** The events at these positions in log order, each once; a position that the log does not have is left out. */
  readEach(positions: readonly Position[]): Promise<readonly StoredRecord[]>;
  findEvent(eventId: string): Promise<StoredRecord | undefined>;
  /** The result of a recorded command, as its first answer was (`replayed` is false). */
  findCommand(commandId: string): Promise<(AppendResult & { fingerprint: string }) | undefined>;
  /** Position of the newest event; `undefined` for an empty ledger. */
  head(): Promise<Position | undefined>;
  /**
   * A tile of the RFC 6962 tree over the stored bytes (C2SP tlog-tiles): `width` hashes of 32 bytes.
   * `undefined` when the tree does not have that many.
   */
  readTile(tile: TileCoordinates): Promise<Uint8Array | undefined>;
  /** Calls `onHead` after events were added, until the returned function is called. Hints only: read to know. */
  subscribe(onHead: (head: Position) => void): () => void;
  /** How the log stands now, without asking anybody. */
  status(): LogStatus;
  /** Settles what waits, then refuses all reads and appends with `log.closed`. Closing twice is harmless. */
  close(): Promise<void>;
}

export function versionConflict(
  stream: string,
  expected: ExpectedRevision,
  actual: number,
): LedgerError {
  return new LedgerError(
    'conflict',
    'log.conflict',
    {
      zh: `流「${stream}」已有 ${actual} 个事件，与期望 ${String(expected)} 不符：请重读后再提交`,
      en: `Stream "${stream}" has ${actual} events, not ${String(expected)} as expected; read it again and resubmit`,
    },
    stream,
    { expected: String(expected), actual },
  );
}

export function commandReused(commandId: string): LedgerError {
  return new LedgerError(
    'refused',
    'log.command_reused',
    {
      zh: '此命令编号已用于内容不同的命令：请换用新的编号',
      en: 'This command id was already used for a command with other content; use a new id',
    },
    commandId,
  );
}

export function outcomeUnknown(commandId: string, cause: unknown): LedgerError {
  return new LedgerError(
    'unavailable',
    'log.outcome_unknown',
    {
      zh: '存储在提交时中断，结果未知：请按命令编号查询后再决定是否重试',
      en: 'The storage failed during commit and the outcome is unknown; look the command up by its id before retrying',
    },
    commandId,
    {},
    { cause },
  );
}

export function logClosed(): LedgerError {
  return unavailable('log.closed', '台账已关闭', 'The ledger is closed');
}

export function logReadOnly(path: string): LedgerError {
  return unavailable(
    'log.read_only',
    '台账以只读方式打开，不能写入',
    'The ledger is open for reading only',
    path,
  );
}

export function logHalted(path: string, cause: unknown): LedgerError {
  return unavailable(
    'log.halted',
    '存储故障后台账已停止写入，可继续查询：请检查磁盘后重新启动',
    'The ledger stopped writing after a storage failure and can still be read; check the disk, then restart',
    path,
    cause,
  );
}
