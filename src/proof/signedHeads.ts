// The signed heads as evidence: their signatures, and the roots that they speak of. Read only, from the key folder.
// It must never believe a head because it is stored.
import { existsSync } from 'node:fs';
import { isLedgerError } from '../kernel/errors.js';
import { prepareAttestations, type Attestations } from '../signing/attestations.js';
import { createPlatformVerify } from '../signing/platformEd25519.js';
import { checkIntegrity, openDatabase, type Database } from '../sqlite/driver.js';
import {
  equalBytes,
  openCheckpoint,
  parseVerifierKey,
  verifierOf,
  type CheckpointTrust,
  type Hash,
} from '../transparency/index.js';
import { finding, type Findings } from './findings.js';

export interface StoredHead {
  readonly number: number;
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
}

export interface SignedHeads {
  /** The origin line of its checkpoints. */
  readonly name: string;
  readonly vkeys: readonly string[];
  readonly count: number;
  readonly newest: StoredHead | undefined;
  /** Distinct sizes above `from` up to `to`, ascending. */
  sizes(from: number, to: number): readonly number[];
  /** Heads of sizes from `from` (inclusive) to `to` (inclusive), oldest first, one by one. */
  between(from: number, to: number): Iterable<StoredHead>;
  byNumber(number: number): StoredHead | undefined;
  readonly attestations: Attestations;
  close(): void;
}

const HEAD = 'SELECT number, size, root, note FROM head';

function readHeads(database: Database): SignedHeads {
  const log = database.prepare('SELECT name FROM log').get<{ name: string }>();
  const keys = database.prepare('SELECT vkey FROM signing_key ORDER BY created, vkey');
  const newest = database.prepare(`${HEAD} ORDER BY number DESC LIMIT 1`);
  const sizes = database.prepare(
    'SELECT DISTINCT size FROM head WHERE size > ? AND size <= ? ORDER BY size',
  );
  const between = database.prepare(`${HEAD} WHERE size >= ? AND size <= ? ORDER BY size, number`);
  const byNumber = database.prepare(`${HEAD} WHERE number = ?`);
  const count = database.prepare('SELECT count(*) AS heads FROM head').get<{ heads: number }>();
  return {
    name: log?.name ?? '',
    vkeys: keys.all<{ vkey: string }>().map(({ vkey }) => vkey),
    count: count?.heads ?? 0,
    newest: newest.get<StoredHead>(),
    sizes: (from, to) => sizes.all<{ size: number }>([from, to]).map(({ size }) => size),
    between: (from, to) => between.iterate<StoredHead>([from, to]),
    byNumber: (number) => byNumber.get<StoredHead>([number]),
    attestations: prepareAttestations(database),
    close: () => database.close(),
  };
}

/**
 * Opens `heads.sqlite`; `undefined` where there is none. A file that cannot be read is a finding.
 * @param origin the ledger that the heads must be of
 */
export function openSignedHeads(
  path: string,
  origin: string,
  found: Findings,
): SignedHeads | undefined {
  if (!existsSync(path)) return undefined;
  let database: Database | undefined;
  try {
    database = openDatabase(path, { mode: 'read', durability: 'full' });
    checkIntegrity(database);
    const row = database.prepare('SELECT ledger FROM log').get<{ ledger: string }>();
    if (row?.ledger !== origin) {
      found.add(finding('head.other_ledger', path, row?.ledger ?? '?'));
      database.close();
      return undefined;
    }
    return readHeads(database);
  } catch (error) {
    database?.close();
    if (!isLedgerError(error)) throw error;
    found.add(finding('head.damage', path, error.text.en));
    return undefined;
  }
}

/** Judges heads against the roots that were worked out from the events. */
export class HeadCheck {
  /** The largest size whose signed root was found to be right. */
  private agreed = 0;
  private differs = false;
  private nextNumber = 0;
  private readonly trust: CheckpointTrust;

  constructor(
    heads: Pick<SignedHeads, 'name' | 'vkeys'>,
    private readonly found: Findings,
  ) {
    const verify = createPlatformVerify();
    const logVerifiers = heads.vkeys.flatMap(
      (vkey) => verifierOf(parseVerifierKey(vkey), verify) ?? [],
    );
    this.trust = { origin: heads.name, logKeys: [], logVerifiers };
  }

  /** The signature, and that the columns say what was signed. */
  readNote({ number, size, root, note }: StoredHead): void {
    const where = `head ${number} (${size})`;
    if (number !== this.nextNumber) this.found.add(finding('head.gap', `head ${this.nextNumber}`));
    this.nextNumber = number + 1;
    try {
      const { checkpoint } = openCheckpoint(note, this.trust);
      if (checkpoint.size !== size || !equalBytes(checkpoint.root, root))
        this.found.add(finding('head.columns', where));
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      this.found.add(finding('head.signature', where, error.code));
    }
  }

  /** Only the first root that differs is told: all later ones follow from it. */
  compareRoot(size: number, signed: Hash, actual: Hash, where: string): void {
    if (equalBytes(signed, actual)) {
      if (!this.differs) this.agreed = Math.max(this.agreed, size);
      return;
    }
    if (this.differs) return;
    this.differs = true;
    this.found.add(finding('head.root_differs', where, `${this.agreed}–${size - 1}`));
  }

  /** A signed size above the present one. */
  beyond(size: number, signed: number): void {
    this.found.add(finding('head.truncated', size, `${size}–${signed - 1}`));
  }
}
