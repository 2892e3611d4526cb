// C2SP tlog-witness: what a witness answers to add-checkpoint, as a pure decision.
// The caller must make reading `latest`, deciding and storing the new head one atomic step, and store before it answers.
import { type Checkpoint, checkGrowth, parseCheckpointText } from './checkpoint.js';
import {
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  encodeUtf8,
  equalBytes,
  isCount,
  parseDecimal,
  type TextInput,
} from './encoding.js';
import { type Bilingual, invalid, isLedgerError } from '../kernel/errors.js';
import { defaultHasher, HASH_LENGTH, type Hash, type TreeHasher } from './hashing.js';
import type { TreeHead } from './merkle.js';
import {
  formatSignatureLine,
  type NoteSigner,
  type NoteVerifier,
  openNote,
  parseSignatureLines,
  splitNote,
} from './note.js';

/** The body of `POST <submission prefix>/add-checkpoint`. */
export interface AddCheckpointRequest {
  /** size of the checkpoint that the log believes the witness cosigned last; 0 for none */
  readonly oldSize: number;
  /** consistency proof from `oldSize`, at most 63 hashes */
  readonly proof: readonly Hash[];
  readonly checkpoint: Checkpoint;
  /** the note text of the checkpoint, which is what is cosigned */
  readonly text: string;
  /** its signature lines as they came */
  readonly signatureLines: string;
}

export const MAX_PROOF_LINES = 63;
/** The type of every 409 body. */
export const TLOG_SIZE_TYPE = 'text/x.tlog.size';

const malformed = (zh: string, en: string) =>
  invalid('witness.malformed', `见证请求格式错误：${zh}`, `Malformed witness request: ${en}`);

/**
 * Reads an add-checkpoint body. A failure is answered with status 400.
 * @throws LedgerError `witness.malformed`, `note.malformed`, `checkpoint.malformed`, `text.not_utf8`
 */
export function parseAddCheckpoint(input: TextInput): AddCheckpointRequest {
  const text = decodeUtf8(input);
  const split = text.indexOf('\n\n');
  if (split < 0) throw malformed('没有空行', 'there is no empty line');
  const [oldLine = '', ...lines] = text.slice(0, split).split('\n');
  const oldSize = oldLine.startsWith('old ')
    ? parseDecimal(oldLine.slice('old '.length))
    : undefined;
  if (oldSize === undefined)
    throw malformed('old 行无效', 'the old line is not a decimal up to 2^53-1');
  if (lines.length > MAX_PROOF_LINES)
    throw malformed('证明超过 63 行', 'the proof has more than 63 lines');
  const proof = lines.map((line) => {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_LENGTH)
      throw malformed('哈希无效', 'a hash is not base64 of 32 bytes');
    return hash;
  });
  const note = splitNote(text.slice(split + 2));
  const checkpoint = parseCheckpointText(note.text);
  return { oldSize, proof, checkpoint, text: note.text, signatureLines: note.lines };
}

/** The body that a log sends to a witness. @throws LedgerError `witness.malformed` */
export function formatAddCheckpoint(
  oldSize: number,
  proof: readonly Hash[],
  checkpoint: string,
): string {
  if (!isCount(oldSize)) throw malformed('大小无效', 'the old size is not an integer up to 2^53-1');
  if (proof.length > MAX_PROOF_LINES)
    throw malformed('证明超过 63 行', 'the proof has more than 63 lines');
  return `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** A log that the witness is configured for. */
export interface KnownLog {
  readonly verifiers: readonly NoteVerifier[];
}

/** `accepted`: store `head`, then answer 200 with {@link cosignatureLines}. `refused`: answer `status`, store nothing. */
export type WitnessDecision =
  | { readonly outcome: 'accepted'; readonly head: TreeHead }
  | {
      readonly outcome: 'refused';
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly code: string;
      readonly text: Bilingual;
      /** only with 409: the size cosigned last and a newline, of type {@link TLOG_SIZE_TYPE} */
      readonly body?: string;
    };

const refuse = (status: 400 | 403 | 404 | 409 | 422, code: string, zh: string, en: string) =>
  ({ outcome: 'refused', status, code: `witness.${code}`, text: { zh, en } }) as const;

/** Signature lines that cannot be read are no signature of a trusted key: 403, as for those that do not verify. */
function signatureRefusal(
  { text, signatureLines }: AddCheckpointRequest,
  log: KnownLog,
): WitnessDecision | undefined {
  try {
    openNote({ text, signatures: parseSignatureLines(signatureLines) }, log.verifiers);
    return undefined;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { outcome: 'refused', status: 403, code: error.code, text: error.text };
  }
}

/**
 * Decides on a request.
 * @param log what is known of `request.checkpoint.origin`; undefined when it is not configured (404)
 * @param latest the head cosigned last for this origin; undefined when there is none
 */
export function decideAddCheckpoint(
  request: AddCheckpointRequest,
  log: KnownLog | undefined,
  latest: TreeHead | undefined,
  hasher: TreeHasher = defaultHasher,
): WitnessDecision {
  if (log === undefined) return refuse(404, 'unknown_log', '未知的日志', 'Unknown log');
  const badSignature = signatureRefusal(request, log);
  if (badSignature !== undefined) return badSignature;
  const { oldSize, checkpoint, proof } = request;
  if (oldSize > checkpoint.size)
    return refuse(400, 'old_above_new', '旧大小大于检查点', 'The old size is above the checkpoint');
  const known = latest ?? { size: 0, root: hasher.empty };
  if (oldSize !== known.size)
    return {
      ...refuse(
        409,
        'stale',
        '旧大小不是最近副签的大小',
        'The old size is not the one cosigned last',
      ),
      body: `${known.size}\n`,
    };
  const growth = checkGrowth(known, checkpoint, proof, hasher);
  if (!growth.consistent)
    return refuse(
      422,
      `consistency.${growth.fault}`,
      '一致性证明不成立',
      'The consistency proof does not hold',
    );
  return { outcome: 'accepted', head: { size: checkpoint.size, root: checkpoint.root } };
}

/** True when two heads are the same: what a witness compares before it replaces what it stored. */
export const sameHead = (a: TreeHead, b: TreeHead): boolean =>
  a.size === b.size && equalBytes(a.root, b.root);

/** The body of a 200 answer: one line for each cosigner. */
export function cosignatureLines(
  { text }: AddCheckpointRequest,
  cosigners: readonly NoteSigner[],
): string {
  const bytes = encodeUtf8(text);
  return cosigners
    .map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(bytes) }))
    .map(formatSignatureLine)
    .join('');
}

/** Lowercase hex of SHA-256(origin): where a witness serves the latest checkpoint, `<hex>/checkpoint`. */
export function originHash(origin: string, hasher: TreeHasher = defaultHasher): string {
  return Array.from(hasher.sha256(encodeUtf8(origin)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
