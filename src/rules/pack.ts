// Rule packs: which rules are on, how serious they are and with which parameters, by date and by area.
// A pack is data (YAML); this file checks it and answers for one act. It must never fall back silently.
import { z } from 'zod';
import { LedgerError } from '../kernel/errors.js';
import { compareDates, parseLocalDate, type LocalDate } from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import type { Rule, Severity } from './rule.js';
import { localDate } from './time.js';

const localDay = z.iso.date().transform((text) => parseLocalDate(text));

const ruleEntry = z.strictObject({
  enabled: z.boolean().optional(),
  severity: z.enum(['S', 'M', 'L']).optional(),
  /** Records merge key by key with those of more general packs and with the rule's defaults; lists replace. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** Where the values come from: a law, a by-law, or the county's own word. */
  source: z.string().optional(),
});

export const packSchema = z.strictObject({
  /** e.g. `cn` or `demo.451425`. */
  id: z.string().regex(/^[a-z0-9.]+$/),
  version: z.string().regex(/^[a-z0-9.]+$/i),
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  /** Division code prefix of the area; empty for the whole country. */
  area: z.string().regex(/^\d{0,12}$/),
  validFrom: localDay,
  /** Exclusive. */
  validTo: localDay.optional(),
  source: z.string().optional(),
  /** `id@version` of the pack whose rules this one carries on, where it says nothing else. */
  extends: z.string().optional(),
  rules: z.record(z.string().regex(/^[A-Z]+-\d{2}$/), ruleEntry),
});
export type RulePack = z.output<typeof packSchema>;
type RuleEntry = z.output<typeof ruleEntry>;

/** What holds for one rule and one act. */
export interface RuleSettings {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly parameters: unknown;
  /** `id@version` of the packs that contributed, most general first. */
  readonly packs: readonly string[];
}

/** What holds for one act, whatever the rule. */
export interface SettingsInForce {
  of(rule: Rule): RuleSettings;
}

export interface RulePacks {
  readonly packs: readonly RulePack[];
  /** Settings for an act: the packs in force on the act's local date, whose area holds its unit. */
  inForce(act: LedgerEvent): SettingsInForce;
  /** `inForce(act).of(rule)`. */
  settings(rule: Rule, act: LedgerEvent): RuleSettings;
}

export const packName = (pack: Pick<RulePack, 'id' | 'version'>): string =>
  `${pack.id}@${pack.version}`;

/** @param path where in the pack, so that a reader of the file can be shown the line */
function packProblem(
  code: string,
  zh: string,
  en: string,
  path: readonly PropertyKey[],
): LedgerError {
  const where = path.map(String);
  return new LedgerError('invalid', code, { zh, en }, where.join('/'), { path: where });
}

type Values = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` on `base`: records merge key by key, anything else replaces. */
function merge(base: Values, over: Values): Values {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    Object.defineProperty(merged, key, {
      value: isRecord(below) && isRecord(value) ? merge(below, value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

function checkParameters(rule: Rule, entry: RuleEntry, pack: RulePack): void {
  if (entry.parameters === undefined) return;
  const parsed = rule.parameters.safeParse(entry.parameters);
  const issue = parsed.error?.issues[0];
  if (!issue) return;
  // An unknown key is reported at the object that holds it; the key itself says more.
  const path =
    issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  throw packProblem(
    'rulepack.parameters',
    `规则包 ${packName(pack)} 中 ${rule.id} 的参数「${path.join('.')}」有误：${issue.message}`,
    `Rule pack ${packName(pack)}: parameter "${path.join('.')}" of ${rule.id} is not valid: ${issue.message}`,
    ['rules', rule.id, 'parameters', ...path],
  );
}

/**
 * Checks one pack by itself.
 * @throws LedgerError `rulepack.invalid`, `rulepack.unknown_rule`, `rulepack.parameters`; `details.path` says where
 */
export function checkPack(document: unknown, rules: readonly Rule[]): RulePack {
  const parsed = packSchema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    throw packProblem(
      'rulepack.invalid',
      `规则包有误：「${path.join('.')}」${issue?.message ?? ''}`,
      `Rule pack is not valid: "${path.join('.')}" ${issue?.message ?? ''}`,
      path,
    );
  }
  const pack = parsed.data;
  for (const [ruleId, entry] of Object.entries(pack.rules)) {
    const rule = rules.find(({ id }) => id === ruleId);
    if (!rule)
      throw packProblem(
        'rulepack.unknown_rule',
        `规则包 ${packName(pack)} 提到未知规则 ${ruleId}`,
        `Rule pack ${packName(pack)} names an unknown rule ${ruleId}`,
        ['rules', ruleId],
      );
    checkParameters(rule, entry, pack);
  }
  return pack;
}

function checkOverlap(packs: readonly RulePack[]): void {
  for (const [index, a] of packs.entries())
    for (const b of packs.slice(index + 1)) {
      const apart =
        a.area !== b.area ||
        (a.validTo !== undefined && compareDates(a.validTo, b.validFrom) <= 0) ||
        (b.validTo !== undefined && compareDates(b.validTo, a.validFrom) <= 0);
      if (!apart)
        throw packProblem(
          'rulepack.overlap',
          `规则包 ${packName(a)} 与 ${packName(b)} 在同一地区同一日期同时有效`,
          `Rule packs ${packName(a)} and ${packName(b)} are in force in one area on one day`,
          [b.id],
        );
    }
}

/** The rules of a pack with those of the packs it extends beneath them. */
function inherited(
  pack: RulePack,
  packs: readonly RulePack[],
  below: readonly string[] = [],
): RulePack['rules'] {
  if (pack.extends === undefined) return pack.rules;
  const parent = packs.find((other) => packName(other) === pack.extends);
  if (!parent || below.includes(pack.extends))
    throw packProblem(
      'rulepack.extends',
      `规则包 ${packName(pack)} 所沿用的 ${pack.extends} 不存在或互相沿用`,
      `Rule pack ${packName(pack)} extends ${pack.extends}, which does not exist or extends it in turn`,
      ['extends'],
    );
  return merge(
    inherited(parent, packs, [...below, packName(pack)]),
    pack.rules,
  ) as RulePack['rules'];
}

function resolve(rule: Rule, packs: readonly RulePack[], inLaw: boolean): RuleSettings {
  const entries = packs.flatMap((pack) => pack.rules[rule.id] ?? []);
  const defaults = rule.parameters.parse({}) as Values;
  return {
    enabled: inLaw && (entries.findLast(({ enabled }) => enabled !== undefined)?.enabled ?? true),
    severity: entries.findLast(({ severity }) => severity !== undefined)?.severity ?? rule.severity,
    parameters: rule.parameters.parse(
      entries.reduce((values, entry) => merge(values, entry.parameters ?? {}), defaults),
    ),
    packs: packs.map(packName),
  };
}

/** The packs in force together; there are as many of these as combinations that acts have met, however many acts. */
class PackSet {
  readonly #inLaw = new Map<Rule, RuleSettings>();
  readonly #outsideLaw = new Map<Rule, RuleSettings>();
  constructor(readonly packs: readonly RulePack[]) {}

  settings(rule: Rule, date: LocalDate): RuleSettings {
    const inLaw = rule.validFrom <= date && (rule.validTo === undefined || date < rule.validTo);
    const cache = inLaw ? this.#inLaw : this.#outsideLaw;
    let settings = cache.get(rule);
    if (!settings) cache.set(rule, (settings = resolve(rule, this.packs, inLaw)));
    return settings;
  }
}

/**
 * Checks packs against the rules and against each other.
 * @throws LedgerError `rulepack.invalid`, `rulepack.unknown_rule`, `rulepack.parameters`, `rulepack.overlap`,
 * `rulepack.extends`
 */
export function createRulePacks(documents: readonly unknown[], rules: readonly Rule[]): RulePacks {
  const given = documents.map((document) => checkPack(document, rules));
  checkOverlap(given);
  const packs = given.map((pack) => ({ ...pack, rules: inherited(pack, given) }));
  const general = [...packs].sort((a, b) => a.area.length - b.area.length);
  const sets = new Map<string, PackSet>();

  function setFor(date: LocalDate, orgunit: string): PackSet {
    let key = '';
    for (const [index, pack] of general.entries())
      if (
        orgunit.startsWith(pack.area) &&
        pack.validFrom <= date &&
        (pack.validTo === undefined || date < pack.validTo)
      )
        key += `${index} `;
    let set = sets.get(key);
    if (!set) {
      const members = general.filter((_, index) => ` ${key}`.includes(` ${index} `));
      sets.set(key, (set = new PackSet(members)));
    }
    return set;
  }

  // Acts come in runs of one unit and day: only the last answer is kept.
  let last: { date: LocalDate; orgunit: string; settings: SettingsInForce } | undefined;

  function inForce(act: LedgerEvent): SettingsInForce {
    const date = localDate(act.time);
    const { orgunit } = act;
    if (last?.date === date && last.orgunit === orgunit) return last.settings;
    const set = setFor(date, orgunit);
    last = { date, orgunit, settings: { of: (rule) => set.settings(rule, date) } };
    return last.settings;
  }

  return { packs, inForce, settings: (rule, act) => inForce(act).of(rule) };
}
