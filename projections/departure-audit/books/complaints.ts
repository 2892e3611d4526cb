// Complaints (投诉举报) as numbers only: what they say stays sealed, and an unproved one is not held against anybody.
import { daysBetween, parseLocalDate } from '../../../src/kernel/time.js';
import { factsNamed, type Thing } from '../../unit-books/unitBooks.queries.js';
import { counted, type Counted } from '../acts.js';
import { within, type Span } from '../stays.js';

export interface ComplaintCounts {
  readonly received: Counted;
  readonly closed: Counted;
  /** Closed as substantiated, wholly or in part. */
  readonly true: Counted;
  readonly unfounded: Counted;
  readonly declined: Counted;
  /** Neither closed nor declined by the closing day. */
  readonly open: Counted;
  /** Mean days from receipt to closing, of those closed; `null`: none was. */
  readonly daysToClose: number | null;
}

const TRUE: ReadonlySet<string> = new Set(['substantiated', 'partlySubstantiated']);

/** Complaints received within a span. */
export function countComplaints(things: readonly Thing[], spans: readonly Span[]): ComplaintCounts {
  const all = things.flatMap((thing) => {
    const received = factsNamed(thing, 'complaints.ComplaintRegistered')[0];
    const span = received && spans.find((one) => within(one, received.on));
    if (!received || !span) return [];
    const until = <T extends { readonly on: string }>(facts: readonly T[]) =>
      facts.find(({ on }) => on <= span.closing);
    return [
      {
        received,
        closed: until(factsNamed(thing, 'complaints.ComplaintClosed')),
        declined: until(factsNamed(thing, 'complaints.ComplaintDeclined')),
      },
    ];
  });
  const ids = (some: readonly ({ readonly eventId: string } | undefined)[]) =>
    counted(some.flatMap((fact) => fact?.eventId ?? []));
  const closed = all.flatMap(({ received, closed: end }) => (end ? [{ received, end }] : []));
  const days = closed.map(({ received, end }) =>
    daysBetween(parseLocalDate(received.on), parseLocalDate(end.on)),
  );
  return {
    received: ids(all.map(({ received }) => received)),
    closed: ids(closed.map(({ end }) => end)),
    true: ids(closed.filter(({ end }) => TRUE.has(end.data.result)).map(({ end }) => end)),
    unfounded: ids(
      closed.filter(({ end }) => end.data.result === 'unsubstantiated').map(({ end }) => end),
    ),
    declined: ids(all.map(({ declined }) => declined)),
    open: ids(all.filter((one) => !one.closed && !one.declined).map(({ received }) => received)),
    daysToClose:
      days.length === 0 ? null : days.reduce((total, one) => total + one, 0) / days.length,
  };
}
