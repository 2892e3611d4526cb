// What is recorded of audits: in a case, audit by audit; from elsewhere, the audits of a person's terms.
import type { LedgerEvent } from '../events/index.js';
import { addDays } from '../kernel/time.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { dayOf } from './obligation.js';
import { covers, postOn, termsOf, type RecordedTerm } from './register.js';
import { inTimeOrder } from './time.js';

export interface Audit {
  readonly id: string;
  /** As they happened. */
  readonly events: readonly LedgerEvent[];
  readonly trigger: EventOf<'audits.DepartureTriggered'> | undefined;
  readonly commission: EventOf<'audits.AuditCommissioned'> | undefined;
  /** The first report issued. */
  readonly report: EventOf<'audits.ReportIssued'> | undefined;
}

/** The audits of a case. */
export function auditsOf(theCase: CaseIndex): readonly Audit[] {
  const byAudit = new Map<string, LedgerEvent[]>();
  for (const event of theCase.events)
    if (event.name.startsWith('audits.') && 'auditId' in event.data) {
      const { auditId } = event.data;
      const same = byAudit.get(auditId);
      if (same) same.push(event);
      else byAudit.set(auditId, [event]);
    }
  return [...byAudit].map(([id, unordered]) => {
    const events = inTimeOrder(unordered);
    return {
      id,
      events,
      trigger: eventsOf(events, 'audits.DepartureTriggered')[0],
      commission: eventsOf(events, 'audits.AuditCommissioned')[0],
      report: eventsOf(events, 'audits.ReportIssued')[0],
    };
  });
}

type Milestone =
  | EventOf<'audits.AuditCommissioned'>
  | EventOf<'audits.ReportIssued'>
  | EventOf<'audits.ConclusionPosted'>;

const isMilestone = (event: LedgerEvent): event is Milestone =>
  event.name === 'audits.AuditCommissioned' ||
  event.name === 'audits.ReportIssued' ||
  event.name === 'audits.ConclusionPosted';

/**
 * Commissions, reports and postings of the audits that name a term, as they happened.
 * @param upTo only what had happened when this act was done
 */
export function milestonesOfTerm(
  context: RuleContext,
  { personId, termId }: RecordedTerm,
  upTo?: LedgerEvent,
): readonly Milestone[] {
  const read = (key: string) => (upTo ? context.eventsUpTo(key, upTo) : context.events(key));
  const audits = eventsOf(read(oversightKey.auditsOfPerson(personId)), 'audits.DepartureTriggered')
    .filter(({ data }) => data.terms.some((term) => term.termId === termId))
    .map(({ data }) => data.auditId);
  return inTimeOrder([...new Set(audits)].flatMap((id) => read(oversightKey.audit(id)))).filter(
    isMilestone,
  );
}

/** Whether the term's end was a departure from one of these posts: who goes on in the same post has not left it. */
export function isDeparture(
  context: RuleContext,
  term: RecordedTerm,
  roles: readonly string[],
): boolean {
  const { to, postId, personId } = term;
  if (to === undefined || !roles.includes(postOn(context, postId, to)?.role ?? '')) return false;
  const next = addDays(dayOf(to), 1);
  return !termsOf(context, personId).some(
    (other) => other.postId === postId && other.termId !== term.termId && covers(other, next),
  );
}
