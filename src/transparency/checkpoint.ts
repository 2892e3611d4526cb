// C2SP tlog-checkpoint: a log's signed statement of its size and root.
// A checkpoint must never be used before `openCheckpoint` has found the log's own signature on it.
import { cosignatureVerifier, parseCosignature } from './cosignature.js';
import {
  decodeBase64,
  encodeBase64,
  equalBytes,
  isCount,
  parseDecimal,
  type TextInput,
} from './encoding.js';
import type { Ed25519Verify } from './ed25519.js';
import { invalid } from '../kernel/errors.js';
import { defaultHasher, HASH_LENGTH, type Hash, type TreeHasher } from './hashing.js';
import { KEY_TYPE, type KeyIdentity, type VerifierKey } from './keys.js';
import type { TreeHead } from './merkle.js';
import { consistencyFault, type ProofFault } from './merkleVerify.js';
import {
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  noteVerifier,
  openNote,
  parseNote,
  type SignedNote,
  signNote,
} from './note.js';

export interface Checkpoint extends TreeHead {
  /** the log's name, first line */
  readonly origin: string;
  /** further non-empty lines; the standard advises against any */
  readonly extensions: readonly string[];
}

/** A good cosignature and when it was made (seconds since 1970). */
export interface WitnessedAt extends KeyIdentity {
  readonly timestamp: number;
}

/** A checkpoint whose log signature has been verified. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** keys of the log that signed */
  readonly logKeys: readonly KeyIdentity[];
  readonly cosignatures: readonly WitnessedAt[];
  /** lines of unknown keys, ignored */
  readonly unverified: readonly NoteSignature[];
}

const malformed = (zh: string, en: string) =>
  invalid('checkpoint.malformed', `检查点格式错误：${zh}`, `Malformed checkpoint: ${en}`);

/** Reads the text of a checkpoint note (origin, size, root, extensions). @throws LedgerError `checkpoint.malformed` */
export function parseCheckpointText(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('末尾没有换行', 'the last newline is missing');
  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || sizeLine === undefined || rootLine === undefined)
    throw malformed('不足三行', 'it has fewer than three lines');
  if (origin === '' || extensions.includes(''))
    throw malformed('含有空行', 'it holds an empty line');
  const size = parseDecimal(sizeLine);
  if (size === undefined)
    throw malformed('树的大小无效', 'the tree size is not a decimal up to 2^53-1');
  const root = decodeBase64(rootLine);
  if (root?.length !== HASH_LENGTH)
    throw malformed('根哈希无效', 'the root is not base64 of 32 bytes');
  return { origin, size, root, extensions };
}

/** The text of a checkpoint note. @throws LedgerError `checkpoint.malformed` for what `parseCheckpointText` would refuse */
export function formatCheckpointText({ origin, size, root, extensions }: Checkpoint): string {
  if (!isCount(size))
    throw malformed('树的大小无效', 'the tree size is not an integer up to 2^53-1');
  const lines = [origin, size.toString(), encodeBase64(root), ...extensions];
  if (lines.some((line) => line.includes('\n')))
    throw malformed('行内有换行', 'a line holds a newline');
  const text = `${lines.join('\n')}\n`;
  parseCheckpointText(text);
  return text;
}

/** A checkpoint signed by the log, as text. Whether it may be signed at all is the log's own duty to prove first. */
export const signCheckpoint = (
  checkpoint: Omit<Checkpoint, 'extensions'>,
  signers: readonly NoteSigner[],
): string => signNote(formatCheckpointText({ ...checkpoint, extensions: [] }), signers);

/** A checkpoint as it came, split but not trusted. @throws LedgerError `note.malformed`, `checkpoint.malformed` */
export function parseCheckpoint(input: TextInput): { note: SignedNote; checkpoint: Checkpoint } {
  const note = parseNote(input);
  return { note, checkpoint: parseCheckpointText(note.text) };
}

/** A verifier for a log's or witness's key; undefined for ML-DSA-44, which this library does not verify. */
export function verifierOf(key: VerifierKey, verify?: Ed25519Verify): NoteVerifier | undefined {
  switch (key.type) {
    case KEY_TYPE.ed25519:
      return noteVerifier(key, verify);
    case KEY_TYPE.cosignature:
      return cosignatureVerifier(key, verify);
    case KEY_TYPE.mlDsa44Cosignature:
      return undefined;
  }
}

const identify = ({ name, keyId }: KeyIdentity): KeyIdentity => ({ name, keyId });
const isBy = (keys: readonly KeyIdentity[]) => (line: KeyIdentity) =>
  keys.some((key) => key.name === line.name && key.keyId === line.keyId);

/** Who is believed about a checkpoint. */
export interface CheckpointTrust {
  /** the origin line that is expected */
  readonly origin: string;
  /** keys of the log: at least one must have signed; two at once while a key is rotated */
  readonly logKeys: readonly VerifierKey[];
  readonly witnessKeys?: readonly VerifierKey[];
  /** verifiers of the log's keys of other types, e.g. an older ECDSA log */
  readonly logVerifiers?: readonly NoteVerifier[];
}

/**
 * Verifies a checkpoint: format, origin, a signature of the log, and the cosignatures of known witnesses.
 * @throws LedgerError `note.*`, `checkpoint.malformed`, `checkpoint.origin`, `checkpoint.log_signature`
 */
export function openCheckpoint(
  input: TextInput,
  { origin, logKeys, witnessKeys = [], logVerifiers = [] }: CheckpointTrust,
): OpenedCheckpoint {
  const { note, checkpoint } = parseCheckpoint(input);
  if (checkpoint.origin !== origin)
    throw invalid('checkpoint.origin', '检查点属于另一个日志', 'The checkpoint is of another log');
  const logs = [...logVerifiers, ...verifiersOf(logKeys)];
  const witnesses = verifiersOf(witnessKeys);
  const opened = openNote(note, [...logs, ...witnesses.filter((key) => !isBy(logs)(key))]);
  const signedBy = opened.verified.filter(isBy(logs)).map(identify);
  if (signedBy.length === 0)
    throw invalid(
      'checkpoint.log_signature',
      '检查点没有日志自己的签名',
      'The log itself has not signed',
    );
  return {
    checkpoint,
    note,
    logKeys: signedBy,
    cosignatures: opened.verified.filter(isBy(witnesses)).flatMap(witnessedAt),
    unverified: opened.unverified,
  };
}

function verifiersOf(keys: readonly VerifierKey[]): NoteVerifier[] {
  return keys.flatMap((key) => verifierOf(key) ?? []);
}

function witnessedAt(line: NoteSignature): WitnessedAt[] {
  const cosignature = parseCosignature(line.signature);
  return cosignature === undefined ? [] : [{ ...identify(line), timestamp: cosignature.timestamp }];
}

/** How a newer head of a log stands to one that was kept. */
export type Growth =
  | { readonly consistent: true }
  /** `shrunk`: smaller than what was signed before; `forked`: same size, other root; else why the proof fails */
  | { readonly consistent: false; readonly fault: 'shrunk' | 'forked' | ProofFault };

/**
 * Whether `current` extends `kept`, as a consistency proof shows. Two signed heads that are not consistent are
 * evidence against the log. From an empty tree every tree grows, with an empty proof.
 */
export function checkGrowth(
  kept: TreeHead,
  current: TreeHead,
  proof: readonly Hash[],
  hasher: TreeHasher = defaultHasher,
): Growth {
  const fault = growthFault(kept, current, proof, hasher);
  return fault === undefined ? { consistent: true } : { consistent: false, fault };
}

function growthFault(
  kept: TreeHead,
  current: TreeHead,
  proof: readonly Hash[],
  hasher: TreeHasher,
): 'shrunk' | 'forked' | ProofFault | undefined {
  const emptyIsWrong = ({ size, root }: TreeHead) => size === 0 && !equalBytes(root, hasher.empty);
  if (current.size < kept.size) return 'shrunk';
  if (emptyIsWrong(kept)) return 'old_root_mismatch';
  if (emptyIsWrong(current)) return 'root_mismatch';
  if (current.size === kept.size && !equalBytes(current.root, kept.root)) return 'forked';
  if (kept.size === 0 || kept.size === current.size)
    return proof.length === 0 ? undefined : 'proof_too_long';
  const { size: size1, root: root1 } = kept;
  const { size: size2, root: root2 } = current;
  return consistencyFault({ size1, root1, size2, root2, proof }, hasher);
}
