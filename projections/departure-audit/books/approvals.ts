// How long approvals took (平均审批用时): payments from request to last signature, applications from receipt to decision.
import { daysBetween, parseLocalDate } from '../../../src/kernel/time.js';
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf } from '../../unit-books/unitBooks.queries.js';
import { within, type Span } from '../stays.js';

export interface ApprovalTime {
  readonly what: 'payments' | 'applications';
  readonly count: number;
  readonly meanDays: number;
}

const mean = (what: ApprovalTime['what'], days: readonly number[]): readonly ApprovalTime[] =>
  days.length === 0
    ? []
    : [
        {
          what,
          count: days.length,
          meanDays: days.reduce((total, one) => total + one, 0) / days.length,
        },
      ];

const between = (from: string, to: string) => daysBetween(parseLocalDate(from), parseLocalDate(to));

/** Of what was asked for within the span and decided; what was not is in no mean. */
export function approvalTimes(
  snapshot: ViewSnapshot,
  units: readonly string[],
  orgunit: string,
  span: Span,
): readonly ApprovalTime[] {
  const payments = snapshot.all<{ requested_on: string; approved_on: string }>(
    `SELECT p.requested_on, max(a.on_date) AS approved_on FROM {funds.payment} AS p
     JOIN {funds.approval} AS a ON a.payment_id = p.payment_id
     WHERE p.orgunit = ? AND p.requested_on >= ? AND p.requested_on <= ? GROUP BY p.number`,
    [orgunit, span.from, span.to],
  );
  const applications = thingsOf(snapshot, 'application', units).flatMap((thing) => {
    const received = factsNamed(thing, 'services.ApplicationReceived')[0];
    const decided =
      factsNamed(thing, 'services.ApprovalGiven').at(-1) ??
      factsNamed(thing, 'services.ApprovalRefused').at(-1);
    return received && decided && within(span, received.on)
      ? [between(received.on, decided.on)]
      : [];
  });
  return [
    ...mean(
      'payments',
      payments.map(({ requested_on: from, approved_on: to }) => between(from, to)),
    ),
    ...mean('applications', applications),
  ];
}
