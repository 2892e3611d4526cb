// CSV and TSV (RFC 4180 and relatives): one object per row, keyed by the header. Cells are text, exactly as written.
import { parse, type CsvError, type Info } from 'csv-parse';
import { isLedgerError, invalid } from '../../kernel/errors.js';
import { badRecord, malformed } from '../errors.js';
import { Pump } from '../pump.js';
import { MAX_RECORD_LENGTH, type SourceRecord, type TextChunks } from '../record.js';

export interface TableOptions {
  readonly delimiter: string;
  /** The quoting character; `false` when the file does not quote (plain TSV). */
  readonly quote: string | false;
  /** Lines before the header, or before the first row when `columns` is given. */
  readonly skipLines: number;
  /** Names of the columns of a file that has no header. */
  readonly columns?: readonly string[] | undefined;
  /** Columns that the mapping reads. */
  readonly required: readonly string[];
}

interface Parsed {
  readonly info: Info;
  readonly record: Record<string, string>;
}

/**
 * Checks a header: no name twice, none missing that the mapping reads.
 * @throws LedgerError `import.column_twice`, `import.column_missing`
 */
export function checkHeader(
  header: readonly string[],
  required: readonly string[],
  file: string,
): readonly string[] {
  const names = header.map((name) => name.trim());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalid(
      'import.column_twice',
      `表头中「${twice}」出现了两次：请改名后再导入`,
      `The column "${twice}" stands twice in the header; rename one and import again`,
      file,
    );
  const lacking = required.filter((name) => !names.includes(name));
  if (lacking.length > 0)
    throw invalid(
      'import.column_missing',
      `文件缺少映射所用的列：${lacking.join('、')}（文件的列：${names.join('、')}）；可有可无的列请写入 source.optional`,
      `The file lacks columns that the mapping reads: ${lacking.join(', ')} (it has: ${names.join(', ')}); list a column that may be absent in source.optional`,
      file,
    );
  return names;
}

/** @throws LedgerError `import.column_*`, `import.malformed` after the rows before the error */
export async function* readCsv(
  text: TextChunks,
  options: TableOptions,
  file: string,
): AsyncGenerator<SourceRecord> {
  const skipped: { after: number; error: CsvError }[] = [];
  const parser = parse({
    delimiter: options.delimiter,
    quote: options.quote === false ? null : options.quote,
    columns: options.columns
      ? [...checkHeader(options.columns, options.required, file)]
      : (header: string[]) => [...checkHeader(header, options.required, file)],
    from_line: options.skipLines + 1,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_LENGTH,
    on_skip: (error) => {
      if (error) skipped.push({ after: Number(error['records'] ?? 0), error });
      return undefined;
    },
  });
  const pump = new Pump<Parsed>(parser);
  let before = 0;
  // A skipped row comes out of the parser apart from the good ones; their counts say where it stood.
  const inOrder = function* (batch: readonly Parsed[], last: boolean): Generator<SourceRecord> {
    for (const { info, record } of batch) {
      yield* takeSkipped(info.records - 1);
      yield { row: info.records + before, value: record };
    }
    if (last) yield* takeSkipped(Number.POSITIVE_INFINITY);
  };
  const takeSkipped = function* (upTo: number): Generator<SourceRecord> {
    for (;;) {
      const next = skipped[0];
      if (next === undefined || next.after > upTo) return;
      skipped.shift();
      before++;
      yield { row: next.after + before, error: badRow(next.error, next.after + before) };
    }
  };
  try {
    for await (const chunk of text) {
      yield* inOrder(await pump.feed(chunk), false);
      if (pump.failure) throw failureOf(pump.failure, file);
    }
    yield* inOrder(await pump.end(), true);
    if (pump.failure) throw failureOf(pump.failure, file);
  } finally {
    pump.close();
  }
}

function badRow(error: CsvError, row: number) {
  const line = Number(error['lines'] ?? 0);
  return badRecord(
    {
      zh: `此行（文件第 ${line} 行附近）不符合表格格式：${error.message}`,
      en: `This row (near line ${line} of the file) does not fit the table: ${error.message}`,
    },
    `row ${row}`,
  );
}

const failureOf = (error: Error, file: string) =>
  isLedgerError(error) ? error : malformed('CSV', error.message, file);
