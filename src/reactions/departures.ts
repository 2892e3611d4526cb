// What the ledger does by itself: every departure begins an audit (离任、转任必审).
// It only states what the record of offices already says; the same departure is never triggered twice.
import {
  dueDepartures,
  type DueDeparture,
} from '../../projections/audit-files/auditFiles.queries.js';
import type { CommandRequest } from '../commands/commandHandler.js';
import type { Ledger } from '../composition.js';

/** The trigger of one departure. Its id and time come from the record, so that every node sends the same command. */
export function triggerOf(departure: DueDeparture): CommandRequest {
  const { personId, orgunit, endedOn, reason, template, terms, knownAt } = departure;
  const auditId = `departure-${personId}-${endedOn}`.slice(0, 120);
  const commandid = `auto:departure:${orgunit}:${personId}:${endedOn}`.slice(0, 200);
  return {
    name: 'audits.TriggerDeparture',
    data: { auditId, personId, terms, unitId: orgunit, reason, on: endedOn, template },
    attributes: {
      time: knownAt,
      actoraccount: 'ledger',
      orgunit,
      commandid,
      correlationid: commandid,
      rulepack: 'none',
      classification: 'public',
    },
  };
}

/**
 * Triggers the audits of all departures that have none.
 * @param personId only of this person
 * @returns ids of the audits begun
 */
export async function triggerDepartures(
  { handler, views }: Pick<Ledger, 'handler' | 'views'>,
  personId?: string,
): Promise<readonly string[]> {
  const due = views
    .read(dueDepartures)
    .filter((departure) => personId === undefined || departure.personId === personId);
  const begun: string[] = [];
  for (const departure of due) {
    const request = triggerOf(departure);
    const outcome = await handler.handle(request);
    if (outcome.status === 'recorded') begun.push((request.data as { auditId: string }).auditId);
  }
  return begun;
}

export interface Reactions {
  stop(): Promise<void>;
}

/** How long the views may take to reach what was just recorded. */
const WAIT_MILLISECONDS = 60_000;

/**
 * Keeps an eye on the ledger while the service runs.
 * @param onFailure hears of a failure; the next event tries again
 */
export function startReactions(ledger: Ledger, onFailure: (error: unknown) => void): Reactions {
  let running: Promise<void> = Promise.resolve();
  let waiting = false;
  let stopped = false;

  async function react(): Promise<void> {
    waiting = false;
    const head = await ledger.log.head();
    if (stopped || head === undefined) return;
    await ledger.views.waitFor(head, WAIT_MILLISECONDS);
    await triggerDepartures(ledger);
  }

  // Hints come with every commit; one look answers for all that came before it.
  const onHead = () => {
    if (waiting || stopped) return;
    waiting = true;
    running = running.then(react).catch(onFailure);
  };
  const stopListening = ledger.log.subscribe(onHead);
  onHead();
  return {
    async stop() {
      stopped = true;
      stopListening();
      await running;
    },
  };
}
