// Moves a ledger from one engine to the other, event by event with the same bytes, so that the tree stays the same. What
// was interrupted goes on where it was. It must never add to a ledger that holds other events, nor leave two that grow.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedSettings, ledgerPaths, migrationParts, openLog } from '../openLog.js';
import { SETTINGS_FILE, type Config } from '../config.js';
import { isLedgerError, LedgerError, missing } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import type { VerbatimSource, VerbatimTarget } from '../log/verbatim.js';
import { verifyFolder } from '../proof/verifyFolder.js';
import { sizeOf, treeHead } from '../signing/treeProofs.js';
import { acquireWriterLock } from '../sqlite/writerLock.js';
import { encodeBase64, equalBytes, type TreeHead } from '../transparency/index.js';

export interface Migration {
  readonly events: number;
  /** RFC 6962 root over them, the same in both engines, base64. */
  readonly root: string;
  /** What the ledger was in before; it is kept. */
  readonly kept: string;
}

type OnProgress = (done: number, total: number) => void;

const otherEvents = (where: string, size: number): LedgerError =>
  new LedgerError(
    'refused',
    'migrate.other_events',
    {
      zh: `目标已有 ${size} 个事件，且与来源不同：不能并入，请另选前缀或数据文件夹`,
      en: `The target holds ${size} events that are not those of the source; they cannot be merged, choose another prefix or data folder`,
    },
    where,
  );

const damagedSource = (findings: number): LedgerError =>
  new LedgerError('corrupt', 'migrate.damaged', {
    zh: `来源核验不通过（${findings} 处）：请先运行 sunledger verify 查看并处理`,
    en: `The source does not verify (${findings} findings); run sunledger verify and deal with them first`,
  });

const rootsDiffer = (): LedgerError =>
  new LedgerError('corrupt', 'migrate.root_differs', {
    zh: '两处的树根不同：迁移没有完成，来源未改动',
    en: 'The trees differ: the migration is not finished, the source is as it was',
  });

/** The target's tree must be that of the source's first events. @throws LedgerError `migrate.other_events` */
async function checkBeginning(source: EventLog, target: EventLog, where: string): Promise<void> {
  const size = await sizeOf(target);
  if (size === 0) return;
  const same =
    size <= (await sizeOf(source)) &&
    equalBytes((await treeHead(source, size)).root, (await treeHead(target, size)).root);
  if (!same) throw otherEvents(where, size);
}

/** @throws LedgerError `migrate.root_differs` */
async function checkSame(source: EventLog, target: EventLog): Promise<TreeHead> {
  const size = await sizeOf(source);
  const head = await treeHead(source, size);
  const same =
    (await sizeOf(target)) === size && equalBytes(head.root, (await treeHead(target, size)).root);
  if (!same) throw rootsDiffer();
  return head;
}

async function copy(
  source: VerbatimSource,
  target: VerbatimTarget,
  onProgress: OnProgress,
): Promise<void> {
  const total = source.size;
  let done = target.size;
  for (const commands of migrationParts.portionsOf(source.commands(done))) {
    await target.append(commands);
    done += commands.reduce((sum, { events }) => sum + events.length, 0);
    onProgress(done, total);
  }
}

/** What was kept of an earlier migration stays. */
function freeName(path: string): string {
  let name = path;
  for (let n = 2; existsSync(name); n++) name = `${path}-${n}`;
  return name;
}

/** From now on the folder is of this engine; what it was before stands beside, under another name. */
function turnTo(config: Config, before: Config): string {
  const path = join(config.dataDir, SETTINGS_FILE);
  const settings = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)
    : {};
  const others = Object.entries(settings).filter(
    ([name]) => name !== 'engine' && name !== 'esdbPrefix',
  );
  const merged = { ...Object.fromEntries(others), ...fixedSettings(config) };
  writeFileSync(`${path}.new`, `${JSON.stringify(merged, null, 2)}\n`, { flush: true });
  renameSync(`${path}.new`, path);
  const { ledger } = ledgerPaths(before);
  const kept = freeName(`${ledger}.moved`);
  renameSync(ledger, kept);
  return kept;
}

const toMigration = ({ size, root }: TreeHead, kept: string): Migration => ({
  events: size,
  root: encodeBase64(root),
  kept,
});

/**
 * Moves the ledger file of a data folder to the cluster that the settings name.
 * @throws LedgerError `log.locked` (a service runs), `log.missing`, `migrate.*`, `engine.*`
 */
export async function migrateToCluster(given: Config, onProgress: OnProgress): Promise<Migration> {
  const before: Config = { ...given, engine: 'sqlite' };
  const after: Config = { ...given, engine: 'eventstoredb' };
  const { ledger } = ledgerPaths(before);
  if (!existsSync(ledger))
    throw missing('log.missing', '此处没有台账', 'There is no ledger here', ledger);
  const lock = acquireWriterLock(`${ledger}.lock`);
  let head: TreeHead;
  try {
    const { findings } = await verifyFolder(before);
    if (findings.length > 0) throw damagedSource(findings.length);
    head = await copyToCluster(before, after, onProgress);
  } finally {
    lock.release();
  }
  return toMigration(head, turnTo(after, before));
}

async function copyToCluster(before: Config, after: Config, onProgress: OnProgress) {
  const file = openLog(before, 'read');
  const source = migrationParts.openSource(before);
  const log = migrationParts.openCluster(after);
  try {
    await log.head(); // as soon as all that is there already is here
    await checkBeginning(file, log, after.esdbPrefix ?? after.origin);
    const size = await sizeOf(log);
    const { cluster } = log;
    await copy(source, { size, append: (commands) => cluster.copyIn(commands) }, onProgress);
    return await checkSame(file, log);
  } finally {
    await log.close();
    source.close();
    await file.close();
  }
}

/**
 * Brings the ledger back from the cluster into a file of the data folder, and ends it there: its nodes go on serving what
 * they hold, and write no more.
 * @throws LedgerError `log.locked`, `log.missing`, `migrate.*`, `engine.*`
 */
export async function migrateToFile(given: Config, onProgress: OnProgress): Promise<Migration> {
  const before: Config = { ...given, engine: 'eventstoredb' };
  const after: Config = { ...given, engine: 'sqlite' };
  const head = await copyToFile(before, after, onProgress);
  return toMigration(head, turnTo(after, before));
}

/** Resolves when this node holds the whole ledger. @returns true where the journal was ended already */
async function untilWhole(log: EventLog): Promise<boolean> {
  try {
    await log.head();
    return false;
  } catch (error) {
    if (isLedgerError(error) && error.code === 'log.moved') return true;
    throw error;
  }
}

async function copyToFile(before: Config, after: Config, onProgress: OnProgress) {
  const log = migrationParts.openCluster(before);
  const copied = migrationParts.openCopy(before);
  try {
    const isEnded = await untilWhole(log);
    if (!isEnded) await log.cluster.compare();
    const source = migrationParts.openSource(before);
    const file = migrationParts.openFile(after);
    try {
      const filled = openLog(after, 'read');
      try {
        await checkBeginning(copied, filled, ledgerPaths(after).ledger);
        await copy(source, file, onProgress);
        const head = await checkSame(copied, filled);
        if (!isEnded) await log.cluster.closeJournal();
        return head;
      } finally {
        await filled.close();
      }
    } finally {
      file.close();
      source.close();
    }
  } finally {
    await copied.close();
    await log.close();
  }
}
