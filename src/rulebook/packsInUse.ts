// The packs that judge what is recorded now, read again when the rule book in the log has grown, whoever adopted: this
// process or another node. It must never fall back from packs that were adopted to others.
import type { EventLog } from '../log/eventLog.js';
import type { RulePacks } from '../rules/pack.js';
import { RULEBOOK_STREAM } from './decider.js';

export interface PacksInUse {
  readonly current: RulePacks;
  /** Reads them again if the rule book has grown. */
  refresh(): Promise<void>;
  /** Follows the log no more. */
  stop(): void;
}

/** @param load reads the packs in use of the log */
export async function followPacks(
  log: EventLog,
  load: () => Promise<RulePacks>,
): Promise<PacksInUse> {
  let known = (await log.readStream(RULEBOOK_STREAM)).length;
  let current = await load();
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const grown = (await log.readStream(RULEBOOK_STREAM, known + 1)).length;
    if (grown === 0) return;
    current = await load();
    known += grown;
  }

  function refresh(): Promise<void> {
    reading = reading.catch(() => undefined).then(read);
    return reading;
  }

  let waiting = false;
  const stop = log.subscribe(() => {
    if (waiting) return;
    waiting = true;
    // What fails here fails again, and is told, where packs are asked for or a view is judged.
    void refresh()
      .catch(() => undefined)
      .finally(() => (waiting = false));
  });
  return {
    get current() {
      return current;
    },
    refresh,
    stop,
  };
}
