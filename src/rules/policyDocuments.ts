// Laws and rules as the ledger registers them: whether one that is cited was in force on a day.
import type { LedgerEvent } from '../events/index.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { unitKey } from './unitKeys.js';

type Document = EventOf<'powers.PolicyDocumentPublished'>;

/** Whether one document held on a day: begun, not ended, not repealed, not replaced. */
function heldOn({ data }: Document, status: readonly LedgerEvent[], day: string): boolean {
  const { documentId, effectiveFrom, effectiveTo } = data;
  const ends = status.flatMap((event) =>
    event.name === 'powers.PolicyDocumentRepealed'
      ? [event.data.effectiveTo]
      : event.name === 'powers.PolicyDocumentPublished' && event.data.supersedes === documentId
        ? [event.data.effectiveFrom]
        : [],
  );
  return (
    effectiveFrom <= day &&
    (effectiveTo === undefined || day < effectiveTo) &&
    ends.every((end) => day < end)
  );
}

/** The document of an id, as the ledger registers it. */
export function documentInForce(
  context: RuleContext,
  documentId: string,
  day: string,
): boolean | undefined {
  const status = context.events(unitKey.documentStatus(documentId));
  const published = eventsOf(status, 'powers.PolicyDocumentPublished').filter(
    ({ data }) => data.documentId === documentId,
  );
  return published.length === 0
    ? undefined
    : published.some((document) => heldOn(document, status, day));
}

/** Documents of a title: whether any is registered, whether one held on a day, and what says so. */
export function documentsInForce(context: RuleContext, title: string, day: string) {
  const events: LedgerEvent[] = [];
  let inForce = false;
  for (const document of eventsOf(
    context.events(unitKey.documentsTitled(title)),
    'powers.PolicyDocumentPublished',
  )) {
    const status = context.events(unitKey.documentStatus(document.data.documentId));
    events.push(...status);
    inForce ||= heldOn(document, status, day);
  }
  return { known: events.length > 0, inForce, events: events as readonly LedgerEvent[] };
}
