// Stored events of `disclosure`: posting places, notices and what became of them, duty boards, policy cards.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  calendarPeriod,
  currency,
  date,
  id,
  longText,
  money,
  sha256,
  signedMoney,
  text,
} from './fields.js';

export const PLACE_KINDS = [
  'sunshineStreet',
  'clearWall',
  'publicBoard',
  'eScreen',
  'website',
  'chatGroup',
  'serviceHall',
  'other',
] as const;
export const NOTICE_CLASSES = [
  'decision',
  'implementation',
  'finance',
  'specialFund',
  'project',
  'award',
  'asset',
  'land',
  'subsidy',
  'service',
  'personnel',
  'rating',
  'audit',
  'policy',
  'other',
] as const;
export const FIGURE_MEASURES = ['income', 'expenditure', 'balance', 'payment', 'other'] as const;
export const NOTICE_FAULTS = [
  'missing',
  'takenDown',
  'illegible',
  'contentDiffers',
  'incomplete',
  'unmaskedPersonalData',
  'other',
] as const;

const noticeId = id;
const boardId = id;

/** A figure that a notice shows, so that it can be held against the ledger. */
export const noticeFigure = z.strictObject({
  label: text,
  measure: z.enum(FIGURE_MEASURES),
  amount: signedMoney,
  currency,
  /** First and last day that the figure covers. */
  from: date.optional(),
  to: date.optional(),
  /** The payment that the figure states, where it states one. */
  paymentId: id.optional(),
});

export const disclosureEvents = {
  'disclosure.PlaceRegistered': v1(
    z.strictObject({
      placeId: id,
      unitId: id,
      kind: z.enum(PLACE_KINDS),
      title: text,
      location: text.optional(),
    }),
  ),
  'disclosure.PolicyCardPublished': v1(
    z.strictObject({
      policyId: id,
      title: text,
      conditions: z.array(text).max(50),
      procedure: z.array(text).max(50),
      amount: money.optional(),
      currency: currency.optional(),
      validFrom: date,
      /** Last day on which the policy holds. */
      validTo: date.optional(),
      places: z.array(id).max(100).optional(),
    }),
  ),
  'disclosure.PolicyCardRemoved': v1(z.strictObject({ policyId: id, reason: text.optional() })),
  'disclosure.NoticePosted': v1(
    z.strictObject({
      noticeId,
      class: z.enum(NOTICE_CLASSES),
      title: text,
      places: z.array(id).min(1).max(100),
      /** `2023`, `2023Q1` or `2023-01`, for what is posted periodically. */
      period: calendarPeriod.optional(),
      /** The day by which it had to be posted, where a plan or an order says so. */
      dueOn: date.optional(),
      /** The last day on which it is to stay. */
      until: date.optional(),
      contentHash: sha256.optional(),
      /** The ledger's own digest of what should have been posted, at the position from which it was drawn. */
      projection: z.strictObject({ view: id, position: z.int().min(0), sha256 }).optional(),
      content: longText.optional(),
      figures: z.array(noticeFigure).max(200).optional(),
      /** Photograph of the posting as it hangs. */
      photo: sha256.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'disclosure.NoticeChecked': v1(
    z.strictObject({
      noticeId,
      checkId: id,
      inspector: id,
      faults: z.array(z.enum(NOTICE_FAULTS)).max(20),
      note: text.optional(),
      photo: sha256.optional(),
    }),
  ),
  'disclosure.NoticeRemoved': v1(
    z.strictObject({ noticeId, removalId: id, reason: text.optional() }),
  ),
  'disclosure.ObjectionRaised': v1(
    z.strictObject({ noticeId, objectionId: id, by: id.optional(), text: longText }),
  ),
  'disclosure.ObjectionAnswered': v1(
    z.strictObject({
      noticeId,
      objectionId: id,
      answer: longText,
      result: z.enum(['upheld', 'partlyUpheld', 'rejected', 'explained']),
    }),
  ),
  'disclosure.DutyBoardPosted': v1(
    z.strictObject({
      boardId,
      postingId: id,
      unitId: id,
      placeId: id.optional(),
      persons: z
        .array(z.strictObject({ personId: id, postId: id, telephone: z.boolean().optional() }))
        .min(1)
        .max(200),
      photo: sha256.optional(),
    }),
  ),
  'disclosure.DutyBoardRemoved': v1(z.strictObject({ boardId, postingId: id })),
};

export type DisclosureEvent = EventUnion<typeof disclosureEvents>;
