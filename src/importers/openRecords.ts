// A file and what the mapping says of it -> its records. The one place that knows which reader reads which format.
import { basename } from 'node:path';
import { readBytes, type ByteOptions } from './bytes.js';
import { decodeStrictly } from './decode.js';
import type { Mapping } from './mapping/compile.js';
import { chosenType, recordOfObject } from './ocel/flatten.js';
import { openOcel, type OcelOptions } from './ocel/openOcel.js';
import { readCsv } from './readers/csv.js';
import { readJson } from './readers/json.js';
import { readJsonLines } from './readers/jsonLines.js';
import { readXlsx } from './readers/xlsx.js';
import { readXml } from './readers/xml.js';
import { readOcds } from './ocds/readOcds.js';
import type { RecordValue, SourceRecord } from './record.js';
import { readXes, type XesCase } from './xes.js';

/**
 * The records of a file, streamed.
 * @throws LedgerError `import.*`, after the records before the failure
 */
export function openRecords(
  path: string,
  { source, columns }: Pick<Mapping, 'source' | 'columns'>,
  options: ByteOptions = {},
): AsyncGenerator<SourceRecord> {
  const file = basename(path);
  const text = () => decodeStrictly(readBytes(path, options), source.encoding, file);
  const record = source.record ?? '';
  const table = {
    skipLines: source.skipLines,
    columns: source.columns,
    required: columns.filter((name) => !source.optional.includes(name)),
  };
  switch (source.format) {
    case 'csv':
      return readCsv(
        text(),
        { ...table, delimiter: source.delimiter ?? ',', quote: source.quote ?? '"' },
        file,
      );
    case 'tsv':
      return readCsv(
        text(),
        { ...table, delimiter: source.delimiter ?? '\t', quote: source.quote ?? false },
        file,
      );
    case 'json':
      return readJson(text(), record, file);
    case 'jsonl':
      return readJsonLines(text(), file);
    case 'ocds':
      return readOcds(text, file);
    case 'xml':
      return readXml(text(), record, source.encoding, file);
    case 'xlsx':
      return readXlsx(path, { ...table, sheet: source.sheet });
    case 'xes': {
      const { encoding, zone } = source;
      return casesAsRecords(readXes(text(), { file, encoding, zone }).cases);
    }
    case 'ocel':
      return objectsAsRecords(path, file, source.record, { ...options, zone: source.zone });
  }
}

/** An object of the type is one record, with the events that touch it. The log is checked as a whole before the first. */
async function* objectsAsRecords(
  path: string,
  file: string,
  type: string | undefined,
  options: OcelOptions,
): AsyncGenerator<SourceRecord> {
  const store = await openOcel(path, options);
  try {
    let row = 0;
    for (const object of store.objects(chosenType(store, type, file)))
      yield { row: ++row, value: recordOfObject(store, object) };
  } finally {
    store.close();
  }
}

/** A case is one record; one of which anything could not be understood is a bad record. */
async function* casesAsRecords(cases: AsyncIterable<XesCase>): AsyncGenerator<SourceRecord> {
  let row = 0;
  for await (const { problems, ...value } of cases) {
    row++;
    const [error] = problems;
    yield error ? { row, error } : { row, value: value as unknown as RecordValue };
  }
}
