// The role codes of posts, the kinds of bodies and who sat on them, as far as they were known at a ledger position.
import type { ViewSnapshot } from '../reader.js';

export interface RolesAndKinds {
  /** Role code by post. */
  readonly roles: ReadonlyMap<string, string>;
  /** By body. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Kinds of the bodies on which a person sat on a local day. */
  readonly bodiesOf: (personId: string, day: string) => readonly string[];
  /** The posts that a person held on a local day; the day of its end is the first without it. */
  readonly postsOf: (personId: string, day: string) => readonly string[];
}

export function rolesAndKinds(snapshot: ViewSnapshot, upTo: number): RolesAndKinds {
  const roles = snapshot.all<{ post_id: string; role: string }>(
    'SELECT post_id, role FROM {offices.post} WHERE role IS NOT NULL AND position <= ? ORDER BY position',
    [upTo],
  );
  const kinds = snapshot.all<{ body_id: string; kind: string }>(
    'SELECT body_id, kind FROM {offices.body} WHERE position <= ? ORDER BY position',
    [upTo],
  );
  const kindOf = new Map(kinds.map(({ body_id, kind }) => [body_id, kind]));
  return {
    roles: new Map(roles.map(({ post_id, role }) => [post_id, role])),
    kinds: kindOf,
    bodiesOf: readBodies(snapshot, upTo, kindOf),
    postsOf: readPosts(snapshot, upTo),
  };
}

interface ChangeRow {
  readonly person_id: string;
  readonly body_id: string;
  readonly effective_on: string;
  readonly joined: number;
}

/** Membership on a day is the last change up to it. */
function readBodies(
  snapshot: ViewSnapshot,
  upTo: number,
  kindOf: ReadonlyMap<string, string>,
): RolesAndKinds['bodiesOf'] {
  const changes = byPerson(
    snapshot.all<ChangeRow>(
      `SELECT person_id, body_id, effective_on, joined FROM {offices.membership_change}
       WHERE position <= ? ORDER BY effective_on, position`,
      [upTo],
    ),
  );
  return (personId, day) => {
    const standing = new Map<string, boolean>();
    for (const { body_id, effective_on, joined } of changes.get(personId) ?? [])
      if (effective_on <= day) standing.set(body_id, joined === 1);
    return [...standing].flatMap(([body, sits]) => (sits ? (kindOf.get(body) ?? []) : []));
  };
}

interface TermRow {
  readonly person_id: string;
  readonly post_id: string;
  readonly from_on: string;
  readonly ended_on: string | null;
}

function readPosts(snapshot: ViewSnapshot, upTo: number): RolesAndKinds['postsOf'] {
  const terms = byPerson(
    snapshot.all<TermRow>(
      `SELECT person_id, post_id, from_on, CASE WHEN ended_position <= ? THEN ended_on END AS ended_on
       FROM {offices.term} WHERE held_position <= ? AND from_on IS NOT NULL ORDER BY held_position`,
      [upTo, upTo],
    ),
  );
  return (personId, day) =>
    (terms.get(personId) ?? []).flatMap(({ post_id, from_on, ended_on }) =>
      from_on <= day && (ended_on === null || day < ended_on) ? [post_id] : [],
    );
}

function byPerson<Row extends { readonly person_id: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.person_id);
    if (known) known.push(row);
    else found.set(row.person_id, [row]);
  }
  return found;
}
