// Stores the disclosures of commands, each in a stream of its own, before the events whose digests they are: an event
// never stands without them.
import type { Connection, ProposedEvent } from './connection.js';
import { intoParts } from './groupPlan.js';
import { appendAt, AppendGivenUp } from './journalAppend.js';
import type { ProposedCommand } from './journalEntry.js';
import type { LedgerStreams } from './streams.js';

/** How many streams are written at once. */
const AT_ONCE = 16;

export interface Sealing {
  readonly connection: Connection;
  readonly streams: LedgerStreams;
  readonly patience: number;
}

async function sealOne(
  { connection, patience }: Sealing,
  stream: string,
  { events, commandId }: ProposedCommand,
): Promise<void> {
  const sealed = events
    .filter(({ disclosures }) => disclosures.length > 0)
    .map(({ id, disclosures }): ProposedEvent => ({
      id,
      type: 'org.sunledger.Disclosures',
      bytes: new Uint8Array(Buffer.from(JSON.stringify(disclosures))),
      metadata: { sunledger: 1, command: commandId },
    }));
  let at = 0;
  for (const part of intoParts(sealed)) {
    await appendAt({ connection, stream, at, patience }, part);
    at += part.length;
  }
}

/** @throws LedgerError `engine.*`: nothing is in the journal yet, so nothing is recorded, whatever became of them */
export async function sealCommands(
  sealing: Sealing,
  commands: readonly ProposedCommand[],
): Promise<void> {
  const waiting = commands.filter(({ events }) =>
    events.some(({ disclosures }) => disclosures.length > 0),
  );
  const sealNext = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [first] = next.events;
      if (first) await sealOne(sealing, sealing.streams.sealed(first.id), next);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sealNext));
  } catch (error) {
    throw error instanceof AppendGivenUp ? error.cause : error;
  }
}
