// What may be asked of the books of a unit: the things of a family with their facts, in ledger order.
import type { EventOf } from '../handlers.js';
import type { ViewSnapshot } from '../reader.js';
import type { BookEventName, Family } from './families.js';

export type { Family } from './families.js';

/** One recorded fact; its name tells the shape of its data. */
export type BookFact = {
  readonly [N in BookEventName]: {
    readonly name: N;
    readonly data: EventOf<N>['data'];
    readonly on: string;
    readonly matter: string | null;
    readonly eventId: string;
  };
}[BookEventName];

export interface Thing {
  readonly id: string;
  readonly facts: readonly BookFact[];
}

interface FactRow {
  thing_id: string;
  name: string;
  on_date: string;
  matter: string | null;
  event_id: string;
  data: string;
}

function toThings(rows: readonly FactRow[]): readonly Thing[] {
  const things = new Map<string, BookFact[]>();
  for (const { thing_id: id, name, on_date: on, matter, event_id: eventId, data } of rows) {
    const fact = { name, on, matter, eventId, data: JSON.parse(data) as unknown } as BookFact;
    const facts = things.get(id);
    if (facts) facts.push(fact);
    else things.set(id, [fact]);
  }
  return [...things].map(([id, facts]) => ({ id, facts }));
}

const FACTS = 'SELECT f.thing_id, f.name, f.on_date, f.matter, f.event_id, f.data';

/**
 * The things of a family that belong to a unit, by id.
 * @param units names of the unit: its id and its division code
 */
export const thingsOf = (
  snapshot: ViewSnapshot,
  family: Family,
  units: readonly string[],
): readonly Thing[] =>
  toThings(
    snapshot.all<FactRow>(
      // CROSS: the things of the unit first, by their index; else every fact of the family is looked at.
      `${FACTS} FROM {unit-books.thing} AS t CROSS JOIN {unit-books.fact} AS f USING (family, thing_id)
       WHERE t.family = ? AND t.unit IN (SELECT value FROM json_each(?)) ORDER BY f.thing_id, f.position`,
      [family, JSON.stringify(units)],
    ),
  );

/** Complaints that name a person. */
export const complaintsAgainst = (snapshot: ViewSnapshot, personId: string): readonly Thing[] =>
  toThings(
    snapshot.all<FactRow>(
      `${FACTS} FROM {unit-books.accused} AS a
       JOIN {unit-books.fact} AS f ON f.family = 'complaint' AND f.thing_id = a.complaint_id
       WHERE a.person_id = ? ORDER BY f.thing_id, f.position`,
      [personId],
    ),
  );

/** The facts of one type, in ledger order. */
export const factsNamed = <N extends BookEventName>(
  { facts }: Thing,
  name: N,
): readonly Extract<BookFact, { readonly name: N }>[] =>
  facts.filter((fact): fact is Extract<BookFact, { readonly name: N }> => fact.name === name);
