// Keeps signing while the service runs. It must never let a failure of signing stop the service.
import type { Signing } from './signing.js';

export interface Signer {
  /** Waits for a signature under way; nothing is signed afterwards. */
  stop(): Promise<void>;
}

/**
 * Signs now, and then at most once in every `everyMilliseconds`, when the log has grown or the keys have changed.
 * @param onFailure told when signing fails in a way in which it did not fail the time before
 */
export function startSigner(
  signing: Signing,
  everyMilliseconds: number,
  onFailure: (error: unknown) => void,
): Signer {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failure: string | undefined;

  async function attempt(): Promise<void> {
    try {
      await signing.sign();
      failure = undefined;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== failure) onFailure(error);
      failure = text;
    }
    if (!stopped) timer = setTimeout(run, everyMilliseconds);
  }
  let underWay: Promise<void> | undefined;
  function run(): void {
    underWay = attempt();
  }

  run();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
