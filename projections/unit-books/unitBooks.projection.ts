// Fills the view `unit-books`: the facts of every thing that a unit has on record, as they were recorded.
// It must never keep the content of a complaint, nor decide what a thing's state is: that is folded when it is asked for.
import { readFileSync } from 'node:fs';
import type { EventName, LedgerEvent } from '../../src/events/index.js';
import type { Statement } from '../../src/sqlite/driver.js';
import { localDate } from '../clocks.js';
import type { Projection, ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';
import { BOOK_EVENTS, KEPT, PLACES, type BookEvent } from './families.js';

function prepare(writer: ViewWriter) {
  return {
    opened: writer.prepare(
      `INSERT INTO {thing} (family, thing_id, unit, opened) VALUES (?, ?, ?, 1)
       ON CONFLICT (family, thing_id) DO UPDATE SET unit = excluded.unit, opened = 1 WHERE opened = 0`,
    ),
    mentioned: writer.prepare(
      'INSERT INTO {thing} (family, thing_id, unit, opened) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING',
    ),
    fact: writer.prepare('INSERT INTO {fact} VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    accused: writer.prepare('INSERT INTO {accused} VALUES (?, ?) ON CONFLICT DO NOTHING'),
  } satisfies Record<string, Statement>;
}
type Statements = ReturnType<typeof prepare>;

const isBookEvent = (event: LedgerEvent): event is BookEvent => Object.hasOwn(PLACES, event.name);

type Data = Readonly<Record<string, unknown>>;
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The unit that a record is about: the one that its data name, else the one that it belongs to. */
const unitOf = (event: BookEvent, data: Data): string =>
  textOf(data['unitId']) ?? textOf(data['accusedUnit']) ?? event.orgunit;

function keptOf(event: BookEvent, data: Data): Data {
  const kept = KEPT[event.name];
  if (kept === undefined) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => kept.includes(name)));
}

function record(to: Statements, event: BookEvent): void {
  const place = PLACES[event.name];
  const data = event.data as Data;
  const thing = textOf(data[place.id]);
  if (thing === undefined) return;
  const { family } = place;
  (place.opens ? to.opened : to.mentioned).run([family, thing, unitOf(event, data)]);
  to.fact.run([
    family,
    thing,
    sequenceOf(event.position),
    event.name,
    localDate(event.time),
    event.matter ?? null,
    event.id,
    JSON.stringify(keptOf(event, data)),
  ]);
  if (event.name === 'complaints.ComplaintRegistered')
    for (const person of event.data.accused ?? []) to.accused.run([person, thing]);
}

export const unitBooksProjection: Projection = {
  name: 'unit-books',
  version: 1,
  handles: new Set<EventName>(BOOK_EVENTS),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const to = prepare(writer);
    return {
      apply(events) {
        for (const event of events) if (isBookEvent(event)) record(to, event);
      },
    };
  },
};
