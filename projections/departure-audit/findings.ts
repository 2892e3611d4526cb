// Violations that concern an audited person: those charged to him, in payments that he approved, and in decisions in
// which he took part.
// Each with a proposal of responsibility and its reason; the auditor decides.
import { proposeResponsibility, type Proposal } from '../../src/analytics/responsibility.js';
import type { Rule } from '../../src/rules/rule.js';
import type { ViewSnapshot } from '../reader.js';
import {
  openViolation,
  violationsOfActs,
  violationsOfCases,
  violationsOfPerson,
  type Violation,
  type ViolationDetail,
} from '../violations/violations.queries.js';
import { counted, type Counted } from './acts.js';
import type { AuditedDecision } from './decisions.js';
import type { AuditedPayments } from './money.js';
import type { AuditWindow } from './terms.js';

export interface AuditedFinding extends ViolationDetail {
  /**
   * `charged`: the violation names the person; `approved`: it lies in a payment that he asked for or approved;
   * `participated`: it lies in a decision in which he took part.
   */
  readonly as: 'charged' | 'approved' | 'participated';
  readonly termIds: readonly string[];
  readonly proposal: Proposal;
}

export interface Findings {
  readonly findings: readonly AuditedFinding[];
  /** Violations charged to the person by acts outside the terms: left out. */
  readonly outside: Counted;
  /** Other violations in matters in which the person took part: by others, or about the record. No proposal is made. */
  readonly related: Counted;
}

/**
 * Rules on the making of the decision itself, which everybody who took part in it answers for. Not those on what one
 * person did before or after it: giving notice, speaking out of turn, entering minutes, recording late, paying.
 */
const OF_THE_DECISION = /^(BAL-\d{2}|DEC-(01|02|04|08|11))$/;

const COLLECTIVE: ReadonlySet<string> = new Set(['matters.BallotTallied', 'matters.ResultRuled']);
const OBJECTING: ReadonlySet<string> = new Set(['against', 'reserved']);

/** A ballot that was carried although those in favour were no more than half of those present. */
const carriedByMinority = ({ ballots, outcome }: AuditedDecision): boolean =>
  outcome === 'adopted' && ballots.some((ballot) => ballot.for * 2 <= ballot.present);

function propose(
  violation: Violation,
  decision: AuditedDecision | undefined,
  as: AuditedFinding['as'],
): Proposal {
  const roles = decision?.roles ?? [];
  return proposeResponsibility({
    on: violation.businessDate,
    charged: as === 'charged',
    approved: as === 'approved',
    collectiveAct: COLLECTIVE.has(violation.act.name),
    decidedTogether: decision !== undefined && decision.meetings + decision.ballots.length > 0,
    againstMajority: decision !== undefined && carriedByMinority(decision),
    chaired: roles.includes('chair') || roles.includes('ruler'),
    attended: decision?.attendance === 'present',
    recused: decision?.attendance === 'recused',
    objected:
      decision !== undefined &&
      (decision.dissents.length > 0 ||
        decision.stances.some(({ stance }) => OBJECTING.has(stance)) ||
        decision.ballots.some(({ vote }) => vote === 'against')),
  });
}

/** Rules on a payment that whoever asks for it or approves it has to see to. */
const OF_THE_PAYMENT = /^PAY-\d{2}$/;

/** Violations by others in payments that the person asked for or approved during the terms. */
function inApproved(
  snapshot: ViewSnapshot,
  { requested, approved }: AuditedPayments,
  personId: string,
): readonly Violation[] {
  const payments = [
    ...requested.rows,
    ...approved.rows.filter(({ detail }) => detail === 'approve'),
  ].map(({ paymentId }) => paymentId);
  if (payments.length === 0) return [];
  const of = (table: string) =>
    `SELECT event_id FROM {funds.${table}} WHERE payment_id IN (SELECT value FROM json_each(?1))`;
  const acts = snapshot.all<{ event_id: string }>(
    ['payment', 'approval', 'voucher', 'instalment'].map(of).join(' UNION ALL '),
    [JSON.stringify(payments)],
  );
  return violationsOfActs(
    snapshot,
    acts.map(({ event_id: eventId }) => eventId),
  ).filter(({ rule, person }) => person !== personId && OF_THE_PAYMENT.test(rule));
}

/** Findings in the order of the ledger, those charged to the person first. */
export function auditedFindings(
  snapshot: ViewSnapshot,
  rules: readonly Rule[],
  personId: string,
  window: AuditWindow,
  decisions: readonly AuditedDecision[],
  payments: AuditedPayments,
): Findings {
  const ofCase = new Map(decisions.map((decision) => [`matter-${decision.matterId}`, decision]));
  const all = violationsOfPerson(snapshot, personId);
  const charged = all.filter(({ businessDate }) => window.holds(businessDate));
  // Who was only named, told or absent did not take part.
  const shared = violationsOfCases(
    snapshot,
    decisions
      .filter(({ attendance }) => attendance === 'present' || attendance === 'recused')
      .map(({ matterId }) => `matter-${matterId}`),
  ).filter(({ person, businessDate }) => person !== personId && window.holds(businessDate));
  const approved = inApproved(snapshot, payments, personId);
  const answered = new Set(approved.map(({ id }) => id));
  const ofDecision = shared.filter(({ rule }) => OF_THE_DECISION.test(rule));
  const finding =
    (as: AuditedFinding['as']) =>
    (violation: Violation): AuditedFinding => ({
      ...openViolation(violation, rules),
      as,
      termIds: window.termsOn(violation.businessDate),
      proposal: propose(violation, ofCase.get(violation.caseId), as),
    });
  return {
    findings: [
      ...charged.map(finding('charged')),
      ...approved.map(finding('approved')),
      ...ofDecision.map(finding('participated')),
    ],
    outside: counted(
      all.filter((violation) => !charged.includes(violation)).map(({ act }) => act.eventId),
    ),
    related: counted(
      shared
        .filter(({ rule, id }) => !OF_THE_DECISION.test(rule) && !answered.has(id))
        .map(({ act }) => act.eventId),
    ),
  };
}
