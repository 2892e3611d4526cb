// A ledger position as an integer, so that SQLite orders rows as the ledger orders events.
import { corrupt } from '../src/kernel/errors.js';
import { positionOf, type Position } from '../src/kernel/position.js';

/** @throws LedgerError `view.position_range` beyond 2^53 - 1, where a number is no longer exact */
export function sequenceOf(position: Position): number {
  const sequence = Number(position);
  if (Number.isSafeInteger(sequence)) return sequence;
  throw corrupt(
    'view.position_range',
    `台账位置 ${position} 超出视图可表示的范围`,
    `Ledger position ${position} is beyond what a view can hold`,
    position,
  );
}

/** An event as a figure cites it. */
export interface EventReference {
  readonly eventId: string;
  readonly position: Position;
}

export const eventReference = (row: { event_id: string; position: number }): EventReference => ({
  eventId: row.event_id,
  position: positionOf(row.position),
});
