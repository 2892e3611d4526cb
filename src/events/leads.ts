// Stored events of `leads`: what a person did with a lead (疑点). A lead is found by computing; only what people
// make of it is recorded, and nothing here is a verdict.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { currency, date, id, longText, money, text } from './fields.js';

const leadId = id;

export const leadsEvents = {
  /** Taken up from the computed list, with what it said at that ledger position. */
  'leads.LeadRaised': v1(
    z.strictObject({
      leadId,
      check: z.string().regex(/^A\d{2}$/),
      statement: z.strictObject({ zh: text, en: text }),
      unitId: id.optional(),
      personId: id.optional(),
      amount: money.optional(),
      currency: currency.optional(),
      /** Events it rests on. */
      events: z.array(z.uuid()).max(500),
      /** Digest of the parameters under which it was found. */
      parameters: z.record(z.string().max(60), z.string().max(400)).optional(),
    }),
  ),
  'leads.LeadAssigned': v1(
    z.strictObject({ leadId, assignmentId: id, to: id, dueOn: date.optional() }),
  ),
  'leads.LeadExplained': v1(
    z.strictObject({ leadId, explanationId: id, text: longText, by: id.optional() }),
  ),
  'leads.LeadConfirmed': v1(
    z.strictObject({ leadId, decisionId: id, reason: longText, findingId: id.optional() }),
  ),
  'leads.LeadDismissed': v1(z.strictObject({ leadId, decisionId: id, reason: longText })),
};

export type LeadsEvent = EventUnion<typeof leadsEvents>;
