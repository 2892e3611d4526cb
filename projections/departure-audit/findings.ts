// Violations that concern an audited person: those charged to him, and those in decisions in which he took part.
// Each with a proposal of responsibility and its reason; the auditor decides.
import { proposeResponsibility, type Proposal } from '../../src/analytics/responsibility.js';
import type { Rule } from '../../src/rules/rule.js';
import type { ViewSnapshot } from '../reader.js';
import {
  openViolation,
  violationsOfCases,
  violationsOfPerson,
  type Violation,
  type ViolationDetail,
} from '../violations/violations.queries.js';
import { counted, type Counted } from './acts.js';
import type { AuditedDecision } from './decisions.js';
import type { AuditWindow } from './terms.js';

export interface AuditedFinding extends ViolationDetail {
  /** `charged`: the violation names the person; `participated`: it lies in a decision in which he took part. */
  readonly as: 'charged' | 'participated';
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
  charged: boolean,
): Proposal {
  const roles = decision?.roles ?? [];
  return proposeResponsibility({
    on: violation.businessDate,
    charged,
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

/** Findings in the order of the ledger, those charged to the person first. */
export function auditedFindings(
  snapshot: ViewSnapshot,
  rules: readonly Rule[],
  personId: string,
  window: AuditWindow,
  decisions: readonly AuditedDecision[],
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
  const ofDecision = shared.filter(({ rule }) => OF_THE_DECISION.test(rule));
  const finding =
    (as: AuditedFinding['as']) =>
    (violation: Violation): AuditedFinding => ({
      ...openViolation(violation, rules),
      as,
      termIds: window.termsOn(violation.businessDate),
      proposal: propose(violation, ofCase.get(violation.caseId), as === 'charged'),
    });
  return {
    findings: [...charged.map(finding('charged')), ...ofDecision.map(finding('participated'))],
    outside: counted(
      all.filter((violation) => !charged.includes(violation)).map(({ act }) => act.eventId),
    ),
    related: counted(
      shared.filter(({ rule }) => !OF_THE_DECISION.test(rule)).map(({ act }) => act.eventId),
    ),
  };
}
