// Persons as people say them, and who has left a post.
import { invalid } from '../../src/kernel/errors.js';
import type { ViewSnapshot } from '../reader.js';

/** How many bearers of one name an error lists. */
const LISTED = 10;

/**
 * The id of whom `said` means: an id, else the full name or another name of exactly one person. What nobody bears is
 * given back as it is, for the query that follows to refuse.
 * @throws LedgerError `person.ambiguous_name` with the ids, where several bear it
 */
export function personIdOf(snapshot: ViewSnapshot, said: string): string {
  const known = snapshot.get(
    `SELECT 1 FROM {offices.person} WHERE person_id = ?1
     UNION ALL SELECT 1 FROM {offices.term} WHERE person_id = ?1 LIMIT 1`,
    [said],
  );
  if (known !== undefined) return said;
  const bearers = snapshot.all<{ person_id: string }>(
    `SELECT person_id FROM {offices.person}
     WHERE name = ?1 OR EXISTS (SELECT 1 FROM json_each(other_names) WHERE value = ?1) ORDER BY person_id`,
    [said],
  );
  if (bearers.length <= 1) return bearers[0]?.person_id ?? said;
  const ids = bearers.slice(0, LISTED).map((row) => row.person_id);
  const list = `${ids.join('、')}${bearers.length > LISTED ? ' …' : ''}`;
  throw invalid(
    'person.ambiguous_name',
    `有 ${bearers.length} 人同名，请用编号指明：${list}`,
    `${bearers.length} people bear this name; say which by id: ${list}`,
    'person',
  );
}

/** Everybody with a term that has ended, by id. */
export const personsWhoLeft = (snapshot: ViewSnapshot): readonly string[] =>
  snapshot
    .all<{ person_id: string }>(
      'SELECT DISTINCT person_id FROM {offices.term} WHERE ended_on IS NOT NULL ORDER BY person_id',
    )
    .map((row) => row.person_id);
