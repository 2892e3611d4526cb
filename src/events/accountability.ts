// Stored events of `accountability`: what people decided on violations, warnings, vetoes and measures; the norm index.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { count, date, id, longText, ruleId, sha256, text } from './fields.js';

export const WARNING_LEVELS = ['blue', 'yellow', 'orange', 'red'] as const;
export const VETO_KINDS = [
  'falsification',
  'auditNotDone',
  'informantLeak',
  'criminalCase',
  'auditObstructed',
  'warnings',
  'other',
] as const;
export const MEASURES = [
  'commendation',
  'feedback',
  'rectification',
  'interview',
  'circular',
  'talk',
  'criticism',
  'writtenCheck',
  'admonition',
  'organisational',
  'transferredToDiscipline',
] as const;
/** `2023`, `2023Q1` or `2023Q3..2024Q2`. */
const period = z.string().regex(/^\d{4}(Q[1-4](\.\.\d{4}Q[1-4])?)?$/);

export const accountabilityEvents = {
  /** A person holds a computed violation to be true, or not. The computation itself is never edited. */
  'accountability.ViolationConfirmed': v1(
    z.strictObject({ violationId: id, decisionId: id, reason: longText.optional() }),
  ),
  'accountability.ViolationRebutted': v1(
    z.strictObject({
      violationId: id,
      decisionId: id,
      reason: longText,
      document: sha256.optional(),
    }),
  ),
  'accountability.ViolationRectified': v1(
    z.strictObject({ violationId: id, reportId: id, text: longText }),
  ),
  'accountability.WarningIssued': v1(
    z.strictObject({
      warningId: id,
      level: z.enum(WARNING_LEVELS),
      unitId: id,
      personId: id.optional(),
      reason: longText,
      ruleIds: z.array(ruleId).max(50).optional(),
      dueOn: date.optional(),
    }),
  ),
  'accountability.WarningClosed': v1(
    z.strictObject({
      warningId: id,
      result: z.enum(['rectified', 'withdrawn', 'raised']),
      note: text.optional(),
    }),
  ),
  'accountability.VetoRecorded': v1(
    z.strictObject({
      vetoId: id,
      unitId: id,
      kind: z.enum(VETO_KINDS),
      on: date,
      reason: longText,
      document: text,
    }),
  ),
  'accountability.MeasureTaken': v1(
    z.strictObject({
      measureId: id,
      kind: z.enum(MEASURES),
      unitId: id.optional(),
      personId: id.optional(),
      runId: id.optional(),
      reason: longText,
      document: text.optional(),
    }),
  ),
  /** A scheme of the norm index in full, so that a later reader computes what was computed. */
  'accountability.SchemeAdopted': v1(
    z.strictObject({
      schemeId: id,
      version: id,
      effectiveFrom: date,
      digest: sha256,
      /** The scheme's YAML or JSON text. */
      content: z.string().min(1).max(48_000),
    }),
  ),
  'accountability.IndexRunCompleted': v1(
    z.strictObject({
      runId: id,
      schemeId: id,
      version: id,
      period,
      /** Ledger position on which the run stands. */
      position: z.int().min(-1),
      rulePacks: z.array(text).max(50),
      inputHash: sha256,
      outputHash: sha256,
      units: count,
      /** Hundredths of a point. */
      results: z
        .array(
          z.strictObject({
            unitId: id,
            /** Left out where there is no number. */
            index: z.int().min(0).max(10_000).optional(),
            grade: text,
          }),
        )
        .max(500),
    }),
  ),
  'accountability.IndexObjectionLodged': v1(
    z.strictObject({
      objectionId: id,
      runId: id,
      unitId: id,
      indicator: id.optional(),
      violationId: id.optional(),
      text: longText,
    }),
  ),
  'accountability.IndexObjectionResolved': v1(
    z.strictObject({
      objectionId: id,
      result: z.enum(['upheld', 'partlyUpheld', 'rejected']),
      reason: longText,
    }),
  ),
  /** A manual change of a published index: shown beside it, never hidden in it. */
  'accountability.IndexAdjusted': v1(
    z.strictObject({
      adjustmentId: id,
      unitId: id,
      period,
      kind: z.enum(['bonus', 'correction']),
      /** Hundredths of a point. */
      hundredths: z.int().min(-10_000).max(10_000),
      reason: longText,
      document: text,
      signedBy: id,
    }),
  ),
};

export type AccountabilityEvent = EventUnion<typeof accountabilityEvents>;
