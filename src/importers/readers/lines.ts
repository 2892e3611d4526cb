// Lines of a text stream, however it is cut into chunks.
import { tooLarge } from '../errors.js';
import { MAX_RECORD_LENGTH, type TextChunks } from '../record.js';

/** @throws LedgerError `import.record_too_large` */
export async function* readLines(
  text: TextChunks,
  format: string,
  file: string,
): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (rest.length > MAX_RECORD_LENGTH) throw tooLarge(format, file);
  }
  if (rest !== '') yield rest;
}
