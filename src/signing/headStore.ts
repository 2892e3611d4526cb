// The file of signed heads and of the keys that sign, in the key folder. Every row is durable before it is told.
// It must never lose or change a signed head, nor accept one that contradicts another.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refused, unavailable } from '../kernel/errors.js';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { isKeyName, type Hash } from '../transparency/index.js';
import { createAttestations, prepareAttestations, type Attestations } from './attestations.js';

/** The version of heads.sql. */
const FORMAT = 1;
const FILE = 'heads.sqlite';
export const KEY_FILE_ENDING = '.key';

/** A checkpoint that was signed. */
export interface SignedHead {
  /** How many events it covers: those at the positions 0 to size - 1. */
  readonly size: number;
  /** RFC 6962 root over them, 32 bytes. */
  readonly root: Hash;
  /** The signed note (C2SP tlog-checkpoint), verbatim. */
  readonly note: string;
  /** RFC 3339. */
  readonly signedAt: string;
}

/** A signed head and which one it was, counted from 0. */
export interface NumberedHead extends SignedHead {
  readonly number: number;
}

export interface SigningKey {
  /** C2SP verifier key: `name+id+base64`. */
  readonly vkey: string;
  /** RFC 3339. */
  readonly created: string;
  /** From then on it signs no more; `undefined` while that is not decided. */
  readonly retired: string | undefined;
}

/** Whose heads: the URI of the ledger, and the name it signs under (origin line of its checkpoints). */
export interface Identity {
  readonly ledger: string;
  readonly name: string;
}

export interface HeadStore {
  keys(): readonly SigningKey[];
  /** Runs `work` in one transaction. */
  transaction<T>(work: () => T): T;
  addKey(key: SigningKey): void;
  retireKey(vkey: string, at: string): void;
  latest(): NumberedHead | undefined;
  /** The newest signed head of exactly this size. */
  at(size: number): NumberedHead | undefined;
  byNumber(number: number): NumberedHead | undefined;
  /** The head of the smallest signed size that is at least this one. */
  firstCovering(size: number): NumberedHead | undefined;
  /** What others say of the heads. */
  readonly attestations: Attestations;
  /** Up to `limit` heads from a number on, in order. */
  from(number: number, limit: number): readonly NumberedHead[];
  /** Stores a head durably; `false` when somebody else has signed since `head.number` was counted. */
  append(head: NumberedHead): boolean;
  close(): void;
}

interface HeadRow {
  number: number;
  size: number;
  root: Uint8Array;
  note: string;
  signed: string;
}

const toHead = ({ number, size, root, note, signed }: HeadRow): NumberedHead => ({
  number,
  size,
  root,
  note,
  signedAt: signed,
});
const oneHead = (row: HeadRow | undefined) => row && toHead(row);

function prepareStore(database: Database): HeadStore {
  const HEAD = 'SELECT number, size, root, note, signed FROM head';
  const keys = database.prepare(
    'SELECT vkey, created, retired FROM signing_key ORDER BY created, vkey',
  );
  const newest = database.prepare(`${HEAD} ORDER BY number DESC LIMIT 1`);
  const bySize = database.prepare(`${HEAD} WHERE size = ? ORDER BY number DESC LIMIT 1`);
  const byNumber = database.prepare(`${HEAD} WHERE number = ?`);
  const covering = database.prepare(`${HEAD} WHERE size >= ? ORDER BY size, number LIMIT 1`);
  const count = database.prepare('SELECT count(*) AS heads FROM head');
  const numbered = database.prepare(`${HEAD} WHERE number >= ? ORDER BY number LIMIT ?`);
  const latest = () => oneHead(newest.get<HeadRow>());
  return {
    keys: () =>
      keys
        .all<{ vkey: string; created: string; retired: string | null }>()
        .map(({ vkey, created, retired }) => ({ vkey, created, retired: retired ?? undefined })),
    transaction: (work) => database.transaction(work),
    addKey: ({ vkey, created, retired }) =>
      database
        .prepare('INSERT INTO signing_key (vkey, created, retired) VALUES (?, ?, ?)')
        .run([vkey, created, retired ?? null]),
    retireKey: (vkey, at) =>
      database.prepare('UPDATE signing_key SET retired = ? WHERE vkey = ?').run([at, vkey]),
    latest,
    at: (size) => oneHead(bySize.get<HeadRow>([size])),
    firstCovering: (size) => oneHead(covering.get<HeadRow>([size])),
    byNumber: (number) => oneHead(byNumber.get<HeadRow>([number])),
    attestations: prepareAttestations(database),
    from: (number, limit) => numbered.all<HeadRow>([number, limit]).map(toHead),
    append: ({ number, size, root, note, signedAt }) =>
      database.transaction(() => {
        if ((count.get<{ heads: number }>()?.heads ?? 0) !== number) return false;
        database
          .prepare('INSERT INTO head (number, size, root, note, signed) VALUES (?, ?, ?, ?, ?)')
          .run([number, size, root, note, signedAt]);
        return true;
      }),
    close: () => database.close(),
  };
}

const hasKeyFiles = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(KEY_FILE_ENDING));

/** True where keys or signed heads lie already. */
export const hasKeyFolder = (folder: string): boolean =>
  existsSync(join(folder, FILE)) || hasKeyFiles(folder);

function assertNotLost(folder: string): void {
  if (hasKeyFiles(folder))
    throw unavailable(
      'signing.heads_missing',
      '密钥还在，但已签名的记录（heads.sqlite）丢失，无法保证不与已签内容矛盾：请找回密钥文件夹的完整备份；确已丢失时，移走该文件夹并运行 sunledger keys create 换用新密钥',
      'The keys are there but the record of what they signed (heads.sqlite) is lost, so a contradiction could be signed; bring back a whole copy of the key folder, or, if it is lost for good, move the folder away and run sunledger keys create for a new key',
      folder,
    );
}

function assertIdentity(database: Database, identity: Identity): void {
  const row = database
    .prepare('SELECT ledger, name, format FROM log')
    .get<{ ledger: string; name: string; format: number }>();
  if (row?.format === FORMAT && row.ledger === identity.ledger && row.name === identity.name)
    return;
  throw unavailable(
    'signing.other_ledger',
    `密钥属于台账 ${row?.ledger ?? '?'}（签名名 ${row?.name ?? '?'}，格式 ${row?.format ?? '?'}），不是 ${identity.ledger}（${identity.name}）：请检查密钥文件夹与设置`,
    `The keys belong to the ledger ${row?.ledger ?? '?'} (signing as ${row?.name ?? '?'}, format ${row?.format ?? '?'}), not ${identity.ledger} (${identity.name}); check the key folder and the settings`,
    database.path,
  );
}

/** @throws LedgerError `signing.name` */
function assertName(name: string): void {
  if (!isKeyName(name))
    throw refused(
      'signing.name',
      '台账来源含有加号或空格，不能用作签名名：请设置 logName',
      'The origin of the ledger holds a plus or a space and cannot be signed under; set logName',
      'logName',
    );
}

/**
 * Opens the store of a key folder, or answers `undefined` where there is none yet.
 * @throws LedgerError `signing.heads_missing`, `signing.other_ledger`, `storage.*`
 */
export function openHeadStore(
  folder: string,
  identity: Identity,
  mode: 'read' | 'write',
  open: typeof openDatabase = openDatabase,
): HeadStore | undefined {
  const store = openExisting(folder, identity, mode, open);
  if (store === undefined) assertNotLost(folder);
  return store;
}

function openExisting(
  folder: string,
  identity: Identity,
  mode: 'read' | 'write',
  open: typeof openDatabase,
): HeadStore | undefined {
  const path = join(folder, FILE);
  if (!existsSync(path)) return undefined;
  const database = open(path, { mode, durability: 'full', create: false });
  try {
    assertIdentity(database, identity);
    if (mode === 'write') createAttestations(database);
    return prepareStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the store, creating folder and file where there are none.
 * @throws LedgerError `signing.name`, and what {@link openHeadStore} throws
 */
export function createHeadStore(folder: string, identity: Identity): HeadStore {
  return openHeadStore(folder, identity, 'write') ?? makeHeadStore(folder, identity);
}

/**
 * Opens or creates the store of one of several nodes. What was signed is on record with the others too, so that a
 * private key may lie there without any.
 * @throws LedgerError `signing.name`, `signing.other_ledger`, `storage.*`
 */
export const openSharedStore = (
  folder: string,
  identity: Identity,
  open: typeof openDatabase = openDatabase,
): HeadStore => openExisting(folder, identity, 'write', open) ?? makeHeadStore(folder, identity);

function makeHeadStore(folder: string, identity: Identity): HeadStore {
  assertName(identity.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(folder, FILE), { mode: 'write', durability: 'full' });
  try {
    database.transaction(() => {
      database.exec(readFileSync(new URL('./heads.sql', import.meta.url), 'utf8'));
      database
        .prepare('INSERT INTO log (one, ledger, name, format) VALUES (1, ?, ?, ?)')
        .run([identity.ledger, identity.name, FORMAT]);
      createAttestations(database);
    });
    return prepareStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}
