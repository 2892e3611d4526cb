// Everything that each person did or was present for, so that an audit reads the person's rows and no others.
import { readFileSync } from 'node:fs';
import { createBulkInsert, createSortedInsert } from '../bulkInsert.js';
import { localDate } from '../clocks.js';
import type { Projection, ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';
import { involvementsOf, type Involvement } from './involvement.js';

const PERSONS_HELD = 100_000;

/** Numbers persons in the order of their first mention. */
function createPersonNumbers(writer: ViewWriter): (personId: string) => number {
  const find = writer.prepare('SELECT number FROM {person} WHERE person_id = ?');
  const add = writer.prepare('INSERT INTO {person} (number, person_id) VALUES (?, ?)');
  const held = new Recent<string, number>(PERSONS_HELD);
  let last =
    writer.prepare('SELECT max(number) AS last FROM {person}').get<{ last: number | null }>()
      ?.last ?? 0;
  return (personId) => {
    const known = held.get(personId) ?? find.get<{ number: number }>([personId])?.number;
    const number = known ?? ++last;
    if (known === undefined) add.run([number, personId]);
    held.set(personId, number);
    return number;
  };
}

/** A person's roles in one event, as the table keeps them. */
export type StoredRole = readonly [role: string, post: string | null, detail: string | null];

function byPerson(involvements: readonly Involvement[]): ReadonlyMap<string, StoredRole[]> {
  const persons = new Map<string, StoredRole[]>();
  for (const { person, role, post, detail } of involvements) {
    const stored: StoredRole = [role, post ?? null, detail ?? null];
    const roles = persons.get(person);
    if (roles) roles.push(stored);
    else persons.set(person, [stored]);
  }
  return persons;
}

export const departureAuditProjection: Projection = {
  name: 'departure-audit',
  version: 2,
  handles: 'all',
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const numberOf = createPersonNumbers(writer);
    const entries = createBulkInsert(
      writer,
      'INSERT INTO {entry} (position, event_id, name, subject, time, business_date, recorded_date, orgunit, power, matter) VALUES',
      10,
    );
    const acts = createSortedInsert(
      writer,
      'INSERT INTO {act} (person, position, roles) VALUES',
      3,
    );
    return {
      apply(events) {
        for (const event of events) {
          const persons = byPerson(involvementsOf(event));
          if (persons.size === 0) continue;
          const position = sequenceOf(event.position);
          entries.add([
            position,
            event.id,
            event.name,
            event.subject,
            event.time,
            localDate(event.time),
            localDate(event.recordedtime),
            event.orgunit,
            event.powercode ?? null,
            event.matter ?? null,
          ]);
          for (const [person, roles] of persons)
            acts.add([numberOf(person), position, JSON.stringify(roles)]);
        }
        entries.flush();
        acts.flush();
      },
    };
  },
};
