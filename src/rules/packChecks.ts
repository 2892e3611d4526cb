// Whether packs can be in force together: names, parents, dates, and who says what. It must never repair what it finds.
import { compareDates, type LocalDate } from '../kernel/time.js';
import { packName, packProblem, type RulePack } from './packSchema.js';

/** A pack with its place in the list it was given in, its parents and the first day on which it no longer holds. */
export interface PlacedPack {
  readonly pack: RulePack;
  readonly index: number;
  /** The packs that it carries on, the most distant first, and itself last. */
  readonly chain: readonly RulePack[];
  readonly until: LocalDate | undefined;
}

type Values = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value of a tree of records, by its path. */
export function* leaves(
  value: unknown,
  path: readonly string[] = [],
): Generator<readonly [path: readonly string[], value: unknown]> {
  if (isRecord(value) && Object.keys(value).length > 0)
    for (const [key, one] of Object.entries(value)) yield* leaves(one, [...path, key]);
  else if (value !== undefined) yield [path, value];
}

/** A pack's parents. @throws LedgerError `rulepack.extends` for one that is not there or extends it in turn */
function chainOf(
  pack: RulePack,
  index: number,
  byName: ReadonlyMap<string, RulePack>,
): readonly RulePack[] {
  const chain = [pack];
  for (let child = pack; child.extends !== undefined;) {
    const parent = byName.get(child.extends);
    const cycle = parent !== undefined && chain.includes(parent);
    if (parent === undefined || cycle)
      throw packProblem(
        'rulepack.extends',
        cycle
          ? {
              zh: `规则包 ${packName(pack)} 循环沿用：${[...chain, parent].map(packName).join(' → ')}`,
              en: `Rule pack ${packName(pack)} extends itself in a circle: ${[...chain, parent].map(packName).join(' → ')}`,
            }
          : {
              zh: `规则包 ${packName(child)} 所沿用的 ${child.extends} 不存在`,
              en: `Rule pack ${packName(child)} extends ${child.extends}, which does not exist`,
            },
        ['extends'],
        { index },
      );
    chain.push(parent);
    child = parent;
  }
  return chain.reverse();
}

const sameField = (a: RulePack, b: RulePack): boolean =>
  a.area === b.area && a.subject === b.subject;

/** An open end closes on the day on which the next version of the same id, area and subject begins. */
function untilOf(pack: RulePack, packs: readonly RulePack[]): LocalDate | undefined {
  if (pack.validTo !== undefined) return pack.validTo;
  return packs
    .filter((other) => other.id === pack.id && sameField(other, pack))
    .map(({ validFrom }) => validFrom)
    .filter((from) => from > pack.validFrom)
    .sort(compareDates)[0];
}

const together = (a: PlacedPack, b: PlacedPack): boolean =>
  a.pack.area === b.pack.area &&
  (a.until === undefined || b.pack.validFrom < a.until) &&
  (b.until === undefined || a.pack.validFrom < b.until);

function checkNames(packs: readonly RulePack[], byName: ReadonlyMap<string, RulePack>): void {
  for (const [index, pack] of packs.entries())
    if (byName.get(packName(pack)) !== pack)
      throw packProblem(
        'rulepack.duplicate',
        {
          zh: `规则包 ${packName(pack)} 给出了两次`,
          en: `Rule pack ${packName(pack)} is given twice`,
        },
        ['version'],
        { index },
      );
}

function overlap(a: PlacedPack, b: PlacedPack) {
  const [one, other] = [packName(a.pack), packName(b.pack)];
  const area = a.pack.area === '' ? ['全国', 'the whole country'] : [a.pack.area, a.pack.area];
  return packProblem(
    'rulepack.overlap',
    {
      zh: `规则包 ${one} 与 ${other} 在同一地区（${area[0]}）同一日期同时有效：请用 validTo 或 replaces 分开`,
      en: `Rule packs ${one} and ${other} are in force in one area (${area[1]}) on one day; part them by validTo or replaces`,
    },
    ['validFrom'],
    { index: b.index, other: a.index },
  );
}

/** The path of every value that a pack with its parents states, but not of where it comes from. */
function* statements({ chain }: PlacedPack): Generator<string> {
  for (const { rules, parameters = {} } of chain) {
    for (const [name] of Object.entries(parameters)) yield `parameters/${name}`;
    for (const [id, entry] of Object.entries(rules))
      for (const [path] of leaves({ ...entry, source: undefined }))
        yield ['rules', id, ...path].join('/');
  }
}

/** Packs of different subjects must not say the same thing: then nothing would tell which of them holds. */
function checkAgreement(a: PlacedPack, b: PlacedPack): void {
  const said = new Set(statements(a));
  for (const path of statements(b))
    if (said.has(path))
      throw packProblem(
        'rulepack.conflict',
        {
          zh: `规则包 ${packName(a.pack)} 与 ${packName(b.pack)} 同时有效且都规定了 ${path}`,
          en: `Rule packs ${packName(a.pack)} and ${packName(b.pack)} are in force together and both state ${path}`,
        },
        path.split('/'),
        { index: b.index, other: a.index },
      );
}

/**
 * Places packs that each have been checked by themselves.
 * @param extendable packs that may be extended though they are not in force themselves
 * @throws LedgerError `rulepack.duplicate`, `rulepack.extends`, `rulepack.overlap`, `rulepack.conflict`; `details.index`
 * says which of the packs given, `details.path` where in it
 */
export function placePacks(
  packs: readonly RulePack[],
  extendable: readonly RulePack[] = [],
): readonly PlacedPack[] {
  const byName = new Map(
    [...extendable, ...[...packs].reverse()].map((pack) => [packName(pack), pack]),
  );
  checkNames(packs, byName);
  const placed = packs.map((pack, index) => ({
    pack,
    index,
    chain: chainOf(pack, index, byName),
    until: untilOf(pack, packs),
  }));
  for (const [index, a] of placed.entries())
    for (const b of placed.slice(index + 1))
      if (together(a, b))
        if (sameField(a.pack, b.pack)) throw overlap(a, b);
        else checkAgreement(a, b);
  return placed;
}
