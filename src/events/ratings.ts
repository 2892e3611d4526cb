// Stored events of `ratings`: democratic appraisal sessions (双评), anonymous sheets, tallies per object and rater group.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { count, id, text } from './fields.js';

export const RATER_GROUPS = [
  'partyMembers',
  'massRepresentatives',
  'organisation',
  'others',
] as const;

const sessionId = id;

export const ratingsEvents = {
  'ratings.SessionOpened': v1(
    z.strictObject({
      sessionId,
      year: z.int().min(1949).max(2200),
      meetingId: id.optional(),
      objects: z
        .array(z.strictObject({ objectId: id, kind: z.enum(['group', 'person']) }))
        .min(1)
        .max(300),
      dimensions: z.array(text).min(1).max(20),
    }),
  ),
  'ratings.SheetsIssued': v1(
    z.strictObject({ sessionId, raterGroup: z.enum(RATER_GROUPS), invited: count, issued: count }),
  ),
  'ratings.RatingTallied': v1(
    z.strictObject({
      sessionId,
      objectId: id,
      dimension: text,
      raterGroup: z.enum(RATER_GROUPS),
      returned: count,
      counts: z.strictObject({
        excellent: count,
        competent: count,
        basicallyCompetent: count,
        incompetent: count,
        abstain: count,
      }),
    }),
  ),
  'ratings.RatingPublished': v1(
    z.strictObject({ sessionId, places: z.array(text).min(1).max(50) }),
  ),
};

export type RatingsEvent = EventUnion<typeof ratingsEvents>;
