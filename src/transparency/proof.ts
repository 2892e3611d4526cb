// C2SP tlog-proof: everything needed to check one record away from the log, in one text file (`.tlog-proof`).
// Nothing in it is trusted by being there: the `extra` bytes are not authenticated at all.
import {
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  isCount,
  parseDecimal,
  type TextInput,
} from './encoding.js';
import { invalid } from '../kernel/errors.js';
import { HASH_LENGTH, type Hash } from './hashing.js';

export interface TlogProof {
  /** zero-based position of the record */
  readonly index: number;
  /** the inclusion proof, the leaf's sibling first */
  readonly hashes: readonly Hash[];
  /** application data, NOT authenticated */
  readonly extra?: Uint8Array;
  /** the signed checkpoint, verbatim */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^64-1 leaves needs no more. */
const MAX_HASHES = 64;

const malformed = (zh: string, en: string, where?: string) =>
  invalid('proof.malformed', `证明文件格式错误：${zh}`, `Malformed proof: ${en}`, where);

function parseHash(line: string, index: number): Hash {
  const hash = decodeBase64(line);
  if (hash?.length !== HASH_LENGTH)
    throw malformed('哈希无效', 'a hash is not base64 of 32 bytes', `hash ${index + 1}`);
  return hash;
}

/** Reads a tlog-proof; the checkpoint in it is not looked at. @throws LedgerError `proof.malformed`, `text.not_utf8` */
export function parseProof(input: TextInput): TlogProof {
  const text = decodeUtf8(input);
  const split = text.indexOf('\n\n');
  if (split < 0) throw malformed('没有空行', 'there is no empty line');
  const [header, ...lines] = text.slice(0, split).split('\n');
  if (header !== HEADER) throw malformed('首行无效', `the first line is not ${HEADER}`);
  const extraLine = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const extra =
    extraLine === undefined ? undefined : decodeBase64(extraLine.slice('extra '.length));
  if (extraLine !== undefined && extra === undefined)
    throw malformed('extra 行无效', 'the extra line is not base64');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ')
    ? parseDecimal(indexLine.slice('index '.length))
    : undefined;
  if (index === undefined)
    throw malformed('index 行无效', 'the index line is not a decimal up to 2^53-1');
  if (lines.length > MAX_HASHES) throw malformed('哈希过多', 'it has too many hashes');
  const hashes = lines.map(parseHash);
  const checkpoint = text.slice(split + 2);
  return { index, hashes, checkpoint, ...(extra === undefined ? {} : { extra }) };
}

/** The text of a tlog-proof. @throws LedgerError `proof.malformed` for what `parseProof` would refuse */
export function formatProof({ index, hashes, extra, checkpoint }: TlogProof): string {
  if (!isCount(index)) throw malformed('序号无效', 'the index is not an integer up to 2^53-1');
  const extraLine = extra === undefined ? '' : `extra ${encodeBase64(extra)}\n`;
  const lines = hashes.map((hash) => `${encodeBase64(hash)}\n`).join('');
  const text = `${HEADER}\n${extraLine}index ${index}\n${lines}\n${checkpoint}`;
  parseProof(text);
  return text;
}
