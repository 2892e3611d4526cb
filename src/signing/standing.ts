// Where an answer stands: the position it covers, and size and root of the tree of exactly those events. Whatever shows
// figures carries it, so that anybody can later ask whether they were drawn from this very log. It must never quote a
// signature that the ledger does not stand by.
import type { Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import { encodeBase64 } from '../transparency/index.js';
import type { Signing } from './signing.js';
import { treeHead } from './treeProofs.js';

export interface Standing {
  /** URI of the ledger. */
  readonly ledger: string;
  /** The newest event that the answer covers; null for an empty ledger. */
  readonly position: Position | null;
  /** How many events those are. */
  readonly treeSize: number;
  /** RFC 6962 root over them, base64. The same for every answer at this position, whenever it is given. */
  readonly root: string;
  /** Size of the first signed head that covers them; null while none does, and while the ledger refuses to sign. */
  readonly signedSize: number | null;
  /** Views that stopped at an event: the answer does not hold what came after. */
  readonly halted: readonly string[];
}

/**
 * The standing of an answer at a position, also of one as of an earlier position.
 * @throws LedgerError `tile.missing` when the log has fewer events
 */
export async function standingOf(
  { log, signing }: { readonly log: EventLog; readonly signing: Signing },
  position: Position | undefined,
  halted: readonly string[] = [],
): Promise<Standing> {
  const size = position === undefined ? 0 : Number(position) + 1;
  const { root } = await treeHead(log, size);
  const isSigning = signing.status().state === 'signing';
  return {
    ledger: log.origin,
    position: position ?? null,
    treeSize: size,
    root: encodeBase64(root),
    signedSize: (isSigning ? signing.firstCovering(size)?.size : undefined) ?? null,
    halted,
  };
}
