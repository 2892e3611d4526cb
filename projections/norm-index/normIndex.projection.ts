// What the norm index needs and the judgements do not hold: appraisals, bank lines, and what was recorded when.
// It must not compute a score: scores depend on a scheme, which is chosen when the index is run.
import { readFileSync } from 'node:fs';
import type { LedgerEvent } from '../../src/events/index.js';
import type { EventOf } from '../../src/rules/case.js';
import { createBulkInsert } from '../bulkInsert.js';
import { instantOf, localDate } from '../clocks.js';
import type { Projection, ViewWriter } from '../projection.js';

interface Presence {
  events: number;
  late: number;
  readonly firstEvent: string;
}

const monthOf = (time: string) => localDate(time).slice(0, 7);

/** Recorded more than this after it happened (LED-01), unless it was taken over as a whole from foreign records. */
const TIMELY_MILLISECONDS = 7 * 86_400_000;

const isLate = ({ time, recordedtime, rulepack }: LedgerEvent): boolean =>
  // Most events are recorded on their own day: no need to parse.
  recordedtime.slice(0, 10) > time.slice(0, 10) &&
  rulepack !== 'imported' &&
  instantOf(recordedtime) - instantOf(time) > TIMELY_MILLISECONDS;

function prepare(writer: ViewWriter) {
  return {
    session: writer.prepare(
      'INSERT INTO {rating_session} (session_id, year, event_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    line: writer.prepare(
      `INSERT INTO {bank_line} (bank_line_id, orgunit, month, event_id) VALUES (?, ?, ?, ?)
       ON CONFLICT (bank_line_id) DO UPDATE SET orgunit = excluded.orgunit, month = excluded.month, event_id = excluded.event_id
       WHERE month IS NULL`,
    ),
    match: writer.prepare(
      `INSERT INTO {bank_line} (bank_line_id, match_event_id) VALUES (?, ?)
       ON CONFLICT (bank_line_id) DO UPDATE SET match_event_id = coalesce(match_event_id, excluded.match_event_id)`,
    ),
    rating: writer.prepare(
      `INSERT INTO {rating_tally} (session_id, object_id, dimension, rater_group, orgunit, month, returned, excellent, competent, basically_competent, incompetent, abstain, event_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
  };
}

function ratingRow({ data, orgunit, time, id }: EventOf<'ratings.RatingTallied'>) {
  const { excellent, competent, basicallyCompetent, incompetent, abstain } = data.counts;
  return [
    data.sessionId,
    data.objectId,
    data.dimension,
    data.raterGroup,
    orgunit,
    monthOf(time),
    data.returned,
    excellent,
    competent,
    basicallyCompetent,
    incompetent,
    abstain,
    id,
  ];
}

export const normIndexProjection: Projection = {
  name: 'norm-index',
  version: 2,
  handles: 'all',
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const sql = prepare(writer);
    const presences = createBulkInsert(
      writer,
      'INSERT INTO {event_month} (month, orgunit, name, events, late, first_event) VALUES',
      6,
      'ON CONFLICT (month, orgunit, name) DO UPDATE SET events = events + excluded.events, late = late + excluded.late',
    );

    function applyOne(event: LedgerEvent): void {
      switch (event.name) {
        case 'ratings.SessionOpened':
          sql.session.run([event.data.sessionId, event.data.year, event.id]);
          break;
        case 'ratings.RatingTallied':
          sql.rating.run(ratingRow(event));
          break;
        case 'funds.BankLineRecorded':
          sql.line.run([
            event.data.bankLineId,
            event.orgunit,
            event.data.bookedOn.slice(0, 7),
            event.id,
          ]);
          break;
        case 'funds.BankLineMatched':
          sql.match.run([event.data.bankLineId, event.id]);
          break;
        default:
      }
    }

    return {
      apply(events) {
        const months = new Map<string, Presence>();
        for (const event of events) {
          applyOne(event);
          const key = `${monthOf(event.time)} ${event.orgunit} ${event.name}`;
          const presence = months.get(key);
          const late = isLate(event) ? 1 : 0;
          if (presence) {
            presence.events++;
            presence.late += late;
          } else months.set(key, { events: 1, late, firstEvent: event.id });
        }
        for (const [key, { events: count, late, firstEvent }] of months)
          presences.add([...key.split(' '), count, late, firstEvent]);
        presences.flush();
      },
    };
  },
};
