// Rolls in use, held by the number of their members: the least recently used leave when these are too many.
import type { Roll, RollKind } from '../../src/analytics/leads/subjects/rolls.js';

/** What the checks of a subject asked for and found, as it stands in the tables. */
export interface Outcome {
  asks: string;
  leads: string;
}

export interface RollSlot extends Outcome {
  readonly kind: RollKind;
  readonly key: string;
  readonly roll: Roll;
}

export class RollCache {
  private readonly rolls = new Map<string, { slot: RollSlot; weight: number }>();
  private total = 0;

  /** @param limit how many members may be held, counting one more for each roll */
  constructor(private readonly limit: number) {}

  get(name: string): RollSlot | undefined {
    const held = this.rolls.get(name);
    if (!held) return undefined;
    this.rolls.delete(name);
    this.rolls.set(name, held);
    return held.slot;
  }

  put(name: string, slot: RollSlot, members: number): void {
    this.rolls.set(name, { slot, weight: members + 1 });
    this.total += members + 1;
    this.shrink();
  }

  /** A member came (1) or left (-1). */
  weigh(name: string, by: 1 | -1): void {
    const held = this.rolls.get(name);
    if (!held) return;
    held.weight += by;
    this.total += by;
    this.shrink();
  }

  private shrink(): void {
    for (const [name, { weight }] of this.rolls) {
      // The last one stays, however large: it is being looked at.
      if (this.total <= this.limit || this.rolls.size === 1) return;
      this.rolls.delete(name);
      this.total -= weight;
    }
  }
}
