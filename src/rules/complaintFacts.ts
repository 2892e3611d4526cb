// What a case says of each complaint: who is complained of, where it was sent, what was done. Complaints are sealed:
// nothing derived here may be written into the words of a finding beyond what the charged act itself says.
import type { LedgerEvent } from '../events/index.js';
import type { HANDLERS } from '../events/complaints.js';
import type { CaseIndex, EventOf } from './case.js';
import { compareTimes, inTimeOrder } from './time.js';

export type Handler = (typeof HANDLERS)[number];
type Registration = EventOf<'complaints.ComplaintRegistered'>;

export interface Complaint {
  readonly registered: Registration;
  /** Its other events, as they happened. */
  readonly events: readonly LedgerEvent[];
}

const complaintOf = (event: LedgerEvent): string | undefined =>
  event.name.startsWith('complaints.') && 'complaintId' in event.data
    ? event.data.complaintId
    : undefined;

/** The complaints of a case that were registered in it. */
export function complaintsOf(theCase: CaseIndex): readonly Complaint[] {
  const events = new Map<string, LedgerEvent[]>();
  for (const event of theCase.events) {
    const complaintId = complaintOf(event);
    if (complaintId === undefined) continue;
    const same = events.get(complaintId);
    if (same) same.push(event);
    else events.set(complaintId, [event]);
  }
  return theCase.of('complaints.ComplaintRegistered').map((registered) => ({
    registered,
    events: inTimeOrder(events.get(registered.data.complaintId) ?? []),
  }));
}

/** The persons complained of. */
export const accusedIn = ({ registered }: Complaint): ReadonlySet<string> =>
  new Set(registered.data.accused ?? []);

/** With whom the complaint lay when something was done: the last routing or escalation before it. */
export function handlerAt({ events }: Complaint, act: LedgerEvent): Handler | undefined {
  let handler: Handler | undefined;
  for (const event of events) {
    if (event === act || compareTimes(event.time, act.time) > 0) break;
    if (
      event.name === 'complaints.ComplaintRouted' ||
      event.name === 'complaints.ComplaintEscalated'
    )
      handler = event.data.to;
  }
  return handler;
}
