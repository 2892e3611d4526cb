// JSON Lines: one JSON value per line. A line that is no JSON is a bad record; the lines after it are still read.
import { badRecord, messageOf } from '../errors.js';
import type { RecordValue, SourceRecord, TextChunks } from '../record.js';
import { parseExactly } from './json.js';
import { readLines } from './lines.js';

/** A run of digits that a double may not hold. */
const LONG_NUMBER = /\d{16}/;

export async function* readJsonLines(text: TextChunks, file: string): AsyncGenerator<SourceRecord> {
  let row = 0;
  for await (const line of readLines(text, 'JSON Lines', file)) {
    if (line.trim() === '') continue;
    row++;
    yield parseLine(line, row);
  }
}

function parseLine(line: string, row: number): SourceRecord {
  try {
    const value = LONG_NUMBER.test(line) ? parseExactly(line) : (JSON.parse(line) as RecordValue);
    return { row, value };
  } catch (error) {
    const reason = messageOf(error).replace(/ in JSON.*|, ".*/s, '');
    return {
      row,
      error: badRecord(
        { zh: `此行不是有效的 JSON：${reason}`, en: `This line is not valid JSON: ${reason}` },
        `row ${row}`,
      ),
    };
  }
}
