// Stored events of `projects`: what binds a payment to a contract and to accepted work.
// These names and shapes ARE the storage format: add versions, never edit one. Money is fen.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { attachments, currency, date, id, money, signedMoney, text } from './fields.js';
import { payee } from './funds.js';

export const AWARD_METHODS = [
  'openTender',
  'invitedTender',
  'negotiation',
  'quoteComparison',
  'directAward',
  'other',
] as const;

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
};

export type ProjectsEvent = EventUnion<typeof projectsEvents>;
