// The packs that a ledger has adopted, in the order of its events, and which of them every act is judged by.
// Adopting a pack never changes how an earlier act is judged; only a re-judgement that was asked for does.
import type { LedgerEvent } from '../events/index.js';
import type { RulesEvent } from '../events/rules.js';
import { comparePositions, type Position } from '../kernel/position.js';
import {
  createRulePacks,
  packDigest,
  packName,
  packSetDigest,
  type JudgingPacks,
  type RulePack,
  type RulePacks,
  type SettingsInForce,
} from './pack.js';
import type { Rule } from './rule.js';

type PackAdopted = Extract<RulesEvent, { name: 'rules.PackAdopted' }>['data'];

/** A pack that was adopted: its content is checked when a set is made of it. */
export interface AdoptedPack {
  readonly name: string;
  readonly digest: string;
  readonly content: Readonly<Record<string, unknown>>;
}

export const adoptedPack = ({ packId, version, digest, content }: PackAdopted): AdoptedPack => ({
  name: packName({ id: packId, version }),
  digest,
  content,
});

/** The data of the event that adopts a checked pack. @param content as it is written, from which `pack` was parsed */
export const adoptionOf = (pack: RulePack, content: unknown): PackAdopted => ({
  packId: pack.id,
  version: pack.version,
  area: pack.area,
  validFrom: pack.validFrom,
  ...(pack.validTo === undefined ? {} : { validTo: pack.validTo }),
  digest: packDigest(content),
  content: JSON.parse(JSON.stringify(content)) as Record<string, unknown>,
});

const replacedBy = ({ content }: AdoptedPack): readonly unknown[] =>
  Array.isArray(content['replaces']) ? (content['replaces'] as unknown[]) : [];

/** Those that judge, and those that were replaced: their text may still be carried on. */
export function inForceOf(adopted: readonly AdoptedPack[]): {
  readonly inForce: readonly AdoptedPack[];
  readonly replaced: readonly AdoptedPack[];
} {
  const gone = new Set(adopted.flatMap(replacedBy));
  return {
    inForce: adopted.filter(({ name }) => !gone.has(name)),
    replaced: adopted.filter(({ name }) => gone.has(name)),
  };
}

const contentsOf = (packs: readonly AdoptedPack[]) => packs.map(({ content }) => content);

/** The set that adopted packs make. @throws LedgerError those of `createRulePacks` */
export function packsOf(adopted: readonly AdoptedPack[], rules: readonly Rule[]): RulePacks {
  const { inForce, replaced } = inForceOf(adopted);
  return createRulePacks(contentsOf(inForce), rules, contentsOf(replaced));
}

/** The digest of the set that adopted packs make: `packsOf(adopted).digest` without checking them. */
export const digestOfSet = (adopted: readonly AdoptedPack[]): string =>
  packSetDigest(inForceOf(adopted).inForce.map(({ digest }) => digest));

/** From where on acts are judged by which set. */
export interface Epoch {
  /** The adoption that began it; `undefined`: from the beginning of the ledger. */
  readonly from: Position | undefined;
  readonly packs: RulePacks;
}

/**
 * Which packs judge which act: those adopted before it was recorded or, where everything was judged again since, those
 * adopted before that. What was recorded before the first adoption is judged by it; adoptions with no act between
 * them are one. While nothing is adopted, the fallback judges.
 */
export class PackHistory implements JudgingPacks {
  #adopted: readonly AdoptedPack[] = [];
  #epochs: readonly Epoch[] = [];
  #actsSince = false;

  constructor(
    private readonly rules: readonly Rule[],
    private readonly fallback: RulePacks,
  ) {}

  get adopted(): readonly AdoptedPack[] {
    return this.#adopted;
  }

  /** At least one, the earliest first. */
  get epochs(): readonly Epoch[] {
    return this.#epochs.length > 0 ? this.#epochs : [{ from: undefined, packs: this.fallback }];
  }

  /** The set by which an act recorded now is judged. */
  get current(): RulePacks {
    return this.#epochs.at(-1)?.packs ?? this.fallback;
  }

  /** Whether anything was recorded or judged again since the last adoption. */
  get actsSince(): boolean {
    return this.#actsSince;
  }

  /** Notes that an act was recorded. @returns whether it is the first since the last adoption */
  noteAct(): boolean {
    const first = !this.#actsSince && this.#epochs.length > 0;
    if (first) this.#actsSince = true;
    return first;
  }

  /**
   * @returns whether earlier acts are judged otherwise from now on: only by the first adoption
   * @throws LedgerError those of `createRulePacks`, when the program no longer understands the pack
   */
  adopt(position: Position, pack: AdoptedPack): boolean {
    const adopted = [...this.#adopted, pack];
    const packs = packsOf(adopted, this.rules);
    const last = this.#epochs.at(-1);
    const joins = last === undefined || !this.#actsSince;
    this.#epochs = joins
      ? [...this.#epochs.slice(0, -1), { from: last?.from, packs }]
      : [...this.#epochs, { from: position, packs }];
    this.#adopted = adopted;
    this.#actsSince = false;
    return this.#epochs.length === 1;
  }

  /** @returns whether earlier acts are judged otherwise from now on */
  rejudge(): boolean {
    const changes = this.#epochs.length > 1;
    if (changes) this.#epochs = [{ from: undefined, packs: this.current }];
    // What is adopted next must not join the set by which everything was judged.
    this.#actsSince = this.#epochs.length > 0;
    return changes;
  }

  /** The same history as it would be after judging everything again. */
  rejudged(): PackHistory {
    const history = new PackHistory(this.rules, this.fallback);
    history.#adopted = this.#adopted;
    history.#epochs = this.#epochs;
    history.#actsSince = this.#actsSince;
    history.rejudge();
    return history;
  }

  packsFor(position: Position): RulePacks {
    if (this.#epochs.length <= 1) return this.current;
    const epoch = this.#epochs.findLast(
      ({ from }) => from === undefined || comparePositions(from, position) <= 0,
    );
    return epoch?.packs ?? this.fallback;
  }

  inForce(act: LedgerEvent): SettingsInForce {
    return this.packsFor(act.position).inForce(act);
  }
}
