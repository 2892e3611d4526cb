// The key of a witness: made once, in a file that only its owner may read. It must never be printed.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Randomness } from '../kernel/clock.js';
import { refused } from '../kernel/errors.js';
import {
  formatPrivateKey,
  formatVerifierKey,
  KEY_TYPE,
  parsePrivateKey,
  publicKeyOf,
  SEED_LENGTH,
  type PrivateKey,
} from '../transparency/index.js';

/** Reads the key of a witness, making it when there is none. @throws LedgerError `witness.other_name`, `key.*` */
export function loadWitnessKey(path: string, name: string, random: Randomness): PrivateKey {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const text = formatPrivateKey({ name, seed: random(SEED_LENGTH) });
    writeFileSync(path, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    chmodSync(path, 0o600); // whatever the umask
  }
  const key = parsePrivateKey(readFileSync(path, 'utf8').trimEnd());
  if (key.name === name) return key;
  throw refused(
    'witness.other_name',
    `此密钥属于见证人 ${key.name}`,
    `The key belongs to the witness ${key.name}`,
    path,
  );
}

/** The public key that logs and policies name: of the cosignature type. */
export const witnessVkey = (key: PrivateKey): string =>
  formatVerifierKey(publicKeyOf(key, KEY_TYPE.cosignature));
