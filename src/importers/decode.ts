// Bytes to text in the encoding that the mapping names. Wrong bytes are an error at their offset:
// it must never replace them with U+FFFD, because a name that was repaired is another name.
import iconv from 'iconv-lite';
import { codeOf, unknownEncoding, wrongEncoding } from './errors.js';

/** A streaming decoder that gives `undefined` at the first chunk with wrong bytes. */
type StrictDecoder = (bytes: Uint8Array, last: boolean) => string | undefined;

/** Node's own decoders that truly refuse wrong bytes; its gbk and big5 swallow them. */
const NATIVE = new Set(['utf-8', 'utf8', 'utf-16le', 'utf-16be', 'gb18030']);

/** Whether {@link decodeStrictly} knows the encoding. */
export function isKnownEncoding(encoding: string): boolean {
  return NATIVE.has(encoding.toLowerCase()) || iconv.encodingExists(encoding);
}

function createDecoder(encoding: string): StrictDecoder {
  if (NATIVE.has(encoding.toLowerCase())) {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return (bytes, last) => {
      try {
        return decoder.decode(bytes, { stream: !last });
      } catch (error) {
        if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return undefined;
        throw error;
      }
    };
  }
  if (!iconv.encodingExists(encoding)) throw unknownEncoding(encoding);
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  return (bytes, last) => {
    const text = decoder.write(Buffer.from(bytes)) + (last ? (decoder.end() ?? '') : '');
    return text.includes('\uFFFD') ? undefined : text;
  };
}

/**
 * Decodes a stream. A byte order mark at the start is dropped.
 * @throws LedgerError `import.wrong_encoding` with `details.offset`, the first byte that cannot stand there, from 0;
 *   `import.unknown_encoding`
 */
export async function* decodeStrictly(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  file: string,
): AsyncGenerator<string> {
  const decoder = createDecoder(encoding);
  // Fed one chunk later than the first, so that it still stands before a chunk that turns out to be wrong.
  const shadow = createDecoder(encoding);
  let offset = 0;
  for await (const chunk of chunks) {
    const text = decoder(chunk, false);
    if (text === undefined) {
      const good = decodeUntilWrong(shadow, chunk);
      if (good.text !== '') yield good.text;
      throw wrongEncoding(file, encoding, offset + good.length);
    }
    shadow(chunk, false);
    offset += chunk.length;
    if (text !== '') yield text;
  }
  const rest = decoder(new Uint8Array(), true);
  // The file ends in the middle of a character.
  if (rest === undefined) throw wrongEncoding(file, encoding, offset);
  if (rest !== '') yield rest;
}

/** The text before the first wrong byte, and how many bytes it took. */
function decodeUntilWrong(decoder: StrictDecoder, chunk: Uint8Array) {
  let text = '';
  for (let index = 0; index < chunk.length; index++) {
    const next = decoder(chunk.subarray(index, index + 1), false);
    if (next === undefined) return { text, length: index };
    text += next;
  }
  return { text, length: chunk.length };
}
