// Which units pay a payee: counted by payment, so that a unit leaves when its last payment does.
import type { PayeeUnits } from '../../src/analytics/leads/subjects/rolls.js';
import type { ViewWriter } from '../projection.js';

export interface PayeeTable {
  count(payee: string, unit: string, by: 1 | -1): void;
  /** Writes the counts; returns the payees whose units are others now. */
  flush(): readonly string[];
  /** Call after {@link flush}. */
  unitsOf(payee: string): PayeeUnits | undefined;
}

export function createPayeeTable(writer: ViewWriter): PayeeTable {
  const change = writer.prepare(
    `INSERT INTO {payee_unit} VALUES (?, ?, ?)
     ON CONFLICT (payee_id, orgunit) DO UPDATE SET count = count + excluded.count RETURNING count`,
  );
  const drop = writer.prepare('DELETE FROM {payee_unit} WHERE payee_id = ? AND orgunit = ?');
  const units = writer.prepare(
    'SELECT orgunit FROM {payee_unit} WHERE payee_id = ? ORDER BY orgunit',
  );
  let changes = new Map<string, number>();
  return {
    count(payee, unit, by) {
      const key = `${payee} ${unit}`;
      changes.set(key, (changes.get(key) ?? 0) + by);
    },
    flush() {
      const moved = new Set<string>();
      for (const [key, by] of changes) {
        if (by === 0) continue;
        const [payee = '', unit = ''] = key.split(' ');
        const now = change.get<{ count: number }>([payee, unit, by])?.count ?? 0;
        if (now === 0) drop.run([payee, unit]);
        if (now === 0 || now === by) moved.add(payee);
      }
      changes = new Map();
      return [...moved];
    },
    unitsOf(payee) {
      const rows = units.all<{ orgunit: string }>([payee]);
      return rows.length === 0 ? undefined : { units: rows.map(({ orgunit }) => orgunit) };
    },
  };
}
