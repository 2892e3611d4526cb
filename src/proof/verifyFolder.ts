// `verify` of a data folder: opens what lies there, shares the work over threads, closes.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compareWithCluster, ledgerPaths, openLedgerTables, openLog } from '../openLog.js';
import type { Config } from '../config.js';
import { catalogue } from '../events/index.js';
import { readGiven } from '../givenFiles.js';
import { invalid } from '../kernel/errors.js';
import { parseVerifierKey } from '../transparency/index.js';
import { verifyChunk, type ChunkTask } from './chunk.js';
import { createChunkPool, type ChunkPool } from './chunkPool.js';
import { findingOf, Findings } from './findings.js';
import { openSignedHeads, type SignedHeads } from './signedHeads.js';
import {
  openKept,
  verifyLedger,
  type KeptCheckpoint,
  type LedgerVerification,
} from './verifyLedger.js';

/** Smaller ledgers are checked before further threads would have started. */
const WORTH_THREADS = 65_536;

export interface VerifyFolderOptions {
  /** Files of checkpoints that were kept outside the ledger. */
  readonly checkpoints?: readonly string[];
  /** Files of certificates of time stamp authorities; those that each stamp was accepted under when left out. */
  readonly authorities?: readonly string[];
  /** C2SP verifier keys that were kept with them; the ledger's own when left out. */
  readonly vkeys?: readonly string[];
  /** Told how many events have been checked, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads to use for a large ledger; as many as the machine has when left out. */
  readonly threads?: number;
}

function openCheckpoints(
  config: Config,
  { checkpoints = [], vkeys = [] }: VerifyFolderOptions,
  heads: SignedHeads | undefined,
): KeptCheckpoint[] {
  if (checkpoints.length === 0) return [];
  const logKeys = (vkeys.length > 0 ? vkeys : (heads?.vkeys ?? [])).map(parseVerifierKey);
  if (logKeys.length === 0)
    throw invalid(
      'verify.no_key',
      '核对检查点需要公钥：请用 --vkey 给出',
      'A checkpoint needs a public key to be checked; give one with --vkey',
    );
  const origin = logKeys[0]?.name ?? config.logName ?? config.origin;
  return checkpoints.map((path) => openKept(path, readGiven(path), { origin, logKeys }));
}

/**
 * Checks the ledger of a data folder, whole.
 * @throws LedgerError when there is no ledger to read; `note.*`, `checkpoint.*`, `verify.no_key` for a checkpoint that
 *   cannot be believed; `cli.file` and `timestamp.certificate` for a file that cannot be read
 */
export async function verifyFolder(
  config: Config,
  options: VerifyFolderOptions = {},
): Promise<LedgerVerification> {
  const found = new Findings();
  const paths = ledgerPaths(config);
  const log = openLog(config, 'read');
  const tables = openLedgerTables(config);
  const heads = openSignedHeads(paths.heads, config.origin, found);
  let pool: ChunkPool | undefined;
  try {
    const head = await log.head();
    const total = head === undefined ? 0 : Number(head) + 1;
    let done = 0;
    const onProgress = (events: number) => options.onProgress?.((done += events), total);
    const threads = options.threads ?? (total < WORTH_THREADS ? 1 : availableParallelism());
    const sources = { log, tables, catalogue };
    if (threads > 1) pool = createChunkPool(config, threads, onProgress);
    const difference = await compareWithCluster(log);
    if (difference) found.add(findingOf(difference));
    return await verifyLedger({
      log,
      tables,
      check: (task: ChunkTask) => pool?.check(task) ?? verifyChunk(sources, task, onProgress),
      parallel: pool ? 4 * threads : 1,
      heads,
      kept: openCheckpoints(config, options, heads),
      authorities: (options.authorities ?? []).map((where) => ({
        where,
        content: readGiven(where),
      })),
      documents: join(paths.documents, 'objects'),
      found,
    });
  } finally {
    await pool?.close();
    heads?.close();
    tables.close();
    await log.close();
  }
}
