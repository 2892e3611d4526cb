// Keeps a node's own record of signed heads and what all nodes share in step: takes in what others signed, after proving
// that its own log says the same, and publishes what it signs. It must never publish a head that another one contradicts.
import { corrupt, unavailable, type LedgerError } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import { decodeBase64, encodeBase64, equalBytes, type NoteSigner } from '../transparency/index.js';
import type { HeadStore, NumberedHead } from './headStore.js';
import { keyListNote, takeKeyList } from './keyList.js';
import type { PlacedEntry, SharedEntry, SharedHeads } from './sharedHeads.js';
import { rootDiffers } from './startUpProof.js';
import { sizeOf, treeHead } from './treeProofs.js';

const PAGE = 200;

export const signedElsewhere = (signer: string | undefined): LedgerError =>
  unavailable(
    'signing.elsewhere',
    signer === undefined ? '尚无节点签名' : `由节点 ${signer} 签名`,
    signer === undefined ? 'No node signs yet' : `The node ${signer} signs`,
  );

const logBehind = (): LedgerError =>
  unavailable(
    'signing.log_behind',
    '本节点的台账尚未补读到最近签名之处，暂不签名',
    'The log of this node has not come to what was signed last; nothing is signed yet',
  );

const contradiction = (size: number): LedgerError =>
  corrupt(
    'signing.heads_contradict',
    `服务器上大小 ${size} 的签名与本节点所记的不同：有人签署了相互矛盾的内容，不再签名，请立即查明`,
    `What is signed for size ${size} on the server is not what this node has on record: contradictory heads were signed. Nothing more is signed; find out at once`,
  );

const entryMissing = (number: number): LedgerError =>
  corrupt(
    'signing.shared_gap',
    `服务器上缺少第 ${number} 个签名记录：请从备份恢复服务器`,
    `Signed head ${number} is missing on the server; restore the server from a backup`,
  );

const toEntry = ({ number, size, root, note, signedAt }: NumberedHead): SharedEntry => ({
  kind: 'head',
  number,
  size,
  root: encodeBase64(root),
  note,
  signedAt,
});

type HeadEntry = Extract<SharedEntry, { kind: 'head' }>;

export interface SyncOptions {
  readonly store: HeadStore;
  readonly shared: SharedHeads;
  readonly log: EventLog;
  /** Judges a head by its signature. @throws LedgerError */
  readonly check: (head: NumberedHead) => void;
}

export class SharedSync {
  /** Place behind the last entry that was taken in. */
  private next: number | undefined;
  /** Number of the newest head that is shared; -1 for none. */
  private newest = -1;
  private published: string | undefined;

  constructor(private readonly options: SyncOptions) {}

  /** How many heads this node has on record. */
  private get recorded(): number {
    return (this.options.store.latest()?.number ?? -1) + 1;
  }

  /**
   * Takes in what others published. @returns false where heads are of a size that this node's log does not have yet
   * @throws LedgerError `signing.heads_contradict`, `signing.root_differs`, `signing.keys_not_endorsed`
   */
  async refresh(): Promise<boolean> {
    const { shared } = this.options;
    this.next ??= await this.findStart();
    for (;;) {
      const entries = await shared.read(this.next, PAGE);
      for (const placed of entries) {
        if (!(await this.take(placed))) return false;
        this.next = placed.place + 1;
      }
      if (entries.length < PAGE) return true;
    }
  }

  /** Behind the newest entry whose head is on record here: what is before it was taken in when that was. */
  private async findStart(): Promise<number> {
    const { shared } = this.options;
    if (this.recorded === 0) return 0;
    for (let end = await shared.count(); end > 0; end -= PAGE) {
      const from = Math.max(0, end - PAGE);
      const entries = await shared.read(from, end - from);
      const found = entries
        .filter(({ entry }) => entry.kind === 'head' && entry.number < this.recorded)
        .at(-1);
      if (found?.entry.kind !== 'head') continue;
      this.compare(found.entry);
      this.newest = found.entry.number;
      return found.place + 1;
    }
    return 0;
  }

  private async take({ entry }: PlacedEntry): Promise<boolean> {
    const { store, log } = this.options;
    if (entry.kind === 'keys') {
      takeKeyList(store, log.origin, entry.note);
      return true;
    }
    if (entry.number > this.recorded) throw entryMissing(this.recorded);
    if (entry.number < this.recorded) this.compare(entry);
    else if (!(await this.record(entry))) return false;
    this.newest = entry.number;
    return true;
  }

  private compare({ size, root }: HeadEntry): void {
    const known = this.options.store.at(size);
    const same = known && equalBytes(known.root, decodeBase64(root) ?? new Uint8Array(0));
    if (!same) throw contradiction(size);
  }

  /** Puts another node's head on record, once this node's own log is proved to say the same. */
  private async record({ number, size, root, note, signedAt }: HeadEntry): Promise<boolean> {
    const { store, log, check } = this.options;
    if ((await sizeOf(log)) < size) return false;
    const head = { number, size, root: decodeBase64(root) ?? new Uint8Array(0), note, signedAt };
    check(head);
    if (!equalBytes((await treeHead(log, size)).root, head.root)) throw rootDiffers(size);
    store.append(head);
    return true;
  }

  /**
   * Makes this node the one that signs, with all that was signed before on record.
   * @param signers of this node. @throws LedgerError `signing.elsewhere`, `signing.log_behind` and as {@link refresh}
   */
  async becomeSigner(signers: readonly NoteSigner[]): Promise<void> {
    const { shared, store, log } = this.options;
    const turn = await shared.take();
    if (!(await this.refresh())) throw logBehind();
    if (turn.state === 'elsewhere') throw signedElsewhere(turn.signer);
    const note = keyListNote(log.origin, store.keys(), signers);
    // To publish the keys is also to begin: whoever signed before finds his place taken.
    if (turn.isNew || note !== this.published) {
      await this.publishAll([{ kind: 'keys', node: shared.node, note }]);
      this.published = note;
    }
    await this.publishMissing();
  }

  /** Heads that this node signed before it shared them, or before the ledger had nodes. */
  private async publishMissing(): Promise<void> {
    const { store } = this.options;
    while (this.newest + 1 < this.recorded) {
      const heads = store.from(this.newest + 1, PAGE);
      await this.publishAll(heads.map(toEntry));
      this.newest = heads.at(-1)?.number ?? this.newest;
    }
  }

  /** @throws LedgerError `signing.elsewhere` when another node was faster */
  private async publishAll(entries: readonly SharedEntry[]): Promise<void> {
    if (!(await this.add(entries))) throw signedElsewhere(undefined);
  }

  private async add(entries: readonly SharedEntry[]): Promise<boolean> {
    const place = this.next ?? 0;
    if (!(await this.options.shared.add(place, entries))) return false;
    this.next = place + entries.length;
    return true;
  }

  /** False when another node has published meanwhile: nothing that was signed here may be used. */
  async publish(head: NumberedHead): Promise<boolean> {
    if (!(await this.add([toEntry(head)]))) return false;
    this.newest = head.number;
    return true;
  }
}
