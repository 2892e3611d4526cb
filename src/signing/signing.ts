// Signs the heads of the log, and remembers in the key folder what it signed. It must never sign a size that is
// smaller than one it signed, nor another root for a size, and must never answer a head before it is durable.
import type { Clock } from '../kernel/clock.js';
import {
  corrupt,
  isLedgerError,
  missing,
  unavailable,
  type Bilingual,
  type LedgerError,
} from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';
import type { EventLog } from '../log/eventLog.js';
import { openDatabase } from '../sqlite/driver.js';
import {
  equalBytes,
  openCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  type NoteSigner,
} from '../transparency/index.js';
import type { Attestations, StoredCosignature } from './attestations.js';
import { cosignedNotes } from './cosignedNotes.js';
import {
  openHeadStore,
  type HeadStore,
  type NumberedHead,
  type SignedHead,
  type SigningKey,
} from './headStore.js';
import { createKeyRing, noKey, type KeyRing } from './keyRing.js';
import { logShorter, proveStart, rootDiffers } from './startUpProof.js';
import { consistencyBetween, sizeOf, treeHead } from './treeProofs.js';

export type { SignedHead, SigningKey } from './headStore.js';

export type SigningStatus =
  | { readonly state: 'signing' }
  /** Reading goes on. `code` and `text` say why nothing is signed and what to do. */
  | { readonly state: 'refusing'; readonly code: string; readonly text: Bilingual };

export interface SigningOptions {
  /** The key folder. */
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  /** What the ledger signs under: name of its keys and origin line of its checkpoints; the log's origin when left out. */
  readonly name?: string;
  /** `read`: tells what was signed, signs nothing. */
  readonly mode: 'read' | 'write';
}

type CheckedOptions = SigningOptions & { readonly name: string };

export interface Signing {
  /** Origin line of the checkpoints and name of the keys. */
  readonly name: string;
  /** C2SP verifier keys of all keys, retired ones too (whoever verifies an older head needs them), with their dates. */
  keys(): readonly SigningKey[];
  /** The same as text alone. */
  vkeys(): readonly string[];
  status(): SigningStatus;
  /**
   * The newest signed head, with the cosignatures that it has; it stays the newest that was ever signed when the log no
   * longer fits it.
   */
  latest(): SignedHead | undefined;
  /** The newest signed head of exactly this size. */
  headAt(size: number): SignedHead | undefined;
  /** The smallest signed head of at least `size` events: it stays the same however often is signed later. */
  firstCovering(size: number): SignedHead | undefined;
  /**
   * Signs the log's present head if the log has grown, or the keys have changed, since the newest signed one; else
   * answers that. The answer is durable. Calls at the same time share one signature.
   * @throws LedgerError `signing.*` (see {@link SigningStatus}), `storage.*`
   */
  sign(): Promise<SignedHead>;
  /**
   * A signed head of at least `size` events, for proofs: the newest that witnesses have cosigned, else the newest with
   * a time stamp, else the newest; signing if there is none yet.
   * @param accept asks for a cosigned head whose note it accepts, e.g. by a policy
   * @throws LedgerError as {@link Signing.sign}; `signing.beyond` when the log itself has fewer; `signing.no_quorum` when
   *   no cosigned head is accepted
   */
  headCovering(size: number, accept?: (note: string) => boolean): Promise<SignedHead>;
  /** The newest head of at least `size` events that witnesses have cosigned. */
  cosignedHead(size: number): SignedHead | undefined;
  /**
   * Keeps cosignatures of signed heads, durably, all or none. The caller has verified them.
   * @throws LedgerError `storage.*`; the reason why there are no signed heads
   */
  addCosignatures(cosignatures: readonly StoredCosignature[]): void;
  /** What was stored about signed heads beside their signatures. @throws LedgerError why there are none */
  heads(): Pick<HeadStore, 'byNumber' | 'latest'> & { readonly attestations: Attestations };
  /** Waits for a signature under way, then closes. The log stays open. */
  close(): Promise<void>;
}

/** Refusals that only a restart with another log or key folder can end. */
const LASTING = new Set([
  'signing.log_shorter',
  'signing.root_differs',
  'signing.event_altered',
  'signing.tree_altered',
  'signing.head_damaged',
]);

const headDamaged = (cause?: unknown) =>
  unavailable(
    'signing.head_damaged',
    '最近一次签名的记录已损坏或被改动，不再签名：请恢复密钥文件夹的完整备份后重新启动',
    'The record of the newest signed head is damaged or was altered, so nothing more is signed; restore a whole copy of the key folder and restart',
    undefined,
    cause,
  );

const readOnly = () =>
  unavailable(
    'signing.read_only',
    '此进程只读取，不签名：签名由运行中的服务负责',
    'This process only reads; signing is done by the running service',
  );

const noQuorum = () =>
  missing(
    'signing.no_quorum',
    '没有已签名的检查点既涵盖此内容又满足策略的见证要求：请先运行 sunledger witness request',
    'No signed checkpoint covers this and has the cosignatures that the policy asks for; run sunledger witness request first',
    'policy',
  );

const beyond = (size: number) =>
  missing(
    'signing.beyond',
    `台账还没有 ${size} 个事件`,
    `The ledger does not have ${size} events yet`,
    'size',
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
class HeadSigner {
  /** The newest head that the log was proved to hold. */
  private proved: NumberedHead | undefined;
  private started = false;
  readonly ring: KeyRing;

  constructor(
    readonly store: HeadStore,
    private readonly options: CheckedOptions,
  ) {
    this.ring = createKeyRing(store, options.folder, options.clock);
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
    const { log, name, clock } = this.options;
    for (;;) {
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
      if (!this.store.append(head)) continue;
      this.proved = head;
      return head;
    }
  }
}

const asStatus = ({ code, text }: LedgerError): SigningStatus => ({
  state: 'refusing',
  code,
  text,
});

/** Whatever kept the log from being proved is a reason not to sign. */
const asRefusal = (error: unknown): LedgerError =>
  isLedgerError(error)
    ? error
    : unavailable(
        'signing.failed',
        '签名时程序出错，暂不签名：请查看日志',
        'The program failed while signing, so nothing is signed; see its log',
        undefined,
        error,
      );

/** Signing without a usable key folder: it says why, and nothing else. */
const createRefusing = (name: string, why: LedgerError): Signing => ({
  name,
  keys: () => [],
  vkeys: () => [],
  status: () => asStatus(why),
  latest: () => undefined,
  headAt: () => undefined,
  firstCovering: () => undefined,
  sign: () => Promise.reject(why),
  headCovering: () => Promise.reject(why),
  cosignedHead: () => undefined,
  addCosignatures: () => {
    throw why;
  },
  heads: () => {
    throw why;
  },
  close: () => Promise.resolve(),
});

function createSigning(
  signer: HeadSigner,
  { name, mode }: CheckedOptions,
  atStart: LedgerError | undefined,
): Signing {
  const { store } = signer;
  let refusal = atStart;
  let underWay: Promise<SignedHead> | undefined;

  async function attempt(): Promise<SignedHead> {
    if (refusal !== undefined && LASTING.has(refusal.code)) throw refusal;
    try {
      const head = await signer.sign();
      refusal = undefined;
      return head;
    } catch (error) {
      refusal = asRefusal(error);
      throw refusal;
    } finally {
      underWay = undefined;
    }
  }

  function sign(): Promise<SignedHead> {
    if (mode === 'read') return Promise.reject(refusal ?? readOnly());
    underWay ??= attempt();
    return underWay;
  }

  const { attestations } = store;
  const complete = cosignedNotes(attestations);
  const completed = (head: SignedHead | undefined) => head && complete(head);
  const isDamaged = () => refusal?.code === 'signing.head_damaged';
  const latest = () => (isDamaged() ? undefined : completed(store.latest()));
  /** Heads of at least `size` events that are cosigned, newest first. */
  function* cosigned(size: number): Generator<SignedHead> {
    if (isDamaged()) return;
    for (const at of attestations.cosignedSizes(size)) {
      const head = completed(store.at(at));
      if (head !== undefined) yield head;
    }
  }

  function cosignedHead(size: number, accept: (note: string) => boolean = () => true) {
    for (const head of cosigned(size)) if (accept(head.note)) return head;
    return undefined;
  }

  /** The best that is there already. */
  function covering(size: number): SignedHead | undefined {
    const first = cosignedHead(size);
    if (first !== undefined || isDamaged()) return first;
    const [stamped] = attestations.stampedSizes(size);
    const known = stamped === undefined ? latest() : completed(store.at(stamped));
    return known !== undefined && known.size >= size ? known : undefined;
  }

  return {
    name,
    keys: () => store.keys(),
    vkeys: () => store.keys().map(({ vkey }) => vkey),
    status: () => (refusal === undefined ? { state: 'signing' } : asStatus(refusal)),
    latest,
    headAt: (size) => completed(store.at(size)),
    firstCovering: (size) => completed(store.firstCovering(size)),
    sign: async () => complete(await sign()),
    async headCovering(size, accept) {
      if (accept !== undefined) {
        const accepted = cosignedHead(size, accept);
        if (accepted === undefined) throw noQuorum();
        return accepted;
      }
      const known = covering(size);
      if (known !== undefined) return known;
      // A signature under way may have begun before the event was there; the next one has not.
      for (let attempts = 0; attempts < 2; attempts++) {
        const head = await sign();
        if (head.size >= size) return head;
      }
      throw beyond(size);
    },
    cosignedHead,
    addCosignatures: (cosignatures) => attestations.addCosignatures(cosignatures),
    heads: () => store,
    async close() {
      await Promise.allSettled([underWay]);
      store.close();
    },
  };
}

/**
 * Opens the key folder and proves that the log still holds what was signed last. Whatever speaks against signing is
 * no error here but the status: the ledger can be read without it.
 * @param open opens the file of signed heads; tests put a failing disk in its place
 */
export async function openSigning(
  options: SigningOptions,
  open: typeof openDatabase = openDatabase,
): Promise<Signing> {
  const { folder, log, mode } = options;
  const name = options.name ?? log.origin;
  let store: HeadStore | undefined;
  try {
    store = openHeadStore(folder, { ledger: log.origin, name }, mode, open);
  } catch (error) {
    return createRefusing(name, asRefusal(error));
  }
  if (store === undefined) return createRefusing(name, noKey(folder));
  const checked = { ...options, name };
  const signer = new HeadSigner(store, checked);
  let refusal: LedgerError | undefined;
  try {
    await signer.prove();
    if (mode === 'write') signer.ring.signers();
  } catch (error) {
    refusal = asRefusal(error);
  }
  return createSigning(signer, checked, refusal);
}
