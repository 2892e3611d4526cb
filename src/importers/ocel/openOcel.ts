// Opens an object-centric log in any of its three forms, told by its content; reads it whole into a store and checks it.
import { basename } from 'node:path';
import { readBytes, type ByteOptions } from '../bytes.js';
import { decodeStrictly } from '../decode.js';
import { isLedgerError } from '../../kernel/errors.js';
import { openXml } from '../xmlText.js';
import { readOcelJson } from './jsonReader.js';
import { ocelError } from './model.js';
import { readOcelSqlite } from './sqliteReader.js';
import { OcelStore } from './store.js';
import { readOcelXml } from './xmlReader.js';

export type OcelForm = 'json' | 'xml' | 'sqlite';

export interface OcelOptions extends ByteOptions {
  /** Zone of times without offset (IANA name or offset). */
  readonly zone?: string | undefined;
}

/** How much of a file is looked at to tell what it is. */
const LOOK = 256 * 1024;

/**
 * What a file is: an OCEL form; `xes` for any other XML; undefined for neither.
 * @throws LedgerError `import.file_*`
 */
export async function logForm(path: string): Promise<OcelForm | 'xes' | undefined> {
  let start = '';
  for await (const bytes of readBytes(path)) {
    start += bytes.toString('latin1');
    if (start.length >= LOOK) break;
  }
  if (start.startsWith('SQLite format 3\0')) return 'sqlite';
  const text = start
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart();
  if (text.startsWith('{')) return 'json';
  if (!text.startsWith('<')) return undefined;
  return /<(?:[\w.-]+:)?(object-types|event-types)[\s>/]/.test(text) ? 'xml' : 'xes';
}

/**
 * Reads a log into a store, which the caller closes.
 * @throws LedgerError `import.*`, `ocel.*`, `storage.*`
 */
export async function openOcel(path: string, options: OcelOptions = {}): Promise<OcelStore> {
  const form = await logForm(path);
  const file = basename(path);
  if (form === undefined || form === 'xes')
    throw ocelError(
      'invalid',
      '不是 OCEL 2.0 文件（JSON、XML 或 SQLite）',
      'This is no OCEL 2.0 file (JSON, XML or SQLite)',
      file,
    );
  const store = new OcelStore();
  try {
    await fill(store, form, path, file, options);
    store.check();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** What SQLite says about a foreign file, in words that fit: it is no part of the ledger. */
function readSqlite(store: OcelStore, path: string, file: string, zone: string | undefined): void {
  try {
    readOcelSqlite(path, file, store, zone);
  } catch (error) {
    if (!isLedgerError(error) || error.where !== path) throw error;
    throw ocelError(
      'damaged',
      `SQLite 文件无法读取，可能已损坏、被截断或仍在写入：${error.text.zh}`,
      `The SQLite file cannot be read; it may be damaged, cut off or still being written: ${error.text.en}`,
      file,
    );
  }
}

async function fill(
  store: OcelStore,
  form: OcelForm,
  path: string,
  file: string,
  { zone, ...bytes }: OcelOptions,
): Promise<void> {
  if (form === 'sqlite') readSqlite(store, path, file, zone);
  else if (form === 'json')
    await readOcelJson(decodeStrictly(readBytes(path, bytes), 'utf-8', file), file, store, zone);
  else {
    const { text, encoding } = await openXml(path, bytes);
    await readOcelXml(text, file, encoding, store, zone);
  }
}
