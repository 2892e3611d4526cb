// Appraisals (民主评议) of the audited person: every tally, and the share of good marks by year and group of raters.
import type { ViewSnapshot } from '../reader.js';
import type { AuditedTerm } from './terms.js';

export interface AuditedRating {
  readonly year: number | null;
  readonly sessionId: string;
  readonly dimension: string;
  readonly raterGroup: string;
  readonly returned: number;
  readonly excellent: number;
  readonly competent: number;
  readonly basicallyCompetent: number;
  readonly incompetent: number;
  readonly abstain: number;
  readonly eventId: string;
}

/** All dimensions of a year and group together. */
export interface RatingYear {
  readonly year: number;
  readonly raterGroup: string;
  /** Marks given; abstentions are none. */
  readonly marks: number;
  /** Shares of the marks, of one; `null` without marks. */
  readonly excellentShare: number | null;
  readonly competentShare: number | null;
  readonly eventIds: readonly string[];
}

interface RatingRow {
  year: number | null;
  session_id: string;
  dimension: string;
  rater_group: string;
  returned: number;
  excellent: number;
  competent: number;
  basically_competent: number;
  incompetent: number;
  abstain: number;
  event_id: string;
}

/** Appraisals of the years that the terms touch. */
export function ratingsOf(
  snapshot: ViewSnapshot,
  personId: string,
  terms: readonly AuditedTerm[],
): readonly AuditedRating[] {
  const inTerm = (year: number | null) =>
    year === null ||
    terms.some(
      ({ from, endedOn }) =>
        (from ?? '').slice(0, 4) <= String(year) && String(year) <= (endedOn ?? '9999').slice(0, 4),
    );
  return snapshot
    .all<RatingRow>(
      `SELECT s.year, t.* FROM {norm-index.rating_tally} AS t LEFT JOIN {norm-index.rating_session} AS s USING (session_id)
       WHERE t.object_id = ? ORDER BY s.year, session_id, dimension, rater_group`,
      [personId],
    )
    .filter(({ year }) => inTerm(year))
    .map((row) => ({
      year: row.year,
      sessionId: row.session_id,
      dimension: row.dimension,
      raterGroup: row.rater_group,
      returned: row.returned,
      excellent: row.excellent,
      competent: row.competent,
      basicallyCompetent: row.basically_competent,
      incompetent: row.incompetent,
      abstain: row.abstain,
      eventId: row.event_id,
    }));
}

/** Years and groups in order; tallies of no known year count in none. */
export function ratingYearsOf(ratings: readonly AuditedRating[]): readonly RatingYear[] {
  const groups = new Map<string, AuditedRating[]>();
  for (const rating of ratings)
    if (rating.year !== null) {
      const key = `${rating.year} ${rating.raterGroup}`;
      groups.set(key, [...(groups.get(key) ?? []), rating]);
    }
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, tallies]) => {
      const sum = (count: (tally: AuditedRating) => number) =>
        tallies.reduce((total, tally) => total + count(tally), 0);
      const excellent = sum((tally) => tally.excellent);
      const competent = sum((tally) => tally.competent);
      const marks =
        excellent + competent + sum((tally) => tally.basicallyCompetent + tally.incompetent);
      return {
        year: tallies[0]?.year ?? 0,
        raterGroup: tallies[0]?.raterGroup ?? '',
        marks,
        excellentShare: marks === 0 ? null : excellent / marks,
        competentShare: marks === 0 ? null : (excellent + competent) / marks,
        eventIds: tallies.map(({ eventId }) => eventId),
      };
    });
}
