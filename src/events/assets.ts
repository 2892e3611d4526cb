// Stored events of `assets`: the register of collective assets and resources, leases and rents, stocktakes.
// These names and shapes ARE the storage format: add versions, never edit one. Money is fen.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  count,
  currency,
  date,
  decimal,
  id,
  money,
  sha256,
  signedMoney,
  text,
} from './fields.js';
import { payee } from './funds.js';

export const ASSET_KINDS = [
  'building',
  'land',
  'forest',
  'water',
  'equipment',
  'vehicle',
  'publicFacility',
  'intangible',
  'other',
] as const;
export const ACQUISITIONS = [
  'opening',
  'purchase',
  'construction',
  'donation',
  'transfer',
  'other',
] as const;

const assetId = id;
const leaseId = id;
const quantity = z.strictObject({
  /** Decimal text, e.g. `12.5`. */
  amount: decimal,
  /** `mu`, `m2`, `piece`. */
  unit: z.string().min(1).max(20),
});

export const assetsEvents = {
  'assets.AssetRegistered': v1(
    z.strictObject({
      assetId,
      unitId: id,
      title: text,
      kind: z.enum(ASSET_KINDS),
      acquired: z.enum(ACQUISITIONS),
      value: money,
      currency,
      quantity: quantity.optional(),
      place: text.optional(),
      /** The contract and its acceptance from which the asset came. */
      contractId: id.optional(),
      acceptanceId: id.optional(),
      custodian: id.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'assets.AppraisalFiled': v1(
    z.strictObject({
      assetId,
      appraisalId: id,
      appraiser: text,
      value: money,
      currency,
      document: sha256.optional(),
    }),
  ),
  'assets.AssetDisposed': v1(
    z.strictObject({
      assetId,
      disposalId: id,
      method: z.enum(['sale', 'scrap', 'transfer', 'donation', 'loss', 'other']),
      proceeds: money,
      currency,
      to: payee.optional(),
      reason: text.optional(),
      approvedBy: id.optional(),
    }),
  ),
  'assets.StocktakeDone': v1(
    z.strictObject({
      stocktakeId: id,
      unitId: id,
      year: z.int().min(1949).max(2200),
      countedBy: z.array(id).min(1).max(50),
      counted: count,
      differences: z
        .array(
          z.strictObject({
            assetId: id.optional(),
            kind: z.enum(['missing', 'surplus', 'damaged', 'valueDiffers']),
            amount: signedMoney.optional(),
            note: text.optional(),
          }),
        )
        .max(500),
    }),
  ),
  'assets.LeaseSigned': v1(
    z.strictObject({
      leaseId,
      assetId: id.optional(),
      unitId: id,
      title: text,
      kind: z.enum(['lease', 'contractOut', 'transfer']),
      lessee: payee,
      quantity: quantity.optional(),
      from: date,
      /** Last day. */
      to: date,
      /** Last day of the land term from which the lease is derived. */
      landTermEnds: date.optional(),
      rentPerYear: money,
      currency,
      /** The lowest rent at which the right body allowed it, a year. */
      floorPerYear: money.optional(),
      /** How the lessee was found. */
      method: z.enum(['auction', 'publicOffer', 'quoteComparison', 'direct', 'other']).optional(),
      signedBy: id.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'assets.LeaseRenewed': v1(
    z.strictObject({
      leaseId,
      renewalId: id,
      from: date,
      to: date,
      rentPerYear: money,
      currency,
    }),
  ),
  'assets.LeaseEnded': v1(z.strictObject({ leaseId, on: date, reason: text })),
  'assets.RentDue': v1(
    z.strictObject({ leaseId, dueId: id, amount: money, currency, dueOn: date }),
  ),
  'assets.RentReceived': v1(
    z.strictObject({
      leaseId,
      receiptId: id,
      dueId: id.optional(),
      amount: money,
      currency,
      /** The income of `funds` that it is. */
      incomeId: id.optional(),
    }),
  ),
};

export type AssetsEvent = EventUnion<typeof assetsEvents>;
