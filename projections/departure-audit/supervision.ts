// Violations in what a person had in charge (分管领域) that named somebody else: a proposal of leadership responsibility for
// supervision (domain.md 5.3). It counts; whether he could have known is the auditor's to say.
import type { PortfolioChange } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { findViolations } from '../violations/violations.queries.js';
import { unit } from '../offices/offices.queries.js';
import { counted, type Counted } from './acts.js';
import type { AuditWindow } from './terms.js';

/** From how many violations on a proposal is made; a county may set its own. */
export const SUPERVISION_LEAST = 3;

/** Families of rules by area of a portfolio; areas that no rule judges are left out. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  funds: ['PAY', 'INC'],
  projects: ['TND'],
  assets: ['AST'],
  personnel: ['ACT'],
  publicity: ['PUB'],
  services: ['SVC'],
  administration: ['FLOW'],
};

export interface Supervised {
  readonly area: string;
  readonly unitId: string;
  readonly from: string;
  /** `null`: still in charge, or to the end of the term. */
  readonly to: string | null;
  readonly found: Counted;
}

/** Areas in which at least {@link SUPERVISION_LEAST} violations by others lie within the charge and the terms. */
export function supervisedBy(
  snapshot: ViewSnapshot,
  personId: string,
  portfolios: readonly PortfolioChange[],
  window: AuditWindow,
): readonly Supervised[] {
  return portfolios
    .filter(({ assigned }) => assigned)
    .flatMap(({ area, unitId, since }) => {
      const end = portfolios.find(
        (one) => !one.assigned && one.area === area && one.unitId === unitId && one.since >= since,
      );
      const orgunit = unit(snapshot, unitId)?.division ?? unitId;
      const found = (FAMILIES[area] ?? []).flatMap((family) =>
        findViolations(
          snapshot,
          { family, orgunit, from: since, to: end?.since },
          { limit: 10_000 },
        ).violations.filter(
          ({ person, businessDate }) => person !== personId && window.holds(businessDate),
        ),
      );
      return found.length < SUPERVISION_LEAST
        ? []
        : [
            {
              area,
              unitId,
              from: since,
              to: end?.since ?? null,
              found: counted(found.map(({ act }) => act.eventId)),
            },
          ];
    });
}
