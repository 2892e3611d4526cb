// Every view of this program: one line each.
import { CHECKS } from '../src/analytics/leads/index.js';
import { plainScheme, type LeadScheme } from '../src/analytics/leads/scheme.js';
import { RULES } from '../src/rules/index.js';
import { createRulePacks, type RulePacks } from '../src/rules/pack.js';
import { accountabilityProjection } from './accountability/accountability.projection.js';
import { auditFilesProjection } from './audit-files/auditFiles.projection.js';
import { decisionsProjection } from './decisions/decisions.projection.js';
import { departureAuditProjection } from './departure-audit/departureAudit.projection.js';
import { fundsProjection } from './funds/funds.projection.js';
import { leadsProjection } from './leads/leads.projection.js';
import { normIndexProjection } from './norm-index/normIndex.projection.js';
import { officesProjection } from './offices/offices.projection.js';
import { powersProjection } from './powers/powers.projection.js';
import type { Projection } from './projection.js';
import { riskRegisterProjection } from './risk-register/riskRegister.projection.js';
import { unitBooksProjection } from './unit-books/unitBooks.projection.js';
import { violationsProjection } from './violations/violations.projection.js';

/**
 * The views.
 * @param packs judge while the log has adopted none
 * @param leadScheme by which leads are found
 */
export const createProjections = (
  packs: RulePacks,
  leadScheme: LeadScheme = plainScheme(CHECKS),
): readonly Projection[] => [
  officesProjection,
  decisionsProjection,
  fundsProjection,
  violationsProjection(RULES, packs),
  riskRegisterProjection,
  normIndexProjection,
  departureAuditProjection,
  accountabilityProjection,
  auditFilesProjection,
  powersProjection,
  leadsProjection(leadScheme, packs),
  unitBooksProjection,
];

export const viewNames = (): readonly string[] =>
  createProjections(createRulePacks([], [])).map(({ name }) => name);
