// JSON: the elements at a record path, one by one, without holding the document.
// Integers beyond 2^53 become their digits as text: it must never round a number.
import { TokenParser, Tokenizer, TokenType } from '@streamparser/json';
import { invalid, isLedgerError } from '../../kernel/errors.js';
import { malformed, messageOf, tooDeep, tooLarge } from '../errors.js';
import {
  MAX_DEPTH,
  MAX_RECORD_LENGTH,
  type RecordValue,
  type SourceRecord,
  type TextChunks,
} from '../record.js';

/** A number, or its text where a double cannot hold the integer exactly. */
export function exactNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : text;
}

/** A tokenizer that keeps integers beyond 2^53 as text. */
export class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    // The parser passes the value through untouched; only its type says "number".
    return exactNumber(text) as number;
  }
}

/**
 * A record path in the parser's own form: `[*]` -> `$.*`, `data.items[*]` -> `$.data.items.*`, `` (empty) -> `$`.
 * @throws LedgerError `mapping.record_path`
 */
export function jsonSelector(path: string): string {
  if (!/^([^.[\]]+(\[\*\])*|(\[\*\])+)?(\.[^.[\]]+(\[\*\])*)*$/.test(path))
    throw invalid(
      'mapping.record_path',
      `记录路径「${path}」有误：应形如 [*] 或 data.items[*]`,
      `"${path}" is not a record path; write it like [*] or data.items[*]`,
      path,
    );
  const dotted = path.replaceAll('[*]', '.*').replace(/^\./, '');
  return dotted === '' ? '$' : `$.${dotted}`;
}

/**
 * @param path where the records are (see {@link jsonSelector})
 * @throws LedgerError `import.malformed` after the records before the error; `import.record_too_large`, `import.too_deep`
 */
export async function* readJson(
  text: TextChunks,
  path: string,
  file: string,
): AsyncGenerator<SourceRecord> {
  const ready: SourceRecord[] = [];
  const parser = createParser(jsonSelector(path), file, ready);
  for await (const chunk of text) {
    const failure = attempt(() => parser.write(chunk), file);
    yield* ready.splice(0);
    if (failure !== undefined) throw failure;
  }
  const failure = attempt(() => parser.end(), file);
  yield* ready.splice(0);
  if (failure !== undefined) throw failure;
}

function createParser(selector: string, file: string, ready: SourceRecord[]) {
  const tokenizer = new ExactTokenizer();
  const assembler = new TokenParser({ paths: [selector], keepStack: false });
  let row = 0;
  let depth = 0;
  let recordStart = 0;
  assembler.onValue = ({ value }) => {
    row++;
    ready.push({ row, value: value as RecordValue });
  };
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth++;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth--;
    if (depth > MAX_DEPTH) throw tooDeep('JSON', file, MAX_DEPTH);
    const before = row;
    assembler.write(token);
    if (row > before) recordStart = token.offset;
    else if (token.offset - recordStart > MAX_RECORD_LENGTH && depth > 1)
      throw tooLarge('JSON', file);
  };
  return {
    write: (chunk: string) => tokenizer.write(chunk),
    end() {
      if (!tokenizer.isEnded) tokenizer.end();
      if (!assembler.isEnded) throw new Error('unexpected end of the document');
    },
  };
}

function attempt(work: () => void, file: string): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isLedgerError(error) ? error : malformed('JSON', messageOf(error), file);
  }
}

/** `JSON.parse` that keeps integers beyond 2^53 as text. @throws Error when the text is not JSON */
export function parseExactly(text: string): RecordValue {
  const tokenizer = new ExactTokenizer();
  const assembler = new TokenParser({ paths: ['$'] });
  const found: RecordValue[] = [];
  assembler.onValue = ({ value }) => {
    found.push(value as RecordValue);
  };
  tokenizer.onToken = (token) => assembler.write(token);
  tokenizer.write(text);
  if (!tokenizer.isEnded) tokenizer.end();
  const [value] = found;
  if (value === undefined || !assembler.isEnded) throw new Error('unexpected end');
  return value;
}
