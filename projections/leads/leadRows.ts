// The leads of a subject as rows: those that differ are written again, those that do not are left alone.
import { createHash } from 'node:crypto';
import type { FoundLead } from '../../src/analytics/leads/findLeads.js';
import type { Scoring } from '../../src/analytics/leads/scheme.js';
import { amountFactor } from '../../src/analytics/leads/scoring.js';
import { createBulkInsert } from '../bulkInsert.js';
import type { ViewWriter } from '../projection.js';

const COLUMNS =
  'subject, lead_id, check_id, anchor_event, anchor_position, orgunit, person, power, amount, currency, severity, weight, amount_factor, on_date, until_date, statement_zh, statement_en, figures, events, event_count, parameters';

export interface LeadRows {
  /** Puts the leads of a subject in place of those that it had. */
  replace(subject: string, had: boolean, leads: readonly FoundLead[]): void;
  flush(): void;
}

/** Tells whether leads differ, in whatever order they were found; empty for none. */
export function leadsDigest(leads: readonly FoundLead[]): string {
  if (leads.length === 0) return '';
  const lines = leads.map((lead) => JSON.stringify(lead)).sort();
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
}

export function createLeadRows(writer: ViewWriter, { base }: Scoring): LeadRows {
  const remove = writer.prepare('DELETE FROM {lead} WHERE subject = ?');
  const rows = createBulkInsert(writer, `INSERT INTO {lead} (${COLUMNS}) VALUES`, 21);
  return {
    replace(subject, had, leads) {
      if (had) {
        rows.flush();
        remove.run([subject]);
      }
      for (const lead of leads) {
        const factor = amountFactor(lead.amount);
        rows.add([
          subject,
          lead.id,
          lead.check,
          lead.anchor.id,
          lead.anchor.p,
          lead.unit,
          lead.person ?? null,
          lead.power ?? null,
          lead.amount ?? null,
          lead.currency ?? null,
          lead.severity,
          Math.round(base[lead.severity] * factor * 100) / 100,
          factor,
          lead.on,
          lead.until ?? null,
          lead.statement.zh,
          lead.statement.en,
          JSON.stringify(lead.figures),
          JSON.stringify(lead.events.map(({ id, p }) => [id, p])),
          lead.eventCount,
          JSON.stringify(lead.parameters),
        ]);
      }
    },
    flush: () => rows.flush(),
  };
}
