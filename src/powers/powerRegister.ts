// What the ledger says of every power item: its versions and retirements, and which version is in force on a day.
// A retired item stays: it is only no longer in force. It must never take an older version back into force.
import type { PowersEvent } from '../events/powers.js';
import type { PowerItem, Retirement } from './catalogueSchema.js';

export interface RecordedPower {
  readonly code: string;
  /** In ledger order. */
  readonly versions: readonly PowerItem[];
  readonly retirements: readonly Retirement[];
}

/** Power items by code. */
export type PowerRegister = ReadonlyMap<string, RecordedPower>;

/** @param events of the power streams, in ledger order */
export function powerRegister(events: Iterable<PowersEvent>): PowerRegister {
  const register = new Map<string, { versions: PowerItem[]; retirements: Retirement[] }>();
  for (const { name, data } of events) {
    if (name !== 'powers.PowerItemPublished' && name !== 'powers.PowerItemRetired') continue;
    const power = register.get(data.code) ?? { versions: [], retirements: [] };
    if (name === 'powers.PowerItemPublished') power.versions.push(data);
    else power.retirements.push(data);
    register.set(data.code, power);
  }
  return new Map([...register].map(([code, power]) => [code, { code, ...power }]));
}

/** The latest version to take effect up to a day, the later recorded one of two; whether it still holds or not. */
function latestUpTo({ versions }: RecordedPower, on: string): PowerItem | undefined {
  return versions
    .filter(({ effectiveFrom }) => effectiveFrom <= on)
    .reduce<PowerItem | undefined>(
      (latest, one) =>
        latest === undefined || one.effectiveFrom >= latest.effectiveFrom ? one : latest,
      undefined,
    );
}

/** The retirement that ends a version by a day: a version of a later date begins the item anew. */
export const retiredBy = (
  { retirements }: RecordedPower,
  { effectiveFrom }: PowerItem,
  on: string,
): Retirement | undefined =>
  retirements.find((retirement) => effectiveFrom <= retirement.on && retirement.on <= on);

/** The version in force on a local day (YYYY-MM-DD); the day of an end or retirement is the first without it. */
export function versionInForce(power: RecordedPower, on: string): PowerItem | undefined {
  const latest = latestUpTo(power, on);
  if (latest === undefined || retiredBy(power, latest, on)) return undefined;
  return latest.effectiveTo === undefined || on < latest.effectiveTo ? latest : undefined;
}

const byCode = (a: { readonly code: string }, b: { readonly code: string }): number =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : 0;

/** All items in force on a local day, in the order of their codes. */
export const itemsInForce = (register: PowerRegister, on: string): readonly PowerItem[] =>
  [...register.values()].flatMap((power) => versionInForce(power, on) ?? []).sort(byCode);
