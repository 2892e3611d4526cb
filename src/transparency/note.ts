// C2SP signed notes: a text and who signed it. Signatures of unknown keys are ignored; one bad signature of a known
// key refuses the whole note. The text must never be used before `openNote` has answered.
import {
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  encodeUtf8,
  equalBytes,
  hasControl,
  type TextInput,
} from './encoding.js';
import { signEd25519, verifyEd25519, type Ed25519Verify } from './ed25519.js';
import { invalid } from '../kernel/errors.js';
import {
  formatKeyId,
  isKeyName,
  KEY_TYPE,
  type KeyIdentity,
  type PrivateKey,
  publicKeyOf,
  readKeyId,
  type VerifierKey,
} from './keys.js';

/** One signature line. `signature` is what follows the four bytes of the key id. */
export interface NoteSignature extends KeyIdentity {
  readonly signature: Uint8Array;
}

/** A note that has been read but not trusted. `text` ends in a newline. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Checks signatures of one key. Keys of types that this library does not know can be brought in through it. */
export interface NoteVerifier extends KeyIdentity {
  /** @param text the UTF-8 bytes of the note text */
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

/** Signs with one key. The answer is what follows the key id in the signature line. */
export interface NoteSigner extends KeyIdentity {
  sign(text: Uint8Array): Uint8Array;
}

/** A note with at least one good signature of a known key, and none that is bad. */
export interface OpenedNote {
  readonly text: string;
  readonly verified: readonly NoteSignature[];
  /** of unknown keys: no statement is made about them */
  readonly unverified: readonly NoteSignature[];
}

/** As golang.org/x/mod: more signatures than this are refused. */
export const MAX_SIGNATURES = 100;

const malformed = (zh: string, en: string, where?: string) =>
  invalid('note.malformed', `签名文本格式错误：${zh}`, `Malformed note: ${en}`, where);

function parseSignatureLine(line: string, where: string): NoteSignature {
  const [, name = '', base64 = ''] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
    throw malformed('签名行无效', 'a signature line is invalid', where);
  return { name, keyId: readKeyId(bytes), signature: bytes.slice(4) };
}

/** Reads signature lines, each with its newline, as a witness answers them. @throws LedgerError `note.malformed` */
export function parseSignatureLines(input: TextInput): NoteSignature[] {
  const text = decodeUtf8(input);
  if (!text.endsWith('\n')) throw malformed('缺少末尾换行', 'the last newline is missing');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed('签名过多', 'too many signatures');
  return lines.map((line, index) => parseSignatureLine(line, `signature ${index + 1}`));
}

/** The text of a note and its signature lines, split at the last empty line; the lines are not read yet. */
export function splitNote(input: TextInput): { readonly text: string; readonly lines: string } {
  const note = decodeUtf8(input);
  if (hasControl(note.replaceAll('\n', '')))
    throw malformed('含有控制字符', 'it holds a control character');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw malformed('没有空行', 'there is no empty line');
  const lines = note.slice(split + 2);
  if (lines === '') throw malformed('没有签名', 'there is no signature');
  return { text: note.slice(0, split + 1), lines };
}

/** Reads a note. @throws LedgerError `note.malformed`, `text.not_utf8` */
export function parseNote(input: TextInput): SignedNote {
  const { text, lines } = splitNote(input);
  return { text, signatures: parseSignatureLines(lines) };
}

/** `— name base64(id || signature)` and a newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, 4);
  return `\u2014 ${name} ${encodeBase64(bytes)}\n`;
}

/** The bytes of a note as text; what `parseNote` reads. @throws LedgerError `note.malformed` for a text or name it would refuse */
export function formatNote({ text, signatures }: SignedNote): string {
  if (!text.endsWith('\n'))
    throw malformed('正文末尾没有换行', 'the text does not end in a newline');
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`;
  parseNote(note);
  return note;
}

const sameKey = (a: KeyIdentity, b: KeyIdentity): boolean =>
  a.name === b.name && a.keyId === b.keyId;
const sameLine = (a: NoteSignature, b: NoteSignature): boolean =>
  sameKey(a, b) && equalBytes(a.signature, b.signature);

/** Signs a text, keeping earlier signatures of other keys. @throws LedgerError `note.malformed` */
export function signNote(
  text: string,
  signers: readonly NoteSigner[],
  earlier: readonly NoteSignature[] = [],
): string {
  const bytes = encodeUtf8(text);
  const kept = earlier.filter((line) => !signers.some((signer) => sameKey(signer, line)));
  const added = signers.map((signer) => ({
    name: signer.name,
    keyId: signer.keyId,
    signature: signer.sign(bytes),
  }));
  return formatNote({ text, signatures: [...kept, ...added] });
}

/**
 * Verifies a note against known keys. Repeated lines count once.
 * @throws LedgerError `note.ambiguous_key` when two verifiers share the name and id of a signature,
 * `note.bad_signature` when a known key's signature fails, `note.unverified` when no known key signed
 */
export function openNote(note: SignedNote, verifiers: readonly NoteVerifier[]): OpenedNote {
  const bytes = encodeUtf8(note.text);
  const verified: NoteSignature[] = [];
  const unverified: NoteSignature[] = [];
  for (const line of note.signatures) {
    const where = `${line.name}+${formatKeyId(line.keyId)}`;
    const [verifier, second] = verifiers.filter((candidate) => sameKey(candidate, line));
    const list = verifier === undefined ? unverified : verified;
    if (second !== undefined)
      throw invalid(
        'note.ambiguous_key',
        '有两个同名同标识的密钥',
        'Two known keys share name and id',
        where,
      );
    if (list.some((seen) => sameLine(seen, line))) continue;
    if (verifier !== undefined && !verifier.verify(bytes, line.signature))
      throw invalid(
        'note.bad_signature',
        '已知密钥的签名无效',
        'The signature of a known key is invalid',
        where,
      );
    list.push(line);
  }
  if (verified.length === 0)
    throw invalid('note.unverified', '没有已知密钥的签名', 'No known key has signed');
  return { text: note.text, verified, unverified };
}

/** Checks plain note signatures (type 0x01) of a key. @throws LedgerError `key.type` for other types */
export function noteVerifier(
  { name, keyId, type, publicKey }: VerifierKey,
  verify: Ed25519Verify = verifyEd25519,
): NoteVerifier {
  if (type !== KEY_TYPE.ed25519)
    throw invalid('key.type', '此密钥不是普通签名密钥', 'Not a plain note signing key', name);
  return { name, keyId, verify: (text, signature) => verify(publicKey, text, signature) };
}

/**
 * Signs notes with a seed (type 0x01). A server may pass its own `sign` (node:crypto, a hardware module);
 * Ed25519 is deterministic, so the bytes are the same.
 */
export function noteSigner(
  key: PrivateKey,
  sign: (message: Uint8Array) => Uint8Array = (message) => signEd25519(key.seed, message),
): NoteSigner {
  const { name, keyId } = publicKeyOf(key);
  return { name, keyId, sign };
}
