// Stored events of `audits`: one departure or term audit from trigger to filing.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  basis,
  count,
  currency,
  date,
  id,
  longText,
  money,
  ruleId,
  sha256,
  text,
} from './fields.js';
import { END_REASONS } from './offices.js';

export const AUDIT_TEMPLATES = ['villageCadre', 'townshipLeader'] as const;
export const TEAM_ROLES = ['lead', 'member', 'reviewer'] as const;
/** Scope of domain.md 5.1, A to J. */
export const AUDIT_SCOPES = [
  'targets',
  'finances',
  'debts',
  'grants',
  'projects',
  'assets',
  'decisions',
  'integrity',
  'earlierFindings',
  'villagersQuestions',
] as const;
export const SAMPLING_METHODS = [
  'all',
  'random',
  'stratified',
  'monetaryUnit',
  'judgement',
] as const;
export const NATURES = ['unlawful', 'breach', 'irregular'] as const;
/** `supervisory` (主管责任) only for what the rules before 2019 cover. */
export const RESPONSIBILITIES = [
  'direct',
  'leadership',
  'supervisory',
  'none',
  'undetermined',
] as const;

const auditId = id;
const findingId = id;
const eventIds = z.array(z.uuid()).max(500);
const team = z.array(z.strictObject({ personId: id, role: z.enum(TEAM_ROLES) })).max(50);

export const auditsEvents = {
  'audits.DepartureTriggered': v1(
    z.strictObject({
      auditId,
      personId: id,
      /** Terms that end, with their posts. */
      terms: z
        .array(z.strictObject({ termId: id, postId: id }))
        .min(1)
        .max(20),
      unitId: id,
      reason: z.enum([...END_REASONS, 'midTerm', 'villagersDemand']),
      on: date,
      template: z.enum(AUDIT_TEMPLATES),
    }),
  ),
  'audits.AuditCommissioned': v1(
    z.strictObject({
      auditId,
      by: id,
      documentNumber: text,
      scope: z.array(z.enum(AUDIT_SCOPES)).min(1).max(10),
      windowFrom: date,
      windowTo: date,
      team,
      dueOn: date.optional(),
    }),
  ),
  'audits.TeamChanged': v1(
    z.strictObject({
      auditId,
      changeId: id,
      joined: team,
      left: z.array(id).max(50),
      reason: text,
    }),
  ),
  'audits.RecusalDeclared': v1(
    z.strictObject({
      auditId,
      personId: id,
      conflict: z.boolean(),
      reason: text.optional(),
    }),
  ),
  'audits.AuditNoticeServed': v1(
    z.strictObject({ auditId, noticeId: id, to: z.array(id).min(1).max(20), fieldworkFrom: date }),
  ),
  'audits.AuditAnnounced': v1(
    z.strictObject({
      auditId,
      announcementId: id,
      places: z.array(id).min(1).max(100),
      hotline: text,
      until: date.optional(),
    }),
  ),
  'audits.QuestionReceived': v1(
    z.strictObject({ auditId, questionId: id, text: longText, answer: longText.optional() }),
  ),
  'audits.EvidenceSnapshotTaken': v1(
    z.strictObject({
      auditId,
      snapshotId: id,
      /** First and last ledger position covered, and the tree head over them. */
      firstPosition: z.int().min(0),
      lastPosition: z.int().min(0),
      treeSize: z.int().min(0),
      /** Base64 as in a checkpoint. */
      rootHash: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
    }),
  ),
  'audits.MaterialRequested': v1(
    z.strictObject({
      auditId,
      requestId: id,
      what: text,
      from: id.optional(),
      dueOn: date.optional(),
    }),
  ),
  'audits.MaterialProvided': v1(
    z.strictObject({
      auditId,
      requestId: id,
      complete: z.boolean(),
      note: text.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'audits.FieldworkDone': v1(
    z.strictObject({
      auditId,
      fieldworkId: id,
      checks: z
        .array(z.enum(['accounts', 'contracts', 'objects', 'procedure', 'effect']))
        .min(1)
        .max(5),
      from: date,
      to: date,
      by: z.array(id).min(1).max(50),
      sampling: longText.optional(),
    }),
  ),
  /** How much of what was looked at: the whole population and the part drawn from it. */
  'audits.SampleDrawn': v1(
    z.strictObject({
      auditId,
      sampleId: id,
      scope: z.enum(AUDIT_SCOPES),
      population: text,
      items: count,
      sampledItems: count,
      amount: money.optional(),
      sampledAmount: money.optional(),
      currency: currency.optional(),
      method: z.enum(SAMPLING_METHODS),
      /** With it the same sample can be drawn again. */
      seed: text.optional(),
      /** Ledger position from which the population is drawn. */
      position: z.int().min(0).optional(),
    }),
  ),
  'audits.WorkingPaperFiled': v1(
    z.strictObject({
      auditId,
      paperId: id,
      title: text,
      text: longText.optional(),
      document: sha256.optional(),
      evidence: eventIds,
      preparedBy: id,
    }),
  ),
  'audits.WorkingPaperSigned': v1(
    z.strictObject({ auditId, paperId: id, personId: id, role: z.enum(['preparer', 'reviewer']) }),
  ),
  'audits.FindingRaised': v1(
    z.strictObject({
      auditId,
      findingId,
      title: text,
      fact: longText,
      nature: z.enum(NATURES),
      ruleId: ruleId.optional(),
      basis: z.array(basis).max(20),
      amount: money.optional(),
      currency: currency.optional(),
      evidence: eventIds,
      violationIds: z.array(id).max(500).optional(),
      leadIds: z.array(id).max(500).optional(),
      paperIds: z.array(id).max(100).optional(),
      responsibility: z.enum(RESPONSIBILITIES),
      reasons: longText,
    }),
  ),
  'audits.FindingConfirmed': v1(
    z.strictObject({
      auditId,
      findingId,
      decisionId: id,
      responsibility: z.enum(RESPONSIBILITIES),
      reasons: longText,
    }),
  ),
  'audits.FindingDismissed': v1(
    z.strictObject({ auditId, findingId, decisionId: id, reason: longText }),
  ),
  /** Sent to the auditee, whose period to answer begins. */
  'audits.DraftReportIssued': v1(
    z.strictObject({
      auditId,
      draftId: id,
      position: z.int().min(0),
      sha256,
      to: z.array(id).min(1).max(20),
    }),
  ),
  'audits.FeedbackReceived': v1(
    z.strictObject({ auditId, feedbackId: id, from: id, text: longText, findingId: id.optional() }),
  ),
  'audits.FeedbackAnswered': v1(
    z.strictObject({
      auditId,
      feedbackId: id,
      adopted: z.enum(['yes', 'partly', 'no']),
      reason: longText,
    }),
  ),
  'audits.ReportReviewed': v1(
    z.strictObject({
      auditId,
      reviewId: id,
      level: z.enum(['team', 'section', 'bureau']),
      by: id,
      approved: z.boolean(),
      opinion: longText.optional(),
    }),
  ),
  /** Before the report is drawn, so that it bears its number: what is issued stands at or behind this position. */
  'audits.ReportNumbered': v1(z.strictObject({ auditId, number: text })),
  'audits.ReportIssued': v1(
    z.strictObject({
      auditId,
      reportId: id,
      number: text,
      version: z.enum(['internal', 'public']),
      /** Ledger position from which the report is drawn: the same command gives the same bytes for ever. */
      position: z.int().min(0),
      files: z
        .array(z.strictObject({ format: z.enum(['pdf', 'html', 'docx', 'xlsx', 'json']), sha256 }))
        .min(1)
        .max(10),
      conclusion: longText.optional(),
    }),
  ),
  'audits.ConclusionPosted': v1(
    z.strictObject({
      auditId,
      postingId: id,
      places: z.array(id).min(1).max(100),
      contentHash: sha256,
      until: date.optional(),
      photo: sha256.optional(),
    }),
  ),
  'audits.ObjectionLodged': v1(
    z.strictObject({ auditId, objectionId: id, by: id.optional(), text: longText }),
  ),
  'audits.ObjectionResolved': v1(
    z.strictObject({
      auditId,
      objectionId: id,
      result: z.enum(['upheld', 'partlyUpheld', 'rejected']),
      reason: longText,
    }),
  ),
  'audits.RectificationOrdered': v1(
    z.strictObject({
      auditId,
      orderId: id,
      findingIds: z.array(id).min(1).max(200),
      to: id.optional(),
      dueOn: date,
    }),
  ),
  'audits.RectificationReported': v1(
    z.strictObject({
      auditId,
      reportId: id,
      findingId,
      text: longText,
      recovered: money.optional(),
      currency: currency.optional(),
      attachments: attachments.optional(),
    }),
  ),
  'audits.RectificationAccepted': v1(
    z.strictObject({ auditId, acceptanceId: id, findingId, checkedBy: id, note: text.optional() }),
  ),
  'audits.CaseTransferred': v1(
    z.strictObject({
      auditId,
      transferId: id,
      findingIds: z.array(id).min(1).max(200),
      to: id,
      reason: longText,
    }),
  ),
  'audits.AuditFiled': v1(z.strictObject({ auditId, archiveNumber: text, note: text.optional() })),
};

export type AuditsEvent = EventUnion<typeof auditsEvents>;
