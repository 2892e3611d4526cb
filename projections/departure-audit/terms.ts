// The terms that an audit covers, and what a date means to them.
import { missing } from '../../src/kernel/errors.js';
import { postOn, termsOfPerson, unit, type Term } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';

export interface AuditedTerm extends Term {
  readonly unitName: string | null;
}

/** The union of terms: which of them a business date falls into. The day on which a term ended is its last. */
export class AuditWindow {
  constructor(readonly terms: readonly AuditedTerm[]) {}

  /** Ids of the terms that hold a date; empty when it lies outside all of them. */
  termsOn(date: string): readonly string[] {
    return this.terms
      .filter(({ from, endedOn }) => (from ?? '') <= date && (endedOn === null || date <= endedOn))
      .map(({ termId }) => termId);
  }

  holds(date: string): boolean {
    return this.termsOn(date).length > 0;
  }

  /** First and last day of the union; `null`: not known, or not ended. */
  get bounds(): { readonly from: string | null; readonly to: string | null } {
    const starts = this.terms
      .map(({ from }) => from)
      .sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
    const ends = this.terms.map(({ endedOn }) => endedOn);
    return {
      from: starts[0] ?? null,
      to: ends.includes(null)
        ? null
        : (ends.sort((a, b) => ((a ?? '') < (b ?? '') ? 1 : -1))[0] ?? null),
    };
  }
}

/**
 * The terms of a person: all of them, or the one asked for.
 * @throws LedgerError `audit.no_term`, `audit.unknown_term`
 */
export function auditWindow(
  snapshot: ViewSnapshot,
  personId: string,
  termId: string | undefined,
): AuditWindow {
  const terms = termsOfPerson(snapshot, personId);
  if (terms.length === 0)
    throw missing(
      'audit.no_term',
      '台账中没有此人的任职记录，无法审计：请核对人员编号，或先登记任职',
      'The ledger records no term of this person, so there is nothing to audit; check the id or record the term first',
      personId,
    );
  const wanted = termId === undefined ? terms : terms.filter((term) => term.termId === termId);
  if (wanted.length === 0)
    throw missing(
      'audit.unknown_term',
      '此人没有该编号的任期',
      'This person has no term of that id',
      termId,
    );
  return new AuditWindow(
    wanted.map((term) => {
      // A term of which only the end is recorded has the unit of its post.
      const unitId =
        term.unitId ?? postOn(snapshot, term.postId, term.endedOn ?? '9999-12-31')?.unitId ?? null;
      const unitName = unitId === null ? null : (unit(snapshot, unitId)?.name ?? null);
      return { ...term, unitId, unitName };
    }),
  );
}
