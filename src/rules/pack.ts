// Rule packs: which rules are on, how serious they are and with which parameters, by date, area and power.
// It answers for one act from packs that have been checked. It must never fall back silently.
import { createHash } from 'node:crypto';
import type { LedgerEvent } from '../events/index.js';
import { canonicalize } from '../kernel/canonicalJson.js';
import type { LocalDate } from '../kernel/time.js';
import type { FlowFigures } from './figures.js';
import { isRecord, placePacks, type PlacedPack } from './packChecks.js';
import { checkPack, packName, type Mode, type RuleEntry, type RulePack } from './packSchema.js';
import type { Rule, Severity } from './rule.js';
import { localDate } from './time.js';

export { checkPack, packName, type Mode, type RulePack } from './packSchema.js';

/** What holds for one rule and one act. */
export interface RuleSettings {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly mode: Mode;
  readonly parameters: unknown;
  /** Of the parameters, what packs state for the act's power code alone. */
  readonly ofPower: Readonly<Record<string, unknown>>;
  /** `id@version` of the packs in force, most general first. */
  readonly packs: readonly string[];
}

/** What holds for one act, whatever the rule. */
export interface SettingsInForce {
  of(rule: Rule, power?: string): RuleSettings;
  readonly figures: FlowFigures;
  /** Digest of all the packs that the act is judged by; see {@link RulePacks.digest}. */
  readonly packSet: string;
}

/** The packs in force on one day in one area, most general first. */
export interface PacksInForce {
  readonly members: readonly PlacedPack[];
  settings(rule: Rule, date: LocalDate, power?: string): RuleSettings;
  readonly figures: FlowFigures;
}

/** What judging needs of packs. */
export interface JudgingPacks {
  /** Settings for an act: the packs in force on the act's local date, whose area holds its unit. */
  inForce(act: LedgerEvent): SettingsInForce;
}

export interface RulePacks extends JudgingPacks {
  readonly packs: readonly RulePack[];
  /** SHA-256 (hex) over the canonical form of all packs, whatever their order. */
  readonly digest: string;
  /** @param area a division code or the beginning of one */
  inForceOn(date: LocalDate, area: string): PacksInForce;
  /** `inForce(act).of(rule, act.powercode)`. */
  settings(rule: Rule, act: LedgerEvent): RuleSettings;
}

type Values = Readonly<Record<string, unknown>>;

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

/** One thing that a pack says of a rule, and which pack says it on whose behalf. */
export interface Statement {
  readonly entry: RuleEntry;
  /** The pack in whose text it stands. */
  readonly pack: RulePack;
  /** The pack in force that carries it on; the same where it stands in that pack itself. */
  readonly inForce: RulePack;
  /** It is about the acts of one power. */
  readonly ofPower: boolean;
}

/**
 * What packs in force say of a rule, in the order in which each prevails over those before it: the general before the
 * near, the parent before its child, and what is said of every power before what is said of one.
 */
export function statementsOn(
  members: readonly PlacedPack[],
  ruleId: string,
  power?: string,
): readonly Statement[] {
  const all = members.flatMap(({ pack: inForce, chain }) =>
    chain.flatMap((pack) => {
      const entry = pack.rules[ruleId];
      return entry ? [{ entry, pack, inForce, ofPower: false }] : [];
    }),
  );
  if (power === undefined) return all;
  const own = all.flatMap((statement) => {
    const entry = statement.entry.powers?.[power];
    return entry ? [{ ...statement, entry, ofPower: true }] : [];
  });
  return [...all, ...own];
}

const parametersIn = (statements: readonly Statement[], base: Values): Values =>
  statements.reduce((values, { entry }) => merge(values, entry.parameters ?? {}), base);

function resolve(
  rule: Rule,
  members: readonly PlacedPack[],
  inLaw: boolean,
  power: string | undefined,
): RuleSettings {
  const statements = statementsOn(members, rule.id, power);
  const last = <K extends 'enabled' | 'severity' | 'mode'>(key: K) =>
    statements.findLast(({ entry }) => entry[key] !== undefined)?.entry[key];
  const defaults = rule.parameters.parse({}) as Values;
  return {
    enabled: inLaw && (last('enabled') ?? true),
    severity: last('severity') ?? rule.severity,
    mode: last('mode') ?? 'record',
    parameters: rule.parameters.parse(parametersIn(statements, defaults)),
    ofPower: parametersIn(
      statements.filter(({ ofPower }) => ofPower),
      {},
    ),
    packs: members.map(({ pack }) => packName(pack)),
  };
}

/** There are as many of these as combinations of packs that acts have met, however many acts. */
class PackSet implements PacksInForce {
  readonly #inLaw = new Map<Rule, Map<string | undefined, RuleSettings>>();
  readonly #outsideLaw = new Map<Rule, Map<string | undefined, RuleSettings>>();
  readonly figures: FlowFigures;

  constructor(readonly members: readonly PlacedPack[]) {
    this.figures = Object.assign(
      {},
      ...members.flatMap(({ chain }) => chain.map(({ parameters }) => parameters ?? {})),
    ) as FlowFigures;
  }

  settings(rule: Rule, date: LocalDate, power?: string): RuleSettings {
    const inLaw = rule.validFrom <= date && (rule.validTo === undefined || date < rule.validTo);
    const caches = inLaw ? this.#inLaw : this.#outsideLaw;
    let cache = caches.get(rule);
    if (!cache) caches.set(rule, (cache = new Map<string | undefined, RuleSettings>()));
    const known = cache.get(power);
    if (known) return known;
    const special = power !== undefined && this.#mentions(rule.id, power);
    const settings = special
      ? resolve(rule, this.members, inLaw, power)
      : (cache.get(undefined) ?? resolve(rule, this.members, inLaw, undefined));
    if (!special) cache.set(undefined, settings);
    cache.set(power, settings);
    return settings;
  }

  #mentions(ruleId: string, power: string): boolean {
    return this.members.some(({ chain }) =>
      chain.some(({ rules }) => rules[ruleId]?.powers?.[power] !== undefined),
    );
  }
}

const isInForce = ({ pack, until }: PlacedPack, date: LocalDate, area: string): boolean =>
  area.startsWith(pack.area) && pack.validFrom <= date && (until === undefined || date < until);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** SHA-256 (hex) over the canonical form of a pack's content. */
export const packDigest = (content: unknown): string =>
  sha256(canonicalize(JSON.parse(JSON.stringify(content))));

/** SHA-256 (hex) over the digests of packs, whatever their order. */
export const packSetDigest = (digests: readonly string[]): string =>
  sha256(canonicalize([...digests].sort()));

class PlacedPacks implements RulePacks {
  readonly packs: readonly RulePack[];
  readonly #general: readonly PlacedPack[];
  readonly #sets = new Map<string, PackSet>();
  // Acts come in runs of one unit and day: only the last answer is kept.
  #last: { date: LocalDate; orgunit: string; settings: SettingsInForce } | undefined;

  constructor(
    placed: readonly PlacedPack[],
    readonly digest: string,
  ) {
    this.packs = placed.map(({ pack }) => pack);
    // A set means the same in whatever order its packs were given.
    const order = ({ pack }: PlacedPack) => `${pack.subject ?? ''} ${packName(pack)}`;
    this.#general = [...placed].sort(
      (a, b) => a.pack.area.length - b.pack.area.length || (order(a) < order(b) ? -1 : 1),
    );
  }

  inForceOn(date: LocalDate, area: string): PackSet {
    let key = '';
    for (const [index, placed] of this.#general.entries())
      if (isInForce(placed, date, area)) key += `${index} `;
    let set = this.#sets.get(key);
    if (!set) {
      const members = this.#general.filter((placed) => isInForce(placed, date, area));
      this.#sets.set(key, (set = new PackSet(members)));
    }
    return set;
  }

  inForce(act: LedgerEvent): SettingsInForce {
    const date = localDate(act.time);
    const { orgunit } = act;
    const last = this.#last;
    if (last?.date === date && last.orgunit === orgunit) return last.settings;
    const set = this.inForceOn(date, orgunit);
    const settings = {
      of: (rule: Rule, power?: string) => set.settings(rule, date, power),
      figures: set.figures,
      packSet: this.digest,
    };
    this.#last = { date, orgunit, settings };
    return settings;
  }

  settings(rule: Rule, act: LedgerEvent): RuleSettings {
    return this.inForce(act).of(rule, act.powercode);
  }
}

/**
 * Checks packs against the rules and against each other.
 * @param extendable packs that may be extended though they are not in force themselves
 * @throws LedgerError `rulepack.invalid`, `rulepack.validity`, `rulepack.unknown_rule`, `rulepack.parameters`,
 * `rulepack.duplicate`, `rulepack.overlap`, `rulepack.conflict`, `rulepack.extends`
 */
export function createRulePacks(
  documents: readonly unknown[],
  rules: readonly Rule[],
  extendable: readonly unknown[] = [],
): RulePacks {
  const check = (document: unknown) => checkPack(document, rules);
  const placed = placePacks(documents.map(check), extendable.map(check));
  return new PlacedPacks(placed, packSetDigest(documents.map(packDigest)));
}

/** Attributes of an event hold at most so many characters. */
const LABEL_LENGTH = 200;

/** A set of packs for the reader of an event: their names or, where those are too long, the digest of the set. */
export function packLabel({ packs, digest }: RulePacks): string {
  const names = packs.map(packName).join(' ');
  if (names === '') return 'none';
  return names.length <= LABEL_LENGTH ? names : `set:${digest}`;
}
