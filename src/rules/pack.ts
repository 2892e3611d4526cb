// Rule packs: which rules are on, how serious they are and with which parameters, by date and by area.
// A pack is data (YAML); this file checks it and answers for one act. It must never fall back silently.
import { z } from 'zod';
import { invalid } from '../kernel/errors.js';
import {
  compareDates,
  localDateOf,
  parseInstant,
  parseLocalDate,
  type LocalDate,
} from '../kernel/time.js';
import type { LedgerEvent } from '../events/index.js';
import type { Rule, Severity } from './rule.js';

const localDate = z.string().transform((text) => parseLocalDate(text));

export const packSchema = z.strictObject({
  /** e.g. `cn.default` or `cn.451425`. */
  id: z.string().regex(/^[a-z0-9.]+$/),
  version: z.string().regex(/^[a-z0-9.]+$/i),
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  /** Division code prefix of the area; empty for the whole country. */
  area: z.string().regex(/^\d{0,12}$/),
  validFrom: localDate,
  /** Exclusive. */
  validTo: localDate.optional(),
  source: z.string().optional(),
  rules: z.record(
    z.string().regex(/^[A-Z]+-\d{2}$/),
    z.strictObject({
      enabled: z.boolean().optional(),
      severity: z.enum(['S', 'M', 'L']).optional(),
      parameters: z.record(z.string(), z.unknown()).optional(),
      source: z.string().optional(),
    }),
  ),
});
export type RulePack = z.output<typeof packSchema>;

/** What holds for one rule and one act. */
export interface RuleSettings {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly parameters: unknown;
  /** `id@version` of the packs that contributed, most general first. */
  readonly packs: readonly string[];
}

export interface RulePacks {
  readonly packs: readonly RulePack[];
  /** Settings of a rule for an act: the packs in force on the act's local date, whose area holds its unit. */
  settings(rule: Rule, act: LedgerEvent): RuleSettings;
}

function checkOverlap(packs: readonly RulePack[]): void {
  for (const [index, a] of packs.entries())
    for (const b of packs.slice(index + 1)) {
      const apart =
        a.area !== b.area ||
        (a.validTo !== undefined && compareDates(a.validTo, b.validFrom) <= 0) ||
        (b.validTo !== undefined && compareDates(b.validTo, a.validFrom) <= 0);
      if (!apart)
        throw invalid(
          'rulepack.overlap',
          `规则包 ${a.id}@${a.version} 与 ${b.id}@${b.version} 在同一地区同一日期同时有效`,
          `Rule packs ${a.id}@${a.version} and ${b.id}@${b.version} are in force in one area on one day`,
          b.id,
        );
    }
}

function parseParameters(rule: Rule, pack: RulePack): void {
  const given = pack.rules[rule.id]?.parameters;
  if (given === undefined) return;
  const parsed = rule.parameters.safeParse(given);
  if (!parsed.success)
    throw invalid(
      'rulepack.parameters',
      `规则包 ${pack.id} 中 ${rule.id} 的参数有误：${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      `Rule pack ${pack.id}: the parameters of ${rule.id} are not valid: ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      `${pack.id}/rules/${rule.id}`,
    );
}

/**
 * Checks packs against the rules and against each other.
 * @throws LedgerError `rulepack.invalid`, `rulepack.unknown_rule`, `rulepack.parameters`, `rulepack.overlap`
 */
export function createRulePacks(documents: readonly unknown[], rules: readonly Rule[]): RulePacks {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const packs = documents.map((document) => {
    const parsed = packSchema.safeParse(document);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw invalid(
        'rulepack.invalid',
        `规则包有误：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
        `Rule pack is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
        issue?.path.join('/'),
      );
    }
    return parsed.data;
  });
  for (const pack of packs)
    for (const ruleId of Object.keys(pack.rules)) {
      const rule = byId.get(ruleId);
      if (!rule)
        throw invalid(
          'rulepack.unknown_rule',
          `规则包 ${pack.id} 提到未知规则 ${ruleId}`,
          `Rule pack ${pack.id} names an unknown rule ${ruleId}`,
          `${pack.id}/rules/${ruleId}`,
        );
      parseParameters(rule, pack);
    }
  checkOverlap(packs);
  const general = [...packs].sort((a, b) => a.area.length - b.area.length);
  const cache = new Map<string, RuleSettings>();

  function resolve(rule: Rule, date: LocalDate, orgunit: string): RuleSettings {
    const inForce = general.filter(
      (pack) =>
        orgunit.startsWith(pack.area) &&
        compareDates(pack.validFrom, date) <= 0 &&
        (pack.validTo === undefined || compareDates(date, pack.validTo) < 0),
    );
    const entries = inForce.flatMap((pack) => pack.rules[rule.id] ?? []);
    const inLaw =
      compareDates(rule.validFrom, date) <= 0 &&
      (rule.validTo === undefined || compareDates(date, rule.validTo) < 0);
    return {
      enabled: inLaw && (entries.findLast((entry) => entry.enabled !== undefined)?.enabled ?? true),
      severity:
        entries.findLast((entry) => entry.severity !== undefined)?.severity ?? rule.severity,
      parameters: rule.parameters.parse(
        Object.assign({}, ...entries.map((entry) => entry.parameters ?? {})) as unknown,
      ),
      packs: inForce.map((pack) => `${pack.id}@${pack.version}`),
    };
  }

  return {
    packs,
    settings(rule, act) {
      const date = localDateOf(parseInstant(act.time).epochMs);
      const key = `${rule.id} ${date} ${act.orgunit}`;
      let settings = cache.get(key);
      if (!settings) cache.set(key, (settings = resolve(rule, date, act.orgunit)));
      return settings;
    },
  };
}
