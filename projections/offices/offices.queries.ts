// What may be asked of the register of offices: who held which post on a day, who sat on which body, who left.
// Dates are local business dates. A term's last day is the day on which it ended.
import { positionOf } from '../../src/kernel/position.js';
import { areaRange } from '../area.js';
import { matchExpression } from '../bigrams.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export interface Unit {
  readonly unitId: string;
  readonly division: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  readonly parent: string | null;
  readonly validFrom: string | null;
  readonly dissolvedOn: string | null;
  readonly successor: string | null;
  /** The registration, then the dissolution. */
  readonly events: readonly EventReference[];
}

export interface Person {
  readonly personId: string;
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly event: EventReference;
}

export interface Term {
  readonly termId: string;
  readonly personId: string;
  /** `null` when no registration of the person is recorded. */
  readonly personName: string | null;
  readonly postId: string;
  /** Title of the post as it was when the term ended (or is now). */
  readonly postTitle: string | null;
  readonly unitId: string | null;
  readonly from: string | null;
  readonly dueTo: string | null;
  readonly endedOn: string | null;
  readonly endReason: string | null;
  readonly basis: { readonly document: string; readonly clause: string | null } | null;
  /** When the ledger learnt of the beginning and of the end. */
  readonly heldRecordedOn: string | null;
  readonly endedRecordedOn: string | null;
  /** The beginning, then the end. */
  readonly events: readonly EventReference[];
}

interface UnitRow {
  unit_id: string;
  division: string | null;
  name: string | null;
  kind: string | null;
  parent: string | null;
  valid_from: string | null;
  dissolved_on: string | null;
  successor: string | null;
  event_id: string | null;
  position: number | null;
  dissolved_event_id: string | null;
  dissolved_position: number | null;
}

/** The references that are there, of pairs of columns that may be empty. */
function references(
  ...pairs: readonly (readonly [eventId: string | null, position: number | null])[]
): readonly EventReference[] {
  return pairs.flatMap(([eventId, position]) =>
    eventId === null || position === null ? [] : [{ eventId, position: positionOf(position) }],
  );
}

const toUnit = (row: UnitRow): Unit => ({
  unitId: row.unit_id,
  division: row.division,
  name: row.name,
  kind: row.kind,
  parent: row.parent,
  validFrom: row.valid_from,
  dissolvedOn: row.dissolved_on,
  successor: row.successor,
  events: references(
    [row.event_id, row.position],
    [row.dissolved_event_id, row.dissolved_position],
  ),
});

export function unit(snapshot: ViewSnapshot, unitId: string): Unit | undefined {
  const row = snapshot.get<UnitRow>('SELECT * FROM {offices.unit} WHERE unit_id = ?', [unitId]);
  return row && toUnit(row);
}

/**
 * Units, by division code and id. `below`: this unit and every unit under it by parent;
 * `area`: the unit of this division code and every unit under it by code.
 */
export function units(
  snapshot: ViewSnapshot,
  filter: { readonly below?: string | undefined; readonly area?: string | undefined } = {},
): readonly Unit[] {
  const order = 'ORDER BY division IS NULL, division, unit_id';
  if (filter.below !== undefined)
    return snapshot
      .all<UnitRow>(
        `WITH RECURSIVE tree (unit_id) AS (
           SELECT ? UNION SELECT u.unit_id FROM {offices.unit} u JOIN tree ON u.parent = tree.unit_id)
         SELECT * FROM {offices.unit} WHERE unit_id IN (SELECT unit_id FROM tree) ${order}`,
        [filter.below],
      )
      .map(toUnit);
  const [from, before] = filter.area === undefined ? [null, null] : areaRange(filter.area);
  return snapshot
    .all<UnitRow>(
      `SELECT * FROM {offices.unit} WHERE ? IS NULL OR (division >= ? AND division < ?) ${order}`,
      [from, from, before],
    )
    .map(toUnit);
}

interface PersonRow {
  person_id: string;
  name: string;
  other_names: string;
  event_id: string;
  number: number;
}

const toPerson = (row: PersonRow): Person => ({
  personId: row.person_id,
  name: row.name,
  otherNames: JSON.parse(row.other_names) as string[],
  event: eventReference({ event_id: row.event_id, position: row.number }),
});

export function person(snapshot: ViewSnapshot, personId: string): Person | undefined {
  const row = snapshot.get<PersonRow>('SELECT * FROM {offices.person} WHERE person_id = ?', [
    personId,
  ]);
  return row && toPerson(row);
}

/** Persons whose id is the text or one of whose names contains it, in the order of registration. */
export function searchPersons(snapshot: ViewSnapshot, text: string, limit = 50): readonly Person[] {
  const match = matchExpression(text);
  const rows = snapshot.all<PersonRow>(
    match === undefined
      ? 'SELECT * FROM {offices.person} WHERE person_id = ? LIMIT ?'
      : `SELECT * FROM {offices.person} WHERE person_id = ?
           OR number IN (SELECT rowid FROM {offices.person_name} WHERE {offices.person_name} MATCH ?)
         ORDER BY number LIMIT ?`,
    match === undefined ? [text, limit] : [text, match, limit],
  );
  return rows.map(toPerson);
}

interface TermRow {
  term_id: string;
  person_id: string;
  person_name: string | null;
  post_id: string;
  post_title: string | null;
  unit_id: string | null;
  from_on: string | null;
  due_to: string | null;
  ended_on: string | null;
  end_reason: string | null;
  basis_document: string | null;
  basis_clause: string | null;
  held_recorded_on: string | null;
  ended_recorded_on: string | null;
  held_event_id: string | null;
  held_position: number | null;
  ended_event_id: string | null;
  ended_position: number | null;
}

const TERMS = `
  SELECT t.*, p.name AS person_name,
    (SELECT title FROM {offices.post} s
      WHERE s.post_id = t.post_id AND s.title IS NOT NULL
        AND (s.effective_from IS NULL OR t.ended_on IS NULL OR s.effective_from <= t.ended_on)
      ORDER BY COALESCE(s.effective_from, '') DESC, s.position DESC LIMIT 1) AS post_title
  FROM {offices.term} t LEFT JOIN {offices.person} p ON p.person_id = t.person_id`;

const toTerm = (row: TermRow): Term => ({
  termId: row.term_id,
  personId: row.person_id,
  personName: row.person_name,
  postId: row.post_id,
  postTitle: row.post_title,
  unitId: row.unit_id,
  from: row.from_on,
  dueTo: row.due_to,
  endedOn: row.ended_on,
  endReason: row.end_reason,
  basis:
    row.basis_document === null ? null : { document: row.basis_document, clause: row.basis_clause },
  heldRecordedOn: row.held_recorded_on,
  endedRecordedOn: row.ended_recorded_on,
  events: references(
    [row.held_event_id, row.held_position],
    [row.ended_event_id, row.ended_position],
  ),
});

/** Every term of a person, in the order in which they began. */
export function termsOfPerson(snapshot: ViewSnapshot, personId: string): readonly Term[] {
  return snapshot
    .all<TermRow>(`${TERMS} WHERE t.person_id = ? ORDER BY t.from_on, t.held_position, t.term_id`, [
      personId,
    ])
    .map(toTerm);
}

/** Who held a post (or any post of a unit) on a day; the day on which a term ended is its last. */
export function holdersOn(
  snapshot: ViewSnapshot,
  of: { readonly postId: string } | { readonly unitId: string },
  on: string,
): readonly Term[] {
  const [column, value] = 'postId' in of ? ['post_id', of.postId] : ['unit_id', of.unitId];
  return snapshot
    .all<TermRow>(
      `${TERMS} WHERE t.${column} = ? AND t.from_on <= ? AND (t.ended_on IS NULL OR t.ended_on >= ?)
       ORDER BY t.post_id, t.from_on, t.held_position`,
      [value, on, on],
    )
    .map(toTerm);
}

/** Terms that ended within the dates (both included), in the order of ending: what calls for a departure audit. */
export function departures(
  snapshot: ViewSnapshot,
  period: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): readonly Term[] {
  return snapshot
    .all<TermRow>(
      `${TERMS} WHERE t.ended_on IS NOT NULL AND t.ended_on >= ? AND t.ended_on <= ?
       ORDER BY t.ended_on, t.ended_position`,
      [period.from ?? '', period.to ?? '9999-12-31'],
    )
    .map(toTerm);
}

export * from './bodies.queries.js';
export * from './duties.queries.js';
