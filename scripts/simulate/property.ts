// The register of a unit's property in the demo county: what was built and bought, a letting with its rent, the yearly count.
import { postId, type Institution } from './institutions.js';
import { bookkeeper } from './money.js';
import type { MatterScene, Party } from './scene.js';
import { dayAfter, type Entry, type Timeline } from './timeline.js';

/** Days from acceptance to the register. */
const REGISTERED = 6;

const shopOf = ({ code }: Institution): string => `asset-${code}-shop`;

/** The shops that a village owns from the beginning, and lets. */
export function openRegister(timeline: Timeline, village: Institution, day: string): void {
  timeline.record(
    'assets.RegisterAsset',
    {
      assetId: shopOf(village),
      unitId: village.code,
      title: `${village.name}集体铺面`,
      kind: 'building',
      acquired: 'opening',
      value: '60000000',
      currency: 'CNY',
    },
    bookkeeper(village, day),
  );
}

/** Registers what a contract brought, after it was accepted on `accepted`. */
export function registerWork(
  timeline: Timeline,
  { institution, matterId, title, amount, works }: MatterScene,
  {
    contractId,
    acceptanceId,
    accepted,
  }: { contractId: string; acceptanceId: string; accepted: string },
): void {
  timeline.record(
    'assets.RegisterAsset',
    {
      assetId: `asset-${matterId}`,
      unitId: institution.code,
      title,
      ...(works
        ? { kind: 'publicFacility', acquired: 'construction' }
        : { kind: 'equipment', acquired: 'purchase' }),
      value: amount ?? '0',
      currency: 'CNY',
      contractId,
      acceptanceId,
    },
    bookkeeper(institution, dayAfter(accepted, REGISTERED)),
  );
}

export interface Letting {
  readonly matterId: string;
  readonly title: string;
  readonly lessee: Party;
  /** Fen a year, paid on `paid` as the income `incomeId`. */
  readonly rent: string;
  readonly signed: string;
  readonly paid: string;
  readonly incomeId: string;
}

/** One year's lease of the shops, decided in its matter, and its rent. */
export function letShop(timeline: Timeline, village: Institution, letting: Letting): void {
  const { matterId, title, lessee, rent, signed, paid, incomeId } = letting;
  const leaseId = `lease-${matterId}`;
  const dueId = `${leaseId}-due`;
  const entry: Entry = { ...bookkeeper(village, signed), matter: matterId };
  timeline.record(
    'assets.SignLease',
    {
      leaseId,
      assetId: shopOf(village),
      unitId: village.code,
      title,
      kind: 'lease',
      lessee,
      from: signed,
      to: dayAfter(signed, 364),
      rentPerYear: rent,
      currency: 'CNY',
      floorPerYear: rent,
      method: 'publicOffer',
      signedBy: village.officers['VCC'],
    },
    { ...entry, person: village.officers['VCC'] ?? '', post: postId('VCC', village.code) },
  );
  timeline.record(
    'assets.StateRentDue',
    { leaseId, dueId, amount: rent, currency: 'CNY', dueOn: dayAfter(paid, 10) },
    entry,
  );
  timeline.record(
    'assets.ReceiveRent',
    { leaseId, receiptId: `${leaseId}-r`, dueId, amount: rent, currency: 'CNY', incomeId },
    { ...entry, day: paid, time: '12:00' },
  );
}

/** @param counted how many things stand in the register */
export function countProperty(
  timeline: Timeline,
  institution: Institution,
  year: number,
  counted: number,
): void {
  const { code, officers, level } = institution;
  const watcher = level === 'village' ? 'VSC' : 'OFC';
  const day = `${year}-12-12`;
  timeline.record(
    'assets.RecordStocktake',
    {
      stocktakeId: `stocktake-${code}-${year}`,
      unitId: code,
      year,
      countedBy: [bookkeeper(institution, day).person, officers[watcher]],
      counted,
      differences: [],
    },
    bookkeeper(institution, day),
  );
}
