// Unbroken stays in office at one unit: terms that overlap are one, so that nothing of the unit counts twice.
import { unit } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { AuditedTerm } from './terms.js';

export interface Stay {
  readonly unitId: string;
  readonly unitName: string | null;
  /** Division code, by which money and decisions are booked. */
  readonly orgunit: string;
  /** First and last day; `null`: not known, or not ended. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Terms of one unit joined where they overlap, the first begun first. */
export function staysOf(snapshot: ViewSnapshot, terms: readonly AuditedTerm[]): readonly Stay[] {
  const stays: { -readonly [K in keyof Stay]: Stay[K] }[] = [];
  const sorted = terms.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
  for (const { unitId, unitName, from, endedOn } of sorted) {
    if (unitId === null) continue;
    const open = stays.find(
      (stay) => stay.unitId === unitId && (stay.to === null || (from ?? '') <= stay.to),
    );
    const orgunit = unit(snapshot, unitId)?.division ?? unitId;
    if (!open) stays.push({ unitId, unitName, orgunit, from, to: endedOn });
    else if (open.to !== null && (endedOn === null || endedOn > open.to)) open.to = endedOn;
  }
  return stays;
}

/** A stay with definite bounds: what lies between them is of the stay. */
export interface Span {
  readonly from: string;
  readonly to: string;
  /** Day to which balances and ages are drawn: the last of the stay, or of the ledger while it lasts. */
  readonly closing: string;
}

export const spanOf = ({ from, to }: Stay, ledgerDay: string): Span => ({
  from: from ?? '',
  to: to ?? '9999-12-31',
  closing: to ?? ledgerDay,
});

export const within = ({ from, to }: Span, day: string): boolean => from <= day && day <= to;
