// A ledger with a key folder beside it, on real files, and how tests append, sign and tamper.
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLog } from '../../src/log/eventLog.js';
import { createKey, type KeyOptions } from '../../src/signing/keyRing.js';
import { openSigning, type Signing, type SigningOptions } from '../../src/signing/signing.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { parseVerifierKey, type CheckpointTrust } from '../../src/transparency/index.js';
import { createLedgerFolder, openLog } from '../log/ledgerFolder.js';
import { ORIGIN, request } from '../log/newEvents.js';

export interface SigningFolder {
  readonly ledgerPath: string;
  readonly keys: KeyOptions;
  /** The open log; another one after {@link SigningFolder.reopenLog}. */
  log: EventLog;
  /** Adds so many events to the log. */
  append(count: number): Promise<void>;
  open(options?: Partial<SigningOptions>, database?: typeof openDatabase): Promise<Signing>;
  /** Closes the log, lets `change` work on the closed file, and opens it again. */
  reopenLog(change?: () => void): Promise<void>;
  /** Changes the ledger file as somebody does who is not stopped by triggers. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** Copies the closed ledger file away, and answers how to put it back. */
  backUp(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** @param withKey whether the first key is made */
export function openSigningFolder(withKey = true): SigningFolder {
  const folder = createLedgerFolder();
  let commands = 0;
  const keys: KeyOptions = {
    folder: join(folder.folder, 'keys'),
    ledger: ORIGIN,
    name: ORIGIN,
    clock: Date.now,
    random: randomBytes,
  };
  if (withKey) createKey(keys);
  const opened: Signing[] = [];
  const self: SigningFolder = {
    ledgerPath: folder.path,
    keys,
    log: openLog(folder.path, { clock: Date.now }),
    async append(count) {
      commands += 1;
      const id = `${commands}-${randomBytes(4).toString('hex')}`;
      await self.log.append(request(`matters-${id}`, 'none', id, count));
    },
    async open(options = {}, database) {
      const given: SigningOptions = {
        folder: keys.folder,
        log: self.log,
        clock: keys.clock,
        mode: 'write',
        ...options,
      };
      const signing = await openSigning(given, database);
      opened.push(signing);
      return signing;
    },
    async reopenLog(change = () => undefined) {
      for (const signing of opened.splice(0)) await signing.close();
      await self.log.close();
      change();
      self.log = openLog(folder.path, { clock: Date.now });
    },
    tamper: (...statements) => self.reopenLog(() => withoutTriggers(folder.path, statements)),
    async backUp() {
      const copy = join(folder.folder, `copy-${commands}.sqlite`);
      await self.reopenLog(() => cpSync(folder.path, copy));
      return () => self.reopenLog(() => cpSync(copy, folder.path));
    },
    async remove() {
      for (const signing of opened) await signing.close();
      await self.log.close();
      folder.remove();
    },
  };
  return self;
}

export interface HeadRow {
  readonly number: number;
  readonly size: number;
  readonly root: Uint8Array;
}

const headsPath = ({ keys }: SigningFolder) => join(keys.folder, 'heads.sqlite');

/** What the key folder holds, oldest first. */
export function headRows(folder: SigningFolder): HeadRow[] {
  const database = openDatabase(headsPath(folder), { mode: 'read', durability: 'full' });
  try {
    return database.prepare('SELECT number, size, root FROM head ORDER BY number').all<HeadRow>();
  } finally {
    database.close();
  }
}

/** Changes the signed heads as somebody does who is not stopped by triggers. */
export const tamperWithHeads = (folder: SigningFolder, ...statements: readonly string[]): void =>
  withoutTriggers(headsPath(folder), statements);

function withoutTriggers(path: string, statements: readonly string[]): void {
  const database = openDatabase(path, { mode: 'write', durability: 'full' });
  const triggers = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all<{ name: string; sql: string }>();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) database.exec(statement);
  for (const { sql } of triggers) database.exec(sql);
  database.close();
}

/** Whom a stranger believes who was given the keys of this ledger. */
export const trustOf = (signing: Signing): CheckpointTrust => ({
  origin: signing.name,
  logKeys: signing.vkeys().map(parseVerifierKey),
});
