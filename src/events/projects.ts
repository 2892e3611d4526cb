// Stored events of `projects`: what binds a payment to a contract and to accepted work.
// These names and shapes ARE the storage format: add versions, never edit one. Money is fen.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  currency,
  date,
  decimal,
  id,
  instant,
  money,
  signedMoney,
  text,
} from './fields.js';
import { payee } from './funds.js';

export const AWARD_METHODS = [
  'openTender',
  'invitedTender',
  'negotiation',
  'quoteComparison',
  'directAward',
  'other',
] as const;

export const TENDER_CATEGORIES = ['works', 'goods', 'services', 'survey', 'other'] as const;

export const projectsEvents = {
  'projects.ContractSigned': v1(
    z.strictObject({
      contractId: id,
      title: text,
      party: payee,
      amount: money,
      currency,
      method: z.enum(AWARD_METHODS).optional(),
      signedBy: id.optional(),
      until: date.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'projects.ContractVaried': v1(
    z.strictObject({
      contractId: id,
      variationId: id,
      /** Change of the price; negative when it falls. */
      amount: signedMoney,
      currency,
      reason: text,
      approvedBy: id.optional(),
    }),
  ),
  'projects.WorkAccepted': v1(
    z.strictObject({
      contractId: id,
      acceptanceId: id,
      acceptedBy: z.array(id).min(1).max(50),
      note: text.optional(),
      attachments: attachments.optional(),
    }),
  ),
  /** What is known of a bidder or payee that is an organisation, for relations between them. */
  'projects.SupplierRegistered': v1(
    z.strictObject({
      supplierId: id,
      registrationId: id,
      name: text,
      registeredOn: date.optional(),
      /** Ultimate owners, managers: persons or organisations. */
      owners: z.array(id).max(50).optional(),
      telephone: text.optional(),
      address: text.optional(),
      bankAccount: text.optional(),
    }),
  ),
  'projects.TenderAnnounced': v1(
    z.strictObject({
      tenderId: id,
      title: text,
      category: z.enum(TENDER_CATEGORIES),
      method: z.enum(AWARD_METHODS),
      estimate: money.optional(),
      currency: currency.optional(),
      /** Projects that belong together are added up by this id. */
      projectId: id.optional(),
      documentsFrom: instant.optional(),
      documentsTo: instant.optional(),
      /** The deadline for bids. */
      deadline: instant.optional(),
      items: z
        .array(
          z.strictObject({
            itemId: id,
            description: text.optional(),
            classification: text.optional(),
            quantity: decimal.optional(),
            unitPrice: money.optional(),
          }),
        )
        .max(300)
        .optional(),
      places: z.array(text).max(50).optional(),
      attachments: attachments.optional(),
    }),
  ),
  'projects.BidReceived': v1(
    z.strictObject({
      tenderId: id,
      bidId: id,
      bidder: payee,
      amount: money.optional(),
      currency: currency.optional(),
      /** Who prepared it, from which account the bond came: signs of collusion. */
      preparedBy: id.optional(),
      bondAccount: id.optional(),
    }),
  ),
  'projects.BidsOpened': v1(
    z.strictObject({ tenderId: id, openingId: id, witnesses: z.array(id).max(50) }),
  ),
  'projects.BidRejected': v1(z.strictObject({ tenderId: id, bidId: id, reason: text.optional() })),
  'projects.TenderFailed': v1(z.strictObject({ tenderId: id, failureId: id, reason: text })),
  'projects.AwardPosted': v1(
    z.strictObject({
      tenderId: id,
      awardId: id,
      what: z.enum(['candidate', 'award']),
      winners: z.array(payee).min(1).max(20),
      bidId: id.optional(),
      amount: money.optional(),
      currency: currency.optional(),
      /** The day of the evaluation report. */
      reportedOn: date.optional(),
      until: date.optional(),
      places: z.array(text).max(50).optional(),
    }),
  ),
  'projects.AwardCancelled': v1(
    z.strictObject({ tenderId: id, awardId: id, reason: text.optional() }),
  ),
  /** Which contract came out of which tender and award. */
  'projects.ContractTendered': v1(
    z.strictObject({ contractId: id, tenderId: id, awardId: id.optional() }),
  ),
  'projects.ProgressCertified': v1(
    z.strictObject({
      contractId: id,
      certificateId: id,
      percent: z.int().min(0).max(100),
      certifiedBy: id.optional(),
    }),
  ),
  'projects.SettlementAudited': v1(
    z.strictObject({
      contractId: id,
      settlementId: id,
      amount: money,
      currency,
      auditor: text.optional(),
    }),
  ),
  'projects.ContractEnded': v1(
    z.strictObject({
      contractId: id,
      on: date,
      reason: z.enum(['completed', 'terminated', 'cancelled', 'expired']),
    }),
  ),
};

export type ProjectsEvent = EventUnion<typeof projectsEvents>;
