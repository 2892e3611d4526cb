// Stored events of `supervision`: the township team, inspections, surveys (一问), triple reports (三述), targets.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
  attachments,
  count,
  date,
  decimal,
  id,
  instant,
  longText,
  order,
  ruleId,
  sha256,
  text,
} from './fields.js';

export const TEAM_SECTORS = [
  'congress',
  'discipline',
  'villageBranch',
  'villagersCommittee',
  'enterprise',
  'masses',
  'other',
] as const;
const year = z.int().min(1949).max(2200);
const teamId = id;
const surveyId = id;
const opinionId = id;
const teamMembers = z
  .array(z.strictObject({ personId: id, sector: z.enum(TEAM_SECTORS) }))
  .max(100);

export const supervisionEvents = {
  'supervision.TeamFormed': v1(
    z.strictObject({ teamId, unitId: id, members: teamMembers.min(1), leader: id }),
  ),
  'supervision.TeamChanged': v1(
    z.strictObject({
      teamId,
      changeId: id,
      joined: teamMembers,
      left: z.array(id).max(100),
      leader: id.optional(),
    }),
  ),
  'supervision.ActivityPlanned': v1(
    z.strictObject({ teamId, activityId: id, title: text, dueOn: date }),
  ),
  'supervision.ActivityHeld': v1(
    z.strictObject({
      teamId,
      activityId: id,
      title: text,
      participants: z.array(id).min(1).max(300),
      note: longText.optional(),
    }),
  ),
  'supervision.SuggestionMade': v1(
    z.strictObject({
      suggestionId: id,
      teamId: id.optional(),
      to: id,
      content: longText,
      dueOn: date.optional(),
    }),
  ),
  'supervision.SuggestionAnswered': v1(
    z.strictObject({ suggestionId: id, answerId: id, accepted: z.boolean(), answer: longText }),
  ),
  'supervision.AssessmentPlanSet': v1(
    z.strictObject({
      planId: id,
      year,
      title: text,
      /** Units to be inspected within the year. */
      units: z.array(id).min(1).max(500),
    }),
  ),
  'supervision.InspectionDone': v1(
    z.strictObject({
      inspectionId: id,
      planId: id.optional(),
      unitId: id,
      team: z.array(id).min(1).max(50),
      place: text.optional(),
      checklist: z
        .array(z.strictObject({ item: text, ok: z.boolean() }))
        .max(200)
        .optional(),
      attachments: attachments.optional(),
    }),
  ),
  'supervision.ProblemFound': v1(
    z.strictObject({
      problemId: id,
      inspectionId: id.optional(),
      unitId: id,
      severity: z.enum(['S', 'M', 'L']),
      ruleId: ruleId.optional(),
      text: longText,
    }),
  ),
  'supervision.RectificationOrdered': v1(
    z.strictObject({ problemId: id, orderId: id, dueOn: date, to: id.optional() }),
  ),
  'supervision.ProblemClosed': v1(
    z.strictObject({
      problemId: id,
      closureId: id,
      result: z.enum(['rectified', 'unfounded', 'transferred']),
      note: text.optional(),
    }),
  ),
  'supervision.AnnualTargetSet': v1(
    z.strictObject({
      targetId: id,
      unitId: id,
      year,
      title: text,
      owner: id.optional(),
      /** What is measured and in which unit; figures are decimal texts so that nothing is rounded. */
      measure: text,
      planned: decimal,
      dueOn: date.optional(),
    }),
  ),
  'supervision.TargetReported': v1(
    z.strictObject({
      targetId: id,
      reportId: id,
      actual: decimal,
      source: text,
    }),
  ),
  'supervision.AnnualPlanFixed': v1(
    z.strictObject({ planId: id, unitId: id, year, document: sha256.optional() }),
  ),
  'supervision.SurveyOpened': v1(
    z.strictObject({
      surveyId,
      unitId: id,
      year,
      title: text,
      questions: z.array(text).min(1).max(100),
      /** Households in the area surveyed, for the least number of responses. */
      households: count.optional(),
    }),
  ),
  /** Anonymous: a token says only that two responses are two. */
  'supervision.ResponseReceived': v1(
    z.strictObject({
      surveyId,
      token: id,
      satisfaction: z.int().min(0).max(100).optional(),
      answers: z
        .array(z.strictObject({ question: order, answer: text }))
        .max(100)
        .optional(),
    }),
  ),
  /** Paper forms counted by hand come as one tally: how many gave each satisfaction. */
  'supervision.ResponsesTallied': v1(
    z.strictObject({
      surveyId,
      tallyId: id,
      counts: z
        .array(z.strictObject({ satisfaction: z.int().min(0).max(100), count }))
        .min(1)
        .max(101),
      teller: id.optional(),
    }),
  ),
  'supervision.SurveyClosed': v1(z.strictObject({ surveyId })),
  'supervision.OpinionCollected': v1(
    z.strictObject({ opinionId, surveyId: id.optional(), unitId: id, text: longText }),
  ),
  'supervision.OpinionAdopted': v1(
    z.strictObject({ opinionId, measure: longText, owner: id.optional(), dueOn: date.optional() }),
  ),
  'supervision.OpinionDeclined': v1(z.strictObject({ opinionId, reason: longText })),
  'supervision.OpinionImplemented': v1(z.strictObject({ opinionId, reportId: id, text: longText })),
  'supervision.TripleReportDelivered': v1(
    z.strictObject({
      reportId: id,
      personId: id,
      unitId: id,
      year,
      meetingId: id.optional(),
      /** The rating session at which the report was rated, and since when raters could read it. */
      sessionId: id.optional(),
      availableFrom: instant.optional(),
      responsibility: longText.optional(),
      integrity: longText.optional(),
      effectiveness: longText.optional(),
      document: sha256.optional(),
    }),
  ),
  /** What the ledger itself says on the figures that a triple report quotes. */
  'supervision.FactSheetAttached': v1(
    z.strictObject({
      reportId: id,
      sheetId: id,
      /** Ledger position from which the figures are drawn, and the digest of the sheet. */
      position: z.int().min(0),
      sha256,
      figures: z
        .array(z.strictObject({ label: text, view: id, quoted: decimal, computed: decimal }))
        .max(100)
        .optional(),
    }),
  ),
};

export type SupervisionEvent = EventUnion<typeof supervisionEvents>;
