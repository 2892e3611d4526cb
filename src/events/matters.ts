// Stored events of `matters`: one case of a power, from opening to closing, with every vote and position.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  count,
  currency,
  date,
  id,
  instant,
  longText,
  money,
  order,
  sha256,
  text,
} from './fields.js';
import { BALLOT_MODES, shareRule } from './offices.js';

export const STANCES = ['for', 'against', 'abstain', 'reserved', 'absent'] as const;
export const CHOICES = [
  'for',
  'against',
  'abstain',
  'invalid',
  'present',
  'absent',
  'recused',
] as const;
export const OUTCOMES = ['adopted', 'rejected', 'deferred', 'withdrawn'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const matterId = id;
const meetingId = id;
const members = z.array(id).max(3000);

export const matterEvents = {
  'matters.MatterOpened': v1(
    z.strictObject({
      matterId,
      title: text,
      description: longText.optional(),
      /** Version of the power item whose flow this case follows; fixed at opening. */
      flowVersion: id.optional(),
      proposer: id.optional(),
      /** 三重一大: an important matter. */
      important: z.boolean().optional(),
      /** Class of Villagers' Committees Organic Law art. 24 (1 to 9). */
      article24Class: z.int().min(1).max(9).optional(),
      amount: money.optional(),
      currency: currency.optional(),
      place: text.optional(),
      /** Persons whom the act concerns (applicant, appointee, beneficiary). */
      concerns: z.array(id).max(500).optional(),
      /** What the act is directed at when it is no person of this ledger (e.g. a company's registration number). */
      target: text.optional(),
      dueAt: instant.optional(),
      reference: text.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'matters.StepTaken': v1(
    z.strictObject({
      matterId,
      /** Identifies this occurrence, since a step may repeat. */
      stepId: id,
      activity: text,
      step: order.optional(),
      role: id.optional(),
      body: id.optional(),
      planned: instant.optional(),
      dueAt: instant.optional(),
      note: longText.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'matters.PreStudyRecorded': v1(
    z.strictObject({
      matterId,
      authors: members,
      sources: z.array(text).max(100).optional(),
      costEstimate: money.optional(),
      publicViews: longText.optional(),
      document: sha256.optional(),
    }),
  ),
  'matters.PreConsultationHeld': v1(
    z.strictObject({
      matterId,
      initiator: id,
      participants: members,
      mode: text.optional(),
      views: z
        .array(z.strictObject({ personId: id, view: text }))
        .max(200)
        .optional(),
      outcome: z.enum(['toMeeting', 'postponed', 'returned']),
    }),
  ),
  'matters.AgendaNotified': v1(
    z.strictObject({ matterId, meetingId, recipients: members, meetingAt: instant.optional() }),
  ),
  'matters.InstructionRecorded': v1(
    z.strictObject({ matterId, personId: id, text: longText, addressee: id.optional() }),
  ),
  'matters.MeetingOpened': v1(
    z.strictObject({
      matterId,
      meetingId,
      bodyId: id,
      chair: id.optional(),
      recorder: id.optional(),
      /** How many were entitled to attend. */
      eligible: count,
      /** Who attended; where only a number is known, `presentCount`. */
      present: members,
      presentCount: count.optional(),
      absent: z
        .array(z.strictObject({ personId: id, reason: text.optional() }))
        .max(3000)
        .optional(),
      households: z.strictObject({ eligible: count, present: count }).optional(),
    }),
  ),
  'matters.RecusalDeclared': v1(
    z.strictObject({ matterId, meetingId: meetingId.optional(), personId: id, reason: text }),
  ),
  'matters.PositionStated': v1(
    z.strictObject({
      matterId,
      meetingId,
      personId: id,
      /** Speaking order within the meeting's item, from 1. */
      order,
      stance: z.enum(STANCES),
      text: longText.optional(),
    }),
  ),
  'matters.DissentRecorded': v1(
    z.strictObject({ matterId, meetingId, personId: id, text: longText }),
  ),
  'matters.BallotTallied': v1(
    z.strictObject({
      matterId,
      ballotId: id,
      meetingId: meetingId.optional(),
      bodyId: id,
      question: longText.optional(),
      mode: z.enum(BALLOT_MODES),
      eligible: count,
      present: count,
      issued: count,
      valid: count,
      for: count,
      against: count,
      abstain: count,
      invalid: count,
      households: z.strictObject({ eligible: count, present: count }).optional(),
      /** The rule under which the declarer counted, where it is not the body's own. */
      pass: shareRule.optional(),
      groups: z
        .array(
          z.strictObject({
            group: id,
            eligible: count.optional(),
            present: count,
            for: count,
            against: count,
            abstain: count,
            declared: z.enum(OUTCOMES).optional(),
          }),
        )
        .max(20)
        .optional(),
      /** Roll call; never for a secret ballot. */
      votes: z
        .array(z.strictObject({ personId: id, choice: z.enum(CHOICES), group: id.optional() }))
        .max(3000)
        .optional(),
      teller: id.optional(),
      scrutineer: id.optional(),
      declared: z.enum(OUTCOMES).optional(),
    }),
  ),
  'matters.ResultRuled': v1(
    z.strictObject({
      matterId,
      rulingId: id,
      ballotId: id.optional(),
      meetingId: meetingId.optional(),
      bodyId: id.optional(),
      outcome: z.enum(OUTCOMES),
      ruledBy: id.optional(),
      /** Why the ruling departs from the majority, where it does. */
      reason: longText.optional(),
      content: longText.optional(),
      basis: z
        .array(z.strictObject({ document: text, clause: text.optional() }))
        .max(50)
        .optional(),
      minutes: sha256.optional(),
      /** The villagers' meeting's delegation under which another body ruled (art. 24): its scope and term. */
      delegation: z
        .strictObject({
          /** The body that delegated. */
          from: id,
          classes: z.array(z.int().min(1).max(9)).min(1).max(9),
          validFrom: date,
          /** Last day. */
          validTo: date.optional(),
          document: text.optional(),
        })
        .optional(),
    }),
  ),
  'matters.MinutesEntered': v1(
    z.strictObject({ matterId, meetingId, document: sha256.optional(), text: longText.optional() }),
  ),
  'matters.DecisionPublished': v1(
    z.strictObject({
      matterId,
      noticeId: id,
      what: z.enum(['decision', 'implementation']),
      places: z.array(text).min(1).max(50),
      contentHash: sha256.optional(),
      until: date.optional(),
    }),
  ),
  'matters.ImplementationReported': v1(
    z.strictObject({
      matterId,
      reportId: id,
      text: longText,
      progressPercent: z.int().min(0).max(100).optional(),
      attachments: attachments.optional(),
    }),
  ),
  'matters.MatterClosed': v1(
    z.strictObject({
      matterId,
      result: z.enum(['done', 'abandoned', 'merged', 'rejected']),
      note: text.optional(),
    }),
  ),
  'matters.MatterCorrected': v1(
    z.strictObject({
      matterId,
      correctionId: id,
      /** Event id of what is corrected. */
      corrects: z.uuid(),
      fields: z.record(z.string().max(60), z.string().max(4000)),
      reason: text,
      approvedBy: id,
    }),
  ),
  'matters.MinutesSigned': v1(
    z.strictObject({
      matterId,
      meetingId,
      personId: id,
      /** Digest of the signature's image, for what was pasted rather than signed. */
      signature: sha256.optional(),
    }),
  ),
  'matters.LegalityReviewed': v1(
    z.strictObject({
      matterId,
      reviewId: id,
      reviewer: id.optional(),
      result: z.enum(['lawful', 'unlawful', 'toBeChanged']),
      opinion: longText.optional(),
    }),
  ),
};

export type MatterEvent = EventUnion<typeof matterEvents>;
