// One XML parser for all readers: streamed, without DOCTYPE, errors told after what was read before them, with the line.
import { SaxesParser } from 'saxes';
import { isLedgerError, placedAt, type LedgerError } from '../../kernel/errors.js';
import { doctypeRefused, malformed, messageOf } from '../errors.js';
import type { TextChunks } from '../record.js';

export interface SaxOptions {
  /** The encoding with which the text was decoded; a file that declares another is refused. */
  readonly encoding: string;
  readonly file: string;
  /** For error messages: XML, XES, XLSX. */
  readonly format: string;
  /** The text is one part of a packed file, whose lines nobody can see. */
  readonly packed?: boolean;
}

/**
 * Parses XML text and yields what the handlers push.
 * @param attach sets the handlers of the parser; they may throw a LedgerError
 * @throws LedgerError `import.malformed`, `import.doctype_refused`, and what the handlers throw
 */
export async function* parseXml<Item>(
  text: TextChunks,
  options: SaxOptions,
  attach: (parser: SaxesParser, push: (item: Item) => void) => void,
): AsyncGenerator<Item> {
  const ready: Item[] = [];
  const parser = new SaxesParser({ xmlns: false });
  refuseUnsafe(parser, options);
  attach(parser, (item) => ready.push(item));
  const attempt = (work: () => void): LedgerError | undefined => {
    try {
      work();
      return undefined;
    } catch (error) {
      const failure = isLedgerError(error)
        ? error
        : malformed(options.format, messageOf(error), options.file);
      const hasPlace = failure.where !== undefined && failure.where !== options.file;
      return options.packed === true || hasPlace
        ? failure
        : placedAt(failure, options.file, parser.line);
    }
  };
  for await (const chunk of text) {
    const failure = attempt(() => parser.write(chunk));
    yield* ready.splice(0);
    if (failure) throw failure;
  }
  const failure = attempt(() => parser.close());
  yield* ready.splice(0);
  if (failure) throw failure;
}

/** A DOCTYPE may declare entities that grow without end; a declared encoding must be the one we decode. */
function refuseUnsafe(parser: SaxesParser, { encoding, file, format }: SaxOptions): void {
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw doctypeRefused(file);
  });
  parser.on('xmldecl', (declaration) => {
    const declared = declaration.encoding;
    if (declared !== undefined && !sameEncoding(declared, encoding))
      throw malformed(format, `encoding="${declared}" ≠ source.encoding: ${encoding}`, file);
  });
}

function sameEncoding(declared: string, used: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const [a, b] = [plain(declared), plain(used)];
  // A UTF-16 document declares no byte order, and ASCII and GBK are parts of what decodes them.
  return (
    a === b ||
    (a === 'utf16' && b.startsWith('utf16')) ||
    a === 'usascii' ||
    (b === 'gb18030' && (a === 'gbk' || a === 'gb2312'))
  );
}

/** The name without its namespace prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
