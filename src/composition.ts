// Puts the program together. The only file that names concrete adapters: log engine, database, document store.
// It must never decide anything about the domain.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Projection } from '../projections/projection.js';
import { createProjections } from '../projections/registry.js';
import type { Views } from '../projections/service.js';
import { parseScheme, type IndexScheme } from './analytics/indexScheme.js';
import { createAsOfViews, type AsOfViews } from './asOfViews.js';
import { CHECKS } from './analytics/leads/index.js';
import { createLeadScheme, type LeadScheme } from './analytics/leads/scheme.js';
import { createCommandHandler, type CommandHandler } from './commands/commandHandler.js';
import { allCitations, allCommands } from './commands/registry.js';
import { readCatalogue } from './catalogueFolder.js';
import { SETTINGS_FILE, type Config } from './config.js';
import { catalogue } from './events/index.js';
import { createFileDocumentStore } from './documents/fileDocumentStore.js';
import type { DocumentStore } from './documents/documentStore.js';
import { inPortions, type Clock } from './kernel/clock.js';
import { isLedgerError, LedgerError, missing, unavailable } from './kernel/errors.js';
import { formatInstant, LEDGER_OFFSET_MINUTES, localDateOf } from './kernel/time.js';
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
import { OPEN_VIEWS } from './openViews.js';
import type { Terms } from './powers/catalogueChecks.js';
import { programVersion, projectRoot } from './projectRoot.js';
import { createReviewActs } from './reviewActs.js';
import { createRenderPool, type RenderPool } from './reports/renderPool.js';
import { RULES } from './rules/index.js';
import { packsOf } from './rules/adoption.js';
import { checkTogether, parsePackFile, type WrittenPack } from './rules/packFiles.js';
import { createRulePacks, type RulePacks } from './rules/pack.js';
import {
  adoptionCommand,
  planAdoption,
  readAdopted,
  type AdoptionPlan,
} from './rulebook/adoptPacks.js';
import { ADOPTED, keepAdopting, type Adopting, type AdoptionStatus } from './rulebook/adopting.js';
import { followPacks } from './rulebook/packsInUse.js';
import { hasKeyFolder } from './signing/headStore.js';
import { createKey, listKeys, type KeyOptions } from './signing/keyRing.js';
import {
  openSigning,
  type SharedSigning,
  type Signing,
  type SigningKey,
} from './signing/signing.js';

/** Everything that a face (HTTP, command line) works with. */
export interface Ledger {
  readonly config: Config;
  readonly log: EventLog;
  readonly handler: CommandHandler;
  readonly views: Views;
  /** The packs that judge what is recorded now: those adopted or, while none is, those of the configured folder. */
  readonly packs: { readonly current: RulePacks };
  /** Whether the log says by what it judges. On one machine it does before anything else is done. */
  adoption(): AdoptionStatus;
  readonly projections: readonly Projection[];
  readonly indexScheme: IndexScheme;
  readonly leadScheme: LeadScheme;
  /** Names of roles and values of parameters, of the shipped catalogue; read when first asked for. */
  readonly terms: Terms;
  readonly signing: Signing;
  readonly documents: DocumentStore;
  /** Views as they were at earlier positions. */
  readonly asOf: AsOfViews;
  /** Turns reports into files. */
  readonly rendering: RenderPool;
  close(): Promise<void>;
}

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
const openServiceLog = (config: Config): EventLog =>
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

/** Files of rule packs, by name. @throws LedgerError `rulepack.folder`, and those of `parsePackFile` */
export function readPackFiles(paths: readonly string[]): readonly WrittenPack[] {
  return paths.flatMap((path) => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw unreadablePacks(path, error);
    }
    return parsePackFile({ name: path, text }, RULES);
  });
}

/** The packs of the configured folder, or the shipped ones. @throws LedgerError `rulepack.*` */
export function shippedPacks(config: Config): readonly WrittenPack[] {
  const folder = config.rulePacks ?? join(projectRoot, 'rulepacks');
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw unreadablePacks(folder, error);
  }
  return readPackFiles(
    names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(folder, name)),
  );
}

const unreadablePacks = (path: string, cause: unknown) =>
  new LedgerError(
    'missing',
    'rulepack.folder',
    {
      zh: '无法读取规则包：请检查路径与权限（文件夹见设置 rulePacks，SUNLEDGER_RULE_PACKS）',
      en: 'The rule packs cannot be read; check the path and its permissions (the folder is the setting rulePacks, SUNLEDGER_RULE_PACKS)',
    },
    path,
    {},
    { cause },
  );

/** The packs that a new ledger adopts. @throws LedgerError `rulepack.*` */
export const firstAdoption = (config: Config): AdoptionPlan =>
  planAdoption(shippedPacks(config), []);

/** The packs of the configured folder, in the order in which they go, for a ledger that has adopted none; else none. */
const packsToAdopt = async (config: Config, log: EventLog): Promise<AdoptionPlan['fresh']> =>
  (await readAdopted(log)).length > 0 ? [] : firstAdoption(config).fresh;

async function adoptAll(
  packs: AdoptionPlan['fresh'],
  handler: CommandHandler,
  clock: Clock,
): Promise<void> {
  const circumstances = { time: localTime(clock()), actoraccount: 'system' };
  for (const pack of packs)
    try {
      await handler.handle(adoptionCommand(pack, circumstances));
    } catch (error) {
      // Another node of this ledger, or an earlier attempt, has adopted this very pack at another time.
      if (!isLedgerError(error) || error.code !== 'log.command_reused') throw error;
    }
}

/**
 * Adopts the packs of the configured folder into a ledger that has adopted none: from then on the log itself says by
 * what it judges, whatever becomes of the files.
 * @returns how many were adopted
 * @throws LedgerError `rulepack.*` (nothing is adopted then) and those of the log
 */
export async function adoptShippedPacks(
  config: Config,
  log: EventLog,
  handler: CommandHandler,
  clock: Clock = Date.now,
): Promise<number> {
  const fresh = await packsToAdopt(config, log);
  await adoptAll(fresh, handler, clock);
  return fresh.length;
}

/** The same for a service on a cluster, as soon as its server lets it: only then is known what was adopted before. */
function adoptWhenReady(config: Config, log: ClusterLog, handler: CommandHandler): Adopting {
  let fresh: AdoptionPlan['fresh'] | undefined;
  return keepAdopting(async () => {
    await log.cluster.ready();
    fresh ??= await packsToAdopt(config, log);
    await adoptAll(fresh, handler, Date.now);
  });
}

/** A moment as the ledger's own acts state it. */
export const localTime = (now: number): string => formatInstant(now, LEDGER_OFFSET_MINUTES);

/** The packs that a ledger has adopted or, while it has adopted none, those of the configured folder. */
export async function packsInUse(config: Config, log: EventLog): Promise<RulePacks> {
  const adopted = await readAdopted(log);
  return adopted.length > 0 ? packsOf(adopted, RULES) : checkTogether(shippedPacks(config), RULES);
}

const NO_PACKS = createRulePacks([], RULES);

/**
 * The views, judging by the packs in the log; while it has none, by those of the configured folder. On a cluster packs
 * are adopted before anything can be judged, though this node may not have heard of it yet. Leads are found by the
 * configured scheme.
 */
export async function projectionsFor(
  config: Config,
  log: EventLog,
): Promise<readonly Projection[]> {
  const isByLog = isClusterLog(log) || (await readAdopted(log)).length > 0;
  return createProjections(
    isByLog ? NO_PACKS : await packsInUse(config, log),
    loadLeadScheme(config),
  );
}

/** A handler that keeps the packs in use current when one is adopted. */
function followingAdoptions(handler: CommandHandler, refresh: () => Promise<void>): CommandHandler {
  return {
    ...handler,
    async handle(request) {
      const outcome = await handler.handle(request);
      if (outcome.recorded?.includes('rules.PackAdopted')) await refresh();
      return outcome;
    },
  };
}

/** The shipped scheme of the norm index. @throws LedgerError `scheme.invalid` */
const loadIndexScheme = (): IndexScheme =>
  parseScheme(
    parse(readFileSync(join(projectRoot, 'schemes', 'norm-index.yaml'), 'utf8')),
    catalogue.names,
  );

/** The configured scheme of leads, or the shipped one. @throws LedgerError `leads.scheme`, `leads.scheme_file` */
export function loadLeadScheme(config: Config): LeadScheme {
  const path = config.leadScheme ?? join(projectRoot, 'schemes', 'leads.yaml');
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw missing(
      'leads.scheme_file',
      `无法读取疑点方案（设置 leadScheme，SUNLEDGER_LEAD_SCHEME）：${error instanceof Error ? error.message : ''}`,
      `The scheme of leads (setting leadScheme, SUNLEDGER_LEAD_SCHEME) cannot be read: ${error instanceof Error ? error.message : ''}`,
      path,
    );
  }
  return createLeadScheme(content, CHECKS);
}

export interface OpenOptions {
  readonly mode: 'read' | 'write';
  /** `none`: for work that only writes; reading views is then a fault of the program. */
  readonly views: 'inline' | 'worker' | 'none';
}

/**
 * Opens a ledger with its views.
 * @throws LedgerError `log.missing`, `log.locked`, `view.*`, `storage.*`, `rulepack.*`
 */
export async function openLedger(config: Config, options: OpenOptions): Promise<Ledger> {
  const leadScheme = loadLeadScheme(config);
  const indexScheme = loadIndexScheme();
  if (options.mode === 'write') {
    // Bad packs leave no half-made ledger behind.
    if (!ledgerExists(config)) firstAdoption(config);
    initialiseDataFolder(config);
  }
  const isService = options.mode === 'write' && options.views === 'worker';
  const log = isService ? openServiceLog(config) : openLog(config, options.mode);
  let adopting = ADOPTED;
  const closeLog = async () => {
    adopting.stop();
    await log.close();
    await adopting.ended;
  };
  try {
    if (options.mode === 'write') {
      const adopter = createCommandHandler(log, catalogue, allCommands);
      if (isService && isClusterLog(log)) adopting = adoptWhenReady(config, log, adopter);
      else await adoptShippedPacks(config, log, adopter);
    }
    const projections = await projectionsFor(config, log);
    const packs = await followPacks(log, () => packsInUse(config, log));
    const views = await OPEN_VIEWS[options.views](config, log, projections);
    const guard =
      options.views === 'none'
        ? undefined
        : {
            today: () => localDateOf(Date.now()),
            review: createReviewActs({
              log,
              views,
              packs: () => packs.current,
              clock: Date.now,
              waitMilliseconds: config.readWaitMilliseconds,
            }),
          };
    const handler = followingAdoptions(
      createCommandHandler(log, catalogue, allCommands, allCitations, guard),
      () => packs.refresh(),
    );
    const role = isService && config.signer ? 'signer' : 'standby';
    const signing = await openLedgerSigning(config, log, options.mode, role);
    let terms: Terms | undefined;
    const asOf = createAsOfViews(config, log, projections);
    const rendering = createRenderPool();
    return {
      get terms() {
        return (terms ??= readCatalogue());
      },
      config,
      log,
      packs,
      adoption: () => adopting.status(),
      projections,
      indexScheme,
      leadScheme,
      views,
      signing,
      documents: openDocuments(config),
      asOf,
      rendering,
      handler,
      async close() {
        packs.stop();
        adopting.stop();
        await rendering.close();
        asOf.close();
        await views.close();
        await signing.close();
        await closeLog();
      },
    };
  } catch (error) {
    await closeLog();
    throw error;
  }
}
