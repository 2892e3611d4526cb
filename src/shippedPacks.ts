// The rule packs of the configured folder: read, adopted by a new ledger, in use until a ledger has adopted some.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandHandler } from './commands/commandHandler.js';
import { type Config } from './config.js';
import { type Clock } from './kernel/clock.js';
import { isLedgerError, LedgerError } from './kernel/errors.js';
import { formatInstant, LEDGER_OFFSET_MINUTES } from './kernel/time.js';
import type { EventLog } from './log/eventLog.js';
import { projectRoot } from './projectRoot.js';
import { RULES } from './rules/index.js';
import { packsOf } from './rules/adoption.js';
import { checkTogether, parsePackFile, type WrittenPack } from './rules/packFiles.js';
import { type RulePacks } from './rules/pack.js';
import {
  adoptionCommand,
  planAdoption,
  readAdopted,
  type AdoptionPlan,
} from './rulebook/adoptPacks.js';

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

/**
 * What a ledger has still to adopt of the packs of the configured folder, in the order in which they go: all of them where
 * nothing is adopted, the rest where the first adoption was cut short before anything else was recorded, else none.
 * @throws LedgerError `rulepack.*`, and those of the log
 */
export async function packsToAdopt(config: Config, log: EventLog): Promise<AdoptionPlan['fresh']> {
  const adopted = await readAdopted(log);
  const begun = await log.readAll(undefined, adopted.length + 1);
  if (adopted.length > 0 && begun.length > adopted.length) return [];
  const { fresh } = firstAdoption(config);
  const isCutShort = adopted.every(({ digest }, index) => fresh[index]?.digest === digest);
  return isCutShort ? fresh.slice(adopted.length) : [];
}

export async function adoptAll(
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
 * Adopts {@link packsToAdopt the packs of the configured folder} into a new ledger: from then on the log itself says by
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

/** A moment as the ledger's own acts state it. */
export const localTime = (now: number): string => formatInstant(now, LEDGER_OFFSET_MINUTES);

/** The packs that a ledger has adopted or, while it has adopted none, those of the configured folder. */
export async function packsInUse(config: Config, log: EventLog): Promise<RulePacks> {
  const adopted = await readAdopted(log);
  return adopted.length > 0 ? packsOf(adopted, RULES) : checkTogether(shippedPacks(config), RULES);
}
