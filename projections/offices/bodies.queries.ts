// What may be asked about bodies: how they are defined and who sat on them on a day.
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export interface Membership {
  readonly personId: string;
  readonly personName: string | null;
  /** `null`: named in the body's definition. */
  readonly since: string | null;
  readonly event: EventReference;
}

export interface Body {
  readonly bodyId: string;
  readonly unitId: string;
  readonly name: string;
  readonly kind: string;
  /** Share rules as recorded. */
  readonly quorum: unknown;
  readonly pass: unknown;
  readonly voteMode: string | null;
  readonly definedOn: string;
  readonly event: EventReference;
}

interface BodyRow {
  body_id: string;
  unit_id: string;
  name: string;
  kind: string;
  quorum: string | null;
  pass: string | null;
  vote_mode: string | null;
  defined_on: string;
  event_id: string;
  position: number;
}

/** One body, or all bodies (of a unit), by id. */
export function bodies(
  snapshot: ViewSnapshot,
  filter: { readonly bodyId?: string | undefined; readonly unitId?: string | undefined } = {},
): readonly Body[] {
  const { bodyId = null, unitId = null } = filter;
  return snapshot
    .all<BodyRow>(
      'SELECT * FROM {offices.body} WHERE (? IS NULL OR body_id = ?) AND (? IS NULL OR unit_id = ?) ORDER BY body_id',
      [bodyId, bodyId, unitId, unitId],
    )
    .map((row) => ({
      bodyId: row.body_id,
      unitId: row.unit_id,
      name: row.name,
      kind: row.kind,
      quorum: row.quorum === null ? null : (JSON.parse(row.quorum) as unknown),
      pass: row.pass === null ? null : (JSON.parse(row.pass) as unknown),
      voteMode: row.vote_mode,
      definedOn: row.defined_on,
      event: eventReference(row),
    }));
}

interface MembershipRow {
  body_id: string;
  person_id: string;
  person_name: string | null;
  effective_on: string;
  event_id: string;
  position: number;
}

/** The changes that stand on a day: of each person in each body, the last by effect, then by ledger order. */
const standing = (where: string) => `
  SELECT c.*, p.name AS person_name FROM (
    SELECT *, row_number() OVER (PARTITION BY body_id, person_id ORDER BY effective_on DESC, position DESC) AS place
    FROM {offices.membership_change} WHERE ${where} AND effective_on <= ?) c
  LEFT JOIN {offices.person} p ON p.person_id = c.person_id
  WHERE c.place = 1 AND c.joined = 1`;

const toMembership = (row: MembershipRow): Membership => ({
  personId: row.person_id,
  personName: row.person_name,
  since: row.effective_on === '' ? null : row.effective_on,
  event: eventReference(row),
});

/** The members of a body on a day, by person id. */
export function membersOn(
  snapshot: ViewSnapshot,
  bodyId: string,
  on: string,
): readonly Membership[] {
  return snapshot
    .all<MembershipRow>(`${standing('body_id = ?')} ORDER BY c.person_id`, [bodyId, on])
    .map(toMembership);
}

/** The bodies on which a person sat on a day, by body id. */
export function membershipsOfPerson(
  snapshot: ViewSnapshot,
  personId: string,
  on: string,
): readonly (Membership & { readonly bodyId: string })[] {
  return snapshot
    .all<MembershipRow>(`${standing('person_id = ?')} ORDER BY c.body_id`, [personId, on])
    .map((row) => ({ ...toMembership(row), bodyId: row.body_id }));
}
