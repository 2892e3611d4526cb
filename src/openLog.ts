// Where a ledger lies and what opens it: log, tables, keys, signing, documents. With composition.ts the only place that
// names adapters. It must never decide anything about what is recorded.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SETTINGS_FILE, type Config } from './config.js';
import { createFileDocumentStore } from './documents/fileDocumentStore.js';
import type { DocumentStore } from './documents/documentStore.js';
import { inPortions, type Clock } from './kernel/clock.js';
import type { LedgerError } from './kernel/errors.js';
import { isLedgerError, unavailable } from './kernel/errors.js';
import type { EventLog } from './log/eventLog.js';
import type { Credentials } from './log/eventstoredb/address.js';
import {
  isClusterLog,
  openEventStoreDbLog,
  type ClusterLog,
} from './log/eventstoredb/eventStoreDbLog.js';
import { openSharedHeads } from './log/eventstoredb/sharedHeads.js';
import type { LedgerTables } from './log/ledgerTables.js';
import { openTableAudit } from './log/sqlite/tableAudit.js';
import { openVerbatimFile, openVerbatimSource, portionsOf } from './log/sqlite/verbatimFile.js';
import { openSqliteEventLog } from './log/sqlite/sqliteEventLog.js';
import { programVersion } from './projectRoot.js';
import { hasKeyFolder } from './signing/headStore.js';
import { createKey, listKeys, type KeyOptions } from './signing/keyRing.js';
import {
  openSigning,
  type SharedSigning,
  type Signing,
  type SigningKey,
} from './signing/signing.js';

/** The ledger's own file, or this node's copy of what the cluster holds. */
const logPath = (config: Config) =>
  join(config.dataDir, config.engine === 'sqlite' ? 'ledger.sqlite' : 'replica.sqlite');
const keyFolder = (config: Config) => config.keyFolder ?? join(config.dataDir, 'keys');

const openFile = (config: Config, mode: 'read' | 'write', clock: Clock): EventLog =>
  openSqliteEventLog({
    path: logPath(config),
    mode,
    origin: config.origin,
    clock,
    random: inPortions(randomBytes),
  });

/** The password from its file, where one is named. @throws LedgerError `config.password_file` */
function clusterCredentials(config: Config): Credentials | undefined {
  const { esdbUser: username, esdbPassword, esdbPasswordFile } = config;
  if (username === undefined) return undefined;
  try {
    const password = esdbPasswordFile && readFileSync(esdbPasswordFile, 'utf8').trimEnd();
    return { username, password: password ?? esdbPassword ?? '' };
  } catch (error) {
    throw unavailable(
      'config.password_file',
      '无法读取密码文件：请检查设置 esdbPasswordFile 的路径与权限',
      'The file of the password cannot be read; check path and permissions of the setting esdbPasswordFile',
      esdbPasswordFile,
      error,
    );
  }
}

const openCluster = (
  config: Config,
  mode: 'read' | 'write',
  reads: 'current' | 'local',
  clock: Clock,
): ClusterLog =>
  openEventStoreDbLog({
    path: logPath(config),
    mode,
    reads,
    origin: config.origin,
    clock,
    random: inPortions(randomBytes),
    url: config.esdbUrl,
    credentials: clusterCredentials(config),
    caFile: config.esdbCaFile,
    prefix: config.esdbPrefix,
    batch: config.esdbBatchAppend,
    deadlineMilliseconds: config.esdbDeadlineMilliseconds,
    maxClockSkewMilliseconds: config.maxClockSkewMilliseconds,
    node: config.node ?? hostname(),
    program: programVersion,
  });

/**
 * Opens the log alone; `write` creates what is missing. On a cluster reads wait until this node holds all that was
 * recorded before.
 * @throws LedgerError `log.*`, `storage.*`
 */
export const openLog = (
  config: Config,
  mode: 'read' | 'write',
  clock: Clock = Date.now,
): EventLog =>
  config.engine === 'sqlite'
    ? openFile(config, mode, clock)
    : openCluster(config, mode, 'current', clock);

/** For a thread beside the one that keeps the log: reads what is here, and asks nobody. @throws LedgerError */
export const openLocalLog = (config: Config): EventLog =>
  config.engine === 'sqlite'
    ? openFile(config, 'read', Date.now)
    : openCluster(config, 'read', 'local', Date.now);

/** For a service, which answers while its copy of a cluster's ledger is still growing. */
export const openServiceLog = (config: Config): EventLog =>
  config.engine === 'sqlite'
    ? openFile(config, 'write', Date.now)
    : openCluster(config, 'write', 'local', Date.now);

/** What a migration works with. */
export const migrationParts = {
  portionsOf,
  /** The events of a folder, whichever engine it is of. */
  openSource: (config: Config) => openVerbatimSource(logPath(config), config.origin),
  openFile: (config: Config) => openVerbatimFile(logPath(config), config.origin),
  openCluster: (config: Config) => openCluster(config, 'write', 'current', Date.now),
  /** What this node holds of a cluster, without asking it. */
  openCopy: openLocalLog,
};

/**
 * Compares what this node holds with what the cluster holds, event by event; nothing to do on one machine.
 * @returns what is wrong, `undefined` for nothing
 */
export async function compareWithCluster(log: EventLog): Promise<LedgerError | undefined> {
  if (!isClusterLog(log)) return undefined;
  try {
    await log.cluster.compare();
    return undefined;
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
}

/** What the ledger keeps beside the events, for `verify`. @throws LedgerError `storage.*` */
export const openLedgerTables = (config: Config): LedgerTables => openTableAudit(logPath(config));

/** Where the parts of a ledger lie. */
export const ledgerPaths = (config: Config) => ({
  ledger: logPath(config),
  settings: join(config.dataDir, SETTINGS_FILE),
  heads: join(keyFolder(config), 'heads.sqlite'),
  documents: join(config.dataDir, 'documents'),
});

export const openDocuments = (config: Config): DocumentStore =>
  createFileDocumentStore({
    folder: ledgerPaths(config).documents,
    maxBytes: config.maxDocumentBytes,
  });

/** What the key commands work on. */
export const keyOptions = (config: Config): KeyOptions => ({
  folder: keyFolder(config),
  ledger: config.origin,
  name: config.logName ?? config.origin,
  clock: Date.now,
  random: randomBytes,
});

/** The keys of a ledger; none where there is no key folder yet. @throws LedgerError `signing.*`, `storage.*` */
export const readKeys = (config: Config): readonly SigningKey[] => listKeys(keyOptions(config));

/**
 * Signing for an open log; `write` may sign, also while the log itself is open for reading.
 * @param role among the nodes of a cluster: only a service takes its turn, every other process waits for who has it
 */
export const openLedgerSigning = (
  config: Config,
  log: EventLog,
  mode: 'read' | 'write',
  role: SharedSigning['role'] = 'standby',
): Promise<Signing> => {
  const keys = keyOptions(config);
  const { folder, name, clock } = keys;
  const shared = isClusterLog(log)
    ? {
        role,
        heads: openSharedHeads({
          cluster: log.cluster,
          clock,
          random: randomBytes,
          leaseMilliseconds: config.signerLeaseMilliseconds,
        }),
        createFirstKey: () => void createKey(keys),
      }
    : undefined;
  return openSigning({ folder, name, clock, log, mode, shared });
};

export const ledgerExists = (config: Config): boolean => existsSync(logPath(config));

/**
 * Creates the data folder, the settings that must not change later and the first signing key; leaves an existing
 * ledger as it is.
 * @throws LedgerError `storage.not_writable`, `signing.name`, `signing.keys_unusable`
 */
export function initialiseDataFolder(config: Config): void {
  const settings = join(config.dataDir, SETTINGS_FILE);
  try {
    mkdirSync(config.dataDir, { recursive: true });
    if (!existsSync(settings))
      writeFileSync(settings, `${JSON.stringify(fixedSettings(config), null, 2)}\n`);
  } catch (error) {
    throw unavailable(
      'storage.not_writable',
      '无法建立或写入数据文件夹：请检查路径与权限',
      'The data folder cannot be created or written; check the path and its permissions',
      config.dataDir,
      error,
    );
  }
  // Among the nodes of a cluster the first one that signs makes the key.
  if (config.engine !== 'sqlite') return;
  // A ledger that exists without keys had some, or was made before there were any: that is for a person to decide.
  if (!ledgerExists(config) && !hasKeyFolder(keyFolder(config))) createKey(keyOptions(config));
}

export const fixedSettings = ({ origin, logName, publicUrl, engine, esdbPrefix }: Config) => ({
  origin,
  ...(logName === undefined ? {} : { logName }),
  ...(publicUrl === undefined ? {} : { publicUrl }),
  ...(engine === 'sqlite' ? {} : { engine }),
  ...(engine === 'sqlite' || esdbPrefix === undefined ? {} : { esdbPrefix }),
});
