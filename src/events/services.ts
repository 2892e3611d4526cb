// Stored events of `services`: one application from the counter to the benefit, and the liaison roster.
// These names and shapes ARE the storage format: add versions, never edit one.
// Applicants are pseudonymous; causes of need (illness, hardship) never stand here.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import {
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
import { PAYMENT_METHODS } from './funds.js';

export const SERVICE_CHANNELS = ['counter', 'liaisonPoint', 'online', 'post', 'home'] as const;
export const AGENT_ACTS = [
  'submitted',
  'collected',
  'signedForApplicant',
  'heldBankCard',
  'receivedMoney',
] as const;

const applicationId = id;
const material = z.strictObject({ title: text, sha256: sha256.optional() });
const materials = z.array(material).max(100);

export const servicesEvents = {
  'services.ApplicationReceived': v1(
    z.strictObject({
      applicationId,
      /** Code of the service, e.g. `subsistenceAllowance`. */
      service: id,
      applicant: id,
      household: count.optional(),
      channel: z.enum(SERVICE_CHANNELS),
      materials,
      /** Number drawn at the counter that day, for the order of service. */
      queueNumber: order.optional(),
      receiptNumber: text.optional(),
      agent: id.optional(),
    }),
  ),
  'services.CorrectionRequested': v1(
    z.strictObject({ applicationId, requestId: id, missing: z.array(text).min(1).max(100) }),
  ),
  'services.MaterialsSupplied': v1(z.strictObject({ applicationId, supplyId: id, materials })),
  'services.ApplicationAccepted': v1(
    z.strictObject({ applicationId, acceptanceNumber: text.optional(), dueAt: instant.optional() }),
  ),
  /** Not taken up (不予受理). A reason left out is recorded; the rules judge it. */
  'services.ApplicationRejected': v1(
    z.strictObject({ applicationId, reason: longText.optional() }),
  ),
  'services.RelativeRegistered': v1(
    z.strictObject({ applicationId, registrationId: id, relativeOf: id, relation: text }),
  ),
  'services.AgentHandled': v1(
    z.strictObject({
      applicationId,
      handlingId: id,
      agent: id,
      acts: z.array(z.enum(AGENT_ACTS)).min(1).max(10),
    }),
  ),
  'services.HomeVisitRecorded': v1(
    z.strictObject({
      applicationId,
      visitId: id,
      visitors: z.array(id).min(1).max(20),
      finding: longText.optional(),
    }),
  ),
  'services.PeerReviewHeld': v1(
    z.strictObject({
      applicationId,
      reviewId: id,
      participants: count,
      for: count,
      against: count,
      abstain: count,
    }),
  ),
  'services.DataCheckReturned': v1(
    z.strictObject({
      applicationId,
      checkId: id,
      source: text,
      result: z.enum(['noFinding', 'finding', 'unavailable']),
    }),
  ),
  'services.ReviewOpinionGiven': v1(
    z.strictObject({
      applicationId,
      opinionId: id,
      level: z.enum(['group', 'village', 'township', 'county']),
      personId: id.optional(),
      opinion: z.enum(['agree', 'disagree', 'return']),
      text: longText.optional(),
    }),
  ),
  'services.ApprovalGiven': v1(
    z.strictObject({
      applicationId,
      approvalId: id,
      personId: id.optional(),
      bodyId: id.optional(),
      amount: money.optional(),
      currency: currency.optional(),
    }),
  ),
  /** A reason left out is recorded; the rules judge it. */
  'services.ApprovalRefused': v1(
    z.strictObject({
      applicationId,
      refusalId: id,
      personId: id.optional(),
      reason: longText.optional(),
      written: z.boolean().optional(),
    }),
  ),
  'services.DecisionDelivered': v1(
    z.strictObject({
      applicationId,
      deliveryId: id,
      means: z.enum(['handed', 'post', 'online', 'posted', 'other']),
      receivedBy: id.optional(),
    }),
  ),
  'services.BenefitPaid': v1(
    z.strictObject({
      applicationId,
      benefitId: id,
      amount: money,
      currency,
      period: text.optional(),
      method: z.enum(PAYMENT_METHODS),
      receivingAccountHolder: id.optional(),
      /** The payment of `funds` that carried it, where there is one. */
      paymentId: id.optional(),
    }),
  ),
  'services.BenefitStopped': v1(
    z.strictObject({ applicationId, stopId: id, on: date, reason: text }),
  ),
  'services.PeriodicReviewDone': v1(
    z.strictObject({
      applicationId,
      reviewId: id,
      result: z.enum(['continued', 'raised', 'lowered', 'stopped']),
      note: text.optional(),
    }),
  ),
  'services.ServiceRated': v1(
    z.strictObject({
      applicationId,
      ratingId: id,
      score: z.int().min(1).max(5),
      comment: text.optional(),
    }),
  ),
  'services.DutyRostered': v1(z.strictObject({ unitId: id, on: date, personId: id })),
};

export type ServicesEvent = EventUnion<typeof servicesEvents>;
