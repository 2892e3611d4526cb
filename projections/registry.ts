// Every view of this program: one line each.
import { RULES } from '../src/rules/index.js';
import type { RulePacks } from '../src/rules/pack.js';
import { decisionsProjection } from './decisions/decisions.projection.js';
import { departureAuditProjection } from './departure-audit/departureAudit.projection.js';
import { fundsProjection } from './funds/funds.projection.js';
import { normIndexProjection } from './norm-index/normIndex.projection.js';
import { officesProjection } from './offices/offices.projection.js';
import { powersProjection } from './powers/powers.projection.js';
import type { Projection } from './projection.js';
import { riskRegisterProjection } from './risk-register/riskRegister.projection.js';
import { violationsProjection } from './violations/violations.projection.js';

/** The views, judging by these rule packs. */
export const createProjections = (packs: RulePacks): readonly Projection[] => [
  officesProjection,
  decisionsProjection,
  fundsProjection,
  violationsProjection(RULES, packs),
  riskRegisterProjection,
  normIndexProjection,
  departureAuditProjection,
  powersProjection,
];
