// The catalogue of powers as published: versions and retirements, whole, so that flows can be drawn and judged by them.
// Which version is in force on a day is decided by whoever asks; it must never be stored.
import { readFileSync } from 'node:fs';
import type { Projection } from '../projection.js';
import { sequenceOf } from '../sequence.js';

export const powersProjection: Projection = {
  name: 'powers',
  version: 1,
  handles: new Set(['powers.PowerItemPublished', 'powers.PowerItemRetired']),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const insert = writer.prepare(
      'INSERT INTO {power_event} (position, code, event_id, name, data) VALUES (?, ?, ?, ?, ?)',
    );
    return {
      apply(events) {
        for (const event of events)
          if (
            event.name === 'powers.PowerItemPublished' ||
            event.name === 'powers.PowerItemRetired'
          )
            insert.run([
              sequenceOf(event.position),
              event.data.code,
              event.id,
              event.name,
              JSON.stringify(event.data),
            ]);
      },
    };
  },
};
