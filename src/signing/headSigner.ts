// Signs one head after the other, each after proving that the log extends the one before; among several nodes, only
// while it is this node's turn. It must never sign a size that is smaller than one that was signed, nor another root.
import { corrupt, isLedgerError, unavailable } from '../kernel/errors.js';
import type { Clock } from '../kernel/clock.js';
import { formatInstant } from '../kernel/time.js';
import type { EventLog } from '../log/eventLog.js';
import {
  equalBytes,
  openCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  type NoteSigner,
} from '../transparency/index.js';
import type { HeadStore, NumberedHead, SignedHead, SigningKey } from './headStore.js';
import { createKeyRing, type KeyRing } from './keyRing.js';
import type { SharedHeads } from './sharedHeads.js';
import { SharedSync, signedElsewhere } from './sharedSync.js';
import { logShorter, proveStart, rootDiffers } from './startUpProof.js';
import { consistencyBetween, sizeOf, treeHead } from './treeProofs.js';

export interface SigningOptions {
  /** The key folder. */
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  /** What the ledger signs under: name of its keys and origin line of its checkpoints; the log's origin when left out. */
  readonly name?: string;
  /** `read`: tells what was signed, signs nothing. */
  readonly mode: 'read' | 'write';
  /** Where several nodes share one ledger: left out, this one is alone. */
  readonly shared?: SharedSigning | undefined;
}

export interface SharedSigning {
  readonly heads: SharedHeads;
  /** `standby`: it never takes the turn to sign. */
  readonly role: 'signer' | 'standby';
  /** Makes the first key of a ledger whose nodes have none. @throws LedgerError */
  readonly createFirstKey: () => void;
}

export type CheckedOptions = SigningOptions & { readonly name: string };

const headDamaged = (cause?: unknown) =>
  unavailable(
    'signing.head_damaged',
    '最近一次签名的记录已损坏或被改动，不再签名：请恢复密钥文件夹的完整备份后重新启动',
    'The record of the newest signed head is damaged or was altered, so nothing more is signed; restore a whole copy of the key folder and restart',
    undefined,
    cause,
  );

/** Whether exactly these keys have signed a note. */
function isSignedBy(note: string, signers: readonly NoteSigner[]): boolean {
  const { signatures } = parseNote(note);
  return (
    signatures.length === signers.length &&
    signers.every(({ keyId }) => signatures.some((line) => line.keyId === keyId))
  );
}

/** Verifies a head with the public keys alone. @throws LedgerError `signing.head_damaged` */
function checkSigned(head: SignedHead, name: string, keys: readonly SigningKey[]): void {
  try {
    const logKeys = keys.map(({ vkey }) => parseVerifierKey(vkey));
    const { checkpoint } = openCheckpoint(head.note, { origin: name, logKeys });
    if (checkpoint.size !== head.size || !equalBytes(checkpoint.root, head.root))
      throw corrupt('signing.columns', '签名与记录不符', 'The note is not of this size and root');
  } catch (error) {
    if (isLedgerError(error)) throw headDamaged(error);
    throw error;
  }
}

/** The signer of an open store. */
export class HeadSigner {
  /** The newest head that the log was proved to hold. */
  private proved: NumberedHead | undefined;
  private started = false;
  readonly ring: KeyRing;
  private readonly sync: SharedSync | undefined;

  constructor(
    readonly store: HeadStore,
    private readonly options: CheckedOptions,
  ) {
    this.ring = createKeyRing(store, options.folder, options.clock);
    const { log, shared, name } = options;
    const check = (head: SignedHead) => checkSigned(head, name, store.keys());
    this.sync = shared && new SharedSync({ store, shared: shared.heads, log, check });
  }

  /**
   * Among several nodes: takes in what the others signed, and takes the turn to sign.
   * @throws LedgerError `signing.elsewhere` when another node has it, and what {@link SharedSync} throws
   */
  private async takeTurn({ heads, role, createFirstKey }: SharedSigning): Promise<void> {
    await heads.ready();
    const isComplete = await this.sync?.refresh();
    if (role === 'standby') throw signedElsewhere(undefined);
    if (isComplete && this.store.keys().length === 0) createFirstKey();
    await this.sync?.becomeSigner(this.ring.signers());
  }

  /** Lets another node sign, when this one cannot or will not. */
  async giveUp(): Promise<void> {
    await this.options.shared?.heads.release();
  }

  /** Proves that the log holds the newest signed head, once for each. @throws LedgerError with why it does not */
  async prove(): Promise<NumberedHead | undefined> {
    const { log, name } = this.options;
    const newest = this.store.latest();
    if (this.started && newest?.number === this.proved?.number) return newest;
    if (newest !== undefined) checkSigned(newest, name, this.store.keys());
    if (!this.started) await proveStart(log, newest);
    else if (newest !== undefined) await this.proveOther(newest);
    this.started = true;
    this.proved = newest;
    return newest;
  }

  /** Another process has signed meanwhile. */
  private async proveOther(newest: NumberedHead): Promise<void> {
    const { log } = this.options;
    const size = await sizeOf(log);
    if (size < newest.size) throw logShorter(newest.size, size);
    const { root } = await treeHead(log, newest.size);
    if (!equalBytes(root, newest.root)) throw rootDiffers(newest.size);
  }

  async sign(): Promise<SignedHead> {
    const { log, name, clock, shared } = this.options;
    for (;;) {
      if (shared) await this.takeTurn(shared);
      const kept = await this.prove();
      const signers = this.ring.signers();
      const size = await sizeOf(log);
      if (kept !== undefined && kept.size === size && isSignedBy(kept.note, signers)) return kept;
      if (kept !== undefined && size < kept.size) throw logShorter(kept.size, size);
      const current = await treeHead(log, size);
      if (kept !== undefined) {
        const { growth } = await consistencyBetween(log, kept, current);
        if (!growth.consistent) throw rootDiffers(kept.size);
      }
      const head: NumberedHead = {
        ...current,
        number: kept === undefined ? 0 : kept.number + 1,
        note: signCheckpoint({ origin: name, ...current }, signers),
        signedAt: formatInstant(Math.floor(clock()), 0),
      };
      // What leaves here is judged as a stranger will judge it.
      checkSigned(head, name, this.store.keys());
      if (this.sync && !(await this.sync.publish(head))) continue;
      if (!this.store.append(head)) continue;
      this.proved = head;
      return head;
    }
  }
}
