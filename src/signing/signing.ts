// Signs the heads of the log, and remembers in the key folder what it signed. It must never sign a size that is
// smaller than one it signed, nor another root for a size, and must never answer a head before it is durable.
import {
  isLedgerError,
  missing,
  unavailable,
  type Bilingual,
  type LedgerError,
} from '../kernel/errors.js';
import { openDatabase } from '../sqlite/driver.js';
import type { Attestations, StoredCosignature } from './attestations.js';
import { cosignedNotes } from './cosignedNotes.js';
import { HeadSigner, type CheckedOptions, type SigningOptions } from './headSigner.js';
import {
  openHeadStore,
  openSharedStore,
  type HeadStore,
  type SignedHead,
  type SigningKey,
} from './headStore.js';
import { noKey } from './keyRing.js';
import { signedElsewhere } from './sharedSync.js';

export type { SharedSigning, SigningOptions } from './headSigner.js';
export type { SignedHead, SigningKey } from './headStore.js';

export type SigningStatus =
  | { readonly state: 'signing' }
  /** Another node of the ledger signs; what it signed is here. */
  | { readonly state: 'standby'; readonly text: Bilingual }
  /** Reading goes on. `code` and `text` say why nothing is signed and what to do. */
  | { readonly state: 'refusing'; readonly code: string; readonly text: Bilingual };

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

/** How long a node that does not sign waits for the one that does: about ten seconds. */
const STANDBY_PAUSE = 200;
const STANDBY_ATTEMPTS = 50;

/** Refusals that only a restart with another log or key folder can end. */
const LASTING = new Set([
  'signing.log_shorter',
  'signing.root_differs',
  'signing.event_altered',
  'signing.tree_altered',
  'signing.head_damaged',
  'signing.heads_contradict',
]);

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
  { name, mode, shared }: CheckedOptions,
  atStart: LedgerError | undefined,
): Signing {
  const { store } = signer;
  let refusal = atStart;
  /** Why this node does not sign though nothing is wrong. */
  let standby = shared && signedElsewhere(undefined);
  let underWay: Promise<SignedHead> | undefined;

  async function attempt(): Promise<SignedHead> {
    if (refusal !== undefined && LASTING.has(refusal.code)) throw refusal;
    try {
      const head = await signer.sign();
      refusal = standby = undefined;
      return head;
    } catch (error) {
      return await standAside(asRefusal(error));
    } finally {
      underWay = undefined;
    }
  }

  /** Not to sign because another node does is no failure: what that one signed is the answer. */
  async function standAside(why: LedgerError): Promise<SignedHead> {
    if (why.code !== 'signing.elsewhere') {
      refusal = why;
      await signer.giveUp();
      throw why;
    }
    refusal = undefined;
    standby = why;
    const known = store.latest();
    if (known === undefined) throw why;
    return known;
  }

  function sign(): Promise<SignedHead> {
    if (mode === 'read') return Promise.reject(refusal ?? readOnly());
    underWay ??= attempt();
    return underWay;
  }

  const isWaiting = (attempts: number) => standby !== undefined && attempts < STANDBY_ATTEMPTS;
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
    status() {
      if (refusal !== undefined) return asStatus(refusal);
      return standby === undefined
        ? { state: 'signing' }
        : { state: 'standby', text: standby.text };
    },
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
      for (let attempts = 0; attempts < 2 || isWaiting(attempts); attempts++) {
        const head = await sign();
        if (head.size >= size) return head;
        if (standby) await new Promise((resolve) => setTimeout(resolve, STANDBY_PAUSE));
      }
      throw beyond(size);
    },
    cosignedHead,
    addCosignatures: (cosignatures) => attestations.addCosignatures(cosignatures),
    heads: () => store,
    async close() {
      await Promise.allSettled([underWay]);
      await signer.giveUp();
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
  const { folder, log, mode, shared } = options;
  const name = options.name ?? log.origin;
  const identity = { ledger: log.origin, name };
  let store: HeadStore | undefined;
  try {
    // What other nodes sign is put on record here, whether or not this one has a key.
    store =
      shared && mode === 'write'
        ? openSharedStore(folder, identity, open)
        : openHeadStore(folder, identity, mode, open);
  } catch (error) {
    return createRefusing(name, asRefusal(error));
  }
  if (store === undefined) return createRefusing(name, noKey(folder));
  const checked = { ...options, name };
  const signer = new HeadSigner(store, checked);
  // Among several nodes the proof waits until the log is current.
  if (shared) return createSigning(signer, checked, undefined);
  let refusal: LedgerError | undefined;
  try {
    await signer.prove();
    if (mode === 'write') signer.ring.signers();
  } catch (error) {
    refusal = asRefusal(error);
  }
  return createSigning(signer, checked, refusal);
}
