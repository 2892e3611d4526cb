// What was made public (公开): notices by class with their due days, decisions, and what the rules on publicity found.
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf } from '../../unit-books/unitBooks.queries.js';
import { findViolations } from '../../violations/violations.queries.js';
import { counted, type Counted } from '../acts.js';
import { within, type Span } from '../stays.js';

export interface NoticeClass {
  readonly class: string;
  readonly posted: Counted;
  /** Notices that name a day by which they had to hang. */
  readonly due: Counted;
  readonly late: Counted;
  /** Found missing at a check. */
  readonly missing: Counted;
  /** Found with another fault at a check. */
  readonly faulty: Counted;
  readonly objections: Counted;
  readonly answered: Counted;
}

export interface DecisionPublicity {
  /** Decided in the span by bodies of the unit. */
  readonly due: Counted;
  readonly posted: Counted;
  readonly missing: Counted;
}

export interface Publicity {
  readonly classes: readonly NoticeClass[];
  readonly decisions: DecisionPublicity;
  /** Violations of the rules on publicity by rule. */
  readonly rules: readonly { readonly rule: string; readonly found: Counted }[];
}

interface MatterRow {
  decided_event_id: string | null;
  published_event_id: string | null;
}

function decisionsMadePublic(
  snapshot: ViewSnapshot,
  orgunit: string,
  span: Span,
): DecisionPublicity {
  const rows = snapshot.all<MatterRow>(
    `SELECT decided_event_id, published_event_id FROM {decisions.matter}
     WHERE orgunit = ? AND decided_on >= ? AND decided_on <= ? ORDER BY number`,
    [orgunit, span.from, span.to],
  );
  const ids = (some: readonly (string | null)[]) => counted(some.flatMap((id) => id ?? []));
  return {
    due: ids(rows.map((row) => row.decided_event_id)),
    posted: ids(rows.map((row) => row.published_event_id)),
    missing: ids(
      rows.filter((row) => row.published_event_id === null).map((row) => row.decided_event_id),
    ),
  };
}

export function publicityOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  orgunit: string,
  span: Span,
): Publicity {
  const notices = thingsOf(snapshot, 'notice', units).flatMap((thing) => {
    const posted = factsNamed(thing, 'disclosure.NoticePosted')[0];
    if (!posted || !within(span, posted.on)) return [];
    const checks = factsNamed(thing, 'disclosure.NoticeChecked');
    return [
      {
        posted,
        missing: checks.filter(({ data }) => data.faults.includes('missing')),
        faulty: checks.filter(({ data }) => data.faults.some((fault) => fault !== 'missing')),
        objections: factsNamed(thing, 'disclosure.ObjectionRaised'),
        answered: factsNamed(thing, 'disclosure.ObjectionAnswered'),
      },
    ];
  });
  const ids = (facts: readonly { readonly eventId: string }[]) =>
    counted(facts.map(({ eventId }) => eventId));
  const classes = [...new Set(notices.map(({ posted }) => posted.data.class))].sort();
  const { violations } = findViolations(
    snapshot,
    { family: 'PUB', orgunit, from: span.from, to: span.to },
    { limit: 100_000 },
  );
  return {
    classes: classes.map((name): NoticeClass => {
      const own = notices.filter(({ posted }) => posted.data.class === name);
      const due = own.filter(({ posted }) => posted.data.dueOn !== undefined);
      return {
        class: name,
        posted: ids(own.map(({ posted }) => posted)),
        due: ids(due.map(({ posted }) => posted)),
        late: ids(
          due
            .filter(({ posted }) => posted.on > (posted.data.dueOn ?? ''))
            .map(({ posted }) => posted),
        ),
        missing: ids(own.flatMap((one) => one.missing)),
        faulty: ids(own.flatMap((one) => one.faulty)),
        objections: ids(own.flatMap((one) => one.objections)),
        answered: ids(own.flatMap((one) => one.answered)),
      };
    }),
    decisions: decisionsMadePublic(snapshot, orgunit, span),
    rules: [...new Set(violations.map(({ rule }) => rule))].sort().map((rule) => ({
      rule,
      found: counted(violations.filter((one) => one.rule === rule).map(({ act }) => act.eventId)),
    })),
  };
}
