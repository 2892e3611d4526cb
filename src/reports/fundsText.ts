// Totals of money as readable text.
import type { Total } from '../../projections/funds/funds.queries.js';
import { renderTable } from './table.js';
import { money, or, report } from './words.js';

export function renderTotals(totals: {
  readonly position: string | undefined;
  readonly measure: string;
  readonly by: readonly string[];
  readonly rows: readonly Total[];
}): string {
  return report(
    `# 资金合计 Totals: ${totals.measure}\n\n台账位置 position: ${or(totals.position ?? null)}`,
    renderTable(
      [
        ...totals.by.map((title) => ({ title })),
        { title: '币种' },
        { title: '金额(元) amount', align: 'right' as const },
        { title: '事件 events', align: 'right' as const },
      ],
      totals.rows.map((row) => [
        ...totals.by.map((dimension) => or(row.key[dimension] ?? null)),
        row.currency,
        money(row.amount, null),
        String(row.events),
      ]),
    ),
  );
}
