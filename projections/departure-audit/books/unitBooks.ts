// The books of one unit over one stay in office, section by section of the audit report (domain.md 5.2, 2 to 11).
// They are the unit's, not the person's: it must never be read as what the person did.
import type { ViewSnapshot } from '../../reader.js';
import { thingsOf } from '../../unit-books/unitBooks.queries.js';
import { spanOf, type Stay } from '../stays.js';
import { approvalTimes, type ApprovalTime } from './approvals.js';
import { assetsOf, type Assets } from './assets.js';
import { balancesOf, type Balance } from './balance.js';
import { countComplaints, type ComplaintCounts } from './complaints.js';
import { debtsOf, type Debts } from './debts.js';
import {
  decisionsById,
  projectsOf,
  projectTotals,
  type AuditedProject,
  type ProjectTotal,
} from './projects.js';
import { publicityOf, type Publicity } from './publicity.js';
import { fundTotals, specialFundsOf, type AuditedFund, type FundTotal } from './specialFunds.js';
import { targetsOf, type AuditedTarget } from './targets.js';
import { unitFactsOf, type UnitFacts } from './unitFacts.js';

export interface UnitBooks extends Stay {
  /** Day to which balances and ages are drawn. */
  readonly closing: string;
  readonly facts: UnitFacts;
  readonly targets: readonly AuditedTarget[];
  readonly balances: readonly Balance[];
  readonly debts: Debts;
  readonly specialFunds: readonly AuditedFund[];
  readonly fundTotals: readonly FundTotal[];
  readonly projects: readonly AuditedProject[];
  readonly projectTotals: readonly ProjectTotal[];
  readonly assets: Assets;
  /** Decisions on which leases rest, by matter. */
  readonly leaseDecisions: readonly NonNullable<AuditedProject['decision']>[];
  readonly publicity: Publicity;
  readonly complaints: ComplaintCounts;
  readonly approvals: readonly ApprovalTime[];
}

export function unitBooksOf(snapshot: ViewSnapshot, stay: Stay, ledgerDay: string): UnitBooks {
  const span = spanOf(stay, ledgerDay);
  const { unitId, orgunit } = stay;
  const names = [...new Set([unitId, orgunit])];
  const assets = assetsOf(snapshot, names, span);
  const specialFunds = specialFundsOf(snapshot, names, span);
  const projects = projectsOf(snapshot, names, span);
  const matters = assets.leases.flatMap(({ matterId }) => matterId ?? []);
  return {
    ...stay,
    closing: span.closing,
    facts: unitFactsOf(snapshot, names, span),
    targets: targetsOf(snapshot, names, { from: span.from, to: span.closing }),
    balances: balancesOf(snapshot, names, orgunit, span),
    debts: debtsOf(snapshot, names, span),
    specialFunds,
    fundTotals: fundTotals(specialFunds),
    projects,
    projectTotals: projectTotals(projects),
    assets,
    leaseDecisions: matters.length === 0 ? [] : [...decisionsById(snapshot, matters).values()],
    publicity: publicityOf(snapshot, names, orgunit, span),
    complaints: countComplaints(thingsOf(snapshot, 'complaint', names), [span]),
    approvals: approvalTimes(snapshot, names, orgunit, span),
  };
}
