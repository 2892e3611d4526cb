// `verify`: reads the whole ledger as a sceptic and names what is wrong and where. It must never repair anything,
// nor call whole what it has not read.
import { isLedgerError } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import type { LedgerTables } from '../log/ledgerTables.js';
import {
  encodeBase64,
  openCheckpoint,
  treeRoot,
  type CheckpointTrust,
  type TreeHead,
} from '../transparency/index.js';
import { verifyAttestations, type Attested, type CertificateFile } from './attested.js';
import { CHUNK, type ChunkResult, type ChunkTask } from './chunk.js';
import type { Findings } from './findings.js';
import { finding, type Finding } from './findings.js';
import { Reduction } from './reduction.js';
import { HeadCheck, type SignedHeads } from './signedHeads.js';
import { verifyDocuments } from './storedDocuments.js';
import { verifyUpperTree } from './upperTree.js';

export interface LedgerVerification extends Attested {
  readonly origin: string;
  readonly events: number;
  readonly head: Position | undefined;
  /** RFC 6962 root over the events as they are, base64. */
  readonly root: string;
  /** Signed heads that were checked. */
  readonly signedHeads: number;
  /** Size of the newest of them. */
  readonly signedSize: number | undefined;
  readonly documents: number;
  readonly findings: readonly Finding[];
  /** Further findings that are not listed. */
  readonly omitted: number;
}

/** A checkpoint that was kept outside the ledger, already opened. */
export interface KeptCheckpoint extends TreeHead {
  /** The file it came from. */
  readonly where: string;
}

export interface VerifyOptions {
  readonly log: EventLog;
  readonly tables: LedgerTables;
  /** Checks one chunk, here or in another thread; may be called again before it has answered. */
  readonly check: (task: ChunkTask) => Promise<ChunkResult>;
  /** How many chunks may be under way at once. */
  readonly parallel: number;
  readonly heads: SignedHeads | undefined;
  readonly kept: readonly KeptCheckpoint[];
  /** Certificates of time stamp authorities to believe; those that a stamp was accepted under when empty. */
  readonly authorities: readonly CertificateFile[];
  /** Where documents lie. */
  readonly documents: string;
  readonly found: Findings;
}

/** Opens a checkpoint that was kept elsewhere. @throws LedgerError `note.*`, `checkpoint.*` */
export function openKept(where: string, note: Uint8Array, trust: CheckpointTrust): KeptCheckpoint {
  const { size, root } = openCheckpoint(note, trust).checkpoint;
  return { where, size, root };
}

const sizesWithin = (options: VerifyOptions, from: number, to: number): number[] => {
  const kept = options.kept.map(({ size }) => size).filter((size) => size > from && size <= to);
  return [...new Set([...(options.heads?.sizes(from, to) ?? []), ...kept])].sort((a, b) => a - b);
};

/** Runs the chunks in order of position, a few at once, and hands the results over in that order. */
async function runChunks(
  options: VerifyOptions,
  size: number,
  use: (task: ChunkTask, result: ChunkResult) => void,
): Promise<void> {
  const waiting: { task: ChunkTask; result: Promise<ChunkResult> }[] = [];
  const take = async () => {
    const next = waiting.shift();
    if (next) use(next.task, await next.result);
  };
  for (let from = 0; from < size; from += CHUNK) {
    const to = Math.min(from + CHUNK, size);
    const task = { from, to, sizes: sizesWithin(options, from, to) };
    const result = options.check(task);
    result.catch(() => undefined); // it is awaited in its turn, and throws there
    waiting.push({ task, result });
    if (waiting.length >= options.parallel) await take();
  }
  while (waiting.length > 0) await take();
}

class LedgerCheck {
  readonly reduction: Reduction;
  private readonly headCheck: HeadCheck;

  constructor(private readonly options: VerifyOptions) {
    this.reduction = new Reduction(options.found);
    this.headCheck = new HeadCheck(options.heads ?? { name: '', vkeys: [] }, options.found);
  }

  async emptyHeads(): Promise<void> {
    const root = await treeRoot(0, () => new Uint8Array(0));
    for (const head of this.options.heads?.between(0, 0) ?? []) {
      this.headCheck.readNote(head);
      this.headCheck.compareRoot(0, head.root, root, `head ${head.number}`);
    }
  }

  chunk(task: ChunkTask, result: ChunkResult): void {
    const roots = this.reduction.add(task, result);
    const bySize = new Map(task.sizes.map((size, at) => [size, roots[at]]));
    const compare = ({ size, root }: TreeHead, where: string) => {
      const actual = bySize.get(size);
      if (actual) this.headCheck.compareRoot(size, root, actual, where);
    };
    for (const head of this.options.heads?.between(task.from + 1, task.to) ?? []) {
      this.headCheck.readNote(head);
      compare(head, `head ${head.number} (${head.size})`);
    }
    for (const kept of this.options.kept) compare(kept, kept.where);
  }

  beyond(size: number): void {
    let largest = size;
    const { heads, kept } = this.options;
    for (const head of heads?.between(size + 1, Number.MAX_SAFE_INTEGER) ?? []) {
      this.headCheck.readNote(head);
      largest = Math.max(largest, head.size);
    }
    for (const head of kept) largest = Math.max(largest, head.size);
    if (largest > size) this.headCheck.beyond(size, largest);
  }
}

/** Runs work on the tables; a file too damaged for it is a finding, and the rest is still checked. */
function onTables(found: Findings, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    found.add(finding('storage.damage', 'ledger.sqlite', error.text.en));
  }
}

function checkFile({ tables, found }: VerifyOptions): void {
  const damage = tables.damage();
  if (damage !== undefined) found.add(finding('storage.damage', 'ledger.sqlite', damage));
}

function checkTables({ tables, found }: VerifyOptions, size: number, commands: number): void {
  verifyUpperTree(tables, size, found);
  for (const { code, where } of tables.strays(size, 100)) found.add(finding(code, where));
  const further = tables.commandCount() - commands;
  if (further > 0 && found.list.length === 0)
    found.add(finding('command.stray', 'command', String(further)));
}

/**
 * Checks everything: each event (canonical, in order, of this ledger), leaf hashes, subtree roots, commands, signed and
 * kept heads, disclosures, documents. One pass; memory grows with the number of streams and documents, not of events.
 */
export async function verifyLedger(options: VerifyOptions): Promise<LedgerVerification> {
  const { log, found, heads } = options;
  const head = await log.head();
  const size = head === undefined ? 0 : Number(head) + 1;
  const check = new LedgerCheck(options);
  await check.emptyHeads();
  const chunks = runChunks(options, size, (task, result) => check.chunk(task, result));
  // While other threads are at work on the events. Its findings stand first.
  onTables(found, () => checkFile(options));
  await chunks;
  check.beyond(size);
  const { events, commands, documents } = check.reduction;
  onTables(found, () => checkTables(options, size, commands));
  return {
    origin: log.origin,
    events,
    head,
    root: encodeBase64(check.reduction.root()),
    signedHeads: heads?.count ?? 0,
    signedSize: heads?.newest?.size,
    ...(await verifyAttestations(heads, options.authorities, found)),
    documents: await verifyDocuments(options.documents, documents, found),
    findings: found.list,
    omitted: found.omitted,
  };
}
