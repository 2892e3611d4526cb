// The keys that a ledger signs with: made, rotated and retired. Each private key is a file of its own that only its
// owner may read (0600), as text of golang.org/x/mod. It must never print a private key or sign with a retired one.
import { createPrivateKey, sign as signWith } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock, Randomness } from '../kernel/clock.js';
import { invalid, isLedgerError, refused, unavailable } from '../kernel/errors.js';
import { formatInstant, parseInstant } from '../kernel/time.js';
import {
  formatKeyId,
  formatPrivateKey,
  formatVerifierKey,
  noteSigner,
  parsePrivateKey,
  parseVerifierKey,
  publicKeyOf,
  SEED_LENGTH,
  type NoteSigner,
} from '../transparency/index.js';
import {
  createHeadStore,
  KEY_FILE_ENDING,
  openHeadStore,
  type HeadStore,
  type Identity,
  type SigningKey,
} from './headStore.js';

/** Where the keys lie, whose they are, and where time and chance come from. */
export interface KeyOptions extends Identity {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Randomness;
}

const keyIdOf = (vkey: string): string => formatKeyId(parseVerifierKey(vkey).keyId);
const keyPath = (folder: string, vkey: string) => join(folder, keyIdOf(vkey) + KEY_FILE_ENDING);

/** True while a key signs at this time (milliseconds since 1970). */
export const isActive = ({ retired }: SigningKey, now: number): boolean =>
  retired === undefined || now < parseInstant(retired).epochMs;

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // Windows has no handles of folders to sync
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The file is durable before the key is in the list: a listed key can sign. */
function addKey(store: HeadStore, options: KeyOptions): SigningKey {
  const key = { name: options.name, seed: options.random(SEED_LENGTH) };
  const vkey = formatVerifierKey(publicKeyOf(key));
  const path = keyPath(options.folder, vkey);
  writeFileSync(path, `${formatPrivateKey(key)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(path, 0o600); // whatever the umask
  syncFolder(options.folder);
  const created = formatInstant(Math.floor(options.clock()), 0);
  const listed = { vkey, created, retired: undefined };
  store.addKey(listed);
  return listed;
}

function withStore<T>(options: KeyOptions, work: (store: HeadStore) => T): T {
  const store = createHeadStore(options.folder, options);
  try {
    return store.transaction(() => work(store));
  } catch (error) {
    if (isLedgerError(error)) throw error;
    throw keysUnusable(options.folder, error);
  } finally {
    store.close();
  }
}

const keysUnusable = (folder: string, cause: unknown) =>
  unavailable(
    'signing.keys_unusable',
    '无法读写密钥文件夹：请检查路径与权限',
    'The key folder cannot be read or written; check the path and its permissions',
    folder,
    cause,
  );

/**
 * Makes the first key. @throws LedgerError `signing.key_exists` when there is one: rotate it; `signing.name`,
 * `signing.heads_missing`, `signing.other_ledger`, `signing.keys_unusable`, `storage.*`
 */
export function createKey(options: KeyOptions): SigningKey {
  return withStore(options, (store) => {
    if (store.keys().length > 0)
      throw refused(
        'signing.key_exists',
        '已有密钥：更换请用 sunledger keys rotate',
        'There is a key already; to change it use sunledger keys rotate',
        options.folder,
      );
    return addKey(store, options);
  });
}

/**
 * Makes a further key. From the next signature on, old and new keys both sign: until the old ones are retired, or,
 * with an overlap in milliseconds, until that has passed.
 * @throws LedgerError `signing.no_key`, and as {@link createKey}
 */
export function rotateKeys(options: KeyOptions, overlapMilliseconds?: number): SigningKey {
  return withStore(options, (store) => {
    const now = Math.floor(options.clock());
    const active = store.keys().filter((key) => isActive(key, now));
    if (active.length === 0) throw noKey(options.folder);
    const added = addKey(store, options);
    if (overlapMilliseconds !== undefined) {
      const end = formatInstant(now + overlapMilliseconds, 0);
      for (const { vkey, retired } of active)
        if (retired === undefined || end < retired) store.retireKey(vkey, end);
    }
    return added;
  });
}

/**
 * Retires a key now; it stays in the list, so that what it signed can be verified.
 * @param keyId eight hexadecimal digits
 * @throws LedgerError `signing.unknown_key`, `signing.last_key`, and as {@link createKey}
 */
export function retireKey(options: KeyOptions, keyId: string): SigningKey {
  return withStore(options, (store) => {
    const now = Math.floor(options.clock());
    const keys = store.keys();
    const key = keys.find(({ vkey }) => keyIdOf(vkey) === keyId.toLowerCase());
    if (key === undefined)
      throw invalid('signing.unknown_key', '没有此密钥', 'There is no such key', keyId);
    if (!isActive(key, now)) return key;
    // Another key must go on signing for good, not only while it overlaps.
    if (!keys.some((other) => other !== key && other.retired === undefined))
      throw refused(
        'signing.last_key',
        '这是唯一继续签名的密钥：请先用 sunledger keys rotate 增加新密钥',
        'No other key would go on signing; add one with sunledger keys rotate first',
        keyId,
      );
    const retired = formatInstant(now, 0);
    store.retireKey(key.vkey, retired);
    return { ...key, retired };
  });
}

/** Every key, oldest first; none where there is no key folder. @throws LedgerError `signing.*`, `storage.*` */
export function listKeys(options: KeyOptions): readonly SigningKey[] {
  const store = openHeadStore(options.folder, options, 'read');
  if (store === undefined) return [];
  try {
    return store.keys();
  } finally {
    store.close();
  }
}

export const noKey = (folder: string) =>
  unavailable(
    'signing.no_key',
    '此台账没有签名密钥：请运行 sunledger keys create，再重新启动服务',
    'This ledger has no signing key; run sunledger keys create and restart the service',
    folder,
  );

/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410 section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs with node:crypto; Ed25519 is deterministic, so the bytes are those of any implementation. */
function loadSigner(folder: string, vkey: string): NoteSigner {
  const path = keyPath(folder, vkey);
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw unavailable(
        'signing.key_permissions',
        '私钥文件可被他人读取：请改为只有所有者可读（chmod 600）',
        'A private key file can be read by others; make it readable by its owner alone (chmod 600)',
        path,
      );
    const key = parsePrivateKey(readFileSync(path, 'utf8').trimEnd());
    if (formatVerifierKey(publicKeyOf(key)) !== vkey)
      throw invalid('key.id', '私钥与名单不符', 'The private key is not the listed one');
    const der = Buffer.concat([PKCS8_ED25519, key.seed]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return noteSigner(key, (message) => signWith(null, message, privateKey));
  } catch (error) {
    if (isLedgerError(error) && error.code === 'signing.key_permissions') throw error;
    throw unavailable(
      'signing.key_unreadable',
      `私钥 ${keyIdOf(vkey)} 无法读取或已损坏：请从密钥文件夹的备份恢复该文件`,
      `The private key ${keyIdOf(vkey)} cannot be read or is damaged; restore its file from a copy of the key folder`,
      path,
      error,
    );
  }
}

export interface KeyRing {
  /** Every key, oldest first, retired ones too. */
  keys(): readonly SigningKey[];
  /**
   * Signers of all keys that are active now. Keys made or retired by another process count from the next call on.
   * @throws LedgerError `signing.no_key`, `signing.key_unreadable`, `signing.key_permissions`
   */
  signers(): readonly NoteSigner[];
}

/** The keys of an open store. Private keys are read when they are first needed. */
export function createKeyRing(store: HeadStore, folder: string, clock: Clock): KeyRing {
  const loaded = new Map<string, NoteSigner>();
  return {
    keys: () => store.keys(),
    signers() {
      const now = clock();
      const active = store.keys().filter((key) => isActive(key, now));
      if (active.length === 0) throw noKey(folder);
      return active.map(({ vkey }) => {
        const signer = loaded.get(vkey) ?? loadSigner(folder, vkey);
        loaded.set(vkey, signer);
        return signer;
      });
    },
  };
}
