// An answer of the ledger as it leaves the command line: with the place at which it stands, as every answer over HTTP.
// A figure without ledger, position and tree could not be held against the ledger later.
import type { ViewSnapshot } from '../../projections/reader.js';
import type { Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import { placeText } from '../reports/placeText.js';
import { haltedViews, standingAt, type HaltedView, type Standing } from '../reports/standing.js';
import type { Output } from './output.js';

export interface Answer {
  readonly value: unknown;
  readonly text: () => string;
}

export interface Place extends Standing {
  /** Origin of the ledger; `null` where there is none. */
  readonly ledger: string | null;
  readonly halted: readonly HaltedView[];
}

/** Of an answer drawn from files alone. */
export const NOWHERE: Place = {
  ledger: null,
  position: null,
  recordedAt: null,
  tree: null,
  halted: [],
};

/** What must be read while the snapshot lasts. */
export interface SeenPlace {
  readonly position: Position | undefined;
  readonly halted: readonly HaltedView[];
}

export const seenPlace = (snapshot: ViewSnapshot): SeenPlace => ({
  position: snapshot.position,
  halted: haltedViews(snapshot),
});

/** The place of an answer drawn from the events up to a position. @throws LedgerError as {@link standingAt} */
export const placeOf = async (log: EventLog, { position, halted }: SeenPlace): Promise<Place> => ({
  ledger: log.origin,
  ...(await standingAt(log, position)),
  halted,
});

/** With `--json` the envelope of the HTTP API: `{ ledger, position, tree, halted, data }`; else the text above its place. */
export function putPlaced(output: Output, place: Place, { value, text }: Answer): void {
  const { ledger, position, tree, halted } = place;
  output.result(
    { ledger, position, tree, halted, data: value },
    () => `${text().trimEnd()}\n\n${placeText(place)}`,
  );
}
