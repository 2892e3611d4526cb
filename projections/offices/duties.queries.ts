// What may be asked about duties and ties: posts as they stood, portfolios, kinship, households of a unit.
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export interface PostState {
  readonly postId: string;
  readonly unitId: string | null;
  readonly title: string | null;
  readonly role: string | null;
  readonly level: string | null;
  readonly duties: readonly string[] | null;
  /** `null`: not delimited. */
  readonly powerCodes: readonly string[] | null;
  /** The definition and the revisions in force, in the order of effect. */
  readonly events: readonly EventReference[];
}

export interface Portfolio {
  readonly personId: string;
  readonly unitId: string;
  readonly area: string;
  readonly since: string;
  readonly documentNumber: string | null;
  readonly event: EventReference;
}

interface PostRow {
  post_id: string;
  unit_id: string | null;
  title: string | null;
  role: string | null;
  level: string | null;
  duties: string | null;
  power_codes: string | null;
  event_id: string;
  position: number;
}

const list = (text: string | null): readonly string[] | null =>
  text === null ? null : (JSON.parse(text) as string[]);

/** A post as it stood on a day: its definition, with every revision in effect by then. */
export function postOn(snapshot: ViewSnapshot, postId: string, on: string): PostState | undefined {
  const rows = snapshot.all<PostRow>(
    `SELECT * FROM {offices.post} WHERE post_id = ? AND (effective_from IS NULL OR effective_from <= ?)
     ORDER BY COALESCE(effective_from, ''), position`,
    [postId, on],
  );
  if (rows.length === 0) return undefined;
  const last = <T>(pick: (row: PostRow) => T | null): T | null =>
    rows.reduce<T | null>((value, row) => pick(row) ?? value, null);
  return {
    postId,
    unitId: last((row) => row.unit_id),
    title: last((row) => row.title),
    role: last((row) => row.role),
    level: last((row) => row.level),
    duties: list(last((row) => row.duties)),
    powerCodes: list(last((row) => row.power_codes)),
    events: rows.map(eventReference),
  };
}

interface PortfolioRow {
  person_id: string;
  unit_id: string;
  area: string;
  effective_on: string;
  document_number: string | null;
  event_id: string;
  position: number;
  assigned: number;
}

const toPortfolio = (row: PortfolioRow): Portfolio => ({
  personId: row.person_id,
  unitId: row.unit_id,
  area: row.area,
  since: row.effective_on,
  documentNumber: row.document_number,
  event: eventReference(row),
});

/** The areas in a person's charge, or in anyone's charge at a unit, on a day; the day on which a charge ends is its last. */
export function portfoliosOn(
  snapshot: ViewSnapshot,
  of: { readonly personId: string } | { readonly unitId: string },
  on: string,
): readonly Portfolio[] {
  const [column, value] = 'personId' in of ? ['person_id', of.personId] : ['unit_id', of.unitId];
  return snapshot
    .all<PortfolioRow>(
      `SELECT * FROM (
         SELECT *, row_number() OVER (
           PARTITION BY person_id, unit_id, area ORDER BY effective_on DESC, position DESC) AS place
         FROM {offices.portfolio_change}
         WHERE ${column} = ? AND (effective_on < ? OR (effective_on = ? AND assigned = 1)))
       WHERE place = 1 AND assigned = 1 ORDER BY unit_id, area, person_id`,
      [value, on, on],
    )
    .map(toPortfolio);
}

export interface PortfolioChange extends Portfolio {
  readonly assigned: boolean;
}

/** Everything that was ever put in a person's charge or taken from it, in the order of effect. */
export function portfolioHistory(
  snapshot: ViewSnapshot,
  personId: string,
): readonly PortfolioChange[] {
  return snapshot
    .all<PortfolioRow>(
      'SELECT * FROM {offices.portfolio_change} WHERE person_id = ? ORDER BY effective_on, position, area',
      [personId],
    )
    .map((row) => ({ ...toPortfolio(row), assigned: row.assigned === 1 }));
}

export interface Kinship {
  readonly personId: string;
  readonly relativeId: string;
  readonly relation: string;
  readonly event: EventReference;
}

/** Declarations that name a person on either side, in ledger order. */
export function kinshipOf(snapshot: ViewSnapshot, personId: string): readonly Kinship[] {
  return snapshot
    .all<{
      person_id: string;
      relative_id: string;
      relation: string;
      event_id: string;
      position: number;
    }>('SELECT * FROM {offices.kinship} WHERE person_id = ? OR relative_id = ? ORDER BY position', [
      personId,
      personId,
    ])
    .map((row) => ({
      personId: row.person_id,
      relativeId: row.relative_id,
      relation: row.relation,
      event: eventReference(row),
    }));
}

export interface HouseholdCount {
  readonly unitId: string;
  readonly on: string;
  readonly households: number;
  readonly population: number | null;
  readonly event: EventReference;
}

/** The last count of a unit's households up to a day. */
export function householdsOn(
  snapshot: ViewSnapshot,
  unitId: string,
  on: string,
): HouseholdCount | undefined {
  const row = snapshot.get<{
    counted_on: string;
    households: number;
    population: number | null;
    event_id: string;
    position: number;
  }>(
    `SELECT * FROM {offices.households} WHERE unit_id = ? AND counted_on <= ?
     ORDER BY counted_on DESC, position DESC LIMIT 1`,
    [unitId, on],
  );
  return (
    row && {
      unitId,
      on: row.counted_on,
      households: row.households,
      population: row.population,
      event: eventReference(row),
    }
  );
}
