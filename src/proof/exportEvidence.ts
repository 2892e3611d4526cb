// `export evidence`: a folder that a stranger can verify without the ledger, the program or a network.
// It must never write a disclosure above the level asked for, nor a document that no shown event names.
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DocumentStore } from '../documents/documentStore.js';
import { isLedgerError, missing, refused } from '../kernel/errors.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { Signing } from '../signing/signing.js';
import { rememberingTreeReaders } from '../signing/treeProofs.js';
import {
  disclosureFile,
  formatEvidenceList,
  parseDisclosure,
  PROOF_ENDING,
} from '../transparency/index.js';
import { evidencePage, keyFile } from './evidencePage.js';
import { evidenceReadme } from './evidenceReadme.js';
import {
  carryingProof,
  findRecord,
  shownDisclosures,
  storedEvent,
  type Disclose,
} from './prove.js';

export interface EvidenceOptions {
  readonly log: EventLog;
  readonly signing: Pick<Signing, 'headCovering' | 'heads' | 'vkeys'>;
  readonly documents: DocumentStore;
  /** What the folder is about; stands in its README and in its list. */
  readonly title: string;
  /** Ids or positions of the events, in any order. */
  readonly events: readonly string[];
  /** Digests of further documents than those that the shown events name; the event that recorded each comes along. */
  readonly attached?: readonly string[];
  readonly disclose: Disclose;
  /** New or empty. */
  readonly folder: string;
  /** Asks for a cosigned checkpoint whose note it accepts; any checkpoint will do when left out. */
  readonly accept?: ((note: string) => boolean) | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportedEvidence {
  readonly folder: string;
  readonly events: readonly number[];
  readonly documents: readonly string[];
  /** Documents that shown events name but the store does not have, or has damaged. */
  readonly missingDocuments: readonly string[];
  readonly treeSize: number;
  /** Time stamps of the checkpoint that came along. */
  readonly timestamps: number;
}

const notRecorded = (sha256: string) =>
  missing(
    'evidence.document',
    '台账没有记录此文件：未记录的文件不是证据',
    'No event records this document; a document that is not recorded is no evidence',
    sha256,
  );

/** The records of the events and those that recorded the documents, each once, in order of position. */
async function findRecords({ log, events, attached = [] }: EvidenceOptions) {
  const found = new Map<number, StoredRecord>();
  for (const event of events) {
    const record = await findRecord(log, event);
    found.set(Number(record.position), record);
  }
  for (const sha256 of attached) {
    const [recorded] = await log.readStream(`document-${sha256}`);
    if (!recorded) throw notRecorded(sha256);
    found.set(Number(recorded.position), recorded);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, record]) => record);
}

/** Digests of documents that a record names in what of it is shown. */
function namedDocuments(record: StoredRecord, disclosures: readonly string[]): string[] {
  const found: string[] = [];
  const walk = (value: unknown, name: string) => {
    if (typeof value === 'string') {
      if (name === 'sha256' && /^[0-9a-f]{64}$/.test(value)) found.push(value);
    } else if (value instanceof Object)
      for (const [key, member] of Object.entries(value)) walk(member, key);
  };
  walk(storedEvent(record).data, '');
  for (const text of disclosures) {
    const { name, value } = parseDisclosure(text);
    walk(value, name ?? '');
  }
  return found;
}

async function copyDocuments(
  digests: ReadonlySet<string>,
  documents: DocumentStore,
  folder: string,
): Promise<{ copied: string[]; absent: string[] }> {
  const [copied, absent]: [string[], string[]] = [[], []];
  for (const sha256 of [...digests].sort()) {
    const path = join(folder, 'documents', sha256);
    try {
      await pipeline(Readable.from(documents.get(sha256)), createWriteStream(path));
      copied.push(sha256);
    } catch (error) {
      if (!isLedgerError(error) || !error.code.startsWith('document.')) throw error;
      rmSync(path, { force: true });
      absent.push(sha256);
    }
  }
  return { copied, absent };
}

function prepareFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw refused(
      'evidence.folder',
      '目标文件夹不是空的：请另选一个',
      'The folder is not empty; choose another one',
      folder,
    );
  for (const part of ['proofs', 'events', 'disclosures', 'documents'])
    mkdirSync(join(folder, part), { recursive: true });
}

/** The checkpoint's time stamps: what was stamped, and the answer of the authority. */
function writeTimestamps(
  folder: string,
  { byNumber, attestations }: ReturnType<Signing['heads']>,
  size: number,
  write: (path: string, content: string | Uint8Array) => void,
): number {
  const stamps = attestations.timestamps(size);
  if (stamps.length > 0) mkdirSync(join(folder, 'timestamps'));
  for (const { number, head, response } of stamps) {
    write(`timestamps/${number}.tsr`, response);
    write(`timestamps/${number}.checkpoint`, byNumber(head)?.note ?? '');
  }
  return stamps.length;
}

/**
 * Writes the folder: `proofs/`, `events/` (exact bytes), `disclosures/`, `documents/`, `timestamps/`, `checkpoint`,
 * `keys.txt`, `evidence.json`, `README.md` and `verify.html`.
 * @throws LedgerError `evidence.folder`, `evidence.nothing`, `event.missing`, `proof.not_in_head`, `signing.*`
 */
export async function exportEvidence(options: EvidenceOptions): Promise<ExportedEvidence> {
  const { log, signing, folder, title, disclose, accept, onProgress } = options;
  const records = await findRecords(options);
  const last = records.at(-1);
  if (!last)
    throw missing(
      'evidence.nothing',
      '没有符合条件的事件',
      'No event fits what is asked for',
      title,
    );
  const head = await signing.headCovering(Number(last.position) + 1, accept);
  prepareFolder(folder);
  const vkeys = signing.vkeys();
  const digests = new Set<string>();
  const proofs = new Map<string, string>();
  const write = (path: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, path), content);
  const read = rememberingTreeReaders(log)(head.size);
  for (const [index, record] of records.entries()) {
    const shown = shownDisclosures(record, disclose);
    const name = `proofs/${record.position}${PROOF_ENDING}`;
    const proof = await carryingProof(log, head, record, [], disclose, read);
    proofs.set(name, proof);
    write(name, proof);
    write(`events/${record.position}.json`, record.bytes);
    if (shown.length > 0) write(`disclosures/${record.position}.json`, disclosureFile(shown));
    for (const sha256 of namedDocuments(record, shown)) digests.add(sha256);
    onProgress?.(index + 1, records.length);
  }
  const { copied, absent } = await copyDocuments(digests, options.documents, folder);
  // Recorded, but by an event whose content is not shown.
  absent.push(...(options.attached ?? []).filter((sha256) => !digests.has(sha256)));
  const events = records.map(({ position }) => Number(position));
  const timestamps = writeTimestamps(folder, signing.heads(), head.size, write);
  write('checkpoint', head.note);
  write('keys.txt', keyFile(vkeys));
  write('evidence.json', formatEvidenceList({ scope: title, events, documents: copied }));
  write(
    'README.md',
    evidenceReadme({ origin: log.origin, scope: title, head, vkeys, absent, timestamps }),
  );
  write('verify.html', evidencePage(proofs, vkeys));
  return {
    folder,
    events,
    documents: copied,
    missingDocuments: absent,
    treeSize: head.size,
    timestamps,
  };
}

/** All files of an evidence folder under their paths, or the one file. */
export function readEvidence(path: string): Map<string, Uint8Array> {
  if (!existsSync(path))
    throw missing('evidence.path', '没有此文件或文件夹', 'There is no such file or folder', path);
  const files = new Map<string, Uint8Array>();
  let entries;
  try {
    entries = readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error;
    return files.set(`single${PROOF_ENDING}`, readFileSync(path));
  }
  for (const entry of entries)
    if (entry.isFile()) {
      const file = join(entry.parentPath, entry.name);
      files.set(file.slice(join(path, '/').length).replaceAll('\\', '/'), readFileSync(file));
    }
  return files;
}
