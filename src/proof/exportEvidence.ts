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
import type { Position } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { SignedHead } from '../signing/signing.js';
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

/** Which events: those of a matter, those that name a person, or one. */
export type EvidenceScope =
  { readonly matter: string } | { readonly audit: string } | { readonly event: string };

export interface EvidenceOptions {
  readonly log: EventLog;
  readonly documents: DocumentStore;
  /** Signs or finds a head that covers so many events. */
  readonly headCovering: (size: number) => Promise<SignedHead>;
  readonly vkeys: readonly string[];
  readonly scope: EvidenceScope;
  readonly disclose: Disclose;
  /** New or empty. */
  readonly folder: string;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportedEvidence {
  readonly folder: string;
  readonly events: readonly number[];
  readonly documents: readonly string[];
  /** Documents that shown events name but the store does not have, or has damaged. */
  readonly missingDocuments: readonly string[];
  readonly treeSize: number;
}

const PAGE = 1000;

export const scopeText = (scope: EvidenceScope): string =>
  'matter' in scope
    ? `matter ${scope.matter}`
    : 'audit' in scope
      ? `audit ${scope.audit}`
      : `event ${scope.event}`;

/** True when some string within the value is the one that is looked for. */
function holds(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted;
  return value instanceof Object && Object.values(value).some((member) => holds(member, wanted));
}

function isWanted(record: StoredRecord, scope: Exclude<EvidenceScope, { event: string }>): boolean {
  const event = storedEvent(record);
  if ('matter' in scope)
    return event.matter === scope.matter || event.subject === `matter-${scope.matter}`;
  const { actorperson, actoronbehalfof, data } = event;
  return (
    actorperson === scope.audit ||
    actoronbehalfof === scope.audit ||
    holds(data, scope.audit) ||
    record.disclosures.some((text) => holds(parseDisclosure(text).value, scope.audit))
  );
}

async function selectRecords({ log, scope, onProgress }: EvidenceOptions): Promise<StoredRecord[]> {
  if ('event' in scope) return [await findRecord(log, scope.event)];
  const head = await log.head();
  const total = head === undefined ? 0 : Number(head) + 1;
  const selected: StoredRecord[] = [];
  let after: Position | undefined;
  for (let done = 0; ;) {
    const page = await log.readAll(after, PAGE);
    for (const record of page)
      // Their own bytes: a page is one buffer, which would be kept whole for one record of it.
      if (isWanted(record, scope)) selected.push({ ...record, bytes: record.bytes.slice() });
    after = page.at(-1)?.position;
    onProgress?.((done += page.length), total);
    if (page.length < PAGE) return selected;
  }
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

/**
 * Writes the folder: `proofs/`, `events/` (exact bytes), `disclosures/`, `documents/`, `checkpoint`, `keys.txt`,
 * `evidence.json`, `README.md` and `verify.html`.
 * @throws LedgerError `evidence.folder`, `evidence.nothing`, `event.missing`, `proof.not_in_head`, `signing.*`
 */
export async function exportEvidence(options: EvidenceOptions): Promise<ExportedEvidence> {
  const { log, folder, vkeys, disclose } = options;
  const scope = scopeText(options.scope);
  const records = await selectRecords(options);
  const last = records.at(-1);
  if (!last)
    throw missing(
      'evidence.nothing',
      '没有符合条件的事件',
      'No event fits what is asked for',
      scope,
    );
  const head = await options.headCovering(Number(last.position) + 1);
  prepareFolder(folder);
  const digests = new Set<string>();
  const proofs = new Map<string, string>();
  const write = (path: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, path), content);
  for (const record of records) {
    const shown = shownDisclosures(record, disclose);
    const name = `proofs/${record.position}${PROOF_ENDING}`;
    const proof = await carryingProof(log, head, record, [], disclose);
    proofs.set(name, proof);
    write(name, proof);
    write(`events/${record.position}.json`, record.bytes);
    if (shown.length > 0) write(`disclosures/${record.position}.json`, disclosureFile(shown));
    for (const sha256 of namedDocuments(record, shown)) digests.add(sha256);
  }
  const { copied, absent } = await copyDocuments(digests, options.documents, folder);
  const events = records.map(({ position }) => Number(position));
  const list = formatEvidenceList({ scope, events, documents: copied });
  write('checkpoint', head.note);
  write('keys.txt', keyFile(vkeys));
  write('evidence.json', list);
  write('README.md', evidenceReadme({ origin: log.origin, scope, head, vkeys, absent }));
  write('verify.html', evidencePage(proofs, vkeys));
  return {
    folder,
    events,
    documents: copied,
    missingDocuments: absent,
    treeSize: head.size,
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
