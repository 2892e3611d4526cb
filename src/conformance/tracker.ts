// The contract of what follows one constraint (or one half of it) through one case, event by event.
import type { JudgingMode, Reason, Tally, TruthState } from './verdict.js';
import type { WindowEnd } from './window.js';

/**
 * The verdict on one activation. `activation` is its place in the case, or undefined when the case as a whole is
 * charged. `events` are the places that decide it: the target found, the forbidden one, or the nearest wrong one.
 * `latest` is the end of the time allowed, where there is one.
 */
export interface ActivationVerdict {
  readonly activation: number | undefined;
  readonly state: TruthState;
  readonly events: readonly number[];
  readonly reason?: Reason;
  readonly latest?: WindowEnd;
}

/** Follows one constraint half through one case. Events that play no role in it need not be shown to it. */
export interface Tracker {
  /** Takes the event at `index`, which meets the activation's and/or the target's activity and condition. */
  see(index: number, isActivation: boolean, isTarget: boolean): void;
  tally(mode: JudgingMode): Tally;
  /** Every activation in case order. Available only when the tracker was made to explain. */
  explain(mode: JudgingMode): ActivationVerdict[];
  reset(): void;
}
