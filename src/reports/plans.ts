// The reports that the program can draw up today, each from the answer of its query. A new one is a builder and a line here.
import type {
  DecisionHistory,
  DecisionSummary,
} from '../../projections/decisions/decisions.queries.js';
import type { DepartureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import type { Total } from '../../projections/funds/funds.queries.js';
import type { CheckCard, LeadDetail } from '../../projections/leads/leadDetail.queries.js';
import type { Lead, ShortList } from '../../projections/leads/leads.queries.js';
import type { CheckPrecision } from '../../projections/leads/precision.queries.js';
import type { IndexRun } from '../../projections/norm-index/normIndex.queries.js';
import type { RiskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import type {
  Violation,
  ViolationDetail,
} from '../../projections/violations/violations.queries.js';
import type { Extent } from './document.js';
import { auditDocument } from './documents/auditDocument.js';
import { decisionDocument, personsOf } from './documents/decisionDocument.js';
import { decisionsDocument } from './documents/decisionsDocument.js';
import { totalsDocument } from './documents/fundsDocument.js';
import { indexDocument } from './documents/indexDocument.js';
import {
  checksDocument,
  leadDocument,
  leadsDocument,
  precisionDocument,
  shortListDocument,
} from './documents/leadsDocument.js';
import { riskDocument } from './documents/riskDocument.js';
import { violationDocument, violationsDocument } from './documents/violationsDocument.js';
import type { ReportPlan } from './drawUp.js';

const ids = (some: readonly (string | null)[]): readonly string[] => some.flatMap((id) => id ?? []);

const personsOfAudit = ({ file, books }: DepartureAudit): readonly string[] => [
  ...(file?.team ?? []).map(({ personId }) => personId),
  ...(file?.feedback ?? []).map(({ feedback }) => feedback.from),
  ...books.flatMap(({ targets }) => ids(targets.map(({ owner }) => owner))),
];

export const auditPlan = (audit: DepartureAudit): ReportPlan => ({
  persons: personsOfAudit(audit),
  period: audit.period,
  build: (frame) => auditDocument(audit, frame),
});

export const decisionsPlan = (
  decisions: readonly DecisionSummary[],
  extent: Extent,
): ReportPlan => ({
  persons: [],
  build: (frame) => decisionsDocument(decisions, extent, frame),
});

export const decisionPlan = (history: DecisionHistory): ReportPlan => ({
  persons: personsOf(history),
  build: (frame) => decisionDocument(history, frame),
});

export const violationsPlan = (violations: readonly Violation[], extent: Extent): ReportPlan => ({
  persons: ids(violations.map(({ person }) => person)),
  build: (frame) => violationsDocument(violations, extent, frame),
});

export const violationPlan = (violation: ViolationDetail): ReportPlan => ({
  persons: ids([violation.person]),
  build: (frame) => violationDocument(violation, frame),
});

export const totalsPlan = (
  measure: string,
  by: readonly string[],
  totals: readonly Total[],
): ReportPlan => ({
  persons: [],
  build: (frame) => totalsDocument({ measure, by, totals }, frame),
});

export const risksPlan = (register: RiskRegister): ReportPlan => ({
  persons: [],
  build: (frame) => riskDocument(register, frame),
});

export const indexPlan = (run: IndexRun): ReportPlan => ({
  persons: [],
  build: (frame) => indexDocument(run, frame),
});

export const leadsPlan = (leads: readonly Lead[], extent: Extent): ReportPlan => ({
  persons: ids(leads.map(({ person }) => person)),
  build: (frame) => leadsDocument(leads, extent, frame),
});

export const shortListPlan = (list: ShortList): ReportPlan => ({
  persons: ids(list.leads.map(({ person }) => person)),
  build: (frame) => shortListDocument(list, frame),
});

export const leadPlan = (lead: LeadDetail): ReportPlan => ({
  persons: ids([lead.person, ...lead.history.map(({ person }) => person)]),
  build: (frame) => leadDocument(lead, frame),
});

export const precisionPlan = (checks: readonly CheckPrecision[]): ReportPlan => ({
  persons: [],
  build: (frame) => precisionDocument(checks, frame),
});

export const checksPlan = (checks: readonly CheckCard[]): ReportPlan => ({
  persons: [],
  build: (frame) => checksDocument(checks, frame),
});
