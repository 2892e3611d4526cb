// What a rule pack may say: which rules are on, how serious they are, with which parameters and figures, from when, where.
// A pack is data (YAML). This file checks one pack by itself; it must never accept what no rule would understand.
import { z } from 'zod';
import { powerCode } from '../events/fields.js';
import { LedgerError, type Bilingual } from '../kernel/errors.js';
import { parseLocalDate } from '../kernel/time.js';
import { flowFigure } from './figures.js';
import type { Rule } from './rule.js';

/** What a violation of a rule means for an act that is still to be done; what has happened is always recorded. */
export const MODES = ['record', 'warn', 'block'] as const;
export type Mode = (typeof MODES)[number];

const localDay = z.iso.date().transform((text) => parseLocalDate(text));
const packReference = z.string().regex(/^[a-z0-9.]+@[a-z0-9.]+$/i, 'id@version');
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const statements = {
  enabled: z.boolean().optional(),
  severity: z.enum(['S', 'M', 'L']).optional(),
  mode: z.enum(MODES).optional(),
  /** Records merge key by key with those of more general packs and with the rule's defaults; lists replace. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** Where the values come from: a law, a by-law, or the county's own word. */
  source: z.string().optional(),
};
const powerEntry = z.strictObject(statements);

const ruleEntry = z.strictObject({
  ...statements,
  /** What holds for the acts of one power alone, by its code; it prevails over what any pack says in general. */
  powers: z.record(powerCode, powerEntry).optional(),
});

export const packSchema = z.strictObject({
  /** e.g. `cn.voc.2018` or `demo.451425`. */
  id: z.string().regex(/^[a-z0-9.]+$/),
  /** Of this program's rendering of the text; the same version never has other content. */
  version: z.string().regex(/^[a-z0-9.]+$/i),
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  /** Division code prefix of the area; empty for the whole country. */
  area: z.string().regex(/^\d{0,12}$/),
  /** The law or field that it renders. Packs of one area may be in force together where their subjects differ. */
  subject: z
    .string()
    .regex(/^[a-z0-9.]+$/)
    .optional(),
  validFrom: localDay,
  /** Exclusive. Left out: until the next version of the same id begins. */
  validTo: localDay.optional(),
  source: z.string().optional(),
  /** `id@version` of the pack whose rules this one carries on, where it says nothing else. */
  extends: packReference.optional(),
  /** `id@version` of packs that are no longer in force once this one is adopted: it corrects them. */
  replaces: z.array(packReference).max(50).optional(),
  /** What its source is known to say but is not known here: for whoever reads an explanation. */
  unknown: z
    .array(z.strictObject({ about: bilingual, rules: z.array(z.string()).max(200).optional() }))
    .max(100)
    .optional(),
  /** Facts of the source that no rule has a parameter for yet. Never judged by. */
  figures: z
    .array(z.strictObject({ about: z.string(), figure: z.string(), source: z.string() }))
    .max(200)
    .optional(),
  /** Figures that the limits of flows name, by name. */
  parameters: z.record(z.string().regex(/^[\w.-]+$/), flowFigure).optional(),
  rules: z.record(z.string().regex(/^[A-Z]+-\d{2}$/), ruleEntry),
});
export type RulePack = z.output<typeof packSchema>;
export type RuleEntry = z.output<typeof powerEntry>;

export const packName = (pack: Pick<RulePack, 'id' | 'version'>): string =>
  `${pack.id}@${pack.version}`;

/** @param path where in the pack, so that a reader of the file can be shown the line */
export function packProblem(
  code: string,
  { zh, en }: Bilingual,
  path: readonly PropertyKey[],
  details: Readonly<Record<string, string | number>> = {},
): LedgerError {
  const where = path.map(String);
  const place = where.length === 0 ? undefined : where.join('/');
  return new LedgerError('invalid', code, { zh, en }, place, { path: where, ...details });
}

function checkParameters(
  rule: Rule,
  parameters: RuleEntry['parameters'],
  pack: RulePack,
  at: readonly string[],
): void {
  if (parameters === undefined) return;
  const issue = rule.parameters.safeParse(parameters).error?.issues[0];
  if (!issue) return;
  // An unknown key is reported at the object that holds it; the key itself says more.
  const path =
    issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  throw packProblem(
    'rulepack.parameters',
    {
      zh: `规则包 ${packName(pack)} 中 ${rule.id} 的参数「${path.join('.')}」有误：${issue.message}`,
      en: `Rule pack ${packName(pack)}: parameter "${path.join('.')}" of ${rule.id} is not valid: ${issue.message}`,
    },
    [...at, 'parameters', ...path],
  );
}

function ruleNamed(rules: readonly Rule[], id: string, pack: RulePack, path: readonly string[]) {
  const rule = rules.find((each) => each.id === id);
  if (rule) return rule;
  throw packProblem(
    'rulepack.unknown_rule',
    {
      zh: `规则包 ${packName(pack)} 提到未知规则 ${id}`,
      en: `Rule pack ${packName(pack)} names an unknown rule ${id}`,
    },
    path,
  );
}

function parsePack(document: unknown): RulePack {
  const parsed = packSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  // The key that nobody knows is where the reader has to look.
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  throw packProblem(
    'rulepack.invalid',
    {
      zh: `规则包有误：「${[...path, ...unknown].join('.')}」${issue?.message ?? ''}`,
      en: `Rule pack is not valid: "${[...path, ...unknown].join('.')}" ${issue?.message ?? ''}`,
    },
    [...path, ...unknown],
  );
}

function checkDates(pack: RulePack): void {
  if (pack.validTo === undefined || pack.validFrom < pack.validTo) return;
  throw packProblem(
    'rulepack.validity',
    {
      zh: `规则包 ${packName(pack)} 的失效日 ${pack.validTo} 不晚于生效日 ${pack.validFrom}`,
      en: `Rule pack ${packName(pack)} ends on ${pack.validTo}, not after it begins on ${pack.validFrom}`,
    },
    ['validTo'],
  );
}

/**
 * Checks one pack by itself.
 * @throws LedgerError `rulepack.invalid`, `rulepack.validity`, `rulepack.unknown_rule`, `rulepack.parameters`;
 * `details.path` says where
 */
export function checkPack(document: unknown, rules: readonly Rule[]): RulePack {
  const pack = parsePack(document);
  checkDates(pack);
  for (const [ruleId, { powers = {}, parameters }] of Object.entries(pack.rules)) {
    const at = ['rules', ruleId];
    const rule = ruleNamed(rules, ruleId, pack, at);
    checkParameters(rule, parameters, pack, at);
    for (const [code, entry] of Object.entries(powers))
      checkParameters(rule, entry.parameters, pack, [...at, 'powers', code]);
  }
  for (const [index, { rules: named = [] }] of (pack.unknown ?? []).entries())
    for (const [place, ruleId] of named.entries())
      ruleNamed(rules, ruleId, pack, ['unknown', `${index}`, 'rules', `${place}`]);
  return pack;
}
