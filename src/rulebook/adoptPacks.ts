// From packs that somebody wrote to packs that the ledger has adopted. Everything is checked before anything is sent, so
// that no half of it is adopted; packs go in an order in which each step is a set that can judge.
import type { CommandRequest } from '../commands/commandHandler.js';
import type { EventAttributes } from '../events/envelope.js';
import { catalogue, isLedgerEvent } from '../events/index.js';
import { decodeEvent } from '../events/codec.js';
import { isLedgerError, LedgerError } from '../kernel/errors.js';
import { comparePositions, type Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import {
  adoptedPack,
  adoptionOf,
  inForceOf,
  packsOf,
  type AdoptedPack,
} from '../rules/adoption.js';
import { RULES } from '../rules/index.js';
import { checkPack, packDigest, packName } from '../rules/pack.js';
import { checkTogether, type WrittenPack } from '../rules/packFiles.js';
import { RULEBOOK_STREAM } from './decider.js';

/** Every pack that a ledger has adopted, up to and including a position, in the order of adoption. */
export async function readAdopted(
  log: EventLog,
  until?: Position,
): Promise<readonly AdoptedPack[]> {
  const records = await log.readStream(RULEBOOK_STREAM);
  return records.flatMap((record) => {
    if (until !== undefined && comparePositions(record.position, until) > 0) return [];
    const event = decodeEvent(record, catalogue);
    return isLedgerEvent(event) && event.name === 'rules.PackAdopted'
      ? [adoptedPack(event.data)]
      : [];
  });
}

export interface AdoptionPlan {
  /** Packs to adopt, in the order in which they go. */
  readonly fresh: readonly AdoptedPack[];
  /** Packs that the ledger has already, just so. */
  readonly unchanged: readonly string[];
}

interface Candidate {
  readonly written: WrittenPack;
  readonly pack: AdoptedPack;
}

const candidateOf = (written: WrittenPack): Candidate => {
  const name = packName(checkPack(written.content, RULES));
  const content = JSON.parse(JSON.stringify(written.content)) as AdoptedPack['content'];
  return { written, pack: { name, digest: packDigest(content), content } };
};

const reused = ({ written, pack }: Candidate) =>
  new LedgerError(
    'refused',
    'rulepack.version_reused',
    {
      zh: `规则包 ${pack.name} 已以不同内容采用：内容改变须用新的 version，并以 replaces 指明所替代的版本`,
      en: `Rule pack ${pack.name} is already adopted with other content; other content is a new version that names the one it replaces`,
    },
    written.placeOf(['version']),
  );

function checkReplaced(candidates: readonly Candidate[], adopted: readonly AdoptedPack[]): void {
  const known = new Set(
    [...adopted, ...candidates.map(({ pack }) => pack)].map(({ name }) => name),
  );
  for (const { written, pack } of candidates)
    for (const [index, name] of ((pack.content['replaces'] ?? []) as string[]).entries())
      if (!known.has(name))
        throw new LedgerError(
          'invalid',
          'rulepack.replaces',
          {
            zh: `规则包 ${pack.name} 所替代的 ${name} 并未采用`,
            en: `Rule pack ${pack.name} replaces ${name}, which is not adopted`,
          },
          written.placeOf(['replaces', `${index}`]),
        );
}

/** Whether the packs, adopted in this order, make a set. */
function isSound(adopted: readonly AdoptedPack[]): boolean {
  try {
    packsOf(adopted, RULES);
    return true;
  } catch (error) {
    if (isLedgerError(error)) return false;
    throw error;
  }
}

/** Packs in an order in which a sound set stands after each. */
function inOrder(
  fresh: readonly AdoptedPack[],
  adopted: readonly AdoptedPack[],
): readonly AdoptedPack[] {
  const left = [...fresh];
  const ordered: AdoptedPack[] = [];
  while (left.length > 0) {
    const next = left.findIndex((pack) => isSound([...adopted, ...ordered, pack]));
    const [pack] = next < 0 ? [] : left.splice(next, 1);
    if (!pack)
      throw new LedgerError('invalid', 'rulepack.order', {
        zh: `规则包 ${left.map(({ name }) => name).join('、')} 只能同时采用，没有可行的先后顺序：请分成可先后采用的版本`,
        en: `Rule packs ${left.map(({ name }) => name).join(', ')} cannot be adopted one after the other; part them into versions that can`,
      });
    ordered.push(pack);
  }
  return ordered;
}

/**
 * What adopting written packs would add.
 * @throws LedgerError `rulepack.*`, with `file:line` in `where` where a written pack is to blame
 */
export function planAdoption(
  written: readonly WrittenPack[],
  adopted: readonly AdoptedPack[],
): AdoptionPlan {
  const known = new Map(adopted.map((pack) => [pack.name, pack]));
  const candidates = written.map(candidateOf);
  for (const candidate of candidates) {
    const same = known.get(candidate.pack.name);
    if (same && same.digest !== candidate.pack.digest) throw reused(candidate);
  }
  const fresh = candidates.filter(({ pack }) => !known.has(pack.name));
  checkReplaced(fresh, adopted);
  const { inForce, replaced } = inForceOf([...adopted, ...fresh.map(({ pack }) => pack)]);
  const old = (packs: readonly AdoptedPack[]) =>
    packs.filter(({ name }) => known.has(name)).map(({ content }) => content);
  checkTogether(
    fresh.map((candidate) => candidate.written),
    RULES,
    { inForce: old(inForce), extendable: old(replaced) },
  );
  return {
    fresh: inOrder(
      fresh.map(({ pack }) => pack),
      adopted,
    ),
    unchanged: candidates.flatMap(({ pack: { name } }) => (known.has(name) ? [name] : [])),
  };
}

/** Who adopts, and when. */
export type AdoptionCircumstances = Pick<EventAttributes, 'time' | 'actoraccount'> &
  Partial<Pick<EventAttributes, 'actorperson' | 'actorpost'>>;

/** The command that adopts a pack; its id follows from the pack, so that doing it again adds nothing. */
export function adoptionCommand(
  { content, digest, name }: AdoptedPack,
  circumstances: AdoptionCircumstances,
): CommandRequest {
  const pack = checkPack(content, RULES);
  return {
    name: 'rules.AdoptPack',
    data: adoptionOf(pack, content),
    attributes: {
      ...circumstances,
      orgunit: pack.area.padEnd(12, '0'),
      commandid: `rulepack:${name.slice(0, 80)}:${digest.slice(0, 32)}`,
      correlationid: `rulepack:${name.slice(0, 80)}`,
      rulepack: name.slice(0, 200),
      classification: 'public',
    },
  };
}
