// Reads what was published of power items, in ledger order.
import type { PowersEvent } from '../../src/events/powers.js';
import { positionOf } from '../../src/kernel/position.js';
import type { ViewSnapshot } from '../reader.js';
import type { EventReference } from '../sequence.js';

/** An event of a power stream and where it stands. */
export type RecordedPowerEvent = PowersEvent & EventReference;

interface Row {
  readonly position: number;
  readonly event_id: string;
  readonly name: string;
  readonly data: string;
}

/** Versions and retirements in ledger order: of one power item, or of all. */
export function powerEvents(snapshot: ViewSnapshot, code?: string): RecordedPowerEvent[] {
  const rows =
    code === undefined
      ? snapshot.all<Row>('SELECT * FROM {powers.power_event} ORDER BY position')
      : snapshot.all<Row>('SELECT * FROM {powers.power_event} WHERE code = ? ORDER BY position', [
          code,
        ]);
  return rows.map(
    ({ position, event_id: eventId, name, data }) =>
      // The name decides the shape of the data, which the codec has parsed.
      ({
        eventId,
        position: positionOf(position),
        name,
        data: JSON.parse(data) as unknown,
      }) as RecordedPowerEvent,
  );
}
