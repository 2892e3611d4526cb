// Stored events of `complaints`: channels, opinion books, and one complaint from receipt to closing.
// These names and shapes ARE the storage format: add versions, never edit one.
// The complainant never stands here by name, and content is recorded sealed (docs/adr/0009).
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { date, id, longText, order, sha256, text } from './fields.js';

export const CHANNEL_KINDS = [
  'telephone',
  'opinionBook',
  'mailbox',
  'web',
  'qrCode',
  'visit',
] as const;
export const COMPLAINT_KINDS = ['complaint', 'petition', 'report', 'suggestion'] as const;
export const HANDLERS = [
  'supervisionTeam',
  'countyDiscipline',
  'township',
  'department',
  'superior',
] as const;
export const COMPLAINT_RESULTS = [
  'substantiated',
  'partlySubstantiated',
  'unsubstantiated',
  'unverifiable',
  'withdrawn',
] as const;

const complaintId = id;

export const complaintsEvents = {
  'complaints.ChannelPublished': v1(
    z.strictObject({
      channelId: id,
      publicationId: id,
      kind: z.enum(CHANNEL_KINDS),
      value: text,
      unitId: id,
      places: z.array(id).max(200),
      /** Office holders whose contact is published, with the post in which they are. */
      contacts: z
        .array(z.strictObject({ personId: id, postId: id }))
        .max(50)
        .optional(),
    }),
  ),
  'complaints.OpinionBookScanned': v1(
    z.strictObject({
      bookId: id,
      scanId: id,
      unitId: id,
      pages: z
        .array(z.strictObject({ page: order, image: sha256.optional() }))
        .min(1)
        .max(500),
    }),
  ),
  'complaints.ComplaintRegistered': v1(
    z.strictObject({
      complaintId,
      kind: z.enum(COMPLAINT_KINDS),
      channel: z.enum(CHANNEL_KINDS),
      category: text,
      named: z.boolean(),
      /** Persons and unit complained of. */
      accused: z.array(id).max(50).optional(),
      accusedUnit: id.optional(),
      /** Stream of what it is about: a matter, notice, application or payment. */
      about: z.string().min(1).max(200).optional(),
      text: longText.optional(),
    }),
  ),
  'complaints.ComplaintRouted': v1(
    z.strictObject({
      complaintId,
      routingId: id,
      to: z.enum(HANDLERS),
      handler: id.optional(),
      reason: text.optional(),
    }),
  ),
  'complaints.ComplaintAccepted': v1(
    z.strictObject({ complaintId, acceptanceId: id, told: z.boolean(), dueOn: date.optional() }),
  ),
  'complaints.ComplaintDeclined': v1(z.strictObject({ complaintId, reason: text })),
  'complaints.ExtensionGranted': v1(
    z.strictObject({
      complaintId,
      extensionId: id,
      until: date,
      approvedBy: id,
      told: z.boolean(),
    }),
  ),
  'complaints.InvestigationDone': v1(
    z.strictObject({
      complaintId,
      investigationId: id,
      investigators: z.array(id).min(1).max(50),
      finding: longText.optional(),
    }),
  ),
  'complaints.ComplaintAnswered': v1(
    z.strictObject({ complaintId, answerId: id, answer: longText.optional() }),
  ),
  'complaints.ReviewRequested': v1(
    z.strictObject({
      complaintId,
      reviewId: id,
      stage: z.enum(['reexamination', 'finalReview']),
      reason: text.optional(),
    }),
  ),
  'complaints.ReviewDecided': v1(
    z.strictObject({
      complaintId,
      reviewId: id,
      result: z.enum(['upheld', 'changed', 'returned']),
      reason: text.optional(),
    }),
  ),
  'complaints.ComplaintEscalated': v1(
    z.strictObject({ complaintId, escalationId: id, to: z.enum(HANDLERS), reason: text }),
  ),
  'complaints.ComplaintClosed': v1(
    z.strictObject({
      complaintId,
      result: z.enum(COMPLAINT_RESULTS),
      told: z.boolean(),
      satisfied: z.boolean().optional(),
    }),
  ),
  /** Somebody opened the complaint's content: who, in which capacity, why. */
  'complaints.ComplaintRead': v1(
    z.strictObject({ complaintId, readId: id, reader: id, purpose: text }),
  ),
};

export type ComplaintsEvent = EventUnion<typeof complaintsEvents>;
