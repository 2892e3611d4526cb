// Stored events of `powers`: the catalogue of power items with content, flow, basis, publicity and risk points.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { basis, date, id, order, powerCode, ruleId, sha256, text } from './fields.js';

/** `30wd`, `10cd`, `1m`, or `{parameter}`: a length of time with its unit (catalogue grammar). */
export const limit = z
  .string()
  .regex(/^(\d{1,4}(cd|wd|m)|\{[a-zA-Z0-9._-]+\})$/, '期限格式有误 / not a limit');

/** One step of a flow. Limits: max/from, lead/before, gap/after, stay, notice. */
export const flowStep = z.strictObject({
  n: order,
  name: text,
  who: id,
  evt: z
    .string()
    .regex(/^[A-Z][A-Za-z]+$/)
    .optional(),
  optional: z.boolean().optional(),
  max: limit.optional(),
  from: order.optional(),
  lead: limit.optional(),
  before: order.optional(),
  gap: limit.optional(),
  after: order.optional(),
  stay: limit.optional(),
  notice: limit.optional(),
  note: text.optional(),
});
export type FlowStep = z.output<typeof flowStep>;

export const riskPoint = z.strictObject({
  riskId: id,
  at: order,
  /** 1 一级(高), 2 二级(中), 3 三级(低): the grade that was decided. */
  grade: z.int().min(1).max(3),
  text,
  control: text.optional(),
  likelihood: z.int().min(1).max(5).optional(),
  impact: z.int().min(1).max(5).optional(),
  discretion: z.int().min(0).max(3).optional(),
});

export const powersEvents = {
  'powers.PowerItemPublished': v1(
    z.strictObject({
      code: powerCode,
      version: id,
      level: z.enum(['county', 'township', 'village', 'other']),
      name: text,
      nameEn: text.optional(),
      category: text.optional(),
      content: text.optional(),
      /** Role or body code that holds the power, and the post that leads it. */
      holder: id,
      lead: id.optional(),
      basis: z.array(basis).max(50),
      /** Body kind that decides and its rule in words; the figures live in the rule pack. */
      decision: z
        .strictObject({
          body: id,
          mode: text.optional(),
          lastSpeaker: z.boolean().optional(),
          note: text.optional(),
        })
        .optional(),
      steps: z.array(flowStep).max(60),
      publicity: z
        .strictObject({
          what: text,
          where: z.array(text).max(20),
          minDays: limit.optional(),
          /** How soon after the act, and how often. */
          within: limit.optional(),
          every: z.enum(['month', 'quarter', 'year']).optional(),
        })
        .optional(),
      risks: z.array(riskPoint).max(50),
      effectiveFrom: date,
      effectiveTo: date.optional(),
    }),
  ),
  'powers.PowerItemRetired': v1(z.strictObject({ code: powerCode, on: date, reason: text })),
  /** A law, by-law or rule of the county that powers and rules cite. */
  'powers.PolicyDocumentPublished': v1(
    z.strictObject({
      documentId: id,
      number: text.optional(),
      /** As `basis.document` cites it. */
      title: text,
      issuer: text,
      issuedOn: date,
      effectiveFrom: date,
      /** First day on which it no longer holds. */
      effectiveTo: date.optional(),
      sha256: sha256.optional(),
      supersedes: id.optional(),
    }),
  ),
  'powers.PolicyDocumentRepealed': v1(
    z.strictObject({ documentId: id, effectiveTo: date, reason: text.optional() }),
  ),
  'powers.ClauseLinked': v1(
    z.strictObject({
      documentId: id,
      clause: z.string().min(1).max(200),
      ruleId: ruleId,
    }),
  ),
  /** A print of the power handbook, so that it can be told which rules somebody held in hand. */
  'powers.HandbookIssued': v1(
    z.strictObject({
      handbookId: id,
      scope: z.enum(['township', 'village', 'post']),
      scopeId: id,
      asOf: date,
      position: z.int().min(0),
      sha256,
    }),
  ),
};

export type PowersEvent = EventUnion<typeof powersEvents>;
