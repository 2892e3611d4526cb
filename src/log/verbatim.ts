// A recorded command with all that is kept of it, for moving a ledger from one engine to another: its bytes stay as they
// are, so that the tree over them stays the same.
import type { EncodedEvent } from './acceptance.js';

export interface VerbatimCommand {
  readonly commandId: string;
  readonly fingerprint: string;
  readonly stream: string;
  readonly events: readonly EncodedEvent[];
}

/** Recorded commands in ledger order. */
export interface VerbatimSource {
  /** How many events there are. */
  readonly size: number;
  /** Whole commands from a position on, at which one must begin. @throws LedgerError `migrate.damaged` */
  commands(from: number): Iterable<VerbatimCommand>;
  close(): void;
}

/** Takes recorded commands, at the end and in order. */
export interface VerbatimTarget {
  readonly size: number;
  append(commands: readonly VerbatimCommand[]): Promise<void>;
}
