// Everything a person did, read from the person's own rows, and split by the terms of an audit.
import { addDays, parseLocalDate } from '../../src/kernel/time.js';
import type { ViewSnapshot } from '../reader.js';
import type { StoredRole } from './departureAudit.projection.js';
import type { Role } from './involvement.js';
import type { AuditWindow } from './terms.js';

export interface PersonAct {
  readonly position: number;
  readonly eventId: string;
  readonly name: string;
  readonly subject: string;
  readonly time: string;
  readonly date: string;
  readonly recordedDate: string;
  readonly orgunit: string;
  readonly power: string | null;
  readonly matter: string | null;
  readonly roles: readonly {
    readonly role: Role;
    readonly post: string | null;
    readonly detail: string | null;
  }[];
}

/** A count that opens: how many events, and which. */
export interface Counted {
  readonly count: number;
  readonly eventIds: readonly string[];
}

export const counted = (eventIds: readonly string[]): Counted => ({
  count: eventIds.length,
  eventIds,
});

interface ActRow {
  position: number;
  event_id: string;
  name: string;
  subject: string;
  time: string;
  business_date: string;
  recorded_date: string;
  orgunit: string;
  power: string | null;
  matter: string | null;
  roles: string;
}

/** In which a person is named without doing anything. */
const PASSIVE: ReadonlySet<Role> = new Set([
  'concerned',
  'notified',
  'addressee',
  'absent',
  'payee',
  'rated',
  'official',
  'member',
  'formerMember',
  'relative',
  'registered',
  'accountHolder',
]);

export const isDeed = ({ roles }: PersonAct): boolean =>
  roles.some(({ role }) => !PASSIVE.has(role));

/** Every event that names a person, in ledger order. */
export function actsOf(snapshot: ViewSnapshot, personId: string): readonly PersonAct[] {
  return snapshot
    .all<ActRow>(
      `SELECT e.*, a.roles FROM {departure-audit.person} AS p
       JOIN {departure-audit.act} AS a ON a.person = p.number
       JOIN {departure-audit.entry} AS e ON e.position = a.position
       WHERE p.person_id = ? ORDER BY e.position`,
      [personId],
    )
    .map((row) => ({
      position: row.position,
      eventId: row.event_id,
      name: row.name,
      subject: row.subject,
      time: row.time,
      date: row.business_date,
      recordedDate: row.recorded_date,
      orgunit: row.orgunit,
      power: row.power,
      matter: row.matter,
      roles: (JSON.parse(row.roles) as readonly StoredRole[]).map(([role, post, detail]) => ({
        role: role as Role,
        post,
        detail,
      })),
    }));
}

/** Acts of a person as an audit sees them. */
export interface SplitActs {
  readonly inTerm: readonly PersonAct[];
  /** Deeds on a day in none of the terms: left out of every figure. */
  readonly outside: Counted;
  /** Deeds in the 90 days before a term ended (突击). */
  readonly beforeLeaving: Counted;
}

const DAYS_BEFORE_LEAVING = 90;

export function splitActs(acts: readonly PersonAct[], window: AuditWindow): SplitActs {
  const ends = window.terms.flatMap(({ endedOn }) => (endedOn === null ? [] : [endedOn]));
  const late = ends.map((end) => ({
    from: addDays(parseLocalDate(end), -DAYS_BEFORE_LEAVING),
    to: end,
  }));
  const inTerm = acts.filter(({ date }) => window.holds(date));
  const ids = (some: readonly PersonAct[]) => some.filter(isDeed).map(({ eventId }) => eventId);
  return {
    inTerm,
    outside: counted(ids(acts.filter(({ date }) => !window.holds(date)))),
    beforeLeaving: counted(
      ids(inTerm.filter(({ date }) => late.some(({ from, to }) => from <= date && date <= to))),
    ),
  };
}
