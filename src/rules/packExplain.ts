// Where each setting of a rule comes from on a day in an area: which pack, whose text, which law, or the rule's own default.
// It explains what `pack.ts` decides; it must never decide anything by itself.
import type { Bilingual } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/time.js';
import { isRecord, leaves, type PlacedPack } from './packChecks.js';
import { statementsOn, type RulePacks, type Statement } from './pack.js';
import type { FlowFigure } from './figures.js';
import { packName, type Mode, type RulePack } from './packSchema.js';
import { familyOf, type Clause, type Rule, type Severity } from './rule.js';

/** A rule as a list shows it. */
export interface RuleListing {
  readonly id: string;
  readonly family: string;
  readonly title: Bilingual;
  readonly statement: Bilingual;
  readonly severity: Severity;
  readonly basis: readonly Clause[];
  readonly validFrom: string;
  /** Exclusive. */
  readonly validTo: string | null;
  /** The defaults, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export const listRule = (rule: Rule): RuleListing => ({
  id: rule.id,
  family: familyOf(rule.id),
  title: rule.title,
  statement: rule.statement,
  severity: rule.severity,
  basis: rule.basis,
  validFrom: rule.validFrom,
  validTo: rule.validTo ?? null,
  parameters: rule.parameters.parse({}) as Readonly<Record<string, unknown>>,
});

/** Who says a value. `null` for the rule's own default. */
export interface Origin {
  /** `id@version` of the pack in force. */
  readonly pack: string;
  /** The pack in whose text it stands, where the one in force only carries it on. */
  readonly carriedOnFrom: string | null;
  /** The law, by-law or decision behind it. */
  readonly source: string | null;
  /** It is said of the acts of this power alone. */
  readonly ofPower: string | null;
}

export interface Explained<T> {
  readonly value: T;
  readonly origin: Origin | null;
}

export interface ExplainedParameter extends Explained<unknown> {
  /** Path of the value within the parameters, e.g. `pass.villagersMeeting.numerator`. */
  readonly path: string;
}

export interface ExplainedPack {
  readonly name: string;
  readonly title: Bilingual;
  readonly area: string;
  readonly subject: string | null;
  readonly validFrom: string;
  /** Exclusive. */
  readonly validTo: string | null;
  readonly extends: readonly string[];
  readonly source: string | null;
}

export interface RuleExplanation {
  readonly rule: RuleListing;
  readonly on: string;
  readonly area: string;
  readonly power: string | null;
  readonly enabled: boolean;
  /** Why it is enabled, or not. */
  readonly why: Bilingual;
  readonly severity: Explained<Severity>;
  readonly mode: Explained<Mode>;
  readonly parameters: readonly ExplainedParameter[];
  /** The packs in force, most general first. */
  readonly packs: readonly ExplainedPack[];
  /** What the packs say they do not know about this rule. */
  readonly unknown: readonly { readonly pack: string; readonly about: Bilingual }[];
  /** For rules of flows: the figures that flows name in braces. */
  readonly figures: readonly ExplainedFigure[];
}

export interface ExplainedFigure extends Explained<string> {
  readonly name: string;
}

/** The `source` that stands nearest to a value: beside it, in its entry, or of its pack. */
function sourceOf({ entry, pack }: Statement, path: readonly string[]): string | null {
  let nearest = entry.source ?? pack.source;
  let value: unknown = entry.parameters;
  for (const key of path) {
    if (!isRecord(value)) break;
    if (typeof value['source'] === 'string') nearest = value['source'];
    value = value[key];
  }
  return nearest ?? null;
}

const originOf = (
  statement: Statement,
  power: string | undefined,
  path: readonly string[] = [],
): Origin => ({
  pack: packName(statement.inForce),
  carriedOnFrom: statement.pack === statement.inForce ? null : packName(statement.pack),
  source: sourceOf(statement, path),
  ofPower: statement.ofPower ? (power ?? null) : null,
});

/** Whether an entry states the value at a path: the value itself, or something above it that is no record. */
function states({ entry }: Statement, path: readonly string[]): boolean {
  let value: unknown = entry.parameters;
  for (const key of path) {
    if (!isRecord(value)) return value !== undefined;
    if (!Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return value !== undefined;
}

function explainEnabled(
  rule: Rule,
  on: LocalDate,
  statements: readonly Statement[],
): { readonly enabled: boolean; readonly why: Bilingual } {
  if (on < rule.validFrom)
    return {
      enabled: false,
      why: {
        zh: `规则自 ${rule.validFrom} 起适用，当日尚未生效`,
        en: `the rule applies from ${rule.validFrom} on; it was not in force on that day`,
      },
    };
  if (rule.validTo !== undefined && on >= rule.validTo)
    return {
      enabled: false,
      why: {
        zh: `规则自 ${rule.validTo} 起不再适用`,
        en: `the rule no longer applies from ${rule.validTo} on`,
      },
    };
  const said = statements.findLast(({ entry }) => entry.enabled !== undefined);
  if (said?.entry.enabled === false)
    return {
      enabled: false,
      why: {
        zh: `规则包 ${packName(said.pack)} 将其关闭`,
        en: `rule pack ${packName(said.pack)} switches it off`,
      },
    };
  return {
    enabled: true,
    why: said
      ? {
          zh: `规则包 ${packName(said.pack)} 将其启用`,
          en: `rule pack ${packName(said.pack)} switches it on`,
        }
      : {
          zh: '规则已生效，没有规则包将其关闭',
          en: 'the rule is in force and no pack switches it off',
        },
  };
}

const listPack = ({ pack, until, chain }: PlacedPack): ExplainedPack => ({
  name: packName(pack),
  title: pack.title,
  area: pack.area,
  subject: pack.subject ?? null,
  validFrom: pack.validFrom,
  validTo: until ?? null,
  extends: chain.filter((parent) => parent !== pack).map(packName),
  source: pack.source ?? null,
});

function unknownTo(members: readonly PlacedPack[], ruleId: string): RuleExplanation['unknown'] {
  return members.flatMap(({ pack }) =>
    (pack.unknown ?? [])
      .filter(({ rules }) => rules === undefined || rules.includes(ruleId))
      .map(({ about }) => ({ pack: packName(pack), about })),
  );
}

const figureInWords = ({ value, unit }: FlowFigure): string => `${value}${unit}`;

/** Every figure in force, with the pack that has the last word on it. */
export function explainFigures(members: readonly PlacedPack[]): readonly ExplainedFigure[] {
  const said = new Map<string, ExplainedFigure>();
  const say = (name: string, figure: FlowFigure, pack: RulePack, inForce: RulePack) =>
    said.set(name, {
      name,
      value: figureInWords(figure),
      origin: {
        pack: packName(inForce),
        carriedOnFrom: pack === inForce ? null : packName(pack),
        source: figure.source ?? null,
        ofPower: null,
      },
    });
  for (const { pack: inForce, chain } of members)
    for (const pack of chain)
      for (const [name, figure] of Object.entries(pack.parameters ?? {}))
        say(name, figure, pack, inForce);
  return [...said.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface ExplainedFor {
  readonly on: LocalDate;
  /** A division code or the beginning of one; empty for the nation. */
  readonly area: string;
  readonly power?: string | undefined;
}

/** What holds for a rule on a day in an area, and where each value comes from. */
export function explainRule(
  rule: Rule,
  packs: RulePacks,
  { on, area, power }: ExplainedFor,
): RuleExplanation {
  const inForce = packs.inForceOn(on, area);
  const settings = inForce.settings(rule, on, power);
  const statements = statementsOn(inForce.members, rule.id, power);
  const saidOf = (key: 'severity' | 'mode') => {
    const said = statements.findLast(({ entry }) => entry[key] !== undefined);
    return said ? originOf(said, power) : null;
  };
  return {
    rule: listRule(rule),
    on,
    area,
    power: power ?? null,
    ...explainEnabled(rule, on, statements),
    severity: { value: settings.severity, origin: saidOf('severity') },
    mode: { value: settings.mode, origin: saidOf('mode') },
    parameters: [...leaves(settings.parameters)]
      // Where a value comes from is said beside it.
      .filter(([path]) => path.length > 0 && path.at(-1) !== 'source')
      .map(([path, value]) => {
        const said = statements.findLast((statement) => states(statement, path));
        return {
          path: path.join('.'),
          value,
          origin: said ? originOf(said, power, path) : null,
        };
      }),
    packs: inForce.members.map(listPack),
    unknown: unknownTo(inForce.members, rule.id),
    figures: familyOf(rule.id) === 'FLOW' ? explainFigures(inForce.members) : [],
  };
}
