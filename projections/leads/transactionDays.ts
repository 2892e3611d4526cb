// Counts transactions by unit and day: what a short list is measured against.
import type { ViewWriter } from '../projection.js';

export interface TransactionDays {
  count(unit: string, day: string, by: 1 | -1): void;
  flush(): void;
}

export function createTransactionDays(writer: ViewWriter): TransactionDays {
  const change = writer.prepare(
    `INSERT INTO {transaction_day} VALUES (?, ?, ?)
     ON CONFLICT (orgunit, day) DO UPDATE SET count = count + excluded.count`,
  );
  const drop = writer.prepare(
    'DELETE FROM {transaction_day} WHERE orgunit = ? AND day = ? AND count = 0',
  );
  let changes = new Map<string, number>();
  return {
    count(unit, day, by) {
      const key = `${unit} ${day}`;
      changes.set(key, (changes.get(key) ?? 0) + by);
    },
    flush() {
      for (const [key, by] of changes) {
        if (by === 0) continue;
        const [unit = '', day = ''] = key.split(' ');
        change.run([unit, day, by]);
        if (by < 0) drop.run([unit, day]);
      }
      changes = new Map();
    },
  };
}
