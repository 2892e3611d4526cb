// Backup and restore of a data folder. A backup is consistent, verified, and holds no private key.
// Restoring must never bring back older signed heads than the key folder has: a ledger may not sign behind itself.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ledgerPaths } from '../openLog.js';
import { loadConfig, type Config } from '../config.js';
import { LedgerError, missing, refused } from '../kernel/errors.js';
import { openDatabase } from '../sqlite/driver.js';
import type { LedgerVerification } from './verifyLedger.js';
import { verifyFolder } from './verifyFolder.js';

/** Written last: a folder without it is no whole backup. */
const MARK = 'backup.json';
const FORMAT = 'sunledger-backup/1';
/** Where the public half of the key folder lies in a backup. */
const PUBLIC_HEADS = 'heads';

interface Mark {
  readonly format: string;
  readonly origin: string;
  readonly logName?: string;
  readonly events: number;
  readonly root: string;
  readonly signedSize?: number;
}

function sync(path: string): void {
  if (process.platform === 'win32') return; // Windows has no handles of folders to sync
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A consistent copy of a database that may be written to meanwhile. */
function copyDatabase(from: string, to: string): void {
  const source = openDatabase(from, { mode: 'read', durability: 'full' });
  try {
    // The copy is a write, though not to this file: the guard of read connections would refuse it.
    source.exec('PRAGMA query_only = OFF');
    source.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`);
  } finally {
    source.close();
  }
  sync(to);
}

const folderNotEmpty = (folder: string) =>
  refused(
    'backup.folder',
    '目标文件夹不是空的：请另选一个',
    'The folder is not empty; choose another one',
    folder,
  );

function damaged(code: string, where: string, { findings }: LedgerVerification): LedgerError {
  const [first] = findings;
  return new LedgerError(
    'corrupt',
    code,
    {
      zh: `核验不通过：${first?.text.zh ?? ''}`,
      en: `It does not verify: ${first?.text.en ?? ''}`,
    },
    `${where} ${first?.position ?? first?.where ?? ''}`,
    { findings: findings.length },
  );
}

/** The settings under which a backup is read. */
const configOf = (
  folder: string,
  { origin, logName }: Pick<Config, 'origin' | 'logName'>,
): Config =>
  loadConfig(
    {},
    {
      dataDir: folder,
      origin,
      keyFolder: join(folder, PUBLIC_HEADS),
      ...(logName === undefined ? {} : { logName }),
    },
  );

/**
 * Copies the ledger while it may be written to, its signed heads and public keys, settings and documents into an empty
 * folder, and verifies the copy.
 * @throws LedgerError `backup.folder`, `backup.damaged` (what was copied does not verify), `log.missing`, `storage.*`
 */
export async function backUp(config: Config, folder: string): Promise<LedgerVerification> {
  const paths = ledgerPaths(config);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw folderNotEmpty(folder);
  const copy = configOf(folder, config);
  const copied = ledgerPaths(copy);
  mkdirSync(dirname(copied.heads), { recursive: true });
  // In this order: what is signed lies within the ledger, and what the ledger names lies within the documents.
  if (existsSync(paths.heads)) copyDatabase(paths.heads, copied.heads);
  if (!existsSync(paths.ledger))
    throw missing('log.missing', '此处没有台账', 'There is no ledger here', paths.ledger);
  copyDatabase(paths.ledger, copied.ledger);
  const objects = (root: string) => join(root, 'objects');
  if (existsSync(objects(paths.documents)))
    cpSync(objects(paths.documents), objects(copied.documents), { recursive: true });
  if (existsSync(paths.settings)) cpSync(paths.settings, copied.settings);
  const verified = await verifyFolder(copy);
  if (verified.findings.length > 0) throw damaged('backup.damaged', folder, verified);
  const { origin, logName } = config;
  const { events, root, signedSize } = verified;
  const mark: Mark = {
    format: FORMAT,
    origin,
    events,
    root,
    ...(logName === undefined ? {} : { logName }),
    ...(signedSize === undefined ? {} : { signedSize }),
  };
  writeFileSync(join(folder, MARK), `${JSON.stringify(mark, null, 2)}\n`, { flush: true });
  sync(folder);
  return verified;
}

function readMark(folder: string): Mark {
  const path = join(folder, MARK);
  const mark = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Mark) : undefined;
  if (mark?.format === FORMAT) return mark;
  throw missing('restore.no_backup', '此处没有完整的备份', 'There is no whole backup here', folder);
}

/** True where the root over the verified events is the one that was noted when the backup was made. */
const agrees = (mark: Mark, { events, root }: LedgerVerification) =>
  events === mark.events && root === mark.root;

/**
 * Verifies a backup and puts it into a data folder that has no ledger. Keys and signed heads that lie there stay: with
 * them the ledger signs nothing behind what was signed. Without them only the public half comes back, so that nothing
 * is signed until the key folder is there again, or a new key has been made on purpose.
 * @throws LedgerError `restore.no_backup`, `restore.damaged`, `restore.folder` (there is a ledger already)
 */
export async function restore(config: Config, folder: string): Promise<LedgerVerification> {
  const mark = readMark(folder);
  const source = configOf(folder, mark);
  const verified = await verifyFolder(source);
  if (verified.findings.length > 0 || !agrees(mark, verified))
    throw damaged('restore.damaged', folder, verified);
  const [from, to] = [ledgerPaths(source), ledgerPaths(config)];
  if (existsSync(to.ledger) || existsSync(to.documents))
    throw refused(
      'restore.folder',
      '目标文件夹已有台账或文件：请先移走',
      'The folder holds a ledger or documents already; move them away first',
      config.dataDir,
    );
  mkdirSync(config.dataDir, { recursive: true });
  if (existsSync(from.documents)) cpSync(from.documents, to.documents, { recursive: true });
  if (!existsSync(to.settings) && existsSync(from.settings)) cpSync(from.settings, to.settings);
  if (!existsSync(to.heads) && existsSync(from.heads)) {
    mkdirSync(dirname(to.heads), { recursive: true, mode: 0o700 });
    cpSync(from.heads, to.heads);
  }
  // Under its name only when whole, so that an interrupted restore is no ledger.
  const arriving = `${to.ledger}.${randomUUID()}`;
  try {
    cpSync(from.ledger, arriving);
    sync(arriving);
    renameSync(arriving, to.ledger);
  } finally {
    rmSync(arriving, { force: true });
  }
  sync(config.dataDir);
  return verified;
}
