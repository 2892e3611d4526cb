// Names and keys of signed notes (C2SP signed-note): verifier keys, private key text, key ids.
// It must never accept a key whose id does not follow from its name, type and bytes.
import { decodeBase64, encodeBase64, encodeUtf8, hasControl } from './encoding.js';
import { ed25519PublicKey, SEED_LENGTH } from './ed25519.js';
import { invalid } from '../kernel/errors.js';
import { defaultHasher } from './hashing.js';

/** Signature type bytes of signed-note. */
export const KEY_TYPE = {
  ed25519: 0x01,
  /** Ed25519 cosignature/v1, with a time */
  cosignature: 0x04,
  /** ML-DSA-44 cosignature: recognised, but not verified here */
  mlDsa44Cosignature: 0x06,
} as const;
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

const KEY_LENGTHS: ReadonlyMap<number, number> = new Map<KeyType, number>([
  [KEY_TYPE.ed25519, 32],
  [KEY_TYPE.cosignature, 32],
  [KEY_TYPE.mlDsa44Cosignature, 1312],
]);

/** What tells one key from another in a note. */
export interface KeyIdentity {
  readonly name: string;
  /** first four bytes of SHA-256(name || 0x0A || type || publicKey) as an unsigned integer */
  readonly keyId: number;
}

/** Who may sign; as text `name+id+base64(type || publicKey)`. */
export interface VerifierKey extends KeyIdentity {
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
}

/** A 32-byte Ed25519 seed and the name it signs under. */
export interface PrivateKey {
  readonly name: string;
  readonly seed: Uint8Array;
}

const isKeyType = (type: number): type is KeyType => KEY_LENGTHS.has(type);

/** Non-empty, without Unicode spaces, plus signs and what a note cannot hold. */
export const isKeyName = (name: string): boolean =>
  name !== '' && !/[\p{White_Space}+]/u.test(name) && !hasControl(name) && name.isWellFormed();

/** The first four bytes as an unsigned integer. */
export function readKeyId(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}

/** Eight lowercase hexadecimal digits. */
export const formatKeyId = (keyId: number): string => keyId.toString(16).padStart(8, '0');

/** A key with its id worked out. @throws LedgerError `key.name`, `key.type`, `key.length` */
export function verifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw invalid(
      'key.name',
      '密钥名为空或含有空格、加号',
      'A key name is empty or holds a space or plus',
    );
  if (!isKeyType(type))
    throw invalid('key.type', '不支持的签名类型', 'The signature type is not supported', name);
  if (publicKey.length !== KEY_LENGTHS.get(type))
    throw invalid('key.length', '公钥长度不符', 'The public key has the wrong length', name);
  const prefix = encodeUtf8(`${name}\n`);
  const input = Uint8Array.from([...prefix, type, ...publicKey]);
  return { name, type, publicKey, keyId: readKeyId(defaultHasher.sha256(input)) };
}

const malformed = (where?: string) =>
  invalid('key.malformed', '密钥文本格式错误', 'The key text is malformed', where);

function parseKeyText(text: string): {
  name: string;
  keyId: string;
  type: number;
  key: Uint8Array;
} {
  // The base64 part may hold plus signs; names and ids may not.
  const [, name = '', keyId = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const [type, ...key] = decodeBase64(base64) ?? [];
  if (type === undefined) throw malformed();
  return { name, keyId, type, key: Uint8Array.from(key) };
}

/**
 * Reads a vkey: `name+hex8(id)+base64(type || publicKey)`.
 * @throws LedgerError `key.malformed`, `key.name`, `key.type`, `key.length`, `key.id`
 */
export function parseVerifierKey(text: string): VerifierKey {
  const { name, keyId, type, key } = parseKeyText(text);
  const parsed = verifierKey(name, type, key);
  if (formatKeyId(parsed.keyId) !== keyId)
    throw invalid('key.id', '密钥标识与密钥不符', 'The key id does not follow from the key', name);
  return parsed;
}

export const formatVerifierKey = ({ name, type, keyId, publicKey }: VerifierKey): string =>
  `${name}+${formatKeyId(keyId)}+${encodeBase64(Uint8Array.from([type, ...publicKey]))}`;

const PRIVATE_PREFIX = 'PRIVATE+KEY+';

/** The public half of a seed, as a log's note key (0x01) or a witness's cosignature key (0x04). */
export const publicKeyOf = (
  { name, seed }: PrivateKey,
  type: typeof KEY_TYPE.ed25519 | typeof KEY_TYPE.cosignature = KEY_TYPE.ed25519,
): VerifierKey => verifierKey(name, type, ed25519PublicKey(seed));

/** Reads `PRIVATE+KEY+name+id+base64(01 || seed)`. @throws LedgerError `key.malformed`, `key.name`, `key.id` */
export function parsePrivateKey(text: string): PrivateKey {
  if (!text.startsWith(PRIVATE_PREFIX)) throw malformed();
  const { name, keyId, type, key } = parseKeyText(text.slice(PRIVATE_PREFIX.length));
  if (type !== KEY_TYPE.ed25519 || key.length !== SEED_LENGTH) throw malformed(name);
  const parsed = { name, seed: key };
  if (formatKeyId(publicKeyOf(parsed).keyId) !== keyId)
    throw invalid('key.id', '密钥标识与密钥不符', 'The key id does not follow from the key', name);
  return parsed;
}

/** The private key text of golang.org/x/mod. Whoever holds it can sign: never log it. */
export const formatPrivateKey = (key: PrivateKey): string =>
  `${PRIVATE_PREFIX}${key.name}+${formatKeyId(publicKeyOf(key).keyId)}+${encodeBase64(
    Uint8Array.from([KEY_TYPE.ed25519, ...key.seed]),
  )}`;
