// One lead, opened: its sentence, figures, parameters, the events it rests on, what may make it untrue, what people did.
import type { CheckGroup, LeadCheck } from '../../src/analytics/leads/check.js';
import type { LeadScheme } from '../../src/analytics/leads/scheme.js';
import { missing, type Bilingual } from '../../src/kernel/errors.js';
import { positionOf, type Position } from '../../src/kernel/position.js';
import type { Severity } from '../../src/rules/rule.js';
import type { ViewSnapshot } from '../reader.js';
import { leadOfId, type Lead } from './leads.queries.js';

/** A check as a reader of leads meets it. */
export interface CheckCard {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: Bilingual;
  readonly statement: Bilingual;
  /** Of its own; a scheme may say otherwise for an area and time, as of the parameters. */
  readonly severity: Severity;
  readonly parameters: unknown;
  readonly inputs: readonly string[];
  readonly falsePositives: readonly Bilingual[];
}

export const checkCard = ({
  id,
  group,
  title,
  statement,
  severity,
  parameters,
  inputs,
  falsePositives,
}: LeadCheck): CheckCard => ({
  id,
  group,
  title,
  statement,
  severity,
  parameters: parameters.parse({}),
  inputs,
  falsePositives,
});

/** Something that a person did with a lead. */
export interface LeadStep {
  readonly what: 'raised' | 'assigned' | 'explained' | 'confirmed' | 'dismissed';
  readonly on: string;
  readonly eventId: string;
  /** To whom it was assigned, or who explained or decided. */
  readonly person: string | null;
  readonly text: string | null;
}

export interface LeadDetail extends Lead {
  readonly explainedCheck: CheckCard | null;
  readonly figures: unknown;
  readonly parameters: unknown;
  /** In ledger order; {@link Lead.eventCount} says how many there are in all. */
  readonly events: readonly { readonly eventId: string; readonly position: Position | null }[];
  readonly history: readonly LeadStep[];
}

interface FoundRow {
  figures: string;
  parameters: string;
  events: string;
}

/** Steps of a lead in ledger order. */
function historyOf(snapshot: ViewSnapshot, leadId: string): readonly LeadStep[] {
  return snapshot.all<{
    what: LeadStep['what'];
    on: string;
    eventId: string;
    person: string | null;
    text: string | null;
  }>(
    `SELECT what, on_date AS "on", event_id AS eventId, person, words AS text FROM (
       SELECT position, 'raised' AS what, on_date, event_id, NULL AS person, statement_zh AS words
         FROM {leads.raised} WHERE lead_id = ?1
       UNION ALL SELECT position, 'assigned', on_date, event_id, assigned_to, due_on
         FROM {leads.assignment} WHERE lead_id = ?1
       UNION ALL SELECT position, 'explained', on_date, event_id, given_by, words
         FROM {leads.explanation} WHERE lead_id = ?1
       UNION ALL SELECT position, verdict, on_date, event_id, decided_by, reason
         FROM {leads.decision} WHERE lead_id = ?1
     ) ORDER BY position`,
    [leadId],
  );
}

/**
 * Opens a lead, whatever its day.
 * @throws LedgerError `lead.unknown`
 */
export function leadById(snapshot: ViewSnapshot, scheme: LeadScheme, id: string): LeadDetail {
  const lead = leadOfId(snapshot, scheme, id);
  if (!lead) throw missing('lead.unknown', '没有此疑点', 'There is no such lead', id);
  const found = snapshot.get<FoundRow>(
    'SELECT figures, parameters, events FROM {leads.lead} WHERE lead_id = ?',
    [id],
  );
  const raised = snapshot.get<{ events: string; parameters: string }>(
    'SELECT events, parameters FROM {leads.raised} WHERE lead_id = ?',
    [id],
  );
  const check = scheme.checks.find((each) => each.id === lead.check);
  return {
    ...lead,
    explainedCheck: check ? checkCard(check) : null,
    figures: found ? (JSON.parse(found.figures) as unknown) : {},
    parameters: JSON.parse(found?.parameters ?? raised?.parameters ?? '{}') as unknown,
    events: found
      ? (JSON.parse(found.events) as [string, number][]).map(([eventId, position]) => ({
          eventId,
          position: positionOf(position),
        }))
      : (JSON.parse(raised?.events ?? '[]') as string[]).map((eventId) => ({
          eventId,
          position: null,
        })),
    history: historyOf(snapshot, id),
  };
}
