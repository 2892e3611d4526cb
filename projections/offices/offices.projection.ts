// Fills the view `offices`: one row a fact, so that facts recorded late or out of order still give the right answer.
import { readFileSync } from 'node:fs';
import type { SqlValue, Statement } from '../../src/sqlite/driver.js';
import { indexText } from '../bigrams.js';
import { localDate } from '../clocks.js';
import { projectionOf, type EventOf, type Handlers } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

/** A definition states who the members are, not since when: they are taken as members from the beginning. */
const ALWAYS = '';

const json = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);

function prepare(writer: ViewWriter) {
  return {
    unit: writer.prepare(
      `INSERT INTO {unit} (unit_id, division, name, kind, parent, valid_from, event_id, position)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (unit_id) DO UPDATE SET division = excluded.division, name = excluded.name, kind = excluded.kind,
         parent = excluded.parent, valid_from = excluded.valid_from, event_id = excluded.event_id, position = excluded.position`,
    ),
    dissolve: writer.prepare(
      `INSERT INTO {unit} (unit_id, dissolved_on, successor, dissolved_event_id, dissolved_position)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (unit_id) DO UPDATE SET dissolved_on = excluded.dissolved_on, successor = excluded.successor,
         dissolved_event_id = excluded.dissolved_event_id, dissolved_position = excluded.dissolved_position`,
    ),
    households: writer.prepare('INSERT INTO {households} VALUES (?, ?, ?, ?, ?, ?)'),
    person: writer.prepare('INSERT INTO {person} VALUES (?, ?, ?, ?, ?)'),
    personName: writer.prepare('INSERT INTO {person_name} (rowid, text) VALUES (?, ?)'),
    kinship: writer.prepare('INSERT INTO {kinship} VALUES (?, ?, ?, ?, ?)'),
    post: writer.prepare('INSERT INTO {post} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    held: writer.prepare(
      `INSERT INTO {term} (person_id, term_id, post_id, unit_id, from_on, due_to, basis_document, basis_clause,
         held_event_id, held_position, held_recorded_on)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person_id, term_id) DO UPDATE SET post_id = excluded.post_id, unit_id = excluded.unit_id,
         from_on = excluded.from_on, due_to = excluded.due_to, basis_document = excluded.basis_document,
         basis_clause = excluded.basis_clause, held_event_id = excluded.held_event_id,
         held_position = excluded.held_position, held_recorded_on = excluded.held_recorded_on`,
    ),
    ended: writer.prepare(
      `INSERT INTO {term} (person_id, term_id, post_id, ended_on, end_reason, ended_event_id, ended_position, ended_recorded_on)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person_id, term_id) DO UPDATE SET ended_on = excluded.ended_on, end_reason = excluded.end_reason,
         ended_event_id = excluded.ended_event_id, ended_position = excluded.ended_position,
         ended_recorded_on = excluded.ended_recorded_on`,
    ),
    body: writer.prepare('INSERT INTO {body} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    membership: writer.prepare('INSERT INTO {membership_change} VALUES (?, ?, ?, ?, ?, ?, ?)'),
    portfolio: writer.prepare('INSERT INTO {portfolio_change} VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
  } satisfies Record<string, Statement>;
}
type Statements = ReturnType<typeof prepare>;

function registerPerson(to: Statements, event: EventOf<'offices.PersonRegistered'>): void {
  const { personId, name, otherNames = [] } = event.data;
  const number = sequenceOf(event.position);
  to.person.run([number, personId, name, JSON.stringify(otherNames), event.id]);
  to.personName.run([number, [name, ...otherNames].map(indexText).join(' ¶ ')]);
}

function holdOffice(to: Statements, event: EventOf<'offices.OfficeHeld'>): void {
  const { personId, termId, postId, unitId, from, dueTo, basis } = event.data;
  to.held.run([
    personId,
    termId,
    postId,
    unitId,
    from,
    dueTo ?? null,
    basis?.document ?? null,
    basis?.clause ?? null,
    event.id,
    sequenceOf(event.position),
    localDate(event.recordedtime),
  ]);
}

function definePost(
  to: Statements,
  event: EventOf<'offices.PostDefined' | 'offices.PostRevised'>,
): void {
  const { data } = event;
  const defined = event.name === 'offices.PostDefined' ? event.data : undefined;
  to.post.run([
    sequenceOf(event.position),
    data.postId,
    'effectiveFrom' in data ? data.effectiveFrom : null,
    defined?.unitId ?? null,
    data.title ?? null,
    defined?.role ?? null,
    defined?.level ?? null,
    json(data.duties),
    json(data.powerCodes),
    event.id,
  ]);
}

function defineBody(to: Statements, event: EventOf<'offices.BodyDefined'>): void {
  const { bodyId, unitId, name, kind, members, quorum, pass, voteMode } = event.data;
  const [position, on] = [sequenceOf(event.position), localDate(event.time)];
  const rule: SqlValue[] = [json(quorum), json(pass), voteMode ?? null];
  to.body.run([bodyId, unitId, name, kind, ...rule, on, event.id, position]);
  for (const member of new Set(members))
    to.membership.run([bodyId, member, ALWAYS, position, 1, event.id, null]);
}

function changeMembership(to: Statements, event: EventOf<'offices.BodyMembershipChanged'>): void {
  const { bodyId, effectiveFrom, joined, left, reason = null } = event.data;
  const position = sequenceOf(event.position);
  const record = (person: string, isJoining: number) =>
    to.membership.run([bodyId, person, effectiveFrom, position, isJoining, event.id, reason]);
  // Who is named in both lists left and came back on the same day: he is in.
  for (const person of left) if (!joined.includes(person)) record(person, 0);
  for (const person of joined) record(person, 1);
}

function changePortfolio(
  to: Statements,
  event: EventOf<'offices.PortfolioAssigned' | 'offices.PortfolioEnded'>,
): void {
  const { data } = event;
  const assigned = 'from' in data;
  for (const area of new Set(data.areas))
    to.portfolio.run([
      data.personId,
      data.unitId,
      area,
      assigned ? data.from : data.on,
      sequenceOf(event.position),
      assigned ? 1 : 0,
      assigned ? (data.documentNumber ?? null) : null,
      event.id,
    ]);
}

const handlers: Handlers<Statements> = {
  'offices.UnitRegistered'(to, { id, position, data }) {
    const { unitId, division = null, name, kind, parent = null, validFrom = null } = data;
    to.unit.run([unitId, division, name, kind, parent, validFrom, id, sequenceOf(position)]);
  },
  'offices.UnitDissolved'(to, { id, position, data }) {
    to.dissolve.run([data.unitId, data.on, data.successor ?? null, id, sequenceOf(position)]);
  },
  'offices.HouseholdsCounted'(to, { id, position, data }) {
    const { unitId, on, households, population = null } = data;
    to.households.run([unitId, on, households, population, id, sequenceOf(position)]);
  },
  'offices.PersonRegistered': registerPerson,
  'offices.KinshipDeclared'(to, { id, position, data }) {
    to.kinship.run([data.personId, data.relativeId, data.relation, id, sequenceOf(position)]);
  },
  'offices.PostDefined': definePost,
  'offices.PostRevised': definePost,
  'offices.OfficeHeld': holdOffice,
  'offices.OfficeEnded'(to, { id, position, recordedtime, data }) {
    const { personId, termId, postId, on, reason } = data;
    const [sequence, recordedOn] = [sequenceOf(position), localDate(recordedtime)];
    to.ended.run([personId, termId, postId, on, reason, id, sequence, recordedOn]);
  },
  'offices.BodyDefined': defineBody,
  'offices.BodyMembershipChanged': changeMembership,
  'offices.PortfolioAssigned': changePortfolio,
  'offices.PortfolioEnded': changePortfolio,
};

export const officesProjection = projectionOf(
  { handlers, prepare },
  {
    name: 'offices',
    version: 1,
    schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  },
);
