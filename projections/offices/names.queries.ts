// Names of persons by id, for lists that show people. Whom nobody registered is left out.
import type { ViewSnapshot } from '../reader.js';

export function namesOf(
  snapshot: ViewSnapshot,
  personIds: readonly string[],
): ReadonlyMap<string, string> {
  if (personIds.length === 0) return new Map();
  const rows = snapshot.all<{ person_id: string; name: string }>(
    'SELECT person_id, name FROM {offices.person} WHERE person_id IN (SELECT value FROM json_each(?))',
    [JSON.stringify([...new Set(personIds)])],
  );
  return new Map(rows.map((row) => [row.person_id, row.name]));
}
