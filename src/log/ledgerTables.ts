// The port to what an engine keeps beside the events: leaf hashes, subtree roots, indexes, recorded commands.
// Only `verify` reads it. It must answer what is stored, never what should be.
import type { Hash } from '../transparency/index.js';

/** The columns of one event beside its bytes. */
export interface EventColumns {
  readonly sequence: number;
  readonly id: string;
  readonly leaf: Hash;
}

export interface CommandRow {
  readonly commandId: string;
  readonly first: number;
  readonly count: number;
  readonly revision: number;
}

/** Something in the tables that nothing else accounts for. */
export interface StrayRow {
  readonly code: 'subtree.stray' | 'disclosure.stray' | 'command.stray' | 'schema.altered';
  /** Which row. */
  readonly where: string;
}

export interface LedgerTables {
  /** Rows at positions `from` (inclusive) to `to` (exclusive), in order; fewer where some are missing. */
  columns(from: number, to: number): readonly EventColumns[];
  /** Stored roots of level >= 1 from `from` to `to`, by index. */
  subtrees(level: number, from: number, to: number): ReadonlyMap<number, Hash>;
  /** The recorded commands among these ids, by id. */
  commands(ids: readonly string[]): ReadonlyMap<string, CommandRow>;
  commandCount(): number;
  /** Rows that belong to no event of a log of `size`, at most `limit`; and triggers that are not as they were made. */
  strays(size: number, limit: number): readonly StrayRow[];
  /** What the storage engine itself finds wrong with its file; undefined for nothing. */
  damage(): string | undefined;
  close(): void;
}
