// Which events make up each matter: the files of the cases that the rules judge, for whoever reads matters as cases.
import { positionOf, type Position } from '../../src/kernel/position.js';
import type { ViewSnapshot } from '../reader.js';

export interface MatterCase {
  /** The position of its first event, as a number: cases are listed in its order. */
  readonly number: number;
  readonly matterId: string;
  /** Of its events, with the payments and contracts that name the matter, in ledger order. */
  readonly positions: readonly Position[];
}

const MATTER = 'matter-';

/**
 * The next matters after a case number.
 * @param upTo number of the last case
 */
export function matterCases(
  snapshot: ViewSnapshot,
  after: number,
  upTo: number,
  limit: number,
): MatterCase[] {
  const cases = snapshot.all<{ case_number: number; case_id: string }>(
    `SELECT case_number, case_id FROM {violations.case_file}
     WHERE case_number > ? AND case_number <= ? AND substr(case_id, 1, ${MATTER.length}) = '${MATTER}'
     ORDER BY case_number LIMIT ?`,
    [after, upTo, limit],
  );
  const events = snapshot.all<{ case_number: number; position: number }>(
    `SELECT case_number, position FROM {violations.case_event}
     WHERE case_number IN (SELECT value FROM json_each(?)) ORDER BY case_number, position`,
    [JSON.stringify(cases.map(({ case_number }) => case_number))],
  );
  const positions = new Map<number, Position[]>(cases.map(({ case_number }) => [case_number, []]));
  for (const { case_number, position } of events)
    positions.get(case_number)?.push(positionOf(position));
  return cases.map(({ case_number: number, case_id }) => ({
    number,
    matterId: case_id.slice(MATTER.length),
    positions: positions.get(number) ?? [],
  }));
}
