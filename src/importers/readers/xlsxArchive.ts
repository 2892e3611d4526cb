// The parts of an XLSX archive as XML text. It must never unpack to disk or hold a part in memory.
import { basename } from 'node:path';
import type { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { isLedgerError } from '../../kernel/errors.js';
import { fileSize } from '../bytes.js';
import { decodeStrictly } from '../decode.js';
import { malformed, messageOf } from '../errors.js';
import type { TextChunks } from '../record.js';
import { parseXml } from './sax.js';

export interface Archive {
  /** The text of a part; nothing when there is none of that name. */
  text(name: string): TextChunks;
  close(): void;
}

/** @throws LedgerError `import.file_*`, `import.malformed` when the file is no archive */
export async function openArchive(path: string): Promise<Archive> {
  const file = basename(path);
  await fileSize(path);
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    const entries = new Map<string, yauzl.Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    return {
      text: (name) => partText(zip, entries.get(name), file),
      close: () => zip.close(),
    };
  } catch (error) {
    throw malformed('XLSX', messageOf(error), file);
  }
}

async function* partText(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry | undefined,
  file: string,
): AsyncGenerator<string> {
  if (!entry) return;
  try {
    const bytes: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
    yield* decodeStrictly(bytes, 'utf-8', file);
  } catch (error) {
    throw isLedgerError(error) ? error : malformed('XLSX', messageOf(error), file);
  }
}

/** Parses a part to its end for what the handlers gather. */
export async function parseAll(
  text: TextChunks,
  file: string,
  attach: (parser: SaxesParser) => void,
): Promise<void> {
  const options = { encoding: 'utf-8', file, format: 'XLSX', packed: true };
  for await (const item of parseXml<never>(textOrNothing(text), options, attach)) return item;
}

/** A part that is absent stands for an empty one. */
export async function* textOrNothing(text: TextChunks): AsyncGenerator<string> {
  let any = false;
  for await (const chunk of text) {
    any = true;
    yield chunk;
  }
  if (!any) yield '<none/>';
}
