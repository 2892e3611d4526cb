// Puts the program together: views, packs, schemes, signing and log as one ledger.
// It must never decide anything about the domain.
import { readFileSync } from 'node:fs';
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
import { type Config } from './config.js';
import { catalogue } from './events/index.js';
import type { DocumentStore } from './documents/documentStore.js';
import { missing } from './kernel/errors.js';
import { localDateOf } from './kernel/time.js';
import type { EventLog } from './log/eventLog.js';
import { isClusterLog, type ClusterLog } from './log/eventstoredb/eventStoreDbLog.js';
import { OPEN_VIEWS } from './openViews.js';
import type { Terms } from './powers/catalogueChecks.js';
import { projectRoot } from './projectRoot.js';
import { createReviewActs } from './reviewActs.js';
import { createRenderPool, type RenderPool } from './reports/renderPool.js';
import { RULES } from './rules/index.js';
import { createRulePacks, type RulePacks } from './rules/pack.js';
import { readAdopted, type AdoptionPlan } from './rulebook/adoptPacks.js';
import { ADOPTED, keepAdopting, type Adopting, type AdoptionStatus } from './rulebook/adopting.js';
import { followPacks } from './rulebook/packsInUse.js';
import { type Signing } from './signing/signing.js';
import {
  openLog,
  openServiceLog,
  openDocuments,
  openLedgerSigning,
  ledgerExists,
  initialiseDataFolder,
} from './openLog.js';
import {
  firstAdoption,
  packsToAdopt,
  adoptAll,
  adoptShippedPacks,
  packsInUse,
} from './shippedPacks.js';

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
  readonly terms: () => Terms;
  readonly signing: Signing;
  readonly documents: DocumentStore;
  /** Views as they were at earlier positions. */
  readonly asOf: AsOfViews;
  /** Turns reports into files. */
  readonly rendering: RenderPool;
  close(): Promise<void>;
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
      terms: () => (terms ??= readCatalogue()),
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
