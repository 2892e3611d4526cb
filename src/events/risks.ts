// Stored events of `risks`: risk points beyond the catalogue's own, their grading, controls and reviews.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { date, id, longText, order, powerCode, ruleId, text } from './fields.js';

export const RISK_METHODS = [
  'catalogue',
  'selfCheck',
  'mutualCheck',
  'public',
  'organisation',
  'case',
  'finding',
] as const;
export const CONTROL_STRENGTHS = ['none', 'manual', 'systemWarn', 'systemBlock'] as const;

const riskId = id;
/** 1 一级(高), 2 二级(中), 3 三级(低). */
const grade = z.int().min(1).max(3);

export const risksEvents = {
  'risks.RiskPointIdentified': v1(
    z.strictObject({
      riskId,
      powerCode,
      step: order,
      /** The unit and post in which it was found; left out, it holds for all units of the power. */
      unitId: id.optional(),
      postId: id.optional(),
      description: longText,
      method: z.enum(RISK_METHODS),
      likelihood: z.int().min(1).max(5),
      impact: z.int().min(1).max(5),
      discretion: z.int().min(0).max(3).optional(),
      findingId: id.optional(),
    }),
  ),
  'risks.RiskGraded': v1(
    z.strictObject({
      riskId,
      gradingId: id,
      likelihood: z.int().min(1).max(5).optional(),
      impact: z.int().min(1).max(5).optional(),
      discretion: z.int().min(0).max(3).optional(),
      decided: grade,
      /** Why the decided grade differs from the computed one, where it does. */
      reason: longText.optional(),
      gradedBy: id.optional(),
    }),
  ),
  'risks.ControlMeasureSet': v1(
    z.strictObject({
      riskId,
      measureId: id,
      measure: longText,
      owner: id,
      dueOn: date.optional(),
      strength: z.enum(CONTROL_STRENGTHS),
      /** Rules that enforce the measure. */
      ruleIds: z.array(ruleId).max(50),
    }),
  ),
  'risks.ControlReviewed': v1(
    z.strictObject({
      riskId,
      reviewId: id,
      result: z.enum(['effective', 'weak', 'ineffective']),
      note: longText.optional(),
    }),
  ),
  'risks.RiskMaterialised': v1(z.strictObject({ riskId, findingId: id, note: text.optional() })),
  'risks.RegradeProposed': v1(
    z.strictObject({
      riskId,
      proposalId: id,
      from: grade,
      to: grade,
      reason: longText,
      findings: z.array(id).max(200),
    }),
  ),
  'risks.RiskRetired': v1(z.strictObject({ riskId, on: date, reason: text })),
};

export type RisksEvent = EventUnion<typeof risksEvents>;
