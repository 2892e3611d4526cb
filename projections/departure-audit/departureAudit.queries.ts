// The departure audit (离任审计), first version: one person's terms, drawn from the views in one snapshot.
// Every figure carries its events. It states facts and proposals; it must never state a verdict.
import type { Rule } from '../../src/rules/rule.js';
import { person, portfolioHistory, type PortfolioChange } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { actsOf, counted, splitActs, type Counted } from './acts.js';
import { auditedDecisions, type AuditedDecision } from './decisions.js';
import { auditedFindings, type Findings } from './findings.js';
import { auditedPayments, type AuditedPayments } from './money.js';
import { limitationsOf, type Limitation } from './limitations.js';
import { ratingsOf, ratingYearsOf, type AuditedRating, type RatingYear } from './ratings.js';
import { auditWindow, type AuditedTerm } from './terms.js';
import { unitMoney, type UnitMoney } from './unitMoney.js';

export type { AuditedRating } from './ratings.js';

/** How the decisions of the terms went. Matters open to the events that opened them, votes to their ballots. */
export interface DecisionCounts {
  readonly all: Counted;
  readonly adopted: Counted;
  readonly rejected: Counted;
  readonly attended: Counted;
  readonly absent: Counted;
  readonly recused: Counted;
  readonly votedFor: Counted;
  readonly votedAgainst: Counted;
  readonly abstained: Counted;
  /** Decided without a ballot on record. */
  readonly withoutBallot: Counted;
  /** Decided and never published. */
  readonly unpublished: Counted;
}

export interface DepartureAudit {
  readonly person: {
    readonly personId: string;
    /** `null` where no registration of the person is recorded. */
    readonly name: string | null;
    readonly otherNames: readonly string[];
    readonly eventId: string | null;
  };
  readonly terms: readonly AuditedTerm[];
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly portfolios: readonly PortfolioChange[];
  readonly decisions: readonly AuditedDecision[];
  readonly decisionCounts: DecisionCounts;
  readonly payments: AuditedPayments;
  readonly findings: Findings['findings'];
  /** See {@link Findings}. */
  readonly relatedViolations: Counted;
  readonly ratings: readonly AuditedRating[];
  readonly ratingYears: readonly RatingYear[];
  /** Of the units of the terms, whoever moved it. */
  readonly unitMoney: readonly UnitMoney[];
  /** Left out of every figure: acts on days outside the terms, and violations by such acts. */
  readonly outside: { readonly acts: Counted; readonly violations: Counted };
  readonly beforeLeaving: Counted;
  readonly limitations: readonly Limitation[];
  /** Acts fall into the terms by the day on which they happened. */
  readonly clock: 'business';
  readonly position: string | undefined;
  readonly halted: readonly { readonly name: string; readonly reason: string | undefined }[];
  readonly rulePacks: readonly string[];
}

function countDecisions(decisions: readonly AuditedDecision[]): DecisionCounts {
  const count = (holds: (decision: AuditedDecision) => boolean) =>
    counted(decisions.filter(holds).flatMap(({ eventIds }) => eventIds.slice(0, 1)));
  const ballots = (vote: string) =>
    counted(
      decisions.flatMap((decision) =>
        decision.ballots.filter((ballot) => ballot.vote === vote).map(({ eventId }) => eventId),
      ),
    );
  return {
    all: count(() => true),
    adopted: count(({ outcome }) => outcome === 'adopted'),
    rejected: count(({ outcome }) => outcome === 'rejected'),
    attended: count(({ attendance }) => attendance === 'present'),
    absent: count(({ attendance }) => attendance === 'absent'),
    recused: count(({ attendance }) => attendance === 'recused'),
    votedFor: ballots('for'),
    votedAgainst: ballots('against'),
    abstained: ballots('abstain'),
    withoutBallot: count(({ decidedOn, ballots: held }) => decidedOn !== null && held.length === 0),
    unpublished: count(({ decidedOn, publishedOn }) => decidedOn !== null && publishedOn === null),
  };
}

/**
 * Draws up the audit of a person's terms, or of one of them.
 * @param rules the rules under which the view `violations` was built
 * @throws LedgerError `audit.no_term`, `audit.unknown_term`, `view.building`
 */
export function departureAudit(
  snapshot: ViewSnapshot,
  rules: readonly Rule[],
  personId: string,
  termId?: string,
): DepartureAudit {
  const window = auditWindow(snapshot, personId, termId);
  const registered = person(snapshot, personId);
  const { inTerm, outside, beforeLeaving } = splitActs(actsOf(snapshot, personId), window);
  const decisions = auditedDecisions(snapshot, personId, window, inTerm);
  const found = auditedFindings(snapshot, rules, personId, window, decisions);
  const payments = auditedPayments(snapshot, inTerm, window);
  const ratings = ratingsOf(snapshot, personId, window.terms);
  const { to } = window.bounds;
  return {
    person: {
      personId,
      name: registered?.name ?? null,
      otherNames: registered?.otherNames ?? [],
      eventId: registered?.event.eventId ?? null,
    },
    terms: window.terms,
    period: window.bounds,
    portfolios: portfolioHistory(snapshot, personId).filter(
      ({ since }) => to === null || since <= to,
    ),
    decisions,
    decisionCounts: countDecisions(decisions),
    payments,
    findings: found.findings,
    relatedViolations: found.related,
    ratings,
    ratingYears: ratingYearsOf(ratings),
    unitMoney: unitMoney(snapshot, window.terms),
    outside: { acts: outside, violations: found.outside },
    beforeLeaving,
    limitations: limitationsOf(registered?.name, window.terms, decisions),
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name, halt }) => ({ name, reason: halt?.reason })),
    rulePacks: [...new Set(found.findings.flatMap(({ packs }) => packs))].sort(),
  };
}
