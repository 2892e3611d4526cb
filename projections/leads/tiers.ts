// The tier table in force for a unit on a day, by the packs of the rule book: those of the rule on decided payments
// (PAY-01). A lead is a question about what is known now, so the packs adopted last say the tiers of every day.
import { adoptedPack, packsOf, type AdoptedPack } from '../../src/rules/adoption.js';
import type { RulePacks } from '../../src/rules/pack.js';
import { PAY } from '../../src/rules/pay.js';
import { RULES } from '../../src/rules/index.js';
import type { TierParameters } from '../../src/rules/payments.js';
import { parseLocalDate } from '../../src/kernel/time.js';
import type { EventOf } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';

/** A pack may set tiers for one power alone; they hold for payments under it. */
export type TierLookup = (unit: string, day: string, power?: string) => TierParameters;

/** Units and days kept in mind. */
const HELD = 10_000;

const [decidedPayment] = PAY;

export function createTierLookup(packs: RulePacks): TierLookup {
  const known = new Recent<string, TierParameters>(HELD);
  return (unit, day, power) => {
    const key = `${unit} ${day} ${power ?? ''}`;
    const held = known.get(key);
    if (held) return held;
    const date = parseLocalDate(day);
    const { enabled, parameters } = packs
      .inForceOn(date, unit)
      .settings(decidedPayment, date, power);
    const tiers = parameters as TierParameters;
    const inForce = enabled ? tiers : { ...tiers, tiers: [] };
    known.set(key, inForce);
    return inForce;
  };
}

export interface Tiers {
  readonly inForce: TierLookup;
  /** @throws LedgerError `rulepack.*`, when the program no longer understands the pack */
  adopt(event: EventOf<'rules.PackAdopted'>): void;
}

/** @param fallback says the tiers while no pack is adopted */
export function openTiers(writer: ViewWriter, fallback: RulePacks): Tiers {
  const enter = writer.prepare('INSERT INTO {adopted_pack} VALUES (?, ?)');
  const adopted = writer
    .prepare('SELECT pack FROM {adopted_pack} ORDER BY position')
    .all<{ pack: string }>()
    .map(({ pack }) => JSON.parse(pack) as AdoptedPack);
  let lookup = createTierLookup(adopted.length > 0 ? packsOf(adopted, RULES) : fallback);
  return {
    inForce: (unit, day, power) => lookup(unit, day, power),
    adopt({ position, data }) {
      const pack = adoptedPack(data);
      adopted.push(pack);
      lookup = createTierLookup(packsOf(adopted, RULES));
      enter.run([sequenceOf(position), JSON.stringify(pack)]);
    },
  };
}
