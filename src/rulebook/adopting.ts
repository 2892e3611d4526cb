// Adopts packs beside everything else, for a service that begins while its log takes no appends: tries again, with
// growing pauses, until it is done. It must never give up while the service runs, and always says what it waits for.
import { isLedgerError, unavailable, type Bilingual, type LedgerError } from '../kernel/errors.js';

export type AdoptionStatus =
  | { readonly state: 'adopted' }
  /** The packs of the configured folder judge meanwhile. `code` and `text` say what adopting waits for. */
  | { readonly state: 'waiting'; readonly code: string; readonly text: Bilingual };

export interface Adopting {
  status(): AdoptionStatus;
  /** Begins no further attempt. */
  stop(): void;
  /** Resolves when the packs are adopted, or when the attempt under way at {@link stop} has ended. */
  readonly ended: Promise<void>;
}

export const ADOPTED: Adopting = {
  status: () => ({ state: 'adopted' }),
  stop: () => undefined,
  ended: Promise.resolve(),
};

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

const underWay = () =>
  unavailable(
    'rulebook.adopting',
    '正在采用规则包，请稍后',
    'The rule packs are being adopted; try again shortly',
  );

function asReason(error: unknown): LedgerError {
  if (isLedgerError(error)) return error;
  process.emitWarning(error instanceof Error ? error : String(error));
  return unavailable(
    'rulebook.failed',
    '采用规则包时程序出错：请查看日志',
    'The program failed while adopting rule packs; see its log',
    undefined,
    error,
  );
}

/** @param attempt adopts what is not yet adopted; doing it again adds nothing */
export function keepAdopting(attempt: () => Promise<void>): Adopting {
  let reason: LedgerError | undefined = underWay();
  let stopping = false;
  const isStopping = () => stopping;
  let wake: () => void = () => undefined;

  const rest = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    for (let pause = FIRST_PAUSE; !isStopping(); pause = Math.min(2 * pause, LONGEST_PAUSE))
      try {
        await attempt();
        reason = undefined;
        return;
      } catch (error) {
        reason = asReason(error);
        if (!isStopping()) await rest(pause * (0.5 + Math.random() / 2));
      }
  }

  return {
    status: () =>
      reason ? { state: 'waiting', code: reason.code, text: reason.text } : { state: 'adopted' },
    stop() {
      stopping = true;
      wake();
    },
    ended: run(),
  };
}
