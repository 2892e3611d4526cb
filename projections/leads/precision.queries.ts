// How often each type of lead proved true: confirmed of all decided, the later decision counting.
import { isDemoted, precisionOf, type Decided } from '../../src/analytics/leads/scoring.js';
import type { LeadScheme } from '../../src/analytics/leads/scheme.js';
import type { Bilingual } from '../../src/kernel/errors.js';
import type { ViewSnapshot } from '../reader.js';

/** What became of the decided leads of each check. */
export function decidedByCheck(snapshot: ViewSnapshot): ReadonlyMap<string, Decided> {
  const rows = snapshot.all<{ check_id: string; confirmed: number; dismissed: number }>(
    `SELECT check_id, sum(verdict = 'confirmed') AS confirmed, sum(verdict = 'dismissed') AS dismissed
     FROM {leads.decision} AS decided JOIN {leads.raised} USING (lead_id)
     WHERE decided.position = (SELECT max(position) FROM {leads.decision} WHERE lead_id = decided.lead_id)
     GROUP BY check_id`,
  );
  return new Map(
    rows.map(({ check_id: check, confirmed, dismissed }) => [check, { confirmed, dismissed }]),
  );
}

export interface CheckPrecision {
  readonly check: string;
  readonly title: Bilingual;
  /** Leads that the records show now, and those that were taken up. */
  readonly computed: number;
  readonly raised: number;
  readonly confirmed: number;
  readonly dismissed: number;
  /** Share confirmed of all decided; `null` before the first decision. */
  readonly precision: number | null;
  /** Put further down by this factor; 1 for none. */
  readonly precisionFactor: number;
}

const countBy = (snapshot: ViewSnapshot, sql: string): ReadonlyMap<string, number> =>
  new Map(
    snapshot.all<{ check_id: string; n: number }>(sql).map(({ check_id: check, n }) => [check, n]),
  );

/** Every check, in order. */
export function precisionByCheck(
  snapshot: ViewSnapshot,
  { checks, scoring }: LeadScheme,
): readonly CheckPrecision[] {
  const decided = decidedByCheck(snapshot);
  const computed = countBy(
    snapshot,
    'SELECT check_id, count(*) AS n FROM {leads.lead} GROUP BY check_id',
  );
  const raised = countBy(
    snapshot,
    'SELECT check_id, count(*) AS n FROM {leads.raised} GROUP BY check_id',
  );
  return checks.map(({ id, title }) => {
    const own = decided.get(id) ?? { confirmed: 0, dismissed: 0 };
    return {
      check: id,
      title,
      computed: computed.get(id) ?? 0,
      raised: raised.get(id) ?? 0,
      ...own,
      precision: precisionOf(own) ?? null,
      precisionFactor: isDemoted(own, scoring) ? scoring.demotion : 1,
    };
  });
}
