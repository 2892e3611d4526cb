// A decision as it is found and listed: its latest values, each with the event that they come from.
import { moneyColumn } from '../exactSums.js';
import type { ViewSnapshot } from '../reader.js';
import { eventReference, type EventReference } from '../sequence.js';

export interface DecisionSummary {
  readonly matterId: string;
  readonly title: string;
  readonly power: string | null;
  readonly orgunit: string;
  readonly place: string | null;
  readonly proposer: string | null;
  readonly important: boolean | null;
  /** Fen. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly target: string | null;
  readonly reference: string | null;
  readonly openedOn: string;
  readonly openedRecordedOn: string;
  readonly outcome: string | null;
  /** `ruling`, or `ballot` where only a ballot's declared result is recorded. */
  readonly outcomeBy: string | null;
  readonly bodyId: string | null;
  readonly ruledBy: string | null;
  readonly decidedOn: string | null;
  readonly decidedRecordedOn: string | null;
  readonly publishedOn: string | null;
  readonly closedOn: string | null;
  readonly closedResult: string | null;
  /** How many corrections name the matter; the values above are the corrected ones. */
  readonly corrections: number;
  readonly events: {
    readonly opened: EventReference;
    readonly decided: EventReference | null;
    readonly published: EventReference | null;
    readonly closed: EventReference | null;
    /** Where the text was found, when text was asked for. */
    readonly matched: EventReference | null;
  };
}

/** A row of matters as COLUMNS reads it. */
export interface MatterRow {
  number: number;
  matter_id: string;
  title: string;
  power: string | null;
  orgunit: string;
  place: string | null;
  proposer: string | null;
  important: number | null;
  amount_fen: string | null;
  currency: string | null;
  target: string | null;
  reference: string | null;
  opened_on: string;
  opened_recorded_on: string;
  opened_event_id: string;
  outcome: string | null;
  outcome_by: string | null;
  body_id: string | null;
  ruled_by: string | null;
  decided_on: string | null;
  decided_recorded_on: string | null;
  decided_event_id: string | null;
  decided_position: number | null;
  published_on: string | null;
  published_event_id: string | null;
  published_position: number | null;
  closed_on: string | null;
  closed_result: string | null;
  closed_event_id: string | null;
  closed_position: number | null;
  corrections: number;
  /** Read only where text was searched for. */
  matched_position?: number | null;
  matched_event_id?: string | null;
}

const reference = (eventId: string | null, position: number | null): EventReference | null =>
  eventId === null || position === null ? null : eventReference({ event_id: eventId, position });

export function toSummary(row: MatterRow): DecisionSummary {
  return {
    matterId: row.matter_id,
    title: row.title,
    power: row.power,
    orgunit: row.orgunit,
    place: row.place,
    proposer: row.proposer,
    important: row.important === null ? null : row.important === 1,
    amount: row.amount_fen,
    currency: row.currency,
    target: row.target,
    reference: row.reference,
    openedOn: row.opened_on,
    openedRecordedOn: row.opened_recorded_on,
    outcome: row.outcome,
    outcomeBy: row.outcome_by,
    bodyId: row.body_id,
    ruledBy: row.ruled_by,
    decidedOn: row.decided_on,
    decidedRecordedOn: row.decided_recorded_on,
    publishedOn: row.published_on,
    closedOn: row.closed_on,
    closedResult: row.closed_result,
    corrections: row.corrections,
    events: {
      opened: eventReference({ event_id: row.opened_event_id, position: row.number }),
      decided: reference(row.decided_event_id, row.decided_position),
      published: reference(row.published_event_id, row.published_position),
      closed: reference(row.closed_event_id, row.closed_position),
      matched: reference(row.matched_event_id ?? null, row.matched_position ?? null),
    },
  };
}

/** Every column of a matter `m`, its amount as text. */
export const COLUMNS = `m.*, ${moneyColumn('m.amount', 'amount_fen')}`;

/** One matter as it is found and listed. */
export function decisionSummary(
  snapshot: ViewSnapshot,
  matterId: string,
): DecisionSummary | undefined {
  const row = snapshot.get<MatterRow>(
    `SELECT ${COLUMNS} FROM {decisions.matter} m WHERE m.matter_id = ?`,
    [matterId],
  );
  return row && toSummary(row);
}
