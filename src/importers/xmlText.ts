// XML files read in the encoding that they declare: as a stream, or whole where a model needs all of it at once.
// It must never guess an encoding that the file does not state, nor hold a file without limit.
import { basename } from 'node:path';
import { readBytes, type ByteOptions } from './bytes.js';
import { decodeStrictly, isKnownEncoding } from './decode.js';
import { tooLargeFile, unknownEncoding } from './errors.js';
import type { TextChunks } from './record.js';

/** The largest model (BPMN, PNML) that is read: UTF-16 units. */
const MAX_MODEL_LENGTH = 32 * 1024 * 1024;

export interface XmlText {
  readonly text: TextChunks;
  readonly encoding: string;
}

/**
 * The text of an XML file, packed or not: by its byte order mark, else as its declaration says, else UTF-8.
 * @throws LedgerError `import.*`
 */
export async function openXml(path: string, options: ByteOptions = {}): Promise<XmlText> {
  const encoding = await xmlEncodingOf(path);
  return { text: decodeStrictly(readBytes(path, options), encoding, basename(path)), encoding };
}

/** The whole text of an XML file. @throws LedgerError `import.*`; `import.file_too_large` */
export async function readXmlModel(path: string): Promise<{ text: string; encoding: string }> {
  const { text, encoding } = await openXml(path);
  const parts: string[] = [];
  let length = 0;
  for await (const chunk of text) {
    length += chunk.length;
    if (length > MAX_MODEL_LENGTH) throw tooLargeFile(basename(path), MAX_MODEL_LENGTH);
    parts.push(chunk);
  }
  return { text: parts.join(''), encoding };
}

async function xmlEncodingOf(path: string): Promise<string> {
  const first = await firstBytes(path);
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  const declaration =
    /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(
      first.subarray(0, 300).toString('latin1'),
    );
  const declared = declaration?.[1]?.toLowerCase() ?? 'utf-8';
  if (!isKnownEncoding(declared)) throw unknownEncoding(declared);
  return declared;
}

async function firstBytes(path: string): Promise<Buffer> {
  for await (const chunk of readBytes(path)) return chunk;
  return Buffer.alloc(0);
}
