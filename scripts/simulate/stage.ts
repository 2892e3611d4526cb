// What every scene of the demo county shares: timeline, chance, powers; suppliers and sums.
import type { Powers } from './powers.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';

export interface Stage {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly powers: Powers;
}

/** Whole yuan as fen. */
export const yuan = (amount: number): string => `${amount}00`;

const SUPPLIERS = ['示范建材', '明远工程', '春雨管业', '同心商贸'] as const;

/** The suppliers of a township and its villages. */
export const suppliersOf = (code: string) =>
  SUPPLIERS.map((name, index) => ({
    payeeId: `c-${code.slice(0, 9)}-${index}`,
    name: `${name}（虚构）`,
    kind: 'company' as const,
  }));

export const supplier = (random: Random, code: string) => random.pick(suppliersOf(code));
