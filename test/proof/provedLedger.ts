// A small signed ledger in a data folder of its own, with internal events and documents. All content is invented (虚构).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  initialiseDataFolder,
  ledgerPaths,
  openDocuments,
  openLedgerSigning,
  openLog,
} from '../../src/openLog.js';
import { loadConfig, type Config } from '../../src/config.js';
import type { Classification, NewEvent } from '../../src/events/envelope.js';
import { catalogue } from '../../src/events/index.js';
import type { EventLog } from '../../src/log/eventLog.js';
import type { Signing } from '../../src/signing/signing.js';
import { openDatabase } from '../../src/sqlite/driver.js';

export const ORIGIN = 'urn:sunledger:proof-test';

export interface ProvedLedger {
  readonly config: Config;
  readonly folder: string;
  /** Digests of the documents that were stored. */
  readonly documents: string[];
  /** Adds so many statements to a matter, in commands of at most 20 events. */
  append(
    count: number,
    options?: { matter?: string; classification?: Classification },
  ): Promise<void>;
  /** Stores a document and records it. */
  store(content: string): Promise<string>;
  sign(): Promise<string>;
  use<T>(work: (log: EventLog, signing: Signing) => Promise<T>): Promise<T>;
  /** Changes a database of the folder as somebody does whom no trigger stops. */
  tamper(file: 'ledger' | 'heads', ...statements: readonly string[]): void;
  remove(): void;
}

const event = (
  name: string,
  commandid: string,
  data: unknown,
  more: Partial<NewEvent>,
): NewEvent => ({
  type: catalogue.typeOf(name),
  time: '2026-03-01T09:00:00+08:00',
  actoraccount: 'account-1',
  actorperson: 'person-1',
  orgunit: '330281102000',
  commandid,
  correlationid: commandid,
  rulepack: 'cn-2026.1',
  classification: 'public',
  data: catalogue.parseNew(name, data),
  ...more,
});

export function tamperWith(path: string, ...statements: readonly string[]): void {
  const database = openDatabase(path, { mode: 'write', durability: 'full' });
  const triggers = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all<{ name: string; sql: string }>();
  database.exec('PRAGMA foreign_keys = OFF');
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) database.exec(statement);
  for (const { sql } of triggers) database.exec(sql);
  database.close();
}

export function createProvedLedger(): ProvedLedger {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-proof-'));
  const config = loadConfig({ SUNLEDGER_DATA: join(folder, 'data'), SUNLEDGER_ORIGIN: ORIGIN });
  initialiseDataFolder(config);
  let commands = 0;
  const append = async (stream: string, events: readonly NewEvent[]) => {
    const log = openLog(config, 'write');
    await log.append({ stream, expected: 'any', events });
    await log.close();
  };
  const self: ProvedLedger = {
    config,
    folder,
    documents: [],
    async append(count, { matter = 'matter-1', classification = 'public' } = {}) {
      for (let from = 0; from < count; from += 20) {
        const id = `command-${++commands}`;
        const events = Array.from({ length: Math.min(20, count - from) }, (_, n) =>
          event(
            'matters.PositionStated',
            id,
            {
              matterId: matter,
              meetingId: 'meeting-1',
              personId: `person-${n % 5}`,
              order: n + 1,
              stance: 'for',
              text: '虚构：同意',
            },
            { matter, classification },
          ),
        );
        await append(`matter-${matter}`, events);
      }
    },
    async store(content) {
      const bytes = Buffer.from(content);
      const { sha256 } = await openDocuments(config).put(Readable.from([bytes]));
      const data = { sha256, mediaType: 'text/plain', bytes: bytes.length };
      const id = `command-${++commands}`;
      const stored = event('documents.DocumentStored', id, data, { matter: 'matter-1' });
      await append(`document-${sha256}`, [stored]);
      self.documents.push(sha256);
      return sha256;
    },
    sign: () => self.use(async (_, signing) => (await signing.sign()).note),
    async use(work) {
      const log = openLog(config, 'read');
      const signing = await openLedgerSigning(config, log, 'write');
      try {
        return await work(log, signing);
      } finally {
        await signing.close();
        await log.close();
      }
    },
    tamper: (file, ...statements) => tamperWith(ledgerPaths(config)[file], ...statements),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  return self;
}
