// One append to the journal at one exact place, carried through whatever the network does. It answers whether the events
// stand there, or others do; only where the server stays silent for too long does it not know.
import { isLedgerError, type LedgerError } from '../../kernel/errors.js';
import type { Connection, ProposedEvent } from './connection.js';
import { isPassing, mayBeStored } from './failures.js';

/** `lost`: other events stand at that place, so these never will. */
export type Outcome = 'stored' | 'lost';

export interface AppendPlace {
  readonly connection: Connection;
  readonly stream: string;
  /** Revision that the first event is to have. */
  readonly at: number;
  /** How long to try, in milliseconds. */
  readonly patience: number;
}

/** What an append that was given up left behind: with `inDoubt` it may be stored later, if nothing else takes its place. */
export class AppendGivenUp extends Error {
  override readonly name = 'AppendGivenUp';
  constructor(
    readonly inDoubt: boolean,
    override readonly cause: LedgerError,
  ) {
    super(cause.message);
  }
}

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What stands at the place now, to the last event of the append; `undefined` for nothing yet. */
async function lookUp(
  { connection, stream, at }: AppendPlace,
  events: readonly ProposedEvent[],
): Promise<Outcome | undefined> {
  const there = await connection.read(stream, at, events.length);
  if (there.length === 0) return undefined;
  const isOurs = events.every(
    ({ id }, index) => there[index]?.id === id && there[index].revision === at + index,
  );
  return isOurs ? 'stored' : 'lost';
}

/**
 * Appends events so that the first one gets the revision `at`. A failure of transport leaves the outcome unknown: the
 * place is read again, and while nothing stands there the same events are sent once more, which the server takes as the
 * same. @throws AppendGivenUp
 */
export async function appendAt(
  place: AppendPlace,
  events: readonly ProposedEvent[],
): Promise<Outcome> {
  const { connection, stream, at, patience } = place;
  const end = performance.now() + patience;
  let inDoubt = false;
  for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
    try {
      if (inDoubt) {
        const found = await lookUp(place, events);
        if (found) return found;
      }
      if (await connection.append(stream, events, at === 0 ? 'none' : at - 1)) return 'stored';
      // An earlier attempt of ours may be what stands there.
      if (!inDoubt) return 'lost';
      return (await lookUp(place, events)) ?? 'lost';
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      // What is too large now was too large before, too.
      inDoubt = error.code !== 'engine.append_too_large' && (inDoubt || mayBeStored(error));
      const isOver = performance.now() + wait >= end;
      if (isOver || !isPassing(error)) throw new AppendGivenUp(inDoubt, error);
    }
    await pause(wait);
  }
}
