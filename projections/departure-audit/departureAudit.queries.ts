// The departure audit (离任审计): one person's terms, drawn from the views in one snapshot.
// Every figure carries its events. It states facts and proposals; it must never state a verdict.
import type { Rule } from '../../src/rules/rule.js';
import { auditFileFor } from '../audit-files/auditFiles.queries.js';
import type { AuditFile } from '../audit-files/auditFile.js';
import {
  person,
  portfolioHistory,
  unit,
  type PortfolioChange,
} from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { complaintsAgainst } from '../unit-books/unitBooks.queries.js';
import { actsOf, counted, splitActs, type Counted } from './acts.js';
import { countComplaints, type ComplaintCounts } from './books/complaints.js';
import { unitBooksOf, type UnitBooks } from './books/unitBooks.js';
import { powersOf, type HeldPower } from './books/unitFacts.js';
import { auditedDecisions, type AuditedDecision } from './decisions.js';
import { auditedFindings, type Findings } from './findings.js';
import { auditedPayments, type AuditedPayments } from './money.js';
import { keyFiguresOf, type KeyFigures } from './keyFigures.js';
import { limitationsOf, type Limitation } from './limitations.js';
import { ratingsOf, ratingYearsOf, type AuditedRating, type RatingYear } from './ratings.js';
import { spanOf, staysOf } from './stays.js';
import { supervisedBy, type Supervised } from './supervision.js';
import { templateOf, type AuditTemplate } from './template.js';
import { auditWindow, type AuditedTerm } from './terms.js';
import { unitMoney, type UnitMoney } from './unitMoney.js';
import { violationsOfCases } from '../violations/violations.queries.js';

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
  /** Decided with a ballot on record that no rule on ballots objects to; and with one that some rule objects to. */
  readonly validBallot: Counted;
  readonly faultyBallot: Counted;
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
  /** Of which regime the audit is: by its file, else by the level of the posts. */
  readonly template: AuditTemplate;
  /** The file of the audit of these terms; `null`: none was begun. */
  readonly file: AuditFile | null;
  /** Who commissioned it: the unit's name where it is registered, else the id; `null`: not commissioned. */
  readonly issuer: string | null;
  readonly terms: readonly AuditedTerm[];
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly portfolios: readonly PortfolioChange[];
  readonly powers: readonly HeldPower[];
  readonly decisions: readonly AuditedDecision[];
  readonly decisionCounts: DecisionCounts;
  readonly payments: AuditedPayments;
  readonly findings: Findings['findings'];
  /** Areas in the person's charge with violations by others. */
  readonly supervised: readonly Supervised[];
  /** See {@link Findings}. */
  readonly relatedViolations: Counted;
  readonly ratings: readonly AuditedRating[];
  readonly ratingYears: readonly RatingYear[];
  /** Of the units of the terms, whoever moved it. */
  readonly unitMoney: readonly UnitMoney[];
  /** Targets, balance, debts, funds, projects, assets, publicity and complaints of the units. */
  readonly books: readonly UnitBooks[];
  readonly keyFigures: KeyFigures;
  /** Complaints that name the person, whatever unit they concern. */
  readonly complaints: ComplaintCounts;
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

/** Rules on the ballot itself: that it adds up, was ruled as it went, had its quorum and mode, and the right roll. */
const ON_BALLOTS = /^BAL-\d{2}$/;

function countDecisions(
  decisions: readonly AuditedDecision[],
  faulty: ReadonlySet<string>,
): DecisionCounts {
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
    validBallot: count(
      ({ decidedOn, ballots: held, matterId }) =>
        decidedOn !== null && held.length > 0 && !faulty.has(matterId),
    ),
    faultyBallot: count(
      ({ decidedOn, ballots: held, matterId }) =>
        decidedOn !== null && held.length > 0 && faulty.has(matterId),
    ),
    withoutBallot: count(({ decidedOn, ballots: held }) => decidedOn !== null && held.length === 0),
    unpublished: count(({ decidedOn, publishedOn }) => decidedOn !== null && publishedOn === null),
  };
}

/** Matters of which some ballot breaks a rule on ballots. */
function mattersBreaking(
  snapshot: ViewSnapshot,
  decisions: readonly AuditedDecision[],
): ReadonlySet<string> {
  const cases = decisions.map(({ matterId }) => `matter-${matterId}`);
  return new Set(
    violationsOfCases(snapshot, cases)
      .filter(({ rule }) => ON_BALLOTS.test(rule))
      .map(({ caseId }) => caseId.slice('matter-'.length)),
  );
}

/** The day on which the ledger last recorded anything of a person: what is still open is drawn to it. */
const ledgerDay = (snapshot: ViewSnapshot): string =>
  snapshot.get<{ day: string }>(
    'SELECT recorded_date AS day FROM {departure-audit.entry} ORDER BY position DESC LIMIT 1',
  )?.day ?? '';

const NOWHERE = { unitId: '', unitName: null, orgunit: '' } as const;

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
  const payments = auditedPayments(snapshot, inTerm, window);
  const found = auditedFindings(snapshot, rules, personId, window, decisions, payments);
  const ratings = ratingsOf(snapshot, personId, window.terms);
  const { to } = window.bounds;
  const portfolios = portfolioHistory(snapshot, personId).filter(
    ({ since }) => to === null || since <= to,
  );
  const today = ledgerDay(snapshot);
  const stays = staysOf(snapshot, window.terms);
  const file = auditFileFor(
    snapshot,
    personId,
    window.terms.map((term) => term.termId),
  );
  const books = stays.map((stay) => unitBooksOf(snapshot, stay, today));
  return {
    person: {
      personId,
      name: registered?.name ?? null,
      otherNames: registered?.otherNames ?? [],
      eventId: registered?.event.eventId ?? null,
    },
    template: file?.trigger?.template ?? templateOf(snapshot, window.terms),
    file,
    issuer: file?.commission
      ? (unit(snapshot, file.commission.by)?.name ?? file.commission.by)
      : null,
    terms: window.terms,
    period: window.bounds,
    portfolios,
    powers: powersOf(snapshot, window.terms, today),
    decisions,
    decisionCounts: countDecisions(decisions, mattersBreaking(snapshot, decisions)),
    payments,
    findings: found.findings,
    supervised: supervisedBy(snapshot, personId, portfolios, window),
    relatedViolations: found.related,
    ratings,
    ratingYears: ratingYearsOf(ratings),
    unitMoney: unitMoney(snapshot, stays),
    books,
    keyFigures: keyFiguresOf(found.findings, file, books),
    complaints: countComplaints(
      complaintsAgainst(snapshot, personId),
      window.terms.map(({ from, endedOn }) => spanOf({ ...NOWHERE, from, to: endedOn }, today)),
    ),
    outside: { acts: outside, violations: found.outside },
    beforeLeaving,
    limitations: limitationsOf(registered?.name, window.terms, decisions, books, file),
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name, halt }) => ({ name, reason: halt?.reason })),
    rulePacks: [...new Set(found.findings.flatMap(({ packs }) => packs))].sort(),
  };
}
