// Which events evidence is about, where they are told by what they say: those of a matter, those that name a person, one.
// It must never leave out an event that fits, nor show what it reads.
import type { Position } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import { parseDisclosure } from '../transparency/index.js';
import { findRecord, storedEvent } from './prove.js';

/** The events of a matter, those that name a person, or one by its id or position. */
export type EvidenceScope =
  { readonly matter: string } | { readonly audit: string } | { readonly event: string };

/** What an exporter needs: what it is about, in the words of the ledger, and the events. */
export interface SelectedEvents {
  readonly title: string;
  /** Positions, ascending. */
  readonly events: readonly Position[];
}

const PAGE = 1000;

const titleOf = (scope: EvidenceScope): string =>
  'matter' in scope
    ? `matter ${scope.matter}`
    : 'audit' in scope
      ? `audit ${scope.audit}`
      : `event ${scope.event}`;

/** True when some string within the value is the one that is looked for. */
function holds(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted;
  return value instanceof Object && Object.values(value).some((member) => holds(member, wanted));
}

function isWanted(record: StoredRecord, scope: Exclude<EvidenceScope, { event: string }>): boolean {
  const event = storedEvent(record);
  if ('matter' in scope)
    return event.matter === scope.matter || event.subject === `matter-${scope.matter}`;
  const { actorperson, actoronbehalfof, data } = event;
  return (
    actorperson === scope.audit ||
    actoronbehalfof === scope.audit ||
    holds(data, scope.audit) ||
    record.disclosures.some((text) => holds(parseDisclosure(text).value, scope.audit))
  );
}

/** Reads the whole log, for a matter or a person. @throws LedgerError `event.missing` for an event that is not there */
export async function selectEvents(
  log: EventLog,
  scope: EvidenceScope,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<SelectedEvents> {
  const title = titleOf(scope);
  if ('event' in scope) return { title, events: [(await findRecord(log, scope.event)).position] };
  const head = await log.head();
  const total = head === undefined ? 0 : Number(head) + 1;
  const events: Position[] = [];
  let after: Position | undefined;
  for (let done = 0; ;) {
    const page = await log.readAll(after, PAGE);
    for (const record of page) if (isWanted(record, scope)) events.push(record.position);
    after = page.at(-1)?.position;
    onProgress((done += page.length), total);
    if (page.length < PAGE) return { title, events };
  }
}
